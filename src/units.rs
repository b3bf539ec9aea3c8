//! Quantities with their units: simulated time in whole nanoseconds, and the sizes, rates, distances
//! and levels that a scenario file writes as strings (`"250 kbit/s"`).
//!
//! A bare number where a unit is due is an error that shows how to write it.

mod amount;
mod bound;
mod count;
mod money;
mod parse;
mod words;
pub(crate) mod written;

use std::borrow::Cow;
use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use amount::{Amount, Flow};
pub use bound::Bound;
pub use count::Count;
pub use money::{Currency, Money};
pub use parse::UnitError;
use parse::{UnitTable, parse};
pub use words::{noun, number};

/// An instant of simulated time, in nanoseconds since the simulation's zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub u64);

/// A length of simulated time, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub u64);

/// Nanoseconds in a second.
pub const NS_PER_S: u64 = 1_000_000_000;

impl Time {
    /// The end of time: later than every event.
    pub const NEVER: Time = Time(u64::MAX);

    /// Time since `earlier`, zero if `earlier` is later.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// Rounds seconds once, to the nearest nanosecond; negative and NaN give zero.
    #[inline]
    pub fn from_secs_f64(seconds: f64) -> Span {
        Span::from_ns_f64(seconds * NS_PER_S as f64)
    }

    /// Rounds to the nearest nanosecond, ties to even; negative and NaN give zero.
    #[inline]
    pub fn from_ns_f64(ns: f64) -> Span {
        // From here to twice as far a number is a whole one and its low bits count it, so that an addition rounds.
        const WHOLE: f64 = (1u64 << 52) as f64;
        if (0.0..WHOLE).contains(&ns) {
            return Span((ns + WHOLE).to_bits() - WHOLE.to_bits());
        }
        Span(libm::rint(ns) as u64)
    }

    /// Whole seconds.
    pub const fn from_secs(seconds: u64) -> Span {
        Span(seconds * NS_PER_S)
    }

    /// Whole milliseconds.
    pub const fn from_millis(milliseconds: u64) -> Span {
        Span(milliseconds * 1_000_000)
    }

    /// Seconds, for reporting.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / NS_PER_S as f64
    }
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Sub<Time> for Time {
    type Output = Span;
    fn sub(self, earlier: Time) -> Span {
        self.since(earlier)
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}

/// A quantity that a scenario file writes as a string with a unit.
pub trait Quantity: FromStr<Err = UnitError> + Copy + fmt::Display {
    /// How the quantity is called in messages.
    const WHAT: &'static str;
    /// A well written example.
    const EXAMPLE: &'static str;
    /// The value in the base unit (s, B, bit/s, m, dB, dBm, 1).
    fn base(self) -> f64;
    /// The quantity of a value in the base unit, rounded as the type needs.
    fn from_base(value: f64) -> Self;
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident($inner:ty), $what:literal, example $example:literal, range $low:expr, $high:expr, $range:literal,
     usual $usual:expr, from $from:expr, base $base:expr, units $units:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(pub $inner);

        impl FromStr for $name {
            type Err = UnitError;
            fn from_str(text: &str) -> Result<Self, UnitError> {
                let table = UnitTable {
                    what: $what, example: $example, range: $range, low: $low, high: $high, usual: $usual, units: $units,
                };
                let from: fn(f64) -> $inner = $from;
                parse(text, &table).map(|value| $name(from(value)))
            }
        }
        quantity!(@common $name, $what, $example, $from, $base);
    };
    (@common $name:ident, $what:literal, $example:literal, $from:expr, $base:expr) => {
        impl Quantity for $name {
            const WHAT: &'static str = $what;
            const EXAMPLE: &'static str = $example;
            fn base(self) -> f64 {
                let base: fn($name) -> f64 = $base;
                base(self)
            }
            fn from_base(value: f64) -> Self {
                let from: fn(f64) -> _ = $from;
                $name(from(value))
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(QuantityVisitor(std::marker::PhantomData))
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl schemars::JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "description": concat!("A ", $what, " with its unit, for example \"", $example, "\"."),
                    "examples": [$example]
                })
            }
        }
    };
}

mod electric;
mod speed;
mod upkeep;

pub use electric::{Capacity, Charge, Current, Energy, Voltage};
pub use speed::Speed;
pub use upkeep::{ByteRate, Years};

struct QuantityVisitor<Q>(std::marker::PhantomData<Q>);

