//! 95 % intervals over replications: Student-t for means, jackknife for ratios of sums, Wilson where events are
//! too few for either (D. R. Cox and D. V. Hinkley, "Theoretical Statistics", 1974; E. B. Wilson, JASA 22, 1927).
//!
//! The t quantile is computed here, not by a statistics crate: results must be the same bytes on every machine,
//! and those crates call the platform's own logarithms.

use std::sync::OnceLock;

/// z of a two-sided 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// Fewer events than this, and a ratio's interval also looks at the counts (Wilson).
const FEW_EVENTS: u64 = 5;

/// A value with its interval, and what is to be said about it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    /// The value; `None` if nothing was observed.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub ci: Option<[f64; 2]>,
    /// Why there is no interval, or on what it rests.
    pub note: Note,
}

/// What must be said about a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Note {
    /// Nothing.
    #[default]
    Plain,
    /// Nothing was observed.
    Nothing,
    /// One replication, or only one that observed anything, has no spread, so there is no interval.
    OneReplication,
    /// Too few observations for the value and its interval.
    TooFew {
        /// Observations that would do.
        observations: u64,
        /// Replications that would do.
        replications: u64,
    },
    /// No event at all: the bound is 3/n and holds if events are independent.
    RuleOfThree {
        /// Trials without an event.
        trials: u64,
    },
}

impl Figure {
    /// Half of the interval's width.
    pub fn half_width(&self) -> Option<f64> {
        self.ci.map(|[low, high]| (high - low) / 2.0)
    }

    fn nothing() -> Figure {
        Figure { note: Note::Nothing, ..Figure::default() }
    }

    /// A value without spread, because there is only one replication.
    pub fn single(value: f64) -> Figure {
        Figure { value: Some(value), ci: None, note: Note::OneReplication }
    }

    /// The same figure with its interval cut to [low, high].
    pub fn cut(mut self, low: f64, high: f64) -> Figure {
        self.ci = self.ci.map(|[a, b]| [a.clamp(low, high), b.clamp(low, high)]);
        self
    }
}

/// P(|T| < t) for a Student variable of `dof` degrees of freedom, in closed form
/// (Abramowitz and Stegun, 26.7.3 and 26.7.4).
fn within(t: f64, dof: u32) -> f64 {
    let nu = f64::from(dof);
    let (cos2, sin) = (nu / (nu + t * t), t / libm::sqrt(nu + t * t));
    let odd = dof % 2 == 1;
    let (mut sum, mut term, mut k) =
        (0.0, if odd { libm::sqrt(cos2) } else { 1.0 }, if odd { 2.0 } else { 1.0 });
    while k < nu {
        sum += term;
        term *= cos2 * k / (k + 1.0);
        k += 2.0;
    }
    let angle = libm::atan(t / libm::sqrt(nu));
    if odd { std::f64::consts::FRAC_2_PI * (angle + sin * sum) } else { sin * sum }
}

/// P(T ≤ t) for a Student variable of `dof` degrees of freedom.
pub fn t_distribution(t: f64, dof: u32) -> f64 {
    let half = within(libm::fabs(t), dof) / 2.0;
    if t < 0.0 { 0.5 - half } else { 0.5 + half }
}

