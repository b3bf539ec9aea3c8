//! `classes.NAME` of the results.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::experiment::pool::Pool;
use crate::experiment::results::{ClassResult, ClassSeries, Confirmed, Estimate, Latency, WaterfallRow};
use crate::experiment::sessions;
use crate::experiment::{edge, figures};
use crate::measure::class_tally::ClassTotal;
use crate::measure::histogram::{Quantile, high};
use crate::measure::interval;
use crate::measure::metrics::Metric;
use crate::measure::waterfall::Waterfall;
use crate::model::cause::CAUSES;
use crate::network::{Class, Network};

/// A point of the distribution is kept when the share rose by this much …
const CDF_STEP: f64 = 0.005;
/// … or the share beyond it fell to this part of what it was, so that the tail keeps its shape.
const CDF_TAIL: f64 = 0.9;

/// All classes, in the file's order.
pub fn classes(network: &Network, pool: &Pool) -> IndexMap<String, ClassResult> {
    let class = |(at, class): (usize, &Class)| (class.name.clone(), class_result(network, pool, at, class));
    network.classes.iter().enumerate().map(class).collect()
}

fn class_result(network: &Network, pool: &Pool, at: usize, class: &Class) -> ClassResult {
    let figure = |metric| Estimate::from(figures::class(pool, at, metric));
    let total = &pool.counts.classes.totals[at];
    ClassResult {
        devices: u64::from(class.count - taken(network, at)),
        foreign: class.foreign,
        taken_from: class.taken_from.map(|from| network.classes[from as usize].name.clone()),
        deadline_s: class.deadline.map(|deadline| deadline.as_secs_f64()),
        offered: total.offered,
        delivered: total.delivered,
        delivery_ratio: figure(Metric::DeliveryRatio),
        attempts: figure(Metric::Attempts),
        copies: figure(Metric::Copies),
        control: total.control + total.answered,
        confirmed: class.confirmed.then(|| Confirmed {
            acknowledged: figure(Metric::Acknowledged),
            answered: total.answered,
            unanswered: total.unanswered,
        }),
        edge: edge::of(total),
        latency_s: Latency {
            mean: figure(Metric::LatencyMean),
            p50: figure(Metric::LatencyP50),
            p95: figure(Metric::LatencyP95),
            p99: figure(Metric::LatencyP99),
            p999: figure(Metric::LatencyP999),
        },
        growing: Vec::new(),
        latency_cdf: latency_cdf(&total.waterfall),
        lost: lost(network, total),
        in_flight: total.in_flight,
        devices_below: BTreeMap::from([
            ("50 %".to_string(), figure(Metric::DevicesBelow50)),
            ("90 %".to_string(), figure(Metric::DevicesBelow90)),
            ("98 %".to_string(), figure(Metric::DevicesBelow98)),
        ]),
        data_rates: data_rates(pool, at),
        data_rates_at_end: adapted(pool, at),
        out_of_coverage: figure(Metric::OutOfCoverage),
        gateways_in_reach: figures::ratio(pool, at, |s| (s.devices.hearing as f64, s.devices.devices as f64))
            .into(),
        energy: None,
        waterfall: waterfall(network, pool, at),
        series: series(pool, at),
        session: sessions::result(network, pool, at),
        acknowledged: acknowledged(network, pool, at),
    }
}

/// Devices of a class that are in somebody else's hands and count as a class of their own.
fn taken(network: &Network, class: usize) -> u32 {
    let from = |of: &&Class| of.taken_from == Some(class as u32);
    network.classes.iter().filter(from).map(|of| of.count).sum()
}

/// Share of the devices by spreading factor at the end, where data rates are adapted.
fn adapted(pool: &Pool, at: usize) -> BTreeMap<String, Estimate> {
    let all = pool.counts.classes.totals[at].adapted;
    let share = |row: usize| {
        let pairs = pool.class(at).map(|s| (s.adapted[row], s.adapted.iter().sum::<u64>()));
        (format!("SF{}", row + 7), interval::share(&pairs.collect::<Vec<_>>()).into())
    };
    (0..all.len()).filter(|row| all[*row] > 0).map(share).collect()
}

fn acknowledged(network: &Network, pool: &Pool, at: usize) -> Option<u64> {
    network.classes[at].session.as_ref()?.acknowledged?;
    Some(pool.counts.classes.totals[at].acknowledged)
}

