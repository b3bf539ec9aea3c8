//! What one run changes besides messages: the servers of links and stations, and the streams of luck. And what
//! its loop must know of classes and gateways at every step, close together.

use crate::chance::{Key, Purpose};
use crate::engine::guard::Guard;
use crate::engine::message::Open;
use crate::engine::recorder::Room;
use crate::engine::stores::Keeping;
use crate::model::distribution::Sampler;
use crate::model::gateway::ForwardingSpec;
use crate::model::link::Link;
use crate::model::live::{Live, merged};
use crate::model::station::fifo::Fifo;
use crate::model::store::Store;
use crate::network::ids::ElementId;
use crate::network::{Class, Clock, Element, Network, Process, RadioNetwork, ServerPlan, partitions};
use crate::units::{Span, Time};

/// What serves at an element. FIFO links and stations are foretold: `offer` answers start and end at once.
/// The live one's future can change.
#[derive(Clone, Debug)]
pub enum Server<'a> {
    /// Nothing serves here.
    None,
    /// A link, its propagation delay and the share of packets it loses.
    Link(Link, Span, f64),
    /// A FIFO station and its service time, s.
    Fifo(Fifo, &'a Sampler),
    /// A live link or station, and what it does.
    Live(Box<Live>, Task<'a>),
    /// A gateway's store.
    Store(Box<Keeping>),
}

/// What a live element does for a copy.
#[derive(Clone, Debug)]
pub enum Task<'a> {
    /// Serves it for a drawn time, s.
    Serve(&'a Sampler),
    /// Sends it: the link that knows the rate, its propagation delay and the share of packets it loses.
    Send(&'a Link, Span, f64),
}

impl Server<'_> {
    /// Whether an outage keeps it from working now.
    pub fn is_down(&self) -> bool {
        matches!(self, Server::Live(live, _) if !live.is_up())
    }

    /// How full its waiting room is, where that is limited.
    pub fn room(&self) -> Option<Room> {
        let (taken, size, unit) = match self {
            Server::None => return None,
            Server::Link(link, ..) => link.room()?,
            Server::Fifo(station, _) => station.room().map(|(taken, size)| (taken, size, "jobs"))?,
            Server::Live(live, _) => live.room()?,
            Server::Store(keeping) => keeping.room()?,
        };
        Some(Room { taken, size, unit })
    }
}

/// Idle servers, by element.
pub fn servers(network: &Network, replication: u64) -> Vec<Server<'_>> {
    let server = |(at, plan)| {
        let luck = outage_luck(network, replication, at);
        let mut server = live_server(plan, luck, network.clock).unwrap_or_else(|| foretold(plan));
        if let Server::Live(live, _) = &mut server {
            live.strike(&network.incidents.downs(network, replication, ElementId(at as u32)));
        }
        server
    };
    let mut servers: Vec<Server> = network.servers.iter().enumerate().map(server).collect();
    for plan in &network.lines.stores {
        let at = plan.element.index();
        if let ServerPlan::Store(spec) = &network.servers[at] {
            let link = network.hops[plan.hop as usize].next;
            servers[at] = Server::Store(Box::new(Keeping::new(Store::new(spec), link)));
        }
    }
    servers
}

fn outage_luck(network: &Network, replication: u64, element: usize) -> Key {
    let root = Key::root(network.seed, replication);
    root.named(&network.elements[element].name).purpose(Purpose::Outage)
}

/// From when to when an element is down in a replication, until `until`: drawn, like the outages of its run, from
/// nothing but its name, so that nobody need write them down while time passes.
pub fn downs(network: &Network, replication: u64, element: usize, until: Time) -> Vec<[Time; 2]> {
    let Some(plan) = network.outages(element) else { return Vec::new() };
    let luck = outage_luck(network, replication, element);
    let mut downs = plan.downs(luck, network.clock.begin, network.clock.from, until);
    let struck = network.incidents.downs(network, replication, ElementId(element as u32));
    downs.extend(struck.into_iter().map(|[from, to]| [from, to.min(until)]).filter(|[from, to]| from < to));
    merged(downs)
}

