//! Times of day and days of the week as a scenario writes them. Zero of simulated time is Monday, 00:00.

use super::Weekday;
use crate::units::{Span, Time};

/// An hour.
pub(super) const HOUR: Span = Span::from_secs(3600);
/// A day.
pub(super) const DAY: Span = Span::from_secs(86_400);
/// A week.
pub(super) const WEEK: Span = Span::from_secs(7 * 86_400);

/// What is wrong with a written time or weekday.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// Not a time of day.
    #[error("`{0}` is not a time of day; write for example \"09:00\" or \"09:00:30\", up to \"23:59:59\"")]
    TimeOfDay(String),
    /// Not a day of the week.
    #[error("`{0}` is not a weekday; write \"Mon\", \"Tue\", \"Wed\", \"Thu\", \"Fri\", \"Sat\" or \"Sun\"")]
    Weekday(String),
    /// A schedule without a time.
    #[error("a schedule needs at least one time of day and one weekday")]
    Empty,
}

/// Days of the week in order, with their names.
const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "monday"),
    (Weekday::Tue, "tuesday"),
    (Weekday::Wed, "wednesday"),
    (Weekday::Thu, "thursday"),
    (Weekday::Fri, "friday"),
    (Weekday::Sat, "saturday"),
    (Weekday::Sun, "sunday"),
];

/// Every day of the week, Monday first.
pub(super) fn weekdays() -> impl Iterator<Item = Weekday> {
    WEEKDAYS.iter().map(|(day, _)| *day)
}

/// "HH:MM" or "HH:MM:SS" as time since midnight.
pub fn parse_time_of_day(text: &str) -> Result<Span, ClockError> {
    let wrong = || ClockError::TimeOfDay(text.to_string());
    let parts: Vec<&str> = text.trim().split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return Err(wrong());
    }
    let mut seconds = 0;
    for (part, (below, unit)) in parts.iter().zip([(24, 3600), (60, 60), (60, 1)]) {
        let digits = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let value: u64 = part.parse().ok().filter(|&value| digits && value < below).ok_or_else(wrong)?;
        seconds += value * unit;
    }
    Ok(Span::from_secs(seconds))
}

/// "Mon" or "Monday", in any case.
pub fn parse_weekday(text: &str) -> Result<Weekday, ClockError> {
    let name = text.trim().to_ascii_lowercase();
    let known = |full: &str| name == full || name == full[..3];
    let found = WEEKDAYS.iter().find(|(_, full)| known(full));
    found.map(|(day, _)| *day).ok_or_else(|| ClockError::Weekday(text.to_string()))
}

/// "Mon 00:00" as an instant of the first week; a weekday alone is its midnight, a time alone is Monday's.
pub fn parse_clock(text: &str) -> Result<Time, ClockError> {
    let text = text.trim();
    let (day, time) = match text.split_once(char::is_whitespace) {
        Some((day, time)) => (parse_weekday(day)?, parse_time_of_day(time)?),
        None if text.contains(':') => (Weekday::Mon, parse_time_of_day(text)?),
        None => (parse_weekday(text)?, Span::ZERO),
    };
    Ok(Time(day as u64 * DAY.0) + time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_of_day() {
        assert_eq!(parse_time_of_day("09:00"), Ok(Span::from_secs(32_400)));
        assert_eq!(parse_time_of_day("23:59:59"), Ok(Span::from_secs(86_399)));
        for wrong in ["24:00", "9", "09:60", "09:00:60", "09:00:00:00", "+9:00", "009:00", ":", "", "nine"] {
            assert!(parse_time_of_day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn reads_weekdays_and_starts() {
        assert_eq!(parse_weekday("Sunday"), Ok(Weekday::Sun));
        assert_eq!(parse_weekday("tue"), Ok(Weekday::Tue));
        assert!(parse_weekday("Montag").is_err() && parse_weekday("m").is_err());
        assert_eq!(parse_clock("Mon 00:00"), Ok(Time(0)));
        assert_eq!(parse_clock("Sat 06:30"), Ok(Time(0) + Span::from_secs(5 * 86_400 + 23_400)));
        assert_eq!(parse_clock("Fri"), Ok(Time(4 * DAY.0)));
        assert_eq!(parse_clock("06:30"), Ok(Time(0) + Span::from_secs(23_400)));
        assert!(parse_clock("").is_err());
    }
}
