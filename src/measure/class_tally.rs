//! What became of the messages born in the window, by class: in the hot loop, so dense rows of integers,
//! bin-major, that the current bin's rows may lie together (DEFINITIONS D2, D4, D5, D8).

use serde::{Deserialize, Serialize};

use super::bins::{Bins, Cursor};
use super::histogram::{self, Histogram};
use super::waterfall::Waterfall;
use crate::engine::recorder::{Message, Part};
use crate::model::cause::Cause;
use crate::network::Network;
use crate::network::ids::{ClassId, ElementId};
use crate::units::Time;

/// One class in one bin of birth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassBin {
    /// Born.
    pub offered: u32,
    /// Of these, delivered in time.
    pub delivered: u32,
    /// Of these, lost, by [`Cause`].
    pub lost: [u32; Cause::COUNT],
    /// Sum of the latencies of those that arrived, ns.
    pub latency_ns: u128,
}

/// Spreading factors 7 to 12.
pub const RATES: usize = 6;

/// One class over the whole window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassTotal {
    /// Messages born in the window.
    pub offered: u64,
    /// Delivered in time.
    pub delivered: u64,
    /// Arrived after their deadline (counted as lost, too).
    pub late: u64,
    /// Transmissions.
    pub attempts: u64,
    /// Transmissions that were no message's: connects, keep-alives, acknowledgements, joins.
    pub control: u64,
    /// Copies of delivered messages that gateways passed on.
    pub copies: u64,
    /// Answers sent.
    pub answered: u64,
    /// Answers that no gateway could send in time.
    pub unanswered: u64,
    /// Of those offered, acknowledged.
    pub acknowledged: u64,
    /// Devices by spreading factor at the end, from SF7 on, where data rates are adapted.
    pub adapted: [u64; RATES],
    /// Consumed by edge sites, of those that arrived.
    pub consumed: u64,
    /// Arrived in packets that edge sites made.
    pub packed: u64,
    /// Packets of edge sites that reached the platform.
    pub packets: u64,
    /// Still open when the drain ended.
    pub in_flight: u64,
    /// Sum of latencies of all that arrived, ns.
    pub latency_ns: u128,
    /// By [`Cause`], then by element; empty where the cause did not occur.
    pub lost: Vec<Vec<u64>>,
    /// Latencies and their parts.
    pub waterfall: Waterfall,
}

impl ClassTotal {
    /// Messages that arrived, late ones included.
    pub fn arrived(&self) -> u64 {
        self.delivered + self.late
    }

    /// Messages that arrived at the platform, alone or in a packet of an edge site.
    pub fn at_platform(&self) -> u64 {
        self.arrived().saturating_sub(self.consumed)
    }

    /// What a platform counts as messages: those that came alone, and packets of edge sites.
    pub fn metered(&self) -> u64 {
        self.at_platform().saturating_sub(self.packed) + self.packets
    }

    /// Lost, all causes and elements.
    pub fn lost_total(&self) -> u64 {
        self.lost.iter().flatten().sum()
    }
}

/// All classes of one replication, or of several added up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassTally {
    /// By class id.
    pub totals: Vec<ClassTotal>,
    /// Bin-major: `bin * classes + class`.
    pub bins: Vec<ClassBin>,
    /// Latencies by bin of birth, in the same order.
    pub latencies: Vec<Histogram>,
    /// Ends of those born in the window, by the bin in which they fall, in the order of `bins`: what is born and not yet
    /// ended is under way. Counted only where incidents make somebody ask.
    pub ends: Vec<u32>,
    elements: usize,
    /// Births, ends and transmissions each run through time at their own pace.
    #[serde(skip)]
    born: Cursor,
    #[serde(skip)]
    ended: Cursor,
    #[serde(skip)]
    ending: Cursor,
}

