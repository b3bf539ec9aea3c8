//! Axes of a sweep: a factor's values as they are spaced, a measure's values as they are spread.

use super::super::charts::axes;
use super::super::figure::{Axis, Scale, Tick};
use super::super::format::{self, Quantity};
use crate::experiment::sweep::{Measure, SweptFactor};

/// Values that span more than this are spread by powers of ten.
const WIDE: f64 = 50.0;
/// Room at both ends, as a share of the whole.
const ROOM: f64 = 0.03;

/// The axis of a factor, and where each of its values stands on it.
pub fn of_factor(factor: &SweptFactor) -> (Axis, Vec<f64>) {
    let even = || (0..factor.values.len()).map(|at| at as f64).collect::<Vec<f64>>();
    let places = factor.numbers.clone().unwrap_or_else(even);
    let low = places.iter().copied().fold(f64::INFINITY, libm::fmin);
    let high = places.iter().copied().fold(f64::NEG_INFINITY, libm::fmax);
    let log = factor.numbers.is_some() && low > 0.0 && high / low >= WIDE;
    let ticks = places.iter().zip(&factor.values).map(|(at, text)| Tick { at: *at, label: short(text) });
    let mut ticks: Vec<Tick> = ticks.collect();
    ticks.sort_by(|a, b| a.at.total_cmp(&b.at));
    let (scale, (from, to)) = match factor.numbers {
        None => (Scale::Names, (low - 0.5, high + 0.5)),
        Some(_) => (if log { Scale::Log } else { Scale::Linear }, ends(low, high, log)),
    };
    (Axis { label: factor.path.clone(), scale, from, to, ticks }, places)
}

fn ends(low: f64, high: f64, log: bool) -> (f64, f64) {
    match () {
        () if log => {
            let room = libm::pow(high / low, ROOM);
            (low / room, high * room)
        }
        () if high > low => (low - ROOM * (high - low), high + ROOM * (high - low)),
        () => (low - 0.5 * libm::fmax(libm::fabs(low), 1.0), high + 0.5 * libm::fmax(libm::fabs(high), 1.0)),
    }
}

/// A value for an axis: numbers in groups of three, the rest as written.
pub fn short(text: &str) -> String {
    match text.parse::<u64>() {
        Ok(number) => format::count(number),
        Err(_) => text.trim_matches('"').to_string(),
    }
}

/// The axis of a measure that takes these values.
pub fn of_measure(measure: &Measure, all: &[&Measure]) -> Axis {
    let ends = all.iter().flat_map(|measure| measure.ci.into_iter().flatten().chain(measure.value));
    let ends: Vec<f64> = ends.chain(measure.limit_value).filter(|value| value.is_finite()).collect();
    let low = ends.iter().copied().fold(f64::INFINITY, libm::fmin);
    let high = ends.iter().copied().fold(0.0, libm::fmax);
    let words = format::metric(&measure.metric);
    match Quantity::of(&measure.metric) {
        Quantity::Time => time(words, &ends, high),
        Quantity::Load => axes::from_zero(format!("{words}, %"), high, 100.0),
        Quantity::Share if measure.metric == "delivery_ratio" => {
            axes::share_above(format!("{words}, %"), libm::fmin(low, 1.0).clamp(0.0, 1.0))
        }
        Quantity::Share => axes::from_zero(format!("{words}, %"), high, 100.0),
    }
}

fn time(words: String, ends: &[f64], high: f64) -> Axis {
    let least = ends.iter().copied().filter(|end| *end > 0.0).fold(f64::INFINITY, libm::fmin);
    if high > WIDE * least {
        return axes::log_time(words, least, high);
    }
    let (unit, factor) = match high {
        most if most < 1.0 => ("ms", 1000.0),
        most if most < 600.0 => ("s", 1.0),
        _ => ("min", 1.0 / 60.0),
    };
    // a limit at the very top would lie on the edge
    axes::between(format!("{words}, {unit}"), 0.0, 1.01 * high, factor, 5)
}
