//! One device under Rayleigh fading: its frames arrive above sensitivity with exp(-N q / (P g)), the H1 of O. Georgiou
//! and U. Raza (IEEE Wireless Communications Letters 6, 2017). Their thresholds lie elsewhere than the sensitivities
//! here, so the loss at one metre carries the difference: the margin is theirs.

use crate::model::cause::Cause;
use crate::model::radio::lorawan::Sensitivity;
use crate::model::radio::lorawan::airtime::Bandwidth;
use crate::model::radio::lorawan::sensitivity::sensitivity_dbm;
use crate::selftest::families::cell::Cell;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "lora/fading",
    about: "outage of one device under Rayleigh fading",
    tables: &["lora_rayleigh_noise_outage_H1"],
    cases,
};

const FRAMES: f64 = 5000.0;
/// Between frames, s.
const PERIOD_S: f64 = 10.0;
const EXPONENT: f64 = 2.7;
const TX_DBM: f64 = 14.0;

/// Loss at one metre that leaves the margin of the table, dB.
fn reference_loss(row: &Row, sf: u8) -> f64 {
    let threshold = row.number("noise_dBm_NF6_BW125k") + row.number("SNR_threshold_dB");
    let margin = row.number("mean_rx_dBm_eta2.7_f868.1MHz_c299792458") - threshold;
    let sensitivity = sensitivity_dbm(Sensitivity::Sx1301, sf, Bandwidth::Khz125);
    TX_DBM - sensitivity - margin - 10.0 * EXPONENT * libm::log10(row.number("distance_m"))
}

fn cases(cases: &mut Cases) {
    for row in rows("lora_rayleigh_noise_outage_H1") {
        let (sf, metres) = (row.number("SF") as u8, row.number("distance_m"));
        let cell = Cell {
            exponent: EXPONENT,
            rayleigh: true,
            spreading_factor: &format!("{{ fixed = {sf} }}"),
            process: format!(r#"every = "{PERIOD_S} s", phase = "random""#),
            duration_s: FRAMES * PERIOD_S,
            ..Cell::default()
        };
        let name = format!("{} dBm, SF{sf} at {metres} m", row.text("Ptx_dBm"));
        let case = Case::new(name, cell.scenario())
            .set(format!(r#"devices.nodes.place={{ points = [{{ x = "{metres} m", y = "0 m" }}] }}"#))
            .set(format!("radio.lora.propagation.reference.loss={} dB", reference_loss(&row, sf)))
            .share("out of range", 1.0 - row.number("H1_P_connected"), |run| run.lost(Cause::OutOfRange));
        cases.simulate(case);
    }
}
