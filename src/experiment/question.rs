//! What all questions to one scenario share that take many points: why there is no answer, what the answer's file says
//! of the scenario, and what its objectives ask.

use serde::{Deserialize, Serialize};

use super::compare::words::metric;
use super::objectives;
use super::results::ScenarioInfo;
use super::study::StudyError;
use crate::scenario::Scenario;
use crate::scenario::objective::ObjectiveSpec;
use crate::scenario::study::{DEFAULT_DURATION, DEFAULT_SEED};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// What is asked makes no sense here or costs too much, in a sentence.
    #[error("{0}")]
    Asked(String),
    /// The simulation stopped or broke a promise.
    #[error(transparent)]
    Study(#[from] StudyError),
}

/// What its file says of itself, with the seed and the time that every point has.
pub fn described(scenario: &Scenario, info: ScenarioInfo) -> ScenarioInfo {
    ScenarioInfo {
        seed: scenario.study.seed.unwrap_or(DEFAULT_SEED),
        simulated_s: scenario.study.duration.unwrap_or(DEFAULT_DURATION).as_secs_f64(),
        ..info
    }
}

/// An objective.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// Of which class, group or element.
    pub of: String,
    /// The metric.
    pub metric: String,
    /// The limit as written.
    pub limit: String,
    /// The limit in base units.
    pub limit_value: f64,
}

impl Asked {
    /// "latency p95 of devices.meters <= 10 s".
    pub fn said(&self) -> String {
        format!("{} of {} {}", metric(&self.metric), self.of, self.limit)
    }
}

/// Every objective, in the file's order.
pub fn asked(scenario: &Scenario) -> Vec<Asked> {
    let one = |(name, spec): (&String, &ObjectiveSpec)| {
        let asked = objectives::asked(spec)?;
        Some(Asked {
            name: name.clone(),
            of: spec.of.clone(),
            metric: asked.metric.info().name.to_string(),
            limit: asked.text,
            limit_value: asked.limit.value,
        })
    };
    scenario.objectives.iter().filter_map(one).collect()
}
