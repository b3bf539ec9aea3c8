//! The clock as a scenario writes it: times of day ("09:00:30") and the study's start ("Mon 00:00").

use crate::units::Span;

/// Weekdays as written, Monday first.
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// "HH:MM" or "HH:MM:SS" as time since midnight.
pub fn time_of_day(text: &str) -> Option<Span> {
    let two = |part: &str| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u64>().ok())?
    };
    let mut parts = text.trim().split(':');
    let (hour, minute) = (two(parts.next()?)?, two(parts.next()?)?);
    let second = parts.next().map_or(Some(0), two)?;
    let valid = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
    valid.then(|| Span::from_secs(hour * 3600 + minute * 60 + second))
}

/// "Mon 00:00" as time since midnight of a Monday.
pub fn start(text: &str) -> Option<Span> {
    let (day, time) = text.trim().split_once(' ')?;
    let day = WEEKDAYS.iter().position(|name| *name == day)?;
    time_of_day(time).map(|time| Span::from_secs(86_400 * day as u64) + time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_clock() {
        assert_eq!(time_of_day("09:00:30"), Some(Span::from_secs(32_430)));
        assert_eq!(start("Tue 01:00"), Some(Span::from_secs(90_000)));
        for wrong in ["24:00", "9:00", "09:60", "09:00:00:00", "+9:00", "", "0é:00"] {
            assert_eq!(time_of_day(wrong), None, "{wrong}");
        }
        assert_eq!(start("mon 00:00"), None);
    }
}
