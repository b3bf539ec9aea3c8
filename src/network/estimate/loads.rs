//! Expected loads by arithmetic, from a sample of the devices: rate times airtime on the radio, times
//! transmission or service time at every element on the way.

use std::collections::BTreeMap;

use super::partitions::Shares;
use super::sessions;
use super::withheld::Withheld;
use super::words::{capacity, note, shaped};
use super::{AtPlatform, ClassEstimate, DataRateEstimate, ElementEstimate, MUCH_MORE};
use crate::model::live::LivePlan;
use crate::model::radio::lorawan::plan::{Plan, sf_index};
use crate::network::ids::{DeviceId, ElementId};
use crate::network::layout::Layout;
use crate::network::{
    Class, Element, ElementKind, Group, NO_HOP, Network, RadioPlan, ServerPlan, Traffic,
    turns::{self, Turn},
};

const DAY_S: f64 = 86_400.0;

/// Loads found so far.
pub struct Loads {
    /// By class.
    pub classes: Vec<ClassEstimate>,
    /// Classes with devices whose data rate cannot carry a message of mean size.
    pub too_long: Vec<String>,
    /// Classes whose devices have more to say than their duty cycle allows.
    pub too_often: Vec<String>,
    /// Visits a second of stations where the message was before.
    pub returns_per_s: f64,
    /// Servers busy on average, by element.
    pub(super) busy: Vec<f64>,
    /// The same while a class's burst is at its height, of each element's classes together.
    pub(super) peaks: Vec<f64>,
    /// How many times its mean the class that is looked at comes at its height.
    rise: f64,
    /// The share of what comes at the height of bursts that each element can carry; empty where all can carry all.
    through: Vec<f64>,
    /// The share of the height that has come through so far on the way that is looked at.
    pub(super) comes: f64,
    /// The share that sites have let through on the way that is looked at, and whose messages are.
    pub(super) goes_on: f64,
    /// The share that is on its way as messages, in packets or alone, and the bytes of a packet if a site has made one.
    pub(super) stays: f64,
    pub(super) packed: Option<u64>,
    platform: AtPlatform,
    pub(super) class_at: usize,
    /// The device of it that is looked at, where all are.
    pub(super) device_at: Option<u32>,
    /// How classes are divided among partitions, as far as asked.
    pub(super) shares: Shares,
    /// Tokens asked for over tokens that flow in, by element.
    pub(super) policed: Vec<f64>,
    /// Jobs a second, by element.
    pub(super) jobs: Vec<f64>,
    /// Bytes a second that links send away from the platform, by element.
    pub(super) down: Vec<f64>,
}

impl Loads {
    /// Looks at every device of a sampled layout; again where a burst meets an element that cannot carry its height, and
    /// lets through no more than it can.
    pub fn of(network: &Network, layout: &Layout) -> Loads {
        let free = Loads::tally(network, layout, Vec::new());
        let through = free.through(network);
        match through.iter().any(|share| *share < 1.0) {
            true => Loads::tally(network, layout, through),
            false => free,
        }
    }

    /// The share of what comes at the height of bursts that each element can carry; all, if it has no queue.
    fn through(&self, network: &Network) -> Vec<f64> {
        let share = |(at, element): (usize, &Element)| {
            let able = f64::from(element.servers.max(1)) * element.availability;
            let queues = matches!(element.kind, ElementKind::Link | ElementKind::Station);
            if queues && self.peaks[at] > able { able / self.peaks[at] } else { 1.0 }
        };
        network.elements.iter().enumerate().map(share).collect()
    }

    /// Nothing yet.
    pub(super) fn none(network: &Network, through: Vec<f64>) -> Loads {
        Loads {
            classes: Vec::new(),
            too_long: Vec::new(),
            too_often: Vec::new(),
            returns_per_s: 0.0,
            busy: vec![0.0; network.elements.len()],
            peaks: vec![0.0; network.elements.len()],
            rise: 1.0,
            through,
            comes: 1.0,
            goes_on: 1.0,
            stays: 1.0,
            packed: None,
            platform: AtPlatform::default(),
            class_at: 0,
            device_at: None,
            shares: Shares::new(),
            policed: vec![0.0; network.elements.len()],
            jobs: vec![0.0; network.elements.len()],
            down: vec![0.0; network.elements.len()],
        }
    }

