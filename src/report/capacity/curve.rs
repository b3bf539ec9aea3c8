//! The measure of the objective that breaks first, over the load: what was simulated with its intervals, the limit, the
//! break point with its own; below it the element that binds, or is busiest, at each load.

use super::super::charts::axes;
use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Scale, Stroke, Tick};
use super::super::printed::printed;
use super::super::{format, style};
use crate::experiment::capacity::results::{Asked, Broken, Capacity, Looked};
use crate::experiment::results::Estimate;
use crate::measure::metrics::{Metric, Unit};

const LIMIT: Stroke = Stroke { color: style::INK, width: 1.1, dash: Dash::Dashed };
const BREAK: Stroke = Stroke { color: style::INK, width: 1.1, dash: Dash::Solid };
const PRESENT: Stroke = Stroke { color: style::SUB, width: 0.8, dash: Dash::Dotted };
/// Loads shown round the break, as factors of it.
const SHOWN: [f64; 2] = [0.1, 4.5];
/// Elements told apart by colour; others are grey.
const COLOURS: usize = 6;

/// The chart.
pub fn figure(capacity: &Capacity) -> Figure {
    let title = "How far the load can grow".to_string();
    let broken = capacity.breaks.first();
    let never = capacity.never.first().map(|never| &never.objective);
    let name = broken.map(|broken| &broken.objective).or(never);
    let at = capacity.objectives.iter().position(|asked| Some(&asked.name) == name);
    let at = at.or_else(|| nearest(capacity));
    let Some((at, asked)) = at.map(|at| (at, &capacity.objectives[at])) else {
        let why = "no objective was measured at the greatest load".to_string();
        return Figure { title, subtitle: String::new(), legend: vec![], body: Body::Empty(why) };
    };
    let places = shown(capacity);
    let measured: Vec<[f64; 4]> = places.iter().filter_map(|place| point(capacity, place, at)).collect();
    if measured.is_empty() {
        let why = format!("{} could not be measured at any load", asked.name);
        return Figure { title, subtitle: String::new(), legend: vec![], body: Body::Empty(why) };
    }
    let x = horizontal(capacity, &measured);
    let y = vertical(asked, &measured);
    let color = style::class(0).0;
    let curve = Stroke { color, width: 1.5, dash: Dash::Solid };
    let bad = match asked.limit.starts_with(">=") {
        true => (y.from, asked.limit_value),
        false => (asked.limit_value, y.to),
    };
    let mut layers = vec![
        Layer::Beyond { from: bad.0, to: bad.1 },
        Layer::Band {
            color,
            points: places
                .iter()
                .filter(|place| drawn(place, at).is_some_and(|one| one.ci.is_some()))
                .filter_map(|place| point(capacity, place, at))
                .map(|m| [m[0], m[2], m[3]])
                .collect(),
        },
        Layer::Line { stroke: curve, points: measured.iter().map(|m| [m[0], m[1]]).collect() },
        Layer::Limit { stroke: LIMIT, y: asked.limit_value },
    ];
    if let Some(broken) = broken {
        let [from, to] = broken.factor_ci.map(|end| scale(capacity, end));
        let root = root(capacity, broken);
        layers.insert(1, Layer::Shade { from, to });
        layers.push(Layer::Until { stroke: BREAK, x: root });
        layers.push(Layer::Lozenge { color: style::INK, at: [root, asked.limit_value], under: 0 });
    }
    layers.extend(
        measured
            .iter()
            .map(|m| Layer::Line { stroke: Stroke { width: 1.0, ..curve }, points: vec![[m[0], m[1]]] }),
    );
    let present = scale(capacity, 1.0);
    let mut legend = vec![
        Key::new(
            Mark::Banded(curve),
            format!("{} of {}, with its 95 % interval", format::metric(&asked.metric), asked.of),
        ),
        Key::new(Mark::Line(LIMIT), printed(&format!("limit {}", asked.limit))),
    ];
    if broken.is_some() {
        legend.push(Key::new(Mark::Boxed(style::SHADE), "break, 95 % interval"));
    }
    if (x.from..=x.to).contains(&present) {
        layers.push(Layer::Until { stroke: PRESENT, x: present });
        legend.push(Key::new(Mark::Line(PRESENT), "load of the file"));
    }
    let (strip, keys) = strip(capacity, &places, &x);
    legend.extend(keys);
    let label = String::new();
    let upper = Panel { heading: None, weight: 1.0, x: Axis { label, ..x }, y, layers };
    let subtitle = printed(&format!(
        "{}: {} of {} {}",
        asked.name,
        format::metric(&asked.metric),
        asked.of,
        asked.limit
    ));
    Figure { title, subtitle, legend, body: Body::Panels(vec![upper, strip]) }
}

