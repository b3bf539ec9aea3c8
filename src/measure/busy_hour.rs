//! The busy hour (DEFINITIONS D10): time-consistent, the 60 minutes of the clock, moved by bins, with the
//! greatest offered load averaged over days (and, by the caller, over replications). It is found once for an
//! element and then read in every replication. Bin widths divide the hour, see [`crate::network::clock`].

use super::bins::Bins;
use super::histogram::Quantile;
use crate::units::{NS_PER_S, Span, Time};

const HOUR: Span = Span::from_secs(3600);
const DAY: Span = Span::from_secs(86_400);

/// Which bins make up the busy hour: a run of `length` bins from `first`, again every day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusyHour {
    first: usize,
    length: usize,
    day: usize,
    bins: usize,
}

impl BusyHour {
    /// The busy hour of an offered load given by bin. A window under one hour is its own.
    pub fn find(load: &[f64], bins: &Bins) -> BusyHour {
        let per = |span: Span| (span.0 / bins.width().0).max(1) as usize;
        let (length, day) = (per(HOUR), per(DAY));
        let full = (bins.duration().0 / bins.width().0) as usize;
        let whole = BusyHour { first: 0, length: load.len(), day: load.len().max(1), bins: load.len() };
        if bins.duration() < HOUR || full < length {
            return whole;
        }
        let starts = 0..=(full - length).min(day - 1);
        let hours = starts.map(|first| BusyHour { first, length, day, bins: full });
        let mut best = (whole, f64::NEG_INFINITY);
        for hour in hours {
            let mean = hour.mean(load);
            best = if mean > best.1 { (hour, mean) } else { best };
        }
        best.0
    }

    /// Its bins, day by day; only days on which it lies in the window whole.
    pub fn bins(self) -> impl Iterator<Item = usize> {
        let starts = (self.first..).step_by(self.day).take_while(move |s| s + self.length <= self.bins);
        starts.flat_map(move |start| start..start + self.length)
    }

    /// Mean of a series over it.
    pub fn mean(self, series: &[f64]) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for bin in self.bins() {
            sum += series[bin];
            count += 1.0;
        }
        if count > 0.0 { sum / count } else { 0.0 }
    }

    /// The 95th percentile of a series over its bins (⌈q·n⌉-th smallest).
    pub fn p95(self, series: &[f64]) -> Option<f64> {
        p95(self.bins().map(|bin| series[bin]).collect())
    }

    /// When it begins, by the clock: "06:10".
    pub fn start(self, bins: &Bins) -> String {
        clock_time(bins.from() + Span(self.first as u64 * bins.width().0))
    }
}

/// The ⌈0.95 n⌉-th smallest.
pub fn p95(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let rank = Quantile::P95.rank(values.len() as u64) as usize;
    values.get(rank - 1).copied()
}

/// Time of day, "06:10", with seconds where there are any. Zero is midnight.
pub fn clock_time(at: Time) -> String {
    let s = at.0 / NS_PER_S % 86_400;
    let minutes = format!("{:02}:{:02}", s / 3600, s / 60 % 60);
    if s.is_multiple_of(60) { minutes } else { format!("{minutes}:{:02}", s % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Clock;

    fn bins(from_h: u64, hours: u64, width_s: u64) -> Bins {
        let from = Time::default() + Span::from_secs(from_h * 3600);
        let to = from + Span::from_secs(hours * 3600);
        Bins::new(Clock { begin: from, from, to, until: to, bin: Span::from_secs(width_s) })
    }

    #[test]
    fn d10_moves_by_bins_and_names_the_clock_time() {
        let bins = bins(6, 4, 900);
        let load = [0.0, 0.1, 0.9, 0.5, 0.7, 0.8, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let hour = BusyHour::find(&load, &bins);
        assert_eq!(hour.bins().collect::<Vec<_>>(), [2, 3, 4, 5]);
        assert_eq!(hour.start(&bins), "06:30");
        assert!((hour.mean(&load) - 0.725).abs() < 1e-12);
        assert_eq!(hour.p95(&load), Some(0.9));
    }

    #[test]
    fn d10_is_time_consistent_over_days() {
        let bins = bins(0, 48, 3600);
        let mut load = vec![0.1; 48];
        (load[9], load[9 + 24]) = (0.5, 0.5);
        load[30] = 0.8;
        let hour = BusyHour::find(&load, &bins);
        assert_eq!((hour.start(&bins).as_str(), hour.mean(&load)), ("09:00", 0.5));
        assert_eq!(hour.bins().collect::<Vec<_>>(), [9, 33]);
    }

    #[test]
    fn d10_a_short_window_is_its_own_busy_hour() {
        let from = Time(0);
        let to = from + Span::from_secs(1500);
        let bins = Bins::new(Clock { begin: from, from, to, until: to, bin: Span::from_secs(600) });
        let load = [0.2, 0.4, 0.6];
        assert_eq!(BusyHour::find(&load, &bins).bins().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn p95_is_the_ranked_value() {
        assert_eq!(p95((1..=20).map(f64::from).collect()), Some(19.0));
        assert_eq!(p95(vec![]), None);
    }
}
