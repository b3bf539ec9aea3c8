//! What the calendar holds: something that happens at an instant.
//!
//! Events are totally ordered by the scenario alone: time, then kind, then a keyed hash of who acts. Nothing
//! depends on the order of insertion, so a partitioned or rearranged run breaks its ties the same way.

use crate::units::Time;

/// What happens; at one instant things end before others start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A frame leaves the air.
    FrameEnd = 0,
    /// A gateway ends or begins a transmission.
    Transmit = 1,
    /// A live element's service ends.
    Depart = 2,
    /// A radio asked to be woken for a message.
    Wake = 3,
    /// A copy of a message arrives at an element.
    Arrive = 4,
    /// A gateway's keep-alive or status packet arrives at a link.
    Control = 5,
    /// A closed source sends its next message.
    Send = 6,
    /// The platform answers a message.
    Answer = 7,
    /// A link goes over to its backup or back, its data plan begins anew, or a site's packet is due.
    Switch = 8,
    /// A device's session, or a device that is to join, asked to be woken, or many sessions break at once.
    Session = 9,
    /// An acknowledgement should have come.
    Acknowledge = 10,
    /// The power of an area goes away.
    PowerCut = 11,
    /// A firmware campaign goes on at a gateway, or with its next wave.
    Firmware = 12,
}

impl Kind {
    /// The kind takes the top 4 bits of an event's order, the hash the other 60.
    const SHIFT: u32 = 60;

    /// Where an event of this kind stands among those of its instant, `hash` being a keyed hash of (entity, n).
    #[inline]
    pub const fn order(self, hash: u64) -> u64 {
        (self as u64) << Self::SHIFT | hash >> (64 - Self::SHIFT)
    }
}

/// Something that happens at an instant. The order of the fields is the order of events; `slot` and `epoch`
/// decide only where 60 bits of hash agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Event {
    /// When, ns.
    pub time: Time,
    /// [`Kind::order`]: kind, then keyed hash.
    pub order: u64,
    /// Whose: an index into the table that the kind names.
    pub slot: u32,
    /// Which promise this was; a wake whose owner has since moved on is stale.
    pub epoch: u32,
}

const _: () = assert!(size_of::<Event>() == 24);

impl Event {
    /// An event at `time`; `hash` is a keyed hash of (entity, n), the entity as the scenario numbers it.
    #[inline]
    pub const fn new(time: Time, kind: Kind, hash: u64, slot: u32, epoch: u32) -> Event {
        Event { time, order: kind.order(hash), slot, epoch }
    }

    /// What happens.
    #[inline]
    pub const fn kind(&self) -> Kind {
        match self.order >> Kind::SHIFT {
            0 => Kind::FrameEnd,
            1 => Kind::Transmit,
            2 => Kind::Depart,
            3 => Kind::Wake,
            4 => Kind::Arrive,
            5 => Kind::Control,
            6 => Kind::Send,
            7 => Kind::Answer,
            8 => Kind::Switch,
            9 => Kind::Session,
            10 => Kind::Acknowledge,
            11 => Kind::PowerCut,
            _ => Kind::Firmware,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_one_instant_kind_then_hash_then_slot_decide() {
        let at = Time(7);
        let in_order = [
            Event::new(Time(6), Kind::Send, u64::MAX, 9, 9),
            Event::new(at, Kind::FrameEnd, u64::MAX, 9, 9),
            Event::new(at, Kind::Wake, 0, 3, 0),
            Event::new(at, Kind::Wake, 1 << 4, 1, 0),
            Event::new(at, Kind::Wake, 1 << 4, 2, 0),
            Event::new(at, Kind::Arrive, 0, 0, 0),
            Event::new(at, Kind::Send, 0, 0, 0),
        ];
        assert!(in_order.is_sorted());
    }

    #[test]
    fn an_event_knows_its_kind() {
        let kinds = [Kind::FrameEnd, Kind::Transmit, Kind::Depart, Kind::Wake, Kind::Arrive, Kind::Control];
        let late = [
            Kind::Send,
            Kind::Answer,
            Kind::Switch,
            Kind::Session,
            Kind::Acknowledge,
            Kind::PowerCut,
            Kind::Firmware,
        ];
        for kind in kinds.into_iter().chain(late) {
            assert_eq!(Event::new(Time(1), kind, u64::MAX, 0, 0).kind(), kind);
        }
    }
}
