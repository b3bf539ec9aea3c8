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
        let scenario = queue(CUSTOMERS, RATE, &parts(discipline));
        let case = Case::new(format!("M/M/1 at {RATE}, {discipline}"), scenario)
            .set("study.warm_up=0 s")
            .set("study.drain.traffic=stops")
            .share("utilisation", RATE, |run| (run.busy_time(STATION), run.window_s()))
            .mean("customers in the system", RATE / (1.0 - RATE), |run| run.mean_customers("customers"))
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
            });
        cases.simulate(case);
    }
}

/// a − b, ns.
fn difference(a: u128, b: u128) -> f64 {
    a as i128 as f64 - b as i128 as f64
}