impl<Q: Quantity> de::Visitor<'_> for QuantityVisitor<Q> {
    type Value = Q;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a {} such as \"{}\"", Q::WHAT, Q::EXAMPLE)
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Q, E> {
        text.parse().map_err(E::custom)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Q, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Q, E> {
        value.to_string().parse().map_err(E::custom)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Q, E> {
        number(value).parse().map_err(E::custom)
    }
}

/// Longest span a scenario may write: about 292 years would overflow `u64` nanoseconds, ten are plenty.
const MAX_SPAN_S: f64 = 10.0 * 366.0 * 86_400.0;

quantity!(
    /// Bytes.
    Bytes(u64), "size", example "20 B", range 0.0, 1e15, "0 B to 1000 TB",
    usual &["B", "kB"], from |v| libm::rint(v) as u64, base |q| q.0 as f64,
    units &[("B", 1.0), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
            ("KiB", 1024.0), ("MiB", 1_048_576.0), ("GiB", 1_073_741_824.0)]
);
quantity!(
    /// Bits per second.
    BitRate(f64), "rate", example "2 Mbit/s", range 1e-3, 1e15, "more than 0, at most 1 000 000 Gbit/s",
    usual &["kbit/s", "Mbit/s"], from |v| v, base |q| q.0,
    units &[("bit/s", 1.0), ("kbit/s", 1e3), ("Mbit/s", 1e6), ("Gbit/s", 1e9), ("bps", 1.0), ("kbps", 1e3), ("Mbps", 1e6), ("Gbps", 1e9)]
);
quantity!(
    /// Metres.
    Distance(f64), "distance", example "6.4 km", range -1e8, 1e8, "at most 100 000 km",
    usual &["m", "km"], from |v| v, base |q| q.0,
    units &[("m", 1.0), ("km", 1e3), ("cm", 1e-2)]
);
quantity!(
    /// A ratio in decibels.
    Decibel(f64), "level difference", example "6 dB", range -1e3, 1e3, "-1000 dB to 1000 dB",
    usual &["dB"], from |v| v, base |q| q.0,
    units &[("dB", 1.0), ("dBi", 1.0)]
);
quantity!(
    /// A power level in decibels over one milliwatt.
    Dbm(f64), "power level", example "14 dBm", range -300.0, 100.0, "-300 dBm to 100 dBm",
    usual &["dBm"], from |v| v, base |q| q.0,
    units &[("dBm", 1.0)]
);
quantity!(
    /// Hertz.
    Frequency(f64), "frequency", example "868.1 MHz", range 1.0, 1e12, "1 Hz to 1000 GHz",
    usual &["MHz"], from |v| v, base |q| q.0,
    units &[("Hz", 1.0), ("kHz", 1e3), ("MHz", 1e6), ("GHz", 1e9)]
);
quantity!(
    /// A share between 0 and 1, written in per cent.
    Share(f64), "share", example "5 %", range 0.0, 1.0, "0 % to 100 %",
    usual &["%"], from |v| v, base |q| q.0,
    units &[("%", 1e-2)]
);
quantity!(
    /// How much more in a month than in the one before: 0.015 is one and a half per cent.
    MonthlyRate(f64), "monthly rate of growth", example "1.5 %", range -0.9, 10.0, "-90 % to 1000 % a month",
    usual &["%"], from |v| v, base |q| q.0,
    units &[("%", 1e-2)]
);
quantity!(
    /// Calendar months.
    Months(f64), "number of months", example "24 months", range 0.1, 1200.0, "0.1 to 1200 months",
    usual &["months", "years"], from |v| v, base |q| q.0,
    units &[("months", 1.0), ("month", 1.0), ("years", 12.0), ("year", 12.0)]
);

impl FromStr for Span {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let table = UnitTable {
            what: "time",
            example: "10 s",
            range: "0 s to 10 years",
            low: 0.0,
            high: MAX_SPAN_S,
            usual: &["s", "ms", "min"],
            units: &[
                ("ns", 1e-9),
                ("us", 1e-6),
                ("µs", 1e-6),
                ("ms", 1e-3),
                ("s", 1.0),
                ("min", 60.0),
                ("h", 3600.0),
                ("d", 86_400.0),
                ("w", 604_800.0),
            ],
        };
        parse(text, &table).map(Span::from_secs_f64)
    }
}
quantity!(@common Span, "time", "10 s", |v| libm::rint(v * 1e9) as u64, |q| q.as_secs_f64());

