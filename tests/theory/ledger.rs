//! Runs a scenario's replications and writes down what comes of them, plainly: every latency and every wait,
//! so that percentiles are exact and owe nothing to the measures they check.

use std::collections::BTreeMap;
use std::fs;

use iotcap::engine::recorder::{Message, Part, Recorder};
use iotcap::engine::{self, Progress};
use iotcap::model::cause::Cause;
use iotcap::network::Network;
use iotcap::network::ids::ElementId;
use iotcap::network::layout::Layout;
use iotcap::scenario::load;
use iotcap::units::{Span, Time};
use rayon::prelude::*;

/// Replications of every table that does not say otherwise.
pub const REPLICATIONS: u64 = 20;

/// The network of a scenario written in the test, beside the files it names.
pub fn network_with(scenario: &str, files: &[(&str, &str)]) -> Network {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files.iter().chain(&[("scenario.toml", scenario)]) {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let loaded = load::load(&folder.path().join("scenario.toml"), &[]);
    Network::build(&loaded.unwrap_or_else(|problems| panic!("{problems}\n{scenario}")).scenario)
}

/// The network of a scenario written in the test.
pub fn network(scenario: &str) -> Network {
    network_with(scenario, &[])
}

/// What a replication counted.
pub struct Ledger {
    from: Time,
    to: Time,
    /// Spreading factor by device.
    data_rates: Vec<u8>,
    /// By spreading factor.
    offered: [u64; 13],
    delivered: [u64; 13],
    lost: BTreeMap<Cause, u64>,
    /// Latencies by class, ns.
    latencies: Vec<Vec<u64>>,
    /// Jobs that came, were turned away, and waits of the others (ns), by element.
    arrived: Vec<u64>,
    dropped: Vec<u64>,
    waits: Vec<Vec<u64>>,
    /// Messages that ended well inside the window, by class.
    ended: Vec<u64>,
    /// Time of servers being busy inside the window, ns, by element.
    busy: Vec<u64>,
}

impl Ledger {
    fn new(network: &Network, layout: &Layout) -> Ledger {
        let elements = network.elements.len();
        Ledger {
            from: network.clock.from,
            to: network.clock.to,
            data_rates: layout.sites.iter().map(|site| site.data_rate).collect(),
            offered: [0; 13],
            delivered: [0; 13],
            lost: BTreeMap::new(),
            latencies: vec![Vec::new(); network.classes.len()],
            arrived: vec![0; elements],
            dropped: vec![0; elements],
            waits: vec![Vec::new(); elements],
            ended: vec![0; network.classes.len()],
            busy: vec![0; elements],
        }
    }

    fn counts(&self, at: Time) -> bool {
        self.from <= at && at < self.to
    }

    /// (delivered, offered) of one spreading factor.
    pub fn delivered_of(&self, sf: u8) -> (f64, f64) {
        (self.delivered[sf as usize] as f64, self.offered[sf as usize] as f64)
    }

    /// (delivered, offered) of all.
    pub fn delivered(&self) -> (f64, f64) {
        (self.delivered.iter().sum::<u64>() as f64, self.offered.iter().sum::<u64>() as f64)
    }

    /// (lost for this cause, offered).
    pub fn lost(&self, cause: Cause) -> (f64, f64) {
        (self.lost.get(&cause).copied().unwrap_or(0) as f64, self.delivered().1)
    }

    /// Latencies of a class.
    pub fn latencies(&self, class: usize) -> Times {
        Times(self.latencies[class].clone())
    }

    /// Waits of those an element took in.
    pub fn waits(&self, element: usize) -> Times {
        Times(self.waits[element].clone())
    }

    /// Mean latency over all classes, s.
    pub fn latency_of_all(&self) -> f64 {
        Times(self.latencies.concat()).mean()
    }

    /// Messages of a class that were delivered inside the window, whenever born.
    pub fn ended(&self, class: usize) -> u64 {
        self.ended[class]
    }

    /// Servers of an element that were busy on average.
    pub fn busy(&self, element: usize) -> f64 {
        Span(self.busy[element]).as_secs_f64() / (self.to - self.from).as_secs_f64()
    }

    /// (turned away by an element, came to it).
    pub fn turned_away(&self, element: usize) -> (f64, f64) {
        (self.dropped[element] as f64, self.arrived[element] as f64)
    }

    /// Share of jobs that an element turned away.
    pub fn refused(&self, element: usize) -> f64 {
        self.dropped[element] as f64 / self.arrived[element] as f64
    }
}

/// Observed times, ns.
pub struct Times(Vec<u64>);

impl Times {
    /// How many.
    pub fn count(&self) -> f64 {
        self.0.len() as f64
    }

    /// Sum, s.
    pub fn sum(&self) -> f64 {
        self.0.iter().map(|&ns| u128::from(ns)).sum::<u128>() as f64 * 1e-9
    }

    /// Mean, s.
    pub fn mean(&self) -> f64 {
        self.0.iter().map(|&ns| u128::from(ns)).sum::<u128>() as f64 / self.0.len() as f64 * 1e-9
    }

    /// The smallest that ⌈q·n⌉ of the n observations do not exceed (DEFINITIONS D11), s.
    pub fn quantile(&mut self, q: f64) -> f64 {
        let rank = (q * self.0.len() as f64).ceil() as usize;
        *self.0.select_nth_unstable(rank.max(1) - 1).1 as f64 * 1e-9
    }

    /// Share above zero.
    pub fn positive(&self) -> f64 {
        self.0.iter().filter(|&&ns| ns > 0).count() as f64 / self.0.len() as f64
    }
}

impl Recorder for Ledger {
    fn born(&mut self, message: Message) {
        if self.counts(message.birth) {
            self.offered[self.data_rates[message.device.index()] as usize] += 1;
        }
    }

    fn arrived(&mut self, element: ElementId, at: Time, _work: Span) {
        self.arrived[element.index()] += u64::from(self.counts(at));
    }

    fn waited(&mut self, element: ElementId, at: Time, waiting: Span) {
        if self.counts(at) {
            self.waits[element.index()].push(waiting.0);
        }
    }

    fn busy(&mut self, element: ElementId, from: Time, to: Time) {
        self.busy[element.index()] += (to.min(self.to) - from.max(self.from)).0;
    }

    fn dropped(&mut self, element: ElementId, at: Time, _cause: Cause) {
        self.dropped[element.index()] += u64::from(self.counts(at));
    }

    fn delivered(&mut self, message: Message, at: Time, _: &[Part], _: u32, _: Option<ElementId>) {
        if self.counts(message.birth) {
            self.delivered[self.data_rates[message.device.index()] as usize] += 1;
            self.latencies[message.class.index()].push((at - message.birth).0);
        }
        self.ended[message.class.index()] += u64::from(self.counts(at));
    }

    fn lost(&mut self, message: Message, _at: Time, cause: Cause, _element: ElementId) {
        if self.counts(message.birth) {
            *self.lost.entry(cause).or_default() += 1;
        }
    }
}

/// Runs so many replications, each on a layout and with a recorder of its own.
pub fn record<R: Recorder + Send>(
    network: &Network,
    replications: u64,
    recorder: impl Fn(&Layout) -> R + Sync,
) -> Vec<R> {
    let one = |replication| {
        let layout = Layout::draw(network, replication);
        let mut recorder = recorder(&layout);
        let progress = Progress::default();
        engine::run(network, &layout, replication, network.clock, &mut recorder, &progress);
        recorder
    };
    (0..replications).into_par_iter().map(one).collect()
}

/// Runs so many replications; `of` takes from each what is asked, in their order.
pub fn replicate<T: Send>(network: &Network, replications: u64, of: impl Fn(&Ledger) -> T + Sync) -> Vec<T> {
    let one = |replication| {
        let layout = Layout::draw(network, replication);
        let mut ledger = Ledger::new(network, &layout);
        let progress = Progress::default();
        engine::run(network, &layout, replication, network.clock, &mut ledger, &progress);
        of(&ledger)
    };
    (0..replications).into_par_iter().map(one).collect()
}

/// The element of this name.
pub fn element(network: &Network, name: &str) -> usize {
    network.elements.iter().position(|element| element.name == name).unwrap_or_else(|| panic!("no {name}"))
}
