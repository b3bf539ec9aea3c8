//! The calendar as an axis: months since growth began, with ticks where years, quarters or months begin.

use super::super::figure::{Axis, Scale, Tick};
use crate::experiment::forecast::results::Growth;
use crate::scenario::growth::date::{Date, position};

/// Steps between ticks, months.
const STEPS: [i64; 8] = [1, 3, 6, 12, 24, 60, 120, 240];
/// Ticks at most.
const MOST: i64 = 12;

/// From the start to the horizon.
pub fn axis(growth: &Growth, label: &str) -> Axis {
    let start = growth.start.parse::<Date>().map_or(0.0, |start| position(start.first()));
    let to = libm::fmax(growth.months, 0.1);
    let (first, last) = (libm::ceil(start) as i64, libm::floor(start + to) as i64);
    let step = STEPS.into_iter().find(|step| (last - first) / step < MOST).unwrap_or(STEPS[7]);
    let on = |month: &i64| month.rem_euclid(step) == 0;
    let tick = |month: i64| Tick { at: month as f64 - start, label: said(month, step) };
    let ticks = (first..=last).filter(on).map(tick).collect();
    Axis { label: label.to_string(), scale: Scale::Linear, from: 0.0, to, ticks }
}

/// "2028" where only years are told apart, else "2028-04".
fn said(month: i64, step: i64) -> String {
    let (year, of_year) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    if step >= 12 { format!("{year}") } else { format!("{year}-{of_year:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(start: &str, months: f64) -> Vec<String> {
        let growth = Growth { start: start.to_string(), months, ..Growth::default() };
        axis(&growth, "").ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_stand_where_the_calendar_turns() {
        assert_eq!(
            labels("2027-01-01", 59.97),
            [
                "2027-01", "2027-07", "2028-01", "2028-07", "2029-01", "2029-07", "2030-01", "2030-07",
                "2031-01", "2031-07"
            ]
        );
        assert_eq!(labels("2027-05-16", 5.0), ["2027-06", "2027-07", "2027-08", "2027-09", "2027-10"]);
        assert_eq!(labels("2027-03-01", 120.0)[0], "2028");
    }
}
