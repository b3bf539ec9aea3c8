//! The page's head: what was simulated.

use super::super::charts::replications;
use super::super::draw::{Canvas, Drawn, Frame, Type};
use super::super::format::{plural, span};
use super::super::style::{self, size};
use super::MARGIN;
use crate::experiment::results::Results;

/// Title at the left, scenario at the right.
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
    let seed = format!("seed {}", scenario.seed);
    let taken = libm::fmax(name.width(&names), sub.width(&seed)) + 20.0;
    let room = frame.w - 2.0 * MARGIN - taken;
    let x = frame.x + MARGIN + 2.0;
    let words = shown_title(results);
    let fitting = title.size * room / libm::fmax(title.width(&words), 1.0);
    title.size = fitting.clamp(size::HEADING, size::TITLE);
    canvas.left(&title.elide(&words, room), (x, 14.5), title)?;
    canvas.left(&sub.elide(&summary(results), room), (x, 28.5), sub)?;
    let right = frame.right() - MARGIN - 2.0;
    canvas.right(&names, (right, 14.5), name)?;
    canvas.right(&seed, (right, 28.5), sub)
}

fn shown_title(results: &Results) -> String {
    let title = results.scenario.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() { results.scenario.name.clone() } else { title }
}

fn summary(results: &Results) -> String {
    let scenario = &results.scenario;
    let mut parts = vec![
        plural(scenario.devices, "device", "devices"),
        plural(scenario.gateways, "gateway", "gateways"),
        format!("{} from {}", span(scenario.simulated_s), scenario.start),
        replications(results),
    ];
    let telling = |change: &&String| !["title:", "intent:"].iter().any(|words| change.starts_with(words));
    let changes: Vec<&str> = scenario.changes.iter().filter(telling).map(String::as_str).collect();
    if !changes.is_empty() {
        parts.push(format!("changed: {}", changes.join("; ").replace("->", "→")));
    }
    parts.join(" · ")
}
