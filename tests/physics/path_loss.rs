//! Path loss against our own exact values and those stored in ns-3's tests.

use iotcap::model::propagation::{
    City, Environment, PathLoss, PathLossModel, PropagationSpec, ReferenceSpec, Sight,
};
use iotcap::units::{Decibel, Distance};

use crate::oracle::{Row, rows};

fn log_distance(name: &str) -> (f64, f64, f64) {
    match name {
        name if name.contains("Bor") => (40.0, 127.41, 2.08),
        name if name.contains("Magrin") => (1.0, 7.7, 3.76),
        name if name.contains("120.9") => (1000.0, 120.9, 3.76),
        _ => (1000.0, 128.1, 3.76),
    }
}

fn model(row: &Row) -> PathLossModel {
    match row.text("model") {
        name if name.contains("UMa") => PathLossModel::UrbanMacro,
        name if name.contains("UMi") => PathLossModel::UrbanMicro,
        name if name.contains("RMa") => PathLossModel::RuralMacro,
        name if !name.contains("Hata") => PathLossModel::LogDistance,
        _ if row.number("f_MHz") > 1500.0 => PathLossModel::Cost231,
        _ => PathLossModel::OkumuraHata,
    }
}

fn path_loss(row: &Row) -> PathLoss {
    let (distance, loss, exponent) = log_distance(row.text("model"));
    let spec = PropagationSpec {
        model: model(row),
        reference: Some(ReferenceSpec { distance: Distance(distance), loss: Decibel(loss) }),
        exponent: Some(exponent),
        frequency: None,
        environment: match row.text("env") {
            "open" => Some(Environment::Open),
            "suburban" => Some(Environment::Suburban),
            _ => None,
        },
        city: (row.text("city") == "large").then_some(City::Large),
        sight: (row.text("env") == "LOS").then_some(Sight::Los),
        shadowing: None,
        gateway_spread: None,
        place_spread: None,
        fading: None,
    };
    PathLoss::new(&spec, row.number("f_MHz") * 1e6).unwrap()
}

#[test]
fn agrees_with_exact_values_and_with_ns3() {
    let table: Vec<_> = rows("propagation_pathloss");
    let table: Vec<_> = table.iter().filter(|row| !row.text("model").contains("ns-3 variant")).collect();
    assert_eq!(table.len(), 71);
    for row in table {
        let (h_gateway, h_device) = (row.maybe("h_bs_m").unwrap_or(0.0), row.maybe("h_ue_m").unwrap_or(0.0));
        let loss = path_loss(row).loss_db(row.number("d_km(2D)") * 1e3, h_gateway, h_device);
        let name = row.text("model");
        let error = loss - row.number("PL_dB");
        assert!(error.abs() < 1e-4, "{name}, {} km: {error} dB off", row.text("d_km(2D)"));
        if let Some(ns3) = row.maybe("ns3_stored_reference_dB") {
            let allowed = if name.contains("Hata") { 0.1 } else { 5e-4 };
            assert!((loss - ns3).abs() < allowed, "{name}: {loss} dB, ns-3 {ns3} dB");
        }
    }
}

#[test]
fn never_falls_with_distance_and_range_is_its_inverse() {
    for row in rows("propagation_pathloss") {
        let curve = path_loss(&row).curve(25.0, 1.5);
        let losses: Vec<f64> = (0..2000).map(|step| curve.loss_db(f64::from(step) * 10.0)).collect();
        assert!(losses.windows(2).all(|pair| pair[0] <= pair[1]), "{}", row.text("model"));
        for distance in [50.0, 777.0, 12_345.0] {
            let range = curve.max_range_m(curve.loss_db(distance));
            assert!((range - distance).abs() < 2e-3, "{}: {range} m", row.text("model"));
        }
        assert_eq!(curve.max_range_m(-1e3), 0.0);
    }
}
