//! M/M/c with and without limits: waits and times in the system of those taken in, and how many are not.

use super::{DOOR, poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network, replicate};
use crate::oracle::{Row, rows};

/// Customers of a replication, and where servers are busy.
const CUSTOMERS: f64 = 100_000.0;
const CUSTOMERS_OF_BUSY: f64 = 250_000.0;
/// Busier queues without a limit need longer runs.
const BUSIEST: f64 = 0.9;

fn scenario(row: &Row) -> String {
    let (rate, servers) = (row.number("lambda_per_s"), row.number("servers"));
    let customers = if row.number("offered_rho") < BUSIEST { CUSTOMERS } else { CUSTOMERS_OF_BUSY };
    let service = 1.0 / row.number("mu_per_s_per_server");
    let room = match row.text("capacity_K") {
        "inf" => String::new(),
        _ => format!(", waiting_room = {}", row.number("capacity_K") - servers),
    };
    let ingest =
        format!("ingest = {{ servers = {servers}, service = {{ exponential = \"{service} s\" }}{room} }}");
    queue(customers, rate, &format!("{}{DOOR}[platform]\n{ingest}\n", poisson("customers", rate, 1, "")))
}

#[test]
fn exponential_servers() {
    let mut table = Table::new("M/M/c/K");
    for row in rows("queues_markov") {
        if row.text("capacity_K") == "inf" && row.number("offered_rho") > BUSIEST {
            continue;
        }
        let network = network(&scenario(&row));
        let station = element(&network, "platform.ingest");
        let runs = replicate(&network, REPLICATIONS, |ledger| {
            let (mut wait, mut stay) = (ledger.waits(station), ledger.latencies(0));
            [
                wait.positive(),
                ledger.refused(station),
                wait.mean(),
                wait.quantile(0.95),
                stay.mean(),
                stay.quantile(0.5),
                stay.quantile(0.95),
            ]
        });
        let name = format!("{} at {}", row.text("model"), row.text("offered_rho"));
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        for (at, column) in ["P_wait_accepted", "loss_prob"].into_iter().enumerate() {
            // what never or always happens is no estimate
            if row.number(column) > 0.0 && row.number(column) < 1.0 {
                table.share(format!("{name}, {column}"), row.number(column), &of(at));
            }
        }
        for (at, column) in
            ["Wq_mean_s", "Wq_p95_s", "W_mean_s", "T_p50_s", "T_p95_s"].into_iter().enumerate()
        {
            if row.number(column) > 0.0 {
                table.mean(format!("{name}, {column}"), row.number(column), &of(at + 2));
            }
        }
    }
    table.judge();
}
