//! What is still to happen: events of a common delay in lanes, all others in the calendar.
//! Where an event waits changes nothing about its turn.

use super::calendar::Calendar;
use super::event::Event;
use super::lanes::Lanes;
use crate::units::Time;

/// Pending events, popped in the total order of [`Event`].
#[derive(Debug)]
pub struct Agenda {
    lanes: Lanes,
    calendar: Calendar,
    /// When the calendar's first event happens; [`Time::NEVER`] if it is empty.
    calendar_due: Time,
}

impl Default for Agenda {
    fn default() -> Agenda {
        Agenda { lanes: Lanes::default(), calendar: Calendar::default(), calendar_due: Time::NEVER }
    }
}

impl Agenda {
    /// When the first event happens; [`Time::NEVER`] if nothing is pending.
    #[inline]
    pub fn due(&self) -> Time {
        self.lanes.due().min(self.calendar_due)
    }

    /// Adds an event at the instant `now`, which lies neither after it nor before the last one popped.
    #[inline]
    pub fn push(&mut self, now: Time, event: Event) {
        debug_assert!(event.time >= now, "an event before the present");
        if !self.lanes.join(now, event) {
            self.calendar.push(event);
            self.calendar_due = self.calendar_due.min(event.time);
        }
    }

    /// Takes the first event. In the loop it must not become a call because there are loops for several recorders.
    #[inline(always)]
    pub fn pop(&mut self) -> Option<Event> {
        if self.lanes.due() < self.calendar_due { self.lanes.pop() } else { self.pop_calendar() }
    }

    #[inline(never)]
    fn pop_calendar(&mut self) -> Option<Event> {
        if let Some(of_lanes) = self.lanes.peek()
            && self.calendar.peek().is_none_or(|event| of_lanes < event)
        {
            return self.lanes.pop();
        }
        let event = self.calendar.pop();
        self.calendar_due = self.calendar.peek().map_or(Time::NEVER, |event| event.time);
        event
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    use proptest::prelude::*;

    use super::*;
    use crate::engine::event::Kind;

    proptest! {
        /// Few delays, many delays, ties within a lane and between lanes, stragglers that no lane takes.
        #[test]
        fn pops_in_the_order_of_a_plain_heap(
            delays in prop::collection::vec(prop_oneof![0..4u64, 0..40u64, Just(u64::MAX)], 1..30),
            deeds in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), 0..4u64), 0..400),
        ) {
            let (mut agenda, mut heap) = (Agenda::default(), BinaryHeap::new());
            let mut now = Time(0);
            for (count, (pushes, which, passed)) in (0u32..).zip(deeds) {
                if pushes {
                    now = Time(agenda.due().0.min(now.0.saturating_add(passed))); // births come between events
                    let hash = u64::from(count).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                    let kind = if hash.is_multiple_of(2) { Kind::FrameEnd } else { Kind::Arrive };
                    let time = Time(now.0.saturating_add(*which.get(&delays)));
                    let event = Event::new(time, kind, hash & (7 << 61), count, 0);
                    agenda.push(now, event);
                    heap.push(Reverse(event));
                } else {
                    let expected = heap.pop().map(|Reverse(event)| event);
                    prop_assert_eq!(agenda.pop(), expected);
                    now = expected.map_or(now, |event| event.time);
                }
                let due = heap.peek().map_or(Time::NEVER, |Reverse(event)| event.time);
                prop_assert_eq!(agenda.due(), due);
            }
        }
    }
}
