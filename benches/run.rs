//! One run of the engine, from arrivals to tally, beside a bare floor that knows the same rules: both must count
//! the same frames, receptions, collisions and messages heard. Between them stands a bare chain: the floor with
//! links, platform and counts of this one scenario written by hand, the least that a whole run costs. `cargo bench --bench run` prints the table,
//! `cargo bench --bench run -- --quick` the cells for which there are targets.
//!
//! Floor, chain and engine take turns and the fastest turn of each counts, in CPU time of the thread.

mod chain;
mod floor;

use std::path::Path;
use std::time::Duration;

use cpu_time::ThreadTime;
use iotcap::chance::Key;
use iotcap::engine::arrivals::Arrival;
use iotcap::engine::{self, Progress};
use iotcap::measure::device_tally::DeviceCount;
use iotcap::measure::tally::{Counts, Tally};
use iotcap::model::cause::Cause;
use iotcap::model::radio::RadioPlan;
use iotcap::model::radio::lorawan::plan::sf_index;
use iotcap::network::layout::Layout;
use iotcap::network::{ElementKind, Network, Process};
use iotcap::scenario::load::load;
use iotcap::units::Time;

use floor::{Device, Field, Sums};

/// Turns of each.
const TURNS: usize = 5;
/// A cell is simulated for so many messages, but at least for [`LEAST_HOURS`] messages of each device.
const MESSAGES: u32 = 2_000_000;
const LEAST_HOURS: u32 = 3;
/// The whole run may take so many times the floor's time at the cells of [`TARGETS`].
const MOST_RATIO: f64 = 2.0;
/// A million devices may take so many times as long for a message as ten thousand on one gateway each.
const MOST_GROWTH: f64 = 4.0;
/// Bytes of state for each of a million devices.
const MOST_BYTES: f64 = 100.0;
/// Devices, gateways, and the uplinks a CPU second to reach.
const TARGETS: [(u32, u32, f64); 2] = [(10_000, 1, 4e6), (1_000_000, 100, 1.5e6)];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let named = |cell: &str| arguments.iter().any(|argument| argument == cell);
    let some_named = arguments.iter().any(|argument| argument.contains('x') && !argument.contains('/'));
    let targeted = |devices, gateways| TARGETS.iter().any(|&(n, g, _)| (n, g) == (devices, gateways));
    let wanted = |&(devices, gateways): &(u32, u32)| {
        named(&format!("{devices}x{gateways}"))
            || !some_named && (!named("--quick") || targeted(devices, gateways))
    };
    let cells = [1_000, 10_000, 100_000, 1_000_000].into_iter().flat_map(|n| [1, 10, 100].map(|g| (n, g)));
    println!(
        "{:>9} {:>8} {:>8} {:>6} {:>9} {:>6} {:>9} {:>9} {:>9} {:>6} {:>11}",
        "devices",
        "gateways",
        "in reach",
        "hear",
        "uplinks",
        "heard",
        "floor ns",
        "chain ns",
        "engine ns",
        "ratio",
        "uplinks/s"
    );
    let rows: Vec<Row> = cells.filter(wanted).map(|(devices, gateways)| measure(devices, gateways)).collect();
    judge(&rows);
}

/// A cell of the table.
struct Row {
    devices: u32,
    gateways: u32,
    floor_ns: f64,
    chain_ns: f64,
    engine_ns: f64,
    bytes: f64,
}

impl Row {
    fn per_s(&self) -> f64 {
        1e9 / self.engine_ns
    }

    fn ratio(&self) -> f64 {
        self.engine_ns / self.floor_ns
    }
}

fn measure(devices: u32, gateways: u32) -> Row {
    let network = network(devices, gateways);
    let layout = Layout::draw(&network, 0);
    let field = field(&network, &layout);
    let (mut floor_s, mut chain_s, mut engine_s) = (f64::MAX, f64::MAX, f64::MAX);
    let mut sums = Sums::default();
    for _ in 0..TURNS {
        let (floor, took) = timed(|| floor::run(&field, &mut ()));
        floor_s = floor_s.min(took.as_secs_f64());
        let mut chain = chain::Chain::new(field.luck, devices as usize, gateways as usize, field.end);
        let (counted, took) = timed(|| floor::run(&field, &mut chain));
        chain_s = chain_s.min(took.as_secs_f64());
        assert_eq!((counted, chain.delivered), (floor, floor.heard));
        let (tally, took) = timed(|| simulate(&network, &layout));
        engine_s = engine_s.min(took.as_secs_f64());
        let counts = tally.finish(&network, &layout).expect("books that balance");
        assert_eq!(sums_of(&counts, &network), floor, "engine and floor differ");
        sums = floor;
    }
    let hear =
        (0..devices).map(|device| f64::from(network.hearing(0, &layout.reach[0], device))).sum::<f64>();
    let per_uplink = |seconds: f64| seconds * 1e9 / sums.frames as f64;
    let row = Row {
        devices,
        gateways,
        floor_ns: per_uplink(floor_s),
        chain_ns: per_uplink(chain_s),
        engine_ns: per_uplink(engine_s),
        bytes: state_bytes(&layout) as f64 / f64::from(devices),
    };
    println!(
        "{devices:>9} {gateways:>8} {:>8.2} {:>6.2} {:>9} {:>5.1}% {:>9.1} {:>9.1} {:>9.1} {:>6.2} {:>11.0}",
        layout.reach[0].mean_len(),
        hear / f64::from(devices),
        sums.frames,
        100.0 * sums.heard as f64 / sums.frames as f64,
        row.floor_ns,
        row.chain_ns,
        row.engine_ns,
        row.ratio(),
        row.per_s()
    );
    row
}

fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let start = ThreadTime::now();
    let value = act();
    (value, start.elapsed())
}

fn simulate(network: &Network, layout: &Layout) -> Tally {
    let mut tally = Tally::new(network, network.clock);
    engine::run(network, layout, 0, network.clock, &mut tally, &Progress::default());
    tally
}

/// The scenario beside this file with so many devices and gateways on a disc that grows with the gateways.
fn network(devices: u32, gateways: u32) -> Network {
    let hours = LEAST_HOURS.max(MESSAGES / devices);
    let radius_m = if gateways == 1 { 2000.0 } else { 770.0 * f64::from(gateways).sqrt() };
    let mast_m = if gateways == 1 { 1.0 } else { radius_m };
    let settings = [
        format!("devices.meters.count={devices}"),
        format!("gateways.mast.count={gateways}"),
        format!("devices.meters.place.disc.radius={radius_m} m"),
        format!("gateways.mast.place.disc.radius={mast_m} m"),
        format!("study.duration={hours} h"),
    ];
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/run.toml");
    Network::build(&load(&file, &settings).expect("a scenario without fault").scenario)
}

/// Copies into the floor's own arrays what a layout says.
fn field(network: &Network, layout: &Layout) -> Field {
    let RadioPlan::Lorawan(plan) = &network.radios[0].plan else { unreachable!("the scenario is LoRaWAN") };
    let class = &network.classes[0];
    let traffic = class.traffic.as_ref().expect("meters speak");
    let Process::Periodic { period, .. } = traffic.process else { unreachable!("the scenario is periodic") };
    let payload = traffic.most_bytes.expect("a constant size") as usize;
    let (mut devices, mut reach) = (Vec::new(), Vec::new());
    for device in 0..class.count {
        let row = layout.reach[0].row(device);
        let entries = layout.reach[0].entries(row);
        let sf = sf_index(row.data_rate) as u8;
        devices.push(Device { first: reach.len() as u32, len: entries.len() as u16, sf });
        let audible = |power: f32| u16::from(power as u64 >= plan.sensitivity[sf as usize]);
        reach.extend(entries.iter().map(|entry| (entry.gateway as u16) << 1 | audible(entry.power)));
    }
    Field {
        luck: Key::root(network.seed, 0).named(&format!("devices.{}", class.name)),
        devices,
        reach,
        gateways: network.gateways.len(),
        airtime: plan.airtime.each_ref().map(|by_size| by_size[payload + plan.overhead as usize].0),
        period: period.0,
        end: network.clock.to.0,
    }
}

/// What the engine counted, in the floor's terms.
fn sums_of(counts: &Counts, network: &Network) -> Sums {
    let total = &counts.classes.totals[0];
    let gateways = network.elements.iter().zip(&counts.elements.totals);
    let gateways = gateways.filter(|(element, _)| element.kind == ElementKind::Gateway);
    let of_gateways = |count: fn(&iotcap::measure::element_tally::ElementTotal) -> u64| {
        gateways.clone().map(|(_, total)| count(total)).sum()
    };
    Sums {
        frames: total.attempts,
        receptions: of_gateways(|gateway| gateway.arrived),
        collided: of_gateways(|gateway| gateway.dropped_by[Cause::Collision as usize]),
        heard: total.delivered,
    }
}

/// State that grows with the devices: the layout; the next message's birth and number; the window of a tenth of
/// them, twice; what was offered and delivered.
fn state_bytes(layout: &Layout) -> usize {
    let devices = layout.sites.len();
    let window = 2 * size_of::<Arrival>() * devices / 10;
    layout.bytes() + devices * (size_of::<Time>() + size_of::<u32>() + size_of::<DeviceCount>()) + window
}

/// Says which targets are met.
fn judge(rows: &[Row]) {
    let find = |devices, gateways| rows.iter().find(|row| (row.devices, row.gateways) == (devices, gateways));
    let verdict = |met: bool| if met { "met" } else { "MISSED" };
    println!();
    for (devices, gateways, per_s) in TARGETS {
        let Some(row) = find(devices, gateways) else { continue };
        let (ratio, is) = (row.ratio(), row.per_s());
        println!(
            "{devices} devices, {gateways} gateways: {ratio:.2} times the floor (at most {MOST_RATIO}): {}",
            verdict(ratio <= MOST_RATIO)
        );
        println!(
            "{devices} devices, {gateways} gateways: the bare chain takes {:.2} times the floor, the engine {:.2} times the chain",
            row.chain_ns / row.floor_ns,
            row.engine_ns / row.chain_ns
        );
        println!(
            "{devices} devices, {gateways} gateways: {:.2} M uplinks a CPU second (at least {}): {}",
            is / 1e6,
            per_s / 1e6,
            verdict(is >= per_s)
        );
    }
    for (small, large) in
        [((10_000, 1), (1_000_000, 100)), ((10_000, 100), (1_000_000, 100)), ((10_000, 1), (1_000_000, 1))]
    {
        let (Some(small), Some(large)) = (find(small.0, small.1), find(large.0, large.1)) else { continue };
        let growth = large.engine_ns / small.engine_ns;
        println!(
            "{}/{} after {}/{}: {growth:.2} times as long for an uplink (at most {MOST_GROWTH}): {}",
            large.devices,
            large.gateways,
            small.devices,
            small.gateways,
            verdict(growth <= MOST_GROWTH)
        );
    }
    if let Some(row) = find(1_000_000, 100) {
        println!(
            "{:.1} bytes of state a device (at most {MOST_BYTES}): {}",
            row.bytes,
            verdict(row.bytes <= MOST_BYTES)
        );
    }
}
