//! A measure's values replication by replication, and the paired interval of the difference of two such series.

use super::comparison::Unit;
use crate::measure::interval::{pseudo_values, t_quantile_at};

/// More further replications than this are not named.
const MOST_MORE: u64 = 10_000;
/// Where the spread is 0, so few events more or less are not taken for a difference.
const FEW_EVENTS: f64 = 5.0;

/// What rounding may leave of values that are the same, relative to them.
const NOISE: f64 = 1e-11;

/// A measure over replications.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Over all of them, as the results report it.
    pub value: Option<f64>,
    /// Of each by itself.
    pub own: Vec<Option<f64>>,
    /// What each weighs: the denominators of a ratio of sums; none where all weigh the same.
    pub weights: Option<Vec<f64>>,
}

impl Series {
    /// Of counts over counts.
    pub fn ratio(value: Option<f64>, events: &[u64], trials: &[u64]) -> Series {
        let own = events.iter().zip(trials).map(|(k, n)| (*n > 0).then(|| *k as f64 / *n as f64));
        let weights = trials.iter().map(|n| *n as f64).collect();
        Series { value, own: own.collect(), weights: Some(weights) }
    }

    /// Of plain values.
    pub fn plain(value: Option<f64>, own: impl IntoIterator<Item = Option<f64>>) -> Series {
        Series { value, own: own.into_iter().collect(), weights: None }
    }

    /// Keeps the first `n` replications; the value is made anew where they are not the whole.
    pub fn keep(&mut self, n: usize, whole: bool) {
        self.own.truncate(n);
        if let Some(weights) = &mut self.weights {
            weights.truncate(n);
        }
        if !whole {
            self.value = self.mean();
        }
    }

    fn mean(&self) -> Option<f64> {
        let (mut top, mut bottom) = (0.0, 0.0);
        for (value, weight) in self.own.iter().zip(self.all_weights()) {
            let Some(value) = value else { continue };
            (top, bottom) = (top + value * weight, bottom + weight);
        }
        (bottom > 0.0).then(|| top / bottom)
    }

    fn all_weights(&self) -> Vec<f64> {
        self.weights.clone().unwrap_or_else(|| vec![1.0; self.own.len()])
    }

    /// What each replication contributes to the value.
    fn contributions(&self) -> Vec<Option<f64>> {
        let Some(weights) = &self.weights else { return self.own.clone() };
        let pairs: Vec<(f64, f64)> = self
            .own
            .iter()
            .zip(weights)
            .map(|(value, weight)| (value.unwrap_or(0.0) * weight, *weight))
            .collect();
        let known = self.own.iter().map(Option::is_some);
        pseudo_values(&pairs).into_iter().zip(known).map(|(value, known)| known.then_some(value)).collect()
    }
}

/// What pairing tells of a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paired {
    /// The second's value less the first's.
    pub difference: Option<f64>,
    /// Its interval.
    pub ci: Option<[f64; 2]>,
    /// Replications that have the measure on both sides.
    pub n: usize,
    /// Variance of an unpaired difference over that of the paired one.
    pub variance_reduction: Option<f64>,
    /// Further replications that would show the difference seen.
    pub more: Option<u64>,
    /// All replications agree on a difference of too few events to be believed.
    pub few_events: bool,
}

impl Paired {
    /// Whether the interval lies beside 0.
    pub fn shows(&self) -> bool {
        !self.few_events && self.ci.is_some_and(|[low, high]| low > 0.0 || high < 0.0)
    }
}

/// The difference `b` - `a` with its interval of the given confidence: Student's t on the replications' differences.
pub fn paired(a: &Series, b: &Series, confidence: f64, unit: Unit) -> Paired {
    let both: Vec<(f64, f64)> =
        a.contributions().into_iter().zip(b.contributions()).filter_map(|(a, b)| Some((a?, b?))).collect();
    let noise =
        NOISE * both.iter().map(|(a, b)| libm::fmax(libm::fabs(*a), libm::fabs(*b))).fold(0.0, libm::fmax);
    let exact = |seen: f64| if libm::fabs(seen) > noise { seen } else { 0.0 };
    let difference = a.value.zip(b.value).map(|(a, b)| exact(b - a));
    let n = both.len();
    let (Some(seen), 2..) = (difference, n) else { return Paired { difference, n, ..Paired::default() } };
    let of = |part: fn(&(f64, f64)) -> f64| variance(&both.iter().map(part).collect::<Vec<_>>());
    let (unpaired, own) = (of(|p| p.0) + of(|p| p.1), of(|p| p.1 - p.0));
    let own = if own > noise * noise { own } else { 0.0 };
    let half = t_quantile_at(confidence, n as u32 - 1) * libm::sqrt(own / n as f64);
    let trials: f64 = a.weights.iter().flatten().sum();
    let few = unit == Unit::Share && a.weights.is_some() && own == 0.0 && seen != 0.0;
    let paired = Paired {
        difference,
        ci: Some([seen - half, seen + half]),
        n,
        variance_reduction: (unpaired > 0.0 && own > 0.0).then(|| unpaired / own),
        more: None,
        few_events: few && libm::fabs(seen) * trials < FEW_EVENTS,
    };
    Paired { more: if paired.shows() { None } else { more(seen, own, n as u64, confidence) }, ..paired }
}

fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)
}

/// The smallest further number with t·s/√n below the difference seen; `None` beyond [`MOST_MORE`].
fn more(seen: f64, variance: f64, n: u64, confidence: f64) -> Option<u64> {
    let shows = |more: u64| {
        let all = n + more;
        let t = t_quantile_at(confidence, (all - 1) as u32);
        t * libm::sqrt(variance / all as f64) < libm::fabs(seen)
    };
    if seen == 0.0 || !shows(MOST_MORE) {
        return None;
    }
    let (mut low, mut high) = (0, MOST_MORE);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if shows(middle) { high = middle } else { low = middle }
    }
    Some(high)
}
