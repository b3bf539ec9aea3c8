//! Which packets come to which element, as far as arithmetic can tell: those of the gateways' links, up to the folding.

use crate::network::{Class, NO_HOP, Network};

/// A class's packets at an element.
pub struct Packets<'a> {
    /// The element.
    pub element: usize,
    /// Whose.
    pub class: &'a Class,
    /// Of mean payload, B.
    pub mean: u64,
    /// Of the greatest payload, B; `None` if there is no bound.
    pub most: Option<u64>,
}

/// Calls for each class, gateway and element on the way.
pub fn each<'a>(network: &'a Network, mut found: impl FnMut(Packets<'a>)) {
    for class in network.classes.iter().filter(|class| !class.foreign) {
        let Some(traffic) = &class.traffic else { continue };
        let radio = &network.radios[class.radio as usize];
        for at in &radio.gateways {
            let gateway = &network.gateways[*at as usize];
            let packet = |payload: u32| gateway.link_bytes(payload.saturating_add(radio.overhead));
            let mean = packet(traffic.mean_bytes as u32);
            let most = traffic.most_bytes.map(|most| packet(u32::try_from(most).unwrap_or(u32::MAX)));
            let mut hop = gateway.first_hop;
            while hop != NO_HOP && !network.hops[hop as usize].is_fold {
                let step = network.hops[hop as usize];
                found(Packets { element: step.element.index(), class, mean, most });
                hop = step.next;
            }
        }
    }
}
