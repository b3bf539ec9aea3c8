//! Queues of events that wait equally long. A frame ends one airtime after its start, a folding closes one window
//! after the first copy: events of the same delay come in the order in which they were made, so a queue for each
//! delay keeps them sorted without comparing any but its ends.

use std::collections::VecDeque;

use super::event::Event;
use crate::units::{Span, Time};

/// How many lanes: six spreading factors' frames and the folding fit; the first is found in a few comparisons.
const LANES: usize = 8;
const EMPTY: u64 = Time::NEVER.0;

/// Events in lanes, each in the total order of [`Event`].
#[derive(Debug)]
pub(super) struct Lanes {
    lanes: [VecDeque<Event>; LANES],
    /// By lane: the delay of the events that join it.
    delays: [Span; LANES],
    /// By lane: the time of its first event, ns; that of [`Time::NEVER`] if it is empty.
    heads: [u64; LANES],
    /// The lane of the first event of all.
    first: usize,
}

impl Default for Lanes {
    fn default() -> Lanes {
        Lanes { lanes: Default::default(), delays: [Span::ZERO; LANES], heads: [EMPTY; LANES], first: 0 }
    }
}

impl Lanes {
    /// The time of the first event; [`Time::NEVER`] if there is none.
    #[inline]
    pub(super) fn due(&self) -> Time {
        Time(self.heads[self.first])
    }

    /// The first event.
    pub(super) fn peek(&self) -> Option<&Event> {
        self.lanes[self.first].front()
    }

    /// Adds an event at the end of the lane of its delay; false if it does not belong there, or no lane is free.
    #[inline]
    pub(super) fn join(&mut self, now: Time, event: Event) -> bool {
        let delay = event.time - now;
        let of_delay = set_of(|lane| self.delays[lane] == delay);
        let lane = if of_delay != 0 { of_delay.trailing_zeros() as usize } else { self.assign(delay) };
        if lane == LANES || event.time == Time::NEVER {
            return false;
        }
        match self.lanes[lane].back() {
            Some(last) if last.time < event.time => {}
            Some(last) if *last > event => return false,
            Some(_) => {}
            None => self.open(lane, event),
        }
        self.lanes[lane].push_back(event);
        true
    }

    /// Takes the first event; no call, as [`super::agenda::Agenda::pop`].
    #[inline(always)]
    pub(super) fn pop(&mut self) -> Option<Event> {
        let lane = &mut self.lanes[self.first];
        let event = lane.pop_front();
        self.heads[self.first] = lane.front().map_or(EMPTY, |event| event.time.0);
        let least = self.heads.iter().fold(EMPTY, |least, head| least.min(*head));
        let ties = set_of(|lane| self.heads[lane] == least);
        self.first = ties.trailing_zeros() as usize % LANES;
        if ties & (ties - 1) != 0 && least != EMPTY {
            self.first = self.first_of(ties);
        }
        event
    }

    /// An empty lane gets its first event.
    #[inline]
    fn open(&mut self, lane: usize, event: Event) {
        self.heads[lane] = event.time.0;
        if self.peek().is_none_or(|first| event < *first) {
            self.first = lane;
        }
    }

    /// An empty lane for a new delay; [`LANES`] if none is empty.
    #[cold]
    fn assign(&mut self, delay: Span) -> usize {
        let empty = set_of(|lane| self.heads[lane] == EMPTY);
        let lane = empty.trailing_zeros().min(LANES as u32) as usize;
        if let Some(of_lane) = self.delays.get_mut(lane) {
            *of_lane = delay;
        }
        lane
    }

    /// Of lanes whose first events are of the same instant, the one whose event stands first.
    #[cold]
    fn first_of(&self, ties: u32) -> usize {
        let tied = (0..LANES).filter(|lane| ties >> lane & 1 == 1);
        tied.min_by_key(|&lane| self.lanes[lane].front()).unwrap_or(0)
    }
}

/// The lanes of which something is true, a bit each.
#[inline]
fn set_of(is_in: impl Fn(usize) -> bool) -> u32 {
    (0..LANES).fold(0, |set, lane| set | u32::from(is_in(lane)) << lane)
}
