//! Differences in words: their outcome and why, and figures with as many digits as their interval knows.

use super::comparison::{Difference, Outcome, Unit};
use super::measures::{Measure, Sense};
use super::series::Paired;
use crate::measure::metrics;

/// Outcome and reason of a difference.
pub fn judge(paired: &Paired, measure: &Measure, letters: &[String; 2]) -> (Outcome, String) {
    if paired.shows() && is_coarse(paired, measure) {
        return (
            Outcome::NoDifference,
            "the interval lies clear of 0, but percentiles are resolved to 1.6 % only".into(),
        );
    }
    if paired.shows() {
        let up = paired.difference.is_some_and(|difference| difference > 0.0);
        return (outcome(measure.sense, up), "the interval lies clear of 0".into());
    }
    (Outcome::NoDifference, reason(paired, measure, letters))
}

/// Less than a bucket apart: a quantile that lies near a bucket's end may seem to move by all of it.
fn is_coarse(paired: &Paired, measure: &Measure) -> bool {
    let largest = libm::fmax(measure.a.value.unwrap_or(0.0), measure.b.value.unwrap_or(0.0));
    libm::fabs(paired.difference.unwrap_or(0.0)) < measure.resolution() * largest
}

fn outcome(sense: Sense, up: bool) -> Outcome {
    match (sense, up) {
        (Sense::More, true) | (Sense::Less, false) => Outcome::Better,
        (Sense::More, false) | (Sense::Less, true) => Outcome::Worse,
        (Sense::Neither, true) => Outcome::Higher,
        (Sense::Neither, false) => Outcome::Lower,
    }
}

fn reason(paired: &Paired, measure: &Measure, letters: &[String; 2]) -> String {
    let silent = [&measure.a, &measure.b].iter().position(|series| series.value.is_none());
    match (paired.ci, paired.more) {
        _ if silent.is_some() => format!("nothing observed in {}", letters[silent.unwrap_or(0)]),
        (None, _) if measure.a.own.len().min(measure.b.own.len()) < 2 => {
            "one replication gives no interval".into()
        }
        (None, _) => "too few observations in a replication for an interval".into(),
        _ if paired.few_events => "a difference of fewer than 5 events".into(),
        (Some([low, high]), _) if low == 0.0 && high == 0.0 => "the same in every replication".into(),
        _ if paired.difference == Some(0.0) => "no difference seen".into(),
        (_, Some(1)) => "about 1 more replication would show the difference seen".into(),
        (_, Some(more)) => format!("about {more} more replications would show the difference seen"),
        _ => "more than 10000 further replications would be needed to show the difference seen".into(),
    }
}

/// A value as its unit is written: "97.4 %", "8.2 s", "0.047 E".
pub fn value(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => metrics::Unit::Share.write(value),
        Unit::Seconds => metrics::Unit::Seconds.write(value),
        Unit::Erlang => format!("{} E", metrics::Unit::Load.write(value)),
        Unit::Years | Unit::Gigabytes | Unit::Money => {
            with_unit(&metrics::Unit::Number.write(value), scale(unit, value).0)
        }
        Unit::Number => metrics::Unit::Number.write(value),
    }
}

/// Both values with the digits in which they differ: "89.12 %" and "88.88 %".
pub fn values(difference: &Difference) -> [String; 2] {
    let write = |of: Option<f64>| of.map_or("-".to_string(), |of| value(difference.unit, of));
    let plain = [write(difference.a), write(difference.b)];
    let (Some(a), Some(b), Some(seen)) = (difference.a, difference.b, difference.difference) else {
        return plain;
    };
    if seen == 0.0 || plain[0] != plain[1] && difference.unit != Unit::Share {
        return plain;
    }
    let (unit, factor) = scale(difference.unit, libm::fmax(libm::fabs(a), libm::fabs(b)));
    let unit = if difference.unit == Unit::Share { "%" } else { unit };
    let half = difference.ci.map_or(0.0, |[low, high]| (high - low) / 2.0);
    let places = places(libm::fmax(libm::fabs(seen), half) / factor, 2).clamp(1, 6);
    [a, b].map(|of| {
        let written = |places: usize| format!("{:.places$}", of / factor);
        // none and all are said of none and all alone: four alarms of 19 109 that are lost leave no 100.0 %
        let is_end = |text: &String| text.parse().is_ok_and(|end: f64| end == 0.0 || end == 100.0);
        if difference.unit != Unit::Share || !is_end(&written(places)) {
            return with_unit(&written(places), unit);
        }
        let finer = (places..=6).map(written).find(|text| !is_end(text));
        finer.map_or_else(|| value(difference.unit, of), |text| format!("{text} {unit}"))
    })
}

