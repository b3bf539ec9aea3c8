//! Store and forward: what a gateway keeps while it knows its link to be down, in which order it sends it afterwards,
//! and what it gives up. It knows no link: whoever holds it says when something goes.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::live::{Discipline, Room};
use crate::units::{Bytes, Count, Span, Time};

/// A store in front of a link (`gateways.NAME.store`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreSpec {
    /// Room for whole packets as they cross the link; unlimited if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Bytes>,
    /// Room for so many packets, whatever their size; unlimited if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packets: Option<Count>,
    /// What goes first once the link is up again; "oldest-first" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drain: Option<Drain>,
    /// What is given up when the store is full; "newest" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drop: Option<GivenUp>,
    /// What has been kept so long is given up (expired); never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<Span>,
    /// "priority": classes of higher `priority` leave first and are given up last; "fifo" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<Discipline>,
}

/// The order in which a store empties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Drain {
    /// In the order of arrival; what comes meanwhile joins the end.
    OldestFirst,
    /// The latest first; what comes meanwhile goes before all.
    NewestFirst,
    /// What comes meanwhile goes straight on; the backlog follows, oldest first, packet by packet.
    LiveFirst,
}

/// What a full store gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GivenUp {
    /// What has been kept longest.
    Oldest,
    /// What comes.
    Newest,
}

/// Order of a store that empties, if left out.
pub const DEFAULT_DRAIN: Drain = Drain::OldestFirst;
/// What a full store gives up, if left out: what finds no room, as at every other queue.
pub const DEFAULT_GIVEN_UP: GivenUp = GivenUp::Newest;

impl StoreSpec {
    /// Its room.
    pub fn room(&self) -> Room {
        Room::new(self.packets.map(|count| count.0), self.size.map(|size| size.0))
    }
}

/// A packet that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Whatever the caller knows it by.
    pub handle: u32,
    /// Its size.
    pub bytes: u64,
    /// When it came.
    pub arrival: Time,
}

/// A store at work.
#[derive(Clone, Debug)]
pub struct Store {
    room: Room,
    drain: Drain,
    given_up: GivenUp,
    expiry: Option<Span>,
    by_priority: bool,
    /// By rank, the highest priority first, and number.
    kept: BTreeMap<(u8, u64), Kept>,
    /// The same by number, the oldest first.
    ages: BTreeSet<(u64, u8)>,
    bytes: u64,
    arrivals: u64,
}

impl Store {
    /// An empty store.
    pub fn new(spec: &StoreSpec) -> Store {
        Store {
            room: spec.room(),
            drain: spec.drain.unwrap_or(DEFAULT_DRAIN),
            given_up: spec.drop.unwrap_or(DEFAULT_GIVEN_UP),
            expiry: spec.expiry,
            by_priority: spec.discipline.is_some_and(Discipline::by_priority),
            kept: BTreeMap::new(),
            ages: BTreeSet::new(),
            bytes: 0,
            arrivals: 0,
        }
    }

    /// Whether what comes while the link is up goes straight on.
    pub fn lets_pass(&self) -> bool {
        self.kept.is_empty() || self.drain == Drain::LiveFirst
    }

    /// Keeps a packet; those for which there is no room then, this one perhaps among them, are added to `gone`.
    pub fn keep(&mut self, packet: Kept, priority: u8, gone: &mut Vec<Kept>) {
        let rank = if self.by_priority { u8::MAX - priority } else { 0 };
        self.kept.insert((rank, self.arrivals), packet);
        self.ages.insert((self.arrivals, rank));
        self.arrivals += 1;
        self.bytes += packet.bytes;
        while self.is_too_full() {
            gone.extend(self.give_up());
        }
    }

    fn is_too_full(&self) -> bool {
        self.kept.len() as u64 > self.room.jobs || self.bytes > self.room.bytes
    }

    /// Of the lowest rank there is.
    fn give_up(&mut self) -> Option<Kept> {
        let last = *self.kept.last_key_value()?.0;
        let key = match self.given_up {
            GivenUp::Newest => last,
            GivenUp::Oldest => *self.kept.range((last.0, 0)..).next()?.0,
        };
        self.remove(key)
    }

    /// The packet that goes next.
    pub fn next(&self) -> Option<&Kept> {
        self.kept.get(&self.next_key()?)
    }

    /// Takes out the packet that goes next.
    pub fn release(&mut self) -> Option<Kept> {
        self.remove(self.next_key()?)
    }

