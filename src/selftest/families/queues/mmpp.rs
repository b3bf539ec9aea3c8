//! MMPP(2)/M/1: customers whose rate changes with a state, burstier than Poisson ones of the same rate; and the
//! interrupted Poisson process, which is a renewal process of two phases (A. Kuczura, Bell System Technical Journal
//! 52, 1973).

use super::{class, ingest, queue};
use crate::selftest::effort::Depth;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/mmpp",
    about: "MMPP(2)/M/1 and on-off sources: matrix-geometric means, Kuczura's interrupted Poisson process",
    tables: &["queues_mmpp_m1"],
    cases,
};

const CUSTOMERS: f64 = 250_000.0;
/// States that change more seldom, services apart, are too dear.
const SLOWEST: f64 = 0.005;
const TOO_SLOW: &str = "its states last ten minutes and an hour, 12 000 services and more: 5 % of the mean stay need some \
                        10 000 cycles of 42 000 messages, 4·10^8 or 100 CPU seconds";

fn cases(cases: &mut Cases) {
    for row in rows("queues_mmpp_m1") {
        let name = format!("{} and {} a second", row.text("lambda1_per_s"), row.text("lambda2_per_s"));
        if row.number("rate_1to2_per_s") / row.number("mu_per_s") < SLOWEST {
            cases.leave_out(name, TOO_SLOW);
            continue;
        }
        let rate = row.number("mean_lambda_per_s");
        let case = case(name, &states(&row), rate, 1.0 / row.number("mu_per_s"))
            .mean("T_mean_s", row.number("T_mean_s"), |run| run.latencies("customers").mean())
            .mean("L", row.number("L"), |run| run.mean_customers("customers"))
            .share("P_empty", row.number("P_empty"), |run| run.share_of_time("platform.ingest", 0))
            .mean("customers a second", rate, |run| run.delivered().1 / run.window_s());
        cases.simulate(case);
    }
    interrupted(cases);
}

fn case(name: impl Into<String>, process: &str, rate: f64, service_s: f64) -> Case {
    let station = ingest(&format!("service = {{ exponential = \"{service_s} s\" }}"));
    let parts = class("customers", 1, process, 1, "") + &station;
    Case::new(name, queue(CUSTOMERS, rate, &parts)).depth(Depth::Quick)
}

fn states(row: &Row) -> String {
    let state = |rate: &str, leave: &str| {
        format!(r#"{{ poisson = "{} s", lasts = "{} s" }}"#, 1.0 / row.number(rate), 1.0 / row.number(leave))
    };
    let (first, second) =
        (state("lambda1_per_s", "rate_1to2_per_s"), state("lambda2_per_s", "rate_2to1_per_s"));
    format!("mmpp = [{first}, {second}]")
}

/// Twice a second while on, 2 s on and 4 s off, both exponential, written in both ways.
fn interrupted(cases: &mut Cases) {
    let (while_on, leave, come) = (2.0, 0.5, 0.25);
    let rate = while_on * come / (leave + come);
    let transform = |s: f64| while_on * (s + come) / ((s + while_on + leave) * (s + come) - leave * come);
    let sigma = (0..10_000).fold(0.5, |sigma, _| transform(1.0 - sigma));
    let on_off =
        r#"poisson = "500 ms", on_off = { on = { exponential = "2 s" }, off = { exponential = "4 s" } }"#;
    let states = r#"mmpp = [{ poisson = "500 ms", lasts = "2 s" }, { lasts = "4 s" }]"#;
    for (name, process) in [("on-off", on_off), ("a silent state", states)] {
        let case = case(name, process, rate, 1.0)
            .mean("T_mean_s", 1.0 / (1.0 - sigma), |run| run.latencies("customers").mean())
            .share("P_wait", sigma, |run| run.waits("platform.ingest").positive())
            .mean("customers a second", rate, |run| run.delivered().1 / run.window_s());
        cases.simulate(case);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the simulation is held to is longer than with Poisson customers of the same rate, by these figures.
    #[test]
    fn modulated_customers_wait_longer_than_poisson_ones() {
        let longer = |row: &Row| row.number("T_mean_s") * row.number("mu_per_s") * (1.0 - row.number("rho"));
        let all: Vec<f64> = rows("queues_mmpp_m1").iter().map(longer).collect();
        assert!(all.iter().all(|times| *times > 2.5), "{all:?}");
    }
}
