//! `M^[X]/M/1`: customers that come several at once.

use super::{class, ingest, queue};
use crate::selftest::effort::Depth;
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/batch",
    about: "M^[X]/M/1: Poisson batches, fixed and geometric, customers in the system and their stay",
    tables: &["queues_batch"],
    cases,
};

const CUSTOMERS: f64 = 250_000.0;
/// Of the longest batches, whose stays vary most.
const CUSTOMERS_OF_LONGEST: f64 = 400_000.0;
const LONGEST_S: f64 = 100.0;
/// In a quick run there is room for shorter ones.
const LONG_S: f64 = 30.0;

fn cases(cases: &mut Cases) {
    for row in rows("queues_batch") {
        let (model, rate, stay) = (row.text("model"), row.number("batch_rate_per_s"), row.number("T_mean_s"));
        let mean = model.rsplit(' ').next().unwrap_or_default();
        let batch = match model.contains("geometric") {
            true => format!("{{ geometric = {mean} }}"),
            false => mean.to_string(),
        };
        let process = format!(r#"poisson = "{} s", batch = {batch}"#, 1.0 / rate);
        let parts = class("customers", 1, &process, 1, "") + &ingest("service = { exponential = \"1 s\" }");
        let longest = stay >= LONGEST_S;
        let customers = if longest { CUSTOMERS_OF_LONGEST } else { CUSTOMERS };
        let name = format!("{model} at {}", row.text("rho"));
        let case = Case::new(name, queue(customers, row.number("rho"), &parts))
            .depth(if stay > LONG_S { Depth::Usual } else { Depth::Quick })
            .mean("T_mean_s", stay, |run| run.latencies("customers").mean())
            .mean("L", row.number("L"), |run| run.mean_customers("customers"));
        cases.simulate(case);
    }
}
