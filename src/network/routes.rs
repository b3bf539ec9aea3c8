//! Which way a copy goes: from its gateway over station and links to the folding, and from there through the
//! platform's stages. A hop's server is foretold or live; arrivals that may come out of order are events.

use std::collections::BTreeMap;

use super::consumers::{self, Consumers};
use super::elements::{Member, Registry};
use super::guards::{self, GuardPlan};
use super::ids::ElementId;
use super::incidents;
use super::limits;
use super::lines::{self, Lines};
use super::links::Links;
use super::order;
use super::partitions::{self, Placed};
use super::turns::{self, NO_TURN, Turn};
use super::ways::{self, Plain, Way, Ways};
use super::{ElementKind, Fold, Gateway};
use crate::model::cause::Cause;
use crate::model::distribution::{DistributionSpec, Sampler};
use crate::model::forwarding::Background;
use crate::model::gateway::ForwardingSpec;
use crate::model::link::Link;
use crate::model::live::{Discipline, LivePlan, OutagePlan, Room};
use crate::model::platform::{self, ADMISSION, PlatformSpec, STAGES};
use crate::model::radio::RadioSpec;
use crate::model::station::StationSpec;
use crate::model::store::StoreSpec;
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
    /// It lies behind the folding, or on a way without: there is but one copy.
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
        /// The same away from the platform.
        down: Link,
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
    /// A gateway's store.
    Store(StoreSpec),
}

impl ServerPlan {
    /// How it serves where its future can change.
    pub fn live(&self) -> Option<&LivePlan> {
        match self {
            ServerPlan::None | ServerPlan::Store(_) => None,
            ServerPlan::Link { live, .. } | ServerPlan::Station { live, .. } => live.as_ref(),
        }
    }

