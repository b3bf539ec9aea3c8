//! What a replication counts, and what is read off it: counts of its own, so that a case can ask what no result
//! shows, and so that figures owe nothing to the measures they check. The window is that of the definitions:
//! messages by their birth, elements by what happens in it.

use std::collections::BTreeMap;

use super::case::Sample;
use super::times::{Levels, Times};
use crate::engine::recorder::{Deed, Message, Part, Reception, Recorder};
use crate::model::cause::{Cause, DueTo};
use crate::model::energy::{Activity, Battery};
use crate::network::ids::{ClassId, ElementId};
use crate::network::layout::Layout;
use crate::network::{ElementKind, Network, energy};
use crate::units::{Span, Time};

/// What happened at one link or station.
#[derive(Clone, Debug, Default)]
struct Station {
    /// Jobs that came, and were turned away.
    arrived: u64,
    dropped: u64,
    /// When jobs were dropped, at any time.
    drops: Vec<Time>,
    /// Waits of the others, ns.
    waits: Vec<u64>,
    /// Servers being busy, from and to, at any time.
    busy: Vec<(Time, Time)>,
    /// Over all time, ns.
    work: u128,
    waited: u128,
}

/// What a replication counted.
pub struct Ledger<'a> {
    network: &'a Network,
    /// Spreading factor by device.
    data_rates: Vec<u8>,
    /// (delivered, offered) by spreading factor, 0 for what has none.
    by_sf: [(u64, u64); 13],
    lost: BTreeMap<Cause, u64>,
    /// Births and deliveries by class, at any time.
    stays: Vec<Vec<(Time, Time)>>,
    /// By element.
    stations: Vec<Station>,
    /// Transmissions in the window by class: how many, their airtime and the windows behind them, s.
    sent: Vec<Activity>,
    /// By class.
    sessions: Vec<Sessions>,
    born: u64,
    air: Air,
}

/// Transmissions of messages born in the window, and what became of them; downlinks at any time.
#[derive(Clone, Copy, Debug, Default)]
struct Air {
    transmissions: u64,
    acknowledged: u64,
    downlinks: u64,
    lost_to_sending: u64,
}

/// What devices' sessions did, at any time.
#[derive(Clone, Debug, Default)]
struct Sessions {
    /// When attempts began.
    attempts: Vec<Time>,
    /// Devices whose attempt is under way, and the most there were.
    asking: u64,
    most: u64,
    last_connect: Time,
    connects: u64,
}

