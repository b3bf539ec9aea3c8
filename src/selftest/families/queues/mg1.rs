//! M/G/1: one server, service times of many kinds.

use super::{ingest, poisson, queue};
use crate::selftest::effort::Depth;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/mg1",
    about: "M/G/1: Pollaczek and Khinchine's mean, exact percentiles where they are known",
    tables: &["queues_mg1"],
    cases,
};

/// 90 % take 0.5 s and 10 % take 5.5 s.
const TWO_POINTS: &str = "s\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n5.5\n";
const PARETO: &str = "the third moment of a Pareto law of shape 2.5 is infinite, so waits have no variance to \
                      judge by: no number of replications would do";
const SHARING: &str = "processor sharing has a family of its own";

/// The table's service law as a scenario writes it, or why it cannot.
fn service(name: &str) -> Result<&'static str, &'static str> {
    match name {
        "D=1" => Ok(r#""1 s""#),
        "Erlang-2 mean 1" => Ok(r#"{ erlang = { mean = "1 s", shape = 2 } }"#),
        _ if name.starts_with("hyperexp") => Ok(r#"{ hyper-exponential = { mean = "1 s", scv = 4 } }"#),
        _ if name.starts_with("two-point") => {
            Ok(r#"{ empirical = { file = "two-points.csv", column = "s" } }"#)
        }
        _ if name.starts_with("lognormal") => Ok(r#"{ log-normal = { mean = "1 s", sd = "2 s" } }"#),
        _ if name.starts_with("Pareto") => Err(PARETO),
        _ => Err(SHARING),
    }
}

/// Customers of a replication, and what that costs.
fn customers(load: f64, scv: f64) -> (f64, Depth) {
    match load {
        _ if load < 0.8 && scv < 4.0 => (100_000.0, Depth::Quick),
        _ if load < 0.9 && scv < 4.0 => (200_000.0, Depth::Quick),
        _ if load < 0.9 => (400_000.0, Depth::Usual),
        _ if load < 0.95 && scv < 1.0 => (300_000.0, Depth::Usual),
        _ => (1_000_000.0, Depth::Full),
    }
}

fn cases(cases: &mut Cases) {
    for row in rows("queues_mg1") {
        let law = row.text("service").split([' ', ':']).next().unwrap_or_default();
        let name = format!("{} {law} at {}", row.text("model"), row.text("rho"));
        match service(row.text("service")) {
            Ok(service) => cases.simulate(case(name, service, &row)),
            Err(why) => cases.leave_out(name, why),
        }
    }
}

fn case(name: String, service: &str, row: &Row) -> Case {
    let (rate, load) = (row.number("lambda_per_s"), row.number("rho"));
    let (customers, depth) = customers(load, row.number("service_scv"));
    let station = ingest(&format!("service = {service}"));
    let parts = format!("{}{station}", poisson("customers", rate, 1, ""));
    let mut case = Case::new(name, queue(customers, rate, &parts))
        .file("two-points.csv", TWO_POINTS)
        .depth(depth)
        .mean("T_mean_s", row.number("T_mean_s"), |run| run.latencies("customers").mean())
        .mean("Wq_mean_s", row.number("Wq_mean_s"), |run| run.waits("platform.ingest").mean())
        .share("P_wait", row.number("P_wait"), |run| run.waits("platform.ingest").positive());
    for (column, q) in [("Wq_p95_s", 0.95), ("Wq_p99_s", 0.99)] {
        if let Some(exact) = row.maybe(column) {
            case = case.mean(column, exact, move |run| run.waits("platform.ingest").quantile(q));
        }
    }
    case
}
