//! Counts: whole numbers, with thousands told from fractions.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::number;
use super::parse::{UnitError, UnitTable, parse};
use super::written::{self, Written};

/// A count of things: `5000`, `20_000` or `"20 k"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Count(pub u64);

const COUNT: UnitTable = UnitTable {
    what: "whole number",
    example: "5000, 5_000 or \"20 k\"",
    range: "0 to 1 000 000 000 000",
    low: 0.0,
    high: 1e12,
    usual: &[""],
    units: &[("", 1.0), ("k", 1e3), ("M", 1e6)],
};

impl FromStr for Count {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        if let Some(help) = count_meant(text) {
            return Err(UnitError::Ambiguous { text: text.to_string(), help });
        }
        if !written::read(text).meanings.is_empty() {
            return Err(COUNT.not_a_number(text));
        }
        let value = parse(text, &COUNT)?;
        if value != libm::rint(value) {
            return Err(COUNT.not_a_number(text));
        }
        Ok(Count(value as u64))
    }
}

/// How a count is to be written that has a point, comma or apostrophe between its thousands: as a number with a
/// fraction it would be another one.
fn count_meant(text: &str) -> Option<String> {
    let Written { number, unit, meanings } = written::read(text);
    let grouped = || written::grouped(&number);
    let whole = meanings.last().cloned().or_else(grouped).filter(|whole| !whole.contains('.'))?;
    match number.parse::<f64>() {
        _ if unit.is_empty() => Some(format!("write {whole} or {}", written::in_thousands(&whole))),
        Ok(decimal) if meanings.is_empty() => {
            Some(format!("write \"{decimal} {unit}\" or \"{whole} {unit}\""))
        }
        _ => Some(format!("write \"{whole} {unit}\"")),
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CountVisitor;
        impl de::Visitor<'_> for CountVisitor {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a whole number such as 5000, 5_000 or \"20 k\"")
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Count, E> {
                Err(E::custom(with_point(value)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Count, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Count, E> {
                value.to_string().parse().map_err(E::custom)
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Count, E> {
                value.to_string().parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(CountVisitor)
    }
}

/// What is wrong with a count that the file has as a number with a point, which may set thousands apart.
fn with_point(value: f64) -> String {
    let thousands = value * 1e3;
    let as_thousands = (1.0..1e6).contains(&thousands) && thousands == libm::rint(thousands);
    let (whole, written) = (value == libm::rint(value), number(value));
    match (whole, as_thousands) {
        (true, true) => {
            format!(
                "a count has no point; write {written}, or {} if it sets thousands apart",
                number(thousands)
            )
        }
        (true, false) => format!("a count has no point; write {written}"),
        (false, true) => format!(
            "{written} is not a {}; if the point sets thousands apart, write {}",
            COUNT.what,
            number(thousands)
        ),
        (false, false) => format!("{written} is not a {}; write for example {}", COUNT.what, COUNT.example),
    }
}

impl schemars::JsonSchema for Count {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A whole number, as 5000 or \"20 k\".",
            "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string" }],
            "examples": [5000, "20 k"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_with_thousands_apart_is_told_from_a_fraction() {
        let help = |text: &str| text.parse::<Count>().unwrap_err().to_string();
        assert_eq!(help("8.000"), "`8.000` may be read in two ways; write 8000 or 8_000");
        assert_eq!(help("8,000"), "`8,000` may be read in two ways; write 8000 or 8_000");
        assert_eq!(help("1.500.000"), "`1.500.000` may be read in two ways; write 1500000 or 1_500_000");
        assert_eq!(help("20.000 k"), "`20.000 k` may be read in two ways; write \"20 k\" or \"20000 k\"");
        assert_eq!(help("1.5"), "`1.5` is not a whole number; write for example 5000, 5_000 or \"20 k\"");
        assert_eq!("1.5 k".parse(), Ok(Count(1500)));
        assert!(with_point(8.0).ends_with("write 8, or 8000 if it sets thousands apart"));
    }
}
