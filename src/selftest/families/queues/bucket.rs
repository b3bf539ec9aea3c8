//! Token buckets. A policer of unit tokens is an M/D/1/K turned round: the tokens that are missing are the customers, a
//! token flows in where one is served, and a message that finds K missing is turned away. A shaper is the queue itself.

use super::{ingest, poisson, queue};
use crate::selftest::effort::Depth;
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// Policers.
pub const POLICERS: Family = Family {
    name: "queues/policer",
    about: "token buckets that turn away: losses of an M/D/1/K",
    tables: &["queues_md1k_tokenbucket"],
    cases: policers,
};
/// Shapers.
pub const SHAPERS: Family = Family {
    name: "queues/shaper",
    about: "token buckets that are waited for: waits of an M/D/1, losses of an M/D/1/K",
    tables: &["queues_mg1", "queues_md1k_tokenbucket"],
    cases: shapers,
};

const CUSTOMERS: f64 = 100_000.0;
const CUSTOMERS_OF_LITTLE_LOSS: f64 = 200_000.0;
const LITTLE_LOSS: f64 = 0.003;
/// Rarer losses are bounded, not measured: 10 % of them would take millions of customers a replication.
const RARE_LOSS: f64 = 1e-4;
const BYTES: u32 = 100;

/// A link so fast that nothing waits but for what stands before it, with these keys.
fn fast_link(rate: f64, customers: f64, keys: &str) -> String {
    let link = format!("[links.first]\nto = \"platform\"\nrate = \"1 Gbit/s\"\n{keys}\n");
    let door = "[gateways.door]\nradio = \"wire\"\nlink = \"first\"\n";
    queue(customers, rate, &format!("{}{door}{link}", poisson("customers", rate, BYTES, "")))
}

/// One token a second, counted in messages and in bytes by turns.
fn policers(cases: &mut Cases) {
    for (at, row) in rows("queues_md1k_tokenbucket").iter().enumerate() {
        let (rate, loss) = (row.number("lambda_per_s"), row.number("loss_prob"));
        let tokens = row.number("K_or_bucket_tokens");
        let (of, policer) = match at % 2 {
            0 => ("messages", format!("policer = {{ rate = \"1 /s\", depth = {tokens} }}")),
            _ => {
                let depth = tokens * f64::from(BYTES);
                ("bytes", format!("policer = {{ rate = \"800 bit/s\", depth = \"{depth} B\" }}"))
            }
        };
        let (customers, depth) = match loss < LITTLE_LOSS {
            true => (CUSTOMERS_OF_LITTLE_LOSS, Depth::Usual),
            false => (CUSTOMERS, Depth::Quick),
        };
        let name = format!("load {rate}, {tokens} tokens of {of}");
        let case = Case::new(name, fast_link(rate, customers, &policer)).depth(depth);
        cases.simulate(match loss < RARE_LOSS {
            true => case.rare("loss", loss, |run| run.refused("links.first")),
            false => case.share("loss", loss, |run| run.refused("links.first")),
        });
    }
}

fn shapers(cases: &mut Cases) {
    let wanted = |rate: f64| (0.3..0.85).contains(&rate);
    for row in rows("queues_mg1").iter().filter(|row| row.text("model") == "M/D/1") {
        let rate = row.number("lambda_per_s");
        if !wanted(rate) {
            continue;
        }
        // depth 1 at rate 1: what waits for its token waits as in an M/D/1
        let link = fast_link(rate, CUSTOMERS, "shaper = { rate = \"800 bit/s\", depth = \"100 B\" }");
        let station = ingest("service = \"0 s\", shaper = { rate = \"60 /min\", depth = 1 }");
        let station = queue(CUSTOMERS, rate, &format!("{}{station}", poisson("customers", rate, 1, "")));
        for (scenario, element) in [(link, "links.first"), (station, "platform.ingest")] {
            let case = Case::new(format!("{element}, load {rate}"), scenario)
                .mean("Wq_mean_s", row.number("Wq_mean_s"), move |run| run.waits(element).mean())
                .mean("Wq_p95_s", row.number("Wq_p95_s"), move |run| run.waits(element).quantile(0.95));
            cases.simulate(case);
        }
    }
    for row in rows("queues_md1k_tokenbucket") {
        let (rate, loss) = (row.number("lambda_per_s"), row.number("loss_prob"));
        let places = row.number("K_or_bucket_tokens");
        if ![5.0, 10.0].contains(&places) || loss < LITTLE_LOSS {
            continue;
        }
        // missing tokens and those who wait for tokens are one queue, however its places are shared between them
        let depth = if places == 5.0 { 1.0 } else { 3.0 };
        let room = places - depth;
        let keys = format!("shaper = {{ rate = \"1 /s\", depth = {depth} }}\nbuffer_packets = {room}");
        let case =
            Case::new(format!("load {rate}, depth {depth}, room {room}"), fast_link(rate, CUSTOMERS, &keys));
        cases.simulate(case.share("loss", loss, |run| run.refused("links.first")));
    }
}