impl<'a> Ledger<'a> {
    /// Of a replication that begins.
    pub fn new(network: &'a Network, layout: &Layout) -> Ledger<'a> {
        Ledger {
            network,
            data_rates: layout.sites.iter().map(|site| site.data_rate).collect(),
            by_sf: [(0, 0); 13],
            lost: BTreeMap::new(),
            stays: vec![Vec::new(); network.classes.len()],
            stations: vec![Station::default(); network.elements.len()],
            sent: vec![Activity::default(); network.classes.len()],
            sessions: vec![Sessions::default(); network.classes.len()],
            born: 0,
            air: Air::default(),
        }
    }

    fn counts(&self, at: Time) -> bool {
        self.network.clock.from <= at && at < self.network.clock.to
    }

    /// The window's length, s.
    pub fn window_s(&self) -> f64 {
        (self.network.clock.to - self.network.clock.from).as_secs_f64()
    }

    /// Delivered, of those offered.
    pub fn delivered(&self) -> Sample {
        let sum = self.by_sf.iter().fold((0, 0), |sum, sf| (sum.0 + sf.0, sum.1 + sf.1));
        (sum.0 as f64, sum.1 as f64)
    }

    /// Delivered, of those offered at one spreading factor.
    pub fn delivered_of(&self, sf: u8) -> Sample {
        let (delivered, offered) = self.by_sf[sf as usize];
        (delivered as f64, offered as f64)
    }

    /// Lost for this cause, of those offered.
    pub fn lost(&self, cause: Cause) -> Sample {
        (self.lost.get(&cause).copied().unwrap_or(0) as f64, self.delivered().1)
    }

    /// Transmissions per message offered.
    pub fn transmissions(&self) -> f64 {
        self.air.transmissions as f64 / self.delivered().1
    }

    /// Acknowledged, of those offered.
    pub fn acknowledged(&self) -> Sample {
        (self.air.acknowledged as f64, self.delivered().1)
    }

    /// Frames that gateways sent.
    pub fn downlinks(&self) -> f64 {
        self.air.downlinks as f64
    }

    /// Receptions that gateways lost because they sent, of all transmissions.
    pub fn lost_to_sending(&self) -> Sample {
        (self.air.lost_to_sending as f64, self.air.transmissions as f64)
    }

    /// Born and not delivered, at any time.
    pub fn missing(&self) -> f64 {
        self.born as f64 - self.stays.iter().map(Vec::len).sum::<usize>() as f64
    }

    /// Latencies of a class, s.
    pub fn latencies(&self, class: &str) -> Times {
        let stays = self.stays(class).iter().filter(|(birth, _)| self.counts(*birth));
        Times(stays.map(|(birth, end)| (*end - *birth).0).collect())
    }

    /// Customers of a class in the system, over time.
    pub fn customers(&self, class: &str) -> Levels {
        Levels::new(self.stays(class))
    }

    /// Customers of a class in the system, on average over the window.
    pub fn mean_customers(&self, class: &str) -> f64 {
        self.customers(class).area(self.network.clock.from, self.network.clock.to) as f64 * 1e-9
            / self.window_s()
    }

    /// Charge of a class's transmission with the windows behind it, mC.
    pub fn charge_mc(&self, class: &str) -> f64 {
        let (at, battery) = self.battery(class);
        battery.charge_c(self.sent[at]) * 1e3 / self.sent[at].transmissions
    }

    /// Years that a battery of a class lasts, if every time is like the window.
    pub fn life_years(&self, class: &str) -> f64 {
        let (at, battery) = self.battery(class);
        let per = 1.0 / f64::from(self.network.classes[at].count) / self.window_s();
        let Activity { transmissions, airtime_s, listening_s } = self.sent[at];
        let does = Activity {
            transmissions: transmissions * per,
            airtime_s: airtime_s * per,
            listening_s: listening_s * per,
        };
        battery.years(battery.power(does))
    }

    fn battery(&self, class: &str) -> (usize, Battery) {
        let at = self.network.classes.iter().position(|known| known.name == class);
        let found = at.and_then(|at| Some((at, energy::battery(self.network, &self.network.classes[at])?)));
        found.unwrap_or_else(|| panic!("no battery of a class {class}"))
    }

    /// When the delivered messages of a class were born, s since the window's begin, in any order.
    pub fn births(&self, class: &str) -> Vec<f64> {
        let stays = self.stays(class).iter().filter(|(birth, _)| self.counts(*birth));
        stays.map(|(birth, _)| (*birth - self.network.clock.from).as_secs_f64()).collect()
    }

    /// When the last message of a class was delivered, s since the window's begin.
    pub fn last_delivery(&self, class: &str) -> f64 {
        let last = self.stays(class).iter().map(|(_, end)| *end).max();
        last.map_or(0.0, |last| (last - self.network.clock.from).as_secs_f64())
    }

    /// Share of the window in which a class leaves more than so many seconds of work at the one first-come
    /// first-served server that it meets and shares with nobody: until the last to come is served.
    pub fn work_beyond(&self, class: &str, seconds: f64) -> Sample {
        let (from, to, limit) =
            (self.network.clock.from, self.network.clock.to, Span::from_secs_f64(seconds));
        let mut stays = self.stays(class).to_vec();
        stays.sort_unstable();
        let next = stays.iter().skip(1).map(|(birth, _)| *birth).chain([to]);
        let beyond = stays.iter().zip(next).map(|((birth, end), next)| {
            let until = Time(end.0.saturating_sub(limit.0)).min(next).min(to);
            (until - (*birth).max(from)).0
        });
        (Span(beyond.sum()).as_secs_f64(), self.window_s())
    }

    /// Waits of those an element took in, s.
    pub fn waits(&self, element: &str) -> Times {
        Times(self.station(element).waits.clone())
    }

    /// Jobs that an element turned away, of those that came.
    pub fn refused(&self, element: &str) -> Sample {
        (self.station(element).dropped as f64, self.station(element).arrived as f64)
    }

    /// When jobs were dropped by an element, at any time.
    pub fn drops(&self, element: &str) -> &[Time] {
        &self.station(element).drops
    }

    /// Messages of a class that were delivered in the window, whenever born.
    pub fn ended(&self, class: &str) -> usize {
        self.stays(class).iter().filter(|(_, end)| self.counts(*end)).count()
    }

    /// Time in the window with all of these elements of one server busy at once, s.
    pub fn all_busy(&self, elements: &[String]) -> f64 {
        let busy: Vec<_> = elements.iter().flat_map(|name| self.station(name).busy.clone()).collect();
        Levels::new(&busy).at(elements.len() as i64, self.network.clock.from, self.network.clock.to)
    }

    /// Busy servers of an element, over time.
    pub fn busy(&self, element: &str) -> Levels {
        Levels::new(&self.station(element).busy)
    }

    /// Time of an element's servers being busy in the window, s.
    pub fn busy_time(&self, element: &str) -> f64 {
        self.busy(element).area(self.network.clock.from, self.network.clock.to) as f64 * 1e-9
    }

    /// Share of the window with exactly `level` servers of an element busy.
    pub fn share_of_time(&self, element: &str, level: i64) -> Sample {
        (self.busy(element).at(level, self.network.clock.from, self.network.clock.to), self.window_s())
    }

    /// Work that came to an element and waiting in it, whenever, ns.
    pub fn work_and_waiting(&self, element: &str) -> (u128, u128) {
        let station = self.station(element);
        (station.work, station.waited)
    }

    /// Stays of a class, Σ over all time, ns.
    pub fn total_stay(&self, class: &str) -> u128 {
        self.stays(class).iter().map(|(birth, end)| u128::from((*end - *birth).0)).sum()
    }

    /// Most devices of a class whose attempt to connect was under way at once.
    pub fn most_asking(&self, class: &str) -> f64 {
        self.sessions[self.class(class)].most as f64
    }

    /// When the last session of a class was made, s since the window's begin.
    pub fn last_connect(&self, class: &str) -> f64 {
        (self.sessions[self.class(class)].last_connect - self.network.clock.from).as_secs_f64()
    }

    /// Sessions of a class that were made, at any time.
    pub fn connects(&self, class: &str) -> f64 {
        self.sessions[self.class(class)].connects as f64
    }

    /// Attempts to connect of a class in each second since the window's begin, up to the last with any.
    pub fn attempts_by_second(&self, class: &str) -> Vec<u64> {
        let mut seconds = Vec::new();
        for at in &self.sessions[self.class(class)].attempts {
            let second = (*at - self.network.clock.from).as_secs_f64() as usize;
            seconds.resize(seconds.len().max(second + 1), 0);
            seconds[second] += 1;
        }
        seconds
    }

    fn class(&self, class: &str) -> usize {
        let at = self.network.classes.iter().position(|known| known.name == class);
        at.unwrap_or_else(|| panic!("no class {class}"))
    }

    fn stays(&self, class: &str) -> &[(Time, Time)] {
        &self.stays[self.class(class)]
    }

    fn station(&self, element: &str) -> &Station {
        let at = self.network.elements.iter().position(|known| known.name == element);
        &self.stations[at.unwrap_or_else(|| panic!("no element {element}"))]
    }
}

impl Recorder for Ledger<'_> {
    fn born(&mut self, message: Message) {
        self.born += 1;
        if self.counts(message.birth) {
            self.by_sf[self.data_rates[message.device.index()] as usize].1 += 1;
        }
    }