    /// Its future can change, so an arrival must be an event.
    pub(super) fn is_live(&self) -> bool {
        self.live().is_some() || matches!(self, ServerPlan::Store(_))
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
            ServerPlan::Store(store) => store.room() == Room::UNLIMITED,
        }
    }

    /// How long its room takes to fill, s, if `jobs_per_s` of `bytes_each` more come than go; `None` where it is unlimited, or
    /// kept from filling (CoDel).
    pub fn fills_after_s(&self, jobs_per_s: f64, bytes_each: f64) -> Option<f64> {
        let limited = |n: u64| (n < u64::MAX).then_some(n as f64);
        let (jobs, bytes) = match self {
            ServerPlan::None | ServerPlan::Store(_) => (None, None),
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
    pub(super) fn keeps_order(&self) -> bool {
        match self {
            ServerPlan::None => true,
            ServerPlan::Store(_) => false,
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
    /// What makes links more than a queue at one rate.
    pub lines: Lines,
    /// Ways that not all take.
    pub ways: Ways,
    /// Hops of consumers behind the platform.
    pub consumers: Vec<u32>,
}

/// What routes lead over.
struct Stations {
    /// By gateway: its limit for each device, its processor, its store.
    own: [BTreeMap<usize, ElementId>; 3],
    links: Links,
    fold: Option<Fold>,
    admission: Option<ElementId>,
    stages: Vec<Placed>,
    consumers: Option<Consumers>,
}

impl Stations {
    /// Registers them in the order of the path.
    fn register(scenario: &Scenario, gateways: &[Gateway], registry: &mut Registry) -> Stations {
        let limits = limits::of_gateways(scenario, gateways, registry);
        let processing = processing_stations(scenario, gateways, registry);
        let stores = lines::register_stores(scenario, gateways, registry);
        let links = Links::register(scenario, gateways, registry);
        registry.work_parts();
        let fold = register_fold(scenario, registry);
        let admission = register_admission(scenario, registry);
        let stages = register_platform(scenario, registry);
        let consumers = consumers::register(scenario, registry);
        registry.work_parts();
        Stations { own: [limits, processing, stores], links, fold, admission, stages, consumers }
    }
}

/// Builds stations of gateways, links, folding and platform, and the routes over them.
pub fn build(
    scenario: &Scenario,
    wanted: &[Way],
    gateways: &mut [Gateway],
    registry: &mut Registry,
) -> Routes {
    let Stations { own, links, fold, admission, stages, consumers } =
        Stations::register(scenario, gateways, registry);
    let mut builder = Builder { registry, hops: Vec::new(), turns: Vec::new() };
    let end = consumers.as_ref().map_or(NO_HOP, |all| builder.hop(all.fan_out, false, NO_HOP));
    let taking = consumers.iter().flat_map(|all| &all.stations);
    let consumers: Vec<u32> = taking.map(|station| builder.station(station, NO_HOP)).collect();
    let mut next = end;
    let mut stage_hops = Vec::new();
    for stage in stages.iter().rev() {
        next = builder.station(stage, next);
        stage_hops.insert(0, next);
    }
    if let Some(admission) = admission {
        next = builder.hop(admission, false, next);
    }
    let folding = fold.as_ref().map(|fold| builder.hop(fold.element, true, next));
    let (mut shared, mut paths) = (BTreeMap::new(), Vec::new());
    for (at, gateway) in gateways.iter_mut().enumerate() {
        let mut path: Vec<ElementId> = own.iter().filter_map(|of| of.get(&at)).copied().collect();
        let start = gateway.site.as_deref().or(gateway.link.as_deref());
        path.extend(links.chain(scenario, at, start));
        let next = folding.filter(|_| gateway.makes_copies).unwrap_or(next);
        gateway.first_hop = builder.prefix(&path, next, &mut shared);
        paths.push(path);
    }
    let admits_connects = scenario.platform.as_ref().is_some_and(PlatformSpec::admits_connects);
    let hops = &stage_hops[..];
    let plain = Plain { paths: &paths, stages: &stages, hops, admission, admits_connects, end };
    let ways = ways::build(wanted, &plain, gateways, &mut builder);
    let backups = lines::lay_backups(&links, &mut builder, &mut shared);
    let Builder { mut hops, mut turns, .. } = builder;
    turns::build(scenario, registry, &mut hops, end, &mut turns);
    let guards = guards::build(scenario, registry);
    let lines = lines::build(scenario, registry, &hops, backups);
    guard(&mut hops, &guards, registry);
    lines.guard(&mut hops);
    let mut hops = order::mark(hops, &turns, &lines, gateways, &ways, fold.as_ref(), registry);
    wait_for_the_present(scenario, &mut hops, admission, end);
    let fold = fold.map(|fold| Fold {
        next: hops.iter().find(|hop| hop.is_fold).map_or(NO_HOP, |hop| hop.next),
        ..fold
    });
    Routes { hops, fold, turns, guards, lines, ways, consumers }
}

/// Hops at which something stands before the queue, or acts on the way.
fn guard(hops: &mut [Hop], guards: &[Option<GuardPlan>], registry: &Registry) {
    for hop in hops {
        let at = hop.element.index();
        let acts = matches!(registry.elements[at].kind, ElementKind::Admission | ElementKind::Copies);
        hop.is_guarded = acts || guards[at].is_some();
    }
}

/// Hops at which a copy may not be foretold: how many wait is known of the present alone, and copies for consumers, at `end`, set
/// out when their message is there.
fn wait_for_the_present(scenario: &Scenario, hops: &mut [Hop], admission: Option<ElementId>, end: u32) {
    let looks = scenario.platform.as_ref().is_some_and(|platform| platform.admission.is_some());
    let here = |hop: &&mut Hop| looks && admission == Some(hop.element);
    hops.iter_mut().filter(here).for_each(|hop| hop.by_event = true);
    hops.iter_mut().skip(end as usize).take(1).for_each(|hop| hop.by_event = true);
}

/// Adds hop after hop, the last of a route first.
pub(super) struct Builder<'a> {
    pub(super) registry: &'a mut Registry,
    pub(super) hops: Vec<Hop>,
    pub(super) turns: Vec<Turn>,
}

impl Builder<'_> {
    pub(super) fn hop(&mut self, element: ElementId, is_fold: bool, next: u32) -> u32 {
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
    pub(super) fn prefix(
        &mut self,
        path: &[ElementId],
        tail: u32,
        known: &mut BTreeMap<(u32, u32), u32>,
    ) -> u32 {
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

/// A station with its servers, as it is written.
pub(super) fn station(scenario: &Scenario, name: String, spec: &StationSpec) -> Member {
    let servers = spec.servers.map_or(1, |count| count.0 as u32);
    let service = Sampler::new(&spec.service).expect("a validated service time");
    let discipline = spec.discipline.unwrap_or(Discipline::Fifo);
    let outages = spec.outages.as_ref().map(OutagePlan::new).or_else(|| incidents::outages(scenario, &name));
    let is_live = discipline != Discipline::Fifo
        || outages.is_some()
        || spec.batch.is_some()
        || spec.autoscale.is_some()
        || is_watched(scenario, &name);
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
                pace: None,
                watched: false,
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
            station(scenario, name, processing)
        };
        let first = registry.group(&group, ElementKind::Station, owners.iter().map(member).collect());
        stations.extend(owners.iter().copied().zip((first.0..).map(ElementId)));
    }
    stations
}

/// A radio by which several gateways hear one frame makes copies to fold; what came over another passes by.
fn register_fold(scenario: &Scenario, registry: &mut Registry) -> Option<Fold> {
    if !scenario.radio.values().any(RadioSpec::makes_copies) {
        return None;
    }
    let written = scenario.platform.as_ref().and_then(|platform| platform.deduplication.as_ref());
    let window = match (written, &scenario.platform) {
        (Some(spec), _) => spec.window,
        (None, Some(_)) => platform::DEFAULT_LORAWAN_DEDUPLICATION,
        (None, None) => Span::ZERO,
    };
    let name = "platform.deduplication";
    let element = registry.group(name, ElementKind::Deduplication, vec![Member::passive(name.into(), 0)]);
    Some(Fold { element, window, part: registry.part("de-duplication", element), next: NO_HOP })
}

fn register_admission(scenario: &Scenario, registry: &mut Registry) -> Option<ElementId> {
    scenario.platform.as_ref().filter(|platform| platform.has_admission())?;
    let member = Member::passive(ADMISSION.into(), 0);
    Some(registry.group(ADMISSION, ElementKind::Admission, vec![member]))
}

/// Whether somebody asks at every arrival how many wait at a station, which one that is foretold cannot say.
fn is_watched(scenario: &Scenario, station: &str) -> bool {
    let admission = scenario.platform.as_ref().and_then(|platform| platform.admission.as_ref());
    admission.is_some_and(|spec| station.strip_prefix("platform.") == Some(spec.stage.as_str()))
}

fn register_platform(scenario: &Scenario, registry: &mut Registry) -> Vec<Placed> {
    let Some(platform) = &scenario.platform else { return Vec::new() };
    // a quota takes no time: whatever passes it has passed at once
    let gate = StationSpec::serving(DistributionSpec::Constant(Span::ZERO));
    // who has connected already does not pass the connecting stage, but what it sends counts
    let (door, behind): (Vec<_>, Vec<_>) = platform.stages().partition(|(name, _)| *name == STAGES[0]);
    let gate = platform.quota.iter().map(|_| (platform::GATE, &gate));
    let mut register = |(name, spec): (&str, &StationSpec)| {
        let placed = partitions::register(scenario, registry, &format!("platform.{name}"), spec);
        if name == platform::GATE {
            registry.elements[placed.door.index()].mean_service_s = None;
        }
        placed
    };
    door.into_iter().chain(gate).chain(behind).map(&mut register).collect()
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
