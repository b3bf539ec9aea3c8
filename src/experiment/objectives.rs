//! Objectives: what the scenario asks, measured and judged. A group holds if every member holds: its figure is
//! that of the worst member by its mean, which is named (DEFINITIONS D12, D15).

use serde::{Deserialize, Serialize};

use super::doubt::Doubt;
use super::pool::Pool;
use super::results::{Estimate, Verdict};
use super::rows::Row;
use super::verdict::{Limit, judge};
use super::{figures, outages};
use crate::measure::interval::{Figure, Note};
use crate::measure::metrics::Metric;
use crate::network::Network;
use crate::network::ids::{ElementId, GroupId};
use crate::scenario::Scenario;
use crate::scenario::objective::{ObjectiveSpec, Side};
use crate::units::Quantity;

/// What became of one objective.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveResult {
    /// Its name in the file.
    pub name: String,
    /// The class or group it is asked of.
    pub of: String,
    /// The worst member, for a group.
    pub member: Option<String>,
    /// Metric (`delivery_ratio`, `latency_p95`, `utilisation_busy_hour`, …).
    pub metric: String,
    /// The limit as written (`>= 98 %`).
    pub limit: String,
    /// The limit in base units.
    pub limit_value: f64,
    /// The value in base units.
    pub value: Option<f64>,
    /// Its interval.
    pub ci: Option<[f64; 2]>,
    /// Replications behind it.
    pub n: u64,
    /// Verdict.
    pub verdict: Verdict,
    /// Met, but nearer to the limit than the asked margin.
    pub tight: bool,
    /// Why, in a sentence.
    pub reason: String,
    /// Why the figure cannot be trusted even where it is clear of the limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// Verdict of the same replications without incidents, where there are any; `none` where these had nothing to judge by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undisturbed: Option<Verdict>,
}

/// The one limit of an objective.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Of which metric.
    pub metric: Metric,
    /// The limit.
    pub limit: Limit,
    /// As written.
    pub text: String,
}

/// What an objective is asked of.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A class, by index.
    Class(usize),
    /// One or more elements, by index.
    Elements(Vec<usize>),
}

macro_rules! first_limit {
    ($spec:ident: $($field:ident $metric:ident),* $(,)?) => {
        $(if let Some(limit) = &$spec.$field {
            let unit = Metric::$metric.info().unit;
            let margin = $spec.margin.map(|margin| margin.0);
            return Some(Asked {
                metric: Metric::$metric,
                limit: Limit { side: limit.side, value: limit.value.base(), unit, margin },
                text: limit.to_string(),
            });
        })*
    };
}

/// The limit that an objective sets; `None` if it sets none (which the scenario's checks refuse).
pub fn asked(spec: &ObjectiveSpec) -> Option<Asked> {
    first_limit!(spec:
        delivery_ratio DeliveryRatio,
        latency_mean LatencyMean,
        latency_p50 LatencyP50,
        latency_p95 LatencyP95,
        latency_p99 LatencyP99,
        devices_below_50 DevicesBelow50,
        devices_below_90 DevicesBelow90,
        devices_below_98 DevicesBelow98,
        acknowledged Acknowledged,
        updated Updated,
        reconnect_p95 ReconnectP95,
        reconnect_p99 ReconnectP99,
        utilisation_mean UtilisationMean,
        utilisation_busy_hour UtilisationBusyHour,
        utilisation_p95 UtilisationP95,
        utilisation_peak UtilisationPeak,
        waiting_mean WaitingMean,
        waiting_p95 WaitingP95,
        waiting_share WaitingShare,
        refused_share RefusedShare,
    );
    None
}

/// Finds a class, a group or a member by its path; `None` if there is no such thing.
pub fn target(network: &Network, of: &str) -> Option<Target> {
    if let Some(class) = of.strip_prefix("devices.") {
        return network.classes.iter().position(|c| c.name == class).map(Target::Class);
    }
    if let Some(group) = network.groups.iter().find(|group| group.name == of) {
        let first = group.first.index();
        return Some(Target::Elements((first..first + group.len as usize).collect()));
    }
    let element = network.elements.iter().position(|element| element.name == of)?;
    Some(Target::Elements(vec![element]))
}

/// Every objective, in the file's order.
pub fn evaluate(scenario: &Scenario, network: &Network, pool: &Pool) -> Vec<ObjectiveResult> {
    scenario.objectives.iter().map(|(name, spec)| one(name, spec, network, pool)).collect()
}

/// The worst verdict; none if nothing was asked.
pub fn overall(objectives: &[ObjectiveResult]) -> Verdict {
    objectives.iter().map(|objective| objective.verdict).max().unwrap_or(Verdict::None)
}

