//! What comes to each partition of a station: that of its devices where all devices are looked at, else an equal share.

use super::loads::Loads;
use crate::network::ids::ElementId;
use crate::network::{Network, partitions};

impl Loads {
    /// Adds what comes to the place where partitions part, if it is one, to those behind it.
    pub(super) fn partitions(&mut self, network: &Network, element: ElementId, bytes: u64, per_s: f64) {
        let door = &network.elements[element.index()];
        let Some(group) = network.partitions_behind(door) else { return };
        let all = group.first.0..group.first.0 + group.len;
        if let Some(device) = self.device_at {
            let key = partitions::key(network, &network.classes[self.class_at]);
            let own = all.start + partitions::of(key, device, door.salt(), group.len);
            return self.load(network, ElementId(own), bytes, per_s);
        }
        let comes = self.comes;
        for partition in all.map(ElementId) {
            self.comes = comes;
            self.load(network, partition, bytes, per_s / f64::from(group.len));
        }
    }
}
