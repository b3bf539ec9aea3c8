//! The pass rule. A row's estimate is the mean of one sample from each replication; a table passes if no row's
//! difference is significant at a family-wise 1 % (Student's t; Holm's and Bonferroni's corrections agree on
//! whether any row fails) and every row is precise enough for that to mean something.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Chance that a table of true rows fails.
const FAMILY_WISE: f64 = 0.01;
/// Greatest half-width of a 95 % interval: of a mean, relative; of a probability, relative to the smaller of it
/// and its complement.
const OF_A_MEAN: f64 = 0.05;
const OF_A_LOSS: f64 = 0.10;

struct Comparison {
    label: String,
    exact: f64,
    /// Error of the exact answer itself, where it is not exact.
    band: f64,
    estimate: f64,
    standard_error: f64,
    freedom: f64,
    widest: f64,
}

impl Comparison {
    fn student(&self) -> StudentsT {
        StudentsT::new(0.0, 1.0, self.freedom).expect("more than one replication")
    }

    /// Chance of a difference as great as this one.
    fn p_value(&self) -> f64 {
        let beyond = ((self.estimate - self.exact).abs() - self.band).max(0.0);
        match self.standard_error > 0.0 {
            true => 2.0 * (1.0 - self.student().cdf(beyond / self.standard_error)),
            false => f64::from(u8::from(beyond < 1e-9 * self.exact.abs())),
        }
    }

    fn half_width(&self) -> f64 {
        self.student().inverse_cdf(0.975) * self.standard_error
    }
}

/// Rows judged together.
pub struct Table {
    name: &'static str,
    rows: Vec<Comparison>,
}

impl Table {
    pub fn new(name: &'static str) -> Table {
        Table { name, rows: Vec::new() }
    }

    /// A mean, a percentile: anything with a unit.
    pub fn mean(&mut self, label: impl Into<String>, exact: f64, samples: &[f64]) {
        self.add(label.into(), exact, 0.0, samples, OF_A_MEAN * exact);
    }

    /// A probability.
    pub fn share(&mut self, label: impl Into<String>, exact: f64, samples: &[f64]) {
        self.share_within(label, exact, 0.0, samples);
    }

    /// A probability too small for the precision asked of others: where something was seen it must not differ, and
    /// where nothing was the bound by the rule of three must lie above it.
    pub fn rare(&mut self, label: impl Into<String>, exact: f64, pairs: &[(f64, f64)]) {
        let (seen, of) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        let label = label.into();
        if seen > 0.0 {
            self.add(label, exact, 0.0, &ratio(pairs), f64::INFINITY);
        } else {
            let bound = 3.0 / of;
            println!("{label}: none of {of}, at most {bound:.1e} (95 %), exact {exact:.1e}");
            assert!(exact <= bound, "{label}: none of {of} though {exact} of them are expected");
        }
    }

    /// A probability known up to `band`.
    pub fn share_within(&mut self, label: impl Into<String>, exact: f64, band: f64, samples: &[f64]) {
        self.add(label.into(), exact, band, samples, OF_A_LOSS * exact.min(1.0 - exact));
    }

    fn add(&mut self, label: String, exact: f64, band: f64, samples: &[f64], widest: f64) {
        let (estimate, standard_error) = mean_and_error(samples);
        let freedom = samples.len() as f64 - 1.0;
        self.rows.push(Comparison { label, exact, band, estimate, standard_error, freedom, widest });
    }

    /// Prints the table and fails unless every row holds.
    pub fn judge(self) {
        assert!(!self.rows.is_empty(), "{}: no row was reached", self.name);
        let least = FAMILY_WISE / self.rows.len() as f64;
        let mut wrong = Vec::new();
        println!("{}\n{:44} {:>12} {:>12} {:>10} {:>7}", self.name, "", "exact", "simulated", "± 95 %", "t");
        for row in &self.rows {
            let t = (row.estimate - row.exact) / row.standard_error;
            let line = format!(
                "{:44} {:12.6} {:12.6} {:10.6} {t:7.2}",
                row.label,
                row.exact,
                row.estimate,
                row.half_width()
            );
            println!("{line}");
            if row.p_value() < least {
                wrong.push(format!("differs:   {line}"));
            }
            if row.half_width() > row.widest {
                wrong.push(format!("imprecise: {line}"));
            }
        }
        assert!(wrong.is_empty(), "{}\n{}", self.name, wrong.join("\n"));
    }
}

/// Mean of samples and its standard error.
pub fn mean_and_error(samples: &[f64]) -> (f64, f64) {
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    let squares: f64 = samples.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// One sample from each replication whose mean estimates Σ part / Σ whole, its bias of order 1/R removed
/// (jackknife; R. G. Miller, Biometrika 61, 1974). Replications without any of the whole add nothing.
pub fn ratio(pairs: &[(f64, f64)]) -> Vec<f64> {
    let (part, whole) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let n = pairs.len() as f64;
    let pseudo = |pair: &(f64, f64)| n * part / whole - (n - 1.0) * (part - pair.0) / (whole - pair.1);
    pairs.iter().map(pseudo).collect()
}
