//! Devices of each class over the months, and the measure of the objective that runs out first.

use super::super::capacity::curve::{ends, ticks, vertical};
use super::super::charts::axes;
use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Scale, Stroke};
use super::super::printed::printed;
use super::super::{format, style};
use super::calendar;
use crate::experiment::forecast::results::{Forecast, Runout};

const LIMIT: Stroke = Stroke { color: style::INK, width: 1.1, dash: Dash::Dashed };
const MISS: Stroke = Stroke { color: style::INK, width: 1.1, dash: Dash::Solid };
/// Counts further apart than this stand on a logarithmic scale.
const APART: f64 = 30.0;
/// Classes in the legend.
const CLASSES: usize = 6;

/// Devices of each class that grows.
pub fn growth(forecast: &Forecast) -> Figure {
    let growth = &forecast.growth;
    let x = calendar::axis(growth, "");
    let all = growth.counts.iter().flat_map(|counts| &counts.devices).map(|count| *count as f64);
    let (low, high) = ends(all);
    let y = match high > APART * low && low > 0.0 {
        true => {
            let (from, to) = (low / 1.2, high * 1.2);
            Axis {
                label: "devices, log scale".to_string(),
                scale: Scale::Log,
                from,
                to,
                ticks: ticks(from, to),
            }
        }
        false => axes::from_zero("devices", high, 1.0),
    };
    let stroke = |at: usize| {
        let (color, round) = style::class(at);
        Stroke { color, width: 1.5, dash: Dash::round(round) }
    };
    let line = |at: usize| Layer::Line {
        stroke: stroke(at),
        points: growth
            .counts
            .iter()
            .filter_map(|counts| Some([counts.months, *counts.devices.get(at)? as f64]))
            .collect(),
    };
    let layers = (0..growth.laws.len()).map(line).collect();
    let key = |(at, law): (usize, &crate::experiment::forecast::results::ClassLaw)| {
        Key::new(Mark::Line(stroke(at)), format!("{}: {}", law.class, law.law))
    };
    let legend = growth.laws.iter().enumerate().take(CLASSES).map(key).collect();
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    Figure {
        title: "How the devices grow".to_string(),
        subtitle: "at the beginning of each month".to_string(),
        legend,
        body: Body::Panels(vec![panel]),
    }
}

/// The objective of which the measure is shown: the first to run out, else the first that is missed, else the first.
fn telling(forecast: &Forecast) -> Option<(usize, &Runout)> {
    let missed = forecast.missed();
    let named = missed.first().map(|one| &one.objective.name);
    let all = || forecast.runouts.iter().enumerate();
    all().find(|(_, one)| Some(&one.objective.name) == named).or_else(|| all().next())
}

/// Its measure over the months, with the limit and the interval of the answer.
pub fn measure(forecast: &Forecast) -> Figure {
    let empty = |title: String, why: String| Figure {
        title,
        subtitle: String::new(),
        legend: vec![],
        body: Body::Empty(why),
    };
    let Some((at, runout)) = telling(forecast) else {
        return empty("Measure".to_string(), "there are no objectives".to_string());
    };
    let asked = &runout.objective;
    let measured: Vec<[f64; 4]> = forecast
        .places
        .iter()
        .filter_map(|place| {
            let estimate = place.measures.get(at)?;
            let value = estimate.value?;
            let [low, high] = estimate.ci.unwrap_or([value, value]);
            Some([place.months, value, low, high])
        })
        .collect();
    let title = format!("{}: {}", asked.name, format::metric(&asked.metric));
    if measured.is_empty() {
        return empty(title, format!("{} could not be measured on any day", asked.name));
    }
    let x = calendar::axis(&forecast.growth, "");
    let y = vertical(asked, &measured);
    let color = style::class(0).0;
    let curve = Stroke { color, width: 1.5, dash: Dash::Solid };
    let bad = match asked.limit.starts_with(">=") {
        true => (y.from, asked.limit_value),
        false => (asked.limit_value, y.to),
    };
    let mut layers = vec![
        Layer::Beyond { from: bad.0, to: bad.1 },
        Layer::Band { color, points: measured.iter().map(|m| [m[0], m[2], m[3]]).collect() },
        Layer::Line { stroke: curve, points: measured.iter().map(|m| [m[0], m[1]]).collect() },
        Layer::Limit { stroke: LIMIT, y: asked.limit_value },
    ];
    let mut legend = vec![
        Key::new(Mark::Banded(curve), "measured, with its 95 % interval"),
        Key::new(Mark::Line(LIMIT), printed(&format!("limit {}", asked.limit))),
    ];
    if let (Some(month), Some(ci)) = (runout.at, &runout.ci) {
        let [from, to] = ci.months.map(|month| month.clamp(x.from, x.to));
        layers.insert(1, Layer::Shade { from, to });
        layers.push(Layer::Until { stroke: MISS, x: month });
        layers.push(Layer::Lozenge { color: style::INK, at: [month, asked.limit_value], under: 0 });
        legend.push(Key::new(Mark::Boxed(style::SHADE), "missed from, 95 % interval"));
    }
    let subtitle = printed(&format!("of {}, {}", asked.of, asked.limit));
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    Figure { title, subtitle, legend, body: Body::Panels(vec![panel]) }
}
