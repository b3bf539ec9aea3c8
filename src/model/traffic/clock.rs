//! Times of day as a scenario writes them, and the week. Zero of simulated time is Monday, 00:00.

use super::Weekday;
use crate::units::Span;

/// An hour.
pub(super) const HOUR: Span = Span::from_secs(3600);
/// A day.
pub(crate) const DAY: Span = Span::from_secs(86_400);
/// A week.
pub(crate) const WEEK: Span = Span::from_secs(7 * 86_400);

/// What is wrong with a written time or weekday.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// Not a time of day.
    #[error("`{0}` is not a time of day; write for example \"09:00\" or \"09:00:30\", up to \"23:59:59\"")]
    TimeOfDay(String),
    /// A schedule without a time.
    #[error("a schedule needs at least one time of day and one weekday")]
    Empty,
}

/// Every day of the week, Monday first.
pub(super) fn weekdays() -> impl Iterator<Item = Weekday> {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    [Mon, Tue, Wed, Thu, Fri, Sat, Sun].into_iter()
}

/// "HH:MM" or "HH:MM:SS" as time since midnight.
pub fn time_of_day(text: &str) -> Result<Span, ClockError> {
    let wrong = || ClockError::TimeOfDay(text.to_string());
    let parts: Vec<&str> = text.trim().split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return Err(wrong());
    }
    let mut seconds = 0;
    for (part, (below, unit)) in parts.iter().zip([(24, 3600), (60, 60), (60, 1)]) {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let value: u64 = part.parse().ok().filter(|&value| digits && value < below).ok_or_else(wrong)?;
        seconds += value * unit;
    }
    Ok(Span::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_of_day() {
        assert_eq!(time_of_day("09:00"), Ok(Span::from_secs(32_400)));
        assert_eq!(time_of_day("23:59:59"), Ok(Span::from_secs(86_399)));
        for wrong in [
            "24:00",
            "9",
            "09:60",
            "09:00:60",
            "09:00:00:00",
            "9:00",
            "+9:00",
            "009:00",
            "0é:00",
            ":",
            "",
            "nine",
        ] {
            assert!(time_of_day(wrong).is_err(), "{wrong}");
        }
    }
}
