//! Times of the week at which a whole class speaks.

use super::ScheduleSpec;
use super::clock::{ClockError, DAY, WEEK, time_of_day, weekdays};
use crate::units::{Span, Time};

/// Instants of the week, sorted, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    instants: Vec<u64>,
}

impl Schedule {
    /// The schedule as written, or what is wrong with it. Times written twice count once.
    pub fn new(spec: &ScheduleSpec) -> Result<Schedule, ClockError> {
        let times = spec.at.iter().map(|text| time_of_day(text)).collect::<Result<Vec<_>, _>>()?;
        let days = spec.days.clone().unwrap_or_else(|| weekdays().collect());
        let at = |&day: &_| times.iter().map(move |time| day as u64 * DAY.0 + time.0);
        let mut instants: Vec<u64> = days.iter().flat_map(at).collect();
        instants.sort_unstable();
        instants.dedup();
        if instants.is_empty() { Err(ClockError::Empty) } else { Ok(Schedule { instants }) }
    }

    /// The first instant of the schedule strictly after `t`.
    pub fn next_after(&self, t: Time) -> Time {
        let (week, within) = (t.0 / WEEK.0, t.0 % WEEK.0);
        let later = self.instants.partition_point(|&instant| instant <= within);
        let (week, instant) = match self.instants.get(later) {
            Some(instant) => (week, instant),
            None => (week + 1, &self.instants[0]),
        };
        Time(week * WEEK.0) + Span(*instant)
    }

    /// How many instants lie in [from, to).
    pub fn between(&self, from: Time, to: Time) -> u64 {
        let before = |t: Time| {
            let earlier = self.instants.partition_point(|&instant| instant < t.0 % WEEK.0);
            t.0 / WEEK.0 * self.instants.len() as u64 + earlier as u64
        };
        before(to).saturating_sub(before(from))
    }

    /// How many times a week.
    pub fn per_week(&self) -> usize {
        self.instants.len()
    }

    /// Mean time between two.
    pub fn mean_interval(&self) -> Span {
        Span(WEEK.0 / self.instants.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::traffic::Weekday;

    fn office() -> Schedule {
        let at = vec!["17:00".to_string(), "09:00".to_string(), "09:00:00".to_string()];
        Schedule::new(&ScheduleSpec { at, days: Some(vec![Weekday::Fri, Weekday::Mon]) }).unwrap()
    }

    #[test]
    fn goes_round_the_week() {
        let hours = |h: u64| Time(0) + Span::from_secs(h * 3600);
        let mut t = Time(0);
        for expected in [9, 17, 4 * 24 + 9, 4 * 24 + 17, 7 * 24 + 9] {
            t = office().next_after(t);
            assert_eq!(t, hours(expected));
        }
        assert_eq!(office().per_week(), 4);
        assert_eq!(office().between(hours(9), hours(17)), 1, "from the first on, before the last");
        assert_eq!(office().between(Time(0), hours(2 * 7 * 24)), 8);
        assert_eq!(office().next_after(Time(hours(9).0 - 1)), hours(9));
    }

    #[test]
    fn every_day_if_no_day_is_named() {
        let daily = Schedule::new(&ScheduleSpec { at: vec!["00:00".into()], days: None }).unwrap();
        assert_eq!(daily.mean_interval(), DAY);
        assert_eq!(daily.next_after(Time(6 * DAY.0)), Time(WEEK.0));
    }

    #[test]
    fn says_what_is_wrong() {
        let new = |at: &[&str], days| {
            Schedule::new(&ScheduleSpec { at: at.iter().map(|t| t.to_string()).collect(), days })
        };
        assert_eq!(new(&[], None), Err(ClockError::Empty));
        assert_eq!(new(&["09:00"], Some(vec![])), Err(ClockError::Empty));
        assert!(matches!(new(&["25:00"], None), Err(ClockError::TimeOfDay(_))));
    }
}
