//! Devices of each class over the months, and the measure of the objective that runs out first.

use super::super::charts::axes;
use super::super::figure::{Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::limited::{self, Crossing, ends};
use super::super::printed::printed;
use super::super::{format, style};
use super::calendar;
use crate::experiment::forecast::results::{Fate, Forecast, Place, Runout};

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
            axes::logarithmic("devices, log scale".to_string(), from, to)
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
        subtitle: "number in service at the beginning of each month, as [growth] says".to_string(),
        legend,
        body: Body::Panels(vec![panel]),
    }
}

/// The objective of which the measure is shown: the first to run out, else the first that has one.
fn telling(forecast: &Forecast) -> Option<(usize, &Runout)> {
    let missed = forecast.missed();
    let named = missed.first().map(|one| &one.objective.name);
    let all = || forecast.runouts.iter().enumerate();
    let judged = || all().find(|(_, one)| one.fate != Fate::NotJudged);
    all().find(|(_, one)| Some(&one.objective.name) == named).or_else(judged).or_else(|| all().next())
}

/// Its measure over the months, with the limit and the interval of the answer.
pub fn measure(forecast: &Forecast) -> Figure {
    let Some((at, runout)) = telling(forecast) else {
        return Figure::empty("Measure", "there are no objectives");
    };
    let asked = &runout.objective;
    let point = |place: &Place| {
        let estimate = place.measures.get(at)?;
        let value = estimate.value?;
        let [low, high] = estimate.ci.unwrap_or([value, value]);
        Some([place.months, value, low, high])
    };
    let measured: Vec<[f64; 4]> = forecast.places.iter().filter_map(point).collect();
    let title = format!("{}: {}", asked.name, format::metric(&asked.metric));
    if measured.is_empty() {
        return Figure::empty(title, format!("{} could not be measured on any day", asked.name));
    }
    let (x, y) = (calendar::axis(&forecast.growth, ""), limited::vertical(asked, &measured));
    let crossing = runout.at.zip(runout.ci.as_ref()).map(|(at, ci)| Crossing {
        at,
        ci: ci.months.map(|month| month.clamp(x.from, x.to)),
        words: "missed from, 95 % interval",
    });
    let name = "measured, with its 95 % interval";
    let (layers, legend) = limited::drawn(asked, &y, &measured, &measured, crossing.as_ref(), name);
    let subtitle = printed(&format!("of {}, {}", asked.of, asked.limit));
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    Figure { title, subtitle, legend, body: Body::Panels(vec![panel]) }
}
