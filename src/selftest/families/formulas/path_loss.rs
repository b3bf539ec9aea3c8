//! Path loss against exact values and those stored in ns-3's tests.

use crate::model::propagation::{
    City, Environment, PathLoss, PathLossModel, PropagationSpec, ReferenceSpec, Sight,
};
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Cases, Family};
use crate::units::{Decibel, Distance};

/// The family.
pub const FAMILY: Family = Family {
    name: "formulas/path-loss",
    about: "path loss: closed forms and the values stored in ns-3's tests",
    tables: &["propagation_pathloss"],
    cases,
};

/// dB: digits of the closed forms; of ns-3's Hata, whose open and suburban terms are rounded; of its TR 38.901.
const CLOSED_DB: f64 = 1e-4;
const NS3_HATA_DB: f64 = 0.1;
const NS3_DB: f64 = 5e-4;

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

/// The model that a row of `propagation_pathloss` is about.
pub fn path_loss(row: &Row) -> Option<PathLoss> {
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
    PathLoss::new(&spec, row.number("f_MHz") * 1e6).ok()
}

fn cases(cases: &mut Cases) {
    for row in rows("propagation_pathloss") {
        let kilometres = row.number("d_km(2D)");
        let name = format!(
            "{} {} {}, {} MHz, {kilometres} km",
            row.text("model"),
            row.text("env"),
            row.text("city"),
            row.text("f_MHz")
        );
        if row.text("model").contains("ns-3 variant") {
            cases.leave_out(
                name,
                "ns-3 leaves 4.97 dB out of a(hm) for a large city; the textbook's row is run",
            );
            continue;
        }
        let Some(model) = path_loss(&row) else {
            cases.leave_out(name, "no model of this program");
            continue;
        };
        let (h_gateway, h_device) = (row.maybe("h_bs_m").unwrap_or(0.0), row.maybe("h_ue_m").unwrap_or(0.0));
        let loss = model.loss_db(kilometres * 1e3, h_gateway, h_device);
        cases.exactly(format!("{name}, dB"), row.number("PL_dB"), loss, CLOSED_DB);
        if let Some(ns3) = row.maybe("ns3_stored_reference_dB") {
            let allowed = if row.text("model").contains("Hata") { NS3_HATA_DB } else { NS3_DB };
            cases.exactly(format!("{name}, dB in ns-3"), ns3, loss, allowed);
        }
    }
}
