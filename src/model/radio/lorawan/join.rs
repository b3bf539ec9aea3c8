//! Over-the-air activation: what a scenario may say of it (`devices.NAME.join`), sizes and delays of the exchange, and the airtime that
//! a device may spend on asking. Knows neither who answers nor when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::session::{Backoff, BackoffSpec, Reconnect};
use crate::units::{Span, Time};

/// How devices join (`devices.NAME.join`): without a session they send nothing else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinSpec {
    /// All devices are switched on when the study starts and have yet to join; no, so that they have joined, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_start: Option<bool>,
    /// Devices ask for the first time at random within so long after they were switched on; the first wait of their policy if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<Span>,
    /// How a device asks again that was not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconnect: Option<Reconnect>,
    /// Times of that: 10 s at first, 10 min at most if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff: Option<BackoffSpec>,
    /// Whether the join-accept lists further channels (33 B instead of 17 B); if the radio uses more channels than devices join on if
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cf_list: Option<bool>,
}

/// A join-request on the air: MHDR 1, JoinEUI 8, DevEUI 8, DevNonce 2, MIC 4 (TS001-1.0.4, clause 6.2.5).
pub const REQUEST_BYTES: u32 = 23;
/// A join-accept: MHDR 1, JoinNonce 3, NetID 3, DevAddr 4, DLSettings 1, RxDelay 1, MIC 4 (TS001-1.0.4, clause 6.2.6).
pub const ACCEPT_BYTES: u32 = 17;
/// The same with the list of channels, of 16 B.
pub const ACCEPT_WITH_LIST_BYTES: u32 = 33;
/// From the request's end to the two windows (RP002-1.0.3, JOIN_ACCEPT_DELAY1 and 2).
pub const ACCEPT_DELAYS: [Span; 2] = [Span::from_secs(5), Span::from_secs(6)];
/// How a device asks again, if left out: at random, as TS001-1.0.4, clause 7 demands.
pub const DEFAULT_RECONNECT: Reconnect = Reconnect::FullJitter;
/// The first wait, if left out: our choice, above the seven seconds of an attempt.
pub const DEFAULT_FIRST: Span = Span::from_secs(10);
/// The longest wait, if left out: our choice; at SF12 the duty cycle asks for 2.5 min.
pub const DEFAULT_CAP: Span = Span::from_secs(600);

/// What joining is to those who simulate it: every choice made.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Devices have yet to join when the study starts.
    pub at_start: bool,
    /// They first ask within this long, if it is not the policy's.
    pub spread: Option<Span>,
    /// How a device asks again.
    pub backoff: Backoff,
    /// By which name.
    pub reconnect: Reconnect,
}

impl From<&JoinSpec> for Join {
    fn from(spec: &JoinSpec) -> Join {
        let said = spec.backoff.clone().unwrap_or_default();
        let times = BackoffSpec {
            first: said.first.or(Some(DEFAULT_FIRST)),
            cap: said.cap.or(Some(DEFAULT_CAP)),
            ..said
        };
        let reconnect = spec.reconnect.unwrap_or(DEFAULT_RECONNECT);
        Join {
            at_start: spec.at_start.unwrap_or(false),
            spread: spec.spread,
            backoff: reconnect.backoff(Some(&times)),
            reconnect,
        }
    }
}

impl Join {
    /// How long a device waits that was switched on, by a uniform draw.
    pub fn first_wait(&self, uniform: f64) -> Span {
        match self.spread {
            Some(spread) => Span((spread.0 as f64 * uniform) as u64),
            None => self.backoff.wait(0, Span::ZERO, uniform),
        }
    }
}

const HOUR: u64 = 3_600 * crate::units::NS_PER_S;

/// What a device has spent on asking since it was switched on: at most 36 s of airtime in its first hour, 36 s in the ten hours
/// after that, then 8.7 s in each 24 h (TS001-1.0.4, clause 7; that N counts days there says TR007-1.1, clause 4.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    on: Time,
    period: u64,
    used: Span,
}

impl Budget {
    /// Of a device that is switched on at an instant.
    pub fn new(on: Time) -> Budget {
        Budget { on, period: 0, used: Span::ZERO }
    }

