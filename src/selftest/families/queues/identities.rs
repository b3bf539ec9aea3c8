//! Identities of one event log, from an empty system to an empty one: exact to the nanosecond, whatever the luck;
//! and averages over time beside those of the messages.

use super::{ingest, poisson, queue};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/identities",
    about: "Little's law and the work of one event log, to the nanosecond",
    tables: &[],
    cases,
};

const RATE: f64 = 0.8;
const CUSTOMERS: f64 = 80_000.0;
const STATION: &str = "platform.ingest";

fn parts(discipline: &str) -> String {
    let station = ingest(&format!("service = {{ exponential = \"1 s\" }}, discipline = \"{discipline}\""));
    format!("{}{station}", poisson("customers", RATE, 1, ""))
}

fn cases(cases: &mut Cases) {
    for discipline in ["fifo", "preemptive-priority"] {
        let case = whole(format!("M/M/1 at {RATE}, {discipline}"), &parts(discipline))
            .share("utilisation", RATE, |run| (run.busy_time(STATION), run.window_s()))
            .mean("customers in the system", RATE / (1.0 - RATE), |run| run.mean_customers("customers"));
        cases.simulate(case);
    }
    for discipline in ["priority", "processor-sharing", "weighted-fair"] {
        let name = format!("M/M/1 at {RATE}, {discipline}");
        cases.simulate(whole(name, &parts(discipline)).replications(3));
    }
    for discipline in ["fifo", "preemptive-priority", "processor-sharing"] {
        let name = format!("M/M/1 at {RATE}, {discipline}, up and down");
        let outages = "outages={ up = { exponential = \"100 s\" }, down = { exponential = \"10 s\" } }";
        let case = whole(name, &parts(discipline)).set(format!("{STATION}.{outages}")).replications(3);
        cases.simulate(case);
    }
}

/// From an empty system to an empty one.
fn whole(name: String, parts: &str) -> Case {
    Case::new(name, queue(CUSTOMERS, RATE, parts))
        .set("study.warm_up=0 s")
        .set("study.drain.traffic=stops")
        .identity("born and not delivered", 0.0, |run| run.missing())
        .identity("L t - sum of W, ns", 0.0, |run| {
            difference(run.customers("customers").whole_area(), run.total_stay("customers"))
        })
        .identity("waiting + service - stay, ns", 0.0, |run| {
            let (_, waited) = run.work_and_waiting(STATION);
            difference(waited + run.busy(STATION).whole_area(), run.total_stay("customers"))
        })
        .identity("work done - work that came, ns", 0.0, |run| {
            difference(run.busy(STATION).whole_area(), run.work_and_waiting(STATION).0)
        })
}

/// a − b, ns.
fn difference(a: u128, b: u128) -> f64 {
    a as i128 as f64 - b as i128 as f64
}
