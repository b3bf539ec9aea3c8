//! The axis of a timeline: round ticks between any two instants, in the unit that suits their distance.

use super::super::figure::{Axis, Scale, Tick};
use super::super::format;

/// Steps at most.
const STEPS: f64 = 7.0;
/// Unit, its seconds, and from which distance on it is used.
const UNITS: [(&str, f64, f64); 4] =
    [("h", 3600.0, 36_000.0), ("min", 60.0, 1200.0), ("s", 1.0, 10.0), ("ms", 1e-3, 0.0)];

/// From one instant to another, s after the birth.
pub fn between(from: f64, to: f64) -> Axis {
    let to = libm::fmax(to, from + 1e-6);
    let (unit, factor, _) = UNITS.iter().find(|(.., least)| to - from >= *least).unwrap_or(&UNITS[3]);
    let step = round_step((to - from) / factor / STEPS) * factor;
    let (first, last) = (libm::ceil(from / step - 1e-9) as i64, libm::floor(to / step + 1e-9) as i64);
    let tick = |n: i64| {
        let at = n as f64 * step;
        Tick { at, label: format::number(at / factor) }
    };
    let label = format!("{unit} after its birth");
    Axis { label, scale: Scale::Linear, from, to, ticks: (first..=last).map(tick).collect() }
}

/// The least of 1, 2, 5, 10, 20, … that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(least)));
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    steps.into_iter().find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_wherever_the_axis_begins() {
        let labels = |from, to| -> Vec<String> {
            between(from, to).ticks.into_iter().map(|tick| tick.label).collect()
        };
        assert_eq!(labels(0.0, 0.62), ["0", "100", "200", "300", "400", "500", "600"]);
        assert_eq!(labels(61.25, 61.93).len(), 7);
        assert_eq!(labels(-0.03, 12.0), ["0", "2", "4", "6", "8", "10", "12"]);
        let point = between(5.0, 5.0);
        assert!(point.from < point.to && !point.ticks.is_empty());
    }
}
