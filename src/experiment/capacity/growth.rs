//! What grows, and how: numeric paths of the scenario, all in proportion to one factor of load. Counts are whole, times
//! whole nanoseconds; what shrinks (an interval, a period) is divided by the factor.

use std::str::FromStr;

use serde_json::Value;

use super::axis::{Axis, Widths};
use super::words;
use crate::scenario::Scenario;
use crate::scenario::diagnose::nearest;
use crate::scenario::settings::settings;
use crate::units::{Span, number};

/// A path as the user asked for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Such as `devices.meters.count`.
    pub path: String,
    /// Whether more load means less of it.
    pub shrinks: bool,
}

/// All that grows together.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth {
    /// The first is the one in which the answer is given.
    pub parts: Vec<Part>,
}

/// One path and its value in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The path.
    pub path: String,
    /// Whether it is divided by the factor.
    pub shrinks: bool,
    base: Base,
}

#[derive(Clone, Debug, PartialEq)]
enum Base {
    Count(u64),
    Time(Span),
    Number { number: f64, unit: String },
}

/// A value of a part, as whole as the part is.
#[derive(Clone, Debug, PartialEq)]
pub struct Grown {
    /// As a scenario writes it.
    pub text: String,
    /// Relative to the file's, in load.
    pub factor: f64,
    /// In the unit of `text`, times in seconds.
    pub number: f64,
}

/// Which way a value is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest.
    Nearest,
    /// To the side of less load.
    Safe,
}

impl Growth {
    /// Finds the paths in the scenario; else says in a sentence why they cannot grow.
    pub fn new(scenario: &Scenario, paths: &[Path]) -> Result<Growth, String> {
        let tree = serde_json::to_value(scenario).unwrap_or_default();
        let part = |asked: &Path| {
            let found = find(&tree, &asked.path).ok_or_else(|| unknown(scenario, &asked.path))?;
            let base = Base::of(found).map_err(|why| format!("{} {why}", asked.path))?;
            Ok(Part { path: asked.path.clone(), shrinks: asked.shrinks, base })
        };
        let parts = paths.iter().map(part).collect::<Result<Vec<Part>, String>>()?;
        for (at, part) in parts.iter().enumerate() {
            if parts[..at].iter().any(|other| other.path == part.path) {
                return Err(format!("{} is named twice", part.path));
            }
        }
        if parts.is_empty() { Err("name a path that grows".to_string()) } else { Ok(Growth { parts }) }
    }

    /// Whether the answer is a number of things.
    pub fn counts(&self) -> bool {
        matches!(self.parts[0].base, Base::Count(_))
    }
}

/// `x` is the logarithm of the factor.
impl Axis for Growth {
    fn snap(&self, x: f64) -> f64 {
        libm::log(self.parts[0].at(libm::exp(x), Rounding::Nearest).factor)
    }

    fn settings(&self, x: f64) -> Vec<String> {
        let factor = libm::exp(x);
        let grown = |part: &Part| format!("{}={}", part.path, part.at(factor, Rounding::Nearest).text);
        self.parts.iter().map(grown).collect()
    }

    fn step(&self, x: f64, more: bool) -> Option<f64> {
        let Part { base: Base::Count(base), shrinks: false, .. } = &self.parts[0] else { return None };
        let count = libm::round(*base as f64 * libm::exp(x)) + if more { 1.0 } else { -1.0 };
        (count >= 1.0).then(|| libm::log(count / *base as f64))
    }

    fn is_whole(&self) -> bool {
        self.counts()
    }

    fn said(&self, x: f64) -> String {
        let part = &self.parts[0];
        words::value(part, part.at(libm::exp(x), Rounding::Safe).number)
    }

    fn widths(&self) -> Widths {
        Widths { wide: 0.3, narrow: 0.04, reach: 1.0 }
    }
}

impl Part {
    /// The value at a factor of load.
    pub fn at(&self, factor: f64, rounding: Rounding) -> Grown {
        let times = if self.shrinks { 1.0 / factor } else { factor };
        // what was whole before the logarithm and the division stays so: a few roundings, less than a nanosecond in an hour
        const HAIR: f64 = 1e-14;
        let whole = |exact: f64| match (rounding, self.shrinks) {
            (Rounding::Nearest, _) => libm::round(exact),
            (Rounding::Safe, false) => libm::floor(exact * (1.0 + HAIR)),
            (Rounding::Safe, true) => libm::ceil(exact * (1.0 - HAIR)),
        };
        let (text, number, ratio) = match &self.base {
            Base::Count(base) => {
                let least = if rounding == Rounding::Nearest { 1.0 } else { 0.0 };
                let count = libm::fmax(whole(*base as f64 * times), least);
                (format!("{count:.0}"), count, count / *base as f64)
            }
            Base::Time(base) => {
                let span = Span(libm::fmax(whole(base.0 as f64 * times), 1.0) as u64);
                (span.to_string(), span.as_secs_f64(), span.0 as f64 / base.0 as f64)
            }
            Base::Number { number: base, unit } => {
                let value = base * times;
                (format!("{} {unit}", number(value)).trim().to_string(), value, times)
            }
        };
        Grown { text, number, factor: if self.shrinks { 1.0 / ratio } else { ratio } }
    }

    /// As in the file.
    pub fn base(&self) -> Grown {
        self.at(1.0, Rounding::Nearest)
    }

    /// What is counted: "meters" of `devices.meters.count`; `None` if nothing is.
    pub fn things(&self) -> Option<String> {
        let name = self.path.strip_prefix("devices.")?.strip_suffix(".count")?;
        Some(name.trim_matches('"').to_string())
    }

