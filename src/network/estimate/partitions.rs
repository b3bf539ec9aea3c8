//! What comes to each partition of a station: that of its devices where all devices are looked at, else of a class's work as much as
//! it has of the class's devices.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::loads::Loads;
use crate::network::ids::ElementId;
use crate::network::{Element, Network, partitions};

/// By class and place where partitions part: which share of the class's devices each partition has.
pub(super) type Shares = BTreeMap<(usize, u32), Rc<[f64]>>;

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
        let (comes, shares) = (self.comes, self.shares(network, element, door, group.len));
        for (partition, share) in all.map(ElementId).zip(shares.iter()) {
            self.comes = comes;
            self.load(network, partition, bytes, per_s * share);
        }
    }

    fn shares(&mut self, network: &Network, element: ElementId, door: &Element, count: u32) -> Rc<[f64]> {
        let counted = || {
            let class = &network.classes[self.class_at];
            let (key, mut devices) = (partitions::key(network, class), vec![0_u32; count as usize]);
            for index in 0..class.count {
                devices[partitions::of(key, index, door.salt(), count) as usize] += 1;
            }
            devices.into_iter().map(|devices| f64::from(devices) / f64::from(class.count.max(1))).collect()
        };
        Rc::clone(self.shares.entry((self.class_at, element.0)).or_insert_with(counted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::ElementKind;
    use crate::scenario::Scenario;

    /// 1900 devices are all looked at, and of 9000 a sample; a partition has its devices' work either way.
    #[test]
    fn partitions_have_the_work_of_their_devices_however_many_there_are() {
        for count in [1900, 9000] {
            let text = format!(
                "title = 'x'\nradio.wire.technology = 'ideal'\ngateways.hall.radio = 'wire'\n\
                 [devices.meters]\ncount = {count}\nradio = 'wire'\nmessage = {{ poisson = '10 s', size = '50 B' }}\n\
                 [platform]\ningest = {{ service = '100 us', partitions = 6 }}\n"
            );
            let scenario: Scenario = toml::from_str(&text).expect("a scenario");
            let network = Network::build(&scenario);
            let door = network
                .elements
                .iter()
                .find(|element| element.kind == ElementKind::Partitions)
                .expect("a door");
            let group = network.partitions_behind(door).expect("partitions");
            let (key, mut devices) = (partitions::key(&network, &network.classes[0]), [0_u32; 6]);
            (0..count).for_each(|at| devices[partitions::of(key, at, door.salt(), 6) as usize] += 1);
            let told = super::super::estimate(&network, 1, 1).loads;
            for (at, devices) in (group.first.index()..).zip(devices) {
                let load = f64::from(devices) / 10.0 * 100e-6;
                assert!((told[at] - load).abs() < 1e-9, "{count} {at}: {} {load}", told[at]);
            }
        }
    }
}
