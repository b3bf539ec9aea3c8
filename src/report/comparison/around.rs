//! The axis of differences: as far below what is no difference as above. It holds all that is shown; where some
//! grow or shrink by several times, change is a factor on a logarithmic axis, on which only what differs by four
//! orders of magnitude and more is an arrow at the edge.

use super::super::charts::axes;
use super::super::figure::{Axis, Scale, Tick};
use crate::experiment::compare::comparison::{Difference, Unit};

/// Intervals may reach beyond the axis by so many times the greatest difference.
const BEYOND: f64 = 3.0;
/// A change by this factor asks for a logarithmic axis, which reaches so many powers of ten.
const SEVERAL: f64 = 3.0;
const DECADES: f64 = 4.0;

/// What rows on one axis have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Shares, by their points.
    Points,
    /// Of the first's value.
    Change,
    /// In seconds, where the first's value is 0.
    Seconds,
    /// In Erlang, likewise.
    Erlang,
    /// In the unit that the row gives, likewise.
    Number,
}

impl Kind {
    /// In the order of the page.
    pub const ALL: [Kind; 5] = [Kind::Points, Kind::Change, Kind::Seconds, Kind::Erlang, Kind::Number];

    /// Of a difference.
    pub fn of(row: &Difference) -> Kind {
        match (row.unit, row.a) {
            (Unit::Share, _) => Kind::Points,
            (_, Some(a)) if a != 0.0 => Kind::Change,
            (Unit::Seconds, _) => Kind::Seconds,
            (Unit::Erlang, _) => Kind::Erlang,
            (Unit::Number, _) => Kind::Erlang,
            (Unit::Years | Unit::Gigabytes | Unit::Money, _) => Kind::Number,
        }
    }
}

/// How differences of a kind become places.
pub struct Around {
    /// With its name and ticks.
    pub axis: Axis,
    /// Of one unit on the axis.
    factor: f64,
}

impl Around {
    /// Of rows of a kind; `first` is the letter of what they differ from.
    pub fn of(kind: Kind, rows: &[&Difference], first: &str) -> Around {
        let changes: Vec<f64> = rows.iter().filter_map(|row| Some(ratio(row, row.difference?))).collect();
        if kind == Kind::Change && changes.iter().any(|ratio| !(1.0 / SEVERAL..=SEVERAL).contains(ratio)) {
            return Around { axis: times(&changes, first), factor: 1.0 };
        }
        let greatest = |factor: f64| {
            let own = rows.iter().map(|row| scaled(kind, row, row.difference.unwrap_or(0.0), factor));
            own.map(libm::fabs).fold(0.0, libm::fmax)
        };
        let seconds = greatest(1.0);
        let (name, factor) = match kind {
            Kind::Points => ("difference, points (pt)".to_string(), 100.0),
            Kind::Change => (format!("change, % of {first}"), 100.0),
            Kind::Seconds if seconds >= 1.0 => (format!("difference, s ({first} is 0)"), 1.0),
            Kind::Seconds => (format!("difference, ms ({first} is 0)"), 1000.0),
            Kind::Erlang => (format!("difference, E ({first} is 0)"), 1.0),
            Kind::Number => (format!("difference ({first} is 0)"), 1.0),
        };
        let ends = rows.iter().filter_map(|row| Some((row, row.ci?)));
        let ends = ends.flat_map(|(row, ci)| ci.map(|end| libm::fabs(scaled(kind, row, end, factor))));
        let (seen, ends) = (greatest(factor), ends.fold(0.0, libm::fmax));
        let far = if seen > 0.0 { libm::fmin(ends, BEYOND * seen) } else { ends };
        Around { axis: even(&name, libm::fmax(seen, far)), factor }
    }

    /// A difference, or an end of its interval, on the axis.
    pub fn place(&self, row: &Difference, value: f64) -> f64 {
        match self.axis.scale {
            Scale::Log => ratio(row, value),
            _ => scaled(Kind::of(row), row, value, self.factor),
        }
    }
}

fn scaled(kind: Kind, row: &Difference, value: f64, factor: f64) -> f64 {
    let whole = if kind == Kind::Change { libm::fabs(row.a.unwrap_or(1.0)) } else { 1.0 };
    value * factor / whole
}

