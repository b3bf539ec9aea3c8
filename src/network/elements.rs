//! Building a [`Network`]: elements and groups are registered in the order of the path.

use super::ids::{DeviceId, ElementId, GroupId};
use super::incidents::{self, Incidents};
use super::routes::{self, ServerPlan};
use super::ways::{self, Way};
use super::{Class, Clock, Element, ElementKind, Gateway, Group, Network, PartRow, members, radios, sites};
use crate::model::gateway::DEFAULT_FORWARDING;
use crate::model::live::DEFAULT_WEIGHT;
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::join::Join;
use crate::model::session::Session;
use crate::network::traffic::Traffic;
use crate::scenario::Scenario;
use crate::scenario::study::{DrainTraffic, LayoutMode};
use crate::units::Span;

/// Elements, groups and part rows as they are registered.
#[derive(Default)]
pub struct Registry {
    /// Elements.
    pub elements: Vec<Element>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Rows of the waterfall.
    pub parts: Vec<PartRow>,
    /// What serves at each element.
    pub servers: Vec<ServerPlan>,
}

/// A member to register: name, servers, rate, mean service time, and what serves there.
pub struct Member {
    /// Name.
    pub name: String,
    /// Servers.
    pub servers: u32,
    /// Bits per second.
    pub rate_bps: Option<f64>,
    /// Mean service time of a message, s; its share of one where several are served together.
    pub mean_service_s: Option<f64>,
    /// What serves.
    pub server: ServerPlan,
}

impl Member {
    /// A member that serves nothing by itself.
    pub fn passive(name: String, servers: u32) -> Member {
        Member { name, servers, rate_bps: None, mean_service_s: None, server: ServerPlan::None }
    }
}

impl Registry {
    /// Registers a group with its members; answers the first member's id.
    pub fn group(&mut self, name: &str, kind: ElementKind, members: Vec<Member>) -> ElementId {
        let group = GroupId(self.groups.len() as u32);
        let first = ElementId(self.elements.len() as u32);
        self.groups.push(Group { name: name.to_string(), kind, first, len: members.len() as u32 });
        for member in members {
            let Member { name, servers, rate_bps, mean_service_s, server } = member;
            let availability = server.availability();
            self.elements.push(Element {
                name,
                group,
                kind,
                servers,
                rate_bps,
                mean_service_s,
                availability,
            });
            self.servers.push(server);
        }
        first
    }

    /// The rows of waiting, work and propagation at a link or station; a station's last two are one.
    pub fn parts_of(&mut self, element: ElementId) -> (u16, u16, u16) {
        let waiting = self.part("waiting", element);
        let kind = self.elements[element.index()].kind;
        if kind == ElementKind::Store {
            (waiting, waiting, waiting)
        } else if kind == ElementKind::Link {
            (waiting, self.part("transmission", element), self.part("propagation", element))
        } else {
            let service = self.part("service", element);
            (waiting, service, service)
        }
    }

    /// Registers the rows of all links and stations so far, in the order of the path.
    pub fn work_parts(&mut self) {
        let works = |group: &&Group| {
            matches!(group.kind, ElementKind::Link | ElementKind::Station | ElementKind::Store)
        };
        let members: Vec<ElementId> =
            self.groups.iter().filter(works).filter(|group| group.len > 0).map(|group| group.first).collect();
        for element in members {
            self.parts_of(element);
            let group = self.elements[element.index()].group;
            if self.groups[group.index()].name.starts_with("sites.") {
                self.part("aggregation", element);
            }
        }
    }

    /// The row of a kind of time at an element's group; registered on first use.
    pub fn part(&mut self, part: &'static str, element: ElementId) -> u16 {
        let row = PartRow { part, group: self.elements[element.index()].group };
        let at = self.parts.iter().position(|known| *known == row).unwrap_or_else(|| {
            self.parts.push(row);
            self.parts.len() - 1
        });
        at as u16
    }
}

/// Makes a validated scenario concrete.
pub fn build(scenario: &Scenario) -> Network {
    build_with(scenario, &ways::wanted(scenario))
}

