//! The scenario made concrete: what the file fixes ([`Network`], shared by all runs) and what a
//! replication draws ([`layout::Layout`], owned by the run). Neither knows of time passing.

pub mod afar;
mod area;
pub mod clock;
mod consumers;
mod coverage;
pub mod down;
mod elements;
pub mod energy;
pub mod estimate;
pub mod firmware;
pub mod guards;
pub mod ids;
pub mod incidents;
pub mod jamming;
pub mod layout;
pub mod limits;
pub mod lines;
mod links;
mod members;
mod order;
pub mod partitions;
mod places;
mod radios;
mod routes;
pub mod sites;
mod traffic;
pub mod turns;
pub mod wave;
pub mod ways;

use ids::{DeviceId, ElementId, GroupId};

use crate::chance::Key;
use crate::model::gateway::ForwardingSpec;
use crate::model::live::OutagePlan;
use crate::model::place::Position;
use crate::model::quota::QuotaPlan;
use crate::model::radio::lorawan::join::Join;
use crate::model::radio::reach::Reach;
use crate::model::radio::{RadioPlan, lorawan};
use crate::model::session::{Reconnect, Session};
use crate::scenario::Scenario;
use crate::scenario::class::ClassSpec;
use crate::units::Span;

pub use clock::Clock;
pub use routes::{Hop, NO_HOP, ServerPlan};
pub use traffic::{Process, Traffic};

/// What kind of thing an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementKind {
    /// A radio medium (one per `radio.NAME`; its own group).
    Radio,
    /// A gateway: servers are demodulators.
    Gateway,
    /// A link: one server, work is transmission time.
    Link,
    /// A station: c servers.
    Station,
    /// The platform's de-duplication: no servers.
    Deduplication,
    /// What a gateway keeps while its link is down: no servers.
    Store,
    /// Where copies for consumers are made: no servers.
    Copies,
    /// Where the partitions of a station part: no servers.
    Partitions,
    /// What is refused before the platform's stages, at a gateway or at a site: no servers.
    Admission,
}

/// One element, cold facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// "links.lte@rooftop:7", "gateways.rooftop:7", "platform.ingest", "radio.lora"; a group of one has no `:id`.
    pub name: String,
    /// Its group.
    pub group: GroupId,
    /// Its kind.
    pub kind: ElementKind,
    /// Servers (demodulators, channels of a radio); 1 for a link, 0 where nothing can be busy (an ideal radio
    /// and its gateways, the de-duplication).
    pub servers: u32,
    /// Bits per second, for links.
    pub rate_bps: Option<f64>,
    /// Mean service time, s, for stations where it is finite.
    pub mean_service_s: Option<f64>,
    /// Share of time in which it is up, in the long run.
    pub availability: f64,
}

impl Element {
    /// A number that depends on its name alone.
    pub fn salt(&self) -> u64 {
        Key::root(0, 0).named(&self.name).draw(0)
    }
}

/// A group of elements that the scenario names once ("links.lte").
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Name.
    pub name: String,
    /// Kind of its members.
    pub kind: ElementKind,
    /// Its members are `first .. first + len` of [`Network::elements`].
    pub first: ElementId,
    /// How many.
    pub len: u32,
}

/// A row of the waterfall: a kind of time in an element group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartRow {
    /// "access", "airtime", "waiting", "service", "transmission", "propagation", "aggregation", "de-duplication".
    pub part: &'static str,
    /// The group.
    pub group: GroupId,
}

impl PartRow {
    /// Time in which nothing is done for the message, by its device, a queue or the folding.
    pub fn is_wait(&self) -> bool {
        matches!(self.part, "access" | "waiting" | "de-duplication" | "aggregation")
    }
}

