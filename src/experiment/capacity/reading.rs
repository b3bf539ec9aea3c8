//! An objective's measure as a curve over load that rises through zero where its limit breaks: shares on the logit's
//! scale, times and utilisations on the logarithm's, where they are nearly straight near their limit.

use crate::experiment::figures;
use crate::experiment::objectives::{Asked, Target, asked, measure, target};
use crate::experiment::pool::Pool;
use crate::experiment::rows::Row;
use crate::measure::histogram::Quantile;
use crate::measure::metrics::Metric;
use crate::measure::percentile::smooth;
use crate::measure::selection::crossing::Reading;
use crate::network::Network;
use crate::network::ids::ElementId;
use crate::scenario::Scenario;
use crate::scenario::objective::Side;

/// Groups of replications that are left out in turn, at most: more make the interval hardly better.
const GROUPS: usize = 40;

/// Every objective of the scenario over the first `first` replications at place `x`.
pub fn readings(
    scenario: &Scenario,
    network: &Network,
    pool: &mut Pool,
    first: usize,
    x: f64,
) -> Vec<Reading> {
    let later = pool.samples.split_off(first.min(pool.samples.len()));
    let asked: Vec<(Asked, Target)> = scenario
        .objectives
        .values()
        .filter_map(|spec| Some((asked(spec)?, target(network, &spec.of)?)))
        .collect();
    let all = |pool: &Pool| -> Vec<f64> {
        asked.iter().map(|(asked, target)| excess(network, pool, target, asked)).collect()
    };
    let mut readings: Vec<Reading> =
        all(pool).into_iter().map(|all| Reading { x, all, without: Vec::new() }).collect();
    let groups = if pool.samples.len() < 2 { 0 } else { pool.samples.len().min(GROUPS) };
    for group in 0..groups {
        let without = leaving_out(pool, group, groups, all);
        readings.iter_mut().zip(without).for_each(|(reading, y)| reading.without.push(y));
    }
    pool.samples.extend(later);
    readings
}

/// What `of` says of the pool without every replication of a group.
pub fn leaving_out<T>(pool: &mut Pool, group: usize, groups: usize, of: impl Fn(&Pool) -> T) -> T {
    let samples = std::mem::take(&mut pool.samples);
    let count = samples.len();
    let mut out = Vec::new();
    for (at, sample) in samples.into_iter().enumerate() {
        if at % groups == group { &mut out } else { &mut pool.samples }.push(sample);
    }
    let said = of(pool);
    let (mut rest, mut out) = (std::mem::take(&mut pool.samples).into_iter(), out.into_iter());
    let back = |at: usize| if at % groups == group { out.next() } else { rest.next() };
    pool.samples = (0..count).filter_map(back).collect();
    said
}

/// How far beyond the limit, on the measure's scale; below zero where it holds, not a number where nothing was observed.
fn excess(network: &Network, pool: &Pool, target: &Target, asked: &Asked) -> f64 {
    let limit = asked.limit.value;
    // nothing observed tells nothing
    let Some(value) = value(network, pool, target, asked) else { return f64::NAN };
    let straight = scale(asked.metric);
    let over = match asked.limit.side {
        Side::AtMost => straight(value) - straight(limit),
        Side::AtLeast => straight(limit) - straight(value),
    };
    let holds = match asked.limit.side {
        Side::AtMost => value <= limit,
        Side::AtLeast => value >= limit,
    };
    match (straight(limit).is_finite(), holds) {
        (true, _) if !over.is_nan() => over,
        // a limit at the end of its scale ("100 %") is held or not; there is no how far
        (_, true) => f64::NEG_INFINITY,
        (_, false) => f64::INFINITY,
    }
}

/// The scale on which a measure is nearly straight over the logarithm of the load.
pub(super) fn scale(metric: Metric) -> fn(f64) -> f64 {
    if is_logit(metric) { |share| libm::log(share / (1.0 - share)) } else { libm::log }
}

/// Back from [`scale`].
pub(super) fn curved(metric: Metric) -> fn(f64) -> f64 {
    if is_logit(metric) { |straight| 1.0 / (1.0 + libm::exp(-straight)) } else { libm::exp }
}

fn is_logit(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::DeliveryRatio
            | Metric::DevicesBelow50
            | Metric::DevicesBelow90
            | Metric::DevicesBelow98
            | Metric::Acknowledged
            | Metric::Updated
            | Metric::WaitingShare
            | Metric::RefusedShare
    )
}

/// The measure; percentiles without the steps of their histogram.
pub fn value(network: &Network, pool: &Pool, target: &Target, asked: &Asked) -> Option<f64> {
    let quantile = match asked.metric {
        Metric::LatencyP50 => Quantile::P50,
        Metric::LatencyP95 | Metric::WaitingP95 => Quantile::P95,
        Metric::LatencyP99 => Quantile::P99,
        _ => return measure(network, pool, target, asked).0.value,
    };
    match target {
        Target::Class(class) => smooth(&pool.class(*class).map(|s| &s.latency).collect::<Vec<_>>(), quantile),
        Target::Elements(members) => {
            let of = |member: &usize| {
                let waits = figures::waits(pool, &Row::element(network, ElementId(*member as u32)));
                smooth(&waits.iter().collect::<Vec<_>>(), quantile)
            };
            members.iter().filter_map(of).reduce(libm::fmax)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::replicate::Sample;

    #[test]
    fn a_group_is_left_out_and_put_back_in_its_place() {
        let sample = |served| {
            let mut sample = Sample::default();
            sample.elements.served = vec![served];
            sample
        };
        let mut pool = Pool { samples: (0..7).map(sample).collect(), ..Pool::default() };
        let before = pool.clone();
        let left = leaving_out(&mut pool, 1, 3, |pool| {
            pool.samples.iter().map(|s| s.elements.served[0]).collect::<Vec<_>>()
        });
        assert_eq!(left, [0, 2, 3, 5, 6]);
        assert_eq!(pool, before);
    }

    #[test]
    fn shares_are_straightened_by_the_logit_and_times_by_the_logarithm() {
        assert_eq!(scale(Metric::DeliveryRatio)(0.5), 0.0);
        assert_eq!(scale(Metric::DeliveryRatio)(1.0), f64::INFINITY);
        assert!((scale(Metric::LatencyP95)(std::f64::consts::E) - 1.0).abs() < 1e-12);
        for metric in [Metric::DeliveryRatio, Metric::LatencyP95] {
            assert!((curved(metric)(scale(metric)(0.3)) - 0.3).abs() < 1e-12);
        }
        assert_eq!(curved(Metric::DeliveryRatio)(f64::INFINITY), 1.0);
    }
}
