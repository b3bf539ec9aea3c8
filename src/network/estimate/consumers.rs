//! What comes to consumers: all that leaves the platform, each of them by itself.

use super::loads::Loads;
use crate::network::ids::ElementId;
use crate::network::{ElementKind, Network};

impl Loads {
    /// Adds what is copied at an element, if it is where copies are made, to everyone who takes a copy.
    pub(super) fn copies(&mut self, network: &Network, element: ElementId, bytes: u64, per_s: f64) {
        if network.elements[element.index()].kind != ElementKind::Copies {
            return;
        }
        let comes = self.comes;
        for hop in &network.consumers {
            self.load(network, network.hops[*hop as usize].element, bytes, per_s);
            self.comes = comes;
        }
    }
}