impl ClassTally {
    /// Nothing counted yet.
    pub fn new(network: &Network, bins: &Bins) -> ClassTally {
        let classes = network.classes.len();
        let total = ClassTotal {
            lost: vec![Vec::new(); Cause::COUNT],
            waterfall: Waterfall::new(network.parts.len()),
            ..ClassTotal::default()
        };
        ClassTally {
            totals: vec![total; classes],
            bins: vec![ClassBin::default(); bins.count() * classes],
            latencies: vec![Histogram::default(); bins.count() * classes],
            ends: if network.incidents.all.is_empty() { Vec::new() } else { vec![0; bins.count() * classes] },
            elements: network.elements.len(),
            ..ClassTally::default()
        }
    }

    /// The row of a class in a bin.
    pub fn row(&self, bin: usize, class: usize) -> usize {
        bin * self.totals.len() + class
    }

    /// Whether it counts what another counts: the same classes, bins, parts and elements.
    pub fn has_shape_of(&self, other: &ClassTally) -> bool {
        let causes = |total: &ClassTotal| {
            let by_element = |counts: &Vec<u64>| counts.is_empty() || counts.len() == other.elements;
            total.lost.len() == Cause::COUNT && total.lost.iter().all(by_element)
        };
        let parts = |(mine, theirs): (&ClassTotal, &ClassTotal)| {
            mine.waterfall.has_parts_of(&theirs.waterfall) && causes(mine)
        };
        self.elements == other.elements
            && self.bins.len() == other.bins.len()
            && self.ends.len() == other.ends.len()
            && self.latencies.len() == other.latencies.len()
            && self.totals.len() == other.totals.len()
            && self.totals.iter().zip(&other.totals).all(parts)
    }

    /// A birth; false if outside the window.
    #[inline]
    pub fn born(&mut self, bins: &Bins, message: Message) -> bool {
        let Some(bin) = bins.find(&mut self.born, message.birth) else { return false };
        let row = self.row(bin, message.class.index());
        self.bins[row].offered += 1;
        self.totals[message.class.index()].offered += 1;
        true
    }

    /// A transmission.
    #[inline]
    pub fn transmitted(&mut self, bins: &Bins, message: Message) {
        if bins.contains(message.birth) {
            self.totals[message.class.index()].attempts += 1;
        }
    }

    /// An answer, sent or not.
    pub fn answered(&mut self, bins: &Bins, message: Message, is_sent: bool) {
        if bins.contains(message.birth) {
            let total = &mut self.totals[message.class.index()];
            total.answered += u64::from(is_sent);
            total.unanswered += u64::from(!is_sent);
        }
    }

    /// A device sends at this data rate in the end.
    pub fn adapted(&mut self, class: ClassId, rate: u8) {
        let row = self.totals[class.index()].adapted.get_mut(usize::from(rate.wrapping_sub(7)));
        row.into_iter().for_each(|devices| *devices += 1);
    }

    /// Its device learned that a message arrived.
    pub fn acknowledged(&mut self, bins: &Bins, message: Message) {
        if bins.contains(message.birth) {
            self.totals[message.class.index()].acknowledged += 1;
        }
    }

    /// A transmission of control work.
    pub fn control(&mut self, bins: &Bins, class: ClassId, at: Time) {
        self.totals[class.index()].control += u64::from(bins.contains(at));
    }

    /// An arrival at the destination; true if it counts as delivered.
    #[inline]
    pub fn delivered(
        &mut self,
        bins: &Bins,
        message: Message,
        at: Time,
        parts: &[Part],
        copies: u32,
        late: Option<ElementId>,
    ) -> bool {
        let Some(bin) = bins.find(&mut self.ended, message.birth) else { return false };
        let row = self.row(bin, message.class.index());
        if !self.ends.is_empty() {
            self.end(bins, message, at);
        }
        let latency = at.since(message.birth).0;
        let bucket = histogram::index(latency);
        let total = &mut self.totals[message.class.index()];
        total.waterfall.add(bucket, parts);
        total.latency_ns += u128::from(latency);
        self.latencies[row].add_bucket(bucket, 1);
        self.bins[row].latency_ns += u128::from(latency);
        if let Some(element) = late {
            total.late += 1;
            self.file_lost(row, message, Cause::Expired, element);
            return false;
        }
        total.delivered += 1;
        total.copies += u64::from(copies);
        self.bins[row].delivered += 1;
        true
    }

