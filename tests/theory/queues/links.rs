//! Links: packets of one size make an M/D/1, a byte buffer an M/D/1/K. Of deterministic links in a row only
//! the slowest makes anyone wait in all, whatever their order (H. D. Friedman, Operations Research 13, 1965).

use super::{poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network, replicate};
use crate::oracle::{Row, rows};

/// Customers of a replication, and where few are lost.
const CUSTOMERS: f64 = 100_000.0;
const CUSTOMERS_OF_LITTLE_LOSS: f64 = 200_000.0;
const LITTLE_LOSS: f64 = 0.003;
/// At 800 bit/s a packet of this size takes the second of the tables.
const BYTES: u32 = 100;
const DOOR: &str = "[gateways.door]\nradio = \"wire\"\nlink = \"first\"\n";

fn load(row: &Row) -> f64 {
    row.number("lambda_per_s")
}

/// The M/D/1 rows.
fn deterministic() -> impl Iterator<Item = Row> {
    rows("queues_mg1")
        .into_iter()
        .filter(|row| row.text("model") == "M/D/1" && (0.3..0.85).contains(&load(row)))
}

#[test]
fn one_link() {
    let mut table = Table::new("M/D/1 on a link");
    for row in deterministic() {
        let link = "[links.first]\nto = \"platform\"\nrate = \"800 bit/s\"\ndelay = \"250 ms\"\n";
        let parts = format!("{}{DOOR}{link}", poisson("customers", load(&row), BYTES, ""));
        let network = network(&queue(CUSTOMERS, load(&row), &parts));
        let link = element(&network, "links.first");
        let runs = replicate(&network, REPLICATIONS, |ledger| {
            let mut wait = ledger.waits(link);
            [wait.mean(), wait.quantile(0.95), ledger.latencies(0).mean()]
        });
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        let name = format!("load {}", load(&row));
        table.mean(format!("{name}, mean wait"), row.number("Wq_mean_s"), &of(0));
        table.mean(format!("{name}, p95 wait"), row.number("Wq_p95_s"), &of(1));
        table.mean(format!("{name}, mean latency"), row.number("T_mean_s") + 0.25, &of(2));
    }
    table.judge();
}

#[test]
fn byte_buffer() {
    let mut table = Table::new("M/D/1/K on a link with a byte buffer");
    for row in rows("queues_md1k_tokenbucket") {
        let (rate, places) = (load(&row), row.number("K_or_bucket_tokens"));
        if row.text("model") != "M/D/1/K" || row.number("loss_prob") < 0.001 {
            continue;
        }
        let seldom = row.number("loss_prob") < LITTLE_LOSS;
        let customers = if seldom { CUSTOMERS_OF_LITTLE_LOSS } else { CUSTOMERS };
        let buffer = (places - 1.0) * f64::from(BYTES);
        let link =
            format!("[links.first]\nto = \"platform\"\nrate = \"800 bit/s\"\nbuffer = \"{buffer} B\"\n");
        let parts = format!("{}{DOOR}{link}", poisson("customers", rate, BYTES, ""));
        let network = network(&queue(customers, rate, &parts));
        let link = element(&network, "links.first");
        let runs =
            replicate(&network, REPLICATIONS, |ledger| [ledger.refused(link), ledger.latencies(0).mean()]);
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        let name = format!("load {rate}, K = {places}");
        table.share(format!("{name}, loss"), row.number("loss_prob"), &of(0));
        if places > 1.0 {
            table.mean(format!("{name}, mean latency"), row.number("T_mean_accepted_s"), &of(1));
        }
    }
    table.judge();
}

#[test]
fn links_in_a_row() {
    let mut table = Table::new("M/D/1 on two links in a row");
    for row in deterministic() {
        for (first, second) in [(800, 1600), (1600, 800), (800, 800)] {
            let links = format!(
                r#"
[links.first]
to    = "second"
rate  = "{first} bit/s"
delay = "100 ms"
[links.second]
to    = "platform"
rate  = "{second} bit/s"
delay = "150 ms"
"#
            );
            let parts = format!("{}{DOOR}{links}", poisson("customers", load(&row), BYTES, ""));
            let network = network(&queue(CUSTOMERS, load(&row), &parts));
            let sending = f64::from(8 * BYTES) * (1.0 / f64::from(first) + 1.0 / f64::from(second)) + 0.25;
            let runs = replicate(&network, REPLICATIONS, |ledger| {
                let mut stay = ledger.latencies(0);
                [stay.mean() - sending, stay.quantile(0.95) - sending]
            });
            let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
            let name = format!("load {}, {first} then {second} bit/s", load(&row));
            table.mean(format!("{name}, mean wait"), row.number("Wq_mean_s"), &of(0));
            table.mean(format!("{name}, p95 wait"), row.number("Wq_p95_s"), &of(1));
        }
    }
    table.judge();
}
