//! `samples` of the results: what each replication had by itself, in index order. Two results of the same seed are
//! compared replication by replication, and whoever doubts an interval can make his own.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::figures;
use super::objectives::{self, Target};
use super::pool::Pool;
use super::replicate::{ClassSample, Sample};
use super::results::ObjectiveResult;
use super::rows::Row;
use super::sessions;
use crate::measure::histogram::{Quantile, Sparse};
use crate::measure::metrics::Metric;
use crate::measure::percentile;
use crate::model::cause::CAUSES;
use crate::network::Network;
use crate::network::ids::{ElementId, GroupId};
use crate::scenario::Scenario;

/// A value a replication; `null` where it had too few observations for one.
pub type Own = Vec<Option<f64>>;

/// Everything that can be paired; all lists have one entry per replication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    /// Our own classes by name.
    pub classes: IndexMap<String, ClassSamples>,
    /// Groups of elements by name.
    pub elements: IndexMap<String, ElementSamples>,
    /// The measure of each objective; of a group, that of the member which is worst over all replications.
    pub objectives: IndexMap<String, Own>,
}

/// One class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassSamples {
    /// Messages born in the window.
    pub offered: Vec<u64>,
    /// Of these, delivered in time.
    pub delivered: Vec<u64>,
    /// Of these, delivered in time or late: those that have a latency.
    pub arrived: Vec<u64>,
    /// Lost, by cause.
    pub lost: BTreeMap<String, Vec<u64>>,
    /// Birth to delivery, s.
    pub latency_s: LatencySamples,
    /// Of a class with sessions: until 50, 95 and 99 % of the devices are back, s, and attempts to connect, by the metric's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub session: BTreeMap<String, Own>,
}

/// Latencies of one class, s.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of `classes.NAME.latency_s`")]
pub struct LatencySamples {
    pub mean: Own,
    pub p50: Own,
    pub p95: Own,
    pub p99: Own,
    pub p999: Own,
    /// The same over all replications so far, after the first, the second and so on: quantiles of merged histograms
    /// (DEFINITIONS D11), whose last ones are those of `classes.NAME.latency_s`.
    #[serde(default)]
    pub so_far: SoFar,
}

/// Percentiles over all replications so far, s.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of `classes.NAME.latency_s`")]
pub struct SoFar {
    pub p50: Own,
    pub p95: Own,
    pub p99: Own,
}

/// One group of elements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ElementSamples {
    /// Messages (copies, frames) that came.
    pub offered_messages: Vec<u64>,
    /// Copies dropped here.
    pub dropped: Vec<u64>,
    /// Work arriving over work it can do; empty where nothing can load it.
    pub offered_load: LoadSamples,
    /// Share of its time or servers busy; empty for a radio.
    pub utilisation: LoadSamples,
}

/// A load, read over the window, in the busy hour and at the peak of all replications.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of `elements.NAME.utilisation`")]
pub struct LoadSamples {
    pub mean: Vec<f64>,
    pub busy_hour: Vec<f64>,
    pub p95: Vec<f64>,
    pub peak: Vec<f64>,
}

impl Samples {
    /// Of a pool whose objectives were judged.
    pub fn new(scenario: &Scenario, network: &Network, pool: &Pool, judged: &[ObjectiveResult]) -> Samples {
        let ours = network.classes.iter().enumerate().filter(|(_, class)| !class.foreign);
        let groups = network.groups.iter().enumerate();
        let objective = |result: &ObjectiveResult| {
            (result.name.clone(), of_objective(scenario, network, pool, result).unwrap_or_default())
        };
        Samples {
            classes: ours.map(|(at, class)| (class.name.clone(), ClassSamples::new(pool, at))).collect(),
            elements: groups
                .map(|(at, group)| {
                    (group.name.clone(), ElementSamples::new(pool, &Row::group(network, GroupId(at as u32))))
                })
                .collect(),
            objectives: judged.iter().map(objective).collect(),
        }
    }

    /// Whether there is nothing to pair, as in results of before they held samples.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty() && self.elements.is_empty()
    }
}

impl ClassSamples {
    fn new(pool: &Pool, class: usize) -> ClassSamples {
        let count = |of: fn(&ClassSample) -> u64| pool.class(class).map(of).collect::<Vec<_>>();
        let mut lost = BTreeMap::new();
        for (at, cause) in CAUSES.iter().enumerate() {
            let counts: Vec<u64> = pool.class(class).map(|s| s.lost.get(at).copied().unwrap_or(0)).collect();
            if counts.iter().any(|count| *count > 0) {
                lost.insert(cause.name.to_string(), counts);
            }
        }
        ClassSamples {
            offered: count(|s| s.offered),
            delivered: count(|s| s.delivered),
            arrived: count(|s| s.arrived),
            lost,
            latency_s: LatencySamples::new(pool, class),
            session: sessions::METRICS
                .map(|metric| (metric.info().name.to_string(), sessions::own(pool, class, metric)))
                .into_iter()
                .filter(|(_, own)| !own.is_empty())
                .collect(),
        }
    }
}

