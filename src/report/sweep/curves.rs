//! A measure over a factor: its value with the ribbon of its interval, the limit that is asked, and at each point
//! the verdict; several curves where a second factor is varied.

use super::super::figure::{Body, Dash, Figure, Key, Layer, Mark, Panel, Scale, Stroke};
use super::super::format;
use super::super::style::{self, Color};
use super::axis;
use crate::experiment::results::Verdict;
use crate::experiment::sweep::{Measure, Sweep, SweptPoint};

const LIMIT: Stroke = Stroke { color: style::INK, width: 0.9, dash: Dash::Dashed };
/// Distance of several curves' points over one name, as a share of that of names.
const ASIDE: f64 = 0.11;
/// Curves in one plot.
pub const MOST_CURVES: usize = 7;

/// Points that belong to one curve, and what it is called.
pub struct Curve<'a> {
    /// Value of the second factor; empty if there is none.
    pub label: String,
    /// In the order of the first factor's values.
    pub points: Vec<&'a SweptPoint>,
}

/// The measure at this place of every point, over the first factor; `all`: points whose values the vertical axis
/// must hold, so that plots beside each other share it.
pub fn figure(sweep: &Sweep, measure: usize, curves: &[Curve], all: &[&SweptPoint], title: &str) -> Figure {
    let of = |point: &SweptPoint| point.measures.get(measure).cloned().unwrap_or_default();
    let every: Vec<Measure> = all.iter().map(|point| of(point)).collect();
    let Some(first) = every.first() else {
        return Figure {
            title: title.to_string(),
            subtitle: String::new(),
            legend: Vec::new(),
            body: Body::Empty("no point".to_string()),
        };
    };
    let (mut x, places) = axis::of_factor(&sweep.factors[0]);
    if sweep.zipped && sweep.factors.len() > 1 {
        x.label = format!("{} (the others with it)", x.label);
    }
    let y = axis::of_measure(first, &every.iter().collect::<Vec<_>>());
    let mut layers = Vec::new();
    if let (Some(limit), Some(text)) = (first.limit_value, &first.limit) {
        let below = text.starts_with('>');
        let (from, to) = if below { (y.from, limit) } else { (limit, y.to) };
        if y.from < limit && limit < y.to {
            layers.push(Layer::Beyond { from, to });
            layers.push(Layer::Limit { stroke: LIMIT, y: limit });
        }
    }
    let single = curves.len() == 1;
    for (at, curve) in curves.iter().enumerate() {
        let (color, round) = style::class(at);
        let stroke = Stroke { color, width: 1.2, dash: Dash::round(round) };
        let aside =
            if x.scale == Scale::Names { ASIDE * (at as f64 - (curves.len() - 1) as f64 / 2.0) } else { 0.0 };
        let own: Vec<f64> = places.iter().map(|place| place + aside).collect();
        let drawn = curve_layers(curve, &own, &of, (stroke, y.to));
        layers.extend(if x.scale == Scale::Names {
            drawn.into_iter().flat_map(apart).collect()
        } else {
            drawn
        });
    }
    // no curve lies under another's ribbon
    layers.sort_by_key(|layer| !matches!(layer, Layer::Beyond { .. } | Layer::Band { .. }));
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    Figure {
        title: title.to_string(),
        subtitle: String::new(),
        legend: legend(first, curves, single, &every),
        body: Body::Panels(vec![panel]),
    }
}

fn curve_layers(
    curve: &Curve,
    places: &[f64],
    of: &impl Fn(&SweptPoint) -> Measure,
    (stroke, top): (Stroke, f64),
) -> Vec<Layer> {
    let mut rows: Vec<(f64, Measure)> =
        curve.points.iter().map(|point| (places[point.at[0]], of(point))).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let band: Vec<[f64; 3]> =
        rows.iter().filter_map(|(x, measure)| measure.ci.map(|[low, high]| [*x, low, high])).collect();
    let line: Vec<[f64; 2]> =
        rows.iter().filter_map(|(x, measure)| measure.value.map(|value| [*x, value])).collect();
    let mut layers = Vec::new();
    if !band.is_empty() {
        layers.push(Layer::Band { color: stroke.color, points: band });
    }
    layers.push(Layer::Line { stroke, points: line });
    for (x, measure) in &rows {
        let value = measure.value.or(is_never(measure).then_some(top));
        if let (Some(value), Some(verdict)) = (value, measure.verdict) {
            layers.push(Layer::Lozenge { color: style::state(verdict, false).1, at: [*x, value], under: 0 });
        }
    }
    layers
}

