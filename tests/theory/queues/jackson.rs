//! Stations in a row (Burke: each is an M/M/1 of its own): the gateway's processor and the platform's stages.

use super::{poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, network, replicate};
use crate::oracle::rows;

const CUSTOMERS: f64 = 100_000.0;

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

#[test]
fn tandems() {
    let mut table = Table::new("tandems");
    for row in rows("queues_jackson") {
        let (Some(rates), rate) = (rates(row.text("network")), row.number("lambda_ext_per_s")) else {
            continue;
        };
        let parts = format!("{}{}", poisson("customers", rate, 1, ""), stations(&rates));
        let runs = replicate(&network(&queue(CUSTOMERS, rate, &parts)), REPLICATIONS, |ledger| {
            let mut stay = ledger.latencies(0);
            [stay.mean(), stay.quantile(0.5), stay.quantile(0.95), stay.quantile(0.99)]
        });
        for (at, column) in ["T_mean_s", "T_p50_s", "T_p95_s", "T_p99_s"].into_iter().enumerate() {
            let samples: Vec<f64> = runs.iter().map(|run| run[at]).collect();
            table.mean(format!("{}, {column}", row.text("network")), row.number(column), &samples);
        }
    }
    table.judge();
}
