//! The event queue: a lazy hierarchical wheel.
//!
//! Time is read as eight digits of eight bits. An event waits in the wheel of the highest digit in which it
//! differs from the present, in the slot of that digit. When a slot's turn comes it is sorted if it is small
//! and dealt to the finer wheels if not, so an event moves few times and is compared with few others (the idea
//! of Varghese and Lauck, "Hashed and hierarchical timing wheels", SOSP 1987, and of radix heaps, with the
//! sorting of ladder queues). A short queue never leaves the sorted run and needs no wheel at all.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::event::Event;
use crate::units::Time;

/// Bits of a digit of time.
const DIGIT: u32 = 8;
/// Slots of a wheel: one for each value of a digit.
const SLOTS: usize = 1 << DIGIT;
/// Wheels: one for each digit of a time.
const WHEELS: usize = (u64::BITS / DIGIT) as usize;
/// Words of 64 bits with a bit for each slot.
const WORDS: usize = WHEELS * SLOTS / 64;
/// A slot of at most so many events is sorted whole, a larger one dealt to finer wheels.
const SORTED: usize = 16;
/// The run takes events in order while it is at most so long.
const INSERTED: usize = 16;
/// An empty slot keeps room for at most so many events, so that a rare crowd does not hold memory for ever.
const KEPT: usize = 256;

/// Pending events, popped in the total order of [`Event`].
#[derive(Debug)]
pub struct Calendar {
    /// The running slot, latest first.
    run: Vec<Event>,
    /// Events that fell into the running slot when the run was long.
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
        self.run.len() + self.walk_ins.len() + self.wheels.len
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
            self.push_crowded(event);
        }
    }

    /// Takes the first event.
    #[inline]
    pub fn pop(&mut self) -> Option<Event> {
        self.advance();
        let event = if self.walk_in_first() { self.walk_ins.pop()?.0 } else { self.run.pop()? };
        self.now = event.time;
        Some(event)
    }

    /// When the first event happens.
    #[inline]
    pub fn peek_time(&mut self) -> Option<Time> {
        self.advance();
        let run = self.run.last().map(|event| event.time);
        let walk_in = self.walk_ins.peek().map(|Reverse(event)| event.time);
        run.into_iter().chain(walk_in).min()
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

    #[inline]
    fn walk_in_first(&self) -> bool {
        match (self.walk_ins.peek(), self.run.last()) {
            (Some(Reverse(walk_in)), Some(next)) => walk_in < next,
            (walk_in, _) => walk_in.is_some(),
        }
    }

    /// The run is long: a queue without wheels begins to use them, one with wheels has a crowd in its slot.
    #[cold]
    fn push_crowded(&mut self, event: Event) {
        if self.last == u64::MAX {
            self.last = self.run[self.run.len() / 2].time.0;
            self.wheels.base = self.last;
            let later = self.run.partition_point(|event| event.time.0 > self.last);
            self.run.drain(..later).for_each(|event| self.wheels.put(event));
        }
        if event.time.0 > self.last { self.wheels.put(event) } else { self.walk_ins.push(Reverse(event)) }
    }

    /// Fills the run from the next slot once it is used up.
    #[inline]
    fn advance(&mut self) {
        if self.run.is_empty() && self.walk_ins.is_empty() {
            self.last = self.wheels.next_run(&mut self.run).unwrap_or(u64::MAX);
        }
    }
}

/// The hierarchy: events that share all digits above `wheel` with `base`, by that digit.
#[derive(Debug, Default)]
struct Wheels {
    /// Slot `digit` of wheel `w` is `slots[w * SLOTS + digit]`; no slots until the first event.
    slots: Vec<Vec<Event>>,
    /// Which slots hold events, a bit each.
    occupied: [u64; WORDS],
    /// Which words of `occupied` are not zero, a bit each.
    words: u32,
    /// Where the digits are counted from: not after any event here.
    base: u64,
    /// Events here.
    len: usize,
}

impl Wheels {
    /// The digit in which `difference` has its highest bit.
    #[inline]
    fn wheel_of(difference: u64) -> usize {
        ((difference | 1).ilog2() / DIGIT) as usize
    }

    #[inline]
    fn put(&mut self, event: Event) {
        if self.slots.is_empty() {
            self.slots.resize_with(WHEELS * SLOTS, Vec::new);
        }
        let wheel = Self::wheel_of(event.time.0 ^ self.base);
        let digit = (event.time.0 >> (wheel as u32 * DIGIT)) as usize % SLOTS;
        let slot = wheel * SLOTS + digit;
        self.slots[slot].push(event);
        self.occupied[slot / 64] |= 1 << (slot % 64);
        self.words |= 1 << (slot / 64);
        self.len += 1;
    }

    /// Moves the earliest slot into the empty `run`, latest first, and answers the slot's last instant.
    fn next_run(&mut self, run: &mut Vec<Event>) -> Option<u64> {
        loop {
            let wheel = self.take_first(run)?;
            let first = run[0].time.0;
            let difference = run.iter().fold(0, |bits, event| bits | (event.time.0 ^ first));
            if run.len() <= SORTED || difference == 0 {
                run.sort_unstable_by(|a, b| b.cmp(a));
                let within = (1 << (wheel as u32 * DIGIT)) - 1;
                self.base = first & !within;
                return Some(first | within);
            }
            // Digits on which all agree are skipped; an event still to come before `base` belongs to the run.
            let shared = u64::MAX << (Self::wheel_of(difference) as u32 * DIGIT) << DIGIT;
            self.base = first & shared;
            run.drain(..).for_each(|event| self.put(event));
        }
    }

    /// Moves the events of the earliest slot into `run` and answers its wheel.
    fn take_first(&mut self, run: &mut Vec<Event>) -> Option<usize> {
        if self.words == 0 {
            return None;
        }
        let word = self.words.trailing_zeros() as usize;
        let bits = &mut self.occupied[word];
        let slot = word * 64 + bits.trailing_zeros() as usize;
        *bits &= *bits - 1;
        self.words &= !(u32::from(*bits == 0) << word);
        run.append(&mut self.slots[slot]);
        self.slots[slot].shrink_to(KEPT);
        self.len -= run.len();
        Some(slot / SLOTS)
    }
}
