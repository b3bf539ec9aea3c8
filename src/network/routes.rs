//! Which way a copy goes: from its gateway over station and links to the folding, and from there through the
//! platform's stages. A hop's server is foretold or live; arrivals that may come out of order are events.

use std::collections::BTreeMap;

use super::elements::{Member, Registry};
use super::guards::{self, GuardPlan};
use super::ids::ElementId;
use super::links::Links;
use super::turns::{self, NO_TURN, Turn};
use super::{ElementKind, Fold, Gateway};
use crate::model::cause::Cause;
use crate::model::distribution::{DistributionSpec, Sampler};
use crate::model::forwarding::Background;
use crate::model::gateway::ForwardingSpec;
use crate::model::link::Link;
use crate::model::live::{Discipline, LivePlan, OutagePlan, Room};
use crate::model::platform;
use crate::model::radio::RadioSpec;
use crate::model::station::StationSpec;
use crate::scenario::Scenario;
use crate::units::{Bound, Span};

/// Stage of the last hop of every route.
const LAST_STAGE: u32 = 1_000_000;

/// The end of a route.
pub const NO_HOP: u32 = u32::MAX;

/// One step of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The element that serves; the folding's element at the fold.
    pub element: ElementId,
    /// This hop is the folding of copies.
    pub is_fold: bool,
    /// It lies behind the folding: there is but one copy.
    pub is_behind_fold: bool,
    /// How far along the path, the end being the same for all (D8 asks which copy got furthest).
    pub stage: u32,
    /// Arrivals may come out of order (several feeders, or one that does not keep order): each is an event.
    pub by_event: bool,
    /// Part row of waiting.
    pub waiting_part: u16,
    /// Part row of service or transmission.
    pub work_part: u16,
    /// Part row of propagation.
    pub propagation_part: u16,
    /// The next hop, or [`NO_HOP`] for delivery.
    pub next: u32,
    /// Something stands before its queue.
    pub is_guarded: bool,
    /// Row of the turns, or [`NO_TURN`] where every job goes on to `next`.
    pub turn: u32,
}

/// What serves at an element, as the file fixes it.
#[derive(Clone, Debug)]
pub enum ServerPlan {
    /// Nothing: radios, gateways, the folding.
    None,
    /// A link.
    Link {
        /// The idle link.
        idle: Link,
        /// Propagation delay.
        delay: Span,
        /// Share of packets lost.
        loss: f64,
        /// How it serves, if that is live.
        live: Option<LivePlan>,
    },
    /// A station.
    Station {
        /// Servers.
        servers: u32,
        /// Places to wait.
        waiting_room: Option<u64>,
        /// Service time, s.
        service: Sampler,
        /// How it serves, if that is live.
        live: Option<LivePlan>,
    },
}

impl ServerPlan {
    /// How it serves where its future can change.
    pub fn live(&self) -> Option<&LivePlan> {
        match self {
            ServerPlan::None => None,
            ServerPlan::Link { live, .. } | ServerPlan::Station { live, .. } => live.as_ref(),
        }
    }

    /// Its future can change, so an arrival must be an event.
    fn is_live(&self) -> bool {
        self.live().is_some()
    }

    /// Share of time in which it is up, in the long run.
    pub fn availability(&self) -> f64 {
        self.live().map_or(1.0, LivePlan::availability)
    }

    /// Whoever comes may wait, for as long as it takes.
    pub fn is_unlimited(&self) -> bool {
        match self {
            ServerPlan::None => false,
            ServerPlan::Link { live: Some(LivePlan { codel: Some(_), .. }), .. } => false,
            ServerPlan::Link { idle, .. } => idle.limit().is_none(),
            ServerPlan::Station { waiting_room, .. } => waiting_room.is_none(),
        }
    }

