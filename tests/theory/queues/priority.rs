//! Two classes at one server, the higher first: Cobham's formulas, without and with interruption (resumed).

use super::{DOOR, poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, network, replicate};
use crate::oracle::rows;

/// Customers of a replication, and where the server is busy.
const CUSTOMERS: f64 = 150_000.0;
const CUSTOMERS_OF_BUSY: f64 = 300_000.0;
const BUSIEST: f64 = 0.85;

fn judge(name: &'static str, discipline: &str, columns: [&str; 2]) {
    let mut table = Table::new(name);
    for row in rows("queues_priority") {
        let (high, low) = (row.number("lambda_high"), row.number("lambda_low"));
        let customers = if high + low > BUSIEST { CUSTOMERS_OF_BUSY } else { CUSTOMERS };
        let service = if row.text("service") == "exp" { r#"{ exponential = "1 s" }"# } else { r#""1 s""# };
        let parts = format!(
            "{}{}{DOOR}[platform]\ningest = {{ service = {service}, discipline = \"{discipline}\" }}\n",
            poisson("high", high, 1, "priority = 1"),
            poisson("low", low, 1, "")
        );
        let network = network(&queue(customers, high + low, &parts));
        let runs =
            replicate(&network, REPLICATIONS, |ledger| [0, 1].map(|class| ledger.latencies(class).mean()));
        let name = format!("{} {high} before {low}", row.text("service"));
        for (class, column) in columns.into_iter().enumerate() {
            let samples: Vec<f64> = runs.iter().map(|run| run[class]).collect();
            table.mean(format!("{name}, {column}"), row.number(column), &samples);
        }
    }
    table.judge();
}

#[test]
fn preemptive_priority() {
    let columns = ["preempt_resume_T_high_s", "preempt_resume_T_low_s"];
    judge("preemptive priority", "preemptive-priority", columns);
}

#[test]
fn priority_without_interruption() {
    judge("priority", "priority", ["nonpreempt_T_high_s", "nonpreempt_T_low_s"]);
}
