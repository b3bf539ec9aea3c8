//! ΣDᵢ/D/1: periodic sources at random phases and one server; unfinished work at a random instant. Smoother than
//! Poisson: the same phases come again and again, and no more than all of them can meet.

use super::{class, ingest};
use crate::selftest::case::Oracle;
use crate::selftest::effort::Depth;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/periodic",
    about: "ΣDᵢ/D/1: unfinished work of periodic sources, smoother than Poisson",
    tables: &["queues_periodic_sumDiD1"],
    cases,
};

/// A replication is over after two periods and draws its phases once, so there are many.
const REPLICATIONS: u64 = 10_000;
const REPLICATIONS_OF_MANY: u64 = 2_000;
const MANY: f64 = 500.0;
/// Smaller shares cost some 0.02 CPU s / P to be known within 10 %.
const LEAST: f64 = 0.007;
const CPU_S: f64 = 0.02;
/// Digits of the table's periods and loads.
const ROUNDING: f64 = 1e-8;

fn cases(cases: &mut Cases) {
    let all = rows("queues_periodic_sumDiD1");
    let key = |row: &Row| (row.text("N_sources").to_string(), row.text("rho").to_string());
    for group in all.chunk_by(|a, b| key(a) == key(b)) {
        let name = format!("{} sources at {}", group[0].text("N_sources"), group[0].text("rho"));
        let mut case = case(name.clone(), &group[0]);
        for row in group {
            let (exact, x) = (row.number("P_virtual_wait_gt_x"), row.number("x_service_units"));
            if exact < LEAST {
                let reason = format!("a share of {exact:.1e} costs some {:.0e} CPU seconds", CPU_S / exact);
                cases.leave_out(format!("{name}, x = {x}"), reason);
            } else if x == 0.0 {
                // no luck in the load: every period brings the same work
                let load = Oracle::from(exact).within(ROUNDING);
                case = case.share("busy", load, |run| run.work_beyond("sources", 0.0));
            } else {
                case = case.share(format!("x = {x}"), exact, move |run| run.work_beyond("sources", x));
            }
        }
        cases.simulate(case);
    }
}

/// The first period fills the server, the second is measured.
fn case(name: String, row: &Row) -> Case {
    let (sources, period) = (row.number("N_sources"), row.number("period_in_service_units"));
    let parts = class("sources", sources as u32, &format!("every = \"{period} s\""), 1, "");
    let scenario = format!(
        r#"
title = "Periodic sources"
[study]
duration = "{period} s"
warm_up  = "{period} s"
[radio.wire]
technology = "ideal"
{parts}{}"#,
        ingest("service = \"1 s\"")
    );
    let many = sources > MANY;
    Case::new(name, scenario)
        .replications(if many { REPLICATIONS_OF_MANY } else { REPLICATIONS })
        .depth(if many { Depth::Usual } else { Depth::Quick })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P(V > x) of M/D/1 by Crommelin's formula, service 1.
    fn poisson(load: f64, x: f64) -> f64 {
        let term = |k: u32| {
            let y = load * (f64::from(k) - x);
            let factorial: f64 = (1..=k).map(f64::from).product();
            libm::pow(y, f64::from(k)) / factorial * libm::exp(-y)
        };
        1.0 - (1.0 - load) * (0..=x as u32).map(term).sum::<f64>()
    }

    /// What the simulation is held to lies below what Poisson arrivals would leave, the more so the fewer sources.
    #[test]
    fn periodic_sources_leave_less_than_poisson_ones() {
        for row in rows("queues_periodic_sumDiD1") {
            let x = row.number("x_service_units");
            if x > 0.0 && x <= 10.0 {
                let poisson = poisson(row.number("rho"), x);
                assert!(row.number("P_virtual_wait_gt_x") < poisson, "x = {x}: {poisson}");
            }
        }
    }
}