    /// How long its room takes to fill, s, if `jobs_per_s` of `bytes_each` more come than go; `None` where it is unlimited, or
    /// kept from filling (CoDel).
    pub fn fills_after_s(&self, jobs_per_s: f64, bytes_each: f64) -> Option<f64> {
        let limited = |n: u64| (n < u64::MAX).then_some(n as f64);
        let (jobs, bytes) = match self {
            ServerPlan::None => (None, None),
            ServerPlan::Link { live: Some(LivePlan { codel: Some(_), .. }), .. } => (None, None),
            ServerPlan::Link { idle, .. } => {
                idle.limit().map_or((None, None), |room| (limited(room.jobs), limited(room.bytes)))
            }
            ServerPlan::Station { waiting_room, .. } => (waiting_room.map(|n| n as f64), None),
        };
        let times = [jobs.map(|n| n / jobs_per_s), bytes.map(|n| n / (jobs_per_s * bytes_each))];
        times.into_iter().flatten().filter(|s| s.is_finite()).reduce(libm::fmin)
    }

    /// Departures come in the order of arrivals.
    fn keeps_order(&self) -> bool {
        match self {
            ServerPlan::None => true,
            ServerPlan::Link { live, .. } => live.is_none(),
            ServerPlan::Station { servers, live, .. } => *servers == 1 && live.is_none(),
        }
    }
}

/// All routes.
pub struct Routes {
    /// Steps.
    pub hops: Vec<Hop>,
    /// The folding of copies.
    pub fold: Option<Fold>,
    /// Stations that jobs may leave by several ways.
    pub turns: Vec<Turn>,
    /// What stands before queues.
    pub guards: Vec<Option<GuardPlan>>,
}

/// Builds stations of gateways, links, folding and platform, and the routes over them.
pub fn build(scenario: &Scenario, gateways: &mut [Gateway], registry: &mut Registry) -> Routes {
    let processing = processing_stations(scenario, gateways, registry);
    let links = Links::register(scenario, gateways, registry);
    registry.work_parts();
    let fold = register_fold(scenario, registry);
    let stages = register_platform(scenario, registry);
    registry.work_parts();

    let mut builder = Builder { registry, hops: Vec::new() };
    let mut next = NO_HOP;
    for stage in stages.iter().rev() {
        next = builder.hop(*stage, false, next);
    }
    if let Some(fold) = &fold {
        next = builder.hop(fold.element, true, next);
    }
    let mut shared = BTreeMap::new();
    for (at, gateway) in gateways.iter_mut().enumerate() {
        let mut path: Vec<ElementId> = processing.get(&at).copied().into_iter().collect();
        path.extend(links.chain(scenario, at, gateway));
        gateway.first_hop = builder.prefix(&path, next, &mut shared);
    }
    let mut hops = builder.hops;
    let turns = turns::build(scenario, registry, &mut hops);
    let guards = guards::build(scenario, registry);
    hops.iter_mut().for_each(|hop| hop.is_guarded = guards[hop.element.index()].is_some());
    let hops = mark_events(hops, &turns, gateways, registry);
    let fold = fold.map(|fold| Fold {
        next: hops.iter().find(|hop| hop.is_fold).map_or(NO_HOP, |hop| hop.next),
        ..fold
    });
    Routes { hops, fold, turns, guards }
}

struct Builder<'a> {
    registry: &'a mut Registry,
    hops: Vec<Hop>,
}

