//! Where a curve with noise crosses zero, by inverse regression: a bracket is narrowed by the secant (regula falsi,
//! stepping over the root so that both ends close in), and the crossing is read off the line between its ends
//! (C. Osborne, "Statistical calibration: a review", Int. Stat. Rev. 59, 1991). Its interval is the jackknife's over
//! groups of replications, each left out at both ends at once, so that luck which the ends share cancels (R. G. Miller,
//! "The jackknife: a review", Biometrika 61, 1974), and leans as its pseudo-values do. Procedures only; what the curve is of, nobody knows here.

use crate::measure::interval::{Figure, around, around_leaning};

/// The curve at one place: below zero on the near side of the crossing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The place.
    pub x: f64,
    /// Of all replications; may be infinite, and is not a number where nothing was observed.
    pub all: f64,
    /// With each group of replications left out, in the same order at every place.
    pub without: Vec<f64>,
}

impl Reading {
    /// Whether no group of replications makes a difference.
    pub fn is_exact(&self) -> bool {
        self.without.iter().all(|y| *y == self.all || (y.is_nan() && self.all.is_nan()))
    }

    /// The curve here with its 95 % interval; none where it is infinite.
    pub fn figure(&self) -> Figure {
        let pseudo = pseudo_values(self.all, &self.without);
        match self.all.is_finite() && pseudo.iter().all(|y| y.is_finite()) {
            true => around(self.all, &pseudo),
            false => Figure::single(self.all),
        }
    }
}

/// n·θ − (n − 1)·θ without one.
pub fn pseudo_values(all: f64, without: &[f64]) -> Vec<f64> {
    let n = without.len() as f64;
    without.iter().map(|one| n * all - (n - 1.0) * one).collect()
}

/// Where the line through two points crosses zero; `None` if it does not rise or an end is infinite.
pub fn root((a, low): (f64, f64), (b, high): (f64, f64)) -> Option<f64> {
    let rise = high - low;
    (rise.is_finite() && rise > 0.0).then(|| a - low * (b - a) / rise)
}

/// The crossing between two readings with its interval; `None` if there is none to be read.
pub fn crossing(low: &Reading, high: &Reading) -> Option<Figure> {
    let (all, without) = roots(low, high)?;
    Some(match without {
        Some(without) => around_leaning(all, &pseudo_values(all, &without)),
        None => Figure::single(all),
    })
}

/// The crossing of all replications and with each group left out; the latter only if each has one.
pub fn roots(low: &Reading, high: &Reading) -> Option<(f64, Option<Vec<f64>>)> {
    let all = root((low.x, low.all), (high.x, high.all))?;
    let pairs = low.without.iter().zip(&high.without);
    Some((all, pairs.map(|(a, b)| root((low.x, *a), (high.x, *b))).collect()))
}

/// How a bracket has narrowed so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    /// Its width at the last look.
    before: Option<f64>,
}

impl Pace {
    /// Where to look next to narrow a bracket to about `width`: by the secant, or in the middle where the last look
    /// did not halve the bracket (safeguarded as by R. P. Brent, Comput. J. 14, 1971).
    pub fn next(&mut self, low: (f64, f64), high: (f64, f64), width: f64) -> f64 {
        let wide = high.0 - low.0;
        let slow = self.before.replace(wide).is_some_and(|before| wide > before / 2.0);
        if slow { (low.0 + high.0) / 2.0 } else { next(low, high, width) }
    }
}

/// Half a width beyond the secant's root, on the side of the farther end; the middle where the secant says nothing.
pub fn next(low: (f64, f64), high: (f64, f64), width: f64) -> f64 {
    let middle = (low.0 + high.0) / 2.0;
    let Some(root) = root(low, high).filter(|root| low.0 <= *root && *root <= high.0) else { return middle };
    let far = if root < middle { high.0 } else { low.0 };
    let step = libm::fmin(width, libm::fabs(far - root)) / 2.0;
    if far > root { root + step } else { root - step }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Key;

    const ROOT: f64 = 0.7;

    /// A convex curve whose noise is half common to all places, half each place's own.
    fn reading(seed: u64, x: f64, noise: f64) -> Reading {
        const GROUPS: u64 = 20;
        let truth = libm::expm1(3.0 * (x - ROOT));
        let place = Key::root(seed, libm::rint(x * 1e9) as u64);
        let draw = |n| noise * (Key::root(seed, 1 << 60).normal(n) + 0.5 * place.normal(n));
        let draws: Vec<f64> = (0..GROUPS).map(draw).collect();
        let sum: f64 = draws.iter().sum();
        let n = GROUPS as f64;
        let without = draws.iter().map(|one| truth + (sum - one) / (n - 1.0)).collect();
        Reading { x, all: truth + sum / n, without }
    }

    fn search(seed: u64, noise: f64, width: f64) -> (Figure, usize) {
        let (mut low, mut high) = (reading(seed, 0.0, noise), reading(seed, 2.0, noise));
        let (mut asked, mut pace) = (2, Pace::default());
        while high.x - low.x > width {
            let at = reading(seed, pace.next((low.x, low.all), (high.x, high.all), width), noise);
            asked += 1;
            if at.all > 0.0 { high = at } else { low = at }
        }
        (crossing(&low, &high).unwrap(), asked)
    }

    #[test]
    fn a_smooth_curve_is_bracketed_within_a_few_looks() {
        const WIDTH: f64 = 0.03;
        let (found, asked) = search(1, 0.0, WIDTH);
        // a chord is off by f''·h²/8 at most, here with f'' = 3·f'
        let chord = 3.0 * WIDTH * WIDTH / 8.0;
        assert!((found.value.unwrap() - ROOT).abs() < chord, "{found:?}");
        assert!(asked <= 10, "{asked}");
    }

    #[test]
    fn the_interval_holds_the_crossing_as_often_as_it_says() {
        const RUNS: u64 = 400;
        let holds = |seed: &u64| {
            // wide beside the noise, narrow beside the curve's bend
            let [low, high] = search(*seed, 0.05, 0.04).0.ci.unwrap();
            (low..=high).contains(&ROOT)
        };
        let held = (1..=RUNS).filter(holds).count() as f64 / RUNS as f64;
        // two standard errors of 0.95 in 400
        assert!((held - 0.95).abs() < 0.022, "{held}");
    }

    #[test]
    fn what_is_infinite_is_halved_and_has_no_crossing_to_read() {
        assert_eq!(next((0.0, f64::NEG_INFINITY), (4.0, 1.0), 0.1), 2.0);
        assert_eq!(root((0.0, 1.0), (1.0, 0.5)), None);
        assert_eq!(root((0.0, f64::NEG_INFINITY), (1.0, 0.5)), None);
    }
}
