//! How tiers of storage fill over the months: bytes that arrive in a day, spread over the tiers by their age. A plan by
//! arithmetic: delivery stays what the run found while the classes grow, and disks do not fail.

mod plan;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use self::plan::Plan;
use super::mean;
use crate::experiment::pool::Pool;
use crate::experiment::results::Estimate;
use crate::network::{Class, Network};
use crate::scenario::Scenario;
use crate::scenario::class::DEFAULT_STORED_OVERHEAD;
use crate::scenario::storage::{Copies, TierSpec};

const DAY_S: f64 = 86_400.0;
/// Months after which the amounts are told.
pub(super) const TOLD: [usize; 2] = [12, 36];

/// What is stored, and where.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Storage {
    /// First month of the plan ("2027-01"); none where the scenario does not grow and month 0 is any.
    pub begins: Option<String>,
    /// Months that it looks ahead.
    pub months: u64,
    /// Bytes stored in a day at the load of the file, before any factor of a tier.
    pub bytes_per_day: Estimate,
    /// The same in a year of 365 days.
    pub bytes_per_year: Estimate,
    /// By class.
    pub classes: IndexMap<String, StoredClass>,
    /// In the order in which data moves.
    pub tiers: IndexMap<String, Tier>,
    /// Bytes a day of each replication.
    pub own_bytes_per_day: Vec<f64>,
}

/// What is stored of a class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StoredClass {
    /// Mean size of a record, B.
    pub bytes_per_record: f64,
    /// Bytes a day at the load of the file.
    pub bytes_per_day: Estimate,
}

/// One tier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tier {
    /// Room; none if unlimited.
    pub capacity_bytes: Option<f64>,
    /// Age at which data comes, days.
    pub from_age_d: f64,
    /// How long it stays, days; none if for ever.
    pub retention_d: Option<f64>,
    /// Bytes with indices for each without.
    pub index_factor: f64,
    /// Bytes in for each on disk.
    pub compression: f64,
    /// Copies of everything.
    pub replicas: f64,
    /// On disk at the end of so many months, from 0 on; mean over replications.
    pub bytes: Vec<f64>,
    /// The same by class.
    pub bytes_by_class: IndexMap<String, Vec<f64>>,
    /// On disk after 12 and 36 months ("12 months").
    pub after: BTreeMap<String, Estimate>,
    /// When it is full; none if not within the plan.
    pub full: Option<Full>,
    /// Its daily backup.
    pub backup: Option<Backup>,
    /// On disk after 12 months, of each replication.
    #[serde(skip)]
    pub own: Vec<f64>,
}

/// When something is first too much.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Full {
    /// Months after the begin.
    pub months: Estimate,
    /// The day, where the plan has a calendar.
    pub date: Option<String>,
}

/// A daily backup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Backup {
    /// Time that it may take, s.
    pub window_s: f64,
    /// Time that it takes after 12 and 36 months, s.
    pub takes_s: BTreeMap<String, Estimate>,
    /// When it no longer fits; none if it always does.
    pub outgrown: Option<Full>,
}

/// Of a scenario with tiers.
pub(super) fn of(scenario: &Scenario, network: &Network, pool: &Pool, window_s: f64) -> Option<Storage> {
    if scenario.storage.is_empty() {
        return None;
    }
    let stored: Vec<(usize, &Class, f64)> = network
        .classes
        .iter()
        .enumerate()
        .filter(|(_, class)| !class.foreign && class.traffic.is_some())
        .map(|(at, class)| (at, class, record(network, class)))
        .collect();
    let per_day = |&(at, class, record): &(usize, &Class, f64)| -> Vec<f64> {
        let share = network.class_spec(class).stored.as_ref().and_then(|stored| stored.share);
        let factor = record * share.map_or(1.0, |share| share.0) * DAY_S / window_s;
        pool.class(at).map(|sample| sample.at_platform as f64 * factor).collect()
    };
    let rates: Vec<Vec<f64>> = stored.iter().map(per_day).collect();
    let runs = pool.samples.len();
    let all: Vec<f64> = (0..runs).map(|run| rates.iter().map(|class| class[run]).sum()).collect();
    let names: Vec<&str> = stored.iter().map(|(_, class, _)| class.name.as_str()).collect();
    let plan = Plan::new(scenario, &names);
    let mut age = 0.0;
    let mut tiers = IndexMap::new();
    for (name, spec) in &scenario.storage {
        tiers.insert(name.clone(), tier(&plan, spec, age, &names, &rates, runs));
        age += spec.retention_d().unwrap_or(f64::INFINITY);
    }
    let class = |((_, class, record), own): (&(usize, &Class, f64), &Vec<f64>)| {
        (class.name.clone(), StoredClass { bytes_per_record: *record, bytes_per_day: mean(own) })
    };
    Some(Storage {
        begins: plan.begins(),
        months: plan.months() as u64,
        bytes_per_day: mean(&all),
        bytes_per_year: mean(&all.iter().map(|bytes| bytes * 365.0).collect::<Vec<_>>()),
        classes: stored.iter().zip(&rates).map(class).collect(),
        tiers,
        own_bytes_per_day: all,
    })
}