fn solve_t(dof: u32) -> f64 {
    let (mut low, mut high) = (1.9, 13.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if within(middle, dof) < 0.95 { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// The 97.5 % quantile of Student's t: half-width of a two-sided 95 % interval in standard errors.
pub fn t_quantile(dof: u32) -> f64 {
    static KNOWN: [OnceLock<f64>; 1024] = [const { OnceLock::new() }; 1024];
    match KNOWN.get(dof as usize) {
        _ if dof == 0 => f64::INFINITY,
        Some(known) => *known.get_or_init(|| solve_t(dof)),
        None => solve_t(dof),
    }
}

/// The same of a two-sided interval of another confidence (0.95 for 95 %).
pub fn t_quantile_at(confidence: f64, dof: u32) -> f64 {
    if dof == 0 {
        return f64::INFINITY;
    }
    let (mut low, mut high) = (0.0, 1e6);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if within(middle, dof) < confidence { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// `value` ± t·s/√n, s being the spread of `samples`, one from each replication or group of them.
pub fn around(value: f64, samples: &[f64]) -> Figure {
    let n = samples.len() as f64;
    if samples.len() < 2 {
        return Figure::single(value);
    }
    let mean = samples.iter().sum::<f64>() / n;
    let squares: f64 = samples.iter().map(|x| (x - mean) * (x - mean)).sum();
    let half = t_quantile(samples.len() as u32 - 1) * libm::sqrt(squares / (n - 1.0) / n);
    Figure { value: Some(value), ci: Some([value - half, value + half]), note: Note::Plain }
}

/// The same where the samples lean to one side, as delays near saturation do: both ends are moved as far as their third
/// moment says (R. Willink, "A confidence interval and test for the mean of an asymmetric distribution", Commun. Stat.
/// Theory Methods 34, 2005).
pub fn around_leaning(value: f64, samples: &[f64]) -> Figure {
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    let moment = |power| samples.iter().map(|x| libm::pow(x - mean, power)).sum::<f64>();
    let error = libm::sqrt(moment(2.0) / (n - 1.0) / n);
    if samples.len() < 3 || error <= 0.0 {
        return around(value, samples);
    }
    let third = n / ((n - 1.0) * (n - 2.0)) * moment(3.0);
    let lean = third / (6.0 * n * n * error * error * error);
    let t = t_quantile(samples.len() as u32 - 1);
    let ends = [t, -t].map(|t| value - error * unbent(t, lean));
    Figure { value: Some(value), ci: Some(ends), note: Note::Plain }
}

/// Willink's G: the studentised mean that a lean turns into this one; the same where nothing leans.
fn unbent(x: f64, lean: f64) -> f64 {
    match libm::fabs(lean) > 1e-9 {
        true => (libm::cbrt(1.0 + 6.0 * lean * (x - lean)) - 1.0) / (2.0 * lean),
        false => x,
    }
}

/// The mean of one sample from each replication.
pub fn mean(samples: &[f64]) -> Figure {
    if samples.is_empty() {
        return Figure::nothing();
    }
    around(samples.iter().sum::<f64>() / samples.len() as f64, samples)
}

/// Σ numerators / Σ denominators, one pair from each replication, with a jackknife interval
/// (R. G. Miller, "The jackknife: a review", Biometrika 61, 1974).
pub fn ratio(pairs: &[(f64, f64)]) -> Figure {
    let (top, bottom) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    if bottom <= 0.0 {
        return Figure::nothing();
    }
    if pairs.iter().filter(|(_, y)| *y > 0.0).count() < 2 {
        return Figure::single(top / bottom);
    }
    around(top / bottom, &pseudo_values(pairs))
}

/// What each pair by itself contributes to Σ numerators / Σ denominators: the jackknife's pseudo-values.
pub fn pseudo_values(pairs: &[(f64, f64)]) -> Vec<f64> {
    let (top, bottom) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let (n, value) = (pairs.len() as f64, top / bottom);
    let pseudo_value = |&(x, y): &(f64, f64)| match bottom - y {
        rest if rest > 0.0 => n * value - (n - 1.0) * (top - x) / rest,
        _ => value,
    };
    pairs.iter().map(pseudo_value).collect()
}

/// Wilson's score interval for k events in n trials.
pub fn wilson(k: u64, n: u64) -> [f64; 2] {
    let (k, n) = (k as f64, n as f64);
    let (p, z2) = (k / n, Z * Z);
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * libm::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
    [(centre - half).max(0.0), (centre + half).min(1.0)]
}

/// A share: Σk / Σn, one pair from each replication, with an interval within [0, 1]. Where all replications
/// agree or events are few, spread alone would be too sure: the wider of jackknife and Wilson. Without any
/// event the bound is 3/n (J. A. Hanley and A. Lippman-Hand, JAMA 249, 1983).
pub fn share(pairs: &[(u64, u64)]) -> Figure {
    let (k, n) = pairs.iter().fold((0, 0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let figure = ratio(&pairs.iter().map(|&(k, n)| (k as f64, n as f64)).collect::<Vec<_>>()).cut(0.0, 1.0);
    let events = k.min(n.saturating_sub(k));
    match figure.ci {
        None => figure,
        Some(_) if events == 0 => {
            let bound = (3.0 / n as f64).min(1.0);
            let ci = if k == 0 { [0.0, bound] } else { [1.0 - bound, 1.0] };
            Figure { ci: Some(ci), note: Note::RuleOfThree { trials: n }, ..figure }
        }
        Some(ci) if events < FEW_EVENTS || agree(pairs) => {
            let wilson = wilson(k, n);
            let wider = if wilson[1] - wilson[0] > ci[1] - ci[0] { wilson } else { ci };
            Figure { ci: Some(wider), ..figure }
        }
        Some(_) => figure,
    }
}

/// Whether all replications with any trial have the same share.
fn agree(pairs: &[(u64, u64)]) -> bool {
    let mut tried = pairs.iter().filter(|(_, n)| *n > 0);
    let Some(first) = tried.next() else { return true };
    let cross = |a: u64, b: u64| u128::from(a) * u128::from(b);
    tried.all(|(k, n)| cross(*k, first.1) == cross(first.0, *n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-8 * b.abs().max(1.0)
    }

    #[test]
    fn mean_has_a_student_interval() {
        let figure = mean(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        let half = 2.77644511 * (2.5f64 / 5.0).sqrt();
        assert_eq!(figure.value, Some(3.0));
        assert!((figure.half_width().unwrap() - half).abs() < 1e-7);
        assert_eq!(mean(&[7.0]), Figure::single(7.0));
    }

    #[test]
    fn samples_that_lean_have_an_interval_that_leans() {
        let even = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(around_leaning(3.0, &even), around(3.0, &even));
        let [low, high] = around_leaning(4.625, &[1.0, 2.0, 4.0, 8.0, 16.0, 1.0, 2.0, 3.0]).ci.unwrap();
        assert!((low - 1.733754).abs() < 1e-5 && (high - 19.568458).abs() < 1e-5, "{low} {high}");
        assert_eq!(around_leaning(7.0, &[7.0; 4]).ci, Some([7.0, 7.0]));
    }

    #[test]
    fn an_interval_that_leans_holds_the_mean_of_exponentials_more_often() {
        const RUNS: u64 = 2000;
        let holds = |of: fn(f64, &[f64]) -> Figure| {
            let held = |seed: &u64| {
                let luck = crate::chance::Key::root(*seed, 0);
                let samples: Vec<f64> = (0..20).map(|n| luck.exponential(n)).collect();
                let mean = samples.iter().sum::<f64>() / 20.0;
                let [low, high] = of(mean, &samples).ci.unwrap();
                (low..=high).contains(&1.0)
            };
            (0..RUNS).filter(held).count() as f64 / RUNS as f64
        };
        let (straight, leaning) = (holds(around), holds(around_leaning));
        // two standard errors of 0.95 in 2000 are 0.01; Willink's table has 0.94 for exponentials
        assert!(leaning > straight && leaning > 0.93, "{straight} {leaning}");
    }

    #[test]
    fn d11_ratio_is_sum_over_sum_and_equals_the_mean_for_equal_denominators() {
        let pairs = [(1.0, 10.0), (2.0, 10.0), (4.0, 10.0)];
        let (ratio, mean) = (ratio(&pairs), mean(&[0.1, 0.2, 0.4]));
        let ends = |figure: Figure| figure.ci.unwrap();
        assert!(near(ratio.value.unwrap(), 7.0 / 30.0));
        assert!(near(ends(ratio)[0], ends(mean)[0]) && near(ends(ratio)[1], ends(mean)[1]));
        assert_eq!(super::ratio(&[(1.0, 4.0), (9.0, 6.0)]).value, Some(1.0));
    }

    #[test]
    fn no_event_gives_a_bound_not_a_zero() {
        let none = share(&[(0, 100), (0, 200)]);
        assert_eq!((none.value, none.ci), (Some(0.0), Some([0.0, 0.01])));
        assert_eq!(none.note, Note::RuleOfThree { trials: 300 });
        assert_eq!(share(&[(100, 100), (200, 200)]).ci, Some([0.99, 1.0]));
    }

    #[test]
    fn few_events_and_agreement_take_the_wider_interval() {
        assert_eq!(share(&[(5, 1000), (5, 1000)]).ci, Some(wilson(10, 2000)), "all agree");
        assert_eq!(share(&[(1, 1000), (1, 1001), (1, 1000)]).ci, Some(wilson(3, 3001)), "few");
        let spread = share(&[(0, 1000), (4, 1000)]).ci.unwrap();
        assert_eq!(spread[0], 0.0, "cut to [0, 1]");
        assert!(spread[1] > wilson(4, 2000)[1]);
    }

    #[test]
    fn one_replication_and_no_trial_have_no_interval() {
        let one = share(&[(3, 10)]);
        assert_eq!((one.value, one.ci, one.note), (Some(0.3), None, Note::OneReplication));
        assert_eq!(share(&[(0, 0), (3, 10)]).ci, None, "only one observed anything");
        let none = share(&[(0, 0), (0, 0)]);
        assert_eq!((none.value, none.note), (None, Note::Nothing));
    }
}
