//! Stations in a row (Burke: each is an M/M/1 of its own): the gateway's processor and the platform's stages.

use super::{poisson, queue};
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/jackson",
    about: "stations in a row: times through all of them",
    tables: &["queues_jackson"],
    cases,
};

const CUSTOMERS: f64 = 200_000.0;

/// Rates of the stations in a row, from "tandem M/M/1 100->80->60->50".
fn rates(name: &str) -> Option<Vec<f64>> {
    name.strip_prefix("tandem M/M/1 ")?.split("->").map(|rate| rate.parse().ok()).collect()
}

/// The last stations of the path that has four.
fn stations(rates: &[f64]) -> String {
    let names = ["processing", "connect", "ingest", "process"];
    let mut parts = "[gateways.door]\nradio = \"wire\"\n".to_string();
    for (name, rate) in names.into_iter().skip(names.len() - rates.len()).zip(rates) {
        if name == "connect" || !parts.contains("[platform]") && name != "processing" {
            parts += "[platform]\n";
        }
        parts += &format!("{name} = {{ service = {{ exponential = \"{} s\" }} }}\n", 1.0 / rate);
    }
    parts
}

fn cases(cases: &mut Cases) {
    for row in rows("queues_jackson") {
        let (name, rate) = (row.text("network"), row.number("lambda_ext_per_s"));
        let Some(rates) = rates(name) else {
            cases.leave_out(name, "no message goes back to a station it has left: paths have no loops");
            continue;
        };
        let parts = format!("{}{}", poisson("customers", rate, 1, ""), stations(&rates));
        let mut case = Case::new(name, queue(CUSTOMERS, rate, &parts));
        case = case.mean("T_mean_s", row.number("T_mean_s"), |run| run.latencies("customers").mean());
        for (column, q) in [("T_p50_s", 0.5), ("T_p95_s", 0.95), ("T_p99_s", 0.99)] {
            case = case.mean(column, row.number(column), move |run| run.latencies("customers").quantile(q));
        }
        cases.simulate(case);
    }
}
