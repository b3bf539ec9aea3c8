//! A point: a scenario with some of its values set, and what it is expected to cost.

use crate::experiment::study::Plan;
use crate::network::Network;
use crate::network::estimate::{self, Estimate};
use crate::scenario::Scenario;

/// One point of a campaign.
#[derive(Clone, Debug)]
pub struct Point {
    /// What was set, as `path=value`; empty for the scenario as it stands.
    pub set: Vec<String>,
    /// The resolved scenario.
    pub scenario: Scenario,
    /// What its study costs at most.
    pub cost: Cost,
}

/// What is expected of a point's study, by arithmetic.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// CPU time of all its replications, s.
    pub seconds: f64,
    /// Memory of one replication at a time, bytes.
    pub memory_bytes: u64,
    /// Messages over all its replications.
    pub messages: f64,
    /// Replications at the most.
    pub runs: u64,
}

impl Point {
    /// A validated scenario.
    pub fn new(set: Vec<String>, scenario: Scenario) -> Point {
        let network = Network::build(&scenario);
        let cost = Cost::of(&estimate::estimate(&network, Plan::of(&scenario.study).max, 1));
        Point { set, scenario, cost }
    }
}

impl Cost {
    fn of(estimate: &Estimate) -> Cost {
        let Estimate { seconds, memory_bytes, messages, runs, .. } = *estimate;
        Cost { seconds, memory_bytes, messages, runs }
    }
}
