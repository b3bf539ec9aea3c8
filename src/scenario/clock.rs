//! The study's start as a scenario writes it: "Mon 00:00".

use crate::model::traffic::time_of_day;
use crate::units::Span;

/// Weekdays as written, Monday first.
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// "Mon 00:00" as time since midnight of a Monday.
pub fn start(text: &str) -> Option<Span> {
    let (day, time) = text.trim().split_once(' ')?;
    let day = WEEKDAYS.iter().position(|name| *name == day)?;
    time_of_day(time).ok().map(|time| Span::from_secs(86_400 * day as u64) + time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_start() {
        assert_eq!(start("Tue 01:00"), Some(Span::from_secs(90_000)));
        assert_eq!(start(" Sun 23:59:59 "), Some(Span::from_secs(7 * 86_400 - 1)));
        for wrong in ["mon 00:00", "Mon", "00:00", "Mon 24:00", ""] {
            assert_eq!(start(wrong), None, "{wrong}");
        }
    }
}
