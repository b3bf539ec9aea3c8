//! The synchronised burst of 3GPP TR 37.868, traffic model 2: Beta(3,4) over its length.

use super::fleet;
use crate::model::traffic::BurstShape;
use crate::selftest::ledger::Ledger;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "traffic/beta",
    about: "synchronised burst of 3GPP TR 37.868: when its devices speak, and how high it rises",
    tables: &["traffic_beta34"],
    cases,
};

/// Messages of a replication: small fleets burst again and again.
const MESSAGES: f64 = 100_000.0;
const BETWEEN_S: f64 = 20.0;
/// A random access opportunity.
const RAO_S: f64 = 0.005;
/// Digits of the table.
const ROUNDING: f64 = 1e-8;
/// About the peak, where the density is flat: half a width of 0.005 of the burst moves the mean by 2·10^-4.
const ABOUT_S: f64 = 0.05;

fn cases(cases: &mut Cases) {
    for row in rows("traffic_beta34") {
        let (devices, within) = (row.number("N"), row.number("T_s"));
        let peak = BurstShape::Beta.peak() * devices / within;
        for (column, ours) in [
            ("peak_arrivals_per_s", peak),
            ("peak_arrivals_per_RAO_5ms", peak * RAO_S),
            ("mean_arrivals_per_RAO", devices / within * RAO_S),
        ] {
            cases.exactly(format!("{devices} devices, {column}"), row.number(column), ours, ROUNDING * ours);
        }
        cases.simulate(case(&row));
    }
}

/// Births since their burst began, s.
fn since(run: &Ledger) -> Vec<f64> {
    let mut times: Vec<f64> =
        run.births("fleet").into_iter().map(|time| libm::fmod(time, BETWEEN_S)).collect();
    times.sort_unstable_by(f64::total_cmp);
    times
}

fn case(row: &Row) -> Case {
    let (devices, within) = (row.number("N"), row.number("T_s"));
    let bursts = libm::round((MESSAGES / devices).max(1.0));
    let burst = format!("burst = {{ after = \"0 s\", within = \"{within} s\", every = \"{BETWEEN_S} s\" }}");
    let scenario = fleet(devices, &format!("{burst}, size = \"1 B\""), bursts * BETWEEN_S, "");
    let mut case =
        Case::new(format!("{devices} devices"), scenario)
            .identity("messages", devices * bursts, |run| run.delivered().0);
    for (column, q) in [("t_p05_s", 0.05), ("t_p50_s", 0.5), ("t_p95_s", 0.95)] {
        case = case.mean(column, row.number(column), move |run| {
            let times = since(run);
            times[(q * times.len() as f64) as usize]
        });
    }
    let peak = row.number("t_peak_s");
    case.mean("peak_arrivals_per_s", row.number("peak_arrivals_per_s"), move |run| {
        let near = since(run).into_iter().filter(|time| libm::fabs(time - peak) < ABOUT_S).count();
        near as f64 / (2.0 * ABOUT_S) / bursts
    })
}
