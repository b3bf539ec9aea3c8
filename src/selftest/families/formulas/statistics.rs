//! The program's own statistics: quantiles of Student's t, Wilson's interval, order statistics, MSER-5.

use super::{DIGITS, near};
use crate::measure::histogram::Quantile;
use crate::measure::interval::{t_quantile, t_quantile_at, wilson};
use crate::measure::percentile::order_statistics;
use crate::measure::warm_up::mser5;
use crate::selftest::tables::rows;
use crate::selftest::{Cases, Family};

/// Student's t.
pub const STUDENT: Family = Family {
    name: "formulas/student",
    about: "quantiles of Student's t",
    tables: &["stats_t_quantiles"],
    cases: student,
};
/// Wilson's interval.
pub const PROPORTION: Family = Family {
    name: "formulas/wilson",
    about: "Wilson's score interval of a share",
    tables: &["stats_proportion_ci"],
    cases: proportion,
};
/// Order statistics.
pub const QUANTILE: Family = Family {
    name: "formulas/order-statistics",
    about: "order statistics that hold a quantile with 95 %",
    tables: &["stats_quantile_order_ci"],
    cases: quantile,
};
/// MSER-5.
pub const WARM_UP: Family = Family {
    name: "formulas/mser5",
    about: "where MSER-5 cuts a series",
    tables: &["stats_mser5_series", "stats_mser5_expected"],
    cases: warm_up,
};

fn student(cases: &mut Cases) {
    for row in rows("stats_t_quantiles") {
        let freedom = row.number("dof") as u32;
        near(cases, format!("t 0.975 of {freedom}"), row.number("t_0.975"), t_quantile(freedom));
        for (column, confidence) in [("t_0.95", 0.90), ("t_0.975", 0.95), ("t_0.995", 0.99)] {
            let ours = t_quantile_at(confidence, freedom);
            near(cases, format!("{confidence} two-sided, {freedom}"), row.number(column), ours);
        }
    }
}

fn proportion(cases: &mut Cases) {
    for row in rows("stats_proportion_ci") {
        let (k, n) = (row.number("k"), row.number("n"));
        let [low, high] = wilson(k as u64, n as u64);
        near(cases, format!("{k} of {n}, lower"), row.number("wilson_lo"), low);
        near(cases, format!("{k} of {n}, upper"), row.number("wilson_hi"), high);
    }
}

fn quantile(cases: &mut Cases) {
    for row in rows("stats_quantile_order_ci") {
        let (n, q) = (row.number("n"), row.number("q"));
        let found = order_statistics(n as u64, Quantile(libm::round(q * 1e6) as u32));
        let (lower, upper) = (row.maybe("r(lower order stat; 0 = -inf)"), row.maybe("s(upper order stat)"));
        // no interval is refused as a whole
        let exact = upper.and(lower).zip(upper).unwrap_or((0.0, 0.0));
        let ours = found.map_or((0.0, 0.0), |(low, high)| (low as f64, high as f64));
        cases.exactly(format!("{q} of {n}, lower"), exact.0, ours.0, 0.0);
        cases.exactly(format!("{q} of {n}, upper"), exact.1, ours.1, 0.0);
        let reached = |rank: f64| beyond(n as u64, q, (n - rank) as u64);
        let coverage = lower.map_or(1.0, reached) - upper.map_or(0.0, reached);
        near(cases, format!("{q} of {n}, coverage"), row.number("exact_coverage"), coverage);
    }
}

/// P(at most k of n lie beyond the quantile).
fn beyond(n: u64, q: f64, k: u64) -> f64 {
    let (mut term, mut sum) = (libm::pow(q, n as f64), 0.0);
    for at in 0..=k {
        sum += term;
        term *= (n - at) as f64 / (at + 1) as f64 * (1.0 - q) / q;
    }
    sum
}

fn warm_up(cases: &mut Cases) {
    let series: Vec<f64> = rows("stats_mser5_series").iter().map(|row| row.number("x")).collect();
    let Some(cut) = mser5(&series) else { return };
    let kept = &series[cut.observations..];
    let mean = kept.iter().sum::<f64>() / kept.len() as f64;
    cases.exactly(
        "stands out, not too short",
        1.0,
        f64::from(u8::from(cut.stands_out && !cut.too_short)),
        0.0,
    );
    for row in rows("stats_mser5_expected") {
        let ours = match row.text("quantity") {
            "n" => series.len() as f64,
            "truncate_observations" => cut.observations as f64,
            "MSER_at_d" => cut.statistic,
            "mean_after_truncation" => mean,
            "raw_mean" => series.iter().sum::<f64>() / series.len() as f64,
            _ => continue,
        };
        let exact = row.number("value");
        cases.exactly(row.text("quantity"), exact, ours, DIGITS * exact);
    }
}
