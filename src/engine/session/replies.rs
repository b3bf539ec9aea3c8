//! What the platform says to devices with a session: answers to round trips, to keep-alives, and acknowledgements. They go down the links to
//! the device's gateway like any packet, and are nobody's message (DEFINITIONS D1). A link down wants to be fed in the order of time: a reply
//! is sent when its time has come. Where no link lies between, there is nothing to load, and its arrival is foretold.

use super::breaks::MANY;
use super::{State, Who};
use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::recorder::Recorder;
use crate::units::Time;

/// In the epoch of an event whose slot is none of a device: a reply, not a break.
pub(super) const REPLY: u32 = 1;

/// Something that the platform will say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reply {
    pub who: Who,
    /// In the radio's numbering; `None` if the device hears none, nor is heard.
    pub gateway: Option<u32>,
    pub bytes: u64,
    /// Tells its luck from that of the device's other packets.
    pub number: u64,
    pub then: Then,
}

/// What a device does when it hears it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Then {
    /// Goes on to a state, if it still waits for the answer to this packet of its own.
    Trip { n: u32, state: State },
    /// Knows that a message arrived, if it still keeps it.
    Acknowledge { slot: u32, epoch: u32 },
    /// Nothing.
    Rest,
}

impl Default for Reply {
    fn default() -> Reply {
        let who = Who { class: 0, index: 0, line: 0 };
        Reply { who, gateway: None, bytes: 0, number: 0, then: Then::Rest }
    }
}

impl<R: Recorder> Run<'_, R> {
    /// The platform says something to a device at `at`, which may lie ahead.
    pub(super) fn reply(&mut self, who: Who, at: Time, bytes: u64, number: u64, then: Then) {
        let Some(sessions) = &self.sessions else { return };
        let gateway = sessions.gateway(self.network, who.class, who.index);
        let reply = Reply { who, gateway, bytes, number, then };
        let is_loaded = gateway.is_some_and(|gateway| self.loads_down(self.gateway_of(who, gateway)));
        if !is_loaded {
            return self.hear_reply(&reply, Some(at));
        }
        let Some(sessions) = &mut self.sessions else { return };
        let slot = sessions.replies.take();
        sessions.replies[slot] = reply;
        let order = self.luck.order(who.class, who.index, slot);
        self.agenda.push(self.now, Event::new(at, Kind::Session, order, MANY | slot, REPLY));
    }

    /// Its time has come.
    pub(super) fn send_reply(&mut self, slot: u32) {
        let Some(sessions) = &mut self.sessions else { return };
        let reply = sessions.replies[slot];
        sessions.replies.give_back(slot);
        let Reply { who, gateway: Some(gateway), bytes, number, .. } = reply else { return };
        let luck = sessions.luck[who.class].index(u64::from(who.index)).index(number);
        let radio = self.classes[who.class].radio as usize;
        let element = self.doors[radio][gateway as usize].element;
        let arrives = self.pass_down(self.gateway_of(who, gateway), bytes, luck);
        let is_silent =
            |at: &Time| self.silence.as_ref().is_some_and(|silence| silence.is_down(element, *at));
        let arrives = arrives.filter(|at| !is_silent(at));
        self.hear_reply(&reply, arrives);
    }

    /// A reply is at the device's gateway, or was lost on the way.
    fn hear_reply(&mut self, reply: &Reply, arrives: Option<Time>) {
        let Some(sessions) = &mut self.sessions else { return };
        let radio = self.classes[reply.who.class].radio as usize;
        let heard = arrives.map(|at| at + sessions.on_air[radio]);
        match reply.then {
            Then::Trip { n, state } => self.hear_of_trip(reply.who, n, state, heard),
            Then::Acknowledge { slot, epoch } => {
                if let Some(at) = heard.filter(|_| self.messages[slot].epoch == epoch) {
                    sessions.holds[slot as usize].acknowledge(at);
                }
            }
            Then::Rest => {}
        }
    }

    /// The number of a radio's gateway in the network.
    fn gateway_of(&self, who: Who, gateway: u32) -> u32 {
        let radio = self.classes[who.class].radio as usize;
        self.network.radios[radio].gateways[gateway as usize]
    }
}
