//! Stations whose work is divided, as a partitioned log divides it by the key of its records: so many queues, each with
//! servers of its own, and what a device sends always comes to the same. Routes lead to the place where they part, which
//! has no servers; from there one hop leads to each. Knows no time.

use super::elements::Registry;
use super::ids::ElementId;
use super::routes::{Builder, station};
use super::turns::Turn;
use super::{Class, Element, ElementKind, Group, Network};
use crate::chance::{Key, Purpose};
use crate::model::station::StationSpec;
use crate::network::elements::Member;
use crate::scenario::Scenario;

/// A station of the platform where routes find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// The station, or where its partitions part.
    pub door: ElementId,
    /// The first of its partitions, and how many there are.
    partitions: Option<(ElementId, u32)>,
}

/// The name of the element at which the partitions of a station part.
pub(super) fn door(station: &str) -> String {
    format!("{station}.partitions")
}

/// Registers a station, or its partitions behind their door.
pub(super) fn register(
    scenario: &Scenario,
    registry: &mut Registry,
    name: &str,
    spec: &StationSpec,
) -> Placed {
    let count = spec.queues() as u32;
    if count == 1 {
        let alone = vec![station(scenario, name.to_string(), spec)];
        return Placed { door: registry.group(name, ElementKind::Station, alone), partitions: None };
    }
    let here = door(name);
    let door = registry.group(&here, ElementKind::Partitions, vec![Member::passive(here.clone(), 0)]);
    let members = (1..=count).map(|number| station(scenario, format!("{name}:{number}"), spec));
    let first = registry.group(name, ElementKind::Station, members.collect());
    Placed { door, partitions: Some((first, count)) }
}

/// The stream by which the work of a class's devices is divided: the same in all replications, for what is hashed are the
/// names of devices, and those stay.
pub fn key(network: &Network, class: &Class) -> Key {
    Key::root(network.seed, 0).named(&format!("devices.{}", class.name)).purpose(Purpose::Partition)
}

/// To which of `count` partitions all comes that a device sends; `salt` is that of their door.
pub fn of(class: Key, index: u32, salt: u64, count: u32) -> u32 {
    class.index(u64::from(index)).index(salt).below(0, count)
}

impl Builder<'_> {
    /// The hop of a station; with partitions, that of their door.
    pub(super) fn station(&mut self, placed: &Placed, next: u32) -> u32 {
        let Some((element, count)) = placed.partitions else { return self.hop(placed.door, false, next) };
        let first = self.hops.len() as u32;
        for element in (element.0..element.0 + count).map(ElementId) {
            self.hop(element, false, next);
        }
        let door = self.hop(placed.door, false, next);
        self.hops[door as usize].turn = self.turns.len() as u32;
        self.turns.push(Turn::Partition { first, count });
        door
    }
}

impl Network {
    /// The group of the partitions that part at an element.
    pub fn partitions_behind(&self, element: &Element) -> Option<&Group> {
        // they are registered together
        let behind = || self.groups.get(element.group.index() + 1);
        (element.kind == ElementKind::Partitions).then(behind).flatten()
    }
}
