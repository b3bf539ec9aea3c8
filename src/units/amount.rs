//! Amounts that are counted in bytes or in messages, and how fast they come: `"16 kB"` or `20`, `"64 kbit/s"` or
//! `"50 /s"`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::parse::{UnitError, UnitTable, parse};
use super::{BitRate, Bytes, Count, noun, number};

/// Bytes with their unit, or a count of messages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// Bytes.
    Bytes(Bytes),
    /// Messages.
    Messages(Count),
}

/// Bits per second, or messages per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Flow {
    /// Bits per second.
    Bits(BitRate),
    /// Messages per second.
    Messages(f64),
}

impl Amount {
    /// Bytes or messages.
    pub fn value(self) -> u64 {
        match self {
            Amount::Bytes(bytes) => bytes.0,
            Amount::Messages(count) => count.0,
        }
    }

    /// Counted in bytes.
    pub fn is_bytes(self) -> bool {
        matches!(self, Amount::Bytes(_))
    }
}

impl Flow {
    /// Bytes or messages per second.
    pub fn per_s(self) -> f64 {
        match self {
            Flow::Bits(rate) => rate.0 / 8.0,
            Flow::Messages(rate) => rate,
        }
    }

    /// Counted in bytes.
    pub fn is_bytes(self) -> bool {
        matches!(self, Flow::Bits(_))
    }
}

const MESSAGES: UnitTable = UnitTable {
    what: "rate",
    example: "50 /s",
    range: "more than 0, at most 1 000 000 000 /s",
    low: 1e-9,
    high: 1e9,
    usual: &["kbit/s", "/s"],
    units: &[("/s", 1.0), ("/min", 1.0 / 60.0), ("/h", 1.0 / 3600.0), ("/d", 1.0 / 86_400.0)],
};

/// No number stands in front: nothing tells bits from messages.
fn no_flow(text: &str) -> UnitError {
    let example = "\"64 kbit/s\" or \"50 /s\"".to_string();
    UnitError::NotANumber { text: text.to_string(), what: MESSAGES.what, example }
}

impl FromStr for Flow {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        match text.find('/').map(|at| text[..at].trim_end()) {
            Some(before) if before.ends_with(|c: char| c.is_ascii_digit()) => {
                parse(text, &MESSAGES).map(Flow::Messages)
            }
            _ if text.ends_with(|c: char| c.is_ascii_digit()) => parse(text, &MESSAGES).map(Flow::Messages),
            _ => match text.parse().map(Flow::Bits) {
                Err(UnitError::NotANumber { .. }) => Err(no_flow(text)),
                read => read,
            },
        }
    }
}

impl FromStr for Amount {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let bytes = text.trim_end().ends_with(|c: char| c.is_alphabetic() && c != 'k' && c != 'M');
        if bytes { text.parse().map(Amount::Bytes) } else { text.parse().map(Amount::Messages) }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Amount::Bytes(bytes) => write!(f, "{bytes}"),
            Amount::Messages(count) => write!(f, "{} {}", count.0, noun(count.0, "message", "messages")),
        }
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Flow::Bits(rate) => write!(f, "{rate}"),
            Flow::Messages(rate) => {
                let least = |(_, factor): &&(&str, f64)| *rate >= *factor;
                let (unit, factor) = MESSAGES.units.iter().find(least).unwrap_or(&MESSAGES.units[3]);
                write!(f, "{} {unit}", number(libm::rint(rate / factor * 1e9) / 1e9))
            }
        }
    }
}

struct Written<T>(&'static str, std::marker::PhantomData<T>);

impl<T: FromStr<Err = UnitError>> de::Visitor<'_> for Written<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0)
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        number(value).parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(Written("bytes such as \"16 kB\" or a count of messages", Default::default()))
    }
}

impl<'de> Deserialize<'de> for Flow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written("a rate such as \"64 kbit/s\" or \"50 /s\"", Default::default()))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Amount::Bytes(bytes) => bytes.serialize(serializer),
            Amount::Messages(count) => count.serialize(serializer),
        }
    }
}

impl Serialize for Flow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl schemars::JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Bytes with their unit, or a count of messages.",
            "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string" }],
            "examples": ["16 kB", 20]
        })
    }
}

impl schemars::JsonSchema for Flow {
    fn schema_name() -> Cow<'static, str> {
        "Flow".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "Bits or messages in a time, for example \"64 kbit/s\" or \"50 /s\".",
            "examples": ["64 kbit/s", "50 /s"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_messages_are_told_apart_by_their_units() {
        assert_eq!("16 kB".parse(), Ok(Amount::Bytes(Bytes(16_000))));
        assert_eq!("20 k".parse(), Ok(Amount::Messages(Count(20_000))));
        assert_eq!("64 kbit/s".parse(), Ok(Flow::Bits(BitRate(64e3))));
        assert_eq!("50 /s".parse(), Ok(Flow::Messages(50.0)));
        assert_eq!("90/min".parse(), Ok(Flow::Messages(1.5)));
    }

    #[test]
    fn one_message_is_singular() {
        let told = ["1", "2", "1 B"].map(|text| text.parse::<Amount>().unwrap().to_string());
        assert_eq!(told, ["1 message", "2 messages", "1 B"]);
    }

    #[test]
    fn what_is_written_is_read() {
        for flow in ["50 /s", "1.5 /s", "30 /min", "64 kbit/s"] {
            assert_eq!(flow.parse::<Flow>().map(|read| read.to_string()), Ok(flow.to_string()));
        }
    }

    #[test]
    fn a_slip_is_told_both_ways() {
        let help = |text: &str| text.parse::<Flow>().unwrap_err().to_string();
        assert_eq!(help("50"), "`50` has no unit; write for example \"50 kbit/s\" or \"50 /s\"");
        assert_eq!(help("50 /week"), "`/week` is not a unit of rate; known are /s, /min, /h, /d");
        let neither = "write for example \"64 kbit/s\" or \"50 /s\"";
        assert_eq!(help("nan /s"), format!("`nan /s` is not a rate; {neither}"));
        assert!(help("2 MB/s").starts_with("`MB/s` is not a unit of rate; known are bit/s"));
    }
}
