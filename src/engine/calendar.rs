//! The event queue: what happens soon in a short sorted run, everything later in the lazy wheels.
//!
//! A push or pop costs the same for a hundred pending events as for a million. A queue shorter than the run
//! needs no wheel at all.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::event::Event;
use super::wheels::Wheels;
use crate::units::Time;

/// A run shorter than this takes events in order; measured quicker than a heap there.
const INSERTED: usize = 16;

/// Pending events, popped in the total order of [`Event`].
#[derive(Debug)]
pub struct Calendar {
    /// Events up to `last`, latest first; also the buffer through which slots are dealt.
    run: Vec<Event>,
    /// More events up to `last`, which came when the run was full.
    walk_ins: BinaryHeap<Reverse<Event>>,
    /// The last instant of the running slot; what comes later waits in the wheels.
    last: u64,
    /// Events beyond `last`.
    wheels: Wheels,
    /// The time of the last pop.
    now: Time,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar {
            run: Vec::new(),
            walk_ins: BinaryHeap::new(),
            last: u64::MAX,
            wheels: Wheels::default(),
            now: Time(0),
        }
    }
}

impl Calendar {
    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.run.len() + self.walk_ins.len() + self.wheels.len()
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an event, not before the last one popped.
    #[inline]
    pub fn push(&mut self, event: Event) {
        debug_assert!(event.time >= self.now, "an event before the present");
        if event.time.0 > self.last {
            self.wheels.put(event);
        } else if self.run.len() < INSERTED {
            self.insert(event);
        } else {
            self.push_aside(event);
        }
    }

    /// Takes the first event.
    #[inline]
    pub fn pop(&mut self) -> Option<Event> {
        self.advance();
        let event = if self.walk_ins.is_empty() { self.run.pop() } else { self.pop_beside() }?;
        self.now = event.time;
        Some(event)
    }

    /// The first event.
    #[inline]
    pub fn peek(&mut self) -> Option<&Event> {
        self.advance();
        let walk_in = self.walk_ins.peek().map(|Reverse(event)| event);
        self.run.last().into_iter().chain(walk_in).min()
    }

    /// Puts an event into its place in the run; so short a run is quicker shifted by hand than searched.
    #[inline]
    fn insert(&mut self, event: Event) {
        let mut at = self.run.len();
        self.run.push(event);
        while at > 0 && self.run[at - 1] < event {
            self.run[at] = self.run[at - 1];
            at -= 1;
        }
        self.run[at] = event;
    }

    /// The first of run and walk-ins.
    #[cold]
    fn pop_beside(&mut self) -> Option<Event> {
        let walk_in = self.walk_ins.peek().map(|Reverse(event)| event);
        match (walk_in, self.run.last()) {
            (Some(walk_in), Some(next)) if next < walk_in => self.run.pop(),
            _ => self.walk_ins.pop().map(|Reverse(event)| event),
        }
    }

    /// The run is full: the event waits aside, and a crowd is spread over the wheels.
    #[cold]
    fn push_aside(&mut self, event: Event) {
        self.walk_ins.push(Reverse(event));
        let stepped_back = self.now.0 < self.wheels.base();
        let bearable = if stepped_back { self.wheels.len() } else { 0 };
        if self.walk_ins.len() > bearable && self.now.0 < self.last {
            self.spread(stepped_back);
        }
    }

    /// Ends the running slot at the present, so that only what happens now stays out of the wheels. Where the
    /// running slot lies wholly ahead, all wheels are filed again; a crowd as large as they are has paid for it.
    fn spread(&mut self, stepped_back: bool) {
        let mut crowd = std::mem::take(&mut self.run);
        crowd.extend(self.walk_ins.drain().map(|Reverse(event)| event));
        while stepped_back && self.wheels.take_first(&mut crowd).is_some() {}
        self.last = self.now.0;
        self.wheels.rebase(self.now);
        for event in crowd.drain(..) {
            if event.time.0 > self.last { self.wheels.put(event) } else { self.walk_ins.push(Reverse(event)) }
        }
        self.run = crowd;
    }

