//! Why are messages lost? Lost per 1 000 offered in each slot of time, stacked by cause; all our classes.

use std::collections::BTreeMap;

use super::super::figure::{Body, Figure, Key, Layer, Mark, Panel};
use super::super::{format, style};
use super::{axes, outages, own_classes, replications, series};
use crate::experiment::results::Results;
use crate::model::cause::CAUSES;

/// Bars at most; bins are joined to make so few.
const MOST_BARS: usize = 48;

/// The chart.
pub fn figure(results: &Results) -> Figure {
    let totals = totals(results);
    let offered: u64 = own_classes(results).map(|(_, _, class)| class.offered).sum();
    if offered == 0 {
        return Figure::empty(TITLE, "nothing was offered, so nothing could be lost");
    }
    if totals.is_empty() {
        return Figure::empty(TITLE, no_losses(results, offered));
    }
    let bins = own_classes(results).map(|(_, _, class)| class.series.offered.len()).max().unwrap_or(0);
    let joined = joined(results, bins);
    let width_s = joined as f64 * results.scenario.bin_s;
    let bars = bars(results, &totals, bins, joined);
    let top = bars.iter().map(|(_, parts)| parts.iter().map(|p| p.0).sum::<f64>()).fold(0.0, libm::fmax);
    let x = axes::clock(&results.scenario, 6);
    let y = axes::from_zero("lost per 1\u{202f}000 offered", top, 1.0);
    let layers = bars.into_iter().map(|(slot, parts)| {
        let from = slot as f64 * width_s;
        Layer::Bar { from, to: libm::fmin(from + width_s, x.to), parts }
    });
    let mut legend = legend(results, &totals, offered);
    let layers = outages::layers(results, &mut legend).into_iter().chain(layers).collect();
    let subtitle = format!(
        "by {} in which they were born; in the legend: share of all {} offered in {}",
        format::span(width_s),
        format::count(offered),
        replications(results)
    );
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    Figure { title: TITLE.into(), subtitle, legend, body: Body::Panels(vec![panel]) }
}

const TITLE: &str = "Why messages are lost";

/// Rule of three: no event among n independent ones leaves at most 3/n at 95 % (Hanley & Lippman-Hand, JAMA 1983).
fn no_losses(results: &Results, offered: u64) -> String {
    let in_flight: u64 = own_classes(results).map(|(_, _, class)| class.in_flight).sum();
    let open =
        if in_flight > 0 { format!("; {} still in flight", format::count(in_flight)) } else { String::new() };
    format!(
        "no losses in {} × {}: at most {} with 95\u{a0}% confidence, if losses are independent{open}",
        format::plural(results.scenario.replications, "run", "runs"),
        format::span(results.scenario.simulated_s),
        format::share(libm::fmin(3.0 / offered as f64, 1.0))
    )
}

/// Bins to a bar: few enough bars to be told apart, each with messages enough.
fn joined(results: &Results, bins: usize) -> usize {
    let mut offered = vec![0; bins];
    for (_, _, class) in own_classes(results) {
        offered.iter_mut().zip(&class.series.offered).for_each(|(sum, n)| *sum += n);
    }
    let least = bins.div_ceil(MOST_BARS).max(series::joined(results, &offered));
    series::whole_steps(results.scenario.bin_s, least).unwrap_or(least).clamp(1, bins.max(1))
}

/// Lost messages by cause, greatest first.
fn totals(results: &Results) -> Vec<(String, u64)> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, _, class) in own_classes(results) {
        for (cause, by_element) in &class.lost {
            *sums.entry(cause).or_default() += by_element.values().sum::<u64>();
        }
    }
    let rank = |cause: &str| CAUSES.iter().position(|row| row.name == cause).unwrap_or(CAUSES.len());
    let mut sums: Vec<_> = sums.into_iter().filter(|(_, lost)| *lost > 0).collect();
    sums.sort_by_key(|(cause, lost)| (std::cmp::Reverse(*lost), rank(cause)));
    sums.into_iter().map(|(cause, lost)| (cause.to_string(), lost)).collect()
}

fn legend(results: &Results, totals: &[(String, u64)], offered: u64) -> Vec<Key> {
    let entry = |(cause, lost): &(String, u64)| {
        let share = format::share(*lost as f64 / offered as f64);
        Key::new(Mark::Fill(style::cause(cause)), format!("{} {share}", outages::cause(results, cause)))
    };
    totals.iter().map(entry).collect()
}

/// Slots with something offered, and the height of each cause in them.
fn bars(
    results: &Results,
    totals: &[(String, u64)],
    bins: usize,
    joined: usize,
) -> Vec<(usize, Vec<(f64, style::Color)>)> {
    let sum = |series: &[u64], slot: usize| -> u64 { series.iter().skip(slot * joined).take(joined).sum() };
    let over_classes = |slot: usize, cause: Option<&str>| -> u64 {
        let series = own_classes(results).filter_map(|(_, _, class)| match cause {
            None => Some(&class.series.offered),
            Some(cause) => class.series.lost.get(cause),
        });
        series.map(|series| sum(series, slot)).sum()
    };
    let slots = (0..bins.div_ceil(joined)).map(|slot| (slot, over_classes(slot, None)));
    let height =
        |slot, offered: u64, cause: &str| 1000.0 * over_classes(slot, Some(cause)) as f64 / offered as f64;
    slots
        .filter(|(_, offered)| *offered > 0)
        .map(|(slot, offered)| {
            let parts = totals.iter().map(|(cause, _)| (height(slot, offered, cause), style::cause(cause)));
            (slot, parts.collect())
        })
        .collect()
}