    /// With the share that each element lets through at the height of bursts; all of it if there are none.
    fn tally(network: &Network, layout: &Layout, through: Vec<f64>) -> Loads {
        let mut loads = Loads::none(network, through);
        loads.background(network);
        let mut first = 0;
        for (at, class) in network.classes.iter().enumerate() {
            loads.class_at = at;
            let sampled = super::sampled(network, class);
            if class.taken_from.is_some() {
                // its devices' own messages are looked at where they are taken from
                first += sampled;
                continue;
            }
            let estimate = loads.class(network, layout, class, first..first + sampled);
            loads.classes.push(estimate);
            first += sampled;
        }
        loads
    }

    fn class(
        &mut self,
        network: &Network,
        layout: &Layout,
        class: &Class,
        devices: std::ops::Range<u32>,
    ) -> ClassEstimate {
        let looked_at = f64::from(devices.end - devices.start).max(1.0);
        let weight = f64::from(class.count) / looked_at;
        let (long_run, per_s) = match &class.traffic {
            Some(traffic) => (traffic.rate_per_s(), window_per_s(network, traffic)),
            None => (None, None),
        };
        self.rise = super::rise(class).unwrap_or(1.0);
        self.platform = AtPlatform::default();
        let mut rates: BTreeMap<u8, u32> = BTreeMap::new();
        let mut uncovered = 0;
        let lorawan = match &network.radios[class.radio as usize].plan {
            RadioPlan::Lorawan(plan) => Some(plan),
            RadioPlan::Ideal(_) => None,
        };
        let mut withheld = Withheld::default();
        let first = devices.start;
        for device in devices {
            self.device_at = (weight <= 1.0).then_some(device - first);
            self.keep_alive(network, layout, class, device, weight);
            let row = layout.reach[class.radio as usize].row(device);
            *rates.entry(row.data_rate).or_default() += 1;
            uncovered += u32::from(!row.covered);
            if let (Some(traffic), Some(per_s)) = (&class.traffic, per_s) {
                let sent = lorawan.map_or(per_s, |plan| sent_per_s(plan, row.data_rate, traffic, per_s));
                withheld.add(
                    row.data_rate,
                    per_s,
                    sent,
                    lorawan.is_some_and(|p| fits(p, row.data_rate, traffic)),
                );
                self.device(network, layout, class, traffic, DeviceId(device), sent * weight);
                self.acknowledge(network, layout, class, device, sent * weight);
            }
        }
        if let (Some(plan), Some(traffic)) = (lorawan, &class.traffic) {
            self.too_long.extend(too_long(class, plan, traffic, &rates, looked_at));
            self.too_often.extend(withheld.warning(class));
        }
        let rate = |plan: &Plan, (sf, devices): (u8, u32)| DataRateEstimate {
            label: format!("SF{sf}"),
            share: f64::from(devices) / looked_at,
            airtime_s: class.traffic.as_ref().map_or(0.0, |traffic| airtime_s(plan, sf, traffic)),
        };
        ClassEstimate {
            name: class.name.clone(),
            devices: u64::from(class.count),
            messages_per_day: long_run.unwrap_or(0.0) * DAY_S,
            data_rates: lorawan
                .map_or(Vec::new(), |plan| rates.into_iter().map(|row| rate(plan, row)).collect()),
            out_of_coverage: (uncovered > 0).then_some(f64::from(uncovered) / looked_at),
            sampled: weight > 1.0,
            platform: self.platform,
            battery_years: None,
        }
    }

    /// Adds the gateways' keep-alive and status packets to the links they cross.
    fn background(&mut self, network: &Network) {
        for gateway in network.gateways.iter().filter(|gateway| !gateway.off) {
            for packet in gateway.background() {
                let mut hop = gateway.first_hop;
                while hop != NO_HOP && !network.hops[hop as usize].is_fold {
                    let step = network.hops[hop as usize];
                    if let ServerPlan::Link { idle, .. } = &network.servers[step.element.index()] {
                        let work = idle.transmission(packet.bytes).as_secs_f64();
                        self.busy[step.element.index()] += work / packet.every.as_secs_f64();
                        self.peaks[step.element.index()] += work / packet.every.as_secs_f64();
                    }
                    hop = step.next;
                }
            }
        }
    }

