//! From `"250 kbit/s"` to a number in the base unit, or to what is wrong with it and how it would be right.

use super::written::{self, Written};

/// What is wrong with a written quantity, and how it would be right.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UnitError {
    /// A number without a unit.
    #[error("`{text}` has no unit; write for example {example}")]
    NoUnit {
        /// What was written.
        text: String,
        /// The same number written well, in quotes, with each unit that its size suggests.
        example: String,
    },
    /// A unit this quantity does not know.
    #[error("`{unit}` is not a unit of {what}; {help}")]
    UnknownUnit {
        /// The unit as written.
        unit: String,
        /// The quantity wanted.
        what: &'static str,
        /// The same with the unit that is meant, or its units.
        help: String,
    },
    /// No number in front.
    #[error("`{text}` is not a {what}; write for example {example}")]
    NotANumber {
        /// What was written.
        text: String,
        /// The quantity wanted.
        what: &'static str,
        /// A well written one.
        example: String,
    },
    /// A number with a decimal comma, or with a word where none is due.
    #[error("`{text}` is not a {what}; {help}")]
    Miswritten {
        /// What was written.
        text: String,
        /// The quantity wanted.
        what: &'static str,
        /// What it may mean, and how that is written.
        help: String,
    },
    /// A comma or point that may part thousands or decimals.
    #[error("`{text}` may be read in two ways; {help}")]
    Ambiguous {
        /// What was written.
        text: String,
        /// How each is written.
        help: String,
    },
    /// A number outside what the quantity can hold.
    #[error("`{text}` is out of range for a {what} ({range})")]
    OutOfRange {
        /// What was written.
        text: String,
        /// The quantity wanted.
        what: &'static str,
        /// The allowed range.
        range: &'static str,
    },
}

/// The units of one quantity: how it is called, an example, and factor to its base unit.
pub(super) struct UnitTable {
    /// How the quantity is called.
    pub what: &'static str,
    /// A well written one.
    pub example: &'static str,
    /// The allowed range in words.
    pub range: &'static str,
    /// Least value in the base unit.
    pub low: f64,
    /// Greatest value in the base unit.
    pub high: f64,
    /// Units that a bare number below a thousand may be meant in, the likeliest first.
    pub usual: &'static [&'static str],
    /// Unit names with their factors.
    pub units: &'static [(&'static str, f64)],
}

/// What people write for a unit; where the quantity has that unit, it is what they mean.
const ALIASES: &[(&str, &[&str])] = &[
    ("B", &["byte", "bytes", "octet", "octets"]),
    ("kB", &["kbyte", "kbytes", "kilobyte", "kilobytes"]),
    ("MB", &["mbyte", "mbytes", "megabyte", "megabytes"]),
    ("s", &["sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden"]),
    ("ms", &["msec", "millisecond", "milliseconds", "millisekunden"]),
    ("us", &["μs", "usec", "microsecond", "microseconds"]),
    ("min", &["m", "mins", "minute", "minutes", "minuten"]),
    ("h", &["hr", "hrs", "hour", "hours", "std", "stunde", "stunden"]),
    ("d", &["day", "days", "tag", "tage"]),
    ("w", &["week", "weeks", "woche", "wochen"]),
    ("m", &["meter", "meters", "metre", "metres", "mtr"]),
    ("km", &["kilometer", "kilometers", "kilometre", "kilometres"]),
    ("dB", &["decibel", "dbd", "dbm"]),
    ("dBm", &["db"]),
    ("bit/s", &["bits/s", "bit", "bits"]),
    ("kbit/s", &["kbit", "kbits", "kbits/s"]),
    ("Mbit/s", &["mbit", "mbits", "mbits/s"]),
    ("Gbit/s", &["gbit", "gbits", "gbits/s"]),
    ("%", &["percent", "per cent", "prozent", "pct"]),
];

impl UnitTable {
    /// Whether a number needs no unit.
    fn is_bare(&self) -> bool {
        self.units.iter().any(|(name, _)| name.is_empty())
    }

    pub fn not_a_number(&self, text: &str) -> UnitError {
        let example = if self.is_bare() { self.example.to_string() } else { format!("\"{}\"", self.example) };
        UnitError::NotANumber { text: text.to_string(), what: self.what, example }
    }

