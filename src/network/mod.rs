//! The scenario made concrete: what the file fixes ([`Network`], shared by all runs) and what a
//! replication draws (`Layout`, owned by the run).

pub mod estimate;
pub mod ids;

use ids::{DeviceId, ElementId, GroupId};

use crate::units::{Span, Time};

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
    /// Servers (demodulators, channels of a radio); 1 for a link.
    pub servers: u32,
    /// Bits per second, for links.
    pub rate_bps: Option<f64>,
    /// Mean service time, s, for stations where it is finite.
    pub mean_service_s: Option<f64>,
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
    /// "access", "airtime", "waiting", "service", "transmission", "propagation", "de-duplication".
    pub part: &'static str,
    /// The group.
    pub group: GroupId,
}

/// A class, cold facts.
#[derive(Clone, Debug, PartialEq)]
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
}

/// The times of a run, in simulated time. Zero is midnight of a Monday; the window begins at the study's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Traffic begins (window start less warm-up).
    pub begin: Time,
    /// The measured window begins.
    pub from: Time,
    /// The measured window ends.
    pub to: Time,
    /// The drain ends at the latest.
    pub until: Time,
    /// Bin width.
    pub bin: Span,
}

/// What the file fixes; shared read-only by all runs.
#[derive(Clone, Debug)]
pub struct Network {
    /// Classes in the file's order.
    pub classes: Vec<Class>,
    /// Elements in the order of the path: radios, gateways, links, stations.
    pub elements: Vec<Element>,
    /// Groups in the same order.
    pub groups: Vec<Group>,
    /// Rows of the waterfall in the order of the path.
    pub parts: Vec<PartRow>,
    /// Times.
    pub clock: Clock,
}
