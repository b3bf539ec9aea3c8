//! The links as elements: shared ones, and one for each gateway; and over which of them a gateway sends.

use std::collections::BTreeMap;

use super::elements::{Member, Registry};
use super::ids::ElementId;
use super::incidents;
use super::lines;
use super::routes::ServerPlan;
use super::sites;
use super::{ElementKind, Gateway};
use crate::model::cause::Cause;
use crate::model::link::{Link, LinkSpec, Per};
use crate::model::live::{Discipline, DropSpec, LivePlan, OutagePlan, PacePlan, Room};
use crate::model::site::SiteSpec;
use crate::scenario::Scenario;
use crate::scenario::study::DEFAULT_DURATION;
use crate::units::{BitRate, Bound};

/// The links and the sites between them: shared ones by name, others by name and gateway.
#[derive(Default)]
pub struct Links {
    shared: BTreeMap<String, ElementId>,
    own: BTreeMap<(String, usize), ElementId>,
    /// The links that stand in for one, from its backup on.
    backups: BTreeMap<ElementId, Vec<ElementId>>,
    /// Sites by name, and by gateway if it is theirs.
    sites: BTreeMap<(String, Option<usize>), sites::Elements>,
}

impl Links {
    /// Registers the links of all gateways.
    pub fn register(scenario: &Scenario, gateways: &[Gateway], registry: &mut Registry) -> Links {
        let mut links = Links::default();
        for (name, node) in outermost_first(scenario) {
            match node {
                Node::Link(spec) => links.register_link(scenario, name, spec, gateways, registry),
                Node::Site(spec) => {
                    let elements = sites::register(scenario, name, spec, gateways, registry);
                    links.sites.extend(elements.into_iter().map(|(owner, at)| ((name.clone(), owner), at)));
                }
            }
        }
        links.find_backups(scenario);
        links
    }

    fn register_link(
        &mut self,
        scenario: &Scenario,
        name: &String,
        spec: &LinkSpec,
        gateways: &[Gateway],
        registry: &mut Registry,
    ) {
        let group = format!("links.{name}");
        let watched = lines::is_watched(scenario, gateways, name, spec);
        if spec.per != Some(Per::Gateway) {
            let only = link(scenario, group.clone(), spec, "", watched);
            let first = registry.group(&group, ElementKind::Link, vec![only]);
            self.shared.insert(name.clone(), first);
            return;
        }
        let uses = |at: &usize| {
            let first = first_link(scenario, &gateways[*at]);
            let backup = first.and_then(|link| scenario.links.get(link)?.backup.as_deref());
            first == Some(name) || backup == Some(name)
        };
        let owners: Vec<usize> = (0..gateways.len()).filter(uses).collect();
        let member = |&at: &usize| {
            let gateway = format!("{}:{}", gateways[at].group, gateways[at].id);
            link(scenario, format!("{group}@{gateway}"), spec, &gateway, watched)
        };
        let first = registry.group(&group, ElementKind::Link, owners.iter().map(member).collect());
        for (owner, element) in owners.into_iter().zip(first.0..) {
            self.own.insert((name.clone(), owner), ElementId(element));
        }
    }

    fn find_backups(&mut self, scenario: &Scenario) {
        let of = |name: &str| scenario.links.get(name)?.backup.as_deref();
        let shared = self.shared.iter().map(|(name, element)| (name, 0, element));
        let own = self.own.iter().map(|((name, at), element)| (name, *at, element));
        let found = shared.chain(own).filter_map(|(name, at, element)| {
            of(name).map(|backup| (*element, self.up_to_a_site(scenario, at, backup)))
        });
        self.backups = found.collect();
    }

    /// The links that carry instead of one while its backup does.
    pub fn backup(&self, link: ElementId) -> Option<&[ElementId]> {
        self.backups.get(&link).map(Vec::as_slice)
    }

    /// The links and sites from a gateway to the platform, the first being `name`.
    pub fn chain(&self, scenario: &Scenario, at: usize, name: Option<&str>) -> Vec<ElementId> {
        let (mut chain, mut name) = (Vec::new(), name.map(str::to_string));
        while let Some(node) = name {
            if let Some(site) = scenario.sites.get(&node) {
                let own = self.sites.get(&(node.clone(), Some(at)));
                let elements = own.or_else(|| self.sites.get(&(node, None)));
                chain.extend(elements.into_iter().flatten().flatten());
                name = Some(site.to.clone());
            } else if let Some(spec) = scenario.links.get(&node) {
                chain.extend(self.own.get(&(node.clone(), at)).or_else(|| self.shared.get(&node)));
                name = Some(spec.to.clone());
            } else {
                name = None;
            }
        }
        chain
    }

