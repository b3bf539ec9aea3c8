//! Gateways that are down for a while: what they would have heard meanwhile they do not pass on, and their neighbours
//! take over where they hear. It knows frames by begin and end alone, so it serves every technology; a demodulator of a
//! frame that lasts beyond the repair counts as taken until the frame ends.

use super::power;
use super::state::downs;
use crate::model::cause::Cause;
use crate::model::live::merged;
use crate::model::radio::{Heard, Loss, Next, furthest};
use crate::network::Network;
use crate::network::ids::ElementId;
use crate::network::layout::Layout;
use crate::units::Time;

/// When each gateway is down.
#[derive(Debug)]
pub struct Silence {
    /// By radio, then gateway in its numbering.
    gateways: Vec<Vec<Downs>>,
}

#[derive(Debug)]
struct Downs {
    element: ElementId,
    spans: Vec<[Time; 2]>,
}

impl Silence {
    /// Of one replication; none if no gateway is ever down.
    pub fn new(network: &Network, layout: &Layout, replication: u64, until: Time) -> Option<Box<Silence>> {
        if network.gateways.iter().all(|gateway| gateway.outages.is_none()) {
            return None;
        }
        let of = |&at: &u32| {
            let element = network.gateways[at as usize].element;
            let mut spans = downs(network, replication, element.index(), until);
            spans.extend(power::dark(network, layout, replication, at as usize));
            Downs { element, spans: merged(spans) }
        };
        let radio = |radio: &crate::network::RadioNetwork| radio.gateways.iter().map(of).collect();
        Some(Box::new(Silence { gateways: network.radios.iter().map(radio).collect() }))
    }

    /// Whether a gateway is down.
    pub fn is_down(&self, gateway: ElementId, now: Time) -> bool {
        let mut all = self.gateways.iter().flatten().filter(|downs| downs.element == gateway);
        all.any(|downs| downs.spans.iter().any(|[from, to]| (*from..*to).contains(&now)))
    }

    /// A frame that was on the air from `since` until `now`: gateways that were down meanwhile did not hear it. Answers
    /// what happens next instead of `next`.
    pub fn falls(&self, radio: usize, since: Time, now: Time, heard: &mut [Heard], next: Next) -> Next {
        let down = |one: &&mut Heard| {
            let spans = &self.gateways[radio][one.gateway as usize].spans;
            spans.iter().any(|[from, to]| *from <= now && since < *to)
        };
        let mut struck = false;
        for one in heard.iter_mut().filter(down) {
            (one.lost, one.held, struck) = (Some(Cause::GatewayDown), false, true);
        }
        if !struck || heard.iter().any(|one| one.lost.is_none()) {
            return next;
        }
        // the gateway where it got furthest; of several the first, which is the strongest
        let loss =
            furthest(heard).and_then(|one| Some(Loss { cause: one.lost?, gateway: Some(one.gateway) }));
        match (next, loss) {
            (Next::Done | Next::Lost(_), Some(loss)) => Next::Lost(loss),
            _ => next,
        }
    }
}