/// What stands before queues, by element.
pub fn guards(network: &Network) -> Vec<Option<Guard>> {
    let devices = network.devices();
    network.guards.iter().map(|plan| plan.as_ref().map(|plan| Guard::new(plan, devices))).collect()
}

fn foretold(plan: &ServerPlan) -> Server<'_> {
    match plan {
        ServerPlan::None | ServerPlan::Store(_) => Server::None,
        ServerPlan::Link { idle, delay, loss, .. } => Server::Link(idle.clone(), *delay, *loss),
        ServerPlan::Station { servers, waiting_room, service, .. } => {
            Server::Fifo(Fifo::new(*servers, *waiting_room), service)
        }
    }
}

fn live_server(plan: &ServerPlan, luck: Key, clock: Clock) -> Option<Server<'_>> {
    let live = Box::new(Live::new(plan.live()?, luck, clock.begin, clock.from));
    match plan {
        ServerPlan::None | ServerPlan::Store(_) => None,
        ServerPlan::Link { idle, delay, loss, .. } => {
            Some(Server::Live(live, Task::Send(idle, *delay, *loss)))
        }
        ServerPlan::Station { service, .. } => Some(Server::Live(live, Task::Serve(service))),
    }
}

/// What the loop must know of a class.
#[derive(Clone, Copy, Debug)]
pub struct ClassFacts {
    /// Its first device.
    pub first: u32,
    /// Its radio.
    pub radio: u32,
    /// The payload of all its messages, bytes, if it is one.
    pub payload: Option<u32>,
    /// Later than this after its birth a message is late.
    pub deadline: Span,
    /// Its priority at elements that care.
    pub priority: u8,
    /// Its share where classes share by weight.
    pub weight: f64,
    /// Other people's.
    pub foreign: bool,
    /// A closed source: it thinks when a message has ended.
    pub thinks: bool,
    /// Its devices listen when they have sent, and may send again.
    pub listens: bool,
    /// A message of its is watched until its device is through with it: it listens, or waits for an acknowledgement.
    pub watched: bool,
    /// Its devices send nothing without a session.
    pub connects: bool,
    /// An incident may take the power from its devices, or some of them are in somebody else's hands.
    pub struck: bool,
    /// The class as which its messages queue where classes share.
    pub queues_as: u32,
}

impl From<&Class> for ClassFacts {
    fn from(class: &Class) -> ClassFacts {
        let traffic = class.traffic.as_ref();
        ClassFacts {
            first: class.first.0,
            radio: class.radio,
            payload: traffic.and_then(|traffic| traffic.fixed_bytes),
            deadline: class.deadline.unwrap_or(Span(u64::MAX)),
            priority: class.priority,
            weight: class.weight,
            foreign: class.foreign,
            listens: class.listens,
            watched: class.listens
                || class.session.as_ref().is_some_and(|session| session.acknowledged.is_some()),
            thinks: traffic.is_some_and(|traffic| matches!(traffic.process, Process::Idle { .. })),
            connects: class.connects(),
            struck: false,
            queues_as: 0,
        }
    }
}

/// A gateway as the frames of its radio see it.
#[derive(Clone, Copy, Debug)]
pub struct Door<'a> {
    /// Its element.
    pub element: ElementId,
    /// Its first hop.
    pub first_hop: u32,
    /// How it packs a frame.
    pub forwarding: Option<&'a ForwardingSpec>,
}

/// The gateways of a radio, in its own numbering.
pub fn doors<'a>(network: &'a Network, radio: &RadioNetwork) -> Vec<Door<'a>> {
    let door = |&at: &u32| {
        let gateway = &network.gateways[at as usize];
        let forwarding = gateway.forwarding.as_ref();
        Door { element: gateway.element, first_hop: gateway.first_hop, forwarding }
    };
    radio.gateways.iter().map(door).collect()
}

