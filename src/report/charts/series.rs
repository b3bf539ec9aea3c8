//! Series of results as points of a plot.

use super::super::figure::{Key, Layer, Mark, Stroke};
use super::super::{format, style};
use super::axes;
use crate::experiment::results::Results;

/// Messages that a point of a ratio stands for on average, at least: fewer would show luck as an event.
const FEWEST: f64 = 20.0;
/// Of the normal distribution, for 95 %.
const Z: f64 = 1.96;

/// Middle of a bin, s.
pub fn middle(results: &Results, bin: usize) -> f64 {
    libm::fmin((bin as f64 + 0.5) * results.scenario.bin_s, results.scenario.simulated_s)
}

/// How much of a warm-up a time chart shows before its window: all, where it can be seen and leaves room for the rest.
pub fn warm_up_s(results: &Results) -> f64 {
    let (cut, window) = (results.scenario.warm_up_s, results.scenario.simulated_s);
    if cut >= 0.01 * window && cut <= 0.5 * window { cut } else { 0.0 }
}

/// Its background, and what it means.
pub fn warm_up(results: &Results, legend: &mut Vec<Key>) -> Option<Layer> {
    let cut = warm_up_s(results);
    (cut > 0.0).then(|| {
        let end = if results.analysis.warm_up.method == "MSER-5" { "cut (MSER-5)" } else { "not measured" };
        let label = format!("warm-up of {}, {end}", format::span_or_time(cut));
        legend.push(Key::new(Mark::Fill(style::EDGE), label));
        Layer::Unmeasured { from: -cut, to: 0.0 }
    })
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

/// How many bins one point joins, so that it stands for messages enough; together they last as clocks go.
pub fn joined(results: &Results, offered: &[u64]) -> usize {
    let busy = offered.iter().filter(|n| **n > 0).count();
    let each = offered.iter().sum::<u64>() as f64 / busy.max(1) as f64;
    if each <= 0.0 || each >= FEWEST {
        return 1;
    }
    let most = offered.len().max(1);
    whole_steps(results.scenario.bin_s, libm::ceil(FEWEST / each) as usize).unwrap_or(most).min(most)
}

/// The least number of bins, from `least` on, that last as long as a step of a clock.
pub fn whole_steps(bin_s: f64, least: usize) -> Option<usize> {
    let bins = axes::CLOCK_STEPS_S.iter().map(|step| step / bin_s);
    let fits = |n: &f64| *n > least as f64 - 1e-6 && libm::fabs(n - libm::round(*n)) < 1e-6;
    bins.filter(|n| fits(n)).map(|n| libm::round(n) as usize).next()
}

/// A ratio of counts over a slot of joined bins.
pub struct Slot {
    /// Middle of the slot, s.
    pub at: f64,
    /// Which slot.
    pub index: usize,
    /// Delivered over offered.
    pub ratio: f64,
    /// Wilson's interval (1927), as if messages were independent.
    pub wilson: [f64; 2],
}

/// The slots in which something was offered.
pub fn ratios(results: &Results, offered: &[u64], delivered: &[u64], joined: usize) -> Vec<Slot> {
    let sums = |series: &[u64]| series.chunks(joined).map(|slot| slot.iter().sum()).collect::<Vec<u64>>();
    let pairs = sums(offered).into_iter().zip(sums(delivered)).enumerate().filter(|(_, (n, _))| *n > 0);
    let width = joined as f64 * results.scenario.bin_s;
    let end = results.scenario.simulated_s;
    let slot = |(index, (n, k)): (usize, (u64, u64))| {
        let from = index as f64 * width;
        let (n, ratio) = (n as f64, k as f64 / n as f64);
        let at = (from + libm::fmin(from + width, end)) / 2.0;
        Slot { at, index, ratio, wilson: wilson(n, ratio) }
    };
    pairs.map(slot).collect()
}

fn wilson(n: f64, ratio: f64) -> [f64; 2] {
    let weight = 1.0 + Z * Z / n;
    let middle = (ratio + Z * Z / (2.0 * n)) / weight;
    let half = Z / weight * libm::sqrt(ratio * (1.0 - ratio) / n + Z * Z / (4.0 * n * n));
    [libm::fmax(middle - half, 0.0), libm::fmin(middle + half, 1.0)]
}

/// Runs of slots without an empty one between: nothing is drawn where nothing was offered.
pub fn runs(slots: &[Slot]) -> Vec<&[Slot]> {
    slots.chunk_by(|one, next| next.index == one.index + 1).collect()
}