/// The other's value over the first's.
fn ratio(row: &Difference, difference: f64) -> f64 {
    1.0 + difference / row.a.filter(|a| *a != 0.0).unwrap_or(1.0)
}

/// As far below zero as above, with round ticks.
fn even(label: &str, to: f64) -> Axis {
    let half = axes::from_zero_in(label, to, 1.0, 2);
    let below = half.ticks.iter().rev().filter(|tick| tick.at > 0.0);
    let below = below.map(|tick| Tick { at: -tick.at, label: format!("−{}", tick.label) });
    let above = half.ticks.iter().map(|tick| Tick {
        at: tick.at,
        label: if tick.at > 0.0 { format!("+{}", tick.label) } else { tick.label.clone() },
    });
    let ticks = below.chain(above).collect();
    Axis { label: label.into(), scale: Scale::Linear, from: -half.to, to: half.to, ticks }
}

/// Factors: as far below one as above, by powers of ten.
fn times(ratios: &[f64], first: &str) -> Axis {
    let powers = ratios.iter().filter(|ratio| **ratio > 0.0).map(|ratio| libm::fabs(libm::log10(*ratio)));
    let decades = libm::ceil(powers.fold(0.0, libm::fmax) - 1e-9).clamp(1.0, DECADES);
    let mut sizes: Vec<f64> = (1..=decades as i32).map(|power| libm::pow(10.0, f64::from(power))).collect();
    if decades == 1.0 {
        sizes = vec![2.0, 5.0, 10.0];
    }
    let below = sizes.iter().rev().map(|size| Tick { at: 1.0 / size, label: format!("÷{size}") });
    let above = sizes.iter().map(|size| Tick { at: *size, label: format!("×{size}") });
    let ticks = below.chain([Tick { at: 1.0, label: "same".into() }]).chain(above).collect();
    let end = libm::pow(10.0, decades);
    let label = format!("change, as a factor of {first}");
    Axis { label, scale: Scale::Log, from: 1.0 / end, to: end, ticks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(unit: Unit, a: f64, difference: f64) -> Difference {
        Difference { unit, a: Some(a), difference: Some(difference), ..Difference::default() }
    }

    fn holds(around: &Around, rows: &[&Difference]) -> bool {
        let places = rows.iter().map(|row| around.place(row, row.difference.unwrap()));
        places.into_iter().all(|at| (around.axis.from..=around.axis.to).contains(&at))
    }

    #[test]
    fn the_greatest_difference_is_on_the_axis_whatever_the_others_are() {
        let points = [0.000_08, -0.000_02, -0.033_5, 0.062_8].map(|seen| row(Unit::Share, 0.5, seen));
        let rows: Vec<&Difference> = points.iter().collect();
        let around = Around::of(Kind::Points, &rows, "A");
        assert!(holds(&around, &rows) && around.axis.to < 20.0, "{:?}", around.axis);
    }

    #[test]
    fn what_grows_and_shrinks_by_several_times_is_a_factor() {
        let times = [25.0, -0.97, -0.997, 0.03].map(|seen| row(Unit::Seconds, 1.0, seen));
        let rows: Vec<&Difference> = times.iter().collect();
        let around = Around::of(Kind::Change, &rows, "A");
        assert!(around.axis.scale == Scale::Log && holds(&around, &rows), "{:?}", around.axis);
        let places: Vec<f64> =
            rows.iter().map(|row| around.axis.place(around.place(row, row.difference.unwrap()))).collect();
        assert!(places[1] - places[2] > 0.1, "a hundredth and a three hundredth stand apart: {places:?}");
        let little = Around::of(Kind::Change, &rows[3..], "A");
        assert_eq!((little.axis.scale, little.axis.to), (Scale::Linear, 4.0));
    }

    #[test]
    fn a_change_from_nothing_is_drawn_in_its_unit() {
        let from_nothing = row(Unit::Seconds, 0.0, 0.514);
        assert_eq!(Kind::of(&from_nothing), Kind::Seconds);
        let around = Around::of(Kind::Seconds, &[&from_nothing], "A");
        assert!(
            around.axis.label.contains("ms") && (around.place(&from_nothing, 0.514) - 514.0).abs() < 1e-9
        );
    }
}
