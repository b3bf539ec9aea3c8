//! How long each objective holds: one bar a row along the calendar, green while it holds, amber over the interval, red once
//! it is missed; in its lower part the lead time, which begins at the day by which to order.

use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Scale, Stroke};
use super::super::{format, style};
use super::calendar;
use crate::experiment::forecast::results::{Fate, Forecast, Runout};
use crate::experiment::forecast::words;
use crate::experiment::results::Verdict;

/// Rows at most.
const MOST: usize = 7;
const MISS: Stroke = Stroke { color: style::INK, width: 1.3, dash: Dash::Solid };
const ORDER: Stroke = Stroke { color: style::INK, width: 1.1, dash: Dash::Dotted };
/// Height of a bar, and of the lead time in it.
const BAR: f64 = 0.86;
const LEAD: f64 = 0.34;

/// Rows that are shown: what is missed from the start, what runs out in its order, what cannot be judged, what holds.
pub fn rows(forecast: &Forecast) -> Vec<&Runout> {
    let all = [Fate::NotJudged, Fate::Holds].map(|fate| forecast.with(fate));
    [forecast.with(Fate::FromTheStart), forecast.missed()].into_iter().chain(all).flatten().collect()
}

/// The chart.
pub fn figure(forecast: &Forecast) -> Figure {
    let all = rows(forecast);
    let x = calendar::axis(&forecast.growth, "");
    let panels = all.iter().take(MOST).map(|runout| row(forecast, runout, &x)).collect();
    let more = all.len().saturating_sub(MOST);
    let mut legend = vec![
        Key::new(Mark::Fill(color(Verdict::Met)), "holds"),
        Key::new(Mark::Fill(color(Verdict::Missed)), "missed"),
    ];
    let missed = forecast.missed();
    if !missed.is_empty() {
        legend.insert(1, Key::new(Mark::Fill(color(Verdict::AtRisk)), "95 % interval"));
        legend.push(Key::new(Mark::Line(MISS), "missed from here"));
    }
    if missed.iter().any(|one| one.order.is_some()) {
        legend.push(Key::new(Mark::Fill(style::LOAD), "lead time"));
        legend.push(Key::new(Mark::Line(ORDER), "order by"));
    }
    if all.iter().any(|one| one.fate == Fate::Holds && !to_the_end(forecast, one)) {
        legend.push(Key::new(Mark::Fill(style::GRID), "not looked at"));
    }
    if all.iter().any(|one| one.fate == Fate::NotJudged) {
        legend.push(Key::new(Mark::Fill(style::LOAD), "cannot be judged"));
    }
    if more > 0 {
        legend.push(Key::new(Mark::Note, format!("… and {more} more in forecast.json")));
    }
    let subtitle = "objectives as the devices grow".to_string();
    Figure { title: "When it runs out".to_string(), subtitle, legend, body: Body::Panels(panels) }
}

fn color(verdict: Verdict) -> style::Color {
    style::state(verdict, false).1
}

fn to_the_end(forecast: &Forecast, runout: &Runout) -> bool {
    runout.looked.is_none_or(|looked| looked >= forecast.growth.months - 1e-9)
}

fn row(forecast: &Forecast, runout: &Runout, x: &Axis) -> Panel {
    let end = x.to;
    let mut layers = Vec::new();
    let mut bar = |from: f64, to: f64, fill: style::Color| {
        if to > from {
            layers.push(Layer::Bar { from, to, parts: vec![(BAR, fill)] });
        }
    };
    match (runout.fate, runout.at) {
        (Fate::FromTheStart, _) => bar(0.0, end, color(Verdict::Missed)),
        (Fate::NotJudged, _) => bar(0.0, end, style::LOAD),
        (Fate::Missed, Some(at)) => {
            let ends = runout.ci.as_ref().map_or([at, at], |ci| ci.months);
            let [low, high] = ends.map(|month| month.clamp(0.0, end));
            // each over the one before: bars end in a seam
            let from = [(0.0, Verdict::Met), (low, Verdict::AtRisk), (high, Verdict::Missed)];
            from.into_iter().for_each(|(from, verdict)| bar(from, end, color(verdict)));
            if let Some(order) = &runout.order {
                let from = libm::fmax(order.at, 0.0);
                if low > from {
                    layers.push(Layer::Bar { from, to: low, parts: vec![(LEAD, style::LOAD)] });
                }
                if order.at >= 0.0 {
                    layers.push(Layer::Until { stroke: ORDER, x: order.at });
                }
            }
            layers.push(Layer::Until { stroke: MISS, x: at });
        }
        _ => {
            let to = runout.looked.unwrap_or(end).clamp(0.0, end);
            bar(0.0, end, color(Verdict::Met));
            bar(to, end, style::GRID);
        }
    }
    let y = Axis { label: String::new(), scale: Scale::Linear, from: 0.0, to: 1.0, ticks: vec![] };
    Panel { heading: Some(heading(forecast, runout)), weight: 1.0, x: x.clone(), y, layers }
}

/// "lte-has-room: missed from 2028-03 (2028-01 to 2028-06), links.lte; order by 2027-09-03, 8 months left".
fn heading(forecast: &Forecast, runout: &Runout) -> String {
    let when = match runout.fate {
        Fate::Holds => format!("holds {}", words::when(forecast, runout)),
        Fate::NotJudged => format!("{}, as nothing is observed", words::when(forecast, runout)),
        _ => format!("missed {}{}", from(runout), words::when(forecast, runout)),
    };
    let element = runout.element.as_deref().map(|element| format!(", {}", format::element(element)));
    let order = runout.order.as_ref().map(|order| format!("; order by {}, {}", order.by, order.left));
    format!("{}: {when}{}{}", runout.objective.name, element.unwrap_or_default(), order.unwrap_or_default())
}

fn from(runout: &Runout) -> &'static str {
    if runout.fate == Fate::Missed { "from " } else { "" }
}
