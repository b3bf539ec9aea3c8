//! What a failure does to the messages of a pool: its figures against those without it, replication against
//! replication. Both pools hold the same replications, so that luck cancels where it is the same.

use super::elements::Failure;
use super::results::{ClassFigures, Failed, Judged, Whole};
use crate::experiment::figures;
use crate::experiment::objectives;
use crate::experiment::pool::Pool;
use crate::experiment::replicate::ClassSample;
use crate::experiment::results::{Estimate, ObjectiveResult, Verdict};
use crate::measure::histogram::Quantile;
use crate::measure::interval::{self, Figure, around};
use crate::measure::metrics::Metric;
use crate::measure::percentile;
use crate::model::cause::CAUSES;
use crate::network::Network;
use crate::scenario::Scenario;

/// A class of which a smaller share arrives has next to nothing that its latency could be told by.
const NEXT_TO_NONE: f64 = 0.05;

/// What stands for a cause where most further losses are messages still on their way when the drain ends.
pub const IN_FLIGHT: &str = "in_flight";

/// The first so many replications without a failure, and what is asked of them.
pub struct Base<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Made concrete; every failure has the same elements under the same numbers.
    pub network: &'a Network,
    /// Its replications.
    pub pool: &'a Pool,
    /// Its objectives.
    pub judged: &'a [ObjectiveResult],
}

/// Classes of ours, by their numbers.
pub fn classes(network: &Network) -> impl Iterator<Item = usize> + '_ {
    network.classes.iter().enumerate().filter(|(_, class)| !class.foreign).map(|(at, _)| at)
}

/// Everything of a failure but the whole study.
pub fn of(base: &Base, failure: &Failure, pool: &Pool) -> Failed {
    let network = base.network;
    let (judged, masked) = judged(base, pool);
    let [broken, at_risk] = broken(base.judged, &judged);
    let lost_more = interval::mean(&lost_more(base, pool));
    let more = lost_more.value.is_some_and(|more| more > 0.0);
    let (cause, element) = match further_losses(base, pool).filter(|_| more) {
        Some((cause, element)) => (Some(cause), element),
        None => (None, None),
    };
    Failed {
        name: failure.name.clone(),
        what: failure.what.clone(),
        elements: failure.parts.iter().map(|part| part.element.clone()).collect(),
        replications: pool.replications(),
        lost_more: lost_more.into(),
        lost_share: lost_share(base, pool),
        cause,
        element,
        broken,
        at_risk,
        masked,
        objectives: judged,
        classes: classes(network).map(|class| class_figures(network, class, pool, Some(base.pool))).collect(),
        whole: None,
    }
}

/// What it does to the whole study.
pub fn whole(base: &Base, pool: &Pool) -> Whole {
    let (judged, masked) = judged(base, pool);
    let [broken, at_risk] = broken(base.judged, &judged);
    Whole {
        lost_more: interval::mean(&lost_more(base, pool)).into(),
        lost_share: lost_share(base, pool),
        broken,
        at_risk,
        masked,
    }
}

impl Judged {
    /// Of an objective's result, against that without a failure.
    pub fn of(result: &ObjectiveResult, without: Option<&ObjectiveResult>) -> Judged {
        let ObjectiveResult { value, ci, verdict, .. } = *result;
        let change =
            value.zip(without.and_then(|without| without.value)).map(|(with, without)| with - without);
        Judged { figure: Estimate { value, ci }, change, verdict, nothing_arrives: false }
    }
}

