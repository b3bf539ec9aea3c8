//! Instants as recordings write them: dates with times of day (RFC 3339, with a space for the T if need be; slashes for
//! hyphens; or day.month.year), or numbers in some unit since some zero.

use jiff::SignedDuration;
use jiff::civil::Date;

/// What days are counted from.
const EPOCH: Date = Date::constant(1970, 1, 1);
/// Beyond any year of four digits.
const FARTHEST_DAY: i64 = 5_000_000;

/// The unit of numeric times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds.
    Nanoseconds,
}

impl Unit {
    /// Of the unit in a second.
    pub fn per_s(self) -> f64 {
        match self {
            Unit::Seconds => 1.0,
            Unit::Milliseconds => 1e3,
            Unit::Microseconds => 1e6,
            Unit::Nanoseconds => 1e9,
        }
    }

    /// The unit that a column's header names: `time_ms`, `Time (ms)`. Of seconds the numbers say more.
    pub fn of_header(plain: &str, written: &str) -> Option<Unit> {
        let units = [("ms", Unit::Milliseconds), ("us", Unit::Microseconds), ("ns", Unit::Nanoseconds)];
        let named = |unit: &str| {
            plain.ends_with(&format!("_{unit}"))
                || [format!("({unit})"), format!("[{unit}]")].iter().any(|end| written.trim().ends_with(end))
        };
        units.into_iter().find(|(unit, _)| named(unit)).map(|(_, unit)| unit)
    }

    /// The unit in which a number is an instant of our times since 1970, seconds if in none: until the year 5000 no
    /// two units meet.
    pub fn of_epoch(greatest: f64) -> Unit {
        match greatest {
            n if n >= 1e17 => Unit::Nanoseconds,
            n if n >= 1e14 => Unit::Microseconds,
            n if n >= 1e11 => Unit::Milliseconds,
            _ => Unit::Seconds,
        }
    }
}

/// Whether a date says its zone: "Z", "UTC", "+02:00".
pub fn says_zone(text: &str) -> bool {
    let time = text.trim().split_once(['T', 't', ' ']).map(|(_, time)| time);
    time.is_some_and(|time| zone(time).is_some_and(|(rest, _)| rest.len() < time.len()))
}

/// Whether a date has slashes and no year in front: which of its numbers is the month, nobody can tell.
pub fn is_ambiguous(text: &str) -> bool {
    let mut parts = text.trim().splitn(3, '/');
    let short = |part: Option<&str>| part.is_some_and(|part| part.len() <= 2 && number(part).is_some());
    short(parts.next()) && short(parts.next()) && parts.next().is_some()
}

/// "+01:00", "-5": how far local time is east of UTC, s.
pub fn utc_offset(text: &str) -> Option<f64> {
    match zone(text)? {
        ("", east_s) if !text.is_empty() => Some(east_s as f64),
        _ => None,
    }
}

/// "UTC", "UTC+01:00".
pub fn clock_of(east_s: f64) -> String {
    let minutes = libm::rint(libm::fabs(east_s) / 60.0) as u64;
    match minutes {
        0 => "UTC".to_string(),
        _ => format!("UTC{}{:02}:{:02}", if east_s < 0.0 { '-' } else { '+' }, minutes / 60, minutes % 60),
    }
}

/// Seconds since 1970-01-01 00:00 UTC of "2023-07-01T00:05:59.248Z"; without a zone, since then on its own clock.
pub fn date(text: &str) -> Option<f64> {
    let (written, time) = text.trim().split_once(['T', 't', ' '])?;
    let day = days(day(written)?);
    let (time, zone_s) = zone(time)?;
    let mut parts = time.splitn(3, ':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second: f64 = match parts.next() {
        // ISO 8601 allows a decimal comma
        Some(text) if text.starts_with(|c: char| c.is_ascii_digit()) => {
            text.replacen(',', ".", 1).parse().ok()?
        }
        Some(_) => return None,
        None => 0.0,
    };
    if hour > 23 || minute > 59 || !(0.0..61.0).contains(&second) {
        return None;
    }
    Some((day * 86_400 + hour * 3600 + minute * 60 - zone_s) as f64 + second)
}

/// Of 3/7/2023 nobody can tell which is the month; with points it is the second.
fn day(text: &str) -> Option<Date> {
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| "-/.".contains(*c))?;
    let mut parts = text.splitn(3, separator).map(number);
    let (first, month, last) = (parts.next()??, parts.next()??, parts.next()??);
    let (year, day) = if separator == '.' { (last, first) } else { (first, last) };
    (1970..=2500).contains(&year).then(|| civil(year, month, day))?
}