impl LatencySamples {
    fn new(pool: &Pool, class: usize) -> LatencySamples {
        LatencySamples {
            mean: pool.class(class).map(|s| over(s.latency_s, s.arrived as f64)).collect(),
            p50: latencies(pool, class, Quantile::P50),
            p95: latencies(pool, class, Quantile::P95),
            p99: latencies(pool, class, Quantile::P99),
            p999: latencies(pool, class, Quantile::P999),
            so_far: SoFar::new(pool, class),
        }
    }
}

impl SoFar {
    fn new(pool: &Pool, class: usize) -> SoFar {
        let all: Vec<&Sparse> = pool.class(class).map(|sample| &sample.latency).collect();
        let of = |q| percentile::as_they_add_up(&all, q);
        SoFar { p50: of(Quantile::P50), p95: of(Quantile::P95), p99: of(Quantile::P99) }
    }
}

impl ElementSamples {
    fn new(pool: &Pool, row: &Row) -> ElementSamples {
        let sum = |of: fn(&Sample) -> &[u64]| {
            pool.samples.iter().map(|s| of(s)[row.members.clone()].iter().sum()).collect()
        };
        let [offered_load, utilisation] = row.loads(pool).own;
        ElementSamples {
            offered_messages: sum(|s| &s.elements.arrived),
            dropped: sum(|s| &s.elements.dropped),
            offered_load,
            utilisation,
        }
    }
}

fn over(top: f64, bottom: f64) -> Option<f64> {
    (bottom > 0.0).then(|| top / bottom)
}

fn latencies(pool: &Pool, class: usize, q: Quantile) -> Own {
    pool.class(class).map(|s| percentile::own(&s.latency, q)).collect()
}

/// The figure that was judged, in each replication.
fn of_objective(
    scenario: &Scenario,
    network: &Network,
    pool: &Pool,
    judged: &ObjectiveResult,
) -> Option<Own> {
    let asked = objectives::asked(scenario.objectives.get(&judged.name)?)?;
    match objectives::target(network, judged.member.as_ref().unwrap_or(&judged.of))? {
        Target::Class(class) => Some(of_class(pool, class, asked.metric)),
        Target::Elements(members) => {
            let row = match members[..] {
                [only] => Row::element(network, ElementId(only as u32)),
                _ => Row::group(network, GroupId(network.elements[*members.first()?].group.0)),
            };
            Some(of_row(pool, &row, asked.metric))
        }
    }
}

fn of_class(pool: &Pool, class: usize, metric: Metric) -> Own {
    let below = |at: usize| {
        let share = |s: &ClassSample| over(s.devices.below[at] as f64, s.devices.spoke as f64);
        pool.class(class).map(share).collect()
    };
    match metric {
        Metric::DeliveryRatio => {
            pool.class(class).map(|s| over(s.delivered as f64, s.offered as f64)).collect()
        }
        Metric::LatencyMean => pool.class(class).map(|s| over(s.latency_s, s.arrived as f64)).collect(),
        Metric::LatencyP50 => latencies(pool, class, Quantile::P50),
        Metric::LatencyP95 => latencies(pool, class, Quantile::P95),
        Metric::LatencyP99 => latencies(pool, class, Quantile::P99),
        Metric::DevicesBelow50 => below(0),
        Metric::DevicesBelow90 => below(1),
        Metric::Acknowledged => {
            pool.class(class).map(|s| over(s.acknowledged as f64, s.offered as f64)).collect()
        }
        Metric::DevicesBelow98 => below(2),
        Metric::Updated => super::incidents::firmware::own(pool, class),
        metric => sessions::own(pool, class, metric),
    }
}

fn shares(pairs: Vec<(u64, u64)>) -> Own {
    pairs.into_iter().map(|(part, whole)| over(part as f64, whole as f64)).collect()
}

fn of_row(pool: &Pool, row: &Row, metric: Metric) -> Own {
    let utilisation = |of: fn(LoadSamples) -> Vec<f64>| {
        let [_, own] = row.loads(pool).own;
        of(own).into_iter().map(Some).collect()
    };
    match metric {
        Metric::UtilisationMean => utilisation(|own| own.mean),
        Metric::UtilisationBusyHour => utilisation(|own| own.busy_hour),
        Metric::UtilisationP95 => utilisation(|own| own.p95),
        Metric::UtilisationPeak => utilisation(|own| own.peak),
        Metric::WaitingMean => figures::waiting(pool, row).iter().map(|&(s, n)| over(s, n)).collect(),
        Metric::WaitingP95 => {
            figures::waits(pool, row).iter().map(|waits| percentile::own(waits, Quantile::P95)).collect()
        }
        Metric::WaitingShare => shares(figures::waited(pool, row)),
        Metric::RefusedShare => shares(figures::refused(pool, row)),
        _ => Own::new(),
    }
}
