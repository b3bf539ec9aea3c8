//! One gateway by the rules of ns-3 lorawan, against that module's figures: module v0.3.1 on ns-3.37, mean
//! over its seeds. Both sides have a standard error; 0.004 is granted for what the rules leave out (the
//! module's biased shuffle of channels, propagation time).

use std::path::Path;

use iotcap::network::Network;
use iotcap::scenario::load::load;

use crate::judge::{mean_and_error, ratio};
use crate::ledger::{REPLICATIONS, replicate};

/// The scenario of the reference with settings on top.
pub fn reference(settings: &[String]) -> Network {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/ns3-reference.toml");
    Network::build(&load(&file, settings).unwrap_or_else(|problems| panic!("{problems}")).scenario)
}

fn of(devices: u32) -> Network {
    reference(&[format!("devices.nodes.count={devices}")])
}

/// Devices, delivery ratio, its standard error.
const REFERENCE: [(u32, f64, f64); 7] = [
    (100, 0.9899, 0.0017),
    (200, 0.9819, 0.0017),
    (500, 0.9496, 0.0015),
    (1000, 0.9051, 0.0012),
    (2000, 0.8269, 0.0011),
    (5000, 0.6018, 0.0022),
    (10_000, 0.3211, 0.0017),
];
const ALLOWANCE: f64 = 0.004;

#[test]
fn delivery_ratio_is_that_of_ns3() {
    let mut wrong = Vec::new();
    for (devices, theirs, error) in REFERENCE {
        let samples = ratio(&replicate(&of(devices), REPLICATIONS, |ledger| ledger.delivered()));
        let (ours, own) = mean_and_error(&samples);
        let allowed = 3.0 * (own * own + error * error).sqrt() + ALLOWANCE;
        println!("{devices:6} devices: {ours:.4} ± {own:.4}, ns-3 {theirs} ± {error}");
        if (ours - theirs).abs() > allowed {
            wrong.push(format!("{devices} devices: {ours:.4}, ns-3 {theirs}, allowed {allowed:.4}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Devices, seeds of the reference, delivery ratio by spreading factor.
const BY_SF: [(u32, f64, [f64; 6]); 2] = [
    (1000, 40.0, [0.991, 0.989, 0.974, 0.929, 0.871, 0.736]),
    (5000, 15.0, [0.857, 0.851, 0.786, 0.628, 0.442, 0.201]),
];
/// The reference's figures by spreading factor come without errors: ours, at its number of seeds, stands in.
const ALLOWANCE_BY_SF: f64 = 0.01;

#[test]
fn delivery_ratio_by_spreading_factor_is_that_of_ns3() {
    let mut wrong = Vec::new();
    for (devices, seeds, reference) in BY_SF {
        let runs = replicate(&of(devices), REPLICATIONS, |ledger| {
            [7, 8, 9, 10, 11, 12].map(|sf| ledger.delivered_of(sf))
        });
        for (at, theirs) in reference.into_iter().enumerate() {
            let (ours, own) = mean_and_error(&ratio(&runs.iter().map(|run| run[at]).collect::<Vec<_>>()));
            let joint = own * (1.0 + REPLICATIONS as f64 / seeds).sqrt();
            println!("{devices:6} devices, SF{:2}: {ours:.4} ± {own:.4}, ns-3 {theirs}", at + 7);
            if (ours - theirs).abs() > 3.0 * joint + ALLOWANCE_BY_SF {
                wrong.push(format!("{devices} devices, SF{}: {ours:.4} ± {own:.4}, ns-3 {theirs}", at + 7));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
