//! Links: packets of one size make an M/D/1, a byte buffer an M/D/1/K. Of deterministic links in a row only
//! the slowest makes anyone wait in all, whatever their order (H. D. Friedman, Operations Research 13, 1965).

use super::{poisson, queue};
use crate::selftest::case::REPLICATIONS;
use crate::selftest::effort::Depth;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// One link.
pub const ONE_LINK: Family = Family {
    name: "queues/link",
    about: "M/D/1 on a link: waits and latency",
    tables: &["queues_mg1"],
    cases: one_link,
};
/// A buffer in bytes.
pub const BYTE_BUFFER: Family = Family {
    name: "queues/byte-buffer",
    about: "M/D/1/K on a link with a byte buffer: losses and latency of those taken in",
    tables: &["queues_md1k_tokenbucket"],
    cases: byte_buffer,
};
/// Two links.
pub const IN_A_ROW: Family = Family {
    name: "queues/links-in-a-row",
    about: "two links in a row wait as long as the slower alone",
    tables: &["queues_mg1"],
    cases: in_a_row,
};

/// Customers of a replication, and where few are lost.
const CUSTOMERS: f64 = 100_000.0;
const CUSTOMERS_OF_LITTLE_LOSS: f64 = 200_000.0;
const LITTLE_LOSS: f64 = 0.003;
/// Rarer losses are for runs that can afford them, down to …
const RARE_LOSS: f64 = 0.001;
/// … these, which would take hours.
const RAREST_LOSS: f64 = 1e-5;
/// Packets over all replications by which a loss is known to 10 %, times the loss.
const LOSSES: f64 = 3000.0;
/// A room that is always nearly full forgets slowly.
const LARGE_ROOM: f64 = 50.0;
/// Below this no loss is to be expected in all replications.
const NO_LOSS: f64 = 1e-9;
/// At 800 bit/s a packet of this size takes the second of the tables.
const BYTES: u32 = 100;
const DOOR: &str = "[gateways.door]\nradio = \"wire\"\nlink = \"first\"\n";

fn load(row: &Row) -> f64 {
    row.number("lambda_per_s")
}

/// The M/D/1 rows that waits on a link are compared with; the station's family has the others.
fn deterministic() -> impl Iterator<Item = Row> {
    let wanted = |row: &Row| row.text("model") == "M/D/1" && (0.3..0.85).contains(&load(row));
    rows("queues_mg1").into_iter().filter(wanted)
}

fn scenario(rate: f64, customers: f64, links: &str) -> String {
    queue(customers, rate, &format!("{}{DOOR}{links}", poisson("customers", rate, BYTES, "")))
}

fn one_link(cases: &mut Cases) {
    let link = "[links.first]\nto = \"platform\"\nrate = \"800 bit/s\"\ndelay = \"250 ms\"\n";
    for row in deterministic() {
        let case = Case::new(format!("load {}", load(&row)), scenario(load(&row), CUSTOMERS, link))
            .mean("mean latency, s", row.number("T_mean_s") + 0.25, |run| run.latencies("customers").mean())
            .mean("mean wait, s", row.number("Wq_mean_s"), |run| run.waits("links.first").mean())
            .mean("p95 wait, s", row.number("Wq_p95_s"), |run| run.waits("links.first").quantile(0.95));
        cases.simulate(case);
    }
}

fn byte_buffer(cases: &mut Cases) {
    for row in rows("queues_md1k_tokenbucket").iter().filter(|row| row.text("model") == "M/D/1/K") {
        let (places, loss) = (row.number("K_or_bucket_tokens"), row.number("loss_prob"));
        let rare = (RAREST_LOSS..RARE_LOSS).contains(&loss);
        let (customers, depth) = match loss {
            _ if rare => (LOSSES / loss / REPLICATIONS as f64, Depth::Full),
            _ if loss < LITTLE_LOSS || places >= LARGE_ROOM => (CUSTOMERS_OF_LITTLE_LOSS, Depth::Usual),
            _ => (CUSTOMERS, Depth::Quick),
        };
        let buffer = (places - 1.0) * f64::from(BYTES);
        let link =
            format!("[links.first]\nto = \"platform\"\nrate = \"800 bit/s\"\nbuffer = \"{buffer} B\"\n");
        let name = format!("load {}, K = {places}", load(row));
        let mut case = Case::new(&name, scenario(load(row), customers, &link)).depth(depth);
        if loss >= RAREST_LOSS {
            case = case.share("loss", loss, |run| run.refused("links.first"));
        } else if loss < NO_LOSS {
            case = case.rare("loss", loss, |run| run.refused("links.first"));
        } else {
            let needed = LOSSES / loss / 1e6;
            cases.leave_out(format!("{name}, loss"), format!("needs {needed:.0} million packets"));
        }
        if places > 1.0 {
            let latency = row.number("T_mean_accepted_s");
            case = case.mean("mean latency, s", latency, |run| run.latencies("customers").mean());
        }
        cases.simulate(case);
    }
}

fn in_a_row(cases: &mut Cases) {
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
            let sending = f64::from(8 * BYTES) * (1.0 / f64::from(first) + 1.0 / f64::from(second)) + 0.25;
            let name = format!("load {}, {first} then {second} bit/s", load(&row));
            let case = Case::new(name, scenario(load(&row), CUSTOMERS, &links))
                .depth(Depth::Usual)
                .mean("mean wait, s", row.number("Wq_mean_s"), move |run| {
                    run.latencies("customers").mean() - sending
                })
                .mean("p95 wait, s", row.number("Wq_p95_s"), move |run| {
                    run.latencies("customers").quantile(0.95) - sending
                });
            cases.simulate(case);
        }
    }
}