    fn transmitted(&mut self, message: Message, _: ElementId, start: Time, airtime: Span) {
        self.air.transmissions += u64::from(self.counts(message.birth));
        if self.counts(start) {
            let class = &self.network.classes[message.class.index()];
            let data_rate = self.data_rates[message.device.index()];
            let sent = &mut self.sent[message.class.index()];
            sent.transmissions += 1.0;
            sent.airtime_s += airtime.as_secs_f64();
            sent.listening_s += energy::listening(self.network, class, data_rate).as_secs_f64();
        }
    }

    fn session(&mut self, class: ClassId, at: Time, deed: Deed) {
        let sessions = &mut self.sessions[class.index()];
        match deed {
            Deed::Attempts => {
                sessions.attempts.push(at);
                sessions.asking += 1;
                sessions.most = sessions.most.max(sessions.asking);
            }
            Deed::Connects { .. } => {
                sessions.asking -= 1;
                sessions.last_connect = at;
                sessions.connects += 1;
            }
            Deed::Fails(_) => sessions.asking -= 1,
            Deed::Found | Deed::Breaks { .. } | Deed::Accepted(_) | Deed::Insists | Deed::Insisted(_) => {}
        }
    }

    fn arrived(&mut self, element: ElementId, at: Time, work: Span) {
        let counts = self.counts(at);
        let station = &mut self.stations[element.index()];
        station.arrived += u64::from(counts);
        station.work += u128::from(work.0);
    }

    fn waited(&mut self, element: ElementId, at: Time, waiting: Span) {
        let counts = self.counts(at);
        let station = &mut self.stations[element.index()];
        station.waited += u128::from(waiting.0);
        if counts {
            station.waits.push(waiting.0);
        }
    }

    fn busy(&mut self, element: ElementId, from: Time, to: Time) {
        self.stations[element.index()].busy.push((from, to));
    }

    fn dropped(&mut self, element: ElementId, at: Time, _cause: Cause, _due_to: Option<DueTo>) {
        let counts = self.counts(at);
        self.stations[element.index()].dropped += u64::from(counts);
        self.stations[element.index()].drops.push(at);
    }

    fn delivered(&mut self, message: Message, at: Time, _: &[Part], _: u32, _: Option<ElementId>) {
        if self.counts(message.birth) {
            self.by_sf[self.data_rates[message.device.index()] as usize].0 += 1;
        }
        self.stays[message.class.index()].push((message.birth, at));
    }

    fn received(&mut self, reception: Reception, _start: Time, _end: Time) {
        self.air.lost_to_sending += u64::from(reception.lost == Some(Cause::GatewayBusyTransmitting));
    }

    fn acknowledged(&mut self, message: Message) {
        self.air.acknowledged += u64::from(self.counts(message.birth));
    }

    fn sent_down(&mut self, element: ElementId, _band: u8, _start: Time, _time: Span) {
        let is_gateway = self.network.elements[element.index()].kind == ElementKind::Gateway;
        self.air.downlinks += u64::from(is_gateway);
    }

    fn lost(&mut self, message: Message, _at: Time, cause: Cause, _element: ElementId) {
        if self.counts(message.birth) {
            *self.lost.entry(cause).or_default() += 1;
        }
    }
}
