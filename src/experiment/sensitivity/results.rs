//! `sensitivity.json`: how much each assumption moves the answer, and how uncertain all of them together make it, as plain
//! data in base units (seconds, shares; loads in the unit of what grows).

use serde::{Deserialize, Serialize};

use crate::experiment::results::{Estimate, ScenarioInfo, Verdict};

/// Version of this format.
pub const SCHEMA: u32 = 1;

/// Every answer that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// [`SCHEMA`].
    pub schema: u32,
    /// [`crate::experiment::results::MODEL_VERSION`].
    pub model_version: String,
    /// The scenario, every assumption at its value.
    pub scenario: ScenarioInfo,
    /// The answer, in a sentence.
    pub headline: String,
    /// Further sentences.
    pub said: Vec<String>,
    /// What the reader must know before trusting it.
    pub warnings: Vec<String>,
    /// The assumptions, in the file's order.
    pub assumptions: Vec<Assumed>,
    /// What was looked at.
    pub answers: Vec<Answer>,
    /// Which of them the page shows.
    pub shown: usize,
    /// How it was found.
    pub method: Method,
}

/// An assumption with its range.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assumed {
    /// Its path.
    pub path: String,
    /// The low end, the value and the high end, as written.
    pub low: String,
    /// See `low`.
    pub value: String,
    /// See `low`.
    pub high: String,
}

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The objective whose measure it is, if it is one's.
    pub objective: Option<String>,
    /// The class, group or element; of a capacity what grows.
    pub of: String,
    /// The metric, or "capacity".
    pub metric: String,
    /// The limit as written, and in base units.
    pub limit: Option<String>,
    /// See `limit`.
    pub limit_value: Option<f64>,
    /// With every assumption at its value.
    pub base: Estimate,
    /// What the objective says of that, and whether it is within its margin.
    #[serde(default)]
    pub verdict: Verdict,
    /// See `verdict`.
    #[serde(default)]
    pub tight: bool,
    /// What each assumption does alone, the greatest swing first.
    pub bars: Vec<Bar>,
    /// The answer at each sample of the Latin hypercube, in the order of the samples.
    pub samples: Vec<Option<f64>>,
    /// Of the samples with an answer: the 5th, 50th and 95th percentile; none of fewer than five.
    pub spread: Option<[f64; 3]>,
    /// Share of the samples that keep the limit.
    pub keeps: Option<f64>,
}

/// One assumption moved alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Which assumption.
    pub assumption: usize,
    /// At its low end.
    pub low: Moved,
    /// At its high end.
    pub high: Moved,
    /// Greatest less least of the answers at low end, value and high end.
    pub swing: f64,
    /// Both changes may be nothing but luck: their intervals hold 0.
    pub luck: bool,
    /// Spearman's rank correlation with the answer over the Latin hypercube.
    pub rank_correlation: Option<f64>,
}

/// The answer at an end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The answer.
    pub value: Option<f64>,
    /// The same less that with every assumption at its value.
    pub change: Estimate,
}

/// How it was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// Replications of every point.
    pub replications: u64,
    /// Samples of the Latin hypercube.
    pub samples: u64,
    /// In words.
    pub text: String,
}