    /// Adds one device's messages, `per_s` a second, to every element they cross.
    pub(super) fn device(
        &mut self,
        network: &Network,
        layout: &Layout,
        class: &Class,
        traffic: &Traffic,
        device: DeviceId,
        per_s: f64,
    ) {
        let radio = &network.radios[class.radio as usize];
        let reach = &layout.reach[class.radio as usize];
        let row = reach.row(device.0);
        let hearing = network.hearing(class.radio as usize, reach, device.0) as usize;
        let payload = traffic.mean_bytes;
        let air_s = match &radio.plan {
            RadioPlan::Lorawan(plan) => airtime_s(plan, row.data_rate, traffic),
            RadioPlan::Ideal(_) => 0.0,
        };
        self.busy[radio.element.index()] += per_s * air_s;
        let (mut tail, mut come) = (NO_HOP, 0.0);
        for entry in &reach.entries(row)[..hearing] {
            let at = radio.gateways[entry.gateway as usize] as usize;
            let gateway = &network.gateways[at];
            self.busy[gateway.element.index()] += per_s * air_s;
            if !class.foreign {
                let bytes = gateway.link_bytes(payload as u32 + radio.overhead);
                (self.comes, self.goes_on, self.stays, self.packed) = (1.0, 1.0, 1.0, None);
                tail = self.route(network, sessions::first_hop(network, class, at), bytes, per_s);
                tail = sessions::behind_fold(network, class, at, tail);
                come = libm::fmax(come, self.comes);
            }
        }
        if !class.foreign && hearing > 0 {
            self.comes = come;
            self.route(network, tail, 0, per_s * self.goes_on);
            self.platform.messages += per_s * DAY_S * self.stays;
            self.platform.packets += per_s * DAY_S * self.goes_on;
            self.platform.bytes = self.packed.map_or(payload, |bytes| bytes as f64);
        }
    }

    /// Adds to the hops up to the folding; answers the hop behind it.
    pub(super) fn route(&mut self, network: &Network, mut hop: u32, mut bytes: u64, mut per_s: f64) -> u32 {
        if network.turns.iter().any(Turn::wanders) {
            return self.wandering(network, hop, bytes, per_s);
        }
        while hop != NO_HOP {
            let step = network.hops[hop as usize];
            if step.is_fold {
                return step.next;
            }
            self.load(network, step.element, bytes, per_s);
            (bytes, per_s) = self.onward(network, step.element, self.class_at, (bytes, per_s));
            hop = step.next;
        }
        NO_HOP
    }

    pub(super) fn load(&mut self, network: &Network, element: ElementId, bytes: u64, per_s: f64) {
        self.copies(network, element, bytes, per_s);
        self.partitions(network, element, bytes, per_s);
        let work = per_s * work_s(network, element, bytes);
        self.busy[element.index()] += work;
        self.peaks[element.index()] += work * libm::fmax(self.rise * self.comes, 1.0);
        if let Some(share) = self.through.get(element.index()) {
            self.comes = libm::fmin(self.comes, *share);
        }
        self.jobs[element.index()] += per_s;
        if let Some(policer) = network.guards[element.index()].as_ref().and_then(|guard| guard.policer) {
            self.policed[element.index()] += per_s * policer.refill_s(bytes as f64);
        }
    }

    /// The same where messages may pass a station several times, each time with all their work.
    fn wandering(&mut self, network: &Network, hop: u32, bytes: u64, per_s: f64) -> u32 {
        let mut tail = NO_HOP;
        for (hop, visits) in turns::visits(&network.hops, &network.turns, hop) {
            let step = network.hops[hop as usize];
            self.load(network, step.element, bytes, per_s * visits);
            self.returns_per_s += per_s * (visits - 1.0).max(0.0);
            if step.is_fold {
                tail = step.next;
            }
        }
        tail
    }

    /// A row for each group: its most loaded member.
    pub fn elements(&self, network: &Network) -> Vec<ElementEstimate> {
        let groups = network.groups.iter().filter(|group| serves(group.kind) && group.len > 0);
        groups
            .map(|group| {
                let load = |at: &u32| self.of_element(network, *at as usize);
                let members = group.first.0..group.first.0 + group.len;
                let worst = members.max_by(|a, b| load(a).total_cmp(&load(b))).unwrap_or(group.first.0);
                let element = &network.elements[worst as usize];
                let able = f64::from(element.servers.max(1)) * element.availability;
                let peak = (queue(group)
                    && self.peaks[worst as usize] > MUCH_MORE * self.busy[worst as usize])
                    .then(|| self.peaks[worst as usize] / able);
                let surplus = 1.0 - 1.0 / load(&worst);
                let backlog_per_s =
                    (queue(group) && surplus > 0.0).then(|| surplus * self.jobs[worst as usize]);
                let drops_early = super::buckets::drops_early(network, worst as usize);
                ElementEstimate {
                    name: group.name.clone(),
                    offered_load: (element.servers > 0).then(|| load(&worst)),
                    capacity: capacity(element) + &shaped(network, worst as usize),
                    peak_load: peak,
                    backlog_per_s,
                    limited: !network.servers[worst as usize].is_unlimited() || drops_early,
                    room_full_after_s: backlog_per_s.filter(|_| !drops_early).and_then(|per_s| {
                        let bytes_s = element.rate_bps.unwrap_or(0.0) / 8.0 * self.busy[worst as usize];
                        let bytes_each = bytes_s / self.jobs[worst as usize];
                        network.servers[worst as usize].fills_after_s(per_s, bytes_each)
                    }),
                    note: note(network, self, group.len, worst as usize, peak),
                }
            })
            .collect()
    }
}

