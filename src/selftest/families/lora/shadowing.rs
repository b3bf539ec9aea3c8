//! Area coverage under log-normal shadowing (Jakes and Reudink): the share of a disc whose frames arrive above
//! sensitivity, the margin at its edge being given.

use crate::model::cause::Cause;
use crate::selftest::families::cell::Cell;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "lora/shadowing",
    about: "area coverage of a disc under log-normal shadowing",
    tables: &["shadowing_coverage"],
    cases,
};

/// Places of a layout; each sends one frame.
const DEVICES: u32 = 5000;
/// Transmit power less the gateway's sensitivity at SF12 and the loss at one metre, dB.
const BUDGET_DB: f64 = 14.0 + 142.5 - 7.7;

fn scenario(row: &Row) -> Cell<'static> {
    let exponent = row.number("pl_exponent");
    Cell {
        exponent,
        radius_m: libm::exp10((BUDGET_DB - row.number("margin_dB")) / (10.0 * exponent)),
        count: DEVICES,
        process: r#"every = "1 d", phase = "random""#.into(),
        duration_s: 86_400.0,
        warm_up_s: 0.0,
        ..Cell::default()
    }
}

fn cases(cases: &mut Cases) {
    for row in rows("shadowing_coverage") {
        let (sigma, exponent) = (row.number("sigma_dB"), row.number("pl_exponent"));
        let name = format!("exponent {exponent}, {sigma} dB, {} dB at the edge", row.text("margin_dB"));
        let beyond = 1.0 - row.number("area_coverage_closed");
        let case = Case::new(name, scenario(&row).scenario())
            .set(format!("radio.lora.propagation.shadowing={sigma} dB"))
            .share("out of range", beyond, |run| run.lost(Cause::OutOfRange));
        cases.simulate(case);
    }
}
