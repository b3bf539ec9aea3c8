//! What sessions load in a quiet hour: messages pass the connecting stage no more, and silent devices send keep-alives. Connects are left
//! out: who breaks when is for time to show.

use super::loads::Loads;
use crate::network::layout::Layout;
use crate::network::ways::Way;
use crate::network::{Class, NO_HOP, Network};

/// The first hop of a class's messages behind a gateway of the network.
pub(super) fn first_hop(network: &Network, class: &Class, gateway: usize) -> u32 {
    let special = class.session.as_ref().and_then(|_| network.ways.of(Way::PastConnect));
    special.map_or(network.gateways[gateway].first_hop, |way| way.first[gateway])
}

/// The hop behind the folding, `plain` being that of the plain way.
pub(super) fn behind_fold(network: &Network, class: &Class, plain: u32) -> u32 {
    let special = class.session.as_ref().and_then(|_| network.ways.of(Way::PastConnect));
    match (special, &network.fold) {
        (Some(way), Some(_)) => way.behind_fold,
        _ => plain,
    }
}

impl Loads {
    /// Adds a device's keep-alives, `weight` of which there are: one an idle time at the most, fewer where it speaks more often.
    pub(super) fn keep_alive(
        &mut self,
        network: &Network,
        layout: &Layout,
        class: &Class,
        device: u32,
        weight: f64,
    ) {
        let Some(session) = &class.session else { return };
        let Some(idle) = session.keep_alive else { return };
        let speaks = class.traffic.as_ref().and_then(|traffic| traffic.rate_per_s()).unwrap_or(0.0);
        let per_s = libm::fmax(1.0 / idle.as_secs_f64() - speaks, 0.0) * weight;
        let (radio, reach) = (&network.radios[class.radio as usize], &layout.reach[class.radio as usize]);
        let Some(entry) = reach.entries(reach.row(device)).first() else { return };
        let at = radio.gateways[entry.gateway as usize] as usize;
        let special = network.ways.of(Way::ToFold);
        let first = special.map_or(NO_HOP, |way| way.first[at]);
        self.route(network, first, network.gateways[at].link_bytes(session.small.0 as u32), per_s);
    }
}