impl Loads {
    /// Work arriving over work that an element can do.
    pub fn of_element(&self, network: &Network, at: usize) -> f64 {
        let element = &network.elements[at];
        self.busy[at] / f64::from(element.servers.max(1)) / element.availability
    }

    /// Bytes a second that a link is given on the way up.
    pub fn bytes_per_s(&self, network: &Network, at: usize) -> f64 {
        self.busy[at] * network.elements[at].rate_bps.unwrap_or(0.0) / 8.0
    }
}

fn serves(kind: ElementKind) -> bool {
    !matches!(
        kind,
        ElementKind::Deduplication | ElementKind::Admission | ElementKind::Copies | ElementKind::Partitions
    )
}

/// Whether those who come wait in a queue.
fn queue(group: &Group) -> bool {
    matches!(group.kind, ElementKind::Link | ElementKind::Station)
}

/// What a device can send of `per_s` messages a second: nothing that its data rate cannot carry, and no more than
/// the duty cycles of its sub-bands allow.
pub(super) fn sent_per_s(plan: &Plan, sf: u8, traffic: &Traffic, per_s: f64) -> f64 {
    if !fits(plan, sf, traffic) {
        return 0.0;
    }
    let airtime_s = airtime_s(plan, sf, traffic);
    let most: f64 = plan.one_in.iter().map(|one_in| 1.0 / (f64::from(*one_in) * airtime_s)).sum();
    per_s.min(most)
}

/// Whether a message of mean size fits the data rate.
fn fits(plan: &Plan, sf: u8, traffic: &Traffic) -> bool {
    plan.payload_limit[sf_index(sf)].is_some_and(|limit| traffic.mean_bytes <= f64::from(limit))
}

/// D16: devices whose data rate cannot carry a message of mean size.
fn too_long(
    class: &Class,
    plan: &Plan,
    traffic: &Traffic,
    rates: &BTreeMap<u8, u32>,
    looked_at: f64,
) -> Option<String> {
    let bytes = traffic.mean_bytes;
    let refused: Vec<(u8, u32)> =
        rates.iter().map(|(sf, n)| (*sf, *n)).filter(|(sf, _)| !fits(plan, *sf, traffic)).collect();
    let devices: u32 = refused.iter().map(|(_, n)| n).sum();
    let rates: Vec<String> = refused.iter().map(|(sf, _)| format!("SF{sf}")).collect();
    (devices > 0).then(|| {
        format!(
            "devices.{}: {:.0} % of the devices send at {}, which cannot carry {bytes:.0} B; they lose everything as too long",
            class.name,
            100.0 * f64::from(devices) / looked_at,
            rates.join(", ")
        )
    })
}

/// Messages of a device a second over the window that is measured.
fn window_per_s(network: &Network, traffic: &Traffic) -> Option<f64> {
    let (from, to) = (network.clock.from, network.clock.to);
    Some(traffic.expected(from, to)? / (to - from).as_secs_f64().max(1e-9))
}

fn airtime_s(plan: &Plan, sf: u8, traffic: &Traffic) -> f64 {
    let phy = traffic.mean_bytes as usize + plan.overhead as usize;
    let by_size = &plan.airtime[sf_index(sf)];
    by_size[phy.min(by_size.len() - 1)].as_secs_f64()
}

fn work_s(network: &Network, element: ElementId, bytes: u64) -> f64 {
    // at a shaper a server is held up for as long as the tokens take to flow in
    let shaper = network.guards[element.index()].as_ref().and_then(|guard| guard.shaper);
    let servers = f64::from(network.elements[element.index()].servers);
    let refill = shaper.map_or(0.0, |shaper| servers * shaper.refill_s(bytes as f64));
    refill.max(own_work_s(network, element, bytes))
}

fn own_work_s(network: &Network, element: ElementId, bytes: u64) -> f64 {
    match &network.servers[element.index()] {
        ServerPlan::Link { idle, .. } => idle.transmission(bytes).as_secs_f64(),
        ServerPlan::Station { service, live, .. } => {
            service.mean() / live.as_ref().map_or(1, LivePlan::batch_size) as f64
        }
        ServerPlan::None | ServerPlan::Store(_) => 0.0,
    }
}
