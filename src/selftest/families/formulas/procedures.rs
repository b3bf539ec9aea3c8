//! Procedures on figures with noise: selection, searching, batches, stopping.

use super::{DIGITS, near};
use crate::measure::batch_means::Ar1;
use crate::measure::selection::bisection::{Belief, CONFIDENCE, Side};
use crate::measure::selection::kim_nelson::{Procedure, eta};
use crate::measure::selection::ocba;
use crate::measure::sequential::relative_half_width;
use crate::selftest::tables::rows;
use crate::selftest::{Cases, Family};

/// Kim and Nelson's constants.
pub const KIM_NELSON: Family = Family {
    name: "formulas/kim-nelson",
    about: "constants of the selection procedure KN",
    tables: &["stats_kn_constants"],
    cases: kim_nelson,
};
/// OCBA.
pub const OCBA: Family = Family {
    name: "formulas/ocba",
    about: "shares of replications by OCBA",
    tables: &["stats_ocba"],
    cases: shares,
};
/// Probabilistic bisection.
pub const BISECTION: Family = Family {
    name: "formulas/bisection",
    about: "medians of probabilistic bisection",
    tables: &["stats_pba_vector"],
    cases: bisection,
};
/// Batch means.
pub const BATCHES: Family = Family {
    name: "formulas/batch-means",
    about: "batches of a first-order autoregression",
    tables: &["stats_ar1_batch_means"],
    cases: batches,
};
/// Relative precision.
pub const PRECISION: Family = Family {
    name: "formulas/precision",
    about: "the half-width that a relative error takes",
    tables: &["stats_relative_precision"],
    cases: precision,
};

fn kim_nelson(cases: &mut Cases) {
    for row in rows("stats_kn_constants") {
        let (systems, first) = (row.number("k_systems") as u32, row.number("n0") as u32);
        let alpha = row.number("alpha");
        let name = |what: &str| format!("{systems} systems, n0 {first}, alpha {alpha}, {what}");
        near(cases, name("eta"), row.number("eta(c=1)"), eta(systems, first, alpha));
        let ours = Procedure::new(systems, first, alpha, 1.0).h_squared;
        near(cases, name("h squared"), row.number("h_squared"), ours);
    }
}

fn shares(cases: &mut Cases) {
    let list = |text: &str| -> Vec<f64> {
        let parts = text.trim_matches(['[', ']']).split(", ");
        parts.map(|number| number.parse().unwrap_or(f64::NAN)).collect()
    };
    for row in rows("stats_ocba") {
        let means = row.text("means(min best)");
        let ours = ocba::shares(&list(means), &list(row.text("sd"))).unwrap_or_default();
        for (at, exact) in list(row.text("fractions")).into_iter().enumerate() {
            let ours = ours.get(at).copied().unwrap_or(f64::NAN);
            near(cases, format!("means {means}, system {}", at + 1), exact, ours);
        }
    }
}

fn bisection(cases: &mut Cases) {
    let mut belief = Belief::new(0.0, 1.0, CONFIDENCE);
    for row in rows("stats_pba_vector") {
        let (step, asked) = (row.text("step"), belief.median());
        near(cases, format!("step {step}, asked"), row.number("query_x(median)"), asked);
        let right = row.text("oracle_answer").ends_with("right");
        belief.answer(asked, if right { Side::Right } else { Side::Left });
        near(cases, format!("step {step}, next"), row.number("next_median(pc=0.75)"), belief.median());
    }
}

fn batches(cases: &mut Cases) {
    for row in rows("stats_ar1_batch_means") {
        let (process, m) = (Ar1 { phi: row.number("phi") }, row.number("batch_size") as u32);
        for (column, ours) in [
            ("Var_X", process.variance()),
            ("n_Var_mean_limit", process.asymptotic_variance()),
            ("Var_batch_mean", process.batch_variance(m)),
            ("lag1_corr_batch_means", process.batch_lag1(m)),
        ] {
            let name = format!("phi {}, batches of {m}, {column}", process.phi);
            cases.exactly(name, row.number(column), ours, DIGITS * row.number(column));
        }
    }
}

fn precision(cases: &mut Cases) {
    for row in rows("stats_relative_precision") {
        let error = row.number("target_rel_error");
        let exact = row.number("adjusted_rel_halfwidth g/(1+g)");
        near(cases, format!("{error}"), exact, relative_half_width(error));
    }
}