    /// The unit that is meant by another writing of it. Where capitals tell bits from bytes, nothing is guessed.
    fn meant(&self, unit: &str) -> Option<&'static str> {
        let lower = unit.to_lowercase();
        let same = |name: &&str| !name.is_empty() && name.to_lowercase() == lower;
        let names = || self.units.iter().map(|(name, _)| *name);
        let alias = |name: &&str| ALIASES.iter().any(|(of, words)| of == name && words.contains(&&*lower));
        names().find(same).or_else(|| names().find(alias))
    }

    fn unknown_unit(&self, text: &str, number: &str, unit: String) -> UnitError {
        let known: Vec<_> = self.units.iter().map(|(name, _)| *name).filter(|n| !n.is_empty()).collect();
        let help = match self.meant(&unit) {
            Some(meant) => format!("write \"{number} {meant}\""),
            None if self.is_bare() => {
                let help = format!("write {number} alone, or with {}", known.join(" or "));
                return UnitError::Miswritten { text: text.to_string(), what: self.what, help };
            }
            None => format!("known are {}", known.join(", ")),
        };
        UnitError::UnknownUnit { unit, what: self.what, help }
    }

    /// The bare number with each unit that its size suggests: those usual for it, or the base unit where the number
    /// is so large that no one would write it in another; and 0.98 is the share that programs write for 98 %.
    pub fn with_unit(&self, number: &str, value: f64) -> String {
        let base = self.units.iter().find(|(_, factor)| *factor == 1.0).map_or("", |(unit, _)| unit);
        let percent = || format!("\"{} %\"", libm::rint(value * 1e6) / 1e4);
        let quoted = |unit: &&str| format!("\"{number} {unit}\"");
        match value.abs() {
            0.0 => quoted(&self.usual[0]),
            1.0 if self.usual == ["%"] => format!("{} or {}", quoted(&"%"), percent()),
            size if self.usual == ["%"] && size < 1.0 => percent(),
            size if size < 1000.0 || base.is_empty() => {
                let each: Vec<_> = self.usual.iter().map(quoted).collect();
                each.join(" or ")
            }
            _ => quoted(&base),
        }
    }

    /// What may be meant by commas and by signs between thousands, with the unit that follows.
    fn punctuation(&self, text: &str, meanings: &[String], rest: &str) -> UnitError {
        let unit = self.units.iter().map(|(name, _)| *name).find(|name| *name == rest).or(self.meant(rest));
        let well = |number: &String| match (unit, number.parse()) {
            (Some(unit), _) if !unit.is_empty() => format!("\"{number} {unit}\""),
            (_, Ok(value)) if !self.is_bare() => self.with_unit(number, value),
            _ => number.clone(),
        };
        let meanings: Vec<_> = meanings.iter().map(well).collect();
        let (text, what) = (text.to_string(), self.what);
        match &meanings[..] {
            [only] => {
                let help = format!("the decimal sign is a point: write {only}");
                UnitError::Miswritten { text, what, help }
            }
            several => UnitError::Ambiguous { text, help: format!("write {}", several.join(" or ")) },
        }
    }
}

/// Reads a number with its unit into the base unit.
pub(super) fn parse(text: &str, table: &UnitTable) -> Result<f64, UnitError> {
    let Written { number, unit, meanings } = written::read(text);
    if !meanings.is_empty() {
        return Err(table.punctuation(text, &meanings, &unit));
    }
    let value: f64 = number.parse().map_err(|_| table.not_a_number(text))?;
    if unit.is_empty() && !table.is_bare() {
        return Err(UnitError::NoUnit { text: text.to_string(), example: table.with_unit(&number, value) });
    }
    let Some((_, factor)) = table.units.iter().find(|(name, _)| *name == unit) else {
        return Err(table.unknown_unit(text, &number, unit));
    };
    let value = value * factor;
    if !value.is_finite() || value < table.low || value > table.high {
        return Err(UnitError::OutOfRange { text: text.to_string(), what: table.what, range: table.range });
    }
    Ok(value)
}
