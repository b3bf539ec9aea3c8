//! Links: a sender with a rate, a propagation delay, a byte buffer and random loss.

use std::collections::VecDeque;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::bucket::BucketSpec;
use crate::model::data_plan::PlanSpec;
use crate::model::link_trace::LinkTraceSpec;
use crate::model::live::{Discipline, DropSpec, OutageSpec, Room};
use crate::units::{BitRate, Bound, Bytes, Count, Share, Span, Time};

/// A link or a group of links (`links.NAME`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSpec {
    /// "gateway": one for each gateway that names it; shared by all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
    /// Where it ends: "platform" or another link.
    pub to: String,
    /// Rate towards the platform; may be left out only where a trace has a column of rates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<BitRate>,
    /// Rate away from the platform; that towards it if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_down: Option<BitRate>,
    /// One-way propagation delay; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
    /// Room for whole waiting packets, the one being sent not counted; "unlimited" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer: Option<Bound<Bytes>>,
    /// Room for so many waiting packets, whatever their size; "unlimited" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer_packets: Option<Bound<Count>>,
    /// Who is sent next; first come, first served if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<Discipline>,
    /// Which packets the buffer gives up; those that find no room ("tail") if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drop: Option<DropSpec>,
    /// When it is down; never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outages: Option<OutageSpec>,
    /// Share of packets lost at random; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Share>,
    /// A token bucket that lets the head of the queue wait until there are tokens for it; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shaper: Option<BucketSpec>,
    /// A token bucket that turns away (throttled) what finds too few tokens; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policer: Option<BucketSpec>,
    /// The link that carries what comes while this one is down; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
    /// So long it must be down before the backup takes over, those who wait included; at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failover: Option<Span>,
    /// So long it must be up again before it takes over from the backup; at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failback: Option<Span>,
    /// What its data cost, and what becomes of those beyond a cap; not counted if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanSpec>,
    /// Rate, delay and outages as they were measured; constant if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<LinkTraceSpec>,
    /// Single links that differ: by gateway ("rooftop:7") for a link per gateway.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub member: IndexMap<String, LinkMember>,
}

/// How a link is multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// One link for each gateway that names it.
    Gateway,
}

/// What differs at one link of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkMember {
    /// Another rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<BitRate>,
    /// Another rate away from the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_down: Option<BitRate>,
    /// Another delay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
    /// Another buffer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer: Option<Bound<Bytes>>,
    /// Another room for packets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer_packets: Option<Bound<Count>>,
    /// Other outages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outages: Option<OutageSpec>,
    /// Another loss.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Share>,
}

/// How a job passes an element whose future is known on arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// Admitted: service from `start` to `end`.
    Served {
        /// Service begins.
        start: Time,
        /// Service ends.
        end: Time,
    },
    /// No room.
    Full,
}

/// A foretold link: FIFO, tail drop on bytes or packets, rate known in advance.
///
/// The whole state is the instant at which the sender falls free, and for a limited buffer the packets
/// that have not begun to be sent (their start is known, so they leave the buffer without an event).
#[derive(Clone, Debug)]
pub struct Link {
    ns_per_byte: f64,
    room: Option<Room>,
    free_at: Time,
    waiting: VecDeque<(Time, u64)>,
    waiting_bytes: u64,
}

impl Link {
    /// An idle link of `rate`, with `room` for whole waiting packets.
    pub fn new(rate: BitRate, room: Room) -> Link {
        Link {
            ns_per_byte: 8e9 / rate.0,
            room: (room != Room::UNLIMITED).then_some(room),
            free_at: Time(0),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
        }
    }

    /// The same, keeping account of those who wait though there is room for all.
    pub fn counting(mut self) -> Link {
        self.room.get_or_insert(Room::UNLIMITED);
        self
    }

    /// Room for those who wait; `None` if it is unlimited.
    pub fn limit(&self) -> Option<Room> {
        self.room.filter(|room| *room != Room::UNLIMITED)
    }

    /// Time to send `bytes`, rounded once to the nanosecond.
    #[inline]
    pub fn transmission(&self, bytes: u64) -> Span {
        Span::from_ns_f64(bytes as f64 * self.ns_per_byte)
    }

    /// Bytes sent in so many nanoseconds of sending.
    pub fn sent_in(&self, ns: u64) -> f64 {
        ns as f64 / self.ns_per_byte
    }