/// A class, cold facts.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name without "devices.".
    pub name: String,
    /// Its devices are `first .. first + count`.
    pub first: DeviceId,
    /// How many.
    pub count: u32,
    /// Other people's.
    pub foreign: bool,
    /// Deadline.
    pub deadline: Option<Span>,
    /// Its radio, index into [`Network::radios`].
    pub radio: u32,
    /// Its priority at stations that care.
    pub priority: u8,
    /// Its share where classes share by weight.
    pub weight: f64,
    /// Devices of this class in somebody else's hands: they stand where those do that each layout takes from it.
    pub taken_from: Option<u32>,
    /// Its messages are acknowledged.
    pub confirmed: bool,
    /// The network adapts how its devices send.
    pub adr: bool,
    /// Its devices listen when they have sent, and may send again.
    pub listens: bool,
    /// When its devices speak; `None` for coverage only.
    pub traffic: Option<Traffic>,
    /// The connection its devices keep.
    pub session: Option<Session>,
    /// How its devices join, without which they send nothing.
    pub join: Option<Join>,
}

impl Class {
    /// Whether its messages may be answered.
    pub fn is_answered(&self) -> bool {
        self.confirmed || self.adr
    }

    /// Whether its devices must have a session to send anything, kept or joined for.
    pub fn connects(&self) -> bool {
        self.session.is_some() || self.join.is_some()
    }

    /// How its devices come back when they have lost their session, if they have any.
    pub fn reconnect(&self) -> Option<Reconnect> {
        let of_session = self.session.as_ref().map(|session| session.reconnect);
        of_session.or_else(|| self.join.as_ref().map(|join| join.reconnect))
    }
}

/// A radio: its technology's plan, and where its time goes.
#[derive(Clone, Debug)]
pub struct RadioNetwork {
    /// Its element.
    pub element: ElementId,
    /// The plan by technology.
    pub plan: RadioPlan,
    /// Its gateways that are on, in its own numbering: indices into [`Network::gateways`].
    pub gateways: Vec<u32>,
    /// Part row of the time before the transmission that got through.
    pub access_part: u16,
    /// Part row of that transmission.
    pub air_part: u16,
    /// Bytes around the payload on the air.
    pub overhead: u32,
}

/// A gateway.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its element.
    pub element: ElementId,
    /// Its group's name without "gateways.".
    pub group: String,
    /// Its id within the group.
    pub id: String,
    /// Where it stands; `None` where the layout draws it.
    pub position: Option<Position>,
    /// Number within its group: luck is drawn by it.
    pub index: u32,
    /// Antenna height, m.
    pub height_m: f64,
    /// Antenna gain less cable loss, dB.
    pub gain_db: f64,
    /// Switched off.
    pub off: bool,
    /// When it hears nothing.
    pub outages: Option<OutagePlan>,
    /// How it packs a frame; `None` passes the payload as it is.
    pub forwarding: Option<ForwardingSpec>,
    /// The link it names.
    pub link: Option<String>,
    /// The site at it.
    pub site: Option<String>,
    /// Others may hear what it hears: what comes from it passes the folding.
    pub makes_copies: bool,
    /// Its first hop, or [`NO_HOP`].
    pub first_hop: u32,
}

/// The folding of copies at the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// Its element.
    pub element: ElementId,
    /// The first copy goes on when this has passed.
    pub window: Span,
    /// Part row of that wait.
    pub part: u16,
    /// The hop behind it, or [`NO_HOP`].
    pub next: u32,
}