fn one(name: &str, spec: &ObjectiveSpec, network: &Network, pool: &Pool) -> ObjectiveResult {
    let mut result = ObjectiveResult { name: name.to_string(), of: spec.of.clone(), ..Default::default() };
    result.verdict = Verdict::AtRisk;
    let (Some(asked), Some(target)) = (asked(spec), target(network, &spec.of)) else {
        result.reason = "there is nothing of this name, or no limit".to_string();
        return result;
    };
    let (figure, member) = measure(network, pool, &target, &asked);
    let mut judgement = judge(&figure, &asked.limit, pool.replications());
    if let Some(why) = unobserved(&figure, (network, pool), &target, &asked) {
        judgement.reason = format!("{why}{NOT_JUDGED}");
    }
    let Estimate { value, ci } = figure.into();
    ObjectiveResult {
        member: member.map(|member| network.elements[member].name.clone()),
        metric: asked.metric.info().name.to_string(),
        limit: asked.text,
        limit_value: asked.limit.value,
        value,
        ci,
        n: pool.replications(),
        verdict: judgement.verdict,
        tight: judgement.tight,
        reason: judgement.reason,
        ..result
    }
}

/// Behind the reason why there is nothing to judge by.
const NOT_JUDGED: &str = ", so it is not judged";

/// Why there is nothing to judge by, where more is known of it than that.
fn unobserved(
    figure: &Figure,
    (network, pool): (&Network, &Pool),
    target: &Target,
    asked: &Asked,
) -> Option<&'static str> {
    if figure.note != Note::Nothing {
        return None;
    }
    match target {
        Target::Class(_) => matches!(asked.metric, Metric::ReconnectP95 | Metric::ReconnectP99)
            .then_some("nothing broke a session"),
        Target::Elements(members) => {
            members.iter().all(|member| is_down(network, pool, *member)).then_some("it was down throughout")
        }
    }
}

fn is_down(network: &Network, pool: &Pool, element: usize) -> bool {
    outages::throughout(network, network.clock, pool.replications(), element)
}

impl ObjectiveResult {
    /// Keeps what became of the same objective without incidents.
    pub fn beside(&mut self, calm: &ObjectiveResult) {
        self.undisturbed = Some(if calm.not_judged().is_some() { Verdict::None } else { calm.verdict });
    }

    /// Why there was nothing to judge by: "nothing broke a session".
    pub fn not_judged(&self) -> Option<&str> {
        self.reason.split_once(NOT_JUDGED).map(|(why, _)| why)
    }
}

/// The figure to judge, and the worst member where there are several.
pub(super) fn measure(
    network: &Network,
    pool: &Pool,
    target: &Target,
    asked: &Asked,
) -> (Figure, Option<usize>) {
    match target {
        Target::Class(class) => (figures::class(pool, *class, asked.metric), None),
        Target::Elements(members) if pooled_waits(pool, asked.metric, members) => {
            let group = network.elements[members[0]].group;
            (figures::element(pool, &Row::group(network, GroupId(group.0)), asked.metric), None)
        }
        Target::Elements(members) => {
            let figure = |&member: &usize| {
                let row = Row::element(network, ElementId(member as u32));
                let figure = figures::element(pool, &row, asked.metric);
                // what never worked had no chance to miss a limit
                let idle = !asked.limit.is_passed(&figure) && is_down(network, pool, member);
                (
                    if idle { Figure { note: Note::Nothing, ..Figure::default() } } else { figure },
                    Some(member),
                )
            };
            let worst = members.iter().map(figure).reduce(|a, b| worse(a, b, asked.limit.side));
            let (figure, member) = worst.unwrap_or_default();
            (figure, member.filter(|_| members.len() > 1))
        }
    }
}

/// Beyond the limit of own histograms a group's waiting times are only known together.
fn pooled_waits(pool: &Pool, metric: Metric, members: &[usize]) -> bool {
    matches!(metric, Metric::WaitingP95 | Metric::WaitingShare)
        && members.len() > 1
        && !pool.counts.elements.own_histograms()
}

type Measured = (Figure, Option<usize>);

/// The worse of two members by value; the earlier if they are equal; one that was observed before one that was not.
fn worse(a: Measured, b: Measured, side: Side) -> Measured {
    let b_is_worse = match (a.0.value, b.0.value) {
        (Some(x), Some(y)) if side == Side::AtMost => y > x,
        (Some(x), Some(y)) => y < x,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    if b_is_worse { b } else { a }
}
