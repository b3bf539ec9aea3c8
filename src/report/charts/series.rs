//! Series of results as points of a plot.

use super::super::figure::{Mark, Stroke};
use crate::experiment::results::Results;

/// Middle of a bin, s.
pub fn middle(results: &Results, bin: usize) -> f64 {
    libm::fmin((bin as f64 + 0.5) * results.scenario.bin_s, results.scenario.simulated_s)
}

/// A value a bin, times `factor`.
pub fn points(results: &Results, series: &[f64], factor: f64) -> Vec<[f64; 2]> {
    series.iter().enumerate().map(|(bin, value)| [middle(results, bin), value * factor]).collect()
}

/// The ends of an interval a bin, times `factor`; bins without an interval are left out.
pub fn band(results: &Results, series: &[Option<[f64; 2]>], factor: f64) -> Vec<[f64; 3]> {
    let known = series.iter().enumerate().filter_map(|(bin, ci)| ci.map(|ci| (bin, ci)));
    known
        .map(|(bin, [low, high])| [middle(results, bin), libm::fmax(low, 0.0) * factor, high * factor])
        .collect()
}

/// A line's mark, with its band where there is one.
pub fn mark(results: &Results, stroke: Stroke) -> Mark {
    if results.scenario.replications > 1 { Mark::Banded(stroke) } else { Mark::Line(stroke) }
}
