//! Copies for whoever consumes behind the platform: each is control work from the instant at which its message leaves, so that a
//! consumer that falls behind delays and loses its copies alone.

use super::Run;
use super::errand::{Errand, Sender};
use super::recorder::Recorder;
use super::route::Place;
use crate::network::Hop;
use crate::network::ways::Way;
use crate::units::Span;

/// Marks the numbers of copies, so that their luck is none of their messages'.
const COPY: u32 = 1 << 30;

impl<R: Recorder> Run<'_, R> {
    /// What stands here has left the last stage.
    pub(super) fn copy_for_consumers(&mut self, hop: &Hop, place: &Place) {
        let network = self.network;
        self.recorder.arrived(hop.element, place.at, Span::ZERO);
        let way = std::mem::take(&mut self.parts);
        for hop in network.consumers.iter().copied() {
            let open = self.messages[place.slot];
            let errand = Errand::control(Sender::Copy, Way::default());
            let class = open.message.class.index();
            let slot = self.open_slot(errand, class, open.index, open.n | COPY, open.payload);
            let element = network.hops[hop as usize].element;
            self.messages[slot].order ^= self.luck.element_order(element.index());
            self.go_on(Place { slot, hop, visits: 0, ..*place });
            self.parts.clear();
        }
        self.parts = way;
    }
}