/// The loads that the curve goes through: those round the break, and the file's.
fn shown(capacity: &Capacity) -> Vec<&Looked> {
    let broken = capacity.breaks.first();
    let center = scale(capacity, broken.map_or(1.0, |broken| broken.at.factor));
    let near = |place: &&Looked| {
        let x = scale(capacity, place.at.factor);
        // where nothing breaks it matters how far was looked
        let near = SHOWN[0] * center <= x && (broken.is_none() || x <= SHOWN[1] * center);
        near || place.at.factor == 1.0
    };
    capacity.places.iter().filter(near).collect()
}

/// What is drawn of a place; of a file that does not say, its measure.
fn drawn(place: &Looked, objective: usize) -> Option<&Estimate> {
    place.drawn.get(objective).or_else(|| place.measures.get(objective))
}

/// Where nothing breaks: the objective that has used most of what its limit leaves at the greatest load.
fn nearest(capacity: &Capacity) -> Option<usize> {
    let last = capacity.places.last()?;
    let used = |(at, asked): (usize, &Asked)| {
        let value = last.measures.get(at)?.value?;
        let (used, limit) = match asked.limit.starts_with(">=") {
            true => (1.0 - value, 1.0 - asked.limit_value),
            false => (value, asked.limit_value),
        };
        Some((if limit > 0.0 { used / limit } else { 0.0 }, at))
    };
    let all = capacity.objectives.iter().enumerate().filter_map(used);
    all.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, at)| at)
}

/// Where a place stands, its measure, and its interval if that is to be shown.
fn point(capacity: &Capacity, place: &Looked, objective: usize) -> Option<[f64; 4]> {
    let estimate = drawn(place, objective)?;
    let value = estimate.value?;
    let [low, high] = estimate.ci.unwrap_or([value, value]);
    Some([scale(capacity, place.at.factor), value, low, high])
}

/// A factor of load on the axis: things where things grow, else the factor.
fn scale(capacity: &Capacity, factor: f64) -> f64 {
    match (&capacity.grown[0].unit[..], base(capacity)) {
        ("count", Some(base)) if !capacity.grown[0].shrinks => factor * base,
        _ => factor,
    }
}

fn base(capacity: &Capacity) -> Option<f64> {
    let place = capacity.places.iter().find(|place| place.at.factor > 0.0)?;
    Some(place.at.value / place.at.factor)
}

fn root(capacity: &Capacity, broken: &Broken) -> f64 {
    scale(capacity, broken.factor)
}

/// Evenly by factors, with ticks at 1, 2 and 5 times powers of ten.
fn horizontal(capacity: &Capacity, measured: &[[f64; 4]]) -> Axis {
    let (low, high) = ends(measured.iter().map(|m| m[0]));
    let (from, to) = (low / 1.08, high * 1.08);
    let counted = capacity.grown[0].unit == "count" && !capacity.grown[0].shrinks;
    let label = match counted {
        true => capacity.things.clone(),
        false => "load, times that of the file".to_string(),
    };
    Axis { label, scale: Scale::Log, from, to, ticks: ticks(from, to) }
}

/// At 1, 2 and 5 times powers of ten.
pub fn ticks(from: f64, to: f64) -> Vec<Tick> {
    let first = libm::floor(libm::log10(from)) as i32;
    let last = libm::ceil(libm::log10(to)) as i32;
    let steps = |power: i32| [1.0, 2.0, 5.0].map(|step| step * libm::pow(10.0, f64::from(power)));
    let all = (first..=last).flat_map(steps).filter(|at| (from..=to).contains(at));
    all.map(|at| Tick { at, label: format::number(at) }).collect()
}

/// An objective's measure: x, value, low, high of each place, and its limit.
pub fn vertical(asked: &Asked, measured: &[[f64; 4]]) -> Axis {
    let unit = Metric::named(&asked.metric).map_or(Unit::Number, |metric| metric.info().unit);
    let name = format::metric(&asked.metric);
    let (low, high) = ends(measured.iter().flat_map(|m| [m[2], m[3]]).chain([asked.limit_value]));
    match unit {
        Unit::Seconds => axes::log_time(name, libm::fmax(low, 1e-6), high),
        Unit::Share if asked.limit.starts_with(">=") => {
            axes::share_above(format!("{name}, %"), libm::fmin(low, 0.999))
        }
        Unit::Share => axes::from_zero(format!("{name}, %"), high, 100.0),
        _ => axes::from_zero(name, high, 1.0),
    }
}