/// Points by themselves: between names there is nothing that a line could go through.
fn apart(layer: Layer) -> Vec<Layer> {
    match layer {
        Layer::Line { stroke, points } => {
            points.into_iter().map(|point| Layer::Line { stroke, points: vec![point] }).collect()
        }
        Layer::Band { color, points } => {
            points.into_iter().map(|point| Layer::Band { color, points: vec![point] }).collect()
        }
        other => vec![other],
    }
}

/// Whether what is measured is a time that never comes: it is missed, and has no value. What nobody observed is at risk.
fn is_never(measure: &Measure) -> bool {
    measure.value.is_none() && measure.verdict == Some(Verdict::Missed)
}

/// Curves, limit, and the verdicts that occur.
fn legend(first: &Measure, curves: &[Curve], single: bool, all: &[Measure]) -> Vec<Key> {
    let stroke = |at: usize| {
        let (color, round) = style::class(at);
        Stroke { color, width: 1.2, dash: Dash::round(round) }
    };
    let mut keys: Vec<Key> = match single {
        true => vec![Key::new(Mark::Banded(stroke(0)), "with 95\u{a0}% interval")],
        false => {
            let curves = curves.iter().enumerate();
            curves.map(|(at, curve)| Key::new(Mark::Banded(stroke(at)), curve.label.clone())).collect()
        }
    };
    if let Some(limit) = &first.limit {
        keys.push(Key::new(Mark::Line(LIMIT), format!("asked {}", sign(limit))));
    }
    for verdict in [Verdict::Met, Verdict::AtRisk, Verdict::Missed] {
        if all.iter().any(|measure| measure.verdict == Some(verdict)) {
            let (word, color): (&str, Color) = style::state(verdict, false);
            let never = verdict == Verdict::Missed && all.iter().any(is_never);
            let edge = if never { " (at the top edge: never)" } else { "" };
            keys.push(Key::new(Mark::Lozenge(color), format!("{word}{edge}")));
        }
    }
    keys
}

/// With signs of print.
pub fn sign(limit: &str) -> String {
    format::plainly(&limit.replace(">=", "≥").replace("<=", "≤"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::sweep::SweptFactor;

    fn point(at: usize, value: Option<f64>, verdict: Verdict) -> SweptPoint {
        let measure = Measure {
            metric: "reconnect_p95".into(),
            limit: Some("<= 1 h".into()),
            limit_value: Some(3600.0),
            value,
            verdict: Some(verdict),
            ..Measure::default()
        };
        SweptPoint { at: vec![at], measures: vec![measure], ..SweptPoint::default() }
    }

    #[test]
    fn a_time_that_never_comes_is_marked_at_the_top_edge() {
        let points = [
            point(0, Some(600.0), Verdict::Met),
            point(1, None, Verdict::Missed),
            point(2, None, Verdict::AtRisk),
        ];
        let factor =
            SweptFactor { values: ["1", "2", "3"].map(String::from).to_vec(), ..SweptFactor::default() };
        let sweep = Sweep { factors: vec![factor], points: points.to_vec(), ..Sweep::default() };
        let all: Vec<&SweptPoint> = points.iter().collect();
        let curve = Curve { label: String::new(), points: all.clone() };
        let figure = figure(&sweep, 0, &[curve], &all, "Back");
        let Body::Panels(panels) = &figure.body else { panic!("no panel") };
        let mark = |layer: &Layer| match layer {
            Layer::Lozenge { at, .. } => Some(*at),
            _ => None,
        };
        let marks: Vec<[f64; 2]> = panels[0].layers.iter().filter_map(mark).collect();
        assert_eq!(marks, [[0.0, 600.0], [1.0, panels[0].y.to]]);
        assert!(figure.legend.iter().any(|key| key.label.ends_with("(at the top edge: never)")));
        let through = |layer: &Layer| matches!(layer, Layer::Line { points, .. } if points.len() > 1);
        assert!(!panels[0].layers.iter().any(through), "no line goes from one name to the next");
    }
}
