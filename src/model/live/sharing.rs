//! Egalitarian processor sharing: all who are there are served at once, each at rate min(1, c/n). Everyone gets as
//! much as everyone else, so a job is done when all since its arrival have been given its work.

use std::collections::BTreeMap;

use super::{Gone, Job, LivePlan, Present, Room};
use crate::model::cause::Cause;
use crate::units::Time;

/// Bits of a nanosecond's fraction: shares are rounded down to them, so that nobody is done too soon.
const FRACTION: u32 = 40;
/// As much of a nanosecond as millions of such roundings may lack at the end of a busy period.
const SLACK: u128 = 1 << 24;

/// All who are there.
#[derive(Clone, Debug)]
pub(super) struct Sharing {
    servers: u32,
    room: Room,
    /// What everyone has been given in this busy period, ns with [`FRACTION`].
    given: u128,
    since: Time,
    /// By what will have been given when they are done, and their number.
    jobs: BTreeMap<(u128, u64), Present>,
    bytes: u64,
    arrivals: u64,
}

impl Sharing {
    pub fn new(plan: &LivePlan) -> Sharing {
        Sharing {
            servers: plan.servers,
            room: plan.room,
            given: 0,
            since: Time(0),
            jobs: BTreeMap::new(),
            bytes: 0,
            arrivals: 0,
        }
    }

    /// Whether the job is taken in. As many as there are servers need no room; of bytes all count but those of
    /// one who is alone, since all are being served.
    pub fn offer(&mut self, now: Time, job: Job) -> bool {
        let beyond = (self.jobs.len() as u64 + 1).saturating_sub(u64::from(self.servers));
        let fits = self.jobs.is_empty() || self.bytes.saturating_add(job.bytes) <= self.room.bytes;
        if beyond > self.room.jobs || !fits {
            return false;
        }
        let done = self.given + (u128::from(job.work.0) << FRACTION);
        self.jobs.insert((done, self.arrivals), Present { job, arrival: now, number: self.arrivals });
        self.arrivals += 1;
        self.bytes += job.bytes;
        true
    }

    /// Shares the time since the last call out, and ends what is done: exactly when it is, between nanoseconds,
    /// so that those who stay lose nothing by it.
    pub fn advance(&mut self, clock: Time, gone: &mut Vec<Gone>) {
        let mut elapsed = u128::from((clock - std::mem::replace(&mut self.since, clock)).0) << FRACTION;
        while let Some(needed) = self.needed().filter(|needed| *needed <= elapsed + SLACK) {
            self.share_out(needed.min(elapsed));
            elapsed = elapsed.saturating_sub(needed);
            let Some((_, present)) = self.jobs.pop_first() else { break };
            self.bytes -= present.job.bytes;
            gone.push(present.gone(None));
        }
        self.share_out(elapsed);
    }

    fn share_out(&mut self, time: u128) {
        match self.jobs.len() as u128 {
            0 => self.given = 0,
            jobs => self.given += time * u128::from(self.busy()) / jobs,
        }
    }

    /// Time until the first is done, ns with [`FRACTION`].
    fn needed(&self) -> Option<u128> {
        let ((done, _), _) = self.jobs.first_key_value()?;
        let work = done.saturating_sub(self.given) * self.jobs.len() as u128;
        Some(work.div_ceil(u128::from(self.busy())))
    }

    /// All are in service, so all are lost.
    pub fn break_down(&mut self, cause: Cause, gone: &mut Vec<Gone>) {
        gone.extend(self.jobs.values().map(|present| present.gone(Some(cause))));
        self.jobs.clear();
        (self.given, self.bytes) = (0, 0);
    }

    /// Everyone leaves as they came.
    pub fn evacuate(&mut self, gone: &mut Vec<Gone>) {
        let mut all: Vec<Present> = std::mem::take(&mut self.jobs).into_values().collect();
        all.sort_by_key(|present| present.number);
        gone.extend(all.iter().map(|present| present.gone(None)));
        (self.given, self.bytes) = (0, 0);
    }

    /// The first whole nanosecond at which the first is done.
    pub fn next(&self) -> Option<Time> {
        let ns = self.needed()?.saturating_sub(SLACK).div_ceil(1 << FRACTION);
        Some(Time(self.since.0.saturating_add(u64::try_from(ns).unwrap_or(u64::MAX))))
    }

    /// Servers at work.
    pub fn busy(&self) -> u32 {
        self.servers.min(self.jobs.len() as u32)
    }

    /// Jobs beyond the servers, and bytes of all.
    pub fn waiting(&self) -> (u64, u64) {
        ((self.jobs.len() as u64).saturating_sub(u64::from(self.servers)), self.bytes)
    }

    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }
}