/// The same with these special ways.
pub fn build_with(scenario: &Scenario, wanted: &[Way]) -> Network {
    let seed = scenario.study.seed.unwrap_or(1);
    let mut registry = Registry::default();
    let clock = Clock::of(&scenario.study, longest_jitter(scenario));
    let mut classes = classes(scenario, &clock);
    incidents::add_taken(scenario, &mut classes);
    let radio_elements = radios::register(scenario, &mut registry);
    let mut gateways = register_gateways(scenario, seed, &mut registry);
    let radios = radios::plans(scenario, &classes, &gateways, &radio_elements, &mut registry);
    let routes = routes::build(scenario, wanted, &mut gateways, &mut registry);
    let incidents = Incidents::new(scenario, &classes, &registry, &clock);
    let sites = sites::plans(scenario, &classes, &mut registry);
    Network {
        classes,
        elements: registry.elements,
        groups: registry.groups,
        parts: registry.parts,
        servers: registry.servers,
        clock,
        seed,
        radios,
        gateways,
        hops: routes.hops,
        fold: routes.fold,
        turns: routes.turns,
        ways: routes.ways,
        guards: routes.guards,
        quota: scenario
            .platform
            .as_ref()
            .and_then(|platform| platform.quota.as_ref())
            .map(crate::model::quota::QuotaPlan::new),
        consumers: routes.consumers,
        lines: routes.lines,
        sites,
        traffic_drains: scenario.study.drain.as_ref().and_then(|drain| drain.traffic)
            != Some(DrainTraffic::Stops),
        fixed_layout: scenario.study.layout == Some(LayoutMode::Fixed),
        incidents,
        scenario: scenario.clone(),
    }
}

fn longest_jitter(scenario: &Scenario) -> Span {
    let messages = scenario.devices.values().filter_map(|class| class.message.as_ref());
    messages.filter_map(|message| message.jitter).max().unwrap_or_default()
}

fn classes(scenario: &Scenario, clock: &Clock) -> Vec<Class> {
    let mut first = 0;
    let class = |(name, spec): (&String, &crate::scenario::class::ClassSpec)| {
        let count = spec.count.0 as u32;
        let class = Class {
            name: name.clone(),
            first: DeviceId(first),
            count,
            foreign: spec.foreign.unwrap_or(false),
            deadline: spec.deadline,
            radio: scenario.radio.get_index_of(&spec.radio).unwrap_or(0) as u32,
            priority: spec.priority.unwrap_or(0),
            weight: spec.weight.unwrap_or(DEFAULT_WEIGHT),
            taken_from: None,
            confirmed: spec.confirmed.unwrap_or(false),
            adr: spec.adr.unwrap_or(false),
            listens: radios::repeats(spec).is_some(),
            traffic: spec.message.as_ref().map(|message| Traffic::new(message, count, clock)),
            session: spec.session.as_ref().map(Session::from),
            join: spec.join.as_ref().map(Join::from),
        };
        first += count;
        class
    };
    scenario.devices.iter().map(class).collect()
}

/// One element for each gateway, group by group.
fn register_gateways(scenario: &Scenario, seed: u64, registry: &mut Registry) -> Vec<Gateway> {
    let mut all = Vec::new();
    for (name, spec) in &scenario.gateways {
        let rows = scenario.places.get(&format!("gateways.{name}")).map(Vec::as_slice);
        let mut gateways = members::gateways(name, spec, rows, seed);
        let radio = scenario.radio.get(&spec.radio);
        let lorawan = matches!(radio, Some(RadioSpec::Lorawan(_)));
        let makes_copies = radio.is_some_and(RadioSpec::makes_copies);
        gateways.iter_mut().for_each(|gateway| gateway.makes_copies = makes_copies);
        let servers = if lorawan { radios::demodulators(spec) } else { 0 };
        for gateway in gateways.iter_mut().filter(|_| lorawan) {
            gateway.forwarding.get_or_insert(DEFAULT_FORWARDING);
        }
        let group = format!("gateways.{name}");
        let single = gateways.len() == 1;
        let member = |gateway: &Gateway| {
            let name = if single { group.clone() } else { format!("{group}:{}", gateway.id) };
            Member::passive(name, servers)
        };
        let first = registry.group(&group, ElementKind::Gateway, gateways.iter().map(member).collect());
        for (gateway, element) in gateways.iter_mut().zip(first.0..) {
            gateway.element = ElementId(element);
            let name = &registry.elements[element as usize].name;
            gateway.outages = gateway.outages.take().or_else(|| incidents::outages(scenario, name));
        }
        all.extend(gateways);
    }
    all
}
