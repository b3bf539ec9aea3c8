//! The calendar as what a search goes along: a place is a day, `x` the calendar months since growth began, and the load of
//! a day what the laws say of its first moment.

use crate::experiment::capacity::axis::{Axis, Widths};
use crate::scenario::Scenario;
use crate::scenario::growth::GrowthSpec;
use crate::scenario::growth::date::{day_of, month_of, position};

/// Within a season growth is nearly straight, and what luck moves is mostly weeks.
const WIDTHS: Widths = Widths { wide: 3.0, narrow: 0.25, reach: 6.0 };

/// Days from the start to the horizon.
pub struct Calendar<'a> {
    scenario: &'a Scenario,
    growth: &'a GrowthSpec,
    /// Months since the start, of each day.
    days: Vec<f64>,
    /// Those of them on which a law may turn all at once, ascending.
    turns: Vec<f64>,
}

impl<'a> Calendar<'a> {
    /// Of a scenario and its growth.
    pub fn new(scenario: &'a Scenario, growth: &'a GrowthSpec) -> Calendar<'a> {
        let span = growth.start.first()..growth.until.after();
        let days = span.clone().map(|day| growth.at(day)).collect();
        let mut turns: Vec<i64> = growth.devices.values().flat_map(|law| law.turns()).collect();
        turns.retain(|day| span.contains(day));
        turns.sort_unstable();
        turns.dedup();
        let turns = turns.into_iter().map(|day| growth.at(day)).collect();
        Calendar { scenario, growth, days, turns }
    }

    /// The first day, since 1970-01-01.
    pub fn start(&self) -> i64 {
        self.growth.start.first()
    }

    /// Days that a table names, and ends of waves.
    pub fn turns(&self) -> &[f64] {
        &self.turns
    }

    /// The last day.
    pub fn end(&self) -> f64 {
        self.days.last().copied().unwrap_or(0.0)
    }

    /// The day, since 1970-01-01, on which `x` lies; none before the start or beyond the horizon.
    pub fn day(&self, x: f64) -> Option<i64> {
        if !(0.0..=self.end()).contains(&x) {
            return None;
        }
        let at = self.days.partition_point(|day| *day <= x).saturating_sub(1);
        Some(self.start() + at as i64)
    }

    /// "2028-03", of a day.
    pub fn month(&self, day: i64) -> String {
        month_of(day)
    }

    /// Months from the start to a day, which may lie before it.
    pub fn months(&self, day: i64) -> f64 {
        position(day) - position(self.start())
    }

    /// Devices of each class that grows, with its path.
    pub fn counts(&self, x: f64) -> Vec<(String, u64)> {
        self.growth.counts(self.scenario, x)
    }

    fn nearest(&self, x: f64) -> usize {
        let after = self.days.partition_point(|day| *day < x).min(self.days.len() - 1);
        let before = after.saturating_sub(1);
        if x - self.days[before] < self.days[after] - x { before } else { after }
    }
}

impl Axis for Calendar<'_> {
    fn snap(&self, x: f64) -> f64 {
        self.days[self.nearest(x)]
    }

    fn settings(&self, x: f64) -> Vec<String> {
        self.counts(x).into_iter().map(|(path, count)| format!("{path}={count}")).collect()
    }

    fn step(&self, x: f64, more: bool) -> Option<f64> {
        let at = self.nearest(x);
        let next = if more { at.checked_add(1) } else { at.checked_sub(1) };
        self.days.get(next?).copied()
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn said(&self, x: f64) -> String {
        self.day(x).map_or_else(String::new, day_of)
    }

    fn stretch(&self, x: f64) -> [f64; 2] {
        let at = self.turns.partition_point(|turn| *turn <= x);
        let before = at.checked_sub(1).and_then(|at| self.turns.get(at)).copied();
        [before.unwrap_or(f64::NEG_INFINITY), self.turns.get(at).copied().unwrap_or(f64::INFINITY)]
    }

    fn widths(&self) -> Widths {
        WIDTHS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    const TEXT: &str = "title = 'a'\n[radio.w]\ntechnology = 'ideal'\n[gateways.g]\nradio = 'w'\n\
        [devices.m]\ncount = 5000\nradio = 'w'\nmessage = { every = '1 h', size = '20 B' }\n\
        [growth]\nstart = '2027-01'\nuntil = '2028-02'\ndevices.m = { linear = 310 }\n";

    #[test]
    fn places_are_days_and_months_their_distance() {
        let scenario = load::given(TEXT, &[], &[]).unwrap_or_else(|wrong| panic!("{wrong}")).scenario;
        let calendar = Calendar::new(&scenario, scenario.growth.as_ref().unwrap());
        assert_eq!(calendar.said(calendar.end()), "2028-02-29");
        assert_eq!((calendar.snap(-3.0), calendar.snap(99.0)), (0.0, calendar.end()));
        let x = calendar.snap(0.49);
        assert_eq!(calendar.said(x), "2027-01-16");
        assert_eq!(calendar.settings(0.1), ["devices.m.count=5031"]);
        assert_eq!(calendar.step(x, true).map(|x| calendar.said(x)).as_deref(), Some("2027-01-17"));
        assert_eq!((calendar.step(0.0, false), calendar.step(calendar.end(), true)), (None, None));
        assert_eq!(calendar.day(12.0).map(|day| calendar.month(day)).as_deref(), Some("2028-01"));
        assert_eq!((calendar.day(-0.1), calendar.day(14.5)), (None, None));
        assert!(calendar.turns().is_empty());
    }

    #[test]
    fn dates_of_tables_and_ends_of_waves_are_turns() {
        let waves = "waves = [{ from = '2027-03', to = '2027-04', count = 9 }, { from = '2027-05', to = '2028-05', count = 9 }]";
        let text = TEXT.replace("linear = 310", waves);
        let scenario = load::given(&text, &[], &[]).unwrap_or_else(|wrong| panic!("{wrong}")).scenario;
        let calendar = Calendar::new(&scenario, scenario.growth.as_ref().unwrap());
        assert_eq!(calendar.turns(), [2.0, 4.0]);
        assert_eq!(calendar.stretch(3.0), [2.0, 4.0]);
        assert_eq!((calendar.stretch(1.0)[1], calendar.stretch(9.0)), (2.0, [4.0, f64::INFINITY]));
        let text = TEXT.replace("linear = 310", "table = [{ at = '2027-02-15', count = 9 }]");
        let scenario = load::given(&text, &[], &[]).unwrap_or_else(|wrong| panic!("{wrong}")).scenario;
        assert_eq!(Calendar::new(&scenario, scenario.growth.as_ref().unwrap()).turns(), [1.5]);
    }
}
