//! `comparison.json`: everything that a comparison found and that its page shows. Its paths are fixed.
//!
//! Units are those of `results.json`: seconds, and ratios between 0 and 1 (so a difference of 0.01 is one point).
//! Differences are the later minus the first; nothing here depends on the clock, the host or the number of jobs.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::experiment::results::{Estimate, ScenarioInfo, Verdict};

/// Version of this format.
pub const SCHEMA: u32 = 1;

/// A finished comparison.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Of the results compared: [`crate::experiment::results::MODEL_VERSION`] when they were made.
    pub model_version: String,
    /// The seed that all share.
    pub seed: u64,
    /// Replications that were paired.
    pub replications: u64,
    /// Of each interval: 0.95, or nearer to 1 where several are compared with the first (Bonferroni).
    pub confidence: f64,
    /// What came out, in a sentence.
    pub headline: String,
    /// What the reader must know before trusting a difference.
    pub warnings: Vec<String>,
    /// What was compared; the first is what the others are compared with.
    pub scenarios: Vec<Side>,
    /// What differs in the files.
    pub settings: Vec<Setting>,
    /// Each of the others against the first.
    pub comparisons: Vec<Pair>,
}

/// One of the scenarios.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// "A" for the first.
    pub letter: String,
    /// As in its `results.json`.
    pub scenario: ScenarioInfo,
    /// Of its own objectives.
    pub verdict: Verdict,
    /// Its own classes.
    pub classes: IndexMap<String, SideClass>,
    /// As in its `results.json`.
    pub warnings: Vec<String>,
}

impl Side {
    /// "B brno-tripled".
    pub fn label(&self) -> String {
        format!("{} {}", self.letter, self.scenario.name)
    }
}

/// What the charts show of one class; over all replications of its own results.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SideClass {
    /// Place among the classes of the file, which decides its colour.
    pub place: usize,
    /// Messages born in the window.
    pub offered: u64,
    /// Delivered over offered.
    pub delivery_ratio: Estimate,
    /// Lost, by cause.
    pub lost: BTreeMap<String, u64>,
    /// Points of the distribution: latency in s, share of delivered messages at or below it.
    pub latency_cdf: Vec<[f64; 2]>,
}

/// A path on which the files differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Path in the scenario (`devices.meters.count`), or of a table that only some have.
    pub path: String,
    /// By scenario; `null` where there is nothing.
    pub values: Vec<Option<SettingValue>>,
}

/// What a file says, or what holds because it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SettingValue {
    /// The value.
    pub value: String,
    /// Whether it is a default, not written in the file.
    pub default: bool,
}

/// One against the first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Letter of the first.
    pub a: String,
    /// Letter of the other.
    pub b: String,
    /// Over the objectives but those that move slightly; over the classes' measures where none is shared. Fewer
    /// messages that arrive are worse, asked for or not, and what is better for want of them counts for nothing.
    pub outcome: Outcome,
    /// In a sentence.
    pub headline: String,
    /// By the objectives' own measures, in the first file's order.
    pub objectives: Vec<Difference>,
    /// Of every class and every group of elements that both have.
    pub measures: Vec<Difference>,
    /// Classes, groups and objectives that only one of them has.
    pub unmatched: Vec<Unmatched>,
}

/// Something that only one of the two has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unmatched {
    /// Its name.
    pub of: String,
    /// Letter of the scenario that has it.
    pub only_in: String,
}

/// A measure in both, and its difference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The class, group or member.
    pub of: String,
    /// Metric of `results.json`; `lost.CAUSE` is lost by this cause over offered, `dropped` dropped over what came.
    pub metric: String,
    /// Of both values and their difference.
    pub unit: Unit,
    /// The objective whose measure it is.
    pub objective: Option<Asked>,
    /// The first's value.
    pub a: Option<f64>,
    /// The other's value.
    pub b: Option<f64>,
    /// The other's minus the first's.
    pub difference: Option<f64>,
    /// Its paired interval; `null` with one replication or too few observations.
    pub ci: Option<[f64; 2]>,
    /// Replications behind it.
    pub n: u64,
    /// Variance of the difference without pairing over that with it: so many times fewer replications are needed;
    /// `null` where one of them is 0.
    pub variance_reduction: Option<f64>,
    /// Where no difference shows: how many more replications would show one as large as was seen, about; `null` if
    /// none was seen or more than 10 000 would be needed.
    pub more_replications: Option<u64>,
    /// Better or worse, or no difference shown.
    pub outcome: Outcome,
    /// Of an objective met on both sides: it moves by less than 1 % of the room to its limit. Common luck shows
    /// differences that lead to no decision; they count for no outcome of the whole.
    pub slight: bool,
    /// Better, but of those messages that still arrive: fewer do, so latencies and loads fall by themselves.
    #[serde(default)]
    pub of_fewer: bool,
    /// Why, in a few words.
    pub reason: String,
}

/// What the objective asks, and what became of it on both sides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// Its limit as written, in the first and the other.
    pub limits: [String; 2],
    /// The same in base units.
    pub limit_values: [f64; 2],
    /// Worst member of the group, in the first and the other.
    pub members: [Option<String>; 2],
    /// Verdict, in the first and the other.
    pub verdicts: [Verdict; 2],
}

/// Unit of a measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Between 0 and 1; differences are said in points.
    #[default]
    Share,
    /// Seconds.
    Seconds,
    /// Airtime in Erlang per channel.
    Erlang,
    /// Years.
    Years,
    /// Gigabytes.
    Gigabytes,
    /// Units of the currency that the row's subject names.
    Money,
    /// A plain number.
    Number,
}

/// What a difference is to the one who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The interval holds 0, or there is none.
    #[default]
    NoDifference,
    /// The interval lies on the good side of 0.
    Better,
    /// The interval lies on the bad side of 0.
    Worse,
    /// The interval lies above 0, of a measure that is neither good nor bad in itself.
    Higher,
    /// The interval lies below 0, of such a measure.
    Lower,
    /// Of a pair: some better, some worse.
    Mixed,
}

impl Difference {
    /// Whether a difference shows.
    pub fn shows(&self) -> bool {
        self.outcome != Outcome::NoDifference
    }

    /// Whether the interval lies clear of 0, be it a difference or not.
    pub fn is_clear(&self) -> bool {
        self.ci.is_some_and(|[low, high]| low > 0.0 || high < 0.0)
    }

    /// How much it matters beside others of other units: of an objective by the room to its limit, else shares by
    /// their points and the rest by their relative change.
    pub fn size(&self) -> f64 {
        let (Some(a), Some(b), Some(difference)) = (self.a, self.b, self.difference) else { return 0.0 };
        let whole = match (&self.objective, self.unit) {
            (Some(asked), _) => libm::fabs(asked.limit_values[0] - a),
            (None, Unit::Share) => 1.0,
            (None, _) => libm::fmax(libm::fabs(a), libm::fabs(b)),
        };
        if whole > 0.0 { libm::fabs(difference) / whole } else { 0.0 }
    }
}

impl Pair {
    /// The measures, those that differ before those that do not show it, the greater differences first.
    pub fn largest(&self) -> Vec<&Difference> {
        let mut sorted: Vec<&Difference> = self.measures.iter().collect();
        sorted.sort_by(|a, b| b.shows().cmp(&a.shows()).then(b.size().total_cmp(&a.size())));
        sorted
    }
}
