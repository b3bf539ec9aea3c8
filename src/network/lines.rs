//! What makes links more than a queue at one rate: backups, data plans, measured delays, and the stores of gateways in
//! front of them. Tables beside the elements and hops, empty for a network that has none of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::elements::{Member, Registry};
use super::ids::ElementId;
use super::links::Links;
use super::routes::{Builder, Hop, ServerPlan};
use super::{ElementKind, Gateway, NO_HOP};
use crate::model::data_plan::PlanSpec;
use crate::model::link::LinkSpec;
use crate::model::link_trace::LinkTrace;
use crate::scenario::Scenario;
use crate::units::Span;

/// A link with something to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinePlan {
    /// Its element.
    pub element: ElementId,
    /// How long it is down before its backup takes over, and up before it does itself; none without a backup.
    pub failover: Option<[Span; 2]>,
    /// What its data cost.
    pub plan: Option<PlanSpec>,
    /// Its delays as measured.
    pub delays: Option<Arc<LinkTrace>>,
}

/// A gateway's store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorePlan {
    /// Its element.
    pub element: ElementId,
    /// Its hop; the next one is the link's.
    pub hop: u32,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Links, in the order of elements.
    pub links: Vec<LinePlan>,
    /// Stores.
    pub stores: Vec<StorePlan>,
    /// By hop: the hop to take while a link's backup carries for it, or [`NO_HOP`]; empty if no link has one.
    pub backups: Vec<u32>,
}

impl Lines {
    /// The hop to take instead of this one while its backup carries.
    pub fn backup(&self, hop: u32) -> Option<u32> {
        self.backups.get(hop as usize).copied().filter(|hop| *hop != NO_HOP)
    }

    /// What stands in for a link that has a backup, and when it takes over.
    pub fn stand_in(&self, hops: &[Hop], link: ElementId) -> Option<(ElementId, Span)> {
        let [failover, _] = self.links.iter().find(|line| line.element == link)?.failover?;
        let at = hops.iter().position(|hop| hop.element == link)?;
        let backup = self.backup(u32::try_from(at).ok()?)?;
        Some((hops[backup as usize].element, failover))
    }

    /// A copy looks twice before it takes a link that may have gone over to its backup, or may be blocked.
    pub fn guard(&self, hops: &mut [Hop]) {
        let blocks = |line: &&LinePlan| {
            line.plan.as_ref().is_some_and(|plan| plan.over == Some(crate::model::data_plan::Over::Block))
        };
        let blocked: Vec<ElementId> = self.links.iter().filter(blocks).map(|line| line.element).collect();
        for (hop, at) in hops.iter_mut().zip(0..) {
            hop.is_guarded |= self.backup(at).is_some() || blocked.contains(&hop.element);
        }
    }

    /// The link that a backup stands in for, as an element.
    pub fn stands_in_for(&self, hops: &[Hop], element: ElementId) -> Option<ElementId> {
        let of = |at: &u32| hops.get(*at as usize).is_some_and(|hop| hop.element == element);
        let at = self.backups.iter().position(of)?;
        Some(hops[at].element)
    }
}

/// The stores of gateways, by gateway.
pub(super) fn register_stores(
    scenario: &Scenario,
    gateways: &[Gateway],
    registry: &mut Registry,
) -> BTreeMap<usize, ElementId> {
    let mut stores = BTreeMap::new();
    for (name, spec) in &scenario.gateways {
        let Some(store) = &spec.store else { continue };
        let group = format!("store.{name}");
        let owners: Vec<usize> = (0..gateways.len()).filter(|&at| gateways[at].group == *name).collect();
        let member = |&at: &usize| {
            let single = owners.len() == 1;
            let name = if single { group.clone() } else { format!("{group}:{}", gateways[at].id) };
            Member { server: ServerPlan::Store(*store), ..Member::passive(name, 0) }
        };
        let first = registry.group(&group, ElementKind::Store, owners.iter().map(member).collect());
        stores.extend(owners.iter().copied().zip((first.0..).map(ElementId)));
    }
    stores
}

/// Whether somebody wants to know when a link goes down or comes up: it has a backup or is one, or stands behind a store.
pub(super) fn is_watched(scenario: &Scenario, gateways: &[Gateway], name: &str, spec: &LinkSpec) -> bool {
    let is_backup = || scenario.links.values().any(|link| link.backup.as_deref() == Some(name));
    let is_stored_for = |gateway: &Gateway| {
        gateway.link.as_deref() == Some(name)
            && scenario.gateways.get(&gateway.group).is_some_and(|group| group.store.is_some())
    };
    let at_a_site = scenario.sites.values().any(|site| site.store.is_some() && site.to == name);
    spec.backup.is_some() || is_backup() || at_a_site || gateways.iter().any(is_stored_for)
}

/// Lays the ways of backups, each to where the links that it stands in for end: by the hop of a link, that of its backup.
pub(super) fn lay_backups(
    links: &Links,
    builder: &mut Builder,
    known: &mut BTreeMap<(u32, u32), u32>,
) -> BTreeMap<u32, u32> {
    let (mut backups, mut at) = (BTreeMap::new(), 0);
    while let Some(hop) = builder.hops.get(at as usize).copied() {
        if let Some(path) = links.backup(hop.element) {
            let is_link = |hop: &Hop| {
                builder.registry.elements[hop.element.index()].kind == ElementKind::Link && !hop.is_fold
            };
            let mut tail = hop.next;
            while let Some(next) = builder.hops.get(tail as usize).filter(|hop| is_link(hop)) {
                tail = next.next;
            }
            backups.insert(at, builder.prefix(path, tail, known));
        }
        at += 1;
    }
    backups
}

/// The tables of a network whose hops are known, and which of them lead to a backup.
pub(super) fn build(
    scenario: &Scenario,
    registry: &Registry,
    hops: &[Hop],
    backups: BTreeMap<u32, u32>,
) -> Lines {
    let line = |(at, element): (usize, &super::Element)| {
        let name = registry.groups[element.group.index()].name.strip_prefix("links.")?;
        let spec = scenario.links.get(name)?;
        let delays = spec.trace.as_ref().filter(|trace| trace.delay.is_some());
        let plan = LinePlan {
            element: ElementId(at as u32),
            failover: spec
                .backup
                .is_some()
                .then(|| [spec.failover, spec.failback].map(Option::unwrap_or_default)),
            plan: spec.plan.clone(),
            delays: delays.map(|trace| trace.rows.clone()),
        };
        let watched = registry.servers[at].live().is_some_and(|live| live.watched);
        (watched || plan.plan.is_some() || plan.delays.is_some()).then_some(plan)
    };
    let stores = hops.iter().zip(0_u32..).filter(|(hop, at)| {
        let server = &registry.servers[hop.element.index()];
        let is_first = hops.iter().position(|other| other.element == hop.element);
        matches!(server, ServerPlan::Store(_)) && hop.next != NO_HOP && is_first == Some(*at as usize)
    });
    let mut by_hop = if backups.is_empty() { Vec::new() } else { vec![NO_HOP; hops.len()] };
    backups.into_iter().for_each(|(hop, backup)| by_hop[hop as usize] = backup);
    Lines {
        links: registry.elements.iter().enumerate().filter_map(line).collect(),
        stores: stores.map(|(hop, at)| StorePlan { element: hop.element, hop: at }).collect(),
        backups: by_hop,
    }
}
