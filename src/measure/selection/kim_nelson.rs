//! KN: the best of k systems, surely found if it is better than the next by an indifference zone delta, losers dropped
//! as they show (S.-H. Kim and B. L. Nelson, "A fully sequential procedure for indifference-zone selection in
//! simulation", ACM TOMACS 11, 2001). The larger mean is the better.

/// What the procedure needs to know before it starts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Procedure {
    /// Observations of each system before anyone may be dropped, at least 2.
    pub first_stage: u32,
    /// A difference smaller than this is not worth finding.
    pub delta: f64,
    /// h² = 2 c eta (n0 - 1), with c = 1.
    pub h_squared: f64,
}

/// eta for k systems, n0 first observations and an error of alpha: ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2.
pub fn eta(systems: u32, first_stage: u32, alpha: f64) -> f64 {
    let each = 2.0 * alpha / f64::from(systems - 1);
    0.5 * (libm::pow(each, -2.0 / f64::from(first_stage - 1)) - 1.0)
}

impl Procedure {
    /// For the best of `systems` (2 or more) with a chance of error of at most `alpha`.
    pub fn new(systems: u32, first_stage: u32, alpha: f64, delta: f64) -> Procedure {
        let h_squared = 2.0 * eta(systems, first_stage, alpha) * f64::from(first_stage - 1);
        Procedure { first_stage, delta, h_squared }
    }

    /// W(r): how far behind a rival a system may be after r observations and stay, the difference of the two having
    /// this variance in the first stage.
    pub fn allowance(&self, variance_of_difference: f64, r: u32) -> f64 {
        let r = f64::from(r);
        let d2 = self.delta * self.delta;
        libm::fmax(self.delta / (2.0 * r) * (self.h_squared * variance_of_difference / d2 - r), 0.0)
    }

    /// Observes all that are left, one at a time, until one is; `observe(system, n)` is the n-th observation. Answers
    /// the one that is left and how many observations of each were made.
    pub fn select(&self, systems: usize, mut observe: impl FnMut(usize, u32) -> f64) -> (usize, Vec<u32>) {
        let first = |at: usize, observe: &mut dyn FnMut(usize, u32) -> f64| {
            (0..self.first_stage).map(|n| observe(at, n)).collect::<Vec<f64>>()
        };
        let stage: Vec<Vec<f64>> = (0..systems).map(|at| first(at, &mut observe)).collect();
        let mut sums: Vec<f64> = stage.iter().map(|values| values.iter().sum()).collect();
        let mut made = vec![self.first_stage; systems];
        let mut left: Vec<usize> = (0..systems).collect();
        let mut r = self.first_stage;
        loop {
            let behind = |i: usize, l: usize| {
                sums[i] / f64::from(r)
                    < sums[l] / f64::from(r) - self.allowance(variance(&stage[i], &stage[l]), r)
            };
            let stays = |i: &usize| !left.iter().any(|l| l != i && behind(*i, *l));
            left = left.iter().copied().filter(stays).collect();
            if let [best] = left[..] {
                return (best, made);
            }
            for &at in &left {
                sums[at] += observe(at, r);
                made[at] += 1;
            }
            r += 1;
        }
    }
}

/// Of the differences of two systems' observations, pair by pair.
fn variance(a: &[f64], b: &[f64]) -> f64 {
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let mean = differences.iter().sum::<f64>() / differences.len() as f64;
    differences.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (differences.len() as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Key;

    /// Five normals, the best by exactly delta: right at least 95 times in 100, less two standard errors.
    #[test]
    fn the_best_is_found_as_often_as_promised() {
        const RUNS: u64 = 1000;
        let procedure = Procedure::new(5, 10, 0.05, 1.0);
        let right = |run: &u64| {
            let observe = |system: usize, n: u32| {
                let mean = if system == 3 { 1.0 } else { 0.0 };
                mean + Key::root(*run, system as u64).normal(u64::from(n))
            };
            procedure.select(5, observe).0 == 3
        };
        let share = (0..RUNS).filter(right).count() as f64 / RUNS as f64;
        assert!(share >= 0.95 - 2.0 * (0.05f64 * 0.95 / RUNS as f64).sqrt(), "{share}");
    }

    #[test]
    fn what_is_far_behind_is_dropped_first() {
        let observe =
            |system: usize, n: u32| [0.0, 9.0, 10.0][system] + Key::root(1, system as u64).normal(n.into());
        let (best, made) = Procedure::new(3, 10, 0.05, 0.5).select(3, observe);
        assert_eq!(best, 2);
        assert!(made[0] == 10 && made[1] >= 10, "{made:?}");
    }
}