/// Streams of the messages' luck at stations and links. A draw is keyed by the message and the element, never
/// by a counter of the station, so that another station's fate does not move it.
#[derive(Clone, Debug)]
pub struct Luck {
    /// By class: all its streams.
    pub classes: Vec<Key>,
    service: Vec<Key>,
    turn: Vec<Key>,
    partition: Vec<Key>,
    early: Vec<Key>,
    loss: Vec<Key>,
    down: Vec<Key>,
    order: Vec<Key>,
    size: Vec<Key>,
    think: Vec<Key>,
    /// By element: a number that depends on its name alone.
    salts: Vec<u64>,
}

impl Luck {
    /// The streams of one replication.
    pub fn new(network: &Network, replication: u64) -> Luck {
        let root = Key::root(network.seed, replication);
        let classes: Vec<Key> =
            network.classes.iter().map(|class| root.named(&format!("devices.{}", class.name))).collect();
        let purpose = |purpose| classes.iter().map(|class: &Key| class.purpose(purpose)).collect();
        Luck {
            service: purpose(Purpose::Service),
            turn: purpose(Purpose::Turn),
            partition: network.classes.iter().map(|class| partitions::key(network, class)).collect(),
            early: purpose(Purpose::EarlyDrop),
            loss: purpose(Purpose::Loss),
            down: purpose(Purpose::Downlink),
            order: purpose(Purpose::Order),
            size: purpose(Purpose::Size),
            think: purpose(Purpose::Interval),
            salts: network.elements.iter().map(Element::salt).collect(),
            classes,
        }
    }

    /// How long a message is served at an element that it has visited so often before.
    #[inline]
    pub fn service_time(&self, open: &Open, element: usize, visit: u64, service: &Sampler) -> Span {
        let of_device = self.service[open.message.class.index()].index(u64::from(open.index));
        let mut key = of_device.index(self.salts[element]);
        if visit > 0 {
            key = key.index(visit);
        }
        Span::from_secs_f64(service.sample(key, u64::from(open.n)))
    }

    /// Uniform draw for the way by which a message leaves an element.
    pub fn turn(&self, open: &Open, element: usize, visit: u64) -> f64 {
        let of_device = self.turn[open.message.class.index()].index(u64::from(open.index));
        of_device.index(self.salts[element]).index(visit).uniform(u64::from(open.n))
    }

    /// To which of so many partitions behind an element all goes that a device sends.
    pub fn partition(&self, open: &Open, element: usize, count: u32) -> u32 {
        let of_class = self.partition[open.message.class.index()];
        partitions::of(of_class, open.index, self.salts[element], count)
    }

    /// Uniform draw for random early detection of a message at an element.
    pub fn early(&self, open: &Open, element: usize) -> f64 {
        let of_device = self.early[open.message.class.index()].index(u64::from(open.index));
        of_device.index(self.salts[element]).uniform(u64::from(open.n))
    }

    /// Uniform draw for the loss of a message at an element.
    #[inline]
    pub fn loss(&self, class: usize, (index, n, again): (u32, u32, u8), element: usize) -> f64 {
        let first = self.loss[class].index(u64::from(index)).index(self.salts[element]);
        let luck = if again == 0 { first } else { first.index(u64::from(again)) };
        luck.uniform(u64::from(n))
    }

    /// Uniform draw for the loss of the answer to a transmission (device, number, attempt) at an element.
    pub fn loss_down(&self, class: usize, (index, n, attempt): (u32, u32, u8), element: usize) -> f64 {
        let of_device = self.down[class].index(u64::from(index)).index(self.salts[element]);
        of_device.index(u64::from(attempt)).uniform(u64::from(n))
    }

    /// Where a message stands among those that act at the same instant.
    #[inline]
    pub fn order(&self, class: usize, index: u32, n: u32) -> u64 {
        self.order[class].index(u64::from(index)).draw(u64::from(n))
    }

    /// The same for an element.
    pub fn element_order(&self, element: usize) -> u64 {
        self.salts[element]
    }

    /// The payload stream of a device.
    #[inline]
    pub fn size(&self, class: usize, index: u32) -> Key {
        self.size[class].index(u64::from(index))
    }

    /// The thinking times of a device.
    pub fn think(&self, class: usize, index: u32) -> Key {
        self.think[class].index(u64::from(index))
    }
}
