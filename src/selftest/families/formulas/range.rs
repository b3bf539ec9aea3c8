//! Link budgets: the ranges of the spreading factors and the greatest coupling losses.

use crate::model::propagation::{PathLoss, PathLossModel, PropagationSpec, ReferenceSpec};
use crate::model::radio::lorawan::Sensitivity;
use crate::model::radio::lorawan::airtime::Bandwidth;
use crate::model::radio::lorawan::sensitivity::{noise_dbm, required_snr_db, sensitivity_dbm};
use crate::selftest::tables::rows;
use crate::selftest::{Cases, Family};
use crate::units::{Decibel, Distance};

/// How far a spreading factor reaches.
pub const RANGE: Family = Family {
    name: "formulas/range",
    about: "sensitivities and ranges by spreading factor",
    tables: &["lora_range_magrin"],
    cases: range,
};
/// How much loss a link bears.
pub const COUPLING_LOSS: Family = Family {
    name: "formulas/coupling-loss",
    about: "greatest coupling loss from noise and signal-to-noise ratio",
    tables: &["link_budget_mcl"],
    cases: coupling_loss,
};

const TX_DBM: f64 = 14.0;
const NOISE_FIGURE_DB: f64 = 6.0;
const DIGITS: f64 = 1e-6;

fn urban() -> Option<PathLoss> {
    let spec = PropagationSpec {
        model: PathLossModel::LogDistance,
        reference: Some(ReferenceSpec { distance: Distance(1.0), loss: Decibel(7.7) }),
        exponent: Some(3.76),
        frequency: None,
        environment: None,
        city: None,
        sight: None,
        shadowing: None,
        gateway_spread: None,
        place_spread: None,
        fading: None,
    };
    PathLoss::new(&spec, 868.1e6).ok()
}

/// From "7", "7 (SX1272 …)" or "7 (thermal …)".
fn sensitivity_of(label: &str) -> Option<f64> {
    let (sf, table) = label.split_once(' ').unwrap_or((label, ""));
    let sf: u8 = sf.parse().ok()?;
    Some(match table {
        "" => sensitivity_dbm(Sensitivity::Sx1301, sf, Bandwidth::Khz125),
        table if table.contains("SX1272") => sensitivity_dbm(Sensitivity::Sx1272, sf, Bandwidth::Khz125),
        _ => noise_dbm(Bandwidth::Khz125, NOISE_FIGURE_DB) + required_snr_db(sf),
    })
}

fn range(cases: &mut Cases) {
    for row in rows("lora_range_magrin") {
        let name = format!("SF{}", row.text("SF"));
        let (Some(sensitivity), Some(urban)) = (sensitivity_of(row.text("SF")), urban()) else {
            cases.leave_out(name, "no sensitivity of this program");
            continue;
        };
        let (dbm, metres) = (row.number("sensitivity_dBm"), row.number("range_m_7.7+37.6log10d"));
        cases.exactly(format!("{name}: sensitivity, dBm"), dbm, sensitivity, DIGITS);
        let ours = urban.max_range_m(TX_DBM - sensitivity, 0.0, 0.0);
        cases.exactly(format!("{name}: range, m"), metres, ours, DIGITS * metres);
    }
}

fn coupling_loss(cases: &mut Cases) {
    for row in rows("link_budget_mcl") {
        let item = row.text("item");
        let sf = match item {
            item if item.starts_with("LoRa SF12") => 12,
            item if item.starts_with("LoRa") => 7,
            _ => {
                cases.leave_out(item, "NB-IoT is no technology of this program");
                continue;
            }
        };
        let ours = TX_DBM - noise_dbm(Bandwidth::Khz125, NOISE_FIGURE_DB) - required_snr_db(sf);
        cases.exactly(format!("{item}, dB"), row.number("dB"), ours, DIGITS);
    }
}