    fn next_key(&self) -> Option<(u8, u64)> {
        let first = *self.kept.first_key_value()?.0;
        match self.drain {
            Drain::NewestFirst => Some(*self.kept.range(..=(first.0, u64::MAX)).next_back()?.0),
            Drain::OldestFirst | Drain::LiveFirst => Some(first),
        }
    }

    fn remove(&mut self, key: (u8, u64)) -> Option<Kept> {
        let packet = self.kept.remove(&key)?;
        self.ages.remove(&(key.1, key.0));
        self.bytes -= packet.bytes;
        Some(packet)
    }

    /// When the oldest will have been kept too long.
    pub fn expires(&self) -> Option<Time> {
        let (number, rank) = *self.ages.first()?;
        Some(self.kept.get(&(rank, number))?.arrival + self.expiry?)
    }

    /// Takes out the oldest if it has been kept too long.
    pub fn expire(&mut self, now: Time) -> Option<Kept> {
        self.expires().filter(|at| *at <= now)?;
        let (number, rank) = *self.ages.first()?;
        self.remove((rank, number))
    }

    /// How full it is, as [`Room::taken`].
    pub fn room(&self) -> Option<(u64, u64, &'static str)> {
        self.room.taken(self.kept.len() as u64, self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packets of 10 B, one a second, with these priorities; answers those given up.
    fn filled(spec: &str, priorities: &[u8]) -> (Store, Vec<u32>) {
        let mut store = Store::new(&toml::from_str(spec).expect("a store"));
        let mut gone = Vec::new();
        for (handle, priority) in (0..).zip(priorities) {
            let packet = Kept { handle, bytes: 10, arrival: Time(u64::from(handle) * 1_000_000_000) };
            store.keep(packet, *priority, &mut gone);
        }
        (store, gone.iter().map(|packet| packet.handle).collect())
    }

    fn emptied(mut store: Store) -> Vec<u32> {
        std::iter::from_fn(|| store.release()).map(|packet| packet.handle).collect()
    }

    #[test]
    fn d17_room_is_for_whole_packets() {
        let (store, gone) = filled("size = \"39 B\"", &[0; 5]);
        assert_eq!((gone, emptied(store)), (vec![3, 4], vec![0, 1, 2]));
        let (store, gone) = filled("size = \"40 B\"\npackets = 3\ndrop = \"oldest\"", &[0; 5]);
        assert_eq!((gone, emptied(store)), (vec![0, 1], vec![2, 3, 4]));
        assert_eq!(filled("packets = 0", &[0]).1, [0]);
        assert_eq!(filled("size = \"9 B\"\ndrop = \"oldest\"", &[0]).1, [0]);
    }

    #[test]
    fn empties_in_the_order_asked_for() {
        assert_eq!(emptied(filled("", &[0; 3]).0), [0, 1, 2]);
        assert_eq!(emptied(filled("drain = \"newest-first\"", &[0; 3]).0), [2, 1, 0]);
        let live = filled("drain = \"live-first\"", &[0; 3]).0;
        assert!(live.lets_pass() && !filled("", &[0]).0.lets_pass());
        assert_eq!(emptied(live), [0, 1, 2]);
    }

    #[test]
    fn alarms_leave_first_and_are_given_up_last() {
        let ranked = "packets = 3\ndiscipline = \"priority\"";
        let (store, gone) = filled(ranked, &[0, 7, 0, 7, 0]);
        assert_eq!((gone, emptied(store)), (vec![2, 4], vec![1, 3, 0]));
        let (store, gone) = filled(&format!("{ranked}\ndrop = \"oldest\""), &[0, 7, 0, 7, 0]);
        assert_eq!((gone, emptied(store)), (vec![0, 2], vec![1, 3, 4]));
        let latest = filled("discipline = \"priority\"\ndrain = \"newest-first\"", &[0, 7, 0, 7]).0;
        assert_eq!(emptied(latest), [3, 1, 2, 0]);
    }

    #[test]
    fn what_is_kept_too_long_expires_whatever_its_rank() {
        let (mut store, _) = filled("expiry = \"5 s\"\ndiscipline = \"priority\"", &[0, 7, 0]);
        assert_eq!(store.expires(), Some(Time(5_000_000_000)));
        assert_eq!(store.expire(Time(4_999_999_999)), None);
        let gone: Vec<u32> =
            std::iter::from_fn(|| store.expire(Time(6_000_000_000))).map(|packet| packet.handle).collect();
        assert_eq!((gone, store.room()), (vec![0, 1], None));
        assert_eq!(emptied(store), [2]);
    }
}