fn lost(network: &Network, total: &ClassTotal) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut lost = BTreeMap::new();
    for (cause, by_element) in CAUSES.iter().zip(&total.lost) {
        let named = network.elements.iter().zip(by_element).filter(|(_, count)| **count > 0);
        let by_name: BTreeMap<_, _> = named.map(|(element, count)| (element.name.clone(), *count)).collect();
        if !by_name.is_empty() {
            lost.insert(cause.name.to_string(), by_name);
        }
    }
    lost
}

/// Points (upper end of a bucket in s, share of those that arrived at or below it), thinned to a few hundred.
fn latency_cdf(waterfall: &Waterfall) -> Vec<[f64; 2]> {
    let (n, mut reached, mut kept) = (waterfall.count(), 0, 0.0);
    let mut points = Vec::new();
    for (bucket, count) in waterfall.latencies() {
        reached += count;
        let share = reached as f64 / n as f64;
        if points.is_empty()
            || reached == n
            || share - kept >= CDF_STEP
            || 1.0 - share <= CDF_TAIL * (1.0 - kept)
        {
            points.push([high(bucket) as f64 / 1e9, share]);
            kept = share;
        }
    }
    points
}

fn data_rates(pool: &Pool, class: usize) -> BTreeMap<String, Estimate> {
    let rates: BTreeSet<u8> = pool.class(class).flat_map(|s| s.devices.data_rates.keys().copied()).collect();
    let share = |rate: u8| {
        let count = |s: &crate::experiment::replicate::ClassSample| {
            (s.devices.data_rates.get(&rate).copied().unwrap_or(0), s.devices.devices)
        };
        (format!("SF{rate}"), interval::share(&pool.class(class).map(count).collect::<Vec<_>>()).into())
    };
    rates.into_iter().map(share).collect()
}

/// Mean seconds per message of each part that took any time, in the order of the path (that of the groups): over
/// all, and between p94 and p96. The interval of the latter comes from each replication's own p94 to p96.
fn waterfall(network: &Network, pool: &Pool, class: usize) -> Vec<WaterfallRow> {
    let (cohort, cohort_sums) = pool.counts.classes.totals[class].waterfall.cohort();
    let mut rows = Vec::new();
    let mut parts: Vec<_> = network.parts.iter().enumerate().collect();
    parts.sort_by_key(|(_, part)| part.group);
    for (at, part) in parts {
        if pool.class(class).all(|s| s.parts_s[at] == 0.0) {
            continue;
        }
        let all = figures::ratio(pool, class, |s| (s.parts_s[at], s.arrived as f64));
        let own = pool.class(class).filter(|s| s.cohort > 0).map(|s| s.cohort_parts_s[at] / s.cohort as f64);
        let value = cohort_sums[at] as f64 / cohort.max(1) as f64 / 1e9;
        rows.push(WaterfallRow {
            part: part.part.to_string(),
            element: network.groups[part.group.index()].name.clone(),
            all: all.into(),
            p95: interval::around(value, &own.collect::<Vec<_>>()).cut(0.0, f64::MAX).into(),
        });
    }
    rows
}

fn series(pool: &Pool, class: usize) -> ClassSeries {
    let tally = &pool.counts.classes;
    let mut series = ClassSeries::default();
    for bin in 0..pool.bins().count() {
        let (row, latencies) = (&tally.bins[tally.row(bin, class)], &tally.latencies[tally.row(bin, class)]);
        let seconds = |q| latencies.quantile(q).map(|ns| ns as f64 / 1e9);
        series.offered.push(u64::from(row.offered));
        series.delivered.push(u64::from(row.delivered));
        let pairs = pool.class(class).map(|s| (u64::from(s.bins[bin][1]), u64::from(s.bins[bin][0])));
        series.delivery_ratio_ci.push(interval::share(&pairs.collect::<Vec<_>>()).ci);
        series.p50.push(seconds(Quantile::P50));
        series.p95.push(seconds(Quantile::P95));
        series.p99.push(seconds(Quantile::P99));
    }
    for (at, cause) in CAUSES.iter().enumerate() {
        let bins = (0..pool.bins().count()).map(|bin| u64::from(tally.bins[tally.row(bin, class)].lost[at]));
        let bins: Vec<u64> = bins.collect();
        if bins.iter().any(|count| *count > 0) {
            series.lost.insert(cause.name.to_string(), bins);
        }
    }
    series
}