    /// A packet arrives; arrivals must come in order of time.
    #[inline]
    pub fn offer(&mut self, now: Time, bytes: u64) -> Passage {
        self.offer_at(now, self.starts(now), bytes)
    }

    /// When a packet that arrives now would begin to be sent.
    #[inline]
    pub fn starts(&self, now: Time) -> Time {
        self.free_at.max(now)
    }

    /// A packet arrives that is not sent before `start`, which is not before the link is free.
    #[inline]
    pub fn offer_at(&mut self, now: Time, start: Time, bytes: u64) -> Passage {
        if let Some(room) = self.room
            && !self.admit(now, start, bytes, room)
        {
            return Passage::Full;
        }
        self.free_at = start + self.transmission(bytes);
        Passage::Served { start, end: self.free_at }
    }

    /// Whether a packet that arrives now, to be sent from `start` on, finds room.
    pub fn has_room(&mut self, now: Time, start: Time, bytes: u64) -> bool {
        self.let_begin(now);
        let admits = |room: Room| room.admits(self.waiting.len() as u64, self.waiting_bytes, bytes);
        start <= now || self.room.is_none_or(admits)
    }

    /// Packets that wait, and their bytes; known where room is limited or they are counted.
    pub fn backlog(&mut self, now: Time) -> (u64, u64) {
        self.let_begin(now);
        (self.waiting.len() as u64, self.waiting_bytes)
    }

    /// How full the buffer was at the last arrival, as [`Room::taken`].
    pub fn room(&self) -> Option<(u64, u64, &'static str)> {
        self.room?.taken(self.waiting.len() as u64, self.waiting_bytes)
    }

    /// Keeps the account of the buffer: a packet that starts at once needs no room.
    #[inline]
    fn admit(&mut self, now: Time, start: Time, bytes: u64, room: Room) -> bool {
        self.let_begin(now);
        if start <= now {
            return true;
        }
        if !room.admits(self.waiting.len() as u64, self.waiting_bytes, bytes) {
            return false;
        }
        self.waiting.push_back((start, bytes));
        self.waiting_bytes += bytes;
        true
    }

    /// Those that begin to be sent leave the buffer.
    #[inline]
    fn let_begin(&mut self, now: Time) {
        while let Some(&(begun, size)) = self.waiting.front()
            && begun <= now
        {
            self.waiting.pop_front();
            self.waiting_bytes -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sends_one_after_the_other() {
        let mut link = Link::new(BitRate(8e3), Room::UNLIMITED); // 1 ms a byte
        assert_eq!(link.offer(Time(0), 10), Passage::Served { start: Time(0), end: Time(10_000_000) });
        assert_eq!(
            link.offer(Time(5_000_000), 10),
            Passage::Served { start: Time(10_000_000), end: Time(20_000_000) }
        );
        assert_eq!(
            link.offer(Time(30_000_000), 1),
            Passage::Served { start: Time(30_000_000), end: Time(31_000_000) }
        );
    }

    #[test]
    fn d17_buffer_holds_whole_waiting_packets_not_the_one_being_sent() {
        let mut link = Link::new(BitRate(8e3), Room::new(None, Some(20)));
        assert!(matches!(link.offer(Time(0), 10), Passage::Served { .. }));
        assert!(matches!(link.offer(Time(0), 10), Passage::Served { .. }));
        assert!(matches!(link.offer(Time(0), 10), Passage::Served { .. }));
        assert_eq!(link.offer(Time(0), 1), Passage::Full);
        // at 10 ms the second packet begins to be sent and leaves the buffer
        assert!(matches!(link.offer(Time(10_000_000), 10), Passage::Served { .. }));
        assert_eq!(link.offer(Time(10_000_000), 1), Passage::Full);
    }

    #[test]
    fn a_buffer_in_packets_counts_those_that_wait() {
        let mut link = Link::new(BitRate(8e3), Room::new(Some(1), None));
        assert!(matches!(link.offer(Time(0), 10), Passage::Served { .. }));
        assert!(matches!(link.offer(Time(0), 1000), Passage::Served { .. }));
        assert_eq!(link.offer(Time(9_999_999), 1), Passage::Full);
        assert!(matches!(link.offer(Time(10_000_000), 1), Passage::Served { .. }));
    }
}
