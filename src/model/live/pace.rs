//! The rate of a link over time: its own, or that of a measured trace, and never more than a throttle allows.

use std::sync::Arc;

use crate::model::link_trace::LinkTrace;
use crate::units::Time;

/// What the file fixes of a rate that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct PacePlan {
    /// The link's own rate, bit/s.
    pub own: u64,
    /// What was measured; none if only a throttle changes the rate.
    pub trace: Option<Arc<LinkTrace>>,
    /// Share of the time in which the trace has it up.
    pub up: f64,
}

/// The rate now.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    plan: PacePlan,
    origin: Time,
    /// No faster than this, bit/s.
    limit: u64,
    measured: u64,
    next: Option<Time>,
}

impl Pace {
    /// At `begin` of a trace that begins at `origin`.
    pub fn new(plan: &PacePlan, origin: Time, begin: Time) -> Pace {
        let mut pace =
            Pace { plan: plan.clone(), origin, limit: u64::MAX, measured: plan.own, next: Some(begin) };
        pace.turn(begin);
        pace
    }

    /// Goes on to `now`.
    pub fn turn(&mut self, now: Time) {
        if let Some(trace) = &self.plan.trace
            && self.next.is_some_and(|next| next <= now)
        {
            let (row, next) = trace.at(self.origin, now);
            (self.measured, self.next) = (row.pace(self.plan.own), next);
        } else if self.plan.trace.is_none() {
            self.next = None;
        }
    }

    /// No faster than this from now on, bit/s; as fast as it can if there is no limit.
    pub fn limit(&mut self, limit: Option<u64>) {
        self.limit = limit.unwrap_or(u64::MAX);
    }

    /// bit/s; 0 while it is down.
    pub fn rate(&self) -> u64 {
        self.measured.min(self.limit)
    }

    /// When the trace changes.
    pub fn next(&self) -> Option<Time> {
        self.next
    }
}
