//! A set's study as a verdict: the same objectives, doubts and elements as `iotcap run` finds in it.

use super::results::{Judged, Tried};
use crate::experiment::assemble::{Provenance, assemble};
use crate::experiment::bottleneck;
use crate::experiment::campaign::Finished;
use crate::experiment::results::{ObjectiveResult, Verdict};
use crate::experiment::rows::Row;
use crate::network::ids::ElementId;
use crate::network::layout::Layout;

/// Fills what a study says of a set.
pub fn judge(finished: &Finished) -> Tried {
    let (network, pool) = (finished.network, &finished.study.pool);
    let scenario = &finished.point.scenario;
    let layout = Layout::draw(network, 0);
    let results = assemble(scenario, network, &finished.study, &layout, Provenance::default());
    let loads: Vec<_> = (0..network.elements.len() as u32)
        .map(|at| Row::element(network, ElementId(at)).loads(pool))
        .collect();
    let judged = |one: &ObjectiveResult| Judged {
        name: one.name.clone(),
        value: one.value,
        ci: one.ci,
        verdict: one.verdict,
        reason: one.reason.clone(),
        element: (one.verdict > Verdict::Met)
            .then(|| bottleneck::culprit(scenario, network, pool, one, &loads))
            .flatten(),
        aside: false,
    };
    Tried {
        replications: pool.replications(),
        verdict: results.verdict,
        objectives: results.objectives.iter().map(judged).collect(),
        ..Tried::default()
    }
}

/// How far an objective is beyond its limit, relative to it; below zero if it holds. For shares that are to be large,
/// of what may be missing: 90 % of at least 98 % is as far as five times the losses allowed.
pub fn beyond(value: f64, limit: &str, at: f64) -> f64 {
    let at_least = limit.starts_with('>');
    let (value, at) = if at_least && at <= 1.0 { (1.0 - value, 1.0 - at) } else { (value, at) };
    let over = if at_least && at > 1.0 { at - value } else { value - at };
    if over == 0.0 { 0.0 } else { over / libm::fmax(libm::fabs(at), 1e-9) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_is_relative_and_of_losses_where_shares_are_to_be_large() {
        let near = |a: f64, b: f64| assert!(libm::fabs(a - b) < 1e-9, "{a} {b}");
        near(beyond(0.9, ">= 98 %", 0.98), 4.0);
        near(beyond(0.84, "<= 70 %", 0.7), 0.2);
        near(beyond(0.63, "<= 70 %", 0.7), -0.1);
    }
}
