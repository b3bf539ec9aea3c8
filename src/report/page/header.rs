//! The page's head: what was simulated.

use super::super::charts::replications;
use super::super::draw::{Canvas, Drawn, Frame, Type};
use super::super::format::{plural, span_or_time};
use super::super::style::{self, size};
use super::{MARGIN, words};
use crate::experiment::results::Results;

/// Baselines' middles: title, question, sizes and changes.
const LINES: [f64; 3] = [14.5, 28.5, 39.5];

/// Height of the head: a line more where the scenario says what it asks.
pub fn height(results: &Results) -> f64 {
    if words::question(results).is_some() { 49.0 } else { 38.0 }
}

/// Title at the left, with the question below; scenario at the right.
pub fn draw(canvas: &Canvas, frame: Frame, results: &Results) -> Drawn {
    canvas.rect(frame, style::NAVY)?;
    let scenario = &results.scenario;
    let (mut title, sub) = (Type::bold(size::TITLE, style::WHITE), Type::plain(size::BODY, style::NAVY_SUB));
    let name = Type::bold(size::BODY, style::WHITE);
    let names = match &scenario.base {
        Some(base) => format!("{} (extends {base})", scenario.name),
        None => scenario.name.clone(),
    };
    let names = name.elide(&names, frame.w * 0.24);
    let room = frame.w - 2.0 * MARGIN - 4.0;
    let beside = room - name.width(&names) - 20.0;
    let x = frame.x + MARGIN + 2.0;
    let shown = shown_title(results);
    let fitting = title.size * beside / libm::fmax(title.width(&shown), 1.0);
    title.size = fitting.clamp(size::HEADING, size::TITLE);
    canvas.left(&title.elide(&shown, beside), (x, LINES[0]), title)?;
    canvas.right(&names, (frame.right() - MARGIN - 2.0, LINES[0]), name)?;
    let mut y = LINES[1];
    if let Some(question) = words::question(results) {
        let asked = Type::plain(size::BODY, style::WHITE);
        let line = words::sentences(&question, asked, room, 1).join(" ");
        canvas.left(&line, (x, y), asked)?;
        y = LINES[2];
    }
    let summary = summary(results, |line| sub.width(line) <= room);
    canvas.left(&sub.elide(&summary, room), (x, y), sub)
}

/// The title in one line, else the scenario's name.
pub fn shown_title(results: &Results) -> String {
    let title = results.scenario.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() { results.scenario.name.clone() } else { title }
}

/// What was simulated, and what was changed as far as the line fits.
fn summary(results: &Results, fits: impl Fn(&str) -> bool) -> String {
    let scenario = &results.scenario;
    let parts = [
        plural(scenario.devices, "device", "devices"),
        words::gateways(results),
        format!("{} from {}", span_or_time(scenario.simulated_s), scenario.start),
        replications(results),
    ];
    let known = parts.join(" · ");
    let with = |changed: &str| format!("{known} · {changed}");
    words::changed(results, |changed| fits(&with(changed))).map_or(known.clone(), |changed| with(&changed))
}
