//! The measure of the objective that breaks first, over the load: what was simulated with its intervals, the limit, the
//! break point with its own; below it the element that binds, or is busiest, at each load.

use super::super::charts::axes;
use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Scale, Stroke};
use super::super::limited::{self, Crossing, ends};
use super::super::printed::printed;
use super::super::{format, style};
use crate::experiment::capacity::results::{Broken, Capacity, Looked};
use crate::experiment::question::Asked;
use crate::experiment::results::Estimate;

const PRESENT: Stroke = Stroke { color: style::SUB, width: 0.8, dash: Dash::Dotted };
/// Loads shown round the break, as factors of it.
const SHOWN: [f64; 2] = [0.1, 4.5];
/// Elements told apart by colour; others are grey.
const COLOURS: usize = 6;

/// The chart.
pub fn figure(capacity: &Capacity) -> Figure {
    let title = "How far the load can grow";
    let Some((at, asked)) = told(capacity).map(|at| (at, &capacity.objectives[at])) else {
        return Figure::empty(title, "no objective was measured at the greatest load");
    };
    let places = shown(capacity);
    let points = |places: &mut dyn Iterator<Item = &&Looked>| -> Vec<[f64; 4]> {
        places.filter_map(|place| point(capacity, place, at)).collect()
    };
    let measured = points(&mut places.iter());
    if measured.is_empty() {
        return Figure::empty(title, format!("{} could not be measured at any load", asked.name));
    }
    let sure = |place: &&&Looked| drawn(place, at).is_some_and(|one| one.ci.is_some());
    let banded = points(&mut places.iter().filter(sure));
    let (x, y) = (horizontal(capacity, &measured), limited::vertical(asked, &measured));
    let crossing = capacity.breaks.first().map(|broken| Crossing {
        at: root(capacity, broken),
        ci: broken.factor_ci.map(|end| scale(capacity, end)),
        words: "break, 95 % interval",
    });
    let measure = format!("{} of {}", format::metric(&asked.metric), asked.of);
    let name = format!("{measure}, with its 95 % interval");
    let (mut layers, mut legend) = limited::drawn(asked, &y, &measured, &banded, crossing.as_ref(), name);
    let dot = Stroke { width: 1.0, ..limited::curve() };
    layers.extend(measured.iter().map(|m| Layer::Line { stroke: dot, points: vec![[m[0], m[1]]] }));
    let present = scale(capacity, 1.0);
    if (x.from..=x.to).contains(&present) {
        layers.push(Layer::Until { stroke: PRESENT, x: present });
        legend.push(Key::new(Mark::Line(PRESENT), "load of the file"));
    }
    let (strip, keys) = strip(capacity, &places, &x);
    legend.extend(keys);
    let upper = Panel { heading: None, weight: 1.0, x: Axis { label: String::new(), ..x }, y, layers };
    let subtitle = printed(&format!("{}: {measure} {}", asked.name, asked.limit));
    Figure { title: title.to_string(), subtitle, legend, body: Body::Panels(vec![upper, strip]) }
}

/// The objective that is drawn: the first to break, else the first that no load keeps, else the nearest to its limit.
fn told(capacity: &Capacity) -> Option<usize> {
    let broken = capacity.breaks.first().map(|broken| &broken.objective);
    let name = broken.or(capacity.never.first().map(|never| &never.objective));
    let named = capacity.objectives.iter().position(|asked| Some(&asked.name) == name);
    named.or_else(|| nearest(capacity))
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
    axes::logarithmic(label, from, to)
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