/// Writes `value` in the largest unit that leaves it at least one, without trailing zeros.
fn write_scaled(f: &mut fmt::Formatter, value: f64, units: &[(&str, f64)]) -> fmt::Result {
    let (name, factor) =
        units.iter().rev().find(|(_, factor)| libm::fabs(value) >= *factor).unwrap_or(&units[0]);
    write!(f, "{} {name}", value / factor)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        const UNITS: [(&str, u64); 7] = [
            ("ns", 1),
            ("us", 1_000),
            ("ms", 1_000_000),
            ("s", NS_PER_S),
            ("min", 60 * NS_PER_S),
            ("h", 3600 * NS_PER_S),
            ("d", 86_400 * NS_PER_S),
        ];
        if self.0 == 0 {
            return write!(f, "0 s");
        }
        let whole = UNITS.iter().rposition(|(_, factor)| self.0.is_multiple_of(*factor)).unwrap_or(0);
        // nobody says 5100 ms: below a second the next units up differ by a thousand and take a fraction
        let at = (whole..=3).rev().find(|at| self.0 >= UNITS[*at].1).unwrap_or(whole);
        let (name, factor) = UNITS[at];
        let fraction = format!("{:0width$}", self.0 % factor, width = factor.ilog10() as usize);
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{} {name}", self.0 / factor),
            digits => write!(f, "{}.{digits} {name}", self.0 / factor),
        }
    }
}
impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write_scaled(f, self.0 as f64, &[("B", 1.0), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9)])
    }
}
impl fmt::Display for BitRate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write_scaled(f, self.0, &[("bit/s", 1.0), ("kbit/s", 1e3), ("Mbit/s", 1e6), ("Gbit/s", 1e9)])
    }
}
impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write_scaled(f, self.0, &[("m", 1.0), ("km", 1e3)])
    }
}
impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write_scaled(f, self.0, &[("Hz", 1.0), ("kHz", 1e3), ("MHz", 1e6), ("GHz", 1e9)])
    }
}
impl fmt::Display for Decibel {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} dB", self.0)
    }
}
impl fmt::Display for Dbm {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} dBm", self.0)
    }
}
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} %", libm::rint(self.0 * 1e12) / 1e10)
    }
}
impl fmt::Display for MonthlyRate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        Share(self.0).fmt(f)
    }
}
impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1.0 { "month" } else { "months" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_with_units() {
        assert_eq!("2 Mbit/s".parse(), Ok(BitRate(2e6)));
        assert_eq!("1.5 h".parse(), Ok(Span::from_secs(5400)));
        assert_eq!("20 000 B".parse(), Ok(Bytes(20_000)));
        assert_eq!("20 k".parse(), Ok(Count(20_000)));
        assert!("1,000,000".parse::<Count>().is_err());
        assert_eq!("-3200 m".parse(), Ok(Distance(-3200.0)));
        assert_eq!("98 %".parse::<Share>().map(|s| s.0), Ok(0.98));
        assert_eq!("1e3 s".parse(), Ok(Span::from_secs(1000)));
    }

    #[test]
    fn says_how_a_bare_number_would_be_right() {
        let error = "250".parse::<BitRate>().unwrap_err().to_string();
        assert_eq!(error, "`250` has no unit; write for example \"250 kbit/s\" or \"250 Mbit/s\"");
        let example = |error: UnitError| match error {
            UnitError::NoUnit { example, .. } => example,
            other => other.to_string(),
        };
        assert_eq!(example("2000000".parse::<BitRate>().unwrap_err()), "\"2000000 bit/s\"");
        assert_eq!(example("868100000".parse::<Frequency>().unwrap_err()), "\"868100000 Hz\"");
        assert_eq!(example("-3200".parse::<Distance>().unwrap_err()), "\"-3200 m\"");
        assert_eq!(example("6.4".parse::<Distance>().unwrap_err()), "\"6.4 m\" or \"6.4 km\"");
        assert_eq!(example("3600".parse::<Span>().unwrap_err()), "\"3600 s\"");
        assert_eq!(example("0.98".parse::<Share>().unwrap_err()), "\"98 %\"");
        assert_eq!(example("98".parse::<Share>().unwrap_err()), "\"98 %\"");
        assert!("NaN s".parse::<Span>().is_err());
        assert!("1e400 s".parse::<Span>().is_err());
        assert!("".parse::<Span>().is_err());
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["250 us", "90 s", "2 h", "3 d", "5.1 s", "1.24 ms", "3600.5 s", "71.936 ms", "1 ns"] {
            let span: Span = text.parse().unwrap();
            assert_eq!(span.to_string(), text);
        }
    }

    #[test]
    fn another_writing_of_a_unit_is_put_right() {
        let help = |error: UnitError| error.to_string().split_once("; ").unwrap().1.to_string();
        assert_eq!(help("24 bytes".parse::<Bytes>().unwrap_err()), "write \"24 B\"");
        assert_eq!(help("1 hour".parse::<Span>().unwrap_err()), "write \"1 h\"");
        assert_eq!(help("2 MBit/s".parse::<BitRate>().unwrap_err()), "write \"2 Mbit/s\"");
        assert!(help("2 MB/s".parse::<BitRate>().unwrap_err()).starts_with("known are bit/s"));
    }

    #[test]
    fn a_decimal_comma_is_one_complaint() {
        let wrong = |error: UnitError| error.to_string();
        let comma = "6,5 km".parse::<Distance>().unwrap_err();
        assert_eq!(wrong(comma), "`6,5 km` is not a distance; the decimal sign is a point: write \"6.5 km\"");
        let comma = "1,000 kbit/s".parse::<BitRate>().unwrap_err();
        assert!(wrong(comma).ends_with("write \"1.000 kbit/s\" or \"1000 kbit/s\""));
    }
}
