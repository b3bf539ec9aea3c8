//! Queues that cannot keep up and do not refuse it: their backlog grows for as long as one looks, and the mean of
//! their waiting times is a statement on the length of the run (DESIGN, promise 6). A room that the study never fills
//! is no better than none; one that fills at once bounds the waits, and is no matter of this module.

use std::cell::OnceCell;
use std::ops::Range;

use indexmap::IndexMap;

use super::analysis::Unstable;
use super::pool::Pool;
use super::replicate::Sample;
use super::results::{ClassResult, ElementResult};
use super::rows::RowLoads;
use crate::measure::interval::{self, Figure};
use crate::network::estimate::{self, Estimate};
use crate::network::{Network, Process, ServerPlan};

/// A limited room counts as growing if it took more than this share of the window to fill: the rest of the window
/// grows by nothing.
const GROWS: f64 = 0.1;
/// A load of one, as sums of rates come out.
const FULL: f64 = 1.0 - 1e-9;
/// A class's latency rises if its last third is so much slower than its first: six times as slow for a backlog that grows
/// evenly, twice for one that grows by chance alone (as the root of time), and as slow for one that is served first.
const RISES: f64 = 1.5;

/// The queues of a study that cannot keep up, told once for all who ask.
pub struct Backlogs<'a> {
    network: &'a Network,
    /// The study's replications.
    pub pool: &'a Pool,
    /// By element id.
    pub loads: &'a [RowLoads],
    grows: Vec<bool>,
}

impl<'a> Backlogs<'a> {
    /// Of every element; `loads` by element id.
    pub fn new(network: &'a Network, pool: &'a Pool, loads: &'a [RowLoads]) -> Backlogs<'a> {
        let arithmetic = Arithmetic { network, estimate: OnceCell::new() };
        let grows = |(at, loads)| grows(&arithmetic, pool, at, loads);
        Backlogs { network, pool, loads, grows: loads.iter().enumerate().map(grows).collect() }
    }

    /// Growth of the backlog of those of a row's members that cannot keep up and do not refuse it; `None` if there is
    /// none.
    pub fn of(&self, members: Range<usize>) -> Option<Unstable> {
        let Backlogs { network, pool, loads, ref grows } = *self;
        let growing: Vec<usize> = members.filter(|at| grows[*at]).collect();
        // of one that arithmetic has keep up, nothing
        let foretold = |at: &usize| libm::fmax(foretold(pool, *at, &loads[*at]), 0.0);
        let room = growing.iter().filter_map(|at| room_full_after_s(network, pool, *at, &loads[*at]));
        (!growing.is_empty()).then(|| Unstable {
            backlog_growth_per_s: growth(pool, &growing).cut(0.0, f64::MAX).into(),
            foretold_per_s: growing.iter().map(foretold).sum(),
            room_full_after_s: room.reduce(libm::fmin),
        })
    }
}

/// Offered loads as the scenario says them; estimated for the first that asks.
struct Arithmetic<'a> {
    network: &'a Network,
    estimate: OnceCell<Estimate>,
}

impl Arithmetic<'_> {
    /// Of one element.
    fn load(&self, at: usize) -> f64 {
        self.estimate.get_or_init(|| estimate::estimate(self.network, 1, 1)).loads[at]
    }
}

/// Whether one element cannot keep up and lets its backlog grow to the end: offered more than it can do, over the
/// window and still in its second half, with a backlog that chance does not explain.
fn grows(arithmetic: &Arithmetic, pool: &Pool, at: usize, loads: &RowLoads) -> bool {
    let network = arithmetic.network;
    let load = loads.offered.mean;
    if most(&load) < 1.0 || matches!(network.servers[at], ServerPlan::None) || is_bounded(network) {
        return false;
    }
    let backlog = growth(pool, &[at]);
    let grown = backlog.value.unwrap_or(0.0);
    if grown <= 0.0 || grown < GROWS * foretold(pool, at, loads) {
        return false;
    }
    let late = late_load(pool, at);
    let sure = load.value.is_some_and(|load| load >= 1.0) && least(&late) >= 1.0 && least(&backlog) > 0.0;
    // a load of exactly one is no overload that a sample could show
    sure || most(&late) >= 1.0 && arithmetic.load(at) >= FULL
}

fn least(figure: &Figure) -> f64 {
    figure.ci.map_or(figure.value, |[low, _]| Some(low)).unwrap_or(0.0)
}

fn most(figure: &Figure) -> f64 {
    figure.ci.map_or(figure.value, |[_, high]| Some(high)).unwrap_or(0.0)
}

/// Sources that wait for their answers: no more messages can be open than there are devices.
fn is_bounded(network: &Network) -> bool {
    let mut speaking = network.classes.iter().filter_map(|class| class.traffic.as_ref());
    speaking.all(|traffic| matches!(traffic.process, Process::Idle { .. }))
}

/// Growth of a backlog, per second of the window.
fn growth(pool: &Pool, members: &[usize]) -> Figure {
    let seconds = pool.bins().duration().as_secs_f64();
    let growth =
        |sample: &Sample| members.iter().map(|at| sample.elements.left[*at] as f64).sum::<f64>() / seconds;
    interval::mean(&pool.samples.iter().map(growth).collect::<Vec<_>>())
}

/// Offered load in the second half of the window.
fn late_load(pool: &Pool, at: usize) -> Figure {
    let bins = pool.bins().count();
    let late = |sample: &Sample| {
        let rows = &sample.elements.load[at * bins + bins / 2..(at + 1) * bins];
        rows.iter().map(|load| f64::from(*load)).sum::<f64>() / rows.len().max(1) as f64
    };
    interval::mean(&pool.samples.iter().map(late).collect::<Vec<_>>())
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
    let growth = Some(foretold(pool, at, loads)).filter(|growth| *growth > 0.0)?;
    network.servers[at].fills_after_s(growth, bytes_each)
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
