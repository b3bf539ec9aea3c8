//! ALOHA among few devices, where each has only N − 1 others: closed sources that think from the end of one frame
//! to the next.

use crate::selftest::families::cell::{Cell, airtime_s};
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "aloha/finite",
    about: "unslotted ALOHA of few devices with exponential idle times",
    tables: &["aloha_finite"],
    cases,
};

const MESSAGES: f64 = 20_000.0;

fn cases(cases: &mut Cases) {
    let airtime = airtime_s(12, Cell::default().phy_bytes, 1);
    for row in rows("aloha_finite") {
        let (devices, share) = (row.number("N"), row.number("per_device_p_or_airtime_fraction"));
        let exact = row.number("unslotted_exp_idle_Psucc");
        let idle = airtime * (1.0 - share) / share;
        let cell = Cell {
            count: devices as u32,
            process: format!(r#"idle = {{ exponential = "{idle} s" }}"#),
            duration_s: MESSAGES * airtime / (devices * share),
            warm_up_s: 20.0 * (idle + airtime),
            ..Cell::default()
        };
        let case = Case::new(format!("{devices} devices, G = {}", row.text("G_total")), cell.scenario());
        cases.simulate(match exact {
            1.0 => case.identity("lost", 0.0, |run| run.delivered().1 - run.delivered().0),
            _ => case.share("delivered", exact, |run| run.delivered()),
        });
    }
}
