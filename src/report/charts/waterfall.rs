//! Where does the time go? Mean seconds of every part of the way, for all messages and for the cohort around
//! the 95th percentile; one class at a time, since classes take different ways (DEFINITIONS D6).

use super::super::figure::{Body, Figure, Key, Mark, Waterfall, WaterfallPart};
use super::super::style;
use super::{axes, class_of, own_classes, troubled_class};
use crate::experiment::results::{ClassResult, Results, WaterfallRow};

/// Parts shown; what is smaller is summed up.
const MOST_ROWS: usize = 9;

/// The chart of the class that matters most.
pub fn figure(results: &Results) -> Figure {
    let chosen = telling_class(results);
    let (title, color) = match chosen {
        Some((at, name, _)) => (format!("Where the time goes: {name}"), style::class(at).0),
        None => ("Where the time goes".to_string(), style::LOAD),
    };
    whole(title, color, chosen.into_iter())
}

/// The chart with every class beside the others.
pub fn every_class(results: &Results) -> Figure {
    whole("Where the time goes".into(), style::LOAD, own_classes(results).filter(|c| arrives(c.2)))
}

/// Two classes in a row of charts, three where there are many.
pub fn across(classes: usize) -> usize {
    match classes {
        0 | 1 => 1,
        2..=6 => 2,
        _ => 3,
    }
}

/// As high as its rows of charts need.
pub fn size_pt(results: &Results) -> (f64, f64) {
    let classes = own_classes(results).filter(|c| arrives(c.2)).count();
    let across = across(classes);
    (if across == 3 { 720.0 } else { 520.0 }, 75.0 + 165.0 * classes.div_ceil(across).max(1) as f64)
}

fn whole<'a>(
    title: String,
    color: style::Color,
    classes: impl Iterator<Item = (usize, &'a str, &'a ClassResult)>,
) -> Figure {
    let classes: Vec<_> = classes.collect();
    let grows = classes.iter().find_map(|(_, _, class)| class.growing.first());
    let parts: Vec<_> = classes.iter().map(|(at, name, class)| waterfall(*at, name, class)).collect();
    let legend = vec![
        Key::new(Mark::Fill(color), "slow messages"),
        Key::new(Mark::Fill(faint(color)), "all messages"),
    ];
    let subtitle = subtitle(&parts, grows);
    if parts.is_empty() {
        let why = "no message arrived, so there is no time to divide".to_string();
        return Figure { title, subtitle, legend: vec![], body: Body::Empty(why) };
    }
    Figure { title, subtitle, legend, body: Body::Waterfalls(parts) }
}

/// What is drawn, unless it has no end, or "all" needs a word because it lies beyond "slow".
fn subtitle(parts: &[Waterfall], grows: Option<&String>) -> String {
    if let Some(element) = grows {
        return format!(
            "GROWING with the length of the run: {element} cannot keep up; slow: 94 to 96 % came sooner"
        );
    }
    // a mean may lie above the 96th percentile where few messages take very long
    let text = match parts.iter().any(|fall| fall.total[0] > fall.total[1]) {
        true => {
            "mean time in each part of the way; slow: 94 to 96 % came sooner; all can exceed it, as a few \
             took far longer"
        }
        false => {
            "mean time in each part of the way, of the copy that came first; slow: 94 to 96 % came sooner"
        }
    };
    text.into()
}

/// The colour of "all messages" beside that of the cohort.
pub fn faint(color: style::Color) -> style::Color {
    style::mix(color, style::WHITE, 0.6)
}

fn arrives(class: &ClassResult) -> bool {
    !class.waterfall.is_empty() && class.waterfall.iter().any(|row| row.all.value.is_some())
}

/// The class of the worst objective that is not met, else of the first on latency, else the largest.
fn telling_class(results: &Results) -> Option<(usize, &str, &ClassResult)> {
    if let Some(troubled) = troubled_class(results).filter(|(_, _, class)| arrives(class)) {
        return Some(troubled);
    }
    let timed = results.objectives.iter().filter(|o| o.metric.starts_with("latency"));
    let worst = timed.rev().max_by_key(|o| o.verdict).and_then(|o| class_of(&o.of));
    let asked = own_classes(results).find(|(_, name, class)| Some(*name) == worst && arrives(class));
    asked.or_else(|| own_classes(results).filter(|c| arrives(c.2)).max_by_key(|c| c.2.offered))
}

fn waterfall(at: usize, name: &str, class: &ClassResult) -> Waterfall {
    let mut parts: Vec<(String, f64, f64)> = Vec::new();
    for row in &class.waterfall {
        let (all, cohort) = (row.all.value.unwrap_or(0.0), row.p95.value.unwrap_or(0.0));
        if all > 0.0 || cohort > 0.0 {
            parts.push((label(row), all, cohort));
        }
    }
    gather_small(&mut parts);
    let mut ends = [0.0, 0.0];
    let mut rows = Vec::new();
    for (label, all, cohort) in parts {
        rows.push(WaterfallPart { label, all: [ends[0], all], cohort: [ends[1], cohort] });
        ends = [ends[0] + all, ends[1] + cohort];
    }
    let longest = libm::fmax(ends[0], ends[1]);
    let (factor, unit) = match longest {
        longest if longest < 1.0 => (1e3, "ms"),
        longest if longest < 600.0 => (1.0, "s"),
        _ => (1.0 / 60.0, "min"),
    };
    let x = match unit {
        "min" => axes::between(unit, 0.0, longest, factor, 5),
        _ => axes::from_zero(unit, longest, factor),
    };
    Waterfall { class: name.to_string(), color: style::class(at).0, x, rows, total: ends }
}

/// Kind of time and element; the platform's stages are known without their family name.
fn label(row: &WaterfallRow) -> String {
    let element = row.element.split_once('.').map_or(row.element.as_str(), |(_, name)| name);
    if element.replace('-', "") == row.part.replace('-', "") {
        return if row.part == "de-duplication" { "waiting for copies".into() } else { row.part.clone() };
    }
    format!("{} · {element}", row.part)
}

/// Sums the smallest parts up into one row at the end.
fn gather_small(parts: &mut Vec<(String, f64, f64)>) {
    if parts.len() <= MOST_ROWS {
        return;
    }
    let size = |part: &(String, f64, f64)| libm::fmax(part.1, part.2);
    let mut sizes: Vec<f64> = parts.iter().map(size).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let least = sizes[MOST_ROWS - 2];
    let (kept, small): (Vec<_>, Vec<_>) = parts.drain(..).partition(|part| size(part) >= least);
    let sum = small.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.1, sum.1 + part.2));
    *parts = kept;
    if !small.is_empty() {
        parts.push((format!("{} smaller parts", small.len()), sum.0, sum.1));
    }
}
