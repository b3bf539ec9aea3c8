//! Months and days of the calendar as a plan writes them: "2027-03" is the whole month, "2027-03-15" the day. Time
//! between them is counted in calendar months, so that "300 a month" is 300 in February, too.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::scenario::instant::{self, day_at, days};

/// Years that a plan may speak of.
const YEARS: std::ops::RangeInclusive<i64> = 2000..=2150;
const EXAMPLES: &str = "\"2027-03\" or \"2027-03-15\"";

/// A month, or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    first: civil::Date,
    is_month: bool,
}

impl Date {
    /// Its first day, as days since 1970-01-01.
    pub fn first(self) -> i64 {
        days(self.first)
    }

    /// The day after its last.
    pub fn after(self) -> i64 {
        let last = if self.is_month { self.first.last_of_month() } else { self.first };
        days(last) + 1
    }
}

/// Where a day begins, in months since the year 0: the 16th of April lies half a month behind the 1st.
pub fn position(day: i64) -> f64 {
    let date = day_at(day);
    let months = 12 * i64::from(date.year()) + i64::from(date.month()) - 1;
    months as f64 + f64::from(date.day() - 1) / f64::from(date.days_in_month())
}

/// The month of a day, "2027-03".
pub fn month_of(day: i64) -> String {
    day_at(day).strftime("%Y-%m").to_string()
}

/// A day, "2027-03-15".
pub fn day_of(day: i64) -> String {
    day_at(day).to_string()
}

impl FromStr for Date {
    type Err = String;
    fn from_str(text: &str) -> Result<Date, String> {
        let none = || format!("`{text}` is not a month or a day; write for example {EXAMPLES}");
        let number = |part: &str, digits: usize| {
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<i64>().ok().filter(|_| plain)
        };
        let parts: Vec<&str> = text.trim().split('-').collect();
        let (year, month, day) = match parts[..] {
            [year, month] => (number(year, 4), number(month, 2), None),
            [year, month, day] => (number(year, 4), number(month, 2), Some(number(day, 2).ok_or_else(none)?)),
            _ => return Err(none()),
        };
        let (Some(year), Some(month)) = (year, month) else { return Err(none()) };
        let Some(first) = instant::civil(year, month, 1) else {
            return Err(format!("`{text}`: there is no month {month}; write for example {EXAMPLES}"));
        };
        if !YEARS.contains(&year) {
            let (low, high) = (YEARS.start(), YEARS.end());
            return Err(format!("`{text}`: the year {year} is no plan's; it must be {low} to {high}"));
        }
        let Some(day) = day else { return Ok(Date { first, is_month: true }) };
        let last = first.days_in_month();
        let first = instant::civil(year, month, day)
            .ok_or_else(|| format!("`{text}`: there is no such day; {year:04}-{month:02} has {last} days"))?;
        Ok(Date { first, is_month: false })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let whole = self.first.strftime(if self.is_month { "%Y-%m" } else { "%Y-%m-%d" });
        write!(f, "{whole}")
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        struct Written;
        impl de::Visitor<'_> for Written {
            type Value = Date;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a month or a day in quotes, such as {EXAMPLES}")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Written)
    }
}

impl schemars::JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A month (\"2027-03\") or a day (\"2027-03-15\").",
            "examples": ["2027-03", "2027-03-15"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap_or_else(|why| panic!("{why}"))
    }

    #[test]
    fn a_month_is_all_its_days() {
        let february = date("2028-02");
        assert_eq!(february.after() - february.first(), 29);
        assert_eq!(date("2028-02-29").after(), date("2028-03").first());
        assert_eq!(
            (february.to_string(), date("2028-02-09").to_string()),
            ("2028-02".into(), "2028-02-09".into())
        );
    }

    #[test]
    fn days_come_back_with_their_month() {
        for text in ["2000-01-01", "2027-12-31", "2028-01-01", "2028-02-29", "2100-02-28", "2150-12-31"] {
            let day = date(text).first();
            assert_eq!((day_of(day).as_str(), month_of(day).as_str()), (text, &text[..7]));
        }
    }

    #[test]
    fn months_are_equally_long() {
        let from = position(date("2027-01").first());
        assert_eq!(position(date("2028-03").first()) - from, 14.0);
        assert!((position(date("2027-02-15").first()) - from - 1.5).abs() < 1e-12);
        assert!((position(date("2027-04-16").first()) - from - 3.5).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_date_is_told() {
        let why = |text: &str| text.parse::<Date>().unwrap_err();
        assert!(why("2027-13").contains("no month 13"));
        assert!(why("2027-02-30").contains("2027-02 has 28 days"));
        for text in ["March 2027", "2027", "27-03", "2027-3", "2027-03-1", "2027/03", "", "2027-03-15-1"] {
            assert!(why(text).contains("2027-03-15"), "{text}");
        }
        assert!(why("1999-01").contains("2000 to 2150"));
    }
}
