//! The lazy hierarchical wheel behind the calendar.
//!
//! Time is read as eight digits of eight bits. An event waits in the wheel of the highest digit in which it
//! differs from the present, in the slot of that digit. When a slot's turn comes it is sorted if it is small
//! and dealt to finer wheels if not, so an event moves few times and is compared with few others (after
//! Varghese and Lauck, "Hashed and hierarchical timing wheels", SOSP 1987; radix heaps; ladder queues).

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
/// A slot of at most so many events is sorted whole, a larger one dealt to finer wheels (16 to 64 measure alike).
const SORTED: usize = 24;
/// An empty slot keeps room for at most so many events, so that a rare crowd does not hold memory for ever.
const KEPT: usize = 64;

/// Wheel `w` holds the events whose highest digit different from `base`'s is digit `w`.
#[derive(Debug, Default)]
pub(super) struct Wheels {
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

    /// How many events are here.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Where the digits are counted from.
    pub(super) fn base(&self) -> u64 {
        self.base
    }

    /// Counts digits from `now`, which must lie within the slot last taken, or no event may be here.
    pub(super) fn rebase(&mut self, now: Time) {
        self.base = now.0;
    }

    /// Adds an event later than `base` and than the slot last taken.
    #[inline]
    pub(super) fn put(&mut self, event: Event) {
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
    pub(super) fn next_run(&mut self, run: &mut Vec<Event>) -> Option<u64> {
        loop {
            let wheel = self.take_first(run)?;
            let first = run[0].time.0;
            let difference = run.iter().fold(0, |bits, event| bits | (event.time.0 ^ first));
            if run.len() <= SORTED || difference == 0 {
                run.sort_unstable_by(|a, b| b.cmp(a));
                // A crowd of one instant is a slot of its own: others of that slot need not queue behind it.
                let within = if run.len() <= SORTED { (1 << (wheel as u32 * DIGIT)) - 1 } else { 0 };
                self.base = first & !within;
                return Some(first | within);
            }
            // Digits on which all agree are skipped; an event still to come before `base` belongs to the run.
            let shared = u64::MAX << (Self::wheel_of(difference) as u32 * DIGIT) << DIGIT;
            self.base = first & shared;
            run.drain(..).for_each(|event| self.put(event));
        }
    }

    /// Adds the events of the earliest slot to `run` and answers its wheel.
    pub(super) fn take_first(&mut self, run: &mut Vec<Event>) -> Option<usize> {
        if self.words == 0 {
            return None;
        }
        let word = self.words.trailing_zeros() as usize;
        let bits = &mut self.occupied[word];
        let slot = word * 64 + bits.trailing_zeros() as usize;
        *bits &= *bits - 1;
        self.words &= !(u32::from(*bits == 0) << word);
        self.len -= self.slots[slot].len();
        run.append(&mut self.slots[slot]);
        self.slots[slot].shrink_to(KEPT);
        Some(slot / SLOTS)
    }
}

#[cfg(test)]
impl Wheels {
    /// Events for which room is held.
    pub(super) fn capacity(&self) -> usize {
        self.slots.iter().map(Vec::capacity).sum()
    }
}
