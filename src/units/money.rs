//! Sums of money, with their currency: `"3600 EUR"`, `"15 k CZK"`. It knows no rate of exchange.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::number;
use super::parse::UnitError;
use super::written::{self, Written};

/// A code of ISO 4217, by its form: three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency([u8; 3]);

/// A sum, counted in thousandths, so that sums of sums are exact in every currency (a dinar has a thousand fils).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// Thousandths of the currency's unit; below zero what is saved.
    pub thousandths: i64,
    /// Of what.
    pub currency: Currency,
}

const WHAT: &str = "sum of money";
const EXAMPLE: &str = "3600 EUR";
/// Greatest sum either way, in units.
const MOST: f64 = 1e12;
/// What is written for a currency, and its code where there is but one.
const SIGNS: [(&str, &str); 7] = [
    ("€", "EUR"),
    ("EURO", "EUR"),
    ("£", "GBP"),
    ("KČ", "CZK"),
    ("ZŁ", "PLN"),
    ("US$", "USD"),
    ("FR.", "CHF"),
];

impl Currency {
    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    fn read(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Currency(bytes))
    }
}

impl Money {
    /// In units of the currency.
    pub fn value(self) -> f64 {
        self.thousandths as f64 / 1e3
    }
}

impl FromStr for Money {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Money, UnitError> {
        let Written { number, unit, meanings } = written::read(text);
        if !meanings.is_empty() {
            return Err(punctuated(text, &meanings, &unit));
        }
        let Ok(value) = number.parse::<f64>() else {
            return Err(UnitError::NotANumber {
                text: text.into(),
                what: WHAT,
                example: format!("\"{EXAMPLE}\""),
            });
        };
        if unit.is_empty() {
            return Err(UnitError::NoUnit { text: text.into(), example: format!("\"{number} EUR\"") });
        }
        let (scale, factor, code) = scaled(&unit);
        let Some(currency) = Currency::read(code) else { return Err(no_currency(&number, scale, code)) };
        let value = value * factor;
        if !value.is_finite() || libm::fabs(value) > MOST {
            let range = "at most 1 000 000 million";
            return Err(UnitError::OutOfRange { text: text.into(), what: WHAT, range });
        }
        Ok(Money { thousandths: libm::rint(value * 1e3) as i64, currency })
    }
}

/// "k EUR" is thousands of euros; a word of three letters is a currency whatever it begins with.
fn scaled(unit: &str) -> (&str, f64, &str) {
    for (scale, factor) in [("k", 1e3), ("M", 1e6)] {
        let rest = unit.strip_prefix(scale).map(str::trim_start);
        if let Some(code) = rest.filter(|rest| rest.chars().count() != 2 && !rest.is_empty()) {
            return (scale, factor, code);
        }
    }
    ("", 1.0, unit)
}

fn no_currency(number: &str, scale: &str, code: &str) -> UnitError {
    let upper = code.to_uppercase();
    let sign = SIGNS.iter().find(|(sign, _)| *sign == upper).map(|(_, code)| code.to_string());
    let meant = sign.or_else(|| Currency::read(&upper).map(|code| code.code().to_string()));
    let scale = if scale.is_empty() { String::new() } else { format!("{scale} ") };
    let help = match meant {
        Some(code) => format!("write \"{number} {scale}{code}\""),
        None => format!("write the currency by its three letters, such as \"{number} {scale}EUR\""),
    };
    UnitError::UnknownUnit { unit: code.to_string(), what: WHAT, help }
}

fn punctuated(text: &str, meanings: &[String], unit: &str) -> UnitError {
    let unit = if unit.is_empty() { "EUR" } else { unit };
    let each: Vec<String> = meanings.iter().map(|number| format!("\"{number} {unit}\"")).collect();
    let text = text.to_string();
    match &each[..] {
        [only] => {
            let help = format!("the decimal sign is a point: write {only}");
            UnitError::Miswritten { text, what: WHAT, help }
        }
        several => UnitError::Ambiguous { text, help: format!("write {}", several.join(" or ")) },
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", number(self.value()), self.currency.code())
    }
}

struct MoneyVisitor;

impl de::Visitor<'_> for MoneyVisitor {
    type Value = Money;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a {WHAT} such as \"{EXAMPLE}\"")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Money, E> {
        text.parse().map_err(E::custom)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Money, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Money, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Money, E> {
        number(value).parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        deserializer.deserialize_any(MoneyVisitor)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl schemars::JsonSchema for Money {
    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A sum of money with its currency by three letters, for example \"3600 EUR\" or \"15 k CZK\".",
            "examples": [EXAMPLE]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(f64, String), String> {
        let money: Result<Money, _> = text.parse();
        money
            .map(|money| (money.value(), money.currency.code().to_string()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn reads_sums_in_any_currency() {
        let of = |value: f64, code: &str| Ok((value, code.to_string()));
        assert_eq!(read("3600 EUR"), of(3600.0, "EUR"));
        assert_eq!(read("18 600 EUR"), of(18_600.0, "EUR"));
        assert_eq!(read("15 k CZK"), of(15_000.0, "CZK"));
        assert_eq!(read("1.2M USD"), of(1_200_000.0, "USD"));
        assert_eq!(read("99.995 KWD"), of(99.995, "KWD"), "a thousand fils");
        assert_eq!(read("100 MAD"), of(100.0, "MAD"), "dirhams, not a million");
        assert_eq!(read("-20 EUR"), of(-20.0, "EUR"), "what is saved");
    }

    #[test]
    fn a_slip_is_told_with_what_would_be_right() {
        let wrong = |text: &str| read(text).unwrap_err();
        assert_eq!(wrong("3600"), "`3600` has no unit; write for example \"3600 EUR\"");
        assert_eq!(wrong("3600 eur"), "`eur` is not a unit of sum of money; write \"3600 EUR\"");
        assert!(wrong("15 k€").ends_with("write \"15 k EUR\""));
        assert!(wrong("15 dollars").ends_with("such as \"15 EUR\""));
        assert!(wrong("EUR 15").contains("is not a sum of money"));
        assert!(
            wrong("3,600 EUR").ends_with("write \"3.600 EUR\" or \"3600 EUR\""),
            "{}",
            wrong("3,600 EUR")
        );
        assert!(wrong("1e30 EUR").contains("out of range"));
    }

    #[test]
    fn what_is_written_is_read() {
        for text in ["3600 EUR", "0.5 CZK", "-20 USD"] {
            assert_eq!(text.parse::<Money>().map(|money| money.to_string()), Ok(text.to_string()));
        }
    }
}
