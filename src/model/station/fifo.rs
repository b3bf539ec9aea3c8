//! First come, first served with c servers: foretold, so an arrival learns its start and end at once.

use std::collections::VecDeque;

use crate::model::link::Passage;
use crate::units::{Span, Time};

/// A foretold station. Its state is when each server falls free and when each waiting job will start.
#[derive(Clone, Debug)]
pub struct Fifo {
    /// A binary min-heap of the instants at which the servers fall free.
    free_at: Vec<Time>,
    waiting_room: Option<u64>,
    /// Starts of the jobs that wait; they begin in the order of arrival.
    starts: VecDeque<Time>,
}

impl Fifo {
    /// Idle servers and an empty waiting room.
    pub fn new(servers: u32, waiting_room: Option<u64>) -> Fifo {
        Fifo { free_at: vec![Time(0); servers.max(1) as usize], waiting_room, starts: VecDeque::new() }
    }

    /// A job arrives that needs `service`; arrivals must come in order of time.
    #[inline]
    pub fn offer(&mut self, now: Time, service: Span) -> Passage {
        self.offer_at(now, self.starts(now), service)
    }

    /// When a job that arrives now would begin to be served.
    #[inline]
    pub fn starts(&self, now: Time) -> Time {
        self.free_at[0].max(now)
    }

    /// How many servers there are.
    pub fn servers(&self) -> usize {
        self.free_at.len()
    }

    /// A job arrives that is not served before `start`, which is not before a server is free.
    #[inline]
    pub fn offer_at(&mut self, now: Time, start: Time, service: Span) -> Passage {
        if let Some(room) = self.waiting_room {
            while self.starts.front().is_some_and(|&begun| begun <= now) {
                self.starts.pop_front();
            }
            if start > now {
                if self.starts.len() as u64 >= room {
                    return Passage::Full;
                }
                self.starts.push_back(start);
            }
        }
        let end = start + service;
        self.replace_earliest(end);
        Passage::Served { start, end }
    }

    /// Jobs that waited at the last arrival, and places to wait; `None` if there is no limit.
    pub fn room(&self) -> Option<(u64, u64)> {
        Some((self.starts.len() as u64, self.waiting_room?))
    }

    /// The server that falls free first takes a job until `end`: sift down from the root.
    #[inline]
    fn replace_earliest(&mut self, end: Time) {
        let mut at = 0;
        loop {
            let left = 2 * at + 1;
            if left >= self.free_at.len() {
                break;
            }
            let right = left + 1;
            let least = if right < self.free_at.len() && self.free_at[right] < self.free_at[left] {
                right
            } else {
                left
            };
            if self.free_at[least] >= end {
                break;
            }
            self.free_at[at] = self.free_at[least];
            at = least;
        }
        self.free_at[at] = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(start: u64, end: u64) -> Passage {
        Passage::Served { start: Time(start), end: Time(end) }
    }

    #[test]
    fn two_servers_take_turns() {
        let mut station = Fifo::new(2, None);
        assert_eq!(station.offer(Time(0), Span(10)), served(0, 10));
        assert_eq!(station.offer(Time(1), Span(3)), served(1, 4));
        assert_eq!(station.offer(Time(2), Span(1)), served(4, 5));
        assert_eq!(station.offer(Time(2), Span(9)), served(5, 14));
        assert_eq!(station.offer(Time(2), Span(1)), served(10, 11));
    }

    #[test]
    fn waiting_room_counts_only_those_who_wait() {
        let mut station = Fifo::new(1, Some(1));
        assert_eq!(station.offer(Time(0), Span(10)), served(0, 10));
        assert_eq!(station.offer(Time(1), Span(10)), served(10, 20));
        assert_eq!(station.offer(Time(9), Span(10)), Passage::Full);
        assert_eq!(station.offer(Time(10), Span(10)), served(20, 30), "the one in the room has begun");
        let mut loss_only = Fifo::new(1, Some(0));
        assert_eq!(loss_only.offer(Time(0), Span(5)), served(0, 5));
        assert_eq!(loss_only.offer(Time(4), Span(5)), Passage::Full);
        assert_eq!(loss_only.offer(Time(5), Span(5)), served(5, 10));
    }
}
