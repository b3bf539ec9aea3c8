//! `options.json`: every set of options that was simulated, in order of cost, and the answer. Nothing here depends on the
//! clock, the host or the number of jobs. Sums are in units of the currency, measures in base units (seconds, shares).

use crate::experiment::question::Asked;
use serde::{Deserialize, Serialize};

use crate::experiment::results::{ScenarioInfo, Verdict};
use crate::experiment::review::Review;

/// Version of this format.
pub const SCHEMA: u32 = 1;

/// A finished search for the cheapest set of options.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// [`SCHEMA`].
    pub schema: u32,
    /// [`crate::experiment::results::MODEL_VERSION`].
    pub model_version: String,
    /// The file, without any option.
    pub scenario: ScenarioInfo,
    /// The answer, in a sentence.
    pub headline: String,
    /// Further sentences.
    pub said: Vec<String>,
    /// The answer for the review's page.
    pub review: Review,
    /// What the reader must know before trusting it.
    pub warnings: Vec<String>,
    /// The time that is asked for.
    pub horizon: Horizon,
    /// ISO code of all sums; none if nothing has a price.
    pub currency: Option<String>,
    /// A set may cost so much; none if it may cost anything.
    pub max_cost: Option<f64>,
    /// What may be bought, in the file's order.
    pub options: Vec<Offered>,
    /// What must hold.
    pub objectives: Vec<Asked>,
    /// Objectives that do not count: of the scenario as it stands nothing is observed to judge them by.
    #[serde(default)]
    pub not_judged: Vec<String>,
    /// Every set that was simulated, in order of cost.
    pub sets: Vec<Tried>,
    /// Which of them is the cheapest that keeps all objectives; none if none does.
    pub answer: Option<usize>,
    /// If none does: the one that misses fewest objectives, and of those the nearest.
    pub best: Option<usize>,
    /// Sets that last longer than all cheaper ones, in order of cost; with growth only.
    pub front: Vec<usize>,
    /// How it was searched.
    pub method: Method,
}

/// For how long all objectives are to hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Horizon {
    /// Months; monthly prices are paid as often.
    pub months: u64,
    /// Whether the load grows; else it stays that of the file.
    pub grows: bool,
    /// First and last month ("2027-01"), where the file says when its load stands.
    pub between: Option<[String; 2]>,
    /// Months after the start whose load decides: the last one, and others in which some class is at its peak.
    pub decisive: Vec<u64>,
    /// The day from which something else is wanted ("2028-09-01"): to it the network holds as it is; the start if it does not even
    /// then. With growth, where the scenario without options was looked at from the start on.
    #[serde(default)]
    pub wanted_from: Option<String>,
}

/// An option.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Offered {
    /// Its name.
    pub name: String,
    /// What it is.
    pub title: Option<String>,
    /// Paid once.
    pub cost: f64,
    /// Paid every month.
    pub per_month: f64,
    /// Both over the time.
    pub total: f64,
    /// From order to service, days: as the option states it, else the longest of the kinds of element that it changes; none
    /// if one of them is not stated.
    #[serde(default)]
    pub lead_days: Option<f64>,
    /// Options that cannot be bought with it.
    pub excludes: Vec<String>,
    /// Options that it needs.
    pub requires: Vec<String>,
    /// What it changes, as `path: old -> new`.
    pub changes: Vec<String>,
}

/// A set of options that was simulated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// Names of its options, in the file's order; empty: the scenario as it stands.
    pub options: Vec<String>,
    /// Paid once.
    pub cost: f64,
    /// Paid every month.
    pub per_month: f64,
    /// Both over the time.
    pub total: f64,
    /// Months after the start at whose load it was judged: the first at which it failed, or the last that decides.
    pub month: u64,
    /// Replications behind the verdict.
    pub replications: u64,
    /// The worst of its objectives at that load.
    pub verdict: Verdict,
    /// The objectives there, in the file's order.
    pub objectives: Vec<Judged>,
    /// Months for which it keeps all objectives, at most those asked for; none if not even those of the start. With growth only.
    pub lasts: Option<u64>,
    /// When to order it; of the answer and of sets that last longer than all cheaper ones.
    #[serde(default)]
    pub order: Option<Ordered>,
}

/// When to order a set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ordered {
    /// The option that takes longest.
    pub option: String,
    /// From its order to service, days.
    pub lead_days: f64,
    /// The last day that is early enough: [`Horizon::wanted_from`] less that.
    pub by: String,
    /// From the start of growth: "8 months left", "too late by 2 months".
    pub left: String,
}

/// An objective, at a set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: Option<f64>,
    /// Its 95 % interval over replications.
    pub ci: Option<[f64; 2]>,
    /// The verdict, as `iotcap run` gives it.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub reason: String,
    /// If it does not hold: the element behind it (DEFINITIONS D14).
    pub element: Option<String>,
    /// Nothing is observed of it here, nor of the scenario as it stands: it does not count.
    #[serde(default)]
    pub aside: bool,
}

/// How it was searched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// Sets that may be bought, the empty one included.
    pub sets: u64,
    /// Sets that were simulated.
    pub simulated: u64,
    /// Sets no dearer than the answer that were not simulated, because more options are taken to do no harm.
    pub spared: u64,
    /// Whether that is taken so.
    pub monotone: bool,
    /// Loads that were simulated: several of a set, where the load grows.
    pub studies: u64,
    /// In words.
    pub text: String,
}

impl Options {
    /// Whether it is known by when to order some set.
    pub fn is_dated(&self) -> bool {
        self.sets.iter().any(|tried| tried.order.is_some())
    }

    /// The set that is the answer, or is as near as any.
    pub fn told(&self) -> Option<&Tried> {
        self.sets.get(self.answer.or(self.best)?)
    }
}

impl Judged {
    /// Whether nothing was observed to judge it by.
    pub fn is_unobserved(&self) -> bool {
        self.value.is_none() && self.verdict == Verdict::AtRisk
    }

    /// Whether it does not hold, clearly or perhaps.
    pub fn breaks(&self) -> bool {
        self.verdict > Verdict::Met && !self.aside
    }
}

impl Tried {
    /// Objectives that do not hold, clearly or perhaps.
    pub fn broken(&self) -> impl Iterator<Item = &Judged> {
        self.objectives.iter().filter(|one| one.breaks())
    }

    /// Leaves out of the verdict those of these objectives of which nothing is observed here.
    pub fn set_aside(&mut self, names: &[String]) {
        for one in &mut self.objectives {
            one.aside = one.is_unobserved() && names.contains(&one.name);
        }
        let counted = self.objectives.iter().filter(|one| !one.aside).map(|one| one.verdict);
        self.verdict = counted.max().unwrap_or(Verdict::AtRisk);
    }

    /// Whether it keeps all objectives at the load at which it was judged.
    pub fn keeps(&self) -> bool {
        self.verdict == Verdict::Met
    }
}