/// "-0.24 ± 0.02 points", "+621 ± 13 ms"; without an interval the difference alone.
pub fn difference(difference: &Difference) -> String {
    let Some(seen) = difference.difference else { return "-".into() };
    let half = difference.ci.map_or(0.0, |[low, high]| (high - low) / 2.0);
    let (unit, factor) = scale(difference.unit, libm::fmax(libm::fabs(seen), half));
    let (seen, half) = (seen / factor, half / factor);
    let places = match half {
        half if half > 0.0 => self::places(half, if libm::fabs(seen) >= 100.0 * half { 1 } else { 2 }),
        _ => self::places(libm::fabs(seen), 3),
    };
    // more digits than this say nothing to anyone; an interval that shows in none of them is as good as none
    let places = places.min(self::places(libm::fabs(seen), 6)).min(6);
    let half = if half * libm::pow(10.0, places as f64) < 0.5 { 0.0 } else { half };
    let places = if half == 0.0 { self::places(libm::fabs(seen), 3).min(6) } else { places };
    if seen == 0.0 && half == 0.0 {
        return with_unit("0", unit);
    }
    let number = signed(seen, places);
    match difference.ci {
        Some(_) if half > 0.0 => with_unit(&format!("{number} ± {half:.places$}"), unit),
        _ => with_unit(&number, unit),
    }
}

/// "-0.24 points": a difference in a sentence.
pub fn short(difference: &Difference) -> String {
    let Some(seen) = difference.difference else { return "-".into() };
    let (unit, factor) = scale(difference.unit, libm::fabs(seen));
    let seen = seen / factor;
    with_unit(&signed(seen, places(libm::fabs(seen), 2).min(6)), unit)
}

/// Money has its unit in the row's subject.
fn with_unit(number: &str, unit: &str) -> String {
    format!("{number} {unit}").trim_end().to_string()
}

/// "x 28": so many times fewer replications than without pairing; "-" where that cannot be said.
pub fn reduction(difference: &Difference) -> String {
    match difference.variance_reduction {
        None => "-".into(),
        Some(times) if times >= 10_000.0 => "> 10 000".into(),
        Some(times) if times >= 10.0 => format!("{times:.0}"),
        Some(times) => format!("{times:.1}"),
    }
}

/// The word of an outcome.
pub fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NoDifference => "no difference shown",
        Outcome::Better => "better",
        Outcome::Worse => "worse",
        Outcome::Higher => "higher",
        Outcome::Lower => "lower",
        Outcome::Mixed => "better and worse",
    }
}

/// The same of a row: "slightly worse" of an objective that leads to no other decision.
pub fn row_word(difference: &Difference) -> String {
    let word = outcome_word(difference.outcome);
    match () {
        () if difference.of_fewer => format!("{word}, of those that still arrive"),
        () if difference.slight => format!("slightly {word}"),
        () => word.to_string(),
    }
}

/// "latency p95", "lost by collision", "utilisation busy hour", "devices below 90 %".
pub fn metric(name: &str) -> String {
    if let Some(cause) = name.strip_prefix("lost.") {
        return format!("lost by {}", cause.replace('_', " "));
    }
    match name.strip_prefix("devices_below_") {
        Some(share) => format!("devices below {share} %"),
        None => name.replace('_', " "),
    }
}

fn signed(value: f64, places: usize) -> String {
    let text = format!("{value:+.places$}");
    let zero = text[1..].chars().all(|c| c == '0' || c == '.');
    if zero { text[1..].to_string() } else { text }
}

/// Decimals that leave so many significant digits.
fn places(value: f64, digits: i32) -> usize {
    if value == 0.0 {
        return 0;
    }
    let leading = libm::floor(libm::log10(value) + 1e-9) as i32;
    (digits - 1 - leading).max(0) as usize
}

/// The unit that fits a size, and what it is in base units.
fn scale(unit: Unit, size: f64) -> (&'static str, f64) {
    const TIMES: [(&str, f64); 6] =
        [("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)];
    match unit {
        Unit::Share => ("points", 0.01),
        Unit::Erlang => ("E", 1.0),
        Unit::Years => ("y", 1.0),
        Unit::Gigabytes => ("GB", 1.0),
        Unit::Money => ("", 1.0),
        Unit::Number => ("", 1.0),
        Unit::Seconds if size == 0.0 => ("s", 1.0),
        Unit::Seconds => TIMES
            .into_iter()
            .find(|(_, factor)| size >= 2.0 * factor || (*factor <= 1.0 && size >= *factor))
            .unwrap_or(TIMES[5]),
    }
}
