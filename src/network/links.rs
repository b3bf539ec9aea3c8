//! The links as elements: shared ones, and one for each gateway; and over which of them a gateway sends.

use std::collections::BTreeMap;

use super::elements::{Member, Registry};
use super::ids::ElementId;
use super::routes::ServerPlan;
use super::{ElementKind, Gateway};
use crate::model::cause::Cause;
use crate::model::link::{Link, LinkSpec, Per};
use crate::model::live::{Discipline, DropSpec, LivePlan, OutagePlan, Room};
use crate::scenario::Scenario;
use crate::units::Bound;

/// The links: shared ones by name, others by name and gateway.
pub struct Links {
    shared: BTreeMap<String, ElementId>,
    own: BTreeMap<(String, usize), ElementId>,
}

impl Links {
    /// Registers the links of all gateways.
    pub fn register(scenario: &Scenario, gateways: &[Gateway], registry: &mut Registry) -> Links {
        let mut links = Links { shared: BTreeMap::new(), own: BTreeMap::new() };
        for (name, spec) in outermost_first(scenario) {
            let group = format!("links.{name}");
            if spec.per != Some(Per::Gateway) {
                let first = registry.group(&group, ElementKind::Link, vec![link(group.clone(), spec, "")]);
                links.shared.insert(name.clone(), first);
                continue;
            }
            let uses = |at: &usize| gateways[*at].link.as_deref() == Some(name);
            let owners: Vec<usize> = (0..gateways.len()).filter(uses).collect();
            let member = |&at: &usize| {
                let gateway = format!("{}:{}", gateways[at].group, gateways[at].id);
                link(format!("{group}@{gateway}"), spec, &gateway)
            };
            let first = registry.group(&group, ElementKind::Link, owners.iter().map(member).collect());
            for (owner, element) in owners.into_iter().zip(first.0..) {
                links.own.insert((name.clone(), owner), ElementId(element));
            }
        }
        links
    }

    /// The links from a gateway to the platform.
    pub fn chain(&self, scenario: &Scenario, at: usize, gateway: &Gateway) -> Vec<ElementId> {
        let mut chain = Vec::new();
        let mut name = gateway.link.as_deref();
        while let Some(link) = name
            && let Some(spec) = scenario.links.get(link)
        {
            chain.extend(self.own.get(&(link.to_string(), at)).or_else(|| self.shared.get(link)));
            name = Some(spec.to.as_str()).filter(|to| *to != "platform");
        }
        chain
    }
}

/// Links in the order of the path: those with most links between them and the platform first.
fn outermost_first(scenario: &Scenario) -> Vec<(&String, &LinkSpec)> {
    let after = |spec: &LinkSpec| {
        std::iter::successors(scenario.links.get(&spec.to), |next| scenario.links.get(&next.to)).count()
    };
    let mut links: Vec<_> = scenario.links.iter().collect();
    links.sort_by_key(|(_, spec)| std::cmp::Reverse(after(spec)));
    links
}

fn link(name: String, spec: &LinkSpec, gateway: &str) -> Member {
    let member = spec.member.get(gateway).cloned().unwrap_or_default();
    let rate = member.rate.unwrap_or(spec.rate);
    let packets = member.buffer_packets.or(spec.buffer_packets).and_then(Bound::limit).map(|count| count.0);
    let bytes = member.buffer.or(spec.buffer).and_then(Bound::limit).map(|bytes| bytes.0);
    let room = Room::new(packets, bytes);
    let red = spec.drop.as_ref().is_some_and(|drop| drop.red().is_some());
    let idle = if red { Link::new(rate, room).counting() } else { Link::new(rate, room) };
    let discipline = spec.discipline.unwrap_or(Discipline::Fifo);
    let codel = spec.drop.as_ref().and_then(DropSpec::codel).copied();
    let outages = member.outages.as_ref().or(spec.outages.as_ref()).map(OutagePlan::new);
    let is_live = discipline != Discipline::Fifo || codel.is_some() || outages.is_some();
    let delay = member.delay.or(spec.delay).unwrap_or_default();
    let loss = member.loss.or(spec.loss).map_or(0.0, |share| share.0);
    Member {
        name,
        servers: 1,
        rate_bps: Some(rate.0),
        mean_service_s: None,
        server: ServerPlan::Link {
            idle,
            delay,
            loss,
            live: is_live.then_some(LivePlan {
                discipline,
                servers: 1,
                room,
                codel,
                batch: None,
                outages,
                scaling: None,
                down: Cause::LinkDown,
            }),
        },
    }
}