    /// Fills the run from the next slot once it is used up.
    #[inline]
    fn advance(&mut self) {
        if self.run.is_empty() && self.walk_ins.is_empty() {
            self.last = self.wheels.next_run(&mut self.run).unwrap_or(u64::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::event::Kind;

    /// What a test does to the queue.
    #[derive(Clone, Debug)]
    enum Deed {
        /// Push events this long after the last pop.
        Push(Vec<u64>),
        /// Pop so many.
        Pop(usize),
        /// Look at the next time, which must not move anything.
        Peek,
    }

    /// Tied, clustered, near, bimodal and far-future distances, ns.
    fn after() -> impl Strategy<Value = u64> {
        let minute = 60_000_000_000;
        prop_oneof![
            Just(0),
            0..4u64,
            (1..4u64).prop_map(move |n| n * minute),
            0..1_000_000u64,
            0..3_600 * 1_000_000_000u64,
            (u64::MAX - 300)..=u64::MAX,
            any::<u64>(),
        ]
    }

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![
            // a crowd of one kind, so that slots overflow; or a mixed handful
            (after(), 0..200usize).prop_map(|(after, n)| Deed::Push(vec![after; n])),
            (after(), prop::collection::vec(0..100_000u64, 0..100)).prop_map(|(after, near)| Deed::Push(
                near.iter().map(|d| after.saturating_add(*d)).collect()
            )),
            prop::collection::vec(after(), 0..40).prop_map(Deed::Push),
            (0..150usize).prop_map(Deed::Pop),
            Just(Deed::Peek),
        ]
    }

    proptest! {
        #[test]
        fn pops_in_the_order_of_a_plain_heap(deeds in prop::collection::vec(deed(), 0..40), salt: u64) {
            let (mut calendar, mut heap) = (Calendar::default(), BinaryHeap::new());
            let (mut now, mut count) = (Time(0), 0u32);
            for deed in deeds.into_iter().chain([Deed::Pop(usize::MAX)]) {
                match deed {
                    Deed::Push(afters) => for after in afters {
                        count += 1;
                        let hash = (u64::from(count) ^ salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                        let kind = if hash.is_multiple_of(2) { Kind::FrameEnd } else { Kind::Arrive };
                        let time = Time(now.0.saturating_add(after));
                        // few distinct hashes, so that the slot must decide sometimes
                        let event = Event::new(time, kind, hash & (7 << 61), count, 0);
                        calendar.push(event);
                        heap.push(Reverse(event));
                    },
                    Deed::Pop(times) => for _ in 0..times {
                        let expected = heap.pop().map(|Reverse(event)| event);
                        prop_assert_eq!(calendar.pop(), expected);
                        let Some(event) = expected else { break };
                        now = event.time;
                    },
                    Deed::Peek => {
                        let expected = heap.peek().map(|Reverse(event)| event.time);
                        prop_assert_eq!(calendar.peek().map(|event| event.time), expected);
                    }
                }
                prop_assert_eq!(calendar.len(), heap.len());
                prop_assert_eq!(calendar.is_empty(), heap.is_empty());
            }
        }
    }

    #[test]
    fn a_crowd_before_a_peeked_far_event_leaves_the_heap() {
        let mut calendar = Calendar::default();
        for hour in 1..100 {
            calendar.push(Event::new(Time(hour * 3_600_000_000_000), Kind::Send, 0, 0, 0));
        }
        assert_eq!(calendar.peek().map(|event| event.time), Some(Time(3_600_000_000_000)));
        for i in 0..10_000 {
            calendar.push(Event::new(Time(1 + i % 1000), Kind::Wake, i << 20, 0, 0));
        }
        assert!(calendar.walk_ins.len() <= 100, "{} waited aside", calendar.walk_ins.len());
    }

    #[test]
    fn a_passing_crowd_leaves_little_memory_behind() {
        let mut calendar = Calendar::default();
        let minute = 60_000_000_000;
        for crowd in 1..300u64 {
            (0..2_000)
                .for_each(|i| calendar.push(Event::new(Time(crowd * minute), Kind::Wake, i << 20, 0, 0)));
            while calendar.pop().is_some() {}
        }
        assert!(calendar.wheels.capacity() < 12_000, "room for {}", calendar.wheels.capacity());
    }

    #[test]
    #[should_panic(expected = "before the present")]
    #[cfg(debug_assertions)]
    fn time_does_not_go_back() {
        let mut calendar = Calendar::default();
        calendar.push(Event::new(Time(5), Kind::Wake, 0, 0, 0));
        calendar.pop();
        calendar.push(Event::new(Time(4), Kind::Wake, 0, 0, 0));
    }
}
