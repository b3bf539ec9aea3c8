//! The way down: over which links the platform reaches a gateway.

use super::ids::ElementId;
use super::{Gateway, Hop, NO_HOP, ServerPlan};

/// The links from the platform to a gateway, in the order in which what is sent down passes them.
pub fn path(gateway: &Gateway, hops: &[Hop], servers: &[ServerPlan]) -> Vec<ElementId> {
    let mut path = Vec::new();
    let mut at = gateway.first_hop;
    while at != NO_HOP && !hops[at as usize].is_fold {
        let hop = &hops[at as usize];
        if matches!(servers[hop.element.index()], ServerPlan::Link { .. }) {
            path.push(hop.element);
        }
        at = hop.next;
    }
    path.reverse();
    path
}
