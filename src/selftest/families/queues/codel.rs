//! CoDel's schedule of drops at a link that stays overloaded (RFC 8289).

use crate::selftest::case::Oracle;
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/codel",
    about: "CoDel on an overloaded link: a drop, the next 100 ms later, then ever sooner by the square root of their count",
    tables: &["codel_drop_schedule"],
    cases,
};

/// 1100 packets come each millisecond and 1000 can go, one each microsecond.
const SCENARIO: &str = r#"
title = "Too many packets"
[study]
duration = "1 s"
warm_up = "0 s"
[radio.wire]
technology = "ideal"
[devices.many]
count = 1100
radio = "wire"
message = { every = "1 ms", phase = "aligned", size = "100 B" }
[gateways.door]
radio = "wire"
link = "line"
[links.line]
to = "platform"
rate = "800 Mbit/s"
drop = "codel"
"#;
/// A packet is dropped when the one before it has been sent, so up to a microsecond late.
const LATE_MS: f64 = 0.001;
const ROUNDING_MS: f64 = 2e-6;

fn cases(cases: &mut Cases) {
    let mut case = Case::new("1100 packets for each 1000 that can go", SCENARIO).replications(2);
    for (row, drop) in rows("codel_drop_schedule").iter().zip(0..) {
        let due = row.number("ms_after_first_drop(sustained sojourn>target, starting count=1)");
        let oracle = Oracle::from(due).within(LATE_MS + ROUNDING_MS);
        case = case.mean(format!("drop {}, ms after the first", drop + 1), oracle, move |run| {
            let drops = run.drops("links.line");
            drops.get(drop).map_or(f64::NAN, |at| (*at - drops[0]).as_secs_f64() * 1e3)
        });
    }
    cases.simulate(case);
}
