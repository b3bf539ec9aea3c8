//! Stations in a row (Burke: each is an M/M/1 of its own): the gateway's processor and the platform's stages. And
//! networks with feedback, whose stations are as if each were alone (Jackson's product form).

use super::{DOOR, ingest, poisson, queue};
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// Stations in a row.
pub const FAMILY: Family = Family {
    name: "queues/jackson",
    about: "stations in a row: times through all of them",
    tables: &["queues_jackson"],
    cases: tandems,
};
/// Networks with feedback.
pub const FEEDBACK: Family = Family {
    name: "queues/feedback",
    about: "jobs that come again or go back: times in the system and waits of a visit",
    tables: &["queues_jackson"],
    cases: feedback,
};

const CUSTOMERS: f64 = 200_000.0;
/// Where a station is busy for more than four fifths of the time.
const CUSTOMERS_OF_BUSY: f64 = 250_000.0;
const BUSY: f64 = 0.8;

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

fn tandems(cases: &mut Cases) {
    for row in rows("queues_jackson") {
        let (name, rate) = (row.text("network"), row.number("lambda_ext_per_s"));
        let Some(rates) = rates(name) else { continue };
        let parts = format!("{}{}", poisson("customers", rate, 1, ""), stations(&rates));
        let mut case = Case::new(name, queue(CUSTOMERS, rate, &parts));
        case = case.mean("T_mean_s", row.number("T_mean_s"), |run| run.latencies("customers").mean());
        for (column, q) in [("T_p50_s", 0.5), ("T_p95_s", 0.95), ("T_p99_s", 0.99)] {
            case = case.mean(column, row.number(column), move |run| run.latencies("customers").quantile(q));
        }
        cases.simulate(case);
    }
}

fn feedback(cases: &mut Cases) {
    for row in rows("queues_jackson") {
        let name = row.text("network");
        if let Some((again, served)) = bernoulli(name) {
            cases.simulate(coming_again(&row, again, served));
        } else if name.starts_with("Jackson 3 nodes") {
            cases.simulate(three_nodes(&row));
        }
    }
}

/// Share that comes again and rate of the server, from "M/M/1 with Bernoulli feedback p=0.2 mu=1".
fn bernoulli(name: &str) -> Option<(f64, f64)> {
    let (again, rate) = name.strip_prefix("M/M/1 with Bernoulli feedback p=")?.split_once(" mu=")?;
    Some((again.parse().ok()?, rate.parse().ok()?))
}

fn coming_again(row: &Row, again: f64, served: f64) -> Case {
    let rate = row.number("lambda_ext_per_s");
    let load = rate / (1.0 - again) / served;
    let customers = if load > BUSY { CUSTOMERS_OF_BUSY } else { CUSTOMERS };
    let keys =
        format!("service = {{ exponential = \"{} s\" }}, again = \"{} %\"", 1.0 / served, 100.0 * again);
    let parts = format!("{}{}", poisson("customers", rate, 1, ""), ingest(&keys));
    Case::new(row.text("network"), queue(customers, rate, &parts))
        .mean("T_mean_s", row.number("T_mean_s"), |run| run.latencies("customers").mean())
        // each visit finds the station as an M/M/1 of the whole rate
        .mean("mean wait of a visit, s", load / (served * (1.0 - load)), |run| {
            run.waits("platform.ingest").mean()
        })
        .share("utilisation", load, |run| (run.busy_time("platform.ingest"), run.window_s()))
}

/// Two streams in: the first enters node 1, the second node 2 through a door that takes no time.
fn three_nodes(row: &Row) -> Case {
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
    let mut case = Case::new("Jackson 3 nodes", queue(CUSTOMERS, rate, &parts)).mean(
        "T_mean_s",
        row.number("T_mean_s"),
        |run| {
            let (one, two) = (run.latencies("to-one"), run.latencies("to-two"));
            (one.sum() + two.sum()) / (one.count() + two.count())
        },
    );
    // node rates as the table's name of the network gives them
    for (stage, served, rate) in
        [("connect", 3.0, 7.0 / 6.0), ("ingest", 2.0, 0.85), ("process", 4.0, 5.0 / 3.0)]
    {
        let measure = format!("mean wait of a visit, {stage}, s");
        let exact = rate / served / (served - rate);
        case = case.mean(measure, exact, move |run| run.waits(&format!("platform.{stage}")).mean());
    }
    case
}