/// Mean bytes of a stored message.
fn record(network: &Network, class: &Class) -> f64 {
    let stored = network.class_spec(class).stored.as_ref();
    let overhead = stored.and_then(|stored| stored.overhead).unwrap_or(DEFAULT_STORED_OVERHEAD);
    class.traffic.as_ref().map_or(0.0, |traffic| traffic.mean_bytes) + overhead.0 as f64
}

fn tier(plan: &Plan, spec: &TierSpec, age: f64, names: &[&str], rates: &[Vec<f64>], runs: usize) -> Tier {
    let until = age + spec.retention_d().unwrap_or(f64::INFINITY);
    let factor = spec.on_disk();
    // bytes on disk of each class on a day for each byte a day at the load of the file
    let held = |class: usize, day: usize| factor * plan.between(class, day as f64, age, until);
    let of_run = |run: usize, day: usize| -> f64 {
        (0..names.len()).map(|class| rates[class][run] * held(class, day)).sum()
    };
    let mean_rate: Vec<f64> = rates.iter().map(|own| own.iter().sum::<f64>() / runs as f64).collect();
    let series = |class: usize| -> Vec<f64> {
        plan.month_ends().iter().map(|day| mean_rate[class] * held(class, *day)).collect()
    };
    let by_class: IndexMap<String, Vec<f64>> =
        names.iter().enumerate().map(|(class, name)| (name.to_string(), series(class))).collect();
    let total = |month: usize| by_class.values().map(|bytes| bytes[month]).sum();
    let told = |of: &dyn Fn(usize, usize) -> f64| -> BTreeMap<String, Estimate> {
        let after = |months: &usize| {
            let day = plan.month_ends()[*months];
            let own: Vec<f64> = (0..runs).map(|run| of(run, day)).collect();
            (format!("{months} months"), mean(&own))
        };
        TOLD.iter().map(after).collect()
    };
    let capacity = spec.capacity.map(|bytes| bytes.0 as f64);
    let backup = spec.backup.as_ref().map(|backup| {
        let replicas = spec.replicas.unwrap_or(1.0);
        let took = |run: usize, day: usize| {
            let copied = match backup.copies.unwrap_or_default() {
                Copies::All => of_run(run, day),
                Copies::New => (0..names.len())
                    .map(|class| {
                        let came = plan.between(class, day as f64, age, age + 1.0);
                        rates[class][run] * factor * came
                    })
                    .sum(),
            };
            copied / replicas / backup.rate.0
        };
        let window_s = backup.window.as_secs_f64();
        Backup { window_s, takes_s: told(&took), outgrown: plan.exceeds(runs, window_s, took) }
    });
    Tier {
        capacity_bytes: capacity,
        from_age_d: age,
        retention_d: spec.retention_d(),
        index_factor: spec.index_factor.unwrap_or(1.0),
        compression: spec.compression.unwrap_or(1.0),
        replicas: spec.replicas.unwrap_or(1.0),
        bytes: (0..plan.month_ends().len()).map(total).collect(),
        after: told(&of_run),
        full: capacity.and_then(|capacity| plan.exceeds(runs, capacity, of_run)),
        backup,
        own: (0..runs).map(|run| of_run(run, plan.month_ends()[TOLD[0]])).collect(),
        bytes_by_class: by_class,
    }
}
