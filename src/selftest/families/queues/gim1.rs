//! GI/M/1: intervals that vary less and more than exponential ones. Those who come see geometrically many, with
//! the root σ of σ = A*(μ (1 − σ)) for a ratio.

use super::{class, ingest, queue};
use crate::selftest::effort::Depth;
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/gim1",
    about: "GI/M/1: clocks, Erlang-2 and hyper-exponential intervals at an exponential server",
    tables: &["queues_gim1"],
    cases,
};

const STATION: &str = "platform.ingest";
const SCV: f64 = 4.0;

/// Customers of a replication, and what that costs.
fn customers(process: &str, load: f64) -> (f64, Depth) {
    match load {
        _ if load < 0.9 => (100_000.0, Depth::Quick),
        _ if load < 0.95 => (250_000.0, Depth::Usual),
        _ if process.starts_with("every") => (400_000.0, Depth::Usual),
        _ => (1_000_000.0, Depth::Full),
    }
}

fn case(name: String, process: &str, rate: f64) -> Case {
    let (customers, depth) = customers(process, rate);
    let parts = class("customers", 1, process, 1, "") + &ingest("service = { exponential = \"1 s\" }");
    Case::new(name, queue(customers, rate, &parts)).depth(depth)
}

fn cases(cases: &mut Cases) {
    for row in rows("queues_gim1") {
        let (model, rate) = (row.text("model"), row.number("lambda_per_s"));
        let process = match model {
            "D/M/1" => format!(r#"every = "{} s""#, 1.0 / rate),
            _ => format!(r#"gap = {{ erlang = {{ mean = "{} s", shape = 2 }} }}"#, 1.0 / rate),
        };
        let mut case = case(format!("{model} at {rate}"), &process, rate)
            .share("P_wait", row.number("sigma_P_wait"), |run| run.waits(STATION).positive())
            .mean("Wq_mean_s", row.number("Wq_mean_s"), |run| run.waits(STATION).mean())
            .mean("T_mean_s", row.number("T_mean_s"), |run| run.latencies("customers").mean());
        for (column, q) in [("Wq_p50_s", 0.5), ("Wq_p95_s", 0.95), ("Wq_p99_s", 0.99)] {
            let exact = row.number(column);
            if exact > 0.0 {
                case = case.mean(column, exact, move |run| run.waits(STATION).quantile(q));
            }
        }
        cases.simulate(case);
    }
    for rate in [0.5, 0.8] {
        hyper_exponential(rate, cases);
    }
}

/// H2/M/1, which the table lacks.
fn hyper_exponential(rate: f64, cases: &mut Cases) {
    let sigma = root(rate, SCV);
    let process = format!(r#"gap = {{ hyper-exponential = {{ mean = "{} s", scv = {SCV} }} }}"#, 1.0 / rate);
    let p95 = -libm::log(0.05 / sigma) / (1.0 - sigma);
    let case = case(format!("H2/M/1 at {rate}"), &process, rate)
        .share("P_wait", sigma, |run| run.waits(STATION).positive())
        .mean("Wq_mean_s", sigma / (1.0 - sigma), |run| run.waits(STATION).mean())
        .mean("Wq_p95_s", p95, |run| run.waits(STATION).quantile(0.95));
    cases.simulate(case);
}

/// The root of σ = A*(1 − σ) below one for two balanced phases of this squared coefficient of variation, μ = 1.
fn root(rate: f64, scv: f64) -> f64 {
    let first = 0.5 * (1.0 + libm::sqrt((scv - 1.0) / (scv + 1.0)));
    let phase = |p: f64, s: f64| p * 2.0 * p * rate / (2.0 * p * rate + s);
    (0..10_000).fold(0.5, |sigma, _| phase(first, 1.0 - sigma) + phase(1.0 - first, 1.0 - sigma))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scv_of_one_is_poisson() {
        assert!((root(0.7, 1.0) - 0.7).abs() < 1e-12);
        assert!(root(0.7, 4.0) > 0.7);
    }
}
