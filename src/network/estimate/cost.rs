//! What a run will cost: messages, time and memory, from figures measured on one core.

use super::backlog::Backlog;
use super::loads::Loads;
use super::sessions;
use crate::model::live::OutagePlan;
use crate::model::radio::reach::Reach;
use crate::model::traffic::Modulation;
use crate::network::incidents;
use crate::network::layout::Layout;
use crate::network::{Class, Gateway, NO_HOP, Network, Process, ServerPlan, Traffic};
use crate::units::Time;

/// CPU time of a message without its gateways, s (benches/run.rs, one core of a 2-core virtual machine).
const MESSAGE_S: f64 = 0.2e-6;
/// CPU time of a message at each gateway in reach, s (the same; with fading, 0.06e-6 without).
const RECEPTION_S: f64 = 0.09e-6;
/// CPU time of a device and each gateway when a layout is drawn, s (benches/network.rs).
const PAIR_S: f64 = 0.003e-6;
/// CPU time of an element's going down or coming up while someone is there, s (3.8 million of them, the same machine).
const CHANGE_S: f64 = 0.07e-6;
/// CPU time of a device's change of state, s (19 million exponential stays, the same machine; constant ones half of it).
const STATE_S: f64 = 0.035e-6;
/// CPU time of a message's visit of a station where it was before, s (8 million of them, the same machine).
const VISIT_S: f64 = 0.08e-6;
/// CPU time of a gateway's own packet at a link, s (89 million of them, 1000 gateways, the same machine).
const PACKET_S: f64 = 0.035e-6;
/// CPU time of a round trip of a session, s (8 million of them in a reconnect storm, the same machine).
const TRIP_S: f64 = 0.5e-6;
/// Bytes of a device that keeps a session.
const SESSION_BYTES: f64 = 72.0;
/// Bytes of a device besides its reach list: place, row, next birth, counters, a share of the arrival window.
const DEVICE_BYTES: f64 = 56.0;
/// The same of a device whose transmissions are counted for its battery.
const POWERED_BYTES: f64 = 16.0;
/// The same of a device with a token bucket of its own.
const BUCKET_BYTES: f64 = 8.0;
/// Bytes of a gateway in reach of a device.
const REACH_BYTES: f64 = 8.0;
/// CPU time of a fragment of firmware at a device that hears a few gateways.
const FRAGMENT_S: f64 = 150e-9;
/// Bytes of an element's figures in one bin, over a run and its sample.
const ELEMENT_BIN_BYTES: f64 = 64.0;
/// What the program takes by itself, fonts and pages included.
const BASE_BYTES: f64 = 95e6;

/// Messages generated in one run: window, warm-up and drain.
pub fn messages_per_run(network: &Network) -> f64 {
    let last = last(network);
    over_devices(network, |traffic| traffic.expected(network.clock.begin, last).unwrap_or(0.0))
        + incidents::messages_more(network)
}

/// When devices fall silent.
fn last(network: &Network) -> Time {
    if network.traffic_drains { network.clock.until } else { network.clock.to }
}

/// For how long devices speak in one run, s.
fn spoken_s(network: &Network) -> f64 {
    (last(network) - network.clock.begin).as_secs_f64()
}

/// Messages that can be under way at once: all of a run, or one of each device that waits for its answer.
fn in_flight(network: &Network) -> f64 {
    let spoken_s = spoken_s(network);
    over_devices(network, |traffic| match traffic.process {
        Process::Idle { .. } => 1.0,
        _ => traffic.rate_per_s().unwrap_or(0.0) * spoken_s,
    })
}

/// Something of a device's traffic, summed over all devices.
fn over_devices(network: &Network, of: impl Fn(&Traffic) -> f64) -> f64 {
    let class =
        |class: &Class| class.traffic.as_ref().map_or(0.0, |traffic| f64::from(class.count) * of(traffic));
    network.classes.iter().filter(|class| class.taken_from.is_none()).map(class).sum()
}

/// What happens in one run whether or not messages are many.
#[derive(Clone, Copy, Debug)]
struct Turning {
    /// Devices that change their state.
    states: f64,
    /// Visits of stations where the message was before.
    returns: f64,
    /// Elements that go down or come up.
    outages: f64,
    /// Gateways' keep-alive and status packets at each link they cross.
    packets: f64,
    /// Round trips of sessions: keep-alives and attempts to connect or join.
    trips: f64,
    /// Fragments of firmware at devices that listen.
    fragments: f64,
}