/// The least and the greatest.
pub fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (libm::fmin(low, value), libm::fmax(high, value))
    })
}

/// Which element binds, or is busiest, from half-way to the load before to half-way to the next.
fn strip(capacity: &Capacity, places: &[&Looked], x: &Axis) -> (Panel, Vec<Key>) {
    let mut names: Vec<&str> = Vec::new();
    let known = |names: &[&str], element: &str| names.iter().position(|name| *name == element);
    let mut layers = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let Some(element) = place.element.as_deref() else { continue };
        if known(&names, element).is_none() {
            names.push(element);
        }
        let own = scale(capacity, place.at.factor);
        let half = |other: Option<&&Looked>, end: f64| {
            other.map_or(end, |other| libm::sqrt(own * scale(capacity, other.at.factor)))
        };
        let from = half(at.checked_sub(1).and_then(|at| places.get(at)), x.from);
        let to = half(places.get(at + 1), x.to);
        let parts = vec![(1.0, color(known(&names, element).unwrap_or(0)))];
        match layers.last_mut() {
            Some(Layer::Bar { to: end, parts: before, .. }) if *before == parts => *end = to,
            _ => layers.push(Layer::Bar { from, to, parts }),
        }
    }
    let keys = names
        .iter()
        .enumerate()
        .take(COLOURS)
        .map(|(at, name)| Key::new(Mark::Fill(color(at)), format::element(name)));
    let y = Axis { label: String::new(), scale: Scale::Linear, from: 0.0, to: 1.0, ticks: vec![] };
    let heading = Some("binding or busiest element".to_string());
    (Panel { heading, weight: 0.16, x: x.clone(), y, layers }, keys.collect())
}

fn color(at: usize) -> style::Color {
    if at < COLOURS { style::class(at + 1).0 } else { style::LOAD }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::capacity::results::{GrownPath, Value};

    #[test]
    fn ticks_stand_at_one_two_and_five() {
        let labels: Vec<f64> = ticks(900.0, 12_000.0).into_iter().map(|tick| tick.at).collect();
        assert_eq!(labels, [1000.0, 2000.0, 5000.0, 10_000.0]);
    }
    /// Two objectives of which nothing breaks; the second is nearer to its limit.
    fn unbroken() -> Capacity {
        let asked = |name: &str, limit: &str, limit_value| Asked {
            name: name.into(),
            metric: if limit.starts_with('>') { "delivery_ratio" } else { "utilisation_mean" }.into(),
            limit: limit.into(),
            limit_value,
            ..Asked::default()
        };
        let measure = |value: f64| Estimate { value: Some(value), ci: Some([value - 0.01, value]) };
        let bare = |one: Estimate| Estimate { ci: None, ..one };
        let place = |factor: f64, replications| {
            let measures = vec![measure(0.95), measure(0.3 + factor / 100.0)];
            let at = Value { factor, value: 10.0 * factor, text: String::new() };
            let drawn = measures.iter().copied();
            let drawn = if replications < 5 { drawn.map(bare).collect() } else { drawn.collect() };
            Looked { at, replications, measures, drawn, ..Looked::default() }
        };
        Capacity {
            grown: vec![GrownPath { unit: "count".into(), ..GrownPath::default() }],
            objectives: vec![asked("arrive", ">= 90 %", 0.9), asked("room", "<= 70 %", 0.7)],
            places: vec![place(1.0, 20), place(2.0, 2), place(4.0, 5), place(32.0, 5)],
            ..Capacity::default()
        }
    }

    #[test]
    fn where_nothing_breaks_the_nearest_is_shown_as_far_as_was_looked() {
        let figure = figure(&unbroken());
        assert!(figure.subtitle.starts_with("room:"), "{}", figure.subtitle);
        let Body::Panels(panels) = figure.body else { panic!("no panels") };
        let line = |layer: &Layer| match layer {
            Layer::Line { points, .. } if points.len() > 1 => Some(points.len()),
            _ => None,
        };
        let band = |layer: &Layer| match layer {
            Layer::Band { points, .. } => Some(points.iter().map(|point| point[0]).collect::<Vec<_>>()),
            _ => None,
        };
        // of two replications an interval says nothing
        assert_eq!(panels[0].layers.iter().find_map(line), Some(4));
        assert_eq!(panels[0].layers.iter().find_map(band), Some(vec![10.0, 40.0, 320.0]));
    }
}
