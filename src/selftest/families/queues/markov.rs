//! M/M/c with and without limits: waits and times in the system of those taken in, and how many are not.

use super::{ingest, poisson, queue};
use crate::selftest::effort::Depth;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/markov",
    about: "M/M/c/K: waits, times in the system and losses",
    tables: &["queues_markov"],
    cases,
};

/// Customers of a replication by load: busier queues without a limit need longer runs.
fn customers(row: &Row) -> f64 {
    match row.number("offered_rho") {
        load if load < 0.85 => 100_000.0,
        load if load < 0.95 => 250_000.0,
        _ if row.text("capacity_K") != "inf" => 250_000.0,
        _ => 800_000.0,
    }
}

fn scenario(row: &Row) -> String {
    let (rate, servers) = (row.number("lambda_per_s"), row.number("servers"));
    let service = 1.0 / row.number("mu_per_s_per_server");
    let room = match row.number("capacity_K") {
        f64::INFINITY => String::new(),
        capacity => format!(", waiting_room = {}", capacity - servers),
    };
    let station =
        ingest(&format!("servers = {servers}, service = {{ exponential = \"{service} s\" }}{room}"));
    queue(customers(row), rate, &format!("{}{station}", poisson("customers", rate, 1, "")))
}

fn cases(cases: &mut Cases) {
    for row in rows("queues_markov") {
        let name = format!("{} at {} per s", row.text("model"), row.text("lambda_per_s"));
        let depth = match customers(&row) {
            few if few < 250_000.0 => Depth::Quick,
            250_000.0 => Depth::Usual,
            _ => Depth::Full,
        };
        cases.simulate(case(Case::new(name, scenario(&row)).depth(depth), &row));
    }
}

fn case(mut case: Case, row: &Row) -> Case {
    // what never or always happens is no estimate
    let uncertain = |column: &str| Some(row.number(column)).filter(|share| *share > 0.0 && *share < 1.0);
    case = case.mean("W_mean_s", row.number("W_mean_s"), |run| run.latencies("customers").mean());
    for (column, q) in [("T_p50_s", 0.5), ("T_p95_s", 0.95)] {
        case = case.mean(column, row.number(column), move |run| run.latencies("customers").quantile(q));
    }
    if let Some(share) = uncertain("P_wait_accepted") {
        case = case.share("P_wait_accepted", share, |run| run.waits("platform.ingest").positive());
    }
    if let Some(share) = uncertain("loss_prob") {
        case = case.share("loss_prob", share, |run| run.refused("platform.ingest"));
    }
    if row.number("Wq_mean_s") > 0.0 {
        case = case.mean("Wq_mean_s", row.number("Wq_mean_s"), |run| run.waits("platform.ingest").mean());
    }
    if row.number("Wq_p95_s") > 0.0 {
        let p95 = row.number("Wq_p95_s");
        case = case.mean("Wq_p95_s", p95, |run| run.waits("platform.ingest").quantile(0.95));
    }
    case
}
