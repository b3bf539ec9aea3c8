//! `forecast.json`: when each objective is first missed as the devices grow, when to order, and everything that the page
//! shows. Nothing here depends on today's date, the host or the number of jobs.

use crate::experiment::question::Asked;
use serde::{Deserialize, Serialize};

use crate::experiment::capacity::results::Method;
use crate::experiment::results::{Estimate, ScenarioInfo};
use crate::experiment::review::Review;

/// Version of this format.
pub const SCHEMA: u32 = 1;

/// A finished forecast.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// [`SCHEMA`].
    pub schema: u32,
    /// [`crate::experiment::results::MODEL_VERSION`].
    pub model_version: String,
    /// The file's load.
    pub scenario: ScenarioInfo,
    /// The answer, in a sentence.
    pub headline: String,
    /// Further sentences.
    pub said: Vec<String>,
    /// What the reader must know before trusting it.
    pub warnings: Vec<String>,
    /// The answer in so many words as another page has room for.
    pub review: Review,
    /// How it grows.
    pub growth: Growth,
    /// When each objective is missed, in the file's order.
    pub runouts: Vec<Runout>,
    /// Every day that was simulated, ascending.
    pub places: Vec<Place>,
    /// How it was searched; its precision is in months.
    pub method: Method,
}

/// How it grows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// First day, "2027-01-01".
    pub start: String,
    /// Last day.
    pub until: String,
    /// Calendar months between them.
    pub months: f64,
    /// The law of each class that grows, as written.
    pub laws: Vec<ClassLaw>,
    /// Devices at the beginning of each month, and on the last day.
    pub counts: Vec<Counts>,
}

/// A class that grows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassLaw {
    /// Its name.
    pub class: String,
    /// "linear 300 a month".
    pub law: String,
}

/// Devices at a time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Months since the start.
    pub months: f64,
    /// The day.
    pub day: String,
    /// Of each class, in the order of [`Growth::laws`].
    pub devices: Vec<u64>,
}

/// When an objective is missed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Runout {
    /// The objective.
    pub objective: Asked,
    /// Whether, and how.
    pub fate: Fate,
    /// The month from which it is missed, "2028-03".
    pub month: Option<String>,
    /// The day, as good as its interval is narrow.
    pub day: Option<String>,
    /// Months since the start.
    pub at: Option<f64>,
    /// 95 % interval; an end may lie before the start or beyond the horizon.
    pub ci: Option<Between>,
    /// Found to the day; there is no noise.
    pub exact: bool,
    /// Whether `ci` is an interval of confidence; else the limit was only caught between its ends. Of one that holds or is
    /// missed from the start: whether the interval of its measure is clear of the limit on the last or the first day.
    pub resolved: bool,
    /// How far it was looked, months since the start, where it holds or cannot be judged.
    pub looked: Option<f64>,
    /// The element behind it (DEFINITIONS D14).
    pub element: Option<String>,
    /// Where the objective is about delivery: the cause of most losses there.
    pub cause: Option<String>,
    /// When to order.
    pub order: Option<Order>,
}

/// What becomes of an objective.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It holds as far as was looked.
    #[default]
    Holds,
    /// Missed from a month on.
    Missed,
    /// Missed at the load of the file.
    FromTheStart,
    /// Nothing is observed by which it could be judged, as far as was looked.
    NotJudged,
}

/// Two ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Between {
    /// Months since the start.
    pub months: [f64; 2],
    /// The months of the calendar; none of an end that lies before the start or beyond the horizon.
    pub calendar: [Option<String>; 2],
}

/// When to order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Kind of the element: a key of `growth.lead_times`.
    pub kind: String,
    /// From order to service, days.
    pub lead_days: f64,
    /// The last day that is early enough, so that service begins before the interval does.
    pub by: String,
    /// The same in months since the start; below zero it is too late.
    pub at: f64,
    /// "8 months left", "too late by 2 months".
    pub left: String,
}

/// A day that was simulated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Months since the start.
    pub months: f64,
    /// The day.
    pub day: String,
    /// Replications.
    pub replications: u64,
    /// Messages simulated.
    pub messages: u64,
    /// Each objective's measure, in the order of [`Forecast::runouts`].
    pub measures: Vec<Estimate>,
    /// Whether each holds by its measure; none if nothing was observed.
    pub holds: Vec<Option<bool>>,
    /// The element that binds, or is busiest.
    pub element: Option<String>,
}

impl Forecast {
    /// Objectives that are missed from a month on, the first first.
    pub fn missed(&self) -> Vec<&Runout> {
        let mut missed: Vec<&Runout> = self.with(Fate::Missed);
        missed.sort_by(|a, b| a.at.unwrap_or(0.0).total_cmp(&b.at.unwrap_or(0.0)));
        missed
    }

    /// Objectives of one fate, in the file's order.
    pub fn with(&self, fate: Fate) -> Vec<&Runout> {
        self.runouts.iter().filter(|runout| runout.fate == fate).collect()
    }
}
