//! Two classes at one server, the higher interrupting the lower: Cobham's formulas, preemptive resume.

use super::{DOOR, poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, network, replicate};
use crate::oracle::rows;

const CUSTOMERS: f64 = 200_000.0;
const BUSIEST: f64 = 0.9;

#[test]
fn preemptive_priority() {
    let mut table = Table::new("preemptive priority");
    for row in rows("queues_priority") {
        let (high, low) = (row.number("lambda_high"), row.number("lambda_low"));
        if high + low > BUSIEST + 1e-9 {
            continue;
        }
        let service = if row.text("service") == "exp" { r#"{ exponential = "1 s" }"# } else { r#""1 s""# };
        let parts = format!(
            "{}{}{DOOR}[platform]\ningest = {{ service = {service}, discipline = \"preemptive-priority\" }}\n",
            poisson("high", high, 1, "priority = 1"),
            poisson("low", low, 1, "")
        );
        let network = network(&queue(CUSTOMERS, high + low, &parts));
        let runs =
            replicate(&network, REPLICATIONS, |ledger| [0, 1].map(|class| ledger.latencies(class).mean()));
        let name = format!("{} {high} before {low}", row.text("service"));
        for (class, column) in ["preempt_resume_T_high_s", "preempt_resume_T_low_s"].into_iter().enumerate() {
            let samples: Vec<f64> = runs.iter().map(|run| run[class]).collect();
            table.mean(format!("{name}, {column}"), row.number(column), &samples);
        }
    }
    table.judge();
}
