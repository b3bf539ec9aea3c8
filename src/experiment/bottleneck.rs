//! The element that binds, or merely the busiest (DEFINITIONS D14).

use serde::{Deserialize, Serialize};

use super::objectives::{Target, asked, target};
use super::pool::Pool;
use super::results::{ObjectiveResult, Verdict};
use super::rows::RowLoads;
use crate::measure::histogram;
use crate::measure::metrics::{Metric, Of};
use crate::model::cause::Cause;
use crate::model::platform::GATE;
use crate::network::incidents::{Incident, Strikes};
use crate::network::{ElementKind, Network};
use crate::scenario::Scenario;
use crate::scenario::objective::{DEFAULT_PLANNING_LIMIT, Side};

/// The binding (or busiest) element.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// Element name; of devices without power `incidents.NAME`, if one power cut alone took it, else "power of devices".
    pub element: String,
    /// True: an objective is missed or at risk because of it. False: merely the busiest.
    pub binding: bool,
    /// The objective that names it, if any.
    pub objective: Option<String>,
    /// The metric.
    pub metric: String,
    /// Its value.
    pub value: Option<f64>,
    /// Its limit.
    pub limit: Option<f64>,
}

/// Offered load in the busy hour up to which one plans (planners' rule: p95 at 80 % is time to have finished).
pub const PLANNING_LIMIT: f64 = DEFAULT_PLANNING_LIMIT.0;

/// Names the element; `loads` by element id.
pub fn find(
    scenario: &Scenario,
    network: &Network,
    pool: &Pool,
    objectives: &[ObjectiveResult],
    loads: &[RowLoads],
) -> Option<Bottleneck> {
    binding(scenario, network, pool, objectives, loads).or_else(|| busiest(scenario, network, loads))
}

