//! ALOHA of so many devices that they are Poisson: any overlap a loss, and with Rayleigh fading at equal mean powers,
//! where a frame must beat the sum of all it overlaps by 6 dB.

use crate::selftest::families::cell::{Cell, airtime_s};
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "aloha/infinite",
    about: "unslotted ALOHA of many devices, without and with Rayleigh fading",
    tables: &["aloha_infinite"],
    cases,
};

const DEVICES: u32 = 5000;
/// Messages of a replication where most arrive, and where losses or deliveries are rare.
const MESSAGES: f64 = 20_000.0;
const MESSAGES_OF_RARE: f64 = 60_000.0;
const RARE: f64 = 0.05;

fn cell(g: f64, exact: f64, rayleigh: bool) -> Cell<'static> {
    let interval = f64::from(DEVICES) * airtime_s(12, Cell::default().phy_bytes, 1) / g;
    let messages = if exact.min(1.0 - exact) < RARE { MESSAGES_OF_RARE } else { MESSAGES };
    Cell {
        capture: "sum-overlap",
        isolation: if rayleigh { "co-channel" } else { "aloha" },
        rayleigh,
        count: DEVICES,
        process: format!(r#"poisson = "{interval} s""#),
        duration_s: messages * interval / f64::from(DEVICES),
        ..Cell::default()
    }
}

fn cases(cases: &mut Cases) {
    for row in rows("aloha_infinite") {
        let g = row.number("G_erlang");
        for (what, column, rayleigh) in
            [("pure", "pure_Psucc", false), ("Rayleigh", "pure_Rayleigh_6dB_anyoverlap_sumI_Psucc", true)]
        {
            let exact = row.number(column);
            let case = Case::new(format!("G = {g}, {what}"), cell(g, exact, rayleigh).scenario())
                .set(r#"devices.nodes.place={ ring = { inner = "100 m", outer = "100.001 m" } }"#)
                .share("delivered", exact, |run| run.delivered());
            cases.simulate(case);
        }
    }
    cases.leave_out("columns of slotted ALOHA", "no technology of this program has slots");
}
