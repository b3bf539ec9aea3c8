//! Messages and copies under way: slabs with reused slots. A slot never decides anything; it only finds.

use std::cmp::Reverse;

use crate::engine::errand::Errand;
use crate::engine::recorder::{Message, Part};
use crate::model::cause::Cause;
use crate::network::ids::ElementId;
use crate::units::Time;

/// How far a lost copy had come (DEFINITIONS D8): the greatest decides. A radio names one fate for all its
/// gateways, so the cause decides nothing between copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fate {
    /// 0 on the radio, else the hop's stage.
    pub stage: u32,
    /// Which transmission of the message, from 1: at equal stage the latest decides.
    pub attempt: u8,
    /// The copy's place among those its frame made, the strongest first.
    pub rank: Reverse<u32>,
    /// The radio test it failed, or the cause at an element.
    pub cause: Cause,
    /// Where.
    pub element: ElementId,
}

impl Fate {
    /// On the radio, which speaks for all its gateways at once.
    #[inline]
    pub fn on_radio(attempt: u8, cause: Cause, element: ElementId) -> Fate {
        Fate { stage: 0, attempt, rank: Reverse(0), cause, element }
    }
}

/// A message from birth to its end.
#[derive(Clone, Copy, Debug)]
pub struct Open {
    /// As the recorder knows it.
    pub message: Message,
    /// Where it stands among those that act at the same instant.
    pub order: u64,
    /// The device's number within its class.
    pub index: u32,
    /// The device's message number.
    pub n: u32,
    /// Application payload, bytes.
    pub payload: u32,
    /// Copies not yet at their end, the radio's own work counting as one.
    pub copies: u32,
    /// Copies that gateways passed on.
    pub passed: u32,
    /// When the transmission under way began.
    pub air_start: Time,
    /// The best of the copies lost so far.
    pub furthest: Option<Fate>,
    /// When the last of them was lost; foretold, so perhaps still to come.
    pub lost_at: Time,
    /// Transmissions so far.
    pub attempts: u8,
    /// A copy went through the folding.
    pub folded: bool,
    /// Delivered or lost: only stragglers are left.
    pub closed: bool,
    /// Whose it is, and which way it goes.
    pub errand: Errand,
    /// Told apart from earlier tenants of the slot.
    pub epoch: u32,
}

/// A copy that waits for an event: an arrival at an element, or service in a live one.
#[derive(Clone, Debug, Default)]
pub struct Parked {
    /// Slot of its message.
    pub message: u32,
    /// Gateway it came through.
    pub gateway: ElementId,
    /// Its size on links.
    pub bytes: u32,
    /// Its place among the copies of its frame, the strongest first.
    pub rank: u32,
    /// The hop at which it is.
    pub hop: u32,
    /// Which transmission of its message it comes from.
    pub attempt: u8,
    /// How often it was served where jobs may come again, each station's count in bits of its own.
    pub visits: u64,
    /// Its way so far.
    pub parts: Vec<Part>,
}

/// Slots that are reused, latest first, so that they stay in the cache.
#[derive(Clone, Debug, Default)]
pub struct Slab<T> {
    slots: Vec<T>,
    free: Vec<u32>,
}

impl<T: Default> Slab<T> {
    /// A slot to fill: a fresh one or one given back, contents as they were left.
    #[inline]
    pub fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| self.add())
    }

    #[cold]
    fn add(&mut self) -> u32 {
        self.slots.push(T::default());
        self.slots.len() as u32 - 1
    }

    /// Gives a slot back.
    #[inline]
    pub fn give_back(&mut self, slot: u32) {
        self.free.push(slot);
    }

    /// Every slot, the free ones too.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter()
    }
}

impl<T> std::ops::Index<u32> for Slab<T> {
    type Output = T;
    #[inline]
    fn index(&self, slot: u32) -> &T {
        &self.slots[slot as usize]
    }
}

impl<T> std::ops::IndexMut<u32> for Slab<T> {
    #[inline]
    fn index_mut(&mut self, slot: u32) -> &mut T {
        &mut self.slots[slot as usize]
    }
}

impl Default for Open {
    fn default() -> Open {
        Open {
            message: Message { class: Default::default(), device: Default::default(), birth: Time(0) },
            order: 0,
            index: 0,
            n: 0,
            payload: 0,
            copies: 0,
            passed: 0,
            air_start: Time(0),
            furthest: None,
            lost_at: Time(0),
            attempts: 0,
            folded: false,
            closed: true,
            errand: Errand::MESSAGE,
            epoch: 0,
        }
    }
}