/// Of the objectives that do not hold, the one furthest past its limit whose figure comes from an element.
fn binding(
    scenario: &Scenario,
    network: &Network,
    pool: &Pool,
    objectives: &[ObjectiveResult],
    loads: &[RowLoads],
) -> Option<Bottleneck> {
    let broken = objectives.iter().filter(|o| matches!(o.verdict, Verdict::Missed | Verdict::AtRisk));
    let mut broken: Vec<_> = broken.filter_map(|o| Some((past_limit(scenario, o)?, o))).collect();
    broken.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    broken.into_iter().find_map(|(_, objective)| {
        Some(Bottleneck {
            element: culprit(scenario, network, pool, objective, loads)?,
            binding: true,
            objective: Some(objective.name.clone()),
            metric: objective.metric.clone(),
            value: objective.value,
            limit: Some(objective.limit_value),
        })
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
pub(super) fn culprit(
    scenario: &Scenario,
    network: &Network,
    pool: &Pool,
    objective: &ObjectiveResult,
    loads: &[RowLoads],
) -> Option<String> {
    let metric = asked(scenario.objectives.get(&objective.name)?)?.metric;
    if metric.info().of == Of::Element {
        return Some(objective.member.clone().unwrap_or_else(|| objective.of.clone()));
    }
    let Target::Class(class) = target(network, &objective.of)? else { return None };
    let element = match metric {
        Metric::LatencyMean
        | Metric::LatencyP50
        | Metric::LatencyP95
        | Metric::LatencyP99
        | Metric::LatencyP999 => most_waiting(network, pool, class, objective.limit_value)?,
        Metric::ReconnectP50 | Metric::ReconnectP95 | Metric::ReconnectP99 | Metric::ConnectAttempts => {
            holds_connects(network, pool, class)?
        }
        _ => match most_lost(network, pool, class) {
            Some(Loser::Power) => return Some(power(network)),
            Some(Loser::Element(element)) => element,
            None => congested(network, loads)?,
        },
    };
    Some(network.elements[element].name.clone())
}

/// Who loses most messages.
enum Loser {
    /// An element.
    Element(usize),
    /// Devices without power: their messages are counted at the radio that they never reached.
    Power,
}

/// The element at which most messages of the class were lost, or the power that more of their devices had not.
fn most_lost(network: &Network, pool: &Pool, class: usize) -> Option<Loser> {
    let mut lost = vec![0u64; network.elements.len()];
    let causes = &pool.counts.classes.totals[class].lost;
    for (_, by_element) in causes.iter().enumerate().filter(|(cause, _)| *cause != Cause::DeviceDown as usize)
    {
        lost.iter_mut().zip(by_element).for_each(|(sum, n)| *sum += n);
    }
    let dark: u64 = causes[Cause::DeviceDown as usize].iter().sum();
    match greatest(lost.iter().map(|n| *n as f64).enumerate()) {
        Some(element) if lost[element] >= dark => Some(Loser::Element(element)),
        _ => (dark > 0).then_some(Loser::Power),
    }
}

/// The power cut, if it is the only one.
fn power(network: &Network) -> String {
    let cuts = |incident: &&Incident| matches!(incident.strikes, Strikes::PowerCut(_));
    match network.incidents.all.iter().filter(cuts).collect::<Vec<_>>()[..] {
        [cut] => format!("incidents.{}", cut.name),
        _ => "power of devices".to_string(),
    }
}

/// Before or at the connecting stage: where most was refused, if attempts of the class were, else that stage, if whoever comes there
/// waits longer than it serves. Sessions that nobody holds up come back as fast as their devices ask.
fn holds_connects(network: &Network, pool: &Pool, class: usize) -> Option<usize> {
    let sessions = pool.counts.sessions.totals[class].as_ref()?;
    let of = |name: &str, element: usize| {
        network.groups[network.elements[element].group.index()].name.strip_prefix("platform.") == Some(name)
    };
    let totals = pool.counts.elements.totals.iter().enumerate();
    let doors =
        totals.clone().filter(|(at, _)| ["connect", "admission", GATE].iter().any(|name| of(name, *at)));
    let refused = sessions.refused.iter().sum::<u64>() > 0;
    let most_refused = || greatest(doors.map(|(at, total)| (at, total.dropped as f64)));
    let waits = totals.filter(|(at, total)| {
        let service_s = network.elements[*at].mean_service_s.unwrap_or(0.0);
        of("connect", *at) && total.waiting_ns as f64 > service_s * 1e9 * total.served as f64
    });
    refused
        .then(most_refused)
        .flatten()
        .or_else(|| greatest(waits.map(|(at, total)| (at, total.waiting_ns as f64))))
}

/// Where nothing is lost but messages wait when the window ends, delivered by the drain or not: the element that is
/// offered most, if that is more than it can do.
fn congested(network: &Network, loads: &[RowLoads]) -> Option<usize> {
    let (element, load) = most_loaded(network, loads)?;
    (load > 1.0).then_some(element)
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

/// The element with the greatest busy-hour offered load over its planning limit.
fn busiest(scenario: &Scenario, network: &Network, loads: &[RowLoads]) -> Option<Bottleneck> {
    let limits = planning_limits(scenario, network);
    let element = greatest(busy_hours(network, loads).map(|(at, load)| (at, load / limits[at])))?;
    Some(Bottleneck {
        element: network.elements[element].name.clone(),
        binding: false,
        objective: None,
        metric: Metric::OfferedLoadBusyHour.info().name.to_string(),
        value: loads[element].offered.busy_hour.value,
        limit: Some(limits[element]),
    })
}

/// Up to where each element may be loaded in its busy hour: what an objective says of it, else the usual.
fn planning_limits(scenario: &Scenario, network: &Network) -> Vec<f64> {
    let mut stated = vec![None; network.elements.len()];
    for spec in scenario.objectives.values() {
        let asked = asked(spec).filter(|asked| asked.metric == Metric::UtilisationBusyHour);
        let limit = asked.map(|asked| asked.limit.value).filter(|limit| *limit > 0.0);
        let (Some(limit), Some(Target::Elements(members))) = (limit, target(network, &spec.of)) else {
            continue;
        };
        for member in members {
            stated[member] = Some(stated[member].map_or(limit, |other| limit.min(other)));
        }
    }
    stated.into_iter().map(|limit| limit.unwrap_or(PLANNING_LIMIT)).collect()
}

fn most_loaded(network: &Network, loads: &[RowLoads]) -> Option<(usize, f64)> {
    let element = greatest(busy_hours(network, loads))?;
    Some((element, loads[element].offered.busy_hour.value?))
}

/// Busy-hour offered loads. A radio's load is none of its capacity.
fn busy_hours(network: &Network, loads: &[RowLoads]) -> impl Iterator<Item = (usize, f64)> {
    let loaded = network.elements.iter().zip(loads).enumerate();
    let loaded = loaded.filter(|(_, (element, _))| element.kind != ElementKind::Radio);
    loaded.filter_map(|(at, (_, loads))| Some((at, loads.offered.busy_hour.value?)))
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
