//! The verdict band: one word, one sentence that names the objectives, one that names the element.

use super::super::charts::objectives::with;
use super::super::draw::{Canvas, Drawn, Frame, Type, badge};
use super::super::format::{self, Quantity};
use super::super::style::{self, size};
use crate::experiment::results::{Estimate, Results, Verdict};

/// The band.
pub fn draw(canvas: &Canvas, frame: Frame, results: &Results) -> Drawn {
    let tight = results.objectives.iter().any(|o| o.tight);
    let (word, color) = style::state(results.verdict, tight);
    canvas.rounded(frame, 4.0, style::EDGE)?;
    canvas.rounded(frame.cut(0.5, 0.5, 0.5, 0.5), 3.5, style::WHITE)?;
    let width = Type::bold(size::LEAD, style::WHITE).width(word) + 22.0;
    badge(canvas, Frame::new(frame.x + 8.0, frame.y + 6.5, width, frame.h - 13.0), word, color, size::LEAD)?;
    let (x, room) = (frame.x + width + 18.0, frame.w - width - 28.0);
    let (lead, sub) = (Type::bold(size::LEAD, style::INK), Type::plain(size::BODY, style::SUB));
    canvas.left(&lead.elide(&sentence(results), room), (x, frame.y + 10.0), lead)?;
    canvas.left(&sub.elide(&element(results), room), (x, frame.y + 22.5), sub)
}

/// Says what the verdict rests on, naming what is not met.
pub fn sentence(results: &Results) -> String {
    let all = results.objectives.len();
    let (missed, risky) = (with(results, Verdict::Missed), with(results, Verdict::AtRisk));
    match results.verdict {
        Verdict::None => "No objectives are stated, so nothing is judged.".into(),
        Verdict::Missed => {
            format!("Does not carry the load: {}{}.", score(&missed, all, "missed"), beside(&risky))
        }
        Verdict::AtRisk => format!("Not certain to carry the load: {}.", score(&risky, all, "at risk")),
        Verdict::Met => match all {
            1 => format!("Carries the load: {} is met.", results.objectives[0].name),
            2 => "Carries the load: both objectives are met.".into(),
            _ => format!("Carries the load: all {all} objectives are met."),
        },
    }
}

fn score(some: &[&str], all: usize, word: &str) -> String {
    match all {
        1 => format!("its objective is {word} ({})", names(some)),
        _ => format!("{} of {all} objectives {word} ({})", some.len(), names(some)),
    }
}

/// What is at risk where others are missed.
fn beside(risky: &[&str]) -> String {
    match risky.len() {
        0 => String::new(),
        1 | 2 => format!("; at risk: {}", names(risky)),
        many => format!("; {many} at risk"),
    }
}

fn names(some: &[&str]) -> String {
    const MOST: usize = 3;
    let mut text = some.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    if some.len() > MOST {
        text += &format!(" and {} more", some.len() - MOST);
    }
    text
}

/// Names the element that binds, or the busiest.
fn element(results: &Results) -> String {
    let Some(bottleneck) = &results.bottleneck else { return "No element is near its limit.".into() };
    let quantity = Quantity::of(&bottleneck.metric);
    let value = quantity.estimate(Estimate { value: bottleneck.value, ci: None });
    let word = if bottleneck.binding { "limit" } else { "planning limit" };
    let limit =
        bottleneck.limit.map(|limit| format!(", {word} {}", quantity.text(limit))).unwrap_or_default();
    let figure = format!("{} {value}{limit}", format::metric(&bottleneck.metric));
    match (&bottleneck.objective, bottleneck.binding) {
        (Some(objective), true) => format!("{} binds ({objective}: {figure}).", bottleneck.element),
        (None, true) => format!("{} binds ({figure}).", bottleneck.element),
        (_, false) => format!("Busiest element: {} ({figure}).", bottleneck.element),
    }
}
