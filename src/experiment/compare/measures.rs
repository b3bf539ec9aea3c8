//! What is compared: the measures that a run reports, of every class and every group of elements on both sides.

use std::collections::BTreeSet;

use super::comparison::{Asked, Unit, Unmatched};
use super::series::Series;
use super::upkeep;
use crate::experiment::results::{ClassResult, ElementResult, Load, ObjectiveResult, Results};
use crate::experiment::samples::{ClassSamples, ElementSamples, LoadSamples};
use crate::experiment::sessions;
use crate::measure::histogram::PAGE;
use crate::measure::metrics;

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither by itself: a link that is busier because more arrives is no worse.
    Neither,
}

/// A measure on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The class, group or member.
    pub of: String,
    /// Its metric.
    pub metric: String,
    /// Unit.
    pub unit: Unit,
    /// Which way is good.
    pub sense: Sense,
    /// The objective whose measure it is.
    pub objective: Option<Asked>,
    /// The first.
    pub a: Series,
    /// The other.
    pub b: Series,
}

impl Measure {
    /// How fine it is measured, relative to its value: quantiles come from buckets.
    pub fn resolution(&self) -> f64 {
        let quantile = ["latency_p", "waiting_p"].iter().any(|begin| self.metric.starts_with(begin));
        if quantile { 1.0 / PAGE as f64 } else { 0.0 }
    }
}

/// The objectives that ask the same of the same on both sides.
pub fn objectives(a: &Results, b: &Results) -> Vec<Measure> {
    let pair = |x: &ObjectiveResult| {
        let y = b.objectives.iter().find(|y| same(x, y))?;
        let asked = Asked {
            name: x.name.clone(),
            limits: [x.limit.clone(), y.limit.clone()],
            limit_values: [x.limit_value, y.limit_value],
            members: [x.member.clone(), y.member.clone()],
            verdicts: [x.verdict, y.verdict],
        };
        Some(Measure {
            of: x.of.clone(),
            metric: x.metric.clone(),
            unit: if is_time(&x.metric) { Unit::Seconds } else { Unit::Share },
            sense: if x.limit.starts_with('>') { Sense::More } else { Sense::Less },
            objective: Some(asked),
            a: judged(a, x),
            b: judged(b, y),
        })
    };
    a.objectives.iter().filter_map(pair).collect()
}

fn same(x: &ObjectiveResult, y: &ObjectiveResult) -> bool {
    (&x.name, &x.of, &x.metric) == (&y.name, &y.of, &y.metric)
}

fn is_time(metric: &str) -> bool {
    ["latency", "waiting", "reconnect"].iter().any(|begin| metric.starts_with(begin))
}

/// An objective's figure; of a ratio of sums by its sums, as in the classes' rows.
fn judged(results: &Results, objective: &ObjectiveResult) -> Series {
    let class = objective.of.strip_prefix("devices.").and_then(|name| class(results, name));
    match (class, objective.metric.as_str()) {
        (Some((result, samples)), "delivery_ratio") => delivery(result, samples),
        (Some((result, samples)), "latency_mean") => latency_mean(result, samples),
        _ => {
            let own = results.samples.objectives.get(&objective.name).cloned().unwrap_or_default();
            Series::plain(objective.value, own)
        }
    }
}

fn class<'a>(results: &'a Results, name: &str) -> Option<(&'a ClassResult, &'a ClassSamples)> {
    results.classes.get(name).zip(results.samples.classes.get(name))
}

/// Everything that both have; what nothing was observed of on either side is left out.
pub fn measures(a: &Results, b: &Results) -> Vec<Measure> {
    let mut found = Vec::new();
    for name in a.samples.classes.keys() {
        if let (Some(x), Some(y)) = (class(a, name), class(b, name)) {
            found.extend(of_class(&format!("devices.{name}"), x, y));
        }
    }
    for (name, samples) in &a.samples.elements {
        let other = b.elements.get(name).zip(b.samples.elements.get(name));
        if let (Some(x), Some((y, others))) = (a.elements.get(name), other) {
            found.extend(of_element(name, (x, samples), (y, others)));
        }
    }
    found.extend(upkeep::measures(a, b));
    found.retain(|measure| measure.a.value.is_some() || measure.b.value.is_some());
    found
}

/// Classes, groups and objectives of one side only, with that side's letter.
pub fn unmatched(a: &Results, b: &Results, letters: &[String; 2]) -> Vec<Unmatched> {
    let names = |r: &Results| -> Vec<String> {
        let classes = r.samples.classes.keys().map(|name| format!("devices.{name}"));
        classes.chain(r.samples.elements.keys().cloned()).collect()
    };
    let (own, others) = (names(a), names(b));
    let asked = |r: &Results, other: &Results| -> Vec<String> {
        let alone = r.objectives.iter().filter(|x| !other.objectives.iter().any(|y| same(x, y)));
        alone.map(|x| format!("objectives.{}", x.name)).collect()
    };
    let only = |of: String, side: usize| Unmatched { of, only_in: letters[side].clone() };
    let alone = |of: &Vec<String>, others: &Vec<String>| -> Vec<String> {
        of.iter().filter(|name| !others.contains(name)).cloned().collect()
    };
    let first = alone(&own, &others).into_iter().chain(asked(a, b)).map(|of| only(of, 0));
    let second = alone(&others, &own).into_iter().chain(asked(b, a)).map(|of| only(of, 1));
    first.chain(second).collect()
}

