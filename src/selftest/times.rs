//! Observed times and levels over time, and what is read off them.

use super::case::Sample;
use crate::units::{Span, Time};

/// Observed times, ns.
pub struct Times(pub Vec<u64>);

impl Times {
    /// How many.
    pub fn count(&self) -> f64 {
        self.0.len() as f64
    }

    /// Sum, s.
    pub fn sum(&self) -> f64 {
        self.0.iter().map(|&ns| u128::from(ns)).sum::<u128>() as f64 * 1e-9
    }

    /// Mean, s.
    pub fn mean(&self) -> f64 {
        self.sum() / self.count()
    }

    /// The smallest that ⌈q·n⌉ of the n observations do not exceed (DEFINITIONS D11), s.
    pub fn quantile(mut self, q: f64) -> f64 {
        let rank = libm::ceil(q * self.0.len() as f64) as usize;
        *self.0.select_nth_unstable(rank.max(1) - 1).1 as f64 * 1e-9
    }

    /// Those above zero, of all.
    pub fn positive(&self) -> Sample {
        self.beyond(0.0)
    }

    /// Those above so many seconds, of all.
    pub fn beyond(&self, seconds: f64) -> Sample {
        let limit = libm::round(seconds * 1e9) as u64;
        (self.0.iter().filter(|&&ns| ns > limit).count() as f64, self.0.len() as f64)
    }
}

/// A count that steps up and down, from spans of time.
pub struct Levels(Vec<(Time, i64)>);

impl Levels {
    /// From spans that count one each.
    pub fn new(spans: &[(Time, Time)]) -> Levels {
        let mut changes: Vec<_> = spans.iter().flat_map(|(from, to)| [(*from, 1), (*to, -1)]).collect();
        changes.sort_unstable();
        Levels(changes)
    }

    /// Calls `each` with every level between `from` and `to` and how long it held, ns.
    fn walk(&self, from: Time, to: Time, mut each: impl FnMut(i64, u64)) {
        let (mut level, mut since) = (0, from);
        for &(at, change) in &self.0 {
            let at = at.clamp(from, to);
            each(level, (at - since).0);
            (level, since) = (level + change, at);
        }
        each(level, (to - since).0);
    }

    /// ∫ level dt, ns.
    pub fn area(&self, from: Time, to: Time) -> u128 {
        let mut area = 0;
        self.walk(from, to, |level, ns| area += level as u128 * u128::from(ns));
        area
    }

    /// ∫ level dt from first to last, ns.
    pub fn whole_area(&self) -> u128 {
        match (self.0.first(), self.0.last()) {
            (Some(first), Some(last)) => self.area(first.0, last.0),
            _ => 0,
        }
    }

    /// The highest level.
    pub fn peak(&self) -> i64 {
        let levels = self.0.iter().scan(0, |level, (_, change)| {
            *level += change;
            Some(*level)
        });
        levels.max().unwrap_or(0)
    }

    /// Time at this level, s.
    pub fn at(&self, wanted: i64, from: Time, to: Time) -> f64 {
        let mut held = 0_u64;
        self.walk(from, to, |level, ns| held += if level == wanted { ns } else { 0 });
        Span(held).as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_weighed_by_how_long_they_held() {
        let levels = Levels::new(&[(Time(0), Time(10)), (Time(4), Time(6)), (Time(10), Time(12))]);
        assert_eq!((levels.whole_area(), levels.peak()), (14, 2));
        assert_eq!(levels.area(Time(5), Time(11)), 7);
        assert_eq!(levels.at(2, Time(0), Time(12)), 2e-9);
        assert_eq!(levels.at(1, Time(5), Time(20)), 6e-9);
    }

    #[test]
    fn times_are_read_in_seconds() {
        let times = || Times(vec![0, 4_000_000_000, 1_000_000_000, 3_000_000_000]);
        assert_eq!((times().mean(), times().quantile(0.5), times().quantile(0.51)), (2.0, 1.0, 3.0));
        assert_eq!((times().positive(), times().beyond(1.0)), ((3.0, 4.0), (2.0, 4.0)));
    }
}
