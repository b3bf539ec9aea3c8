//! Batch means: one long run cut into batches whose means are nearly independent (A. M. Law, "Simulation Modeling and
//! Analysis", 5th ed., 9.5.3), and the AR(1) process on which such a cut can be checked exactly.

use super::interval::{self, Figure};

/// Mean and interval over batches, and how alike neighbours still are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchMeans {
    /// Mean with its Student-t interval over the batches.
    pub figure: Figure,
    /// Correlation of neighbouring batch means.
    pub lag1: f64,
    /// |lag 1| is below 1.96 / sqrt(b), what independent batches stay under 95 times in 100.
    pub looks_independent: bool,
}

/// Cuts a series into `batches` of equal size; what does not fill one more is left out at the front, where a
/// transient would be. `None` with fewer than two batches, or fewer observations than batches.
pub fn batch_means(series: &[f64], batches: usize) -> Option<BatchMeans> {
    let size = series.len().checked_div(batches).filter(|size| *size > 0 && batches >= 2)?;
    let kept = &series[series.len() - size * batches..];
    let means: Vec<f64> =
        kept.chunks_exact(size).map(|batch| batch.iter().sum::<f64>() / size as f64).collect();
    let lag1 = lag1(&means);
    let bound = 1.96 / libm::sqrt(batches as f64);
    Some(BatchMeans { figure: interval::mean(&means), lag1, looks_independent: libm::fabs(lag1) < bound })
}

/// Correlation of neighbours; 0 where nothing varies.
pub fn lag1(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let all: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    let products: f64 = values.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
    if all > 0.0 { products / all } else { 0.0 }
}

/// X(n+1) = phi X(n) + e, e of variance 1: what batches of it do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ar1 {
    /// Correlation of neighbours, below 1.
    pub phi: f64,
}

impl Ar1 {
    /// Variance of one value.
    pub fn variance(self) -> f64 {
        1.0 / (1.0 - self.phi * self.phi)
    }

    /// n Var(mean of n values) for large n.
    pub fn asymptotic_variance(self) -> f64 {
        1.0 / ((1.0 - self.phi) * (1.0 - self.phi))
    }

    /// Variance of the mean of a batch of `m`: (s² / m) (1 + 2 Σ (1 - k/m) phi^k).
    pub fn batch_variance(self, m: u32) -> f64 {
        let (phi, n) = (self.phi, f64::from(m));
        let power = libm::pow(phi, n);
        let sum = phi / (1.0 - phi) - phi * (1.0 - power) / (n * (1.0 - phi) * (1.0 - phi));
        self.variance() / n * (1.0 + 2.0 * sum)
    }

    /// Correlation of the means of neighbouring batches of `m`.
    pub fn batch_lag1(self, m: u32) -> f64 {
        let (phi, n) = (self.phi, f64::from(m));
        let across = (1.0 - libm::pow(phi, n)) / (1.0 - phi);
        self.variance() * phi * across * across / (n * n) / self.batch_variance(m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Key;

    /// The interval of 30 batches of 1000 holds the mean of an AR(1) of phi 0.8 about 95 times in 100.
    #[test]
    fn intervals_of_long_batches_cover() {
        let covered = |seed: u64| {
            let (luck, mut level) = (Key::root(seed, 3), 0.0);
            let step = |n| {
                level = 0.8 * level + luck.normal(n);
                level
            };
            let series: Vec<f64> = (0..30_500).map(step).collect();
            let batches = batch_means(&series, 30).unwrap();
            let [low, high] = batches.figure.ci.unwrap();
            (low <= 0.0 && 0.0 <= high, batches.looks_independent)
        };
        let found: Vec<_> = (0..200).map(covered).collect();
        let (hits, independent) =
            (found.iter().filter(|f| f.0).count(), found.iter().filter(|f| f.1).count());
        assert!((181..=197).contains(&hits), "{hits} of 200 cover");
        assert!(independent >= 180, "{independent} of 200 look independent");
    }

    #[test]
    fn short_batches_are_told_by_their_likeness() {
        let (luck, mut level) = (Key::root(1, 4), 0.0);
        let step = |n| {
            level = 0.99 * level + luck.normal(n);
            level
        };
        let series: Vec<f64> = (0..3000).map(step).collect();
        let batches = batch_means(&series, 300).unwrap();
        assert!(!batches.looks_independent && batches.lag1 > 0.7, "{batches:?}");
        assert_eq!(batch_means(&series[..10], 11), None);
        assert_eq!(batch_means(&series, 1), None);
    }
}