/// All objectives with a failure, and the names of those whose latency hides what it loses.
///
/// A latency is that of what arrives. Where next to nothing does, the objective is missed; where more is lost than its
/// percentile leaves out, the percentile of all messages would have no end: the objective is masked, or missed where what
/// arrives is too little to judge by.
fn judged(base: &Base, pool: &Pool) -> (Vec<Judged>, Vec<String>) {
    let mut masked = Vec::new();
    let with = objectives::evaluate(base.scenario, base.network, pool);
    let one = |(with, without): (&ObjectiveResult, &ObjectiveResult)| {
        let mut judged = Judged::of(with, Some(without));
        let could_break = !matches!(without.verdict, Verdict::None | Verdict::Missed);
        let Some((class, tail)) = tail(base.network, with).filter(|_| could_break) else { return judged };
        let [before, now] = [base.pool, pool].map(|pool| arrives(pool, class));
        let (Some(before), Some(now)) = (before, now) else { return judged };
        if before >= NEXT_TO_NONE && now < NEXT_TO_NONE {
            (judged.verdict, judged.nothing_arrives) = (Verdict::Missed, true);
        } else if tail.is_some_and(|tail| before - now > tail) {
            match judged.verdict {
                Verdict::Missed => {}
                _ if judged.figure.value.is_none() => judged.verdict = Verdict::Missed,
                _ => masked.push(with.name.clone()),
            }
        }
        judged
    };
    (with.iter().zip(base.judged).map(one).collect(), masked)
}

/// The class of an objective on delivery or latency, and of a latency the share that may be lost without its figure
/// telling: what a percentile leaves out, and of the mean as much as of the 95th.
fn tail(network: &Network, result: &ObjectiveResult) -> Option<(usize, Option<f64>)> {
    let tail = match Metric::named(&result.metric)? {
        Metric::DeliveryRatio => None,
        Metric::LatencyP50 => Some(0.5),
        Metric::LatencyMean | Metric::LatencyP95 => Some(0.05),
        Metric::LatencyP99 => Some(0.01),
        _ => return None,
    };
    let name = result.of.strip_prefix("devices.")?;
    Some((network.classes.iter().position(|class| class.name == name)?, tail))
}

/// The share of a class's messages that is delivered; none where none is offered.
fn arrives(pool: &Pool, class: usize) -> Option<f64> {
    let sum = |of: fn(&ClassSample) -> u64| pool.class(class).map(of).sum::<u64>() as f64;
    let offered = sum(|sample| sample.offered);
    (offered > 0.0).then(|| sum(|sample| sample.delivered) / offered)
}

/// Names of objectives that are missed and were not, and that are at risk and were met, or are judged by nothing any
/// more.
fn broken(before: &[ObjectiveResult], after: &[Judged]) -> [Vec<String>; 2] {
    let turned = |turns: &dyn Fn(&ObjectiveResult, &Judged) -> bool| {
        let pairs = before.iter().zip(after);
        let turned = pairs.filter(|(before, after)| turns(before, after));
        turned.map(|(before, _)| before.name.clone()).collect()
    };
    let to = |to: Verdict| {
        move |before: &ObjectiveResult, after: &Judged| after.verdict == to && before.verdict < to
    };
    let silenced = |before: &ObjectiveResult, after: &Judged| {
        let is_none = before.value.is_some() && after.figure.value.is_none();
        is_none && after.verdict == Verdict::AtRisk && before.verdict <= Verdict::AtRisk
    };
    let at_risk = |before: &ObjectiveResult, after: &Judged| {
        to(Verdict::AtRisk)(before, after) || silenced(before, after)
    };
    [turned(&to(Verdict::Missed)), turned(&at_risk)]
}

/// Messages not delivered in time, in each replication.
fn lost(network: &Network, pool: &Pool) -> Vec<f64> {
    let of = |sample: &crate::experiment::replicate::Sample| {
        let missing = |class: usize| sample.classes[class].offered - sample.classes[class].delivered;
        classes(network).map(missing).sum::<u64>() as f64
    };
    pool.samples.iter().map(of).collect()
}

fn lost_more(base: &Base, pool: &Pool) -> Vec<f64> {
    let pairs = lost(base.network, pool).into_iter().zip(lost(base.network, base.pool));
    pairs.map(|(with, without)| with - without).collect()
}

fn lost_share(base: &Base, pool: &Pool) -> Estimate {
    let offered = |sample: &crate::experiment::replicate::Sample| {
        classes(base.network).map(|class| sample.classes[class].offered).sum::<u64>() as f64
    };
    let offered = base.pool.samples.iter().map(offered);
    interval::ratio(&lost_more(base, pool).into_iter().zip(offered).collect::<Vec<_>>()).into()
}

