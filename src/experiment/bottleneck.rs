//! The element that binds, or merely the busiest (DEFINITIONS D14).

use super::objectives::{Target, asked, target};
use super::pool::Pool;
use super::results::{Bottleneck, ObjectiveResult, Verdict};
use super::rows::RowLoads;
use crate::measure::histogram;
use crate::measure::metrics::{Metric, Of};
use crate::network::{ElementKind, Network};
use crate::scenario::Scenario;
use crate::scenario::objective::Side;

/// Offered load in the busy hour up to which one plans (planners' rule: p95 at 80 % is time to have finished).
pub const PLANNING_LIMIT: f64 = 0.8;

/// Names the element; `loads` by element id.
pub fn find(
    scenario: &Scenario,
    network: &Network,
    pool: &Pool,
    objectives: &[ObjectiveResult],
    loads: &[RowLoads],
) -> Option<Bottleneck> {
    binding(scenario, network, pool, objectives).or_else(|| busiest(network, loads))
}

fn binding(
    scenario: &Scenario,
    network: &Network,
    pool: &Pool,
    objectives: &[ObjectiveResult],
) -> Option<Bottleneck> {
    let broken = objectives.iter().filter(|o| matches!(o.verdict, Verdict::Missed | Verdict::AtRisk));
    let mut furthest: Option<(&ObjectiveResult, f64)> = None;
    for objective in broken {
        let Some(past) = past_limit(scenario, objective) else { continue };
        if furthest.is_none_or(|(_, most)| past > most) {
            furthest = Some((objective, past));
        }
    }
    let objective = furthest?.0;
    Some(Bottleneck {
        element: culprit(scenario, network, pool, objective)?,
        binding: true,
        objective: Some(objective.name.clone()),
        metric: objective.metric.clone(),
        value: objective.value,
        limit: Some(objective.limit_value),
    })
}

/// How far past its limit, relative to it; negative on the good side.
fn past_limit(scenario: &Scenario, objective: &ObjectiveResult) -> Option<f64> {
    let asked = asked(scenario.objectives.get(&objective.name)?)?;
    let over = objective.value? - objective.limit_value;
    let past = if asked.limit.side == Side::AtMost { over } else { -over };
    Some(if objective.limit_value == 0.0 { past * f64::MAX } else { past / objective.limit_value })
}

/// The element an objective's figure comes from.
fn culprit(
    scenario: &Scenario,
    network: &Network,
    pool: &Pool,
    objective: &ObjectiveResult,
) -> Option<String> {
    let metric = asked(scenario.objectives.get(&objective.name)?)?.metric;
    if metric.info().of == Of::Element {
        return Some(objective.member.clone().unwrap_or_else(|| objective.of.clone()));
    }
    let Target::Class(class) = target(network, &objective.of)? else { return None };
    let latency = matches!(
        metric,
        Metric::LatencyMean
            | Metric::LatencyP50
            | Metric::LatencyP95
            | Metric::LatencyP99
            | Metric::LatencyP999
    );
    let element = match latency {
        true => most_waiting(network, pool, class, objective.limit_value)?,
        false => most_lost(network, pool, class)?,
    };
    Some(network.elements[element].name.clone())
}

/// The element at which most messages of the class were lost.
fn most_lost(network: &Network, pool: &Pool, class: usize) -> Option<usize> {
    let mut lost = vec![0u64; network.elements.len()];
    for by_element in &pool.counts.classes.totals[class].lost {
        lost.iter_mut().zip(by_element).for_each(|(sum, n)| *sum += n);
    }
    greatest(lost.into_iter().map(|n| n as f64).enumerate())
}

/// The group in which messages slower than the limit (all, if none is) waited most, or spent most time if none
/// waited; and of it the member at which all waited most.
fn most_waiting(network: &Network, pool: &Pool, class: usize, limit_s: f64) -> Option<usize> {
    let waterfall = &pool.counts.classes.totals[class].waterfall;
    let above = waterfall.sums(histogram::index((limit_s * 1e9) as u64), histogram::BUCKETS);
    let (_, sums) = if above.0 > 0 { above } else { waterfall.all() };
    let rows = || network.parts.iter().zip(sums.iter().map(|ns| *ns as f64)).enumerate();
    let waiting = rows().filter(|(_, (part, _))| part.part == "waiting").map(|(at, (_, ns))| (at, ns));
    let any = rows().map(|(at, (_, ns))| (at, ns));
    let row = greatest(waiting).or_else(|| greatest(any))?;
    let group = &network.groups[network.parts[row].group.index()];
    let members = group.first.index()..group.first.index() + group.len as usize;
    let waited = |element: usize| pool.counts.elements.totals[element].waiting_ns as f64;
    greatest(members.clone().map(|element| (element, waited(element)))).or(members.clone().next())
}

/// The element with the greatest busy-hour offered load; all have the same planning limit.
fn busiest(network: &Network, loads: &[RowLoads]) -> Option<Bottleneck> {
    let loaded =
        network.elements.iter().zip(loads).enumerate().filter(|(_, (e, _))| e.kind != ElementKind::Radio);
    let load = loaded.filter_map(|(at, (_, loads))| Some((at, loads.offered.busy_hour.value?)));
    let element = greatest(load)?;
    Some(Bottleneck {
        element: network.elements[element].name.clone(),
        binding: false,
        objective: None,
        metric: Metric::OfferedLoadBusyHour.info().name.to_string(),
        value: loads[element].offered.busy_hour.value,
        limit: Some(PLANNING_LIMIT),
    })
}

/// The index of the greatest value above 0; the first of equals.
fn greatest(values: impl Iterator<Item = (usize, f64)>) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (at, value) in values.filter(|(_, value)| *value > 0.0) {
        if best.is_none_or(|(_, most)| value > most) {
            best = Some((at, value));
        }
    }
    best.map(|(at, _)| at)
}
