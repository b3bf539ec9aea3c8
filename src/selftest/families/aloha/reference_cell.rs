//! The reference cell with nothing but ALOHA: a frame is lost if any of the other N − 1 devices is of its
//! spreading factor, draws its channel (1 of 3) and starts within its time on air before or after (2T of the
//! period): Σ share·(1 − share·2T/(3·600 s))^(N−1).

use crate::selftest::families::cell::airtime_s;
use crate::selftest::families::peers::ns3::reference;
use crate::selftest::{Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "aloha/reference-cell",
    about: "ALOHA in the cell of ns3-reference.toml: shares of the disc by spreading factor, delivery ratio",
    tables: &[],
    cases,
};

const PERIOD_S: f64 = 600.0;
const CHANNELS: f64 = 3.0;
const RADIUS_M: f64 = 6400.0;
/// Between the antennas, m.
const RISE_M: f64 = 15.0 - 1.2;
/// By which spreading factors are chosen, SF7 to SF11; SF12 takes what is left. dBm.
const SENSITIVITY_DBM: [f64; 5] = [-124.0, -127.0, -130.0, -133.0, -135.0];
/// The peer's shares, written to 0.1 %; 13.35 among them was rounded up.
const PERCENT: [f64; 6] = [20.8, 9.2, 13.4, 19.3, 17.4, 19.9];

/// Share of the disc by spreading factor.
fn shares() -> [f64; 6] {
    let reached = |dbm: f64| {
        let distance = libm::exp10((14.0 - dbm - 7.7) / 37.6);
        (distance * distance - RISE_M * RISE_M) / (RADIUS_M * RADIUS_M)
    };
    let mut inside = 0.0;
    std::array::from_fn(|at| {
        let before = std::mem::replace(&mut inside, SENSITIVITY_DBM.get(at).map_or(1.0, |&dbm| reached(dbm)));
        inside - before
    })
}

fn delivery_ratio(devices: u32) -> f64 {
    let of = |(share, sf): (f64, u8)| {
        let met = share * 2.0 * airtime_s(sf, 32, 1) / (CHANNELS * PERIOD_S);
        share * libm::pow(1.0 - met, f64::from(devices - 1))
    };
    shares().into_iter().zip(7..).map(of).sum()
}

fn cases(cases: &mut Cases) {
    for ((share, percent), sf) in shares().into_iter().zip(PERCENT).zip(7..) {
        cases.exactly(format!("SF{sf}: share of the disc, %"), percent, share * 100.0, 0.06);
    }
    // the same pairs meet period after period, so an hour of few devices says little
    for (devices, replications) in [(100, 400), (500, 100), (1000, 60)] {
        let case = reference(devices).set("radio.lora.isolation=\"aloha\"").replications(replications).share(
            "delivered",
            delivery_ratio(devices),
            |run| run.delivered(),
        );
        cases.simulate(case);
    }
}
