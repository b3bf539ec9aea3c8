//! Which elements are busy, and when? The worst ones by name, the rest as percentiles.

use super::super::figure::{Body, Figure, Heat, HeatRow, Tick};
use super::super::format;
use super::{axes, single_elements};
use crate::experiment::results::{ElementResult, Results};

/// The chart of the 24 worst elements.
pub fn figure(results: &Results) -> Figure {
    worst(results, 24)
}

/// As high as its rows need.
pub fn size_pt(results: &Results) -> (f64, f64) {
    const ROW: f64 = 16.0;
    let rows = match figure(results).body {
        Body::Heat(heat) => heat.rows.len(),
        _ => 0,
    };
    (480.0, (112.0 + ROW * rows as f64).clamp(176.0, 400.0))
}

/// The chart of the worst elements, as many as said.
pub fn worst(results: &Results, most: usize) -> Figure {
    let title = "Busiest elements over time".to_string();
    let mut elements: Vec<_> = single_elements(results).filter(|(_, e)| !cells(e).is_empty()).collect();
    if elements.is_empty() {
        let why = "no element has a time series in these results".to_string();
        return Figure::empty(title, why);
    }
    elements.sort_by(|a, b| rank(b.1).total_cmp(&rank(a.1)));
    let (mut radios, mut rated): (Vec<_>, Vec<_>) =
        elements.into_iter().partition(|(_, e)| e.kind == "radio");
    radios.truncate(MOST_RADIOS);
    let rest = rated.split_off(rated.len().min(most - radios.len()));
    let top = top(&rated);
    let mut rows: Vec<HeatRow> = rated.iter().map(|(name, element)| row(name, element, top)).collect();
    rows.extend(rest_rows(&rest, top));
    rows.extend(radios.iter().enumerate().map(|(at, (name, element))| radio(name, element, at == 0)));
    let scale = if rated.is_empty() { vec![] } else { scale(top) };
    let heat = Heat { x: axes::clock(&results.scenario, 6), cell_s: results.scenario.bin_s, rows, scale };
    let every = format::span(results.scenario.bin_s);
    let mut subtitle = format!("share in use by {every}; right: in its busy hour, %");
    if !radios.is_empty() {
        subtitle += ". Grey, own scale: frames on air at once per channel";
    }
    Figure { title, subtitle, legend: vec![], body: Body::Heat(heat) }
}

/// Radios named at most.
const MOST_RADIOS: usize = 3;

/// What the darkest colour means: the round share that holds every cell, so that small loads can be told apart.
fn top(rated: &[(&str, &ElementResult)]) -> f64 {
    const TOPS: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
    let most = rated.iter().flat_map(|(_, element)| cells(element)).copied().fold(0.0, libm::fmax);
    TOPS.into_iter().find(|top| most <= *top).unwrap_or(1.0)
}

/// Ticks of the colour bar: of the whole range at the limits of planning.
fn scale(top: f64) -> Vec<Tick> {
    let places: &[f64] = if top == 1.0 { &[0.0, 0.5, 0.7, 0.8, 1.0] } else { &[0.0, 0.5, 1.0] };
    let label = |at: f64| {
        let number = format::number(at * top * 100.0);
        if at == 1.0 { format!("{number}\u{a0}%") } else { number }
    };
    places.iter().map(|at| Tick { at: *at, label: label(*at) }).collect()
}

/// Utilisation, or the offered load where there is none (a radio).
fn cells(element: &ElementResult) -> &[f64] {
    let series = &element.series;
    if series.utilisation.is_empty() { &series.offered_load } else { &series.utilisation }
}

fn busy_hour(element: &ElementResult) -> Option<f64> {
    element.utilisation.busy_hour.value.or(element.offered_load.busy_hour.value)
}

fn rank(element: &ElementResult) -> f64 {
    busy_hour(element).unwrap_or(-1.0)
}

fn label(name: &str) -> String {
    if name.contains(':') { format::element(name) } else { name }.to_string()
}

fn row(name: &str, element: &ElementResult, top: f64) -> HeatRow {
    let percent = |share: f64| match share * 100.0 {
        v if v <= 0.0 => "0".to_string(),
        v if v < 0.05 => "<\u{202f}0.1".to_string(),
        v if v < 9.95 => format::fixed(v, 1),
        v => format::fixed(v, 0),
    };
    let value = busy_hour(element).map_or(format::NONE.to_string(), percent);
    let cells = cells(element).iter().map(|share| share / top).collect();
    HeatRow { label: label(name), value, apart: false, own_scale: false, cells }
}

/// A radio has no capacity, so no share of it is in use: its load stands against its own peak.
fn radio(name: &str, element: &ElementResult, apart: bool) -> HeatRow {
    let value = busy_hour(element).map_or(format::NONE.to_string(), format::rough);
    let peak = cells(element).iter().copied().fold(0.0, libm::fmax);
    let cells = cells(element).iter().map(|load| load / libm::fmax(peak, 1e-12)).collect();
    HeatRow { label: label(name), value, apart, own_scale: true, cells }
}

/// Percentiles over the elements that are not named, bin by bin.
fn rest_rows(rest: &[(&str, &ElementResult)], top: f64) -> Vec<HeatRow> {
    if rest.is_empty() {
        return vec![];
    }
    let bins = rest.iter().map(|(_, element)| cells(element).len()).max().unwrap_or(0);
    let mut sorted: Vec<Vec<f64>> = vec![Vec::new(); bins];
    for (_, element) in rest {
        for (bin, value) in cells(element).iter().enumerate() {
            sorted[bin].push(*value);
        }
    }
    sorted.iter_mut().for_each(|values| values.sort_by(f64::total_cmp));
    let words = [(1.0, "busiest"), (0.5, "median")];
    let row = |(at, (quantile, word)): (usize, (f64, &str))| HeatRow {
        label: format!("{word} of {}", format::plural(rest.len() as u64, "other", "others")),
        value: String::new(),
        apart: at == 0,
        own_scale: false,
        cells: sorted.iter().map(|values| quantile_of(values, quantile) / top).collect(),
    };
    words.into_iter().enumerate().map(row).collect()
}

/// Smallest value reaching rank ⌈q·n⌉.
fn quantile_of(sorted: &[f64], quantile: f64) -> f64 {
    let rank = libm::ceil(quantile * sorted.len() as f64) as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or(0.0)
}