/// Cause and element of most of the losses that are there only with the failure; [`IN_FLIGHT`] and no element where more
/// are still on their way.
fn further_losses(base: &Base, pool: &Pool) -> Option<(String, Option<String>)> {
    let count = |pool: &Pool, class: usize, cause: usize, element: usize| -> u64 {
        let lost = &pool.counts.classes.totals[class].lost[cause];
        lost.get(element).copied().unwrap_or(0)
    };
    let mut most: Option<(u64, usize, usize)> = None;
    for cause in 0..CAUSES.len() {
        for element in 0..base.network.elements.len() {
            let sum =
                |pool: &Pool| classes(base.network).map(|c| count(pool, c, cause, element)).sum::<u64>();
            let more = sum(pool).saturating_sub(sum(base.pool));
            if more > most.map_or(0, |(most, ..)| most) {
                most = Some((more, cause, element));
            }
        }
    }
    let in_flight =
        |pool: &Pool| classes(base.network).map(|c| pool.counts.classes.totals[c].in_flight).sum::<u64>();
    let open = in_flight(pool).saturating_sub(in_flight(base.pool));
    if open > most.map_or(0, |(most, ..)| most) {
        return Some((IN_FLIGHT.to_string(), None));
    }
    let (_, cause, element) = most?;
    Some((CAUSES[cause].name.to_string(), Some(base.network.elements[element].name.clone())))
}

/// Figures of a class; changes where there is something to compare with.
pub fn class_figures(network: &Network, class: usize, pool: &Pool, base: Option<&Pool>) -> ClassFigures {
    let figure = |metric| Estimate::from(figures::class(pool, class, metric));
    let change = |of: fn(&ClassSample) -> (f64, f64)| -> Estimate {
        base.map_or(Estimate::default(), |base| ratio_change(pool, base, class, of).into())
    };
    ClassFigures {
        of: format!("devices.{}", network.classes[class].name),
        offered: pool.class(class).map(|sample| sample.offered as f64).sum::<f64>()
            / pool.replications().max(1) as f64,
        delivery_ratio: figure(Metric::DeliveryRatio),
        delivery_change: change(|sample| (sample.delivered as f64, sample.offered as f64)),
        latency_p95: figure(Metric::LatencyP95),
        latency_change: base.map_or(Estimate::default(), |base| slower(pool, base, class).into()),
        cut_off: figure(Metric::DevicesBelow50),
        cut_off_change: change(|sample| (sample.devices.below[0] as f64, sample.devices.spoke as f64)),
    }
}

/// Difference of two ratios with a paired jackknife interval.
fn ratio_change(pool: &Pool, base: &Pool, class: usize, of: fn(&ClassSample) -> (f64, f64)) -> Figure {
    let [with, without] = [pool, base].map(|pool| pool.class(class).map(of).collect::<Vec<_>>());
    figures::ratio_change(&with, &without)
}

/// Difference of the 95th percentiles of latency: of the pools, with the spread of the replications' own.
fn slower(pool: &Pool, base: &Pool, class: usize) -> Figure {
    let all = |pool: &Pool| figures::class(pool, class, Metric::LatencyP95).value;
    let (Some(a), Some(b)) = (all(pool), all(base)) else { return Figure::default() };
    let own = |sample: &ClassSample| percentile::own(&sample.latency, Quantile::P95);
    let pairs = pool.class(class).zip(base.class(class));
    let own: Vec<f64> = pairs.filter_map(|(a, b)| Some(own(a)? - own(b)?)).collect();
    around(a - b, &own)
}

