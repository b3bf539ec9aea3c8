//! Link budgets: the ranges of the spreading factors and the greatest coupling losses.

use iotcap::model::propagation::{PathLoss, PathLossModel, PropagationSpec, ReferenceSpec};
use iotcap::model::radio::lorawan::Sensitivity;
use iotcap::model::radio::lorawan::airtime::Bandwidth;
use iotcap::model::radio::lorawan::sensitivity::{noise_dbm, required_snr_db, sensitivity_dbm};
use iotcap::units::{Decibel, Distance};

use crate::oracle::rows;

const TX_DBM: f64 = 14.0;

fn urban() -> PathLoss {
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
    PathLoss::new(&spec, 868.1e6).unwrap()
}

fn sensitivity_of(label: &str) -> f64 {
    let (sf, table) = label.split_once(' ').unwrap_or((label, ""));
    let sf: u8 = sf.parse().unwrap();
    match table {
        "" => sensitivity_dbm(Sensitivity::Sx1301, sf, Bandwidth::Khz125),
        table if table.contains("SX1272") => sensitivity_dbm(Sensitivity::Sx1272, sf, Bandwidth::Khz125),
        _ => noise_dbm(Bandwidth::Khz125, 6.0) + required_snr_db(sf),
    }
}

#[test]
fn spreading_factors_reach_as_far_as_their_sensitivity() {
    let table = rows("lora_range_magrin");
    assert_eq!(table.len(), 18);
    for row in table {
        let sensitivity = sensitivity_of(row.text("SF"));
        assert!((sensitivity - row.number("sensitivity_dBm")).abs() < 1e-6, "{}", row.text("SF"));
        let range = urban().max_range_m(TX_DBM - sensitivity, 0.0, 0.0);
        let expected = row.number("range_m_7.7+37.6log10d");
        assert!((range / expected - 1.0).abs() < 1e-6, "SF{}: {range} m", row.text("SF"));
    }
}

#[test]
fn coupling_loss_follows_from_noise_and_signal_to_noise_ratio() {
    let table: Vec<_> = rows("link_budget_mcl");
    let lora: Vec<_> = table.iter().filter(|row| row.text("item").starts_with("LoRa")).collect();
    assert_eq!(lora.len(), 2);
    for row in lora {
        let sf = if row.text("item").starts_with("LoRa SF12") { 12 } else { 7 };
        let loss = TX_DBM - noise_dbm(Bandwidth::Khz125, 6.0) - required_snr_db(sf);
        assert!((loss - row.number("dB")).abs() < 1e-6, "SF{sf}: {loss} dB");
    }
}
