//! Token buckets. A policer of unit tokens is an M/D/1/K turned round: the tokens that are missing are the customers, a
//! token flows in where one is served, and a message that finds K missing is turned away. A shaper is the queue itself.

use super::{DOOR, poisson, queue};
use crate::judge::{Table, ratio};
use crate::ledger::{REPLICATIONS, element, network, replicate};
use crate::oracle::rows;

const CUSTOMERS: f64 = 100_000.0;
const CUSTOMERS_OF_LITTLE_LOSS: f64 = 200_000.0;
const LITTLE_LOSS: f64 = 0.003;
/// Rarer losses cannot be told from none at this price: at 1e-4 a 10 % half-width would take 4 000 000 customers and more.
const LEAST_LOSS: f64 = 1e-4;
const BYTES: u32 = 100;

/// A link so fast that nothing waits behind the door, with these keys.
fn fast_link(rate: f64, customers: f64, keys: &str) -> String {
    let link = format!("[links.first]\nto = \"platform\"\nrate = \"1 Gbit/s\"\n{keys}\n");
    let door = "[gateways.door]\nradio = \"wire\"\nlink = \"first\"\n";
    queue(customers, rate, &format!("{}{door}{link}", poisson("customers", rate, BYTES, "")))
}

#[test]
fn a_policer_turns_away_as_a_full_queue_does() {
    let mut table = Table::new("policers");
    for row in rows("queues_md1k_tokenbucket") {
        let (rate, tokens, loss) =
            (row.number("lambda_per_s"), row.number("K_or_bucket_tokens"), row.number("loss_prob"));
        let customers = if loss < LITTLE_LOSS { CUSTOMERS_OF_LITTLE_LOSS } else { CUSTOMERS };
        // one token a second, counted in messages and in bytes
        let policers = [
            format!("policer = {{ rate = \"1 /s\", depth = {tokens} }}"),
            format!("policer = {{ rate = \"800 bit/s\", depth = \"{} B\" }}", tokens * f64::from(BYTES)),
        ];
        for (policer, of) in policers.into_iter().zip(["messages", "bytes"]) {
            let network = network(&fast_link(rate, customers, &policer));
            let link = element(&network, "links.first");
            let runs = replicate(&network, REPLICATIONS, |ledger| ledger.turned_away(link));
            let name = format!("load {rate}, {tokens} tokens of {of}");
            if loss >= LEAST_LOSS {
                table.share(name, loss, &ratio(&runs));
            } else {
                table.rare(name, loss, &runs);
            }
        }
    }
    table.judge();
}

/// Depth 1 at rate 1: what waits for its token waits as in an M/D/1, in messages or bytes, at a link or a station.
#[test]
fn a_shaper_of_one_message_is_a_server() {
    let mut table = Table::new("shapers");
    for row in rows("queues_mg1").iter().filter(|row| row.text("model") == "M/D/1") {
        let rate = row.number("lambda_per_s");
        if !(0.3..0.85).contains(&rate) {
            continue;
        }
        let station = format!(
            "{}{DOOR}[platform]\ningest = {{ service = \"0 s\", shaper = {{ rate = \"60 /min\", depth = 1 }} }}\n",
            poisson("customers", rate, 1, "")
        );
        let link = "shaper = { rate = \"800 bit/s\", depth = \"100 B\" }";
        for (scenario, name) in [
            (fast_link(rate, CUSTOMERS, link), "links.first"),
            (queue(CUSTOMERS, rate, &station), "platform.ingest"),
        ] {
            let network = network(&scenario);
            let at = element(&network, name);
            let runs = replicate(&network, REPLICATIONS, |ledger| {
                let mut wait = ledger.waits(at);
                [wait.mean(), wait.quantile(0.95), wait.quantile(0.99)]
            });
            for (column, at) in [("Wq_mean_s", 0), ("Wq_p95_s", 1), ("Wq_p99_s", 2)] {
                let samples: Vec<f64> = runs.iter().map(|run| run[at]).collect();
                table.mean(format!("{name} at {rate}, {column}"), row.number(column), &samples);
            }
        }
    }
    table.judge();
}

/// A shaped queue with room for R behind a bucket of B turns away as an M/D/1/K of K = B + R, whatever the share of each:
/// the tokens missing and those who wait for tokens are one queue.
#[test]
fn room_before_a_shaper_adds_to_its_depth() {
    let mut table = Table::new("shapers with room to wait");
    for row in rows("queues_md1k_tokenbucket") {
        let (rate, places, loss) =
            (row.number("lambda_per_s"), row.number("K_or_bucket_tokens"), row.number("loss_prob"));
        if ![5.0, 10.0].contains(&places) || loss < LITTLE_LOSS {
            continue;
        }
        for depth in [1.0, 3.0] {
            let keys = format!(
                "shaper = {{ rate = \"1 /s\", depth = {depth} }}\nbuffer_packets = {}",
                places - depth
            );
            let network = network(&fast_link(rate, CUSTOMERS, &keys));
            let link = element(&network, "links.first");
            let runs = replicate(&network, REPLICATIONS, |ledger| ledger.turned_away(link));
            table.share(format!("load {rate}, depth {depth}, room {}", places - depth), loss, &ratio(&runs));
        }
    }
    table.judge();
}
