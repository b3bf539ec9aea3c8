//! Queues that cannot keep up and do not refuse it: their backlog grows for as long as one looks, and the mean of
//! their waiting times is a statement on the length of the run (DESIGN, promise 6). A room that the study never fills
//! is no better than none; one that fills at once bounds the waits, and is no matter of this module.

use std::ops::Range;

use indexmap::IndexMap;

use super::analysis::Unstable;
use super::pool::Pool;
use super::replicate::Sample;
use super::results::{ClassResult, ElementResult};
use super::rows::RowLoads;
use crate::measure::interval::{self, Figure};
use crate::network::{Network, ServerPlan};

/// A limited room counts as growing if it took more than this share of the window to fill: the rest of the window
/// grows by nothing.
const GROWS: f64 = 0.1;
/// A class's latency rises if its last third is so much slower than its first: six times as slow for a backlog that grows
/// evenly, twice for one that grows by chance alone (as the root of time), and as slow for one that is served first.
const RISES: f64 = 1.5;

/// Growth of the backlog of those of a row's members that are offered as much as they can do, or more, and do not
/// refuse it; `None` if there is none. `loads` by element id.
pub fn of(network: &Network, pool: &Pool, members: Range<usize>, loads: &[RowLoads]) -> Option<Unstable> {
    let growing: Vec<usize> = members.filter(|at| grows(network, pool, *at, &loads[*at])).collect();
    let foretold = |at: &usize| foretold(pool, *at, &loads[*at]);
    let room = growing.iter().filter_map(|at| room_full_after_s(network, pool, *at, &loads[*at]));
    (!growing.is_empty()).then(|| Unstable {
        backlog_growth_per_s: growth(pool, &growing).cut(0.0, f64::MAX).into(),
        foretold_per_s: growing.iter().map(foretold).sum(),
        room_full_after_s: room.reduce(libm::fmin),
    })
}

/// Whether one element cannot keep up and lets its backlog grow.
fn grows(network: &Network, pool: &Pool, at: usize, loads: &RowLoads) -> bool {
    let server = &network.servers[at];
    let overloaded = loads.offered.mean.value.is_some_and(|load| load >= 1.0);
    if !overloaded || matches!(server, ServerPlan::None) {
        return false;
    }
    let drops_early = network.guards[at].as_ref().is_some_and(|guard| guard.red.is_some());
    if server.is_unlimited() && !drops_early {
        return true;
    }
    let Figure { value, ci, .. } = growth(pool, &[at]);
    let least = ci.map_or(value, |[low, _]| Some(low));
    least.is_some_and(|low| low > 0.0) && value.unwrap_or(0.0) >= GROWS * foretold(pool, at, loads)
}

/// Jobs that came less those whose service began or that were refused, per second of the window.
fn growth(pool: &Pool, members: &[usize]) -> Figure {
    let seconds = pool.bins().duration().as_secs_f64();
    let growth = |sample: &Sample| {
        let elements = &sample.elements;
        let left =
            |at: &usize| elements.arrived[*at] as f64 - (elements.served[*at] + elements.refused[*at]) as f64;
        members.iter().map(left).sum::<f64>() / seconds
    };
    interval::mean(&pool.samples.iter().map(growth).collect::<Vec<_>>())
}

/// By arithmetic, per second: arrivals (1 - 1 / offered load).
fn foretold(pool: &Pool, at: usize, loads: &RowLoads) -> f64 {
    loads.offered.mean.value.map_or(0.0, |load| arrivals_per_s(pool, at) * (1.0 - 1.0 / load))
}

fn arrivals_per_s(pool: &Pool, at: usize) -> f64 {
    let seconds = pool.bins().duration().as_secs_f64() * pool.replications() as f64;
    pool.counts.elements.totals[at].arrived as f64 / seconds
}

/// How long an empty room takes to fill at the growth that arithmetic foretells, s.
fn room_full_after_s(network: &Network, pool: &Pool, at: usize, loads: &RowLoads) -> Option<f64> {
    let (rate, load) = (network.elements[at].rate_bps.unwrap_or(0.0), loads.offered.mean.value?);
    let bytes_each = rate / 8.0 * load / arrivals_per_s(pool, at);
    network.servers[at].fills_after_s(foretold(pool, at, loads), bytes_each)
}

/// Marks the classes whose messages wait longer and longer in such queues.
pub fn mark(
    pool: &Pool,
    classes: &mut IndexMap<String, ClassResult>,
    elements: &IndexMap<String, ElementResult>,
) {
    let unstable = |name: &str| elements.get(name).is_some_and(|element| element.unstable.is_some());
    for (at, class) in classes.values_mut().enumerate() {
        let waits = class.waterfall.iter().filter(|row| row.part == "waiting" && unstable(&row.element));
        let waits: Vec<String> = waits.map(|row| row.element.clone()).collect();
        class.growing = if rises(pool, at, class.in_flight) { waits } else { Vec::new() };
    }
}

/// Whether a class's latency rises through the window. Who is served first passes a growing queue unharmed.
fn rises(pool: &Pool, class: usize, in_flight: u64) -> bool {
    let (tally, bins) = (&pool.counts.classes, pool.bins().count());
    let third = bins.div_ceil(3);
    let mean = |bins: Range<usize>| {
        let rows = || bins.clone().map(|bin| tally.row(bin, class));
        let arrived: u64 = rows().map(|row| tally.latencies[row].count()).sum();
        let spent: f64 = rows().map(|row| tally.bins[row].latency_ns as f64).sum();
        (arrived > 0).then(|| spent / arrived as f64)
    };
    match (mean(0..third), mean(bins - third..bins)) {
        (Some(first), Some(last)) => last >= RISES * first,
        _ => in_flight > 0,
    }
}