/// The time without its zone, and how far the zone is east, s.
fn zone(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time.trim_end(), 0));
    }
    if let Some(time) = time.strip_suffix("UTC").or(time.strip_suffix("GMT")) {
        return Some((time.trim_end(), 0));
    }
    let Some(at) = time.rfind(['+', '-']) else { return Some((time, 0)) };
    let (before, sign, offset) = (time[..at].trim_end(), time.as_bytes()[at], &time[at + 1..]);
    let (hours, minutes) = match offset.split_once(':') {
        Some((hours, minutes)) => (number(hours)?, number(minutes)?),
        None if offset.len() == 4 && offset.is_ascii() => (number(&offset[..2])?, number(&offset[2..])?),
        None => (number(offset)?, 0),
    };
    let seconds = hours * 3600 + minutes * 60;
    (seconds <= 15 * 3600).then_some((before, if sign == b'+' { seconds } else { -seconds }))
}

/// A whole number of at most four digits.
fn number(text: &str) -> Option<i64> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// A day of the calendar, if there is one.
pub(super) fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// Days since 1970-01-01.
pub(super) fn days(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

/// The day so many days after 1970-01-01.
pub(super) fn day_at(days: i64) -> Date {
    EPOCH.saturating_add(SignedDuration::from_hours(24 * days.clamp(-FARTHEST_DAY, FARTHEST_DAY)))
}

/// The UTC day on which an instant falls, "2023-07-01".
pub fn day_of(seconds: f64) -> String {
    day_at(libm::floor(seconds / 86_400.0) as i64).to_string()
}

/// The UTC time of day of an instant to the second, "08:00" or "08:00:03".
pub fn time_of(seconds: f64) -> String {
    let of_day = libm::floor(seconds.rem_euclid(86_400.0)) as u64;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    match second {
        0 => format!("{hour:02}:{minute:02}"),
        second => format!("{hour:02}:{minute:02}:{second:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_with_and_without_zones() {
        assert_eq!(date("1970-01-01T00:00:00Z"), Some(0.0));
        assert_eq!(date("2023-07-01T00:05:59.25Z"), Some(1_688_169_959.25));
        assert_eq!(date("2023-07-01 02:05:59.25+02:00"), Some(1_688_169_959.25));
        assert_eq!(date("2023-06-30 22:05:59.25 -0200"), Some(1_688_169_959.25));
        assert_eq!(date("2024-02-29 12:00"), Some(1_709_208_000.0));
        for same in ["2024/02/29 12:00:00 UTC", "29.02.2024 12:00:00", "2024-02-29T12:00:00,000Z"] {
            assert_eq!(date(same), Some(1_709_208_000.0), "{same}");
        }
        for wrong in ["2023-02-29T12:00Z", "2023-06-31 12:00", "3/7/2023 12:00", "2023-07 12:00"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
        for wrong in
            ["", "12:00", "2023-13-01T00:00Z", "2023-07-01", "2023-07-01T25:00", "2023-07-01Tx:00", "1-2-3 4"]
        {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn zones_are_said_or_not() {
        for (text, says) in [
            ("2023-07-01T00:05:59Z", true),
            ("2023-07-01 02:05 +02:00", true),
            ("2023-07-01 02:05:00 UTC", true),
            ("01.07.2023 02:05:00,5", false),
        ] {
            assert_eq!(says_zone(text), says, "{text}");
        }
        let told = |text| utc_offset(text).map(clock_of);
        assert_eq!(told("+01:00").as_deref(), Some("UTC+01:00"));
        assert_eq!(told("-0330").as_deref(), Some("UTC-03:30"));
        assert_eq!((told("Z").as_deref(), told("CET"), told("")), (Some("UTC"), None, None));
        assert!(is_ambiguous("03/04/2026 08:13") && !is_ambiguous("2026/04/03 08:13"));
    }

    #[test]
    fn days_come_back() {
        for (seconds, day) in
            [(0.0, "1970-01-01"), (1_688_169_959.0, "2023-07-01"), (1_709_208_000.0, "2024-02-29")]
        {
            assert_eq!(day_of(seconds), day);
        }
        assert_eq!((time_of(0.0), time_of(86_400.0 + 28_803.963)), ("00:00".into(), "08:00:03".into()));
    }

    #[test]
    fn units_are_told_by_their_size() {
        assert_eq!(Unit::of_header("t_ms", "t_ms"), Some(Unit::Milliseconds));
        assert_eq!(Unit::of_header("time", "Time [us] "), Some(Unit::Microseconds));
        assert_eq!(Unit::of_header("timestamps", "timestamps"), None);
        assert_eq!(Unit::of_epoch(5000.0), Unit::Seconds);
        assert_eq!(Unit::of_epoch(1.7e9), Unit::Seconds);
        assert_eq!(Unit::of_epoch(1.7e12), Unit::Milliseconds);
        assert_eq!(Unit::of_epoch(1.7e18), Unit::Nanoseconds);
    }
}
