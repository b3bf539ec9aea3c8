//! Which elements are busy, and when? The worst ones by name, the rest as percentiles.

use super::super::figure::{Body, Figure, Heat, HeatRow, Tick};
use super::super::format;
use super::{axes, single_elements};
use crate::experiment::results::{ElementResult, Results};

/// The chart of the 24 worst elements.
pub fn figure(results: &Results) -> Figure {
    worst(results, 24)
}

/// The chart of the worst elements, as many as said.
pub fn worst(results: &Results, most: usize) -> Figure {
    let title = "Busiest elements over time".to_string();
    let mut elements: Vec<_> = single_elements(results).filter(|(_, e)| !cells(e).is_empty()).collect();
    if elements.is_empty() {
        let why = "no element has a time series in these results".to_string();
        return Figure { title, subtitle: String::new(), legend: vec![], body: Body::Empty(why) };
    }
    elements.sort_by(|a, b| rank(b.1).total_cmp(&rank(a.1)));
    let rest = elements.split_off(elements.len().min(most));
    let mut rows: Vec<HeatRow> = elements.iter().map(|(name, element)| row(name, element)).collect();
    rows.extend(rest_rows(&rest));
    let marks = [(0.0, "0"), (0.5, "50"), (0.7, "70"), (0.8, "80"), (1.0, "100\u{a0}%")];
    let scale = marks.map(|(at, label)| Tick { at, label: label.to_string() }).to_vec();
    let heat = Heat { x: axes::clock(&results.scenario, 6), cell_s: results.scenario.bin_s, rows, scale };
    let every = format::span(results.scenario.bin_s);
    let radios =
        if elements.iter().any(|(_, e)| e.kind == "radio") { "; of a radio: Erlang × 100" } else { "" };
    let subtitle = match quiet(results) {
        Some(words) => format!("{words}; right: busy hour, %{radios}"),
        None => format!("mean utilisation of {every} bins by local time; right: busy hour, %{radios}"),
    };
    Figure { title, subtitle, legend: vec![], body: Body::Heat(heat) }
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

/// In words what pale rows cannot show: that nothing with a capacity comes near it.
fn quiet(results: &Results) -> Option<String> {
    const BUSY: f64 = 0.1;
    let rated = single_elements(results).filter(|(_, element)| element.kind != "radio");
    let most = rated.filter_map(|(_, element)| busy_hour(element)).reduce(libm::fmax)?;
    (most < BUSY).then(|| {
        format!("no gateway, link or stage passes {} in its busiest hour", format::Quantity::Load.text(most))
    })
}

fn row(name: &str, element: &ElementResult) -> HeatRow {
    let percent = |share: f64| match share * 100.0 {
        v if v > 0.0 && v < 0.5 => "<\u{202f}1".to_string(),
        v => format::fixed(v, 0),
    };
    let value = busy_hour(element).map_or(format::NONE.to_string(), percent);
    let label = if name.contains(':') { format::element(name) } else { name };
    HeatRow { label: label.to_string(), value, apart: false, cells: cells(element).to_vec() }
}

/// Percentiles over the elements that are not named, bin by bin.
fn rest_rows(rest: &[(&str, &ElementResult)]) -> Vec<HeatRow> {
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
        cells: sorted.iter().map(|values| quantile_of(values, quantile)).collect(),
    };
    words.into_iter().enumerate().map(row).collect()
}

/// Smallest value reaching rank ⌈q·n⌉.
fn quantile_of(sorted: &[f64], quantile: f64) -> f64 {
    let rank = libm::ceil(quantile * sorted.len() as f64) as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or(0.0)
}