    /// "count", "time", or the unit that the file writes.
    pub fn unit(&self) -> &str {
        match &self.base {
            Base::Count(_) => "count",
            Base::Time(_) => "time",
            Base::Number { unit, .. } => unit,
        }
    }
}

impl Base {
    fn of(value: &Value) -> Result<Base, String> {
        let base = match value {
            Value::Number(number) => match number.as_u64() {
                Some(count) => Base::Count(count),
                None => Base::Number { number: number.as_f64().unwrap_or(0.0), unit: String::new() },
            },
            Value::String(text) => Base::written(text).ok_or(format!("is `{text}`, which is no number"))?,
            Value::Object(_) => return Err("is a table: name a number in it".to_string()),
            _ => return Err("is no number".to_string()),
        };
        match base {
            Base::Count(0) | Base::Time(Span(0)) => {
                Err("is 0 in the file: nothing times 0 grows".to_string())
            }
            Base::Number { number, .. } if number.is_nan() || number <= 0.0 => {
                Err(format!("is {number} in the file: only what is above 0 grows in proportion"))
            }
            base => Ok(base),
        }
    }

    fn written(text: &str) -> Option<Base> {
        if let Ok(span) = Span::from_str(text) {
            return Some(Base::Time(span));
        }
        let end = text.find(|c: char| !c.is_ascii_digit() && !".-+".contains(c)).unwrap_or(text.len());
        let number = text[..end].parse().ok()?;
        let unit = text[end..].trim();
        // a level is a logarithm: twice the decibels are not twice the load
        (!unit.starts_with("dB")).then(|| Base::Number { number, unit: unit.to_string() })
    }
}

/// The value at a path; names may hold points.
fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let below = |(key, value): (&String, &'a Value)| {
        let rest = [key.clone(), format!("\"{key}\"")];
        let rest = rest.iter().find_map(|key| path.strip_prefix(key.as_str()))?;
        match rest.strip_prefix('.') {
            Some(rest) => find(value, rest),
            None => rest.is_empty().then_some(value),
        }
    };
    value.as_object()?.iter().find_map(below).filter(|value| !value.is_null())
}

fn unknown(scenario: &Scenario, path: &str) -> String {
    // options are no part of the scenario until one is bought, so whether there is this one is not known here
    if path.split('.').next() == Some("options") {
        let such = scenario.devices.keys().next();
        let such = such.map_or(String::new(), |name| format!(", such as --grow devices.{name}.count"));
        return format!(
            "{path}: [options] says what may be bought, not load; what grows is what devices offer{such}"
        );
    }
    let known = settings(scenario);
    let numeric = known.iter().filter(|(_, value)| value.starts_with(|c: char| c.is_ascii_digit()));
    if path.is_empty() {
        return "name the path that is to grow, such as devices.meters.count".to_string();
    }
    let numeric: Vec<&str> = numeric.map(|(path, _)| path.as_str()).collect();
    // a part of a name, such as `meters` of devices.meters.count
    let part = |one: &&&str| path.split('.').all(|key| one.split('.').any(|other| other == key));
    let meant = nearest(path, numeric.iter().copied());
    let mut within = numeric.iter().filter(part).copied();
    let only = within.next().map(|first| (first, within.next().is_none()));
    let help = match (meant, only) {
        (Some(meant), _) => format!("did you mean {meant}?"),
        (None, Some((one, true))) => format!("did you mean {one}?"),
        (None, Some((one, false))) => format!("write a whole path, such as {one}"),
        (None, None) => {
            "what is to grow must be written in the file; `iotcap check` lists its parts".to_string()
        }
    };
    format!("the scenario has no {path}; {help}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    fn growth(path: &str, shrinks: bool) -> Result<Growth, String> {
        let text = include_str!("../../../scenarios/brno.toml").replace("data/", "scenarios/data/");
        let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/data/");
        std::fs::write(file.path(), text.replace("scenarios/data/", here)).unwrap();
        let scenario = load::load(file.path(), &[]).unwrap().scenario;
        Growth::new(&scenario, &[Path { path: path.to_string(), shrinks }])
    }

    #[test]
    fn counts_are_whole_and_floored_when_answered() {
        let count = growth("devices.meters.count", false).unwrap();
        assert_eq!(count.settings(libm::log(1.50009)), ["devices.meters.count=7500"]);
        assert_eq!(count.parts[0].at(1.99999, Rounding::Safe).text, "9999");
        assert_eq!(count.parts[0].at(1.4, Rounding::Safe).text, "7000");
        assert_eq!(count.step(0.0, true), Some(libm::log(5001.0 / 5000.0)));
        assert_eq!(count.parts[0].things().as_deref(), Some("meters"));
    }

    #[test]
    fn intervals_shrink_and_are_answered_on_the_long_side() {
        let every = growth("devices.meters.message.every", true).unwrap();
        assert_eq!(every.settings(libm::log(2.0)), ["devices.meters.message.every=30 min"]);
        let third = every.parts[0].at(7.0, Rounding::Safe);
        assert!(third.number >= 3600.0 / 7.0 && third.factor <= 7.0);
    }

    #[test]
    fn what_cannot_grow_says_why() {
        let why = |path: &str| growth(path, false).unwrap_err();
        assert!(why("devices.meters.cuont").contains("did you mean devices.meters.count?"));
        assert!(why("devices.meters").contains("is a table"));
        assert!(why("devices.meters.radio").contains("no number"));
        assert!(why("radio.lora.propagation.shadowing").contains("no number"));
        let bought = why("options.more.cost");
        assert!(bought.contains("what may be bought, not load"), "{bought}");
        assert!(bought.ends_with("such as --grow devices.meters.count"), "{bought}");
        assert!(why("nothing.of.the.kind").contains("must be written in the file"));
    }
}
