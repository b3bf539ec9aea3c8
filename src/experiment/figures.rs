//! Figures of a pool: each metric's value and interval over replications (DEFINITIONS D4, D5, D9 to D11).

use super::pool::Pool;
use super::replicate::ClassSample;
use super::results::Estimate;
use super::rows::Row;
use crate::measure::histogram::{Quantile, Sparse};
use crate::measure::interval::{self, Figure, around, pseudo_values};
use crate::measure::metrics::Metric;
use crate::measure::percentile::percentile;

impl From<Figure> for Estimate {
    fn from(figure: Figure) -> Estimate {
        let finite = |x: &f64| x.is_finite();
        Estimate { value: figure.value.filter(finite), ci: figure.ci.filter(|ends| ends.iter().all(finite)) }
    }
}

/// A class metric; [`Figure::default`] for those that are plain counts or not a class's.
pub fn class(pool: &Pool, class: usize, metric: Metric) -> Figure {
    let shares =
        |of: fn(&ClassSample) -> (u64, u64)| interval::share(&pool.class(class).map(of).collect::<Vec<_>>());
    let below = |at: usize| {
        let pairs = pool.class(class).map(|s| (s.devices.below[at], s.devices.spoke));
        interval::share(&pairs.collect::<Vec<_>>())
    };
    match metric {
        Metric::DeliveryRatio => shares(|s| (s.delivered, s.offered)),
        Metric::Acknowledged => shares(|s| (s.acknowledged, s.offered)),
        Metric::OutOfCoverage => shares(|s| (s.devices.uncovered, s.devices.devices)),
        Metric::DevicesBelow50 => below(0),
        Metric::DevicesBelow90 => below(1),
        Metric::DevicesBelow98 => below(2),
        Metric::LatencyMean => ratio(pool, class, |s| (s.latency_s, s.arrived as f64)),
        Metric::Attempts => ratio(pool, class, |s| (s.attempts as f64, s.offered as f64)),
        Metric::Copies => ratio(pool, class, |s| (s.copies as f64, s.delivered as f64)),
        Metric::LatencyP50 => latency(pool, class, Quantile::P50),
        Metric::LatencyP95 => latency(pool, class, Quantile::P95),
        Metric::LatencyP99 => latency(pool, class, Quantile::P99),
        Metric::LatencyP999 => latency(pool, class, Quantile::P999),
        Metric::Updated => super::incidents::firmware::updated(pool, class),
        metric => super::sessions::figure(pool, class, metric),
    }
}

/// Σ/Σ of something that cannot be negative.
pub fn ratio(pool: &Pool, class: usize, of: impl Fn(&ClassSample) -> (f64, f64)) -> Figure {
    interval::ratio(&pool.class(class).map(of).collect::<Vec<_>>()).cut(0.0, f64::MAX)
}

/// Difference of two ratios of sums, replication by replication, with a paired jackknife interval.
pub fn ratio_change(with: &[(f64, f64)], without: &[(f64, f64)]) -> Figure {
    let (Some(a), Some(b)) = (interval::ratio(with).value, interval::ratio(without).value) else {
        return Figure::default();
    };
    let pairs = pseudo_values(with).into_iter().zip(pseudo_values(without));
    around(a - b, &pairs.map(|(a, b)| a - b).collect::<Vec<_>>())
}

fn latency(pool: &Pool, class: usize, q: Quantile) -> Figure {
    percentile(&pool.class(class).map(|s| &s.latency).collect::<Vec<_>>(), q)
}

/// An element metric of a row; [`Figure::default`] for those that are plain counts or not an element's.
pub fn element(pool: &Pool, row: &Row, metric: Metric) -> Figure {
    let loads = || row.loads(pool);
    match metric {
        Metric::UtilisationMean => loads().utilisation.mean,
        Metric::UtilisationBusyHour => loads().utilisation.busy_hour,
        Metric::UtilisationP95 => loads().utilisation.p95,
        Metric::UtilisationPeak => loads().utilisation.peak,
        Metric::OfferedLoadMean => loads().offered.mean,
        Metric::OfferedLoadBusyHour => loads().offered.busy_hour,
        Metric::OfferedLoadPeak => loads().offered.peak,
        Metric::WaitingMean => waiting_mean(pool, row),
        Metric::WaitingP95 => waiting_p95(pool, row),
        Metric::WaitingShare => interval::share(&waited(pool, row)),
        Metric::RefusedShare => interval::share(&refused(pool, row)),
        _ => Figure::default(),
    }
}

fn waiting_mean(pool: &Pool, row: &Row) -> Figure {
    interval::ratio(&waiting(pool, row)).cut(0.0, f64::MAX)
}

/// Time waited and jobs served, of each replication.
pub fn waiting(pool: &Pool, row: &Row) -> Vec<(f64, f64)> {
    let pair = |sample: &super::replicate::Sample| {
        let members = row.members.clone();
        let waiting: f64 = sample.elements.waiting_s[members.clone()].iter().sum();
        (waiting, sample.elements.served[members].iter().sum::<u64>() as f64)
    };
    pool.samples.iter().map(pair).collect()
}

fn waiting_p95(pool: &Pool, row: &Row) -> Figure {
    percentile(&waits(pool, row).iter().collect::<Vec<_>>(), Quantile::P95)
}

/// Waiting times of each replication; of a member whose waiting times are only kept with its group's: the group's.
pub fn waits(pool: &Pool, row: &Row) -> Vec<Sparse> {
    let mut slots: Vec<u32> = pool.counts.elements.slot[row.members.clone()].to_vec();
    slots.dedup();
    let merged = |sample: &super::replicate::Sample| {
        let mut waits = crate::measure::histogram::Histogram::default();
        slots.iter().for_each(|slot| waits.merge(&sample.elements.waits_of(*slot as usize)));
        Sparse::new(waits.iter())
    };
    pool.samples.iter().map(merged).collect()
}

/// Jobs that waited and jobs served, of each replication.
pub fn waited(pool: &Pool, row: &Row) -> Vec<(u64, u64)> {
    let pair = |waits: &Sparse| {
        let at_once = waits.iter().next().filter(|(bucket, _)| *bucket == 0).map_or(0, |(_, count)| count);
        (waits.count() - at_once, waits.count())
    };
    waits(pool, row).iter().map(pair).collect()
}

/// What found no room and what came, of each replication.
pub fn refused(pool: &Pool, row: &Row) -> Vec<(u64, u64)> {
    let sum = |of: &[u64]| of[row.members.clone()].iter().sum::<u64>();
    pool.samples.iter().map(|s| (sum(&s.elements.refused), sum(&s.elements.arrived))).collect()
}