/// What the file fixes; shared read-only by all runs.
#[derive(Clone, Debug)]
pub struct Network {
    /// Classes in the file's order.
    pub classes: Vec<Class>,
    /// Elements in the order of the path: radios, gateways, stations of gateways, links, platform.
    pub elements: Vec<Element>,
    /// Groups in the same order.
    pub groups: Vec<Group>,
    /// Rows of the waterfall in the order of the path.
    pub parts: Vec<PartRow>,
    /// Times.
    pub clock: Clock,
    /// Seed.
    pub seed: u64,
    /// Radios in the file's order.
    pub radios: Vec<RadioNetwork>,
    /// Gateways of all groups.
    pub gateways: Vec<Gateway>,
    /// Steps of all routes.
    pub hops: Vec<Hop>,
    /// What serves at each element; [`ServerPlan::None`] for radios and gateways.
    pub servers: Vec<ServerPlan>,
    /// The folding of copies, if a radio can make any.
    pub fold: Option<Fold>,
    /// What stands before the queue of each element, if anything does.
    pub guards: Vec<Option<guards::GuardPlan>>,
    /// Stations that jobs may leave by several ways.
    pub turns: Vec<turns::Turn>,
    /// What the platform's provider lets through.
    pub quota: Option<QuotaPlan>,
    /// What edge sites do.
    pub sites: Vec<sites::SitePlan>,
    /// Hops of those who take a copy of what leaves the platform.
    pub consumers: Vec<u32>,
    /// Backups, data plans, measured delays and stores of links.
    pub lines: lines::Lines,
    /// Ways that not all take.
    pub ways: ways::Ways,
    /// Traffic goes on while the last messages drain.
    pub traffic_drains: bool,
    /// Layouts are drawn once for all replications.
    pub fixed_layout: bool,
    /// What goes wrong.
    pub incidents: incidents::Incidents,
    /// The scenario, for what a layout draws.
    pub scenario: Scenario,
}

impl Network {
    /// Makes a validated scenario concrete.
    pub fn build(scenario: &Scenario) -> Network {
        elements::build(scenario)
    }

    /// The same with special ways that nothing in the scenario takes.
    #[cfg(test)]
    pub fn build_with(scenario: &Scenario, wanted: &[ways::Way]) -> Network {
        elements::build_with(scenario, wanted)
    }

    /// Ids of the written places of a class, device by device; empty where places are drawn.
    pub fn place_ids(&self, class: &Class) -> Vec<String> {
        if class.taken_from.is_some() {
            return Vec::new();
        }
        let (table, count) = (format!("devices.{}", class.name), class.count as usize);
        let (projection, root) = (places::Projection::default(), Key::root(self.seed, 0));
        let places = places::Places::new(&self.scenario, &table, None, count, projection, root);
        (0..count).map_while(|index| Some(places.row(index)?.1.id.clone())).collect()
    }

    /// The same network on a day without incidents: whose devices would be taken is known all the same.
    pub fn undisturbed(&self) -> Network {
        let mut calm = self.clone();
        calm.incidents.calm = true;
        calm
    }

    /// What the scenario says of a class.
    pub fn class_spec(&self, class: &Class) -> &ClassSpec {
        &self.scenario.devices[self.table_of(class)]
    }

    /// Devices of a class that are in nobody else's hands.
    pub fn own_devices(&self, class: usize) -> u32 {
        let taken = self.classes.iter().filter(|other| other.taken_from == Some(class as u32));
        self.classes[class].count - taken.map(|other| other.count).sum::<u32>()
    }

    /// The name by which the scenario knows a class.
    pub fn table_of<'a>(&'a self, class: &'a Class) -> &'a str {
        class.taken_from.map_or(&class.name, |from| &self.classes[from as usize].name)
    }

    /// When an element is down, whether it serves or hears.
    pub fn outages(&self, element: usize) -> Option<&OutagePlan> {
        let of_server = self.servers[element].live().and_then(|live| live.outages.as_ref());
        of_server.or_else(|| {
            let hears = |gateway: &&Gateway| gateway.element.index() == element;
            self.gateways.iter().find(hears)?.outages.as_ref()
        })
    }

    /// Devices in all classes.
    pub fn devices(&self) -> u32 {
        self.classes.iter().map(|class| class.count).sum()
    }

    /// How many gateways of a radio hear a device that is alone on the air.
    pub fn hearing(&self, radio: usize, reach: &Reach, device: u32) -> u32 {
        let row = reach.row(device);
        let entries = reach.entries(row);
        match &self.radios[radio].plan {
            RadioPlan::Ideal(_) => entries.len() as u32,
            RadioPlan::Lorawan(plan) => {
                let least = plan.sensitivity[lorawan::plan::sf_index(row.data_rate)];
                entries.iter().filter(|entry| entry.power as u64 >= least).count() as u32
            }
        }
    }
}