type Class<'a> = (&'a ClassResult, &'a ClassSamples);

fn of_class(of: &str, x: Class, y: Class) -> Vec<Measure> {
    let row = |metric: &str, unit, sense, a, b| Measure {
        of: of.to_string(),
        metric: metric.to_string(),
        unit,
        sense,
        objective: None,
        a,
        b,
    };
    let mut rows =
        vec![row("delivery_ratio", Unit::Share, Sense::More, delivery(x.0, x.1), delivery(y.0, y.1))];
    let causes: BTreeSet<&String> = x.1.lost.keys().chain(y.1.lost.keys()).collect();
    for cause in causes {
        let (a, b) = (lost(x.1, cause), lost(y.1, cause));
        rows.push(row(&format!("lost.{cause}"), Unit::Share, Sense::Less, a, b));
    }
    let times = |class: Class| {
        let (values, own) = (&class.0.latency_s, &class.1.latency_s);
        [
            ("latency_mean", latency_mean(class.0, class.1)),
            ("latency_p50", Series::plain(values.p50.value, own.p50.clone())),
            ("latency_p95", Series::plain(values.p95.value, own.p95.clone())),
            ("latency_p99", Series::plain(values.p99.value, own.p99.clone())),
        ]
    };
    for ((metric, a), (_, b)) in times(x).into_iter().zip(times(y)) {
        rows.push(row(metric, Unit::Seconds, Sense::Less, a, b));
    }
    for metric in sessions::METRICS.map(|metric| metric.info()) {
        let unit = if metric.unit == metrics::Unit::Seconds { Unit::Seconds } else { Unit::Number };
        if let (Some(a), Some(b)) = (of_sessions(x, metric.name), of_sessions(y, metric.name)) {
            rows.push(row(metric.name, unit, Sense::Less, a, b));
        }
    }
    rows
}

/// A metric of a class's sessions, if it has any.
fn of_sessions((result, samples): Class, metric: &str) -> Option<Series> {
    let session = result.session.as_ref().filter(|session| session.happened())?;
    let value = match metric {
        "reconnect_p50" => session.t50_s.value,
        "reconnect_p95" => session.t95_s.value,
        "reconnect_p99" => session.t99_s.value,
        _ => session.attempts.value,
    };
    Some(Series::plain(value, samples.session.get(metric)?.clone()))
}

fn delivery(result: &ClassResult, samples: &ClassSamples) -> Series {
    Series::ratio(result.delivery_ratio.value, &samples.delivered, &samples.offered)
}

fn latency_mean(result: &ClassResult, samples: &ClassSamples) -> Series {
    let weights = samples.arrived.iter().map(|n| *n as f64).collect();
    Series { value: result.latency_s.mean.value, own: samples.latency_s.mean.clone(), weights: Some(weights) }
}

fn lost(samples: &ClassSamples, cause: &str) -> Series {
    let none = vec![0; samples.offered.len()];
    share(samples.lost.get(cause).unwrap_or(&none), &samples.offered)
}

/// Σ/Σ of counts.
fn share(events: &[u64], trials: &[u64]) -> Series {
    let sum = |counts: &[u64]| counts.iter().fold(0, |sum: u64, count| sum.saturating_add(*count));
    let (k, n) = (sum(events), sum(trials));
    Series::ratio((n > 0).then(|| k as f64 / n as f64), events, trials)
}

type Element<'a> = (&'a ElementResult, &'a ElementSamples);

fn of_element(of: &str, x: Element, y: Element) -> Vec<Measure> {
    let row = |metric: &str, unit, sense, [a, b]: [Series; 2]| Measure {
        of: of.to_string(),
        metric: metric.to_string(),
        unit,
        sense,
        objective: None,
        a,
        b,
    };
    let mut rows = Vec::new();
    if x.0.kind == "radio" {
        let load = |e: Element| loads(&e.0.offered_load, &e.1.offered_load)[0].clone();
        rows.push(row("offered_load_mean", Unit::Erlang, Sense::Neither, [load(x), load(y)]));
    } else {
        let both = |e: Element| loads(&e.0.utilisation, &e.1.utilisation);
        let names = ["utilisation_mean", "utilisation_busy_hour", "utilisation_peak"];
        for ((metric, a), b) in names.into_iter().zip(both(x)).zip(both(y)) {
            rows.push(row(metric, Unit::Share, Sense::Neither, [a, b]));
        }
    }
    if x.0.dropped.max(y.0.dropped) > 0 {
        let dropped = |e: Element| share(&e.1.dropped, &e.1.offered_messages);
        // a gateway more drops copies of what another delivers, so on the air a drop is no loss yet
        let on_air = ["radio", "gateway"].contains(&x.0.kind.as_str());
        let sense = if on_air { Sense::Neither } else { Sense::Less };
        rows.push(row("dropped", Unit::Share, sense, [dropped(x), dropped(y)]));
    }
    rows
}

/// Mean, busy hour, peak.
fn loads(values: &Load, own: &LoadSamples) -> [Series; 3] {
    let series = |value, own: &[f64]| Series::plain(value, own.iter().copied().map(Some));
    [
        series(values.mean.value, &own.mean),
        series(values.busy_hour.value, &own.busy_hour),
        series(values.peak.value, &own.peak),
    ]
}
