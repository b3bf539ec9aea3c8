//! How long do messages take? The distribution by class, spread so that the nines can be read.
//!
//! A class meets a percentile objective where its curve passes above its lozenge.

use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::{axes, class_of, own_classes};
use crate::experiment::results::{ClassResult, ObjectiveResult, Results};

/// The chart.
pub fn figure(results: &Results) -> Figure {
    let curves: Vec<_> = own_classes(results).filter(|(_, _, class)| !class.latency_cdf.is_empty()).collect();
    let title = "End-to-end latency".to_string();
    let mut subtitle = "share of arriving messages at or below, %; late ones included".to_string();
    if curves.iter().all(|(_, _, class)| class.latency_cdf.iter().all(|at| at[0] <= 0.0)) {
        let why = match curves.is_empty() {
            true => "no message arrived, so there is no latency",
            false => "messages arrive in 0 s: nothing on the way takes time",
        };
        let why = why.to_string();
        return Figure { title, subtitle, legend: vec![], body: Body::Empty(why) };
    }
    let asked: Vec<_> = results.objectives.iter().filter_map(|o| required(results, o)).collect();
    let mut range: Vec<f64> = curves.iter().flat_map(|(_, _, class)| ends(&class.latency_cdf)).collect();
    range.extend(asked.iter().map(|(_, at)| at[0]));
    range.extend(curves.iter().filter_map(|(_, _, class)| class.deadline_s));
    if curves.iter().any(|(_, _, class)| class.data_rates.len() > 1) {
        subtitle += "; steps: data rates";
    }
    subtitle += &beyond(&curves);
    let low = range.iter().copied().fold(f64::INFINITY, libm::fmin);
    let x = axes::log_time("latency", low, range.iter().copied().fold(0.0, libm::fmax));
    let y = axes::tail("share of messages, %");
    let mut legend = Vec::new();
    let mut layers = Vec::new();
    for (at, name, class) in &curves {
        let (color, round) = style::class(*at);
        let stroke = Stroke { color, width: 1.2, dash: Dash::round(round) };
        layers.push(Layer::Line { stroke, points: inside(&class.latency_cdf, &x, &y) });
        legend.push(Key::new(Mark::Line(stroke), label(name, class, curves.len())));
    }
    deadlines(&curves, &mut layers, &mut legend);
    if !asked.is_empty() {
        legend.push(Key::new(Mark::Lozenge(style::SUB), "objective: met if the curve passes above it"));
    }
    layers.extend(lozenges(&asked));
    Figure {
        title,
        subtitle,
        legend,
        body: Body::Panels(vec![Panel { heading: None, weight: 1.0, x, y, layers }]),
    }
}

/// What the axis, which ends with the 99.9th percentile, leaves out where that is far: "; slowest 0.1 % of alarms up to 10 min".
fn beyond(curves: &[(usize, &str, &ClassResult)]) -> String {
    const FAR: f64 = 3.0;
    let shown = curves.iter().map(|(_, _, class)| ends(&class.latency_cdf)[1]).fold(0.0, libm::fmax);
    let lasts = curves.iter().filter_map(|(_, name, class)| Some((name, class.latency_cdf.last()?[0])));
    let slowest = lasts.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, last)| *last > FAR * shown);
    slowest.map_or(String::new(), |(name, last)| {
        let of = if curves.len() > 1 { format!(" of {name}") } else { String::new() };
        format!("; slowest 0.1\u{a0}%{of} up to {}", format::time(last))
    })
}

/// Latency says nothing of what never arrived, so the delivery ratio stands beside it (DEFINITIONS D5).
fn label(name: &str, class: &ClassResult, classes: usize) -> String {
    match class.delivery_ratio.value {
        Some(ratio) if classes <= 4 => format!("{name}, {} delivered", format::share(ratio)),
        _ => name.to_string(),
    }
}

/// A line at each deadline: what arrives right of it counts as late.
fn deadlines(curves: &[(usize, &str, &ClassResult)], layers: &mut Vec<Layer>, legend: &mut Vec<Key>) {
    for (at, name, class) in curves {
        let Some(deadline) = class.deadline_s else { continue };
        let stroke = Stroke { color: style::class(*at).0, width: 0.9, dash: Dash::Dashed };
        layers.push(Layer::Until { stroke, x: deadline });
        legend.push(Key::new(Mark::Line(stroke), format!("deadline of {name}: {}", format::span(deadline))));
    }
}

/// A required point for each objective; where too many coincide to be told apart, one of no class's colour.
fn lozenges(asked: &[(style::Color, [f64; 2])]) -> Vec<Layer> {
    const MOST: usize = 3;
    let mut layers = Vec::new();
    for (n, (color, at)) in asked.iter().enumerate() {
        let under = asked[n + 1..].iter().filter(|(_, other)| other == at).count();
        let over = asked[..n].iter().filter(|(_, other)| other == at).count();
        match under + over < MOST {
            true => layers.push(Layer::Lozenge { color: *color, at: *at, under }),
            false if over == 0 => layers.push(Layer::Lozenge { color: style::SUB, at: *at, under: 0 }),
            false => {}
        }
    }
    layers
}

/// Colour of the class and (limit, required share) of a percentile objective.
fn required(results: &Results, objective: &ObjectiveResult) -> Option<(style::Color, [f64; 2])> {
    let at = results.classes.get_index_of(class_of(&objective.of)?)?;
    let share = match objective.metric.as_str() {
        "latency_p50" => 0.5,
        "latency_p95" => 0.95,
        "latency_p99" => 0.99,
        _ => return None,
    };
    Some((style::class(at).0, [objective.limit_value, share]))
}

/// Where a curve rises from the foot of the plot, and where it leaves it at 99.9 %.
pub(in crate::report) fn ends(cdf: &[[f64; 2]]) -> [f64; 2] {
    let at = |share: f64| cdf.iter().find(|p| p[1] >= share).or(cdf.last()).map_or(0.0, |p| p[0]);
    [at(0.005), at(0.999)]
}

/// The curve from the foot of the plot to where it leaves it: it rises where the messages are, in steps where
/// many took the same time, as with a spreading factor's airtime.
pub(in crate::report) fn inside(cdf: &[[f64; 2]], x: &Axis, y: &Axis) -> Vec<[f64; 2]> {
    let mut points = vec![[libm::fmax(cdf[0][0], x.from), y.from]];
    for [latency, share] in cdf.iter().copied() {
        if latency < x.from {
            points[0] = [x.from, share];
            continue;
        }
        if latency > x.to {
            break;
        }
        let before = points[points.len() - 1][1];
        points.push([latency, before]);
        points.push([latency, libm::fmin(share, y.to)]);
        if share >= y.to {
            break;
        }
    }
    points
}