    /// When a request of this airtime may be sent, at the earliest from `at` on: within one period, while that has airtime left.
    pub fn earliest(&self, at: Time, airtime: Span) -> Time {
        let at = at.max(self.on);
        let period = self.period_of(at);
        let used = if period == self.period { self.used } else { Span::ZERO };
        let end = self.end_of(period);
        if used + airtime <= allowed(period) && at + airtime <= end { at } else { end }
    }

    /// A request is sent at `at`; the air is free to delay it, so it may lie in two periods.
    pub fn sent(&mut self, at: Time, airtime: Span) {
        let mut start = at.max(self.on);
        let end = start + airtime;
        while start < end {
            let period = self.period_of(start);
            if period != self.period {
                (self.period, self.used) = (period, Span::ZERO);
            }
            let until = end.min(self.end_of(period));
            self.used += until - start;
            start = until;
        }
    }

    /// The first hour is 0, the next ten are 1, then come days.
    fn period_of(&self, at: Time) -> u64 {
        match at.since(self.on).0 / HOUR {
            0 => 0,
            1..11 => 1,
            hours => 2 + (hours - 11) / 24,
        }
    }

    fn end_of(&self, period: u64) -> Time {
        let hours = match period {
            0 => 1,
            1 => 11,
            day => 11 + 24 * (day - 1),
        };
        self.on + Span(hours * HOUR)
    }
}

fn allowed(period: u64) -> Span {
    if period < 2 { Span::from_secs(36) } else { Span::from_millis(8_700) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A join-request at SF12.
    const AIRTIME: Span = Span(1_482_752_000);

    fn hours(hours: u64) -> Time {
        Time(hours * HOUR)
    }

    #[test]
    fn a_device_that_asks_as_often_as_it_may_sends_24_times_an_hour_then_24_times_in_ten_then_5_a_day() {
        let mut budget = Budget::new(hours(0));
        let (mut now, mut sent) = (hours(0), Vec::new());
        while now < hours(11 + 48) {
            sent.push(now);
            budget.sent(now, AIRTIME);
            now = budget.earliest(now + AIRTIME, AIRTIME);
        }
        let within =
            |from: u64, to: u64| sent.iter().filter(|at| (hours(from)..hours(to)).contains(*at)).count();
        // 36 s / 1.483 s and 8.7 s / 1.483 s
        assert_eq!([within(0, 1), within(1, 11), within(11, 35), within(35, 59)], [24, 24, 5, 5]);
    }

    #[test]
    fn a_request_does_not_begin_where_its_period_ends_before_it() {
        let budget = Budget::new(hours(2));
        let late = Time(hours(3).0 - 1_000_000_000);
        assert_eq!(budget.earliest(late, AIRTIME), hours(3));
        assert_eq!(budget.earliest(late, Span::from_secs(1)), late);
        assert_eq!(budget.earliest(hours(1), AIRTIME), hours(2), "not before it has power");
    }

    proptest! {
        /// However long the air delays a request that the budget allows, no period is overdrawn.
        #[test]
        fn no_period_is_overdrawn(
            steps in proptest::collection::vec((0_u64..4_000, 0_u64..4_000, 1_u64..2_000), 1..400),
        ) {
            let mut budget = Budget::new(hours(1));
            let (mut now, mut sent) = (hours(1), Vec::new());
            for (wait_s, delay_s, airtime_ms) in steps {
                let airtime = Span::from_millis(airtime_ms);
                let start = budget.earliest(now + Span::from_secs(wait_s), airtime) + Span::from_secs(delay_s);
                budget.sent(start, airtime);
                sent.push((start, start + airtime));
                now = start + airtime;
            }
            let within = |from: u64, to: u64| -> u64 {
                let (from, to) = (hours(1 + from), hours(1 + to));
                sent.iter().map(|(start, end)| end.min(&to).since(*start.max(&from)).0).sum()
            };
            prop_assert!(within(0, 1) <= 36_000_000_000 && within(1, 11) <= 36_000_000_000);
            for day in 0..30 {
                prop_assert!(within(11 + 24 * day, 35 + 24 * day) <= 8_700_000_000);
            }
        }
    }
}
