//! Ways that not all take: control work ends where it is answered, and messages of a device with a session pass the
//! connecting stage no more. Each way has rows of its own among the hops where it parts from the plain one, so that
//! a copy need not know its way at any step. Knows no time.

use std::collections::BTreeMap;

use super::Gateway;
use super::ids::ElementId;
use super::partitions::Placed;
use super::routes::{Builder, NO_HOP};
use crate::scenario::Scenario;

/// How far something travels, and past what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Way {
    /// Through every stage.
    #[default]
    Plain = 0,
    /// To the folding of copies, or, where there is none, to the platform's door.
    ToFold = 1,
    /// To the connecting stage and through it; to the platform's door where there is none.
    ToConnect = 2,
    /// Through every stage but the connecting one.
    PastConnect = 3,
}

impl Way {
    /// Those that need rows of their own.
    pub const SPECIAL: [Way; 3] = [Way::ToFold, Way::ToConnect, Way::PastConnect];
}

/// Where a way begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WayHops {
    /// By gateway of the network: its first hop.
    pub first: Vec<u32>,
    /// The hop behind the folding, or [`NO_HOP`].
    pub behind_fold: u32,
}

/// The special ways of a network, by [`Way`] less one; none that nobody takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways([Option<WayHops>; Way::SPECIAL.len()]);

impl Ways {
    /// Where a way begins, if it is special.
    pub fn of(&self, way: Way) -> Option<&WayHops> {
        self.0.get((way as usize).checked_sub(1)?)?.as_ref()
    }
}

/// Which ways somebody takes in a scenario.
pub(super) fn wanted(scenario: &Scenario) -> Vec<Way> {
    let sessions = scenario.devices.values().any(|class| class.connects());
    if sessions { Way::SPECIAL.to_vec() } else { Vec::new() }
}

/// What the plain route is made of.
pub(super) struct Plain<'a> {
    /// Elements between each gateway and the folding, by gateway.
    pub paths: &'a [Vec<ElementId>],
    /// The stages in the order of the path.
    pub stages: &'a [Placed],
    /// The hop of each stage.
    pub hops: &'a [u32],
    /// What is refused before the stages.
    pub admission: Option<ElementId>,
    /// What stands behind the last stage, or [`NO_HOP`].
    pub end: u32,
    /// Attempts to connect are among it.
    pub admits_connects: bool,
}

/// Adds the rows of the special ways that are wanted.
pub(super) fn build(wanted: &[Way], plain: &Plain, gateways: &[Gateway], builder: &mut Builder) -> Ways {
    let mut ways = Ways::default();
    for (slot, way) in ways.0.iter_mut().zip(Way::SPECIAL).filter(|(_, way)| wanted.contains(way)) {
        let connect = plain.stages.iter().position(|stage| builder.is_connect(stage.door));
        let behind_fold = match (way, connect) {
            (Way::ToConnect, Some(at)) => builder.station(&plain.stages[at], NO_HOP),
            (Way::ToConnect, None) | (Way::ToFold, _) => NO_HOP,
            (Way::Plain | Way::PastConnect, Some(at)) => plain.hops.get(at + 1).copied().unwrap_or(plain.end),
            (Way::Plain | Way::PastConnect, None) => plain.hops.first().copied().unwrap_or(plain.end),
        };
        let asks = way == Way::PastConnect || way == Way::ToConnect && plain.admits_connects;
        let behind_fold = match plain.admission.filter(|_| asks) {
            Some(admission) => builder.hop(admission, false, behind_fold),
            None => behind_fold,
        };
        let mut shared = BTreeMap::new();
        let first = gateways.iter().zip(plain.paths).map(|(gateway, path)| match gateway.makes_copies {
            // up to the folding all ways are one
            true => gateway.first_hop,
            false => builder.prefix(path, behind_fold, &mut shared),
        });
        let first = first.collect();
        *slot = Some(WayHops { first, behind_fold });
    }
    ways
}

impl Builder<'_> {
    fn is_connect(&self, element: ElementId) -> bool {
        self.registry.elements[element.index()].name == "platform.connect"
    }
}
