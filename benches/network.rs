//! Making a scenario concrete and drawing a layout: what a replication costs before its first message.
//! Drawing is timed once for each size, in CPU time of the thread; criterion would need minutes for as much.

use std::hint::black_box;
use std::path::Path;

use cpu_time::ThreadTime;
use iotcap::network::Network;
use iotcap::network::layout::Layout;
use iotcap::scenario::Scenario;
use iotcap::scenario::load::load;

/// Turns of which the fastest counts.
const TURNS: usize = 3;

fn main() {
    println!(
        "{:>9} {:>8} {:>8} {:>9} {:>9} {:>12} {:>11}",
        "devices", "gateways", "in reach", "build ms", "draw ms", "ns a device", "B a device"
    );
    for devices in [10_000, 100_000, 1_000_000] {
        for gateways in [1, 100, 300] {
            measure(devices, gateways);
        }
    }
}

fn measure(devices: u32, gateways: u32) {
    let scenario = scenario(devices, gateways);
    let (network, build_ms) = fastest(|| Network::build(&scenario));
    let (layout, draw_ms) = fastest(|| Layout::draw(&network, 0));
    println!(
        "{devices:>9} {gateways:>8} {:>8.2} {build_ms:>9.2} {draw_ms:>9.1} {:>12.0} {:>11.1}",
        layout.reach[0].mean_len(),
        draw_ms * 1e6 / f64::from(devices),
        layout.bytes() as f64 / f64::from(devices)
    );
}

/// What `act` gives and the CPU time of its fastest turn, ms.
fn fastest<T>(act: impl Fn() -> T) -> (T, f64) {
    let turn = || {
        let start = ThreadTime::now();
        let value = black_box(act());
        (value, start.elapsed().as_secs_f64() * 1e3)
    };
    let mut best = turn();
    for _ in 1..TURNS {
        let next = turn();
        best = if next.1 < best.1 { next } else { best };
    }
    best
}

/// The utility's region of 30 x 30 km with so many devices under a grid of so many gateways.
fn scenario(devices: u32, gateways: u32) -> Scenario {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/utility-1m.toml");
    let settings = [format!("devices.meters.count={devices}"), format!("gateways.mast.count={gateways}")];
    load(&file, &settings).expect("a scenario without fault").scenario
}
