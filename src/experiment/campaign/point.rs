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
        let cost = Cost::of_network(&network, Plan::of(&scenario.study).max);
        Point { set, scenario, cost }
    }
}

impl Cost {
    /// Of so many replications of a network.
    pub fn of_network(network: &Network, runs: u64) -> Cost {
        Cost::of(&estimate::estimate(network, runs, 1))
    }

    /// The same of so many replications.
    pub fn of_runs(&self, runs: u64) -> Cost {
        let times = runs as f64 / self.runs.max(1) as f64;
        Cost { seconds: self.seconds * times, messages: self.messages * times, runs, ..*self }
    }

    /// Of all together, one after the other.
    pub fn sum(costs: impl Iterator<Item = Cost>) -> Cost {
        costs.fold(Cost::default(), |all, one| Cost {
            seconds: all.seconds + one.seconds,
            memory_bytes: all.memory_bytes.max(one.memory_bytes),
            messages: all.messages + one.messages,
            runs: all.runs.saturating_add(one.runs),
        })
    }

    fn of(estimate: &Estimate) -> Cost {
        let Estimate { seconds, memory_bytes, messages, runs, .. } = *estimate;
        Cost { seconds, memory_bytes, messages, runs }
    }
}
