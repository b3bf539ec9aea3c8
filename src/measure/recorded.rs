//! What a recording of messages says of the process behind it: how fast, how bursty, how large. Knows instants and
//! sizes, not where they were read.
//!
//! The index of dispersion for counts is the variance over the mean of messages in windows of one length: 1 for a
//! Poisson process, 0 for a clock, more where messages come in bursts (R. Gusella, IEEE Journal on Selected Areas in
//! Communications 9, 1991).

use serde::Serialize;

/// Lengths of the windows in which messages are counted, s.
const SCALES: [f64; 5] = [1.0, 10.0, 60.0, 600.0, 3600.0];
/// Fewest windows, and fewest gaps, of which a variance says anything.
const FEWEST: usize = 10;
const HOUR_S: f64 = 3600.0;
/// Of a shorter recording no hour is the busiest.
const FEWEST_HOURS: f64 = 2.0;

/// One message of a recording.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// When, s.
    pub at_s: f64,
    /// Number of the device; 0 if the recording names none.
    pub device: u32,
    /// Payload, B.
    pub bytes: Option<f64>,
}

/// A recording in figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Messages.
    pub messages: usize,
    /// Devices.
    pub devices: u32,
    /// Share of the messages that the busiest device sent.
    pub busiest_device: f64,
    /// First message, s.
    pub first_s: f64,
    /// Last message, s.
    pub last_s: f64,
    /// Messages a second between the two; `None` if all come at one instant.
    pub per_s: Option<f64>,
    /// Coefficient of variation of the gaps between messages of whatever device (Poisson 1).
    pub gaps_cv: Option<f64>,
    /// The same of each device's own gaps, the median over devices with enough of them.
    pub own_gaps_cv: Option<f64>,
    /// Window, s, and index of dispersion for counts in it.
    pub dispersion: Vec<(f64, f64)>,
    /// Begin of the busiest hour of the clock, s, and its messages.
    pub busiest_hour: Option<(f64, usize)>,
    /// Payloads.
    pub sizes: Option<Sizes>,
}

/// Payloads in figures, B.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sizes {
    /// Messages that have one.
    pub known: usize,
    /// Smallest.
    pub min: f64,
    /// Median.
    pub median: f64,
    /// Mean.
    pub mean: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Largest.
    pub max: f64,
}

/// The figures of messages in order of time.
pub fn figures(heard: &[Heard]) -> Figures {
    let (Some(first), Some(last)) = (heard.first(), heard.last()) else { return Figures::default() };
    let devices = heard.iter().map(|one| one.device + 1).max().unwrap_or(0);
    let mut own: Vec<Vec<f64>> = vec![Vec::new(); devices as usize];
    heard.iter().for_each(|one| own[one.device as usize].push(one.at_s));
    let times: Vec<f64> = heard.iter().map(|one| one.at_s).collect();
    let span = last.at_s - first.at_s;
    let cvs: Vec<f64> = own.iter().filter_map(|times| variation(times)).collect();
    Figures {
        messages: heard.len(),
        devices,
        busiest_device: own.iter().map(Vec::len).max().unwrap_or(0) as f64 / heard.len() as f64,
        first_s: first.at_s,
        last_s: last.at_s,
        per_s: (span > 0.0).then(|| (heard.len() - 1) as f64 / span),
        gaps_cv: variation(&times),
        own_gaps_cv: middle(cvs),
        dispersion: SCALES.iter().filter_map(|scale| Some((*scale, dispersion(&times, *scale)?))).collect(),
        busiest_hour: (span >= FEWEST_HOURS * HOUR_S).then(|| busiest_hour(&times)),
        sizes: sizes(heard),
    }
}

/// Coefficient of variation of the gaps between sorted times.
fn variation(times: &[f64]) -> Option<f64> {
    let gaps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let (mean, variance) = moments(&gaps)?;
    (mean > 0.0).then(|| variance.sqrt() / mean)
}

