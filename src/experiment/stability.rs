//! Queues that cannot keep up and let everyone wait: their backlog grows for as long as one looks, and the mean of
//! their waiting times is a statement on the length of the run (DESIGN, promise 6).

use std::ops::Range;

use indexmap::IndexMap;

use super::analysis::Unstable;
use super::pool::Pool;
use super::results::{ClassResult, ElementResult, ObjectiveResult};
use super::rows::RowLoads;
use crate::measure::interval;
use crate::network::Network;

/// Growth of the backlog of those of a row's members that are offered as much as they can do, or more, and refuse
/// nobody; `None` if there is none. `loads` by element id.
pub fn of(network: &Network, pool: &Pool, members: Range<usize>, loads: &[RowLoads]) -> Option<Unstable> {
    let full = |at: &usize| {
        let offered = loads[*at].offered.mean.value;
        network.servers[*at].is_unlimited() && offered.is_some_and(|load| load >= 1.0)
    };
    let growing: Vec<usize> = members.filter(full).collect();
    let seconds = pool.bins().duration().as_secs_f64();
    let growth = |sample: &super::replicate::Sample| {
        let elements = &sample.elements;
        let left =
            |at: &usize| elements.arrived[*at] as f64 - (elements.served[*at] + elements.refused[*at]) as f64;
        growing.iter().map(left).sum::<f64>() / seconds
    };
    let foretold = |at: &usize| {
        let arrivals = pool.counts.elements.totals[*at].arrived as f64 / seconds / pool.replications() as f64;
        loads[*at].offered.mean.value.map_or(0.0, |load| arrivals * (1.0 - 1.0 / load))
    };
    let measured: Vec<f64> = pool.samples.iter().map(growth).collect();
    (!growing.is_empty()).then(|| Unstable {
        backlog_growth_per_s: interval::mean(&measured).cut(0.0, f64::MAX).into(),
        foretold_per_s: growing.iter().map(foretold).sum(),
    })
}

/// Marks the classes whose messages wait in such queues, and what objectives say of their times.
pub fn mark(
    classes: &mut IndexMap<String, ClassResult>,
    elements: &IndexMap<String, ElementResult>,
    objectives: &mut [ObjectiveResult],
) {
    let unstable = |name: &str| elements.get(name).is_some_and(|element| element.unstable.is_some());
    for class in classes.values_mut() {
        let waits = class.waterfall.iter().filter(|row| row.part == "waiting" && unstable(&row.element));
        class.growing = waits.map(|row| row.element.clone()).collect();
    }
    for objective in objectives.iter_mut() {
        let of = objective.of.strip_prefix("devices.").and_then(|class| classes.get(class));
        let element = objective.member.as_ref().unwrap_or(&objective.of);
        let who = match of {
            Some(class) if objective.metric.starts_with("latency") => class.growing.first(),
            None if objective.metric.starts_with("waiting") && unstable(element) => Some(element),
            _ => None,
        };
        if let Some(who) = who {
            let grows =
                format!("; it grows with the length of the run, since {who} is offered more than it can do");
            objective.reason.push_str(&grows);
        }
    }
}
