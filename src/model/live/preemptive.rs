//! Preemptive-resume priority with one server.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Gone, Job, Present, Room};
use crate::model::cause::Cause;
use crate::units::{Span, Time};

/// Order of service: higher priority first, then order of arrival.
type Rank = (Reverse<u8>, u64);

/// All who are there, the first of them being served.
#[derive(Clone, Debug)]
pub(super) struct Preemptive {
    room: Room,
    jobs: BTreeMap<Rank, (Present, Span)>,
    bytes: u64,
    arrivals: u64,
    /// Since when the first of `jobs` has been served.
    since: Time,
}

impl Preemptive {
    pub fn new(room: Room) -> Preemptive {
        Preemptive { room, jobs: BTreeMap::new(), bytes: 0, arrivals: 0, since: Time(0) }
    }

    /// Whether the job is taken in: all but the one then served must find room.
    pub fn offer(&mut self, now: Time, job: Job) -> bool {
        if let Some((Reverse(priority), _)) = self.jobs.first_key_value().map(|(rank, _)| *rank) {
            let interrupts = job.priority > priority;
            let (held, comes) = match interrupts {
                true => (self.bytes, 0),
                false => (self.bytes - self.served_bytes(), job.bytes),
            };
            if !self.room.admits(self.jobs.len() as u64 - 1, held, comes) {
                return false;
            }
        }
        let present = Present { job, arrival: now, number: self.arrivals };
        self.jobs.insert((Reverse(job.priority), self.arrivals), (present, job.work));
        self.arrivals += 1;
        self.bytes += job.bytes;
        true
    }

    fn served_bytes(&self) -> u64 {
        self.jobs.first_key_value().map_or(0, |(_, (present, _))| present.job.bytes)
    }

    /// Credits the served job with the time since the last call, and ends it if it is done.
    pub fn advance(&mut self, clock: Time, gone: &mut Vec<Gone>) {
        let mut spent = clock - std::mem::replace(&mut self.since, clock);
        while let Some(mut first) = self.jobs.first_entry() {
            let left = &mut first.get_mut().1;
            *left = Span(left.0 - spent.0.min(left.0));
            spent = Span::ZERO;
            if *left > Span::ZERO {
                break;
            }
            let (present, _) = first.remove();
            self.leave(present, None, gone);
        }
    }

    /// The one in service is lost.
    pub fn break_down(&mut self, cause: Cause, gone: &mut Vec<Gone>) {
        if let Some((_, (present, _))) = self.jobs.pop_first() {
            self.leave(present, Some(cause), gone);
        }
    }

    /// Everyone leaves by their turn.
    pub fn evacuate(&mut self, gone: &mut Vec<Gone>) {
        gone.extend(self.jobs.values().map(|(present, _)| present.gone(None)));
        self.jobs.clear();
        self.bytes = 0;
    }

    fn leave(&mut self, present: Present, dropped: Option<Cause>, gone: &mut Vec<Gone>) {
        self.bytes -= present.job.bytes;
        gone.push(present.gone(dropped));
    }

    pub fn next(&self) -> Option<Time> {
        self.jobs.first_key_value().map(|(_, (_, left))| self.since + *left)
    }

    pub fn waiting(&self) -> (u64, u64) {
        (self.jobs.len().saturating_sub(1) as u64, self.bytes - self.served_bytes())
    }

    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }
}
