//! When a device next speaks, and how much it says.

mod batch;
mod burst;
mod clock;
mod mix;
mod modulation;
mod schedule;
mod trace;
mod warp;

pub use batch::{BatchLaw, BatchSpec};
pub use burst::{Burst, BurstShape, BurstSpec, DEFAULT_SHAPE as DEFAULT_BURST_SHAPE};
pub use clock::{ClockError, time_of_day};
pub(crate) use clock::{DAY, WEEK};
pub use mix::{Mix, MixSpec, PeriodSpec};
pub use modulation::{Modulation, OnOffSpec, StateSpec, Walk, following};
pub use schedule::Schedule;
pub use trace::{Recorded, Rows, Trace, TraceSpec};
pub use warp::{ProfileError, Warp};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::distribution::DistributionSpec;
use crate::units::{Bytes, Span};

/// A message process: exactly one of `every`, `poisson`, `gap`, `mix`, `mmpp`, `schedule`, `burst`, `trace` and
/// `idle`, and the payload's size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageSpec {
    /// Periodic: one message each period, the first at a random phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// Poisson process with this mean interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poisson: Option<Span>,
    /// Independent intervals of any distribution (a renewal process), stationary from its first instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<DistributionSpec<Span>>,
    /// Periodic, each device at one of several periods: "mar", or a list of periods and shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mix: Option<MixSpec>,
    /// Markov-modulated Poisson process: the states that each device goes through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mmpp: Option<Vec<StateSpec>>,
    /// Everyone at the same times of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<ScheduleSpec>,
    /// Every device once, within a short time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<BurstSpec>,
    /// At recorded instants, from a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<TraceSpec>,
    /// Closed source: think time from the end of the previous message to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle: Option<DistributionSpec<Span>>,
    /// Each periodic, scheduled or recorded message comes later by up to this much, uniformly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jitter: Option<Span>,
    /// Where a periodic device's period begins: random (default) or the same for all (aligned).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// How the rate moves over the day and week; the mean interval stays the one written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileSpec>,
    /// The process runs only while a device is on; its intervals are those of that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_off: Option<OnOffSpec>,
    /// Several messages at each instant; one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchSpec>,
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