    /// A message ends at an edge site.
    pub fn consumed(&mut self, bins: &Bins, message: Message) {
        self.totals[message.class.index()].consumed += u64::from(bins.contains(message.birth));
    }

    /// A packet of an edge site has come, with these messages in it.
    pub fn unpacked(&mut self, bins: &Bins, packet: Message, within: &[Message]) {
        let total = &mut self.totals[packet.class.index()];
        total.packets += u64::from(bins.contains(packet.birth));
        total.packed += within.iter().filter(|message| bins.contains(message.birth)).count() as u64;
    }

    /// A loss.
    #[inline]
    pub fn lost(&mut self, bins: &Bins, message: Message, at: Time, cause: Cause, element: ElementId) {
        if let Some(bin) = bins.find(&mut self.ended, message.birth) {
            if !self.ends.is_empty() {
                self.end(bins, message, at);
            }
            self.file_lost(self.row(bin, message.class.index()), message, cause, element);
        }
    }

    #[cold]
    fn end(&mut self, bins: &Bins, message: Message, at: Time) {
        if let Some(bin) = bins.find(&mut self.ending, at) {
            let row = self.row(bin, message.class.index());
            self.ends[row] += 1;
        }
    }

    #[inline]
    fn file_lost(&mut self, row: usize, message: Message, cause: Cause, element: ElementId) {
        self.bins[row].lost[cause as usize] += 1;
        let by_element = &mut self.totals[message.class.index()].lost[cause as usize];
        if by_element.is_empty() {
            *by_element = vec![0; self.elements];
        }
        by_element[element.index()] += 1;
    }

    /// A message still open at the end.
    pub fn in_flight(&mut self, bins: &Bins, message: Message) {
        if bins.contains(message.birth) {
            self.totals[message.class.index()].in_flight += 1;
        }
    }

    /// Adds another replication's counts.
    pub fn merge(&mut self, other: &ClassTally) {
        for (mine, theirs) in self.totals.iter_mut().zip(&other.totals) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.bins.iter_mut().zip(&other.bins) {
            mine.offered += theirs.offered;
            mine.delivered += theirs.delivered;
            mine.latency_ns += theirs.latency_ns;
            mine.lost.iter_mut().zip(theirs.lost).for_each(|(mine, theirs)| *mine += theirs);
        }
        self.ends.iter_mut().zip(&other.ends).for_each(|(mine, theirs)| *mine += theirs);
        for (mine, theirs) in self.latencies.iter_mut().zip(&other.latencies) {
            mine.merge(theirs);
        }
    }
}

impl ClassTotal {
    fn merge(&mut self, other: &ClassTotal) {
        self.offered += other.offered;
        self.delivered += other.delivered;
        self.late += other.late;
        self.attempts += other.attempts;
        self.control += other.control;
        self.consumed += other.consumed;
        self.packed += other.packed;
        self.packets += other.packets;
        self.copies += other.copies;
        self.answered += other.answered;
        self.unanswered += other.unanswered;
        self.acknowledged += other.acknowledged;
        self.adapted.iter_mut().zip(other.adapted).for_each(|(mine, theirs)| *mine += theirs);
        self.in_flight += other.in_flight;
        self.latency_ns += other.latency_ns;
        self.waterfall.merge(&other.waterfall);
        for (mine, theirs) in self.lost.iter_mut().zip(&other.lost) {
            mine.resize(mine.len().max(theirs.len()), 0);
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
    }
}
