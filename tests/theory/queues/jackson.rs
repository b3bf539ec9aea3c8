//! Stations in a row (Burke: each is an M/M/1 of its own): the gateway's processor and the platform's stages. And
//! networks with feedback, whose stations are as if they were alone (Jackson's product form).

use super::{DOOR, poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network, replicate};
use crate::oracle::{Row, rows};

const CUSTOMERS: f64 = 100_000.0;
/// Where a station is busy for more than four fifths of the time.
const CUSTOMERS_OF_BUSY: f64 = 250_000.0;

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

/// Share that comes again and rate of the server, from "M/M/1 with Bernoulli feedback p=0.2 mu=1".
fn feedback(name: &str) -> Option<(f64, f64)> {
    let (again, rate) = name.strip_prefix("M/M/1 with Bernoulli feedback p=")?.split_once(" mu=")?;
    Some((again.parse().ok()?, rate.parse().ok()?))
}

#[test]
fn bernoulli_feedback() {
    let mut table = Table::new("M/M/1 with Bernoulli feedback");
    for row in rows("queues_jackson") {
        let Some((again, served)) = feedback(row.text("network")) else { continue };
        let rate = row.number("lambda_ext_per_s");
        let load = rate / (1.0 - again) / served;
        let customers = if load > 0.8 { CUSTOMERS_OF_BUSY } else { CUSTOMERS };
        let stage = format!(
            "{DOOR}[platform]\ningest = {{ service = {{ exponential = \"{} s\" }}, again = \"{} %\" }}\n",
            1.0 / served,
            100.0 * again
        );
        let network =
            network(&queue(customers, rate, &format!("{}{stage}", poisson("customers", rate, 1, ""))));
        let station = element(&network, "platform.ingest");
        let runs = replicate(&network, REPLICATIONS, |ledger| {
            let wait = ledger.waits(station);
            [ledger.latencies(0).mean(), wait.mean(), wait.positive()]
        });
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        table.mean(format!("{}, T_mean_s", row.text("network")), row.number("T_mean_s"), &of(0));
        // each visit finds the station as an M/M/1 of the whole rate
        table.mean(
            format!("{}, wait of a visit", row.text("network")),
            load / (served * (1.0 - load)),
            &of(1),
        );
        table.share(format!("{}, P_wait", row.text("network")), load, &of(2));
    }
    table.judge();
}

/// Two streams in: the first enters node 1, the second node 2 through a door that takes no time.
fn three_nodes(row: &Row) -> String {
    let rate = row.number("lambda_ext_per_s");
    let second = "[gateways.second]\nradio = \"wire\"\n\
                  processing = { service = \"0 s\", onward = { ingest = \"100 %\" } }\n";
    let service = |rate: f64| format!("service = {{ exponential = \"{} s\" }}", 1.0 / rate);
    let parts = format!(
        "{}{}{DOOR}{second}[platform]\nconnect = {{ {}, onward = {{ process = \"70 %\" }} }}\ningest = {{ {} }}\n\
         process = {{ {}, onward = {{ connect = \"10 %\" }} }}\n",
        poisson("to-one", rate * 2.0 / 3.0, 1, "gateway = \"door\""),
        poisson("to-two", rate / 3.0, 1, "gateway = \"second\""),
        service(3.0),
        service(2.0),
        service(4.0),
    );
    queue(CUSTOMERS, rate, &parts)
}

#[test]
fn three_nodes_of_jackson() {
    let mut table = Table::new("Jackson's network of three nodes");
    for row in rows("queues_jackson").iter().filter(|row| row.text("network").starts_with("Jackson 3 nodes"))
    {
        let network = network(&three_nodes(row));
        let nodes = [("connect", 3.0, 7.0 / 6.0), ("ingest", 2.0, 0.85), ("process", 4.0, 5.0 / 3.0)];
        let runs = replicate(&network, REPLICATIONS, |ledger| {
            let ((a, b), stay) =
                ((ledger.latencies(0), ledger.latencies(1)), |of: &crate::ledger::Times| of.sum());
            let mut all = vec![(stay(&a) + stay(&b)) / (a.count() + b.count())];
            all.extend(nodes.map(|(name, ..)| {
                let wait = ledger.waits(element(&network, &format!("platform.{name}")));
                wait.mean()
            }));
            all
        });
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        table.mean("T_mean_s", row.number("T_mean_s"), &of(0));
        for (at, (name, served, rate)) in nodes.into_iter().enumerate() {
            table.mean(format!("wait of a visit, {name}"), rate / served / (served - rate), &of(at + 1));
        }
    }
    table.judge();
}