/// Of sorted times, by windows of `width` from the first on. Empty windows are reckoned, not kept: a clock that was not set
/// leaves a gap of decades.
fn dispersion(times: &[f64], width: f64) -> Option<f64> {
    let first = *times.first()?;
    let windows = ((times.last()? - first) / width) as u64;
    if windows < FEWEST as u64 {
        return None;
    }
    let window = |time: &f64| ((time - first) / width) as u64;
    let (mut sum, mut squares) = (0.0, 0.0);
    for own in times.chunk_by(|a, b| window(a) == window(b)).filter(|own| window(&own[0]) < windows) {
        let count = own.len() as f64;
        (sum, squares) = (sum + count, squares + count * count);
    }
    let windows = windows as f64;
    let variance = (squares - sum * sum / windows) / (windows - 1.0);
    (sum > 0.0).then(|| variance / (sum / windows))
}

/// Mean and variance of enough values.
fn moments(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (values.len() >= FEWEST).then(|| (mean, squares / (n - 1.0)))
}

/// The middle value, the lower of two.
fn middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied()
}

/// The hour of the clock with most messages, the first of several.
fn busiest_hour(times: &[f64]) -> (f64, usize) {
    let mut busiest = (0.0, 0);
    for hour in times.chunk_by(|a, b| libm::floor(a / HOUR_S) == libm::floor(b / HOUR_S)) {
        if hour.len() > busiest.1 {
            busiest = (libm::floor(hour[0] / HOUR_S) * HOUR_S, hour.len());
        }
    }
    busiest
}

fn sizes(heard: &[Heard]) -> Option<Sizes> {
    let mut known: Vec<f64> = heard.iter().filter_map(|one| one.bytes).collect();
    known.sort_unstable_by(f64::total_cmp);
    let rank = |q: f64| known[(libm::ceil(q * known.len() as f64) as usize).max(1) - 1];
    (!known.is_empty()).then(|| Sizes {
        known: known.len(),
        min: known[0],
        median: rank(0.5),
        mean: known.iter().sum::<f64>() / known.len() as f64,
        p95: rank(0.95),
        max: known[known.len() - 1],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Key;

    fn of(times: impl Iterator<Item = f64>) -> Figures {
        figures(&times.map(|at_s| Heard { at_s, device: 0, bytes: None }).collect::<Vec<_>>())
    }

    #[test]
    fn a_clock_does_not_vary_and_a_poisson_process_varies_as_much_as_its_mean() {
        let clock = of((0..10_000).map(f64::from));
        assert_eq!((clock.gaps_cv, clock.per_s), (Some(0.0), Some(1.0)));
        assert_eq!(clock.dispersion[1], (10.0, 0.0));
        let unset = of([0.0, 1e13, 5e18].into_iter());
        assert!(
            unset.dispersion.iter().all(|(_, index)| *index < 1.5),
            "three in decades: about as chance has it"
        );
        let key = Key::root(1, 0);
        let poisson = of((0..20_000).scan(0.0, |t, n| {
            *t += key.exponential(n);
            Some(*t)
        }));
        assert!((poisson.gaps_cv.unwrap() - 1.0).abs() < 0.03, "{poisson:?}");
        assert!(poisson.dispersion[..3].iter().all(|(_, index)| (index - 1.0).abs() < 0.2), "{poisson:?}");
    }

    #[test]
    fn bursts_show_at_the_scale_on_which_they_come() {
        // ten at once each 100 s
        let bursts = of((0..5_000).map(|n| f64::from(n / 10) * 100.0));
        let at = |scale: f64| bursts.dispersion.iter().find(|(s, _)| *s == scale).unwrap().1;
        assert!((at(1.0) - 9.9).abs() < 0.1 && at(600.0) < 0.1, "{bursts:?}");
        assert!((bursts.gaps_cv.unwrap() - 3.0).abs() < 0.01);
    }

    #[test]
    fn hours_and_sizes() {
        let heard = |at_s, bytes| Heard { at_s, device: 0, bytes };
        let found = figures(&[heard(3000.0, Some(9.0)), heard(7201.0, None), heard(10_300.0, Some(30.0))]);
        assert_eq!(found.busiest_hour, Some((7200.0, 2)));
        let sizes = found.sizes.unwrap();
        assert_eq!((sizes.known, sizes.median, sizes.mean, sizes.max), (2, 9.0, 19.5, 30.0));
        assert_eq!(found.gaps_cv, None, "two gaps say nothing");
        assert_eq!(figures(&[]), Figures::default());
    }
}
