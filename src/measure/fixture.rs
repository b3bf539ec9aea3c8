//! A small network for tests: two classes (one of them foreign), a radio, two gateways, a link each, one stage.

use crate::engine::recorder::{Message, Part, Recorder};
use crate::measure::tally::{Counts, Tally};
use crate::network::ids::{ClassId, DeviceId, ElementId, GroupId};
use crate::network::layout::{Layout, Site};
use crate::network::{Class, Clock, Element, ElementKind, Group, Network, PartRow, ServerPlan};
use crate::scenario::Scenario;
use crate::units::{Span, Time};

pub const RADIO: ElementId = ElementId(0);
pub const GATEWAY: ElementId = ElementId(1);
pub const LINK: ElementId = ElementId(3);
pub const LINK_2: ElementId = ElementId(4);
pub const INGEST: ElementId = ElementId(5);

/// An instant in seconds.
pub fn at(seconds: f64) -> Time {
    Time(Span::from_secs_f64(seconds).0)
}

/// A window of 100 s from 1000 s, in bins of 1 s, after 10 s of warm-up and before 10 s of drain.
pub fn clock() -> Clock {
    Clock { begin: at(990.0), from: at(1000.0), to: at(1100.0), until: at(1110.0), bin: Span::from_secs(1) }
}

pub fn network() -> Network {
    let groups = [
        ("radio.lora", ElementKind::Radio, 1, 3),
        ("gateways.roof", ElementKind::Gateway, 2, 8),
        ("links.lte", ElementKind::Link, 2, 1),
        ("platform.ingest", ElementKind::Station, 1, 2),
    ];
    let mut network = Network {
        classes: vec![class("meters", 0, 4, false), class("others", 4, 2, true)],
        elements: vec![],
        groups: vec![],
        parts: vec![
            PartRow { part: "airtime", group: GroupId(0) },
            PartRow { part: "waiting", group: GroupId(2) },
            PartRow { part: "transmission", group: GroupId(2) },
            PartRow { part: "waiting", group: GroupId(3) },
            PartRow { part: "forwarding", group: GroupId(1) },
        ],
        clock: clock(),
        seed: 1,
        radios: vec![],
        gateways: vec![],
        hops: vec![],
        turns: Vec::new(),
        consumers: Vec::new(),
        lines: Default::default(),
        ways: Default::default(),
        sites: Vec::new(),
        guards: Vec::new(),
        quota: None,
        servers: vec![],
        fold: None,
        traffic_drains: true,
        fixed_layout: false,
        incidents: Default::default(),
        scenario: scenario(),
    };
    for (group, (name, kind, len, servers)) in groups.into_iter().enumerate() {
        let first = ElementId(network.elements.len() as u32);
        network.groups.push(Group { name: name.to_string(), kind, first, len });
        for member in 1..=len {
            let suffix = match kind {
                ElementKind::Link => format!("@roof:{member}"),
                ElementKind::Gateway => format!(":{member}"),
                _ => String::new(),
            };
            network.servers.push(ServerPlan::None);
            network.elements.push(Element {
                name: format!("{name}{suffix}"),
                group: GroupId(group as u32),
                kind,
                servers,
                rate_bps: (kind == ElementKind::Link).then_some(2e6),
                mean_service_s: (kind == ElementKind::Station).then_some(0.002),
                availability: 1.0,
            });
        }
    }
    network
}

fn class(name: &str, first: u32, count: u32, foreign: bool) -> Class {
    Class {
        name: name.to_string(),
        first: DeviceId(first),
        count,
        foreign,
        deadline: None,
        radio: 0,
        priority: 0,
        weight: 1.0,
        taken_from: None,
        confirmed: false,
        adr: false,
        listens: false,
        traffic: None,
        session: None,
        join: None,
    }
}

fn scenario() -> Scenario {
    toml::from_str("title = \"a fixture\"").unwrap_or_else(|error| panic!("{error}"))
}

/// Devices on a line, 100 m apart, the last not covered.
pub fn layout() -> Layout {
    let site = |n: u8| Site { x_m: 100.0 * f32::from(n), y_m: 0.0, data_rate: 7 + n % 2, covered: n != 3 };
    Layout { sites: (0..6).map(site).collect(), gateways: vec![], origin: None, reach: vec![], taken: vec![] }
}

/// A message of the class "meters".
pub fn message(device: u32, birth_s: f64) -> Message {
    Message { class: ClassId(0), device: DeviceId(device), birth: at(birth_s) }
}

/// Born, and delivered after so long, all of it waiting at the link.
pub fn deliver(tally: &mut Tally, message: Message, latency: Span) {
    tally.born(message);
    tally.delivered(
        message,
        message.birth + latency,
        &[Part { row: 1, element: ElementId(0), span: latency }],
        1,
        None,
    );
}

/// One replication's counts, told by `tell`.
pub fn counts(tell: impl Fn(&mut Tally)) -> Counts {
    let mut tally = Tally::new(&network(), clock());
    tell(&mut tally);
    tally.finish(&network(), &layout()).unwrap()
}
