//! Where devices are limited one by one: before the platform's stages, and at gateways and sites that do so themselves, where
//! a refusal spares what lies behind. A gateway and a site know nobody's messages apart: all that a device sends counts.

use std::collections::BTreeMap;

use super::elements::{Member, Registry};
use super::ids::ElementId;
use super::{ElementKind, Gateway};
use crate::model::platform::PerDeviceSpec;
use crate::scenario::Scenario;

/// Before the names of gateways and sites that limit their devices.
const KIND: &str = "admission.";

/// The limit at an element of this group, if it is a gateway's or a site's.
pub fn at<'a>(scenario: &'a Scenario, group: &str) -> Option<&'a PerDeviceSpec> {
    let name = group.strip_prefix(KIND)?;
    let of_gateway = scenario.gateways.get(name).and_then(|gateway| gateway.per_device.as_ref());
    of_gateway.or_else(|| scenario.sites.get(name)?.per_device.as_ref())
}

/// The limits of gateways, one for each, by gateway.
pub(super) fn of_gateways(
    scenario: &Scenario,
    gateways: &[Gateway],
    registry: &mut Registry,
) -> BTreeMap<usize, ElementId> {
    let mut limits = BTreeMap::new();
    for (name, _) in scenario.gateways.iter().filter(|(_, spec)| spec.per_device.is_some()) {
        let owners: Vec<usize> = (0..gateways.len()).filter(|&at| gateways[at].group == *name).collect();
        let group = format!("{KIND}{name}");
        let member = |&at: &usize| match owners.len() {
            1 => group.clone(),
            _ => format!("{group}:{}", gateways[at].id),
        };
        let first = register(&group, owners.iter().map(member).collect(), registry);
        limits.extend(owners.iter().copied().zip((first.0..).map(ElementId)));
    }
    limits
}

/// The limits of a site, one for each of its members, whose names without the group's are these; the first.
pub(super) fn of_site(name: &str, members: &[String], registry: &mut Registry) -> ElementId {
    let group = format!("{KIND}{name}");
    register(&group, members.iter().map(|rest| format!("{group}{rest}")).collect(), registry)
}

fn register(group: &str, names: Vec<String>, registry: &mut Registry) -> ElementId {
    let members = names.into_iter().map(|name| Member::passive(name, 0)).collect();
    registry.group(group, ElementKind::Admission, members)
}
