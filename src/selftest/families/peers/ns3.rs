//! One gateway by the rules of ns-3 lorawan, against that module's figures: module v0.3.1 on ns-3.37, mean over
//! its seeds. Both sides have a standard error; a band is granted for what the rules leave out (the module's
//! biased shuffle of channels, propagation time).

use crate::chance::Key;
use crate::selftest::case::Oracle;
use crate::selftest::{Case, Cases, Family};

/// All spreading factors.
pub const FAMILY: Family = Family {
    name: "peers/ns3",
    about: "ns-3 lorawan's delivery ratio in its own cell, 100 to 10 000 devices",
    tables: &[],
    cases,
};
/// Each.
pub const BY_SPREADING_FACTOR: Family = Family {
    name: "peers/ns3-by-sf",
    about: "ns-3 lorawan's delivery ratio by spreading factor",
    tables: &[],
    cases: by_spreading_factor,
};

/// The scenario of the reference with so many devices.
pub fn reference(devices: u32) -> Case {
    let scenario = include_str!("../../../../scenarios/ns3-reference.toml");
    Case::new(format!("{devices} devices"), scenario).set(format!("devices.nodes.count={devices}"))
}

/// Devices, delivery ratio, its standard error, replications that are more precise than that.
const REFERENCE: [(u32, f64, f64, u64); 7] = [
    (100, 0.9899, 0.0017, 80),
    (200, 0.9819, 0.0017, 80),
    (500, 0.9496, 0.0015, 80),
    (1000, 0.9051, 0.0012, 80),
    (2000, 0.8269, 0.0011, 120),
    (5000, 0.6018, 0.0022, 20),
    (10_000, 0.3211, 0.0017, 20),
];
const BAND: f64 = 0.004;

fn cases(cases: &mut Cases) {
    for (devices, theirs, error, replications) in REFERENCE {
        let oracle = Oracle::with_error(theirs, error).within(BAND);
        let case = reference(devices)
            .replications(replications)
            .share("delivered", oracle, |run| run.delivered())
            .no_wider_than(2.0 * error);
        cases.simulate(case);
    }
    cases.simulate(confirmed());
}

/// Up to eight transmissions, an acknowledgement of 9 B and off times from a frame's start as there: traffic for an hour, then an
/// hour of drain. The module gives
/// its spread for one figure only; a second program by the same rules differs from it by up to 2 %.
fn confirmed() -> Case {
    let band = |theirs: f64| Oracle::from(theirs).within(0.03 * theirs);
    let message = "{ trace = { file = \"hour.csv\", time = \"t_s\", device = \"device\" }, size = \"23 B\" }";
    reference(1000)
        .file("hour.csv", an_hour())
        .set(format!("devices.nodes.message={message}"))
        .set("study.duration=\"2 h\"")
        .set("devices.nodes.confirmed=true")
        .set("radio.lora.downlink.duty_cycle=\"off-time-from-start\"")
        .set("radio.lora.downlink.acknowledgement=\"9 B\"")
        .mean("transmissions per message", band(6.58), |run| run.transmissions())
        .share("reached", band(0.877), |run| run.delivered())
        .share("acknowledged", band(0.126), |run| run.acknowledged())
        .mean("downlinks", band(754.0), |run| run.downlinks())
        .share("receptions lost to sending", band(7893.0 / 39491.0), |run| run.lost_to_sending())
}

/// Messages of 1000 devices, each at a random instant of the first ten minutes and every ten minutes from then on.
fn an_hour() -> String {
    let phase = |device: u64| 600.0 * Key::root(1, 0).uniform(device);
    let row = |device: u64, n: u64| format!("{device},{:.6}\n", phase(device) + 600.0 * n as f64);
    let rows = (0..1000).flat_map(|device| (0..6).map(move |n| row(device, n)));
    std::iter::once("device,t_s\n".to_string()).chain(rows).collect()
}

/// Devices, replications, delivery ratio by spreading factor.
const BY_SF: [(u32, u64, [f64; 6]); 2] = [
    (1000, 80, [0.991, 0.989, 0.974, 0.929, 0.871, 0.736]),
    (5000, 20, [0.857, 0.851, 0.786, 0.628, 0.442, 0.201]),
];
/// Their figures by spreading factor come without errors: the band stands for them, too.
const BAND_BY_SF: f64 = 0.01;

fn by_spreading_factor(cases: &mut Cases) {
    for (devices, replications, theirs) in BY_SF {
        let mut case = reference(devices).replications(replications);
        for (sf, theirs) in (7..).zip(theirs) {
            let oracle = Oracle::from(theirs).within(BAND_BY_SF);
            case = case
                .share(format!("delivered at SF{sf}"), oracle, move |run| run.delivered_of(sf))
                .no_wider_than(BAND_BY_SF);
        }
        cases.simulate(case);
    }
}
