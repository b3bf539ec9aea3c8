//! Preemptive-resume priority with one server: live, because whoever is served now may be interrupted.
//!
//! A live element answers every call with the jobs gone, the stretch its server was busy since the last
//! call, and the next wake; an earlier wake is stale and told by the epoch.

use std::collections::BTreeMap;

use crate::units::{Span, Time};

/// A job that left, with what it spent here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The job's handle.
    pub job: u32,
    /// When it had arrived.
    pub arrival: Time,
    /// Its whole service time.
    pub service: Span,
}

/// What a call to a live element changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// A job whose service is complete.
    pub departed: Option<Gone>,
    /// The offered job found no room.
    pub full: bool,
    /// The server was busy from here until now.
    pub busy_from: Option<Time>,
    /// When to wake it next; replaces every earlier wake.
    pub next: Option<Time>,
    /// The epoch of that wake.
    pub epoch: u32,
}

#[derive(Clone, Copy, Debug)]
struct Job {
    job: u32,
    arrival: Time,
    service: Span,
    left: Span,
}

/// Order of service: higher priority first, then order of arrival.
type Rank = (std::cmp::Reverse<u8>, u64);

/// A live station with one server.
#[derive(Clone, Debug, Default)]
pub struct Priority {
    waiting_room: Option<u64>,
    jobs: BTreeMap<Rank, Job>,
    arrivals: u64,
    /// Since when the first of `jobs` has been served.
    serving_since: Time,
    epoch: u32,
}

impl Priority {
    /// An idle server and an empty waiting room.
    pub fn new(waiting_room: Option<u64>) -> Priority {
        Priority { waiting_room, ..Priority::default() }
    }

    /// A job arrives that needs `service`.
    pub fn offer(&mut self, now: Time, job: u32, priority: u8, service: Span) -> Change {
        let busy_from = self.work_until(now);
        let full = self.waiting_room.is_some_and(|room| self.jobs.len() as u64 > room);
        if !full {
            let rank = (std::cmp::Reverse(priority), self.arrivals);
            self.jobs.insert(rank, Job { job, arrival: now, service, left: service });
            self.arrivals += 1;
        }
        Change { full, busy_from, ..self.next_wake() }
    }

    /// The served job's time has come.
    pub fn wake(&mut self, now: Time) -> Change {
        let busy_from = self.work_until(now);
        let departed = self.jobs.first_entry().filter(|entry| entry.get().left == Span::ZERO).map(|entry| {
            let Job { job, arrival, service, .. } = entry.remove();
            Gone { job, arrival, service }
        });
        Change { departed, busy_from, ..self.next_wake() }
    }

    /// Whether a wake of this epoch is still due.
    pub fn is_due(&self, epoch: u32) -> bool {
        epoch == self.epoch
    }

    /// Jobs that wait, and places to wait; `None` if there is no limit.
    pub fn room(&self) -> Option<(u64, u64)> {
        Some((self.jobs.len().saturating_sub(1) as u64, self.waiting_room?))
    }

    /// Since when the served job's time has not been credited; `None` if nobody is served.
    pub fn uncredited_since(&self) -> Option<Time> {
        (!self.jobs.is_empty()).then_some(self.serving_since)
    }

    /// Credits the served job with the time since the last call.
    fn work_until(&mut self, now: Time) -> Option<Time> {
        let since = std::mem::replace(&mut self.serving_since, now);
        let mut first = self.jobs.first_entry()?;
        let job = first.get_mut();
        job.left = Span(job.left.0 - (now - since).0.min(job.left.0));
        (since < now).then_some(since)
    }

    fn next_wake(&mut self) -> Change {
        self.epoch = self.epoch.wrapping_add(1);
        let next = self.jobs.first_key_value().map(|(_, job)| self.serving_since + job.left);
        Change { next, epoch: self.epoch, ..Change::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_priority_interrupts_and_the_lower_resumes() {
        let mut station = Priority::new(None);
        let low = station.offer(Time(0), 1, 0, Span(10));
        assert_eq!(low.next, Some(Time(10)));
        let high = station.offer(Time(4), 2, 1, Span(3));
        assert_eq!((high.next, high.busy_from), (Some(Time(7)), Some(Time(0))));
        assert!(!station.is_due(low.epoch), "the first wake is stale");
        let done = station.wake(Time(7));
        assert_eq!(done.departed, Some(Gone { job: 2, arrival: Time(4), service: Span(3) }));
        assert_eq!(done.next, Some(Time(13)), "6 left of 10");
        assert_eq!(station.wake(Time(13)).departed.map(|gone| gone.job), Some(1));
    }

    #[test]
    fn equal_priority_keeps_the_order_of_arrival() {
        let mut station = Priority::new(Some(1));
        station.offer(Time(0), 1, 5, Span(10));
        station.offer(Time(1), 2, 5, Span(10));
        assert!(station.offer(Time(2), 3, 9, Span(1)).full);
        assert_eq!(station.wake(Time(10)).departed.map(|gone| gone.job), Some(1));
        assert_eq!(station.wake(Time(20)).departed.map(|gone| gone.job), Some(2));
    }
}