impl Builder<'_> {
    fn hop(&mut self, element: ElementId, is_fold: bool, next: u32) -> u32 {
        let (waiting_part, work_part, propagation_part) = if is_fold {
            let part = self.registry.part("de-duplication", element);
            (part, part, part)
        } else {
            self.registry.parts_of(element)
        };
        let (stage, is_behind_fold) = match self.hops.get(next as usize) {
            Some(next) => (next.stage - 1, !is_fold && !self.leads_to_fold(next)),
            None => (LAST_STAGE, !is_fold),
        };
        self.hops.push(Hop {
            element,
            is_fold,
            is_behind_fold,
            stage,
            by_event: false,
            waiting_part,
            work_part,
            propagation_part,
            next,
            turn: NO_TURN,
            is_guarded: false,
        });
        self.hops.len() as u32 - 1
    }

    fn leads_to_fold(&self, hop: &Hop) -> bool {
        hop.is_fold || !hop.is_behind_fold
    }

    /// The hops of a gateway's own path; a hop over the same element to the same next is made once.
    fn prefix(&mut self, path: &[ElementId], tail: u32, known: &mut BTreeMap<(u32, u32), u32>) -> u32 {
        path.iter().rev().fold(tail, |next, element| match known.get(&(element.0, next)) {
            Some(hop) => *hop,
            None => {
                let hop = self.hop(*element, false, next);
                known.insert((element.0, next), hop);
                hop
            }
        })
    }
}

/// A hop needs events unless its one feeder hands over in order of time and nothing lives there. Gateways hand over at the instant of
/// the event itself, so any number of them does where nothing else feeds the hop.
fn mark_events(mut hops: Vec<Hop>, turns: &[Turn], gateways: &[Gateway], registry: &Registry) -> Vec<Hop> {
    let mut feeders: Vec<Vec<Option<u32>>> = vec![Vec::new(); hops.len()];
    for gateway in gateways.iter().filter(|gateway| gateway.first_hop != NO_HOP) {
        let feeders = &mut feeders[gateway.first_hop as usize];
        if !feeders.contains(&None) {
            feeders.push(None);
        }
    }
    for (at, hop) in hops.iter().enumerate().filter(|(_, hop)| hop.next != NO_HOP) {
        feeders[hop.next as usize].push(Some(at as u32));
    }
    for (at, hop) in hops.iter().enumerate() {
        let by_turn = turns.get(hop.turn as usize).into_iter().flat_map(Turn::hops);
        by_turn.for_each(|next| feeders[next as usize].push(Some(at as u32)));
    }
    let keeps_order = |hop: &Hop| registry.servers[hop.element.index()].keeps_order();
    let folding: Vec<bool> = hops.iter().map(|hop| hop.is_fold).collect();
    let in_order: Vec<bool> = hops.iter().map(keeps_order).collect();
    let is_live = |hop: &Hop| registry.servers[hop.element.index()].is_live();
    let live: Vec<bool> = hops.iter().map(is_live).collect();
    let background = under_background(&hops, gateways);
    let mut by_event: Vec<bool> = feeders
        .iter()
        .enumerate()
        .map(|(at, feeders)| match feeders[..] {
            [] | [None] => false,
            [Some(one)] => !in_order[one as usize] || folding[one as usize] || live[at] || background[at],
            _ => true,
        })
        .collect();
    // Copies that are all foretold up to the folding need no event there: the earliest is known at once.
    let foretold =
        (0..hops.len()).all(|at| folding[at] || hops[at].is_behind_fold || (!by_event[at] && in_order[at]));
    for at in 0..hops.len() {
        if folding[at] {
            by_event[at] = !foretold;
        }
    }
    for (hop, by_event) in hops.iter_mut().zip(by_event) {
        hop.by_event = by_event;
    }
    hops
}

/// Hops before the folding that gateways' keep-alive packets may pass at moments of their own.
fn under_background(hops: &[Hop], gateways: &[Gateway]) -> Vec<bool> {
    let mut under = vec![false; hops.len()];
    for gateway in gateways.iter().filter(|gateway| !gateway.background().is_empty()) {
        let mut at = gateway.first_hop;
        while at != NO_HOP && !hops[at as usize].is_fold {
            under[at as usize] = true;
            at = hops[at as usize].next;
        }
    }
    under
}

