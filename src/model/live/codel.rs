//! CoDel, controlled delay (RFC 8289): drops at the head of the queue while packets have been waiting longer than
//! a target for a whole interval, ever more often until they no longer do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Span, Time};

/// CoDel's parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodelSpec {
    /// A standing wait that is still fine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Span>,
    /// So long it may be longer before a packet is dropped: a round trip in the worst case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Span>,
}

/// RFC 8289, clause 4.3.
pub const DEFAULT_TARGET: Span = Span::from_millis(5);
/// RFC 8289, clause 4.2.
pub const DEFAULT_INTERVAL: Span = Span::from_millis(100);

/// The state machine of RFC 8289, appendix A, under its names.
#[derive(Clone, Debug)]
pub(super) struct Codel {
    target: Span,
    interval: Span,
    first_above: Option<Time>,
    drop_next: Time,
    count: u64,
    last_count: u64,
    dropping: bool,
}

impl Codel {
    pub fn new(spec: &CodelSpec) -> Codel {
        Codel {
            target: spec.target.unwrap_or(DEFAULT_TARGET),
            interval: spec.interval.unwrap_or(DEFAULT_INTERVAL),
            first_above: None,
            drop_next: Time(0),
            count: 0,
            last_count: 0,
            dropping: false,
        }
    }

    /// The packet at the head, having waited since `arrival`, is about to be sent, and leaves behind more than
    /// one packet's worth or not. Whether it is dropped instead; then the next one is at the head.
    pub fn drops(&mut self, now: Time, arrival: Time, backlogged: bool) -> bool {
        let ok_to_drop = self.ok_to_drop(now, arrival, backlogged);
        if !ok_to_drop {
            self.dropping = false;
        } else if !self.dropping {
            self.enter(now);
            return true;
        } else if now >= self.drop_next {
            self.count += 1;
            self.drop_next = self.control_law(self.drop_next);
            return true;
        }
        false
    }

    /// Nobody waits any more.
    pub fn emptied(&mut self) {
        self.first_above = None;
        self.dropping = false;
    }

    fn ok_to_drop(&mut self, now: Time, arrival: Time, backlogged: bool) -> bool {
        if now - arrival < self.target || !backlogged {
            self.first_above = None;
            return false;
        }
        now >= *self.first_above.get_or_insert(now + self.interval)
    }

    /// Begins to drop: where the last time left off if that is not long ago.
    fn enter(&mut self, now: Time) {
        let delta = self.count.saturating_sub(self.last_count);
        let recently = now - self.drop_next < Span(16 * self.interval.0);
        self.count = if delta > 1 && recently { delta } else { 1 };
        self.last_count = self.count;
        self.dropping = true;
        self.drop_next = self.control_law(now);
    }

    fn control_law(&self, after: Time) -> Time {
        after + Span::from_ns_f64(self.interval.0 as f64 / (self.count as f64).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    /// Packets are always there and have always waited too long; one is sent each microsecond.
    #[test]
    fn drops_follow_the_square_root_law() {
        let mut codel = Codel::new(&CodelSpec::default());
        let drops: Vec<Time> = (0..800_000)
            .map(|us| Time(1_000_000_000 + us * 1000))
            .filter(|&now| codel.drops(now, Time(now.0 - 10 * MS), true))
            .collect();
        let since: Vec<u64> = drops.iter().map(|at| (at.0 - drops[0].0) / 1000).collect();
        assert_eq!(drops[0], Time(1_100_000_000), "an interval above the target");
        assert_eq!(since[..5], [0, 100_000, 170_711, 228_446, 278_446]);
    }

    #[test]
    fn one_short_wait_or_an_empty_buffer_starts_it_over() {
        let mut codel = Codel::new(&CodelSpec::default());
        let waited = |codel: &mut Codel, at: u64, wait: u64, backlogged| {
            codel.drops(Time(at * MS), Time((at - wait) * MS), backlogged)
        };
        assert!(!waited(&mut codel, 100, 5, true));
        assert!(!waited(&mut codel, 150, 4, true), "below the target");
        assert!(!waited(&mut codel, 200, 9, true), "the interval begins anew");
        assert!(!waited(&mut codel, 299, 9, false), "the last packet's worth is never dropped");
        assert!(!waited(&mut codel, 300, 9, true));
        assert!(waited(&mut codel, 400, 9, true));
        codel.emptied();
        assert!(!waited(&mut codel, 600, 9, true));
    }

    #[test]
    fn soon_after_it_goes_on_where_it_left_off() {
        let mut codel = Codel::new(&CodelSpec::default());
        let drop_times = |codel: &mut Codel, from: u64, to: u64| -> Vec<u64> {
            (from..to).filter(|at| codel.drops(Time(at * MS), Time((at - 9) * MS), true)).collect()
        };
        assert_eq!(drop_times(&mut codel, 1000, 1400).len(), 5, "count reaches 5: 0, 100, 171, 229, 279 ms");
        assert!(!codel.drops(Time(1401 * MS), Time(1400 * MS), true));
        let again = drop_times(&mut codel, 1402, 1600);
        assert_eq!(again, [1502, 1552, 1597], "count 4 at once: 100 / sqrt(4) ms to the next");
    }
}
