//! A link whose rate changes under the packet that is being sent: the rest goes at the new rate. What is sent is
//! counted in parts of a bit ([`PER_BYTE`]), so that whole nanoseconds at whole bit/s leave nothing to rounding.

use super::queue::Queue;
use super::{Gone, Job, LivePlan, Present};
use crate::model::cause::Cause;
use crate::model::link_trace::PER_BYTE;
use crate::units::{Span, Time};

/// The packet that is being sent.
#[derive(Clone, Debug)]
struct Sending {
    present: Present,
    /// Parts of a bit still to be sent.
    left: u128,
    spent: Span,
}

/// One sender, and those who wait for it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    queue: Queue,
    sending: Option<Sending>,
    /// bit/s.
    rate: u64,
    since: Time,
}

impl Line {
    pub fn new(plan: &LivePlan) -> Line {
        Line { queue: Queue::new(plan), sending: None, rate: 0, since: Time(0) }
    }

    /// From now on it sends at `rate` bit/s.
    pub fn set_rate(&mut self, rate: u64) {
        self.rate = rate;
    }

    /// Whether the packet is taken in.
    pub fn offer(&mut self, now: Time, up: bool, job: Job) -> bool {
        self.queue.offer(now, up && self.sending.is_none(), job)
    }

    /// Sends until `clock`.
    pub fn advance(&mut self, clock: Time, gone: &mut Vec<Gone>) {
        let passed = clock - std::mem::replace(&mut self.since, clock);
        let Some(sending) = &mut self.sending else { return };
        let sent = u128::from(self.rate) * u128::from(passed.0);
        sending.left = sending.left.saturating_sub(sent);
        sending.spent += passed;
        if sending.left == 0
            && let Some(Sending { mut present, spent, .. }) = self.sending.take()
        {
            present.job.work = spent;
            gone.push(present.gone(None));
        }
    }

    /// Takes up the next packet.
    pub fn start(&mut self, now: Time, gone: &mut Vec<Gone>) {
        if self.sending.is_none()
            && let Some(present) = self.queue.next_up(now, gone)
        {
            let left = u128::from(present.job.bytes.max(1)) * PER_BYTE;
            self.sending = Some(Sending { present, left, spent: Span::ZERO });
        }
    }

    /// What is being sent is lost.
    pub fn break_down(&mut self, cause: Cause, gone: &mut Vec<Gone>) {
        gone.extend(self.sending.take().map(|sending| sending.present.gone(Some(cause))));
    }

    /// All leave as they came, the one being sent first.
    pub fn evacuate(&mut self, gone: &mut Vec<Gone>) {
        gone.extend(self.sending.take().map(|sending| sending.present.gone(None)));
        self.queue.evacuate(gone);
    }

    /// When the packet will have been sent at this rate.
    pub fn next(&self) -> Option<Time> {
        let left = self.sending.as_ref()?.left;
        let ns = left.div_ceil(u128::from(Some(self.rate).filter(|rate| *rate > 0)?));
        Some(Time(self.since.0.saturating_add(u64::try_from(ns).unwrap_or(u64::MAX))))
    }

    pub fn busy(&self) -> u32 {
        u32::from(self.sending.is_some())
    }

    pub fn waiting(&self) -> (u64, u64) {
        self.queue.waiting()
    }

    pub fn is_empty(&self) -> bool {
        self.sending.is_none() && self.queue.is_empty()
    }
}
