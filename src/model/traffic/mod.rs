//! When a device next speaks, and how much it says.

mod clock;
mod schedule;
mod warp;

pub use clock::{ClockError, time_of_day};
pub use schedule::Schedule;
pub use warp::{ProfileError, Warp};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::distribution::DistributionSpec;
use crate::units::{Bytes, Span};

/// A message process: exactly one of `every`, `poisson`, `schedule` and `idle`, and the payload's size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageSpec {
    /// Periodic: one message each period, the first at a random phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// Poisson process with this mean interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poisson: Option<Span>,
    /// Everyone at the same times of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduleSpec>,
    /// Closed source: think time from the end of the previous message to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle: Option<DistributionSpec<Span>>,
    /// Each periodic or scheduled message comes later by up to this much, uniformly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jitter: Option<Span>,
    /// Where a periodic device's period begins: random (default) or the same for all (aligned).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// How the rate moves over the day and week; the mean interval stays the one written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileSpec>,
    /// Application payload.
    pub size: DistributionSpec<Bytes>,
}

/// Where periods begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Each device at its own, uniform over the period.
    Random,
    /// All devices together, at the start of the clock.
    Aligned,
}

/// Times of day at which every device of the class speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSpec {
    /// Local times, "09:00" or "09:00:30".
    pub at: Vec<String>,
    /// Weekdays ("Mon" … "Sun"); every day if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<Weekday>>,
}

/// Relative rate by hour of the day: 24 numbers for every day, or by kind of day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileSpec {
    /// Every day not named otherwise: 24 relative rates, 00–01 h first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<f64>>,
    /// Single days that differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub days: BTreeMap<Weekday, Vec<f64>>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}
