//! An objective's measure over an axis: its curve with intervals, its limit, and where it goes beyond that, with an
//! interval. What the axis is (a load, the calendar) its page knows.

use super::charts::axes;
use super::figure::{Axis, Dash, Key, Layer, Mark, Stroke};
use super::printed::printed;
use super::{format, style};
use crate::experiment::question::Asked;
use crate::measure::metrics::{Metric, Unit};

const LIMIT: Stroke = Stroke { color: style::INK, width: 1.1, dash: Dash::Dashed };
const CROSSING: Stroke = Stroke { color: style::INK, width: 1.1, dash: Dash::Solid };

/// Where a measure goes beyond its limit.
pub struct Crossing {
    /// There.
    pub at: f64,
    /// Its interval.
    pub ci: [f64; 2],
    /// What the legend calls it.
    pub words: &'static str,
}

/// The curve's line.
pub fn curve() -> Stroke {
    Stroke { color: style::class(0).0, width: 1.5, dash: Dash::Solid }
}

/// What is drawn, and its legend; points are x, value, low, high, and `banded` those whose interval is shown.
pub fn drawn(
    asked: &Asked,
    y: &Axis,
    points: &[[f64; 4]],
    banded: &[[f64; 4]],
    crossing: Option<&Crossing>,
    name: impl Into<String>,
) -> (Vec<Layer>, Vec<Key>) {
    let limit = asked.limit_value;
    let (from, to) = if asked.limit.starts_with(">=") { (y.from, limit) } else { (limit, y.to) };
    let mut layers = vec![Layer::Beyond { from, to }];
    let mut legend = vec![
        Key::new(Mark::Banded(curve()), name),
        Key::new(Mark::Line(LIMIT), printed(&format!("limit {}", asked.limit))),
    ];
    if let Some(Crossing { ci: [from, to], words, .. }) = crossing {
        layers.push(Layer::Shade { from: *from, to: *to });
        legend.push(Key::new(Mark::Boxed(style::SHADE), *words));
    }
    let band = banded.iter().map(|m| [m[0], m[2], m[3]]).collect();
    layers.push(Layer::Band { color: curve().color, points: band });
    layers.push(Layer::Line { stroke: curve(), points: points.iter().map(|m| [m[0], m[1]]).collect() });
    layers.push(Layer::Limit { stroke: LIMIT, y: limit });
    if let Some(Crossing { at, .. }) = crossing {
        layers.push(Layer::Until { stroke: CROSSING, x: *at });
        layers.push(Layer::Lozenge { color: style::INK, at: [*at, limit], under: 0 });
    }
    (layers, legend)
}

/// The measure's axis, which holds the points and the limit.
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
