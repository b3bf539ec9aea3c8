//! When something happens in a study: so long after its start, at a time of day, or when a share of it is over.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::traffic::{DAY, time_of_day};
use crate::units::{Share, Span, Time, UnitError};

/// A moment of a study.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// So long after the study's start.
    After(Span),
    /// When so much of the study is over.
    Part(Share),
    /// The first such time of day at or after the study's start, so many days later.
    Clock {
        /// Days later.
        days: u64,
        /// Since midnight.
        time: Span,
    },
}

/// Days that may be written before a time of day: as long as a study may last.
const MOST_DAYS: u64 = 3660;

impl Moment {
    /// How long after the start of a study that lasts so long; it is at `from` on the clock (zero being midnight of a
    /// Monday).
    pub fn after(self, from: Time, lasts: Span) -> Span {
        match self {
            Moment::After(span) => span,
            Moment::Part(share) => Span::from_secs_f64(share.0 * lasts.as_secs_f64()),
            Moment::Clock { days, time } => {
                let of_day = from.0 % DAY.0;
                Span(days * DAY.0 + (time.0 + DAY.0 - of_day) % DAY.0)
            }
        }
    }
}

impl FromStr for Moment {
    type Err = String;
    fn from_str(text: &str) -> Result<Moment, String> {
        let text = text.trim();
        if text.ends_with('%') {
            return text.parse().map(Moment::Part).map_err(|error: UnitError| error.to_string());
        }
        if !text.contains(':') {
            return text.parse().map(Moment::After).map_err(|error: UnitError| error.to_string());
        }
        let wrong = || {
            format!(
                "`{text}` is no moment; write for example \"9 h\" after the start, \"09:00\" or \"1 d 09:00\""
            )
        };
        let (days, clock) = match text.rsplit_once(' ') {
            Some((before, clock)) => (before.trim().strip_suffix('d').ok_or_else(wrong)?.trim(), clock),
            None => ("0", text),
        };
        let days = days.parse().ok().filter(|days| *days <= MOST_DAYS).ok_or_else(wrong)?;
        let time = time_of_day(clock).map_err(|_| wrong())?;
        Ok(Moment::Clock { days, time })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (days, time) = match self {
            Moment::After(span) => return span.fmt(f),
            Moment::Part(share) => return share.fmt(f),
            Moment::Clock { days, time } => (days, time),
        };
        if *days > 0 {
            write!(f, "{days} d ")?;
        }
        let seconds = time.0 / crate::units::NS_PER_S;
        write!(f, "{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
        if !seconds.is_multiple_of(60) { write!(f, ":{:02}", seconds % 60) } else { Ok(()) }
    }
}

struct Written;

impl de::Visitor<'_> for Written {
    type Value = Moment;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a moment such as \"9 h\" after the start, \"1 d 09:00\" or \"40 %\" of the study")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Moment, E> {
        text.parse().map_err(E::custom)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Moment, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Moment, E> {
        crate::units::number(value).parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl schemars::JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A moment of the study: \"9 h\" after its start, a time of day, the first one (\"09:00\") or days later (\"1 d 09:00\"), or a share of the study (\"40 %\").",
            "examples": ["9 h", "1 d 09:00", "40 %"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_the_first_at_or_after_the_start() {
        let hour = |h: u64| Span::from_secs(3600 * h);
        let after =
            |text: &str, start: u64| text.parse::<Moment>().map(|m| m.after(Time(0) + hour(start), hour(50)));
        assert_eq!(after("9 h", 30), Ok(hour(9)));
        assert_eq!(after("40 %", 30), Ok(hour(20)));
        assert_eq!(after("09:00", 0), Ok(hour(9)));
        assert_eq!(after("09:00", 9), Ok(hour(0)));
        assert_eq!(after("09:00", 34), Ok(hour(23)), "Tuesday 10:00, so Wednesday");
        assert_eq!(after("1 d 09:00", 0), Ok(hour(33)));
    }

    #[test]
    fn writes_what_it_reads_and_refuses_the_rest() {
        for text in ["9 h", "09:00", "1 d 09:00", "12 d 23:59:30", "90 s", "40 %"] {
            assert_eq!(text.parse::<Moment>().map(|m| m.to_string()), Ok(text.to_string()));
        }
        for wrong in
            ["", "9", "d 09:00", "-1 d 09:00", "9999 d 09:00", "1 d", "25:00", "1 w 09:00", "NaN h", "140 %"]
        {
            let read = wrong.parse::<Moment>();
            assert!(read.is_err() || wrong == "1 d", "{wrong}: {read:?}");
        }
    }
}
