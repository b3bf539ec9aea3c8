//! What a run will cost: messages, time and memory, from figures measured on one core.

use crate::model::live::OutagePlan;
use crate::model::radio::reach::Reach;
use crate::network::layout::Layout;
use crate::network::{Network, Traffic};

/// CPU time of a message without its gateways, s (benches/run.rs, one core of a 2-core virtual machine).
const MESSAGE_S: f64 = 0.2e-6;
/// CPU time of a message at each gateway in reach, s (the same; with fading, 0.06e-6 without).
const RECEPTION_S: f64 = 0.09e-6;
/// CPU time of a device and each gateway when a layout is drawn, s (benches/network.rs).
const PAIR_S: f64 = 0.003e-6;
/// CPU time of an element's going down or coming up while someone is there, s.
const CHANGE_S: f64 = 0.2e-6;
/// Bytes of a device besides its reach list: place, row, next birth, counters, a share of the arrival window.
const DEVICE_BYTES: f64 = 56.0;
/// Bytes of a gateway in reach of a device.
const REACH_BYTES: f64 = 8.0;
/// Bytes of an element's figures in one bin, over a run and its sample.
const ELEMENT_BIN_BYTES: f64 = 64.0;
/// What the program takes by itself, fonts and pages included.
const BASE_BYTES: f64 = 60e6;

/// Messages generated in one run: window, warm-up and drain.
pub fn messages_per_run(network: &Network) -> f64 {
    let last = if network.traffic_drains { network.clock.until } else { network.clock.to };
    let span = (last - network.clock.begin).as_secs_f64();
    let per_s = |class: &crate::network::Class| {
        f64::from(class.count) * class.traffic.as_ref().and_then(Traffic::rate_per_s).unwrap_or(0.0)
    };
    network.classes.iter().map(per_s).sum::<f64>() * span
}

/// How often elements go down or come up in one run.
fn changes(network: &Network) -> f64 {
    let outages = network.servers.iter().filter_map(|server| server.live()?.outages.as_ref());
    let span = (network.clock.until - network.clock.begin).as_secs_f64();
    outages.map(OutagePlan::changes_per_s).sum::<f64>() * span
}

/// Wall-clock seconds and bytes for all runs, `jobs` at a time.
pub fn of(network: &Network, layout: &Layout, messages: f64, runs: u64, jobs: usize) -> (f64, u64) {
    let reach: f64 = layout.reach.iter().map(Reach::mean_len).fold(0.0, f64::max);
    let devices = f64::from(network.devices());
    let pairs = devices * network.gateways.len() as f64 * runs as f64;
    let at_once = (jobs as f64).min(runs as f64).max(1.0);
    let cpu_s = messages * (MESSAGE_S + RECEPTION_S * reach)
        + pairs * PAIR_S
        + changes(network) * runs as f64 * CHANGE_S;
    let elements = network.elements.len() as f64 * network.clock.bins() as f64 * ELEMENT_BIN_BYTES;
    let run_bytes = devices * (DEVICE_BYTES + REACH_BYTES * reach) + elements;
    let bytes = BASE_BYTES + at_once * run_bytes + runs as f64 * elements / 8.0;
    (cpu_s / at_once, bytes as u64)
}
