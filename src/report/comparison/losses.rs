//! Why messages are lost in each scenario, beside each other: lost per 1 000 offered, stacked by cause.

use super::super::charts::axes;
use super::super::figure::{Axis, Body, Figure, Key, Layer, Mark, Panel, Scale, Tick};
use super::super::{format, style};
use crate::experiment::compare::comparison::{Comparison, Side, SideClass};
use crate::model::cause::CAUSES;

/// Classes at most, those that lose most.
const MOST_CLASSES: usize = 3;
/// Totals named over the bars at most.
const MOST_TOTALS: usize = 4;
/// Width of a bar, of the room that it has.
const BAR: f64 = 0.62;

/// The chart.
pub fn figure(comparison: &Comparison) -> Figure {
    let title = "Why messages are lost".to_string();
    let classes = classes(comparison);
    let subtitle = "lost per 1\u{202f}000 offered, all repetitions".to_string();
    if classes.is_empty() {
        let why = "nothing was lost in any of them".to_string();
        return Figure { title, subtitle, legend: vec![], body: Body::Empty(why) };
    }
    let causes = causes(comparison, &classes);
    let key = |cause: &&str| Key::new(Mark::Fill(style::cause(cause)), style::cause_label(cause));
    let legend = causes.iter().map(key).collect();
    let panels = classes.iter().map(|name| panel(comparison, name, &causes)).collect();
    Figure { title, subtitle, legend, body: Body::Panels(panels) }
}

fn rate(class: &SideClass, lost: u64) -> f64 {
    1000.0 * lost as f64 / class.offered.max(1) as f64
}

fn all_lost(class: &SideClass) -> f64 {
    rate(class, class.lost.values().fold(0, |sum: u64, lost| sum.saturating_add(*lost)))
}

/// Those that lose most anywhere.
fn classes(comparison: &Comparison) -> Vec<&str> {
    let most = |name: &str| {
        let sides = comparison.scenarios.iter().filter_map(|side| side.classes.get(name));
        sides.map(all_lost).fold(0.0, libm::fmax)
    };
    let mut names: Vec<&str> = Vec::new();
    for name in comparison.scenarios.iter().flat_map(|side| side.classes.keys()) {
        if !names.contains(&name.as_str()) && most(name) > 0.0 {
            names.push(name);
        }
    }
    names.sort_by(|a, b| most(b).total_cmp(&most(a)));
    names.truncate(MOST_CLASSES);
    names
}

/// In the order of the table of causes.
fn causes<'a>(comparison: &'a Comparison, classes: &[&str]) -> Vec<&'a str> {
    let rank = |cause: &str| CAUSES.iter().position(|row| row.name == cause).unwrap_or(CAUSES.len());
    let shown = comparison.scenarios.iter().flat_map(|side| &side.classes);
    let shown = shown.filter(|(name, _)| classes.contains(&name.as_str()));
    let mut all: Vec<&str> = shown
        .flat_map(|(_, class)| class.lost.iter().filter(|(_, n)| **n > 0).map(|(cause, _)| cause.as_str()))
        .collect();
    all.sort_by_key(|cause| (rank(cause), *cause));
    all.dedup();
    all
}

fn panel(comparison: &Comparison, name: &str, causes: &[&str]) -> Panel {
    let own = |at: usize| comparison.scenarios[at].classes.get(name);
    let sides = comparison.scenarios.len();
    let top = (0..sides).filter_map(own).map(all_lost).fold(0.0, libm::fmax);
    let bar = |at: usize| {
        let class = own(at)?;
        let part =
            |cause: &&str| (rate(class, class.lost.get(*cause).copied().unwrap_or(0)), style::cause(cause));
        let middle = at as f64 + 0.5;
        Some(Layer::Bar {
            from: middle - BAR / 2.0,
            to: middle + BAR / 2.0,
            parts: causes.iter().map(part).collect(),
        })
    };
    let tick = |(at, side): (usize, &Side)| Tick { at: at as f64 + 0.5, label: side.letter.clone() };
    let total = |at: usize| {
        let lost = own(at).map_or(format::NONE.into(), |class| format::number(all_lost(class)));
        format!("{} {lost}", comparison.scenarios[at].letter)
    };
    let label = if sides > MOST_TOTALS {
        let lost = |at: &usize| own(*at).map_or(0.0, all_lost);
        let worst = (0..sides).max_by(|a, b| lost(a).total_cmp(&lost(b)).then(b.cmp(a)));
        format!("{name}: most in {}", worst.map(total).unwrap_or_default())
    } else {
        format!("{name}: {}", (0..sides).map(total).collect::<Vec<_>>().join(", "))
    };
    Panel {
        heading: None,
        weight: 1.0,
        x: Axis {
            label: "scenario".into(),
            scale: Scale::Linear,
            from: 0.0,
            to: sides as f64,
            ticks: comparison.scenarios.iter().enumerate().map(tick).collect(),
        },
        y: axes::from_zero_in(label, top, 1.0, 4),
        layers: (0..sides).filter_map(bar).collect(),
    }
}
