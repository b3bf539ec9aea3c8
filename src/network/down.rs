//! The way down: over which links the platform reaches a gateway.

use super::ids::ElementId;
use super::{Gateway, Hop, NO_HOP, ServerPlan};

/// The links from the platform to a gateway, in the order in which what is sent down passes them; `instead` of a hop, that of the
/// backup that carries for it.
pub fn path(
    gateway: &Gateway,
    hops: &[Hop],
    servers: &[ServerPlan],
    instead: impl Fn(u32) -> Option<u32>,
) -> Vec<ElementId> {
    let mut path = Vec::new();
    let mut at = gateway.first_hop;
    while at != NO_HOP && !hops[at as usize].is_fold {
        at = instead(at).unwrap_or(at);
        let hop = &hops[at as usize];
        if matches!(servers[hop.element.index()], ServerPlan::Link { .. }) {
            path.push(hop.element);
        }
        at = hop.next;
    }
    path.reverse();
    path
}
