//! `capacity.json`: everything that was found about how much more the network carries, and that its page shows.
//!
//! Loads are factors of the file's; values are those of the first path, times in seconds. Nothing here depends on the
//! clock, the host or the number of jobs.

use crate::experiment::question::Asked;
use serde::{Deserialize, Serialize};

use crate::experiment::results::{Estimate, ScenarioInfo};
use crate::experiment::review::Review;

/// Version of this format.
pub const SCHEMA: u32 = 1;

/// A finished search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Capacity {
    /// [`SCHEMA`].
    pub schema: u32,
    /// [`crate::experiment::results::MODEL_VERSION`].
    pub model_version: String,
    /// The file's load.
    pub scenario: ScenarioInfo,
    /// What grows; the answer is given in the first.
    pub grown: Vec<GrownPath>,
    /// What is counted ("meters"), else the path.
    pub things: String,
    /// The answer in a few words, for the review of the same scenario.
    pub review: Review,
    /// The answer, in a sentence.
    pub headline: String,
    /// Further sentences: headroom, ties, what could not be told.
    pub said: Vec<String>,
    /// What the reader must know before trusting it.
    pub warnings: Vec<String>,
    /// The largest load at which all objectives hold; none if there is none, or no limit was found.
    pub answer: Option<Answer>,
    /// The objectives that break, in the order of load; at most three.
    pub breaks: Vec<Broken>,
    /// Objectives that do not hold at any load, or at none that the others allow; the breaks are those of the others.
    pub never: Vec<Never>,
    /// Objectives of which nothing is observed at the file's load, so that nothing can be said of them there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_judged: Vec<NotJudged>,
    /// Objectives of which it was not searched where they break, as three had been found to break before, or `brief`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_searched: Vec<String>,
    /// Only the first break was asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub brief: bool,
    /// How far was searched without another break.
    pub searched: Value,
    /// What widening would bring.
    pub shadow_prices: Vec<ShadowPrice>,
    /// Every load that was simulated, ascending.
    pub places: Vec<Looked>,
    /// Objectives of the scenario.
    pub objectives: Vec<Asked>,
    /// Objectives of the file that were not asked for.
    pub left_out: Vec<String>,
    /// How it was searched.
    pub method: Method,
}

/// A path that grows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GrownPath {
    /// The path.
    pub path: String,
    /// Whether more load means less of it.
    pub shrinks: bool,
    /// "count", "time" or its unit.
    pub unit: String,
    /// In the file.
    pub from: String,
    /// At the answer.
    pub to: Option<String>,
}

/// A load.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// Of the file's load.
    pub factor: f64,
    /// Value of the first path there.
    pub value: f64,
    /// As it is said.
    pub text: String,
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Whole on the side that holds.
    pub at: Value,
    /// Before it was made whole: value of the first path.
    pub root: f64,
    /// 95 % interval of `root`, ascending.
    pub ci: [f64; 2],
    /// New load over present load, less one.
    pub headroom: f64,
    /// Its interval.
    pub headroom_ci: [f64; 2],
    /// Found to the unit; there is no noise.
    pub exact: bool,
    /// Whether `ci` is an interval of confidence; else the limit was caught between its ends.
    pub resolved: bool,
    /// Replications at its two nearest places.
    pub replications: u64,
    /// Where it holds at large loads only: objectives are missed at the first of these, below the answer, and hold from the
    /// second on.
    pub holds_from: Option<[Value; 2]>,
    /// Elements that bind together with the first, or as good as.
    pub tie: Vec<String>,
}

/// An objective that breaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Broken {
    /// Its name.
    pub objective: String,
    /// The element behind it (DEFINITIONS D14).
    pub element: Option<String>,
    /// Where the objective is about delivery: the cause of most losses there.
    pub cause: Option<String>,
    /// Where.
    pub at: Value,
    /// Value of the first path, and its interval, ascending.
    pub root: f64,
    /// See [`Answer::ci`].
    pub ci: [f64; 2],
    /// Factor of the file's load, before it was made whole.
    pub factor: f64,
    /// Its interval.
    pub factor_ci: [f64; 2],
    /// Whether it breaks together with the first, or as good as.
    pub tied: bool,
    /// Whether `ci` is one of confidence.
    pub resolved: bool,
}

/// An objective that holds at no load, or at none that the others allow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Never {
    /// Its name.
    pub objective: String,
    /// The least load tried.
    pub down_to: Value,
    /// Its measure at the file's load.
    pub value: Option<f64>,
    /// Its measure at the least load tried.
    pub least: Option<f64>,
    /// The element behind it at the file's load.
    pub element: Option<String>,
    /// Of an objective about delivery: the cause of most losses there.
    pub cause: Option<String>,
    /// A load, above, at which it holds but others do not.
    pub holds_at: Option<Value>,
}

/// An objective of which nothing is observed at the file's load.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NotJudged {
    /// Its name.
    pub objective: String,
    /// The greatest load at which nothing is observed of it, as far as was looked.
    pub up_to: Value,
    /// The first load at which it is judged; where there is none it is no part of the answer.
    pub from: Option<Value>,
}

/// What widening an element brings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ShadowPrice {
    /// The element.
    pub element: String,
    /// What was done to it.
    pub how: String,
    /// New width over old.
    pub times: f64,
    /// New answer over old, less one; none if it was not found.
    pub gain: Option<f64>,
    /// Its interval.
    pub ci: Option<[f64; 2]>,
    /// The new answer.
    pub at: Option<Value>,
    /// What breaks then.
    pub then: Option<String>,
    /// Why there is none, or what else is to be said.
    pub note: String,
    /// Messages simulated for it, and loads looked at.
    pub messages: u64,
    /// See `messages`.
    pub places: u64,
}

/// A simulated load.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    /// Where.
    pub at: Value,
    /// Replications.
    pub replications: u64,
    /// Messages simulated.
    pub messages: u64,
    /// Each objective's measure, in the order of [`Capacity::objectives`].
    pub measures: Vec<Estimate>,
    /// The same as it is drawn, on luck like that of the load nearest the break; with an interval where that says something.
    #[serde(default)]
    pub drawn: Vec<Estimate>,
    /// Whether each holds by its measure; none if nothing was observed.
    pub holds: Vec<Option<bool>>,
    /// The element that binds, or is busiest.
    pub element: Option<String>,
}

/// How it was searched, and at what cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// Half-width asked of the answer, relative.
    pub precision: f64,
    /// Replications of a place in the search.
    pub pilot: u64,
    /// Messages simulated in all.
    pub messages: u64,
    /// The same over what one load at the answer takes to the same precision.
    pub work: Option<f64>,
    /// Loads looked at, those of widened networks included.
    pub places: u64,
    /// In a sentence, with its sources.
    pub text: String,
}
