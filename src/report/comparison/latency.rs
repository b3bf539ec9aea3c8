//! How long messages take in each scenario, on the same axes: colours tell the classes, strokes the scenarios.

use super::super::charts::{axes, latency};
use super::super::figure::{Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::style;
use crate::experiment::compare::comparison::{Comparison, SideClass};

/// Scenarios and classes at most: more lines are no picture.
const MOST_SIDES: usize = 3;
const MOST_CLASSES: usize = 4;

/// The chart.
pub fn figure(comparison: &Comparison) -> Figure {
    let title = "End-to-end latency".to_string();
    let subtitle = "share of arriving messages at or below, %; late ones included".to_string();
    let classes = classes(comparison);
    let mut curves: Vec<(usize, &SideClass)> =
        classes.iter().flat_map(|name| of_class(comparison, name)).collect();
    if curves.is_empty() {
        let why = "no message arrived, so there is no latency".to_string();
        return Figure { title, subtitle, legend: vec![], body: Body::Empty(why) };
    }
    curves.sort_by_key(|(side, _)| *side);
    let range: Vec<f64> = curves.iter().flat_map(|(_, class)| latency::ends(&class.latency_cdf)).collect();
    let low = range.iter().copied().fold(f64::INFINITY, libm::fmin);
    let x = axes::log_time("latency", low, range.iter().copied().fold(0.0, libm::fmax));
    let y = axes::tail("share of messages, %");
    let line = |&(side, class): &(usize, &SideClass)| Layer::Line {
        stroke: stroke(style::class(class.place).0, side),
        points: latency::inside(&class.latency_cdf, &x, &y),
    };
    let layers = curves.iter().map(line).collect();
    let legend = legend(comparison, &classes);
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    Figure { title, subtitle, legend, body: Body::Panels(vec![panel]) }
}

/// The first broad and pale, so that another that runs over it can be seen on it.
fn stroke(color: style::Color, side: usize) -> Stroke {
    match side {
        0 => Stroke { color: style::mix(style::WHITE, color, 0.4), width: 3.2, dash: Dash::Solid },
        1 => Stroke { color, width: 1.1, dash: Dash::Solid },
        _ => Stroke { color, width: 1.1, dash: Dash::Dashed },
    }
}

/// Every scenario that has the class and got anything through, the later ones over the first.
fn of_class<'a>(comparison: &'a Comparison, name: &str) -> Vec<(usize, &'a SideClass)> {
    let sides = comparison.scenarios.iter().take(MOST_SIDES).enumerate();
    let class = |(at, side): (usize, &'a crate::experiment::compare::comparison::Side)| {
        side.classes.get(name).filter(|class| !class.latency_cdf.is_empty()).map(|class| (at, class))
    };
    sides.filter_map(class).collect()
}

/// Those whose latency differs most.
fn classes(comparison: &Comparison) -> Vec<String> {
    let change = |name: &str| {
        let of = format!("devices.{name}");
        let rows = comparison.comparisons.iter().flat_map(|pair| &pair.measures);
        let own = rows.filter(|row| row.of == of && row.metric == "latency_p95");
        own.map(|row| row.size()).fold(0.0, libm::fmax)
    };
    let mut names: Vec<String> = Vec::new();
    for name in comparison.scenarios.iter().flat_map(|side| side.classes.keys()) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names.sort_by(|a, b| change(b).total_cmp(&change(a)));
    names.truncate(MOST_CLASSES);
    names
}

fn legend(comparison: &Comparison, classes: &[String]) -> Vec<Key> {
    let color = |name: &String| {
        let class = comparison.scenarios.iter().find_map(|side| side.classes.get(name));
        class.map_or(style::INK, |class| style::class(class.place).0)
    };
    let mut keys: Vec<Key> =
        classes.iter().map(|name| Key::new(Mark::Fill(color(name)), name.clone())).collect();
    let sides = comparison.scenarios.iter().take(MOST_SIDES).enumerate();
    keys.extend(sides.map(|(at, side)| Key::new(Mark::Line(stroke(style::INK, at)), side.label())));
    if comparison.scenarios.len() > MOST_SIDES {
        keys.push(Key::new(Mark::Fill(style::WHITE), "the others: their own reviews"));
    }
    keys
}
