//! How much a run of the families may cost, and whose luck it takes.

use crate::chance::Key;

/// Seed, replications, depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Seed from which every case has its own.
    pub seed: u64,
    /// Replications of each case, in multiples of what it asks for.
    pub times: u64,
    /// Which cases.
    pub depth: Depth,
}

/// What a case costs, and what a run of the families can afford.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// All that fits into a minute.
    Quick,
    /// Up to two CPU seconds a row.
    Usual,
    /// Everything.
    Full,
}

/// What a row that failed is run again with.
const AGAIN: u64 = 4;

impl Effort {
    /// Every case of this depth as often as it asks for.
    pub const fn new(seed: u64, depth: Depth) -> Effort {
        Effort { seed, times: 1, depth }
    }

    /// Four times the replications on other luck: chance does not fail twice.
    pub fn again(self) -> Effort {
        Effort { seed: Key::root(self.seed, AGAIN).draw(0), times: self.times * AGAIN, ..self }
    }

    /// The seed of a case: cases must not share luck, or their errors would be one error seen many times.
    pub fn seed_of(self, family: &str, case: &str) -> u64 {
        Key::root(self.seed, 0).named(family).named(case).draw(0) >> 1
    }
}