    /// The links from one on that lead to the next site or the platform.
    fn up_to_a_site(&self, scenario: &Scenario, at: usize, name: &str) -> Vec<ElementId> {
        let (mut chain, mut next) = (Vec::new(), Some(name));
        while let Some(node) = next
            && let Some(spec) = scenario.links.get(node)
        {
            chain.extend(self.own.get(&(node.to_string(), at)).or_else(|| self.shared.get(node)));
            next = Some(spec.to.as_str());
        }
        chain
    }
}

/// The first link that a gateway's messages come to, be it behind the site at it.
pub(super) fn first_link<'a>(scenario: &'a Scenario, gateway: &'a Gateway) -> Option<&'a str> {
    match gateway.site.as_ref().and_then(|site| scenario.sites.get(site)) {
        Some(site) => Some(site.to.as_str()),
        None => gateway.link.as_deref(),
    }
}

enum Node<'a> {
    Link(&'a LinkSpec),
    Site(&'a SiteSpec),
}

/// Links and sites in the order of the path: those with most of them between them and the platform first.
fn outermost_first(scenario: &Scenario) -> Vec<(&String, Node<'_>)> {
    let next = |name: &&str| -> Option<&str> {
        let link = scenario.links.get(*name).map(|spec| spec.to.as_str());
        link.or_else(|| scenario.sites.get(*name).map(|spec| spec.to.as_str()))
    };
    fn after<'a>(to: &'a str, next: impl Fn(&&'a str) -> Option<&'a str>) -> usize {
        std::iter::successors(Some(to), next).count()
    }
    let links = scenario.links.iter().map(|(name, spec)| (name, Node::Link(spec), spec.to.as_str()));
    let sites = scenario.sites.iter().map(|(name, spec)| (name, Node::Site(spec), spec.to.as_str()));
    let mut nodes: Vec<_> = links.chain(sites).collect();
    nodes.sort_by_key(|(.., to)| std::cmp::Reverse(after(to, next)));
    nodes.into_iter().map(|(name, node, _)| (name, node)).collect()
}

fn link(scenario: &Scenario, name: String, spec: &LinkSpec, gateway: &str, watched: bool) -> Member {
    let member = spec.member.get(gateway).cloned().unwrap_or_default();
    let own = member.rate.or(spec.rate).unwrap_or(BitRate(1.0));
    let pace = pace(scenario, spec, own);
    let rate = pace.as_ref().map_or(own, |(mean, _)| *mean);
    let packets = member.buffer_packets.or(spec.buffer_packets).and_then(Bound::limit).map(|count| count.0);
    let bytes = member.buffer.or(spec.buffer).and_then(Bound::limit).map(|bytes| bytes.0);
    let room = Room::new(packets, bytes);
    let red = spec.drop.as_ref().is_some_and(|drop| drop.red().is_some());
    let idle = if red { Link::new(rate, room).counting() } else { Link::new(rate, room) };
    let discipline = spec.discipline.unwrap_or(Discipline::Fifo);
    let codel = spec.drop.as_ref().and_then(DropSpec::codel).copied();
    let outages = member.outages.as_ref().or(spec.outages.as_ref()).map(OutagePlan::new);
    let outages = outages.or_else(|| incidents::outages(scenario, &name));
    let is_special = pace.is_some() || watched || spec.trace.is_some();
    let is_live = discipline != Discipline::Fifo || codel.is_some() || outages.is_some() || is_special;
    let delay = member.delay.or(spec.delay).unwrap_or_default();
    let loss = member.loss.or(spec.loss).map_or(0.0, |share| share.0);
    Member {
        name,
        servers: 1,
        rate_bps: Some(rate.0),
        mean_service_s: None,
        server: ServerPlan::Link {
            idle,
            down: Link::new(member.rate_down.or(spec.rate_down).unwrap_or(rate), room),
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
                pace: pace.map(|(_, plan)| plan),
                watched,
            }),
        },
    }
}

/// The rate of a link that changes, with its mean while it is up; none where it does not.
fn pace(scenario: &Scenario, spec: &LinkSpec, own: BitRate) -> Option<(BitRate, PacePlan)> {
    let lasts = scenario.study.duration.unwrap_or(DEFAULT_DURATION);
    let own = libm::rint(own.0) as u64;
    let trace = spec.trace.as_ref().map(|trace| trace.rows.clone()).filter(|rows| rows.paces());
    if trace.is_none() && spec.plan.is_none() {
        return None;
    }
    let (up, mean) = trace.as_ref().map_or((1.0, own as f64), |rows| rows.means(own, lasts));
    Some((BitRate(libm::rint(mean)), PacePlan { own, trace, up }))
}
