//! What a network needs beside being built: batteries, storage, money. Arithmetic on a finished study's counts; nothing
//! here was simulated for its own sake.

mod cost;
mod energy;
mod storage;

use super::pool::Pool;
use super::results::{ClassResult, Estimate};
use crate::measure::interval;
use crate::network::{Clock, Network};
use crate::scenario::Scenario;

pub use cost::{Cost, CostLine};
pub use energy::{ClassEnergy, LifeYears, RateLife};
use indexmap::IndexMap;
pub use storage::{Backup, Full, Storage, StoredClass, Tier};

/// Days in a month, on average.
pub const MONTH_D: f64 = 365.25 / 12.0;

/// Everything beside, and what each replication had of it.
#[derive(Clone, Debug, Default)]
pub struct Upkeep {
    /// How tiers of storage fill.
    pub storage: Option<Storage>,
    /// What it costs to run.
    pub cost: Option<Cost>,
}

impl Upkeep {
    /// Of a finished study; the classes get the lives of their batteries.
    pub fn new(
        scenario: &Scenario,
        network: &Network,
        pool: &Pool,
        clock: Clock,
        classes: &mut IndexMap<String, ClassResult>,
    ) -> Upkeep {
        let window_s = (clock.to - clock.from).as_secs_f64();
        if window_s <= 0.0 || pool.samples.is_empty() {
            return Upkeep::default();
        }
        for (at, class) in network.classes.iter().enumerate() {
            if let Some(result) = classes.get_mut(&class.name) {
                result.energy = energy::of_class(network, pool, at, window_s);
            }
        }
        let storage = storage::of(scenario, network, pool, window_s);
        let cost = cost::of(scenario, network, pool, window_s, storage.as_ref());
        Upkeep { storage, cost }
    }
}

/// A mean over replications that cannot be negative.
fn mean(own: &[f64]) -> Estimate {
    interval::mean(own).cut(0.0, f64::MAX).into()
}
