//! Where a steady state begins: MSER-5 (K. P. White, M. J. Cobb and S. C. Spratt, "A comparison of five
//! steady-state truncation heuristics for simulation", WSC 2000) on a series of bin means pooled over
//! replications, and whether what it would cut differs from the rest by more than noise.

/// Observations in a batch.
const BATCH: usize = 5;
/// With fewer batches than this the statistic says little.
pub const FEWEST_BATCHES: usize = 10;
/// White noise, too, has its least MSER somewhere: a beginning is cut only if its mean is so many standard
/// errors from the rest. MSER chooses among dozens of places for every class: at 4.5, 28 degrees of freedom and 30
/// places a study of three classes is cut by mistake once in a hundred times at most (Bonferroni) …
const STANDARD_ERRORS: f64 = 4.5;
/// … and by more than this share of the rest's mean.
const SMALLEST_DIFFERENCE: f64 = 1e-3;

/// Where MSER-5 would cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// Observations to drop from the front.
    pub observations: usize,
    /// The statistic there: Σ (Z - mean)² / (k - d)² over the batches kept.
    pub statistic: f64,
    /// The least value lies at the end of the search, half of the series: it is too short to tell.
    pub too_short: bool,
    /// The beginning stands out from the rest.
    pub stands_out: bool,
}

/// MSER-5 over d = 0 ..= k/2 of k batches; `None` with fewer than [`FEWEST_BATCHES`].
pub fn mser5(series: &[f64]) -> Option<Cut> {
    let batch = |chunk: &[f64]| chunk.iter().sum::<f64>() / BATCH as f64;
    let means: Vec<f64> = series.chunks_exact(BATCH).map(batch).collect();
    if means.len() < FEWEST_BATCHES {
        return None;
    }
    let last = means.len() / 2;
    let (mut best, mut least) = (0, f64::INFINITY);
    for cut in 0..=last {
        let statistic = mser(&means[cut..]);
        if statistic < least {
            (best, least) = (cut, statistic);
        }
    }
    Some(Cut {
        observations: best * BATCH,
        statistic: least,
        too_short: best == last,
        stands_out: best > 0 && stands_out(&means, best, best == last),
    })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn squares(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|x| (x - mean) * (x - mean)).sum()
}

fn mser(kept: &[f64]) -> f64 {
    squares(kept) / (kept.len() * kept.len()) as f64
}

/// Of a series that is still on its way the rest moves, too, which is no dependence of noise.
fn stands_out(means: &[f64], cut: usize, moving: bool) -> bool {
    let (front, rest) = means.split_at(cut);
    let variance = squares(rest) / (rest.len() - 1) as f64;
    let alone = variance / front.len() as f64 + variance / rest.len() as f64;
    let error = libm::sqrt(if moving { alone } else { alone * dependence(rest) });
    let difference = libm::fabs(mean(front) - mean(rest));
    difference > STANDARD_ERRORS * error && difference > SMALLEST_DIFFERENCE * libm::fabs(mean(rest))
}

/// By how much the variance of a mean of neighbours exceeds that of as many independent values: (1 + r) / (1 - r) for
/// a first-order autoregression (Law, Simulation Modeling and Analysis, 4.4), r being the correlation of neighbours.
fn dependence(values: &[f64]) -> f64 {
    const MOST: f64 = 0.9;
    let mean = mean(values);
    let products = values.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum::<f64>();
    let all = squares(values);
    let r = if all > 0.0 { (products / all).clamp(0.0, MOST) } else { 0.0 };
    (1.0 + r) / (1.0 - r)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Key;

    #[test]
    fn d20_noise_without_a_beginning_does_not_stand_out() {
        let outstanding = |seed: u64| {
            let series: Vec<f64> = (0..300).map(|n| 5.0 + Key::root(seed, 0).uniform(n)).collect();
            mser5(&series).unwrap().stands_out
        };
        let wrong = (0..1000).filter(|seed| outstanding(*seed)).count();
        assert!(wrong <= 2, "{wrong} of 1000 series of noise were cut");
    }

    /// A queue's latencies wander: neighbours are alike although the whole has no beginning.
    #[test]
    fn d20_a_wandering_series_does_not_stand_out() {
        let outstanding = |seed: u64| {
            let (luck, mut level) = (Key::root(seed, 1), 0.0);
            let step = |n| {
                level = 0.8 * level + luck.normal(n);
                5.0 + level
            };
            let series: Vec<f64> = (0..400).map(step).skip(100).collect();
            mser5(&series).unwrap().stands_out
        };
        let wrong = (0..1000).filter(|seed| outstanding(*seed)).count();
        assert!(wrong <= 10, "{wrong} of 1000 series without a beginning were cut");
    }

    #[test]
    fn d20_a_series_that_never_settles_is_too_short() {
        let series: Vec<f64> = (0..100).map(f64::from).collect();
        assert!(mser5(&series).unwrap().too_short);
        assert_eq!(mser5(&series[..49]), None);
    }
}
