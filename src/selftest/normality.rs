//! Whether the differences are as large as chance makes them: z-scores of independent measures, one a case,
//! against the standard normal law by Kolmogorov and Smirnov. Rows that all agree but sit too close, or lean to one
//! side, would show here.

use serde::Serialize;

use super::report::FamilyReport;
use crate::chance::normal_distribution;

/// With fewer scores the test says nothing.
const FEWEST: usize = 8;
/// A self-test fails below this chance.
const LEAST: f64 = 0.001;

/// The test of Kolmogorov and Smirnov.
#[derive(Clone, Debug, Serialize)]
pub struct Normality {
    /// Scores, in the order of the families.
    pub z: Vec<f64>,
    /// Greatest distance between their distribution and the normal law.
    pub distance: f64,
    /// Chance of a distance as great as this one.
    pub p: f64,
}

impl Normality {
    /// Of all families; `None` with too few scores.
    pub fn of(families: &[FamilyReport]) -> Option<Normality> {
        let z = families.iter().flat_map(|family| &family.rows).filter_map(|row| row.independent_z);
        Normality::test(z.collect())
    }

    fn test(z: Vec<f64>) -> Option<Normality> {
        if z.len() < FEWEST {
            return None;
        }
        let mut sorted = z.clone();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let apart = |(at, z): (usize, &f64)| {
            let (below, expected) = (at as f64 / n, normal_distribution(*z));
            (expected - below).max(below + 1.0 / n - expected)
        };
        let distance = sorted.iter().enumerate().map(apart).fold(0.0, f64::max);
        Some(Normality { p: kolmogorov(distance, n), distance, z })
    }

    /// Whether chance explains it.
    pub fn holds(&self) -> bool {
        self.p >= LEAST
    }
}

/// P(D ≥ distance) for n observations: Kolmogorov's limit at the argument that M. A. Stephens (Journal of the Royal
/// Statistical Society B 32, 1970) gives for finite n.
fn kolmogorov(distance: f64, n: f64) -> f64 {
    let root = libm::sqrt(n);
    let x = (root + 0.12 + 0.11 / root) * distance;
    let term = |k: i32| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * libm::exp(-2.0 * f64::from(k * k) * x * x)
    };
    if x < 0.2 { 1.0 } else { (1..=100).map(term).sum::<f64>().clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Key;

    #[test]
    fn chances_are_those_of_the_limit() {
        // Kolmogorov's distribution: 1.3581 at 5 %, 1.6276 at 1 %
        for (x, p) in [(1.3581, 0.05), (1.6276, 0.01)] {
            let n = 1e8;
            assert!((kolmogorov(x / 1e4, n) - p).abs() < 1e-4, "{x}");
        }
    }

    #[test]
    fn normal_scores_hold_and_narrow_or_shifted_ones_do_not() {
        let scores = |of: &dyn Fn(f64) -> f64| (0..200).map(|n| of(Key::root(3, 0).normal(n))).collect();
        assert!(Normality::test(scores(&|z| z)).unwrap().holds());
        assert!(!Normality::test(scores(&|z| z / 3.0)).unwrap().holds());
        assert!(!Normality::test(scores(&|z| z + 0.5)).unwrap().holds());
        assert!(Normality::test(vec![0.0; 3]).is_none());
    }
}