impl Turning {
    fn of(network: &Network, returns_per_s: f64) -> Turning {
        let states = |traffic: &Traffic| traffic.modulation.as_ref().map_or(0.0, Modulation::changes_per_s);
        let spoken_s = spoken_s(network);
        Turning {
            states: over_devices(network, states) * spoken_s,
            returns: returns_per_s * spoken_s,
            outages: changes(network),
            packets: packets(network),
            trips: sessions::trips(network, spoken_s) + sessions::joins(network, spoken_s),
            fragments: incidents::fragments(network),
        }
    }

    fn cpu_s(&self) -> f64 {
        self.states * STATE_S
            + self.returns * VISIT_S
            + self.outages * CHANGE_S
            + self.packets * PACKET_S
            + self.trips * TRIP_S
            + self.fragments * FRAGMENT_S
    }

    fn all(&self) -> f64 {
        self.states + self.returns + self.outages + self.packets + self.trips
    }
}

/// How often a gateway's keep-alive or status packet comes to a link in one run; overloads let them through in full.
fn packets(network: &Network) -> f64 {
    let span = (network.clock.until - network.clock.begin).as_secs_f64();
    let of = |gateway: &Gateway| {
        let per_s: f64 = gateway.background().iter().map(|packet| 1.0 / packet.every.as_secs_f64()).sum();
        per_s * links(network, gateway.first_hop) as f64
    };
    network.gateways.iter().filter(|gateway| !gateway.off).map(of).sum::<f64>() * span
}

/// Links from a hop up to the folding.
fn links(network: &Network, mut hop: u32) -> usize {
    let mut found = 0;
    while hop != NO_HOP && !network.hops[hop as usize].is_fold {
        let step = &network.hops[hop as usize];
        found += usize::from(matches!(network.servers[step.element.index()], ServerPlan::Link { .. }));
        hop = step.next;
    }
    found
}

/// How often elements go down or come up in one run.
fn changes(network: &Network) -> f64 {
    let outages = network.servers.iter().filter_map(|server| server.live()?.outages.as_ref());
    let span = (network.clock.until - network.clock.begin).as_secs_f64();
    let traces = network.servers.iter().filter_map(|server| server.live()?.pace.as_ref()?.trace.as_ref());
    let rows = traces.map(|trace| trace.changes_per_s(network.clock.to - network.clock.from)).sum::<f64>();
    (outages.map(OutagePlan::changes_per_s).sum::<f64>() + rows) * span
}

/// What all runs cost.
pub struct Cost {
    /// Messages generated.
    pub messages: f64,
    /// Changes of devices' states, visits again, outages and repairs, gateways' own packets.
    pub turns: f64,
    /// Wall-clock time, s.
    pub seconds: f64,
    /// Memory, bytes.
    pub memory_bytes: u64,
}

/// The cost of so many runs, `jobs` at a time, with these loads.
pub fn of(network: &Network, layout: &Layout, loads: &Loads, runs: u64, jobs: usize) -> Cost {
    let reach: f64 = layout.reach.iter().map(Reach::mean_len).fold(0.0, f64::max);
    let devices = f64::from(network.devices());
    let pairs = devices * network.gateways.len() as f64;
    let at_once = (jobs as f64).min(runs as f64).max(1.0);
    let runs = runs as f64;
    let messages = runs * messages_per_run(network);
    let turning = Turning::of(network, loads.returns_per_s);
    let copies = libm::fmax(reach, 1.0);
    let backlog = Backlog::of(network, loads, copies * in_flight(network), spoken_s(network));
    let cpu_s = messages * (MESSAGE_S + RECEPTION_S * reach)
        + runs * (pairs * PAIR_S + turning.cpu_s() + backlog.cpu_s);
    let elements = network.elements.len() as f64 * network.clock.bins() as f64 * ELEMENT_BIN_BYTES;
    let powered = network.scenario.devices.values().filter(|class| class.battery.is_some());
    let each = network.quota.iter().flat_map(|quota| &quota.limits).filter(|limit| limit.each).count();
    let buckets = each as f64 * f64::from(network.devices()) * BUCKET_BYTES;
    let powered: f64 = powered.map(|class| class.count.0 as f64 * POWERED_BYTES).sum();
    let connected = network.classes.iter().filter(|class| class.connects());
    let sessions: f64 = connected.map(|class| f64::from(class.count) * SESSION_BYTES).sum();
    let run_bytes = devices * (DEVICE_BYTES + REACH_BYTES * reach)
        + powered
        + buckets
        + sessions
        + elements
        + backlog.bytes;
    let bytes = BASE_BYTES + at_once * run_bytes + runs * elements / 8.0;
    Cost { messages, turns: runs * turning.all(), seconds: cpu_s / at_once, memory_bytes: bytes as u64 }
}