/// The worst first: by objectives broken over the whole study where that is known, then in the window, then by those put at
/// risk likewise, then by messages lost, then by how much later the slowest of what arrives is. A masked objective counts
/// as a broken one, or losing messages would hide that they are late.
pub fn rank(failures: &mut [(usize, Failed)]) {
    let slower = |failed: &Failed| {
        let changes = failed.classes.iter().filter_map(|class| class.latency_change.value);
        changes.fold(0.0, libm::fmax)
    };
    let lost = |failed: &Failed| failed.lost_more.value.unwrap_or(0.0);
    let risk = |failed: &Failed| {
        let whole = failed.whole.as_ref().map_or(0, |whole| whole.at_risk.len());
        (whole, failed.at_risk.len())
    };
    failures.sort_by(|(first, a), (second, b)| {
        let window = |failed: &Failed| failed.broken.len() + failed.masked.len();
        let whole = |failed: &Failed| {
            failed.whole.as_ref().map_or(0, |whole| whole.broken.len() + whole.masked.len())
        };
        let broken = whole(b).cmp(&whole(a)).then(window(b).cmp(&window(a)));
        let at_risk = risk(b).cmp(&risk(a));
        let lost = lost(b).total_cmp(&lost(a));
        broken.then(at_risk).then(lost).then(slower(b).total_cmp(&slower(a))).then(first.cmp(second))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(name: &str, broken: usize, lost: f64, later_s: f64) -> Failed {
        let value = |value| Estimate { value: Some(value), ci: None };
        let class = ClassFigures { latency_change: value(later_s), ..ClassFigures::default() };
        Failed {
            name: name.into(),
            broken: vec![String::new(); broken],
            lost_more: value(lost),
            classes: vec![class],
            ..Failed::default()
        }
    }

    #[test]
    fn objectives_missed_then_at_risk_count_before_messages_and_messages_before_time() {
        let all = [
            failed("idle", 0, 0.0, 0.0),
            failed("slow", 0, 0.0, 30.0),
            failed("lossy", 0, 90.0, 1.0),
            Failed { at_risk: vec![String::new()], ..failed("risky", 0, 0.0, 2.0) },
            failed("breaks", 1, 3.0, 0.0),
            failed("breaks more", 2, 1.0, 0.0),
            failed("as idle", 0, 0.0, 0.0),
        ];
        let mut all: Vec<(usize, Failed)> = all.into_iter().enumerate().collect();
        rank(&mut all);
        let names: Vec<&str> = all.iter().map(|(_, failed)| failed.name.as_str()).collect();
        assert_eq!(names, ["breaks more", "breaks", "risky", "lossy", "slow", "idle", "as idle"]);
    }

    #[test]
    fn the_whole_study_counts_first_and_a_masked_objective_as_a_broken_one() {
        let names = |count| vec![String::new(); count];
        let whole = |broken| Some(Whole { broken: names(broken), ..Whole::default() });
        let all = [
            Failed { whole: whole(0), ..failed("late", 2, 10.0, 0.0) },
            Failed { masked: names(1), whole: whole(0), ..failed("loses more", 1, 60.0, 0.0) },
            Failed { whole: whole(1), ..failed("all day", 1, 5.0, 0.0) },
        ];
        let mut all: Vec<(usize, Failed)> = all.into_iter().enumerate().collect();
        rank(&mut all);
        let names: Vec<&str> = all.iter().map(|(_, failed)| failed.name.as_str()).collect();
        assert_eq!(names, ["all day", "loses more", "late"]);
    }

    #[test]
    fn only_what_was_better_before_is_broken() {
        let result = |name: &str, verdict| ObjectiveResult {
            name: name.into(),
            verdict,
            ..ObjectiveResult::default()
        };
        use Verdict::{AtRisk, Met, Missed};
        let before = [result("a", Met), result("b", AtRisk), result("c", Missed), result("d", Met)];
        let after = [Missed, Missed, Missed, AtRisk].map(|verdict| Judged { verdict, ..Judged::default() });
        assert_eq!(broken(&before, &after), [vec!["a".to_string(), "b".into()], vec!["d".into()]]);
    }

    #[test]
    fn what_is_judged_by_nothing_any_more_is_at_risk() {
        let result = |name: &str, value| ObjectiveResult {
            name: name.into(),
            value,
            verdict: Verdict::AtRisk,
            ..ObjectiveResult::default()
        };
        let before = [result("seen", Some(0.5)), result("never seen", None), result("goes", Some(0.5))];
        let judged = |value| Judged {
            figure: Estimate { value, ci: None },
            verdict: Verdict::AtRisk,
            ..Judged::default()
        };
        let after = [judged(Some(0.5)), judged(None), judged(None)];
        assert_eq!(broken(&before, &after), [vec![], vec!["goes".to_string()]]);
    }
}
