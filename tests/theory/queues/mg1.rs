//! M/G/1: one server, service times of many kinds.

use super::{DOOR, poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network_with, replicate};
use crate::oracle::rows;

/// Customers of a replication, and where the server is busy.
const CUSTOMERS: f64 = 100_000.0;
const CUSTOMERS_OF_BUSY: f64 = 200_000.0;
const BUSIEST: f64 = 0.8;
/// 90 % take 0.5 s and 10 % take 5.5 s.
const TWO_POINTS: &str = "s\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n0.5\n5.5\n";

/// The table's service law as a scenario writes it. None for processor sharing, which stands beside the
/// disciplines, and for Pareto of shape 2.5: its third moment is infinite, so waits have no variance to judge by.
fn service(name: &str) -> Option<&'static str> {
    match name {
        "D=1" => Some(r#""1 s""#),
        "Erlang-2 mean 1" => Some(r#"{ erlang = { mean = "1 s", shape = 2 } }"#),
        _ if name.starts_with("hyperexp") => Some(r#"{ hyper-exponential = { mean = "1 s", scv = 4 } }"#),
        _ if name.starts_with("two-point") => {
            Some(r#"{ empirical = { file = "two-points.csv", column = "s" } }"#)
        }
        _ if name.starts_with("lognormal") => Some(r#"{ log-normal = { mean = "1 s", sd = "2 s" } }"#),
        _ => None,
    }
}

#[test]
fn one_server_of_any_kind() {
    let mut table = Table::new("M/G/1");
    for row in rows("queues_mg1") {
        let (Some(service), rate) = (service(row.text("service")), row.number("lambda_per_s")) else {
            continue;
        };
        if row.number("rho") > BUSIEST {
            continue;
        }
        let customers = if row.number("rho") < BUSIEST { CUSTOMERS } else { CUSTOMERS_OF_BUSY };
        let parts = format!(
            "{}{DOOR}[platform]\ningest = {{ service = {service} }}\n",
            poisson("customers", rate, 1, "")
        );
        let network = network_with(&queue(customers, rate, &parts), &[("two-points.csv", TWO_POINTS)]);
        let station = element(&network, "platform.ingest");
        let runs = replicate(&network, REPLICATIONS, |ledger| {
            let mut wait = ledger.waits(station);
            [
                wait.positive(),
                wait.mean(),
                wait.quantile(0.95),
                wait.quantile(0.99),
                ledger.latencies(0).mean(),
            ]
        });
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        let name = format!("{} {:.9} at {}", row.text("model"), row.text("service"), row.text("rho"));
        table.share(format!("{name}, P_wait"), row.number("P_wait"), &of(0));
        for (at, column) in ["Wq_mean_s", "Wq_p95_s", "Wq_p99_s", "T_mean_s"].into_iter().enumerate() {
            if let Some(exact) = row.maybe(column) {
                table.mean(format!("{name}, {column}"), exact, &of(at + 1));
            }
        }
    }
    table.judge();
}
