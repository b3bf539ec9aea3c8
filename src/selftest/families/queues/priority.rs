//! Two classes at one server, the higher first: Cobham's formulas, with interruption (resumed) and without.

use super::{ingest, poisson, queue};
use crate::selftest::effort::Depth;
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// The higher interrupts the lower.
pub const PREEMPTIVE: Family = Family {
    name: "queues/preemptive-priority",
    about: "preemptive-resume priority: Cobham's times in the system by class",
    tables: &["queues_priority"],
    cases: |cases| of(cases, "preemptive-priority", ["preempt_resume_T_high_s", "preempt_resume_T_low_s"]),
};

/// The higher waits for the one in service.
pub const PRIORITY: Family = Family {
    name: "queues/priority",
    about: "priority without interruption: Cobham's times in the system by class",
    tables: &["queues_priority"],
    cases: |cases| of(cases, "priority", ["nonpreempt_T_high_s", "nonpreempt_T_low_s"]),
};

const CUSTOMERS: f64 = 200_000.0;
/// Where the lower class waits twenty services.
const BUSY: f64 = 0.93;
const CUSTOMERS_OF_BUSY: f64 = 800_000.0;
/// Up to this load there is room for it in a quick run.
const QUICK: f64 = 0.85;

fn of(cases: &mut Cases, discipline: &str, columns: [&str; 2]) {
    for row in rows("queues_priority") {
        let (high, low) = (row.number("lambda_high"), row.number("lambda_low"));
        let service = if row.text("service") == "exp" { r#"{ exponential = "1 s" }"# } else { r#""1 s""# };
        let busy = high + low > BUSY;
        let parts = format!(
            "{}{}{}",
            poisson("high", high, 1, "priority = 1"),
            poisson("low", low, 1, ""),
            ingest(&format!("service = {service}, discipline = \"{discipline}\""))
        );
        let customers = if busy { CUSTOMERS_OF_BUSY } else { CUSTOMERS };
        let name = format!("{} {high} before {low}", row.text("service"));
        let case = Case::new(name, queue(customers, high + low, &parts))
            .depth(match high + low {
                load if load > BUSY => Depth::Full,
                load if load > QUICK => Depth::Usual,
                _ => Depth::Quick,
            })
            .mean("T_high_s", row.number(columns[0]), |run| run.latencies("high").mean())
            .mean("T_low_s", row.number(columns[1]), |run| run.latencies("low").mean());
        cases.simulate(case);
    }
}
