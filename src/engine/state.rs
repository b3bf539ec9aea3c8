//! What one run changes besides messages: the servers of links and stations, and the streams of luck.

use crate::chance::{Key, Purpose};
use crate::model::link::Link;
use crate::model::station::fifo::Fifo;
use crate::model::station::priority::Priority;
use crate::network::{Network, ServerPlan};

/// What serves at an element. Links and FIFO stations are foretold: `offer` answers start and end at once.
/// Priority is live: its future can change.
#[derive(Clone, Debug)]
pub enum Server {
    /// Nothing serves here.
    None,
    /// A link.
    Link(Link),
    /// A FIFO station.
    Fifo(Fifo),
    /// A preemptive-priority station.
    Priority(Priority),
}

/// Idle servers, by element.
pub fn servers(network: &Network) -> Vec<Server> {
    let server = |plan: &ServerPlan| match plan {
        ServerPlan::None => Server::None,
        ServerPlan::Link { idle, .. } => Server::Link(idle.clone()),
        ServerPlan::Station { waiting_room, preemptive: true, .. } => {
            Server::Priority(Priority::new(*waiting_room))
        }
        ServerPlan::Station { servers, waiting_room, .. } => Server::Fifo(Fifo::new(*servers, *waiting_room)),
    };
    network.servers.iter().map(server).collect()
}

/// Streams of the messages' luck at stations and links. A draw is keyed by the message and the element, never
/// by a counter of the station, so that another station's fate does not move it.
#[derive(Clone, Debug)]
pub struct Luck {
    /// By class: all its streams.
    pub classes: Vec<Key>,
    service: Vec<Key>,
    loss: Vec<Key>,
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
        let salt = |element: &crate::network::Element| Key::root(0, 0).named(&element.name).draw(0);
        Luck {
            service: purpose(Purpose::Service),
            loss: purpose(Purpose::Loss),
            order: purpose(Purpose::Order),
            size: purpose(Purpose::Size),
            think: purpose(Purpose::Interval),
            salts: network.elements.iter().map(salt).collect(),
            classes,
        }
    }

    /// The service stream of a message at an element.
    #[inline]
    pub fn service(&self, class: usize, index: u32, element: usize) -> Key {
        self.service[class].index(u64::from(index)).index(self.salts[element])
    }

    /// Uniform draw for the loss of a message at an element.
    #[inline]
    pub fn loss(&self, class: usize, index: u32, n: u32, element: usize) -> f64 {
        self.loss[class].index(u64::from(index)).index(self.salts[element]).uniform(u64::from(n))
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
