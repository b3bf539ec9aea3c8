//! Who is served next at a link or station.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who is served next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Discipline {
    /// First come, first served.
    Fifo,
    /// Of those who wait a class of higher `priority` goes first; nobody is interrupted.
    Priority,
    /// A class of higher `priority` interrupts a lower one, which resumes where it stopped. One server.
    PreemptivePriority,
    /// All share the servers equally and at once, none getting more than one server.
    ProcessorSharing,
    /// Classes share by `weight`, message by message: self-clocked fair queueing (Golestani 1994).
    WeightedFair,
}

impl Discipline {
    /// Whether it looks at the classes' priorities.
    pub fn by_priority(self) -> bool {
        matches!(self, Discipline::Priority | Discipline::PreemptivePriority)
    }
}

/// A class's weight under weighted fair queueing, if left out.
pub const DEFAULT_WEIGHT: f64 = 1.0;
