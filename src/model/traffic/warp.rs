//! Day and week profiles as a warp of time: a process of constant rate in operational time becomes one whose
//! rate follows the profile in simulated time (Çinlar, "Introduction to Stochastic Processes", non-stationary Poisson processes).
//!
//! All in integers: hourly weights are parts of 2^32 that sum to exactly a week, so that a week of operational
//! time is a week of simulated time and the mean interval stays the one written.

use super::clock::{HOUR, WEEK, weekdays};
use super::{ProfileSpec, Weekday};
use crate::units::{Span, Time};

/// Hours of a week.
const HOURS: usize = 168;
/// A weight of one.
const ONE: u64 = 1 << 32;

/// What is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// A day with other than 24 numbers.
    #[error("a day of a profile has 24 relative rates, 00-01 h first; here are {0}")]
    Hours(usize),
    /// A rate that is none.
    #[error("relative rates must be numbers of at least 0")]
    Rate,
    /// No rate above zero in the whole week.
    #[error("at least one relative rate must be above 0")]
    Silent,
}

/// The warp of a profile; the identity where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warp {
    week: Option<Box<Week>>,
}

/// Hourly weights and what they sum to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Week {
    /// Parts of [`ONE`]; they sum to `HOURS · ONE`.
    weight: [u64; HOURS],
    /// Weighted nanoseconds before each hour, and in the whole week; parts of [`ONE`].
    before: [u128; HOURS + 1],
}

impl Warp {
    /// No profile: operational time is simulated time.
    pub const IDENTITY: Warp = Warp { week: None };

    /// The warp of a profile, or what is wrong with it. Days that are not named follow `hours`, or are flat at
    /// 1 where there are no `hours`.
    pub fn new(spec: &ProfileSpec) -> Result<Warp, ProfileError> {
        let mut rates = Vec::with_capacity(HOURS);
        for day in weekdays() {
            rates.extend(rates_of(spec, day)?);
        }
        if rates.iter().any(|rate| !rate.is_finite() || *rate < 0.0) {
            return Err(ProfileError::Rate);
        }
        let sum: f64 = rates.iter().sum();
        if !sum.is_finite() || sum <= 0.0 {
            return Err(ProfileError::Silent);
        }
        Ok(Warp { week: Some(Box::new(Week::new(&rates, sum))) })
    }

    /// The instant at which `operational` time has passed since `t`, rounded up to the nanosecond.
    pub fn advance(&self, t: Time, operational: Span) -> Time {
        match &self.week {
            None => t + operational,
            Some(week) => week.advance(t, operational),
        }
    }

    /// Operational time between two instants, rounded down; zero if `to` is not later.
    pub fn operational(&self, from: Time, to: Time) -> Span {
        match &self.week {
            Some(week) if from < to => {
                let weeks = to.0 / WEEK.0 - from.0 / WEEK.0;
                let parts = u128::from(weeks) * week.before[HOURS] + week.at(to) - week.at(from);
                Span((parts / u128::from(ONE)) as u64)
            }
            _ => to.since(from),
        }
    }

    /// The relative rate at an instant; its mean over the week is 1.
    pub fn rate(&self, t: Time) -> f64 {
        self.week.as_ref().map_or(1.0, |week| week.weight[hour_of(t)] as f64 / ONE as f64)
    }
}

/// The hour of the week, 0 to 167.
fn hour_of(t: Time) -> usize {
    (t.0 % WEEK.0 / HOUR.0) as usize
}

fn rates_of(spec: &ProfileSpec, day: Weekday) -> Result<Vec<f64>, ProfileError> {
    match spec.days.get(&day).or(spec.hours.as_ref()) {
        None => Ok(vec![1.0; 24]),
        Some(rates) if rates.len() == 24 => Ok(rates.clone()),
        Some(rates) => Err(ProfileError::Hours(rates.len())),
    }
}

impl Week {
    fn new(rates: &[f64], sum: f64) -> Week {
        let mut weight = [0; HOURS];
        for (weight, rate) in weight.iter_mut().zip(rates) {
            *weight = libm::rint(rate / sum * HOURS as f64 * ONE as f64) as u64;
        }
        level(&mut weight);
        let mut before = [0; HOURS + 1];
        for hour in 0..HOURS {
            before[hour + 1] = before[hour] + u128::from(weight[hour]) * u128::from(HOUR.0);
        }
        Week { weight, before }
    }

    /// Weighted time since the week began.
    fn at(&self, t: Time) -> u128 {
        let hour = hour_of(t);
        self.before[hour] + u128::from(self.weight[hour]) * u128::from(t.0 % HOUR.0)
    }

    fn advance(&self, t: Time, operational: Span) -> Time {
        if operational == Span::ZERO {
            return t;
        }
        let mut weeks = t.0 / WEEK.0 + operational.0 / WEEK.0;
        let mut target = self.at(t) + u128::from(operational.0 % WEEK.0) * u128::from(ONE);
        if target > self.before[HOURS] {
            target -= self.before[HOURS];
            weeks += 1;
        }
        let within = self.reached(target);
        Time(weeks.saturating_mul(WEEK.0)) + within
    }

