//! Everyone at once: after an outage, a paging or an alarm each device of the class speaks once within a short
//! time. Beta(3,4) over 10 s is traffic model 2 of 3GPP TR 37.868 (table 6.1.1), a uniform ramp its model 1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::clock::{DAY, time_of_day};
use crate::chance::Key;
use crate::units::{Span, Time};

/// One message of each device around one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BurstSpec {
    /// Begins at this time of day, "09:00": the first one in the study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Begins this long after the study's start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Span>,
    /// All have spoken after this long.
    pub within: Span,
    /// How they spread over it; beta if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<BurstShape>,
    /// Comes again each period; once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
}

/// How devices spread over a burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BurstShape {
    /// Beta(3,4): rises to 2.07 times the mean at 40 % of the time, and dies away.
    Beta,
    /// The same rate throughout.
    Uniform,
}

/// How a burst spreads, if left out: 3GPP TR 37.868, table 6.1.1, traffic model 2.
pub const DEFAULT_SHAPE: BurstShape = BurstShape::Beta;

impl BurstShape {
    /// Greatest density over the mean one: of Beta(3,4) at 0.4, 60 · 0.4² · 0.6³.
    pub fn peak(self) -> f64 {
        match self {
            BurstShape::Beta => 2.0736,
            BurstShape::Uniform => 1.0,
        }
    }

    /// When within a burst, as a share of it; a draw of this key alone.
    fn draw(self, key: Key) -> f64 {
        match self {
            BurstShape::Uniform => key.uniform(0),
            // the third smallest of six uniform draws is Beta(3,4)
            BurstShape::Beta => {
                let mut draws: [f64; 6] = std::array::from_fn(|n| key.uniform(n as u64));
                draws.sort_unstable_by(f64::total_cmp);
                draws[2]
            }
        }
    }
}

/// A burst with its times.
#[derive(Clone, Debug, PartialEq)]
pub struct Burst {
    /// The first one from `begin` on.
    first: Time,
    within: Span,
    shape: BurstShape,
    every: Option<Span>,
    rate_per_s: f64,
}

impl Burst {
    /// The burst of a validated spec in a study whose traffic runs from `begin` and which is measured over
    /// [from, to). A burst that has begun before `begin` is left out.
    pub fn new(spec: &BurstSpec, begin: Time, from: Time, to: Time) -> Burst {
        let start = match &spec.at {
            Some(at) => next_of_day(time_of_day(at).unwrap_or_default(), from),
            None => from + spec.after.unwrap_or_default(),
        };
        let back = |every: Span| every.0 * (start.since(begin).0 / every.0);
        let once = if from <= start && start < to { 1.0 / (to - from).as_secs_f64() } else { 0.0 };
        Burst {
            first: Time(start.0 - spec.every.map_or(0, back)),
            within: spec.within,
            shape: spec.shape.unwrap_or(DEFAULT_SHAPE),
            every: spec.every,
            rate_per_s: spec.every.map_or(once, |every| 1.0 / every.as_secs_f64()),
        }
    }

    /// When a device speaks in burst `n`; `key` is the device's stream.
    #[inline]
    pub fn due(&self, key: Key, n: u32) -> Time {
        let start = match (n, self.every) {
            (0, _) => self.first,
            (_, Some(every)) => self.first + Span(every.0.saturating_mul(u64::from(n))),
            (_, None) => return Time::NEVER,
        };
        start + Span((self.shape.draw(key.index(u64::from(n))) * self.within.0 as f64) as u64)
    }

    /// Messages of a device a second: over the window, of a burst that comes once.
    pub fn rate_per_s(&self) -> f64 {
        self.rate_per_s
    }

    /// Messages of a device a second at the burst's height.
    pub fn peak_per_s(&self) -> f64 {
        self.shape.peak() / self.within.as_secs_f64()
    }
}

/// The first instant at or after `from` at this time of day.
fn next_of_day(time: Span, from: Time) -> Time {
    let midnight = from.0 - from.0 % DAY.0;
    match midnight + time.0 {
        today if today >= from.0 => Time(today),
        past => Time(past + DAY.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> BurstSpec {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn begins_at_a_time_of_day_or_so_long_after_the_start() {
        let hour = |h: u64| Time(0) + Span::from_secs(3600 * h);
        let first = |text: &str| Burst::new(&spec(text), hour(8), hour(10), hour(40)).first;
        assert_eq!(first("at = \"09:00\"\nwithin = \"10 s\""), hour(33));
        assert_eq!(first("at = \"10:00\"\nwithin = \"10 s\""), hour(10));
        assert_eq!(first("after = \"2 h\"\nwithin = \"10 s\""), hour(12));
        assert_eq!(first("after = \"2 h\"\nwithin = \"10 s\"\nevery = \"90 min\""), hour(9));
    }

    #[test]
    fn once_is_once_and_every_is_every() {
        let hour = |h: u64| Time(0) + Span::from_secs(3600 * h);
        let once = Burst::new(&spec("after = \"0 s\"\nwithin = \"10 s\""), hour(1), hour(1), hour(3));
        let key = Key::root(1, 0);
        assert!(once.due(key, 0) >= hour(1) && once.due(key, 0) < hour(1) + Span::from_secs(10));
        assert_eq!(once.due(key, 1), Time::NEVER);
        assert_eq!(once.rate_per_s(), 1.0 / 7200.0);
        let often = "after = \"0 s\"\nwithin = \"1 h\"\nshape = \"uniform\"\nevery = \"1 h\"";
        let often = Burst::new(&spec(often), hour(1), hour(1), hour(3));
        let due: Vec<Time> = (0..50).map(|n| often.due(key, n)).collect();
        assert!(due.is_sorted() && due[49] >= hour(50));
    }
}