fn station(name: String, spec: &StationSpec) -> Member {
    let servers = spec.servers.map_or(1, |count| count.0 as u32);
    let service = Sampler::new(&spec.service).expect("a validated service time");
    let discipline = spec.discipline.unwrap_or(Discipline::Fifo);
    let outages = spec.outages.as_ref().map(OutagePlan::new);
    let is_live = discipline != Discipline::Fifo
        || outages.is_some()
        || spec.batch.is_some()
        || spec.autoscale.is_some();
    let room = spec.waiting_room.and_then(Bound::limit).map(|count| count.0);
    let together = spec.batch.map_or(1, |batch| batch.size.0.max(1));
    Member {
        name,
        servers,
        rate_bps: None,
        mean_service_s: Some(service.mean() / together as f64).filter(|mean| mean.is_finite()),
        server: ServerPlan::Station {
            servers,
            waiting_room: room,
            service,
            live: is_live.then_some(LivePlan {
                discipline,
                servers,
                room: Room::new(room, None),
                codel: None,
                batch: spec.batch,
                outages,
                scaling: spec.autoscale,
                down: Cause::StationDown,
            }),
        },
    }
}

/// The gateways' own processors, by gateway.
fn processing_stations(
    scenario: &Scenario,
    gateways: &[Gateway],
    registry: &mut Registry,
) -> BTreeMap<usize, ElementId> {
    let mut stations = BTreeMap::new();
    for (name, spec) in &scenario.gateways {
        let Some(processing) = &spec.processing else { continue };
        let group = format!("processing.{name}");
        let owners: Vec<usize> = (0..gateways.len()).filter(|&at| gateways[at].group == *name).collect();
        let member = |&at: &usize| {
            let single = owners.len() == 1;
            let name = if single { group.clone() } else { format!("{group}:{}", gateways[at].id) };
            station(name, processing)
        };
        let first = registry.group(&group, ElementKind::Station, owners.iter().map(member).collect());
        stations.extend(owners.iter().copied().zip((first.0..).map(ElementId)));
    }
    stations
}

/// A radio by which several gateways hear one frame makes copies to fold.
fn register_fold(scenario: &Scenario, registry: &mut Registry) -> Option<Fold> {
    let copies = scenario.radio.values().any(|radio| matches!(radio, RadioSpec::Lorawan(_)));
    let written = scenario.platform.as_ref().and_then(|platform| platform.deduplication.as_ref());
    let window = match (written, &scenario.platform) {
        (Some(spec), _) => spec.window,
        (None, Some(_)) if copies => platform::DEFAULT_LORAWAN_DEDUPLICATION,
        _ => Span::ZERO,
    };
    if !copies && window == Span::ZERO {
        return None;
    }
    let name = "platform.deduplication";
    let element = registry.group(name, ElementKind::Deduplication, vec![Member::passive(name.into(), 0)]);
    Some(Fold { element, window, part: registry.part("de-duplication", element), next: NO_HOP })
}

fn register_platform(scenario: &Scenario, registry: &mut Registry) -> Vec<ElementId> {
    let Some(platform) = &scenario.platform else { return Vec::new() };
    // a quota takes no time: whatever passes it has passed at once
    let gate = StationSpec::serving(DistributionSpec::Constant(Span::ZERO));
    let gate = platform.quota.iter().map(|_| (platform::GATE, &gate));
    let mut register = |(name, spec): (&str, &StationSpec)| {
        let full = format!("platform.{name}");
        let mut member = station(full.clone(), spec);
        member.mean_service_s = member.mean_service_s.filter(|_| name != platform::GATE);
        registry.group(&full, ElementKind::Station, vec![member])
    };
    gate.chain(platform.stages()).map(&mut register).collect()
}

impl Gateway {
    /// What it sends towards the platform whether or not it receives frames.
    pub fn background(&self) -> &'static [Background] {
        self.forwarding.as_ref().map_or(&[], ForwardingSpec::background)
    }

    /// Bytes that a frame of `phy` bytes on the air (or `payload` of an application) takes on the link (D17).
    pub fn link_bytes(&self, phy: u32) -> u64 {
        self.forwarding
            .as_ref()
            .map_or(u64::from(phy), |forwarding: &ForwardingSpec| forwarding.packet_bytes(u64::from(phy)))
    }
}