    /// The first instant of the week at which the weighted time is at least `target`.
    fn reached(&self, target: u128) -> Span {
        let hour = self.before[1..HOURS].partition_point(|&end| end < target);
        let left = target - self.before[hour];
        Span(hour as u64 * HOUR.0 + left.div_ceil(u128::from(self.weight[hour].max(1))) as u64)
    }
}

/// Gives what rounding has left over to the greatest weight, so that the week sums to itself.
fn level(weight: &mut [u64; HOURS]) {
    let whole = HOURS as u64 * ONE;
    let sum: u64 = weight.iter().sum();
    if let Some(greatest) = weight.iter_mut().max() {
        *greatest = (*greatest + whole).saturating_sub(sum);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::chance::Key;

    /// Silent from 20 to 6 h, a peak at noon, Sundays flat and weak.
    fn office() -> Warp {
        let mut hours = vec![0.0; 24];
        hours[6..20].fill(1.0);
        hours[12] = 5.0;
        let days = BTreeMap::from([(Weekday::Sun, vec![0.1; 24])]);
        Warp::new(&ProfileSpec { hours: Some(hours), days }).unwrap()
    }

    #[test]
    fn a_week_stays_a_week() {
        let warp = office();
        for start in [0, 7 * HOUR.0 + 123, 3 * WEEK.0 + 100 * HOUR.0 + 7] {
            let week_later = warp.advance(Time(start), WEEK);
            let short = warp.operational(Time(start), week_later);
            assert!(short.0.abs_diff(WEEK.0) <= 6, "{short:?}");
            assert_eq!(warp.operational(Time(start), Time(start + WEEK.0)), WEEK);
        }
    }

    #[test]
    fn advance_is_monotone_and_undone_by_operational() {
        let warp = office();
        let mut before = Time(0);
        for step in 0..20_000 {
            let operational = Span(step * 61_234_567_891);
            let t = warp.advance(Time(5 * HOUR.0), operational);
            assert!(t >= before, "step {step}");
            let passed = warp.operational(Time(5 * HOUR.0), t);
            // One nanosecond of rounding counts by the greatest weight.
            assert!(passed.0.saturating_sub(operational.0) <= 12 && passed >= operational, "step {step}");
            before = t;
        }
    }

    #[test]
    fn nothing_happens_in_silent_hours() {
        let warp = office();
        let evening = Time(19 * HOUR.0 + HOUR.0 - 1);
        let next = warp.advance(evening, Span(1000));
        assert!(next.0 > (24 + 6) * HOUR.0 && next.0 < (24 + 6) * HOUR.0 + 10_000, "{next:?}");
        assert_eq!(warp.advance(Time(22 * HOUR.0), Span::ZERO), Time(22 * HOUR.0));
        assert_eq!(warp.rate(Time(22 * HOUR.0)), 0.0);
    }

    #[test]
    fn counts_per_hour_follow_the_profile() {
        let (warp, key) = (office(), Key::root(11, 0));
        let (mean_interval_s, weeks) = (20.0, 10);
        let mut counts = vec![0.0; HOURS];
        let mut t = Time(0);
        for n in 0.. {
            t = warp.advance(t, Span::from_secs_f64(mean_interval_s * key.exponential(n)));
            if t.0 >= weeks * WEEK.0 {
                break;
            }
            counts[hour_of(t)] += 1.0;
        }
        let expected = |hour: usize| weeks as f64 * 180.0 * warp.rate(Time(hour as u64 * HOUR.0));
        let active: Vec<usize> = (0..HOURS).filter(|&hour| expected(hour) > 0.0).collect();
        let chi: f64 = active.iter().map(|&h| (counts[h] - expected(h)).powi(2) / expected(h)).sum();
        // Normal approximation of chi-squared, 0.1 % in the upper tail.
        let freedom = active.len() as f64;
        assert!(chi < freedom + 3.1 * (2.0 * freedom).sqrt(), "{chi} over {freedom}");
        assert!((0..HOURS).filter(|h| !active.contains(h)).all(|h| counts[h] == 0.0));
    }

    #[test]
    fn no_profile_is_no_warp() {
        assert_eq!(Warp::IDENTITY.advance(Time(5), Span(7)), Time(12));
        assert_eq!(Warp::IDENTITY.operational(Time(5), Time(12)), Span(7));
        let flat = Warp::new(&ProfileSpec { hours: None, days: BTreeMap::new() }).unwrap();
        assert_eq!(flat.advance(Time(5), Span(7 * WEEK.0 + 7)), Time(7 * WEEK.0 + 12));
    }

    #[test]
    fn says_what_is_wrong() {
        let new = |hours: Vec<f64>| Warp::new(&ProfileSpec { hours: Some(hours), days: BTreeMap::new() });
        assert_eq!(new(vec![1.0; 23]), Err(ProfileError::Hours(23)));
        assert_eq!(new(vec![-1.0; 24]), Err(ProfileError::Rate));
        assert_eq!(new(vec![f64::NAN; 24]), Err(ProfileError::Rate));
        assert_eq!(new(vec![0.0; 24]), Err(ProfileError::Silent));
        assert_eq!(new(vec![f64::MAX; 24]), Err(ProfileError::Silent));
    }
}
