//! What edge sites did with a class's messages: counts, over all replications.

use serde::{Deserialize, Serialize};

use crate::measure::class_tally::ClassTotal;

/// Messages that sites consumed or packed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtEdge {
    /// Consumed there (decided, filtered, told of in a summary), late ones too.
    pub consumed: u64,
    /// Arrived at the platform in packets.
    pub packed: u64,
    /// Packets that reached the platform, those that only tell of messages included.
    pub packets: u64,
}

/// Of a class; none where no site touches its messages.
pub(super) fn of(total: &ClassTotal) -> Option<AtEdge> {
    let ClassTotal { consumed, packed, packets, .. } = *total;
    (consumed + packed + packets > 0).then_some(AtEdge { consumed, packed, packets })
}
