//! Which months decide whether objectives hold for a time: the last one, and others in which some class is at its peak.

use crate::scenario::Scenario;
use crate::scenario::growth::date::position;
use crate::units::Count;

/// The load over the months asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// Of each month, how many devices each class has that grows or shrinks; empty if none does.
    counts: Vec<Vec<u64>>,
    between: Option<[String; 2]>,
    /// The first day.
    start: Option<i64>,
}

impl Timeline {
    /// Of a scenario, for so many months from where its load stands.
    pub fn of(scenario: &Scenario, months: u64) -> Timeline {
        let Some(growth) = &scenario.growth else { return Timeline::default() };
        let at =
            |month: u64| growth.counts(scenario, month as f64).into_iter().map(|(_, count)| count).collect();
        let counts: Vec<Vec<u64>> = (0..=months).map(at).collect();
        let changes = counts.windows(2).any(|pair| pair[0] != pair[1]);
        let from = position(growth.start.first());
        let last = libm::ceil(from + months as f64 - 1e-9) - 1.0;
        let between = [libm::floor(from), last]
            .map(|month| format!("{:04}-{:02}", month as i64 / 12, month as i64 % 12 + 1));
        let start = Some(growth.start.first());
        Timeline { counts: if changes { counts } else { Vec::new() }, between: Some(between), start }
    }

    /// Of a load that stays, from a day on.
    #[cfg(test)]
    pub fn from(start: i64) -> Timeline {
        Timeline { start: Some(start), ..Timeline::default() }
    }

    /// The day so many months after the start, since 1970-01-01; of a shorter month the last one before.
    pub fn day(&self, months: u64) -> Option<i64> {
        let (start, months) = (self.start?, months as i64);
        let reached = |day: &i64| position(*day) - position(start) <= months as f64 + 1e-9;
        (start + 28 * months..=start + 31 * months).rev().find(reached)
    }

    /// Whether the load changes over time.
    pub fn grows(&self) -> bool {
        !self.counts.is_empty()
    }

    /// First and last month.
    pub fn between(&self) -> Option<[String; 2]> {
        self.between.clone()
    }

    /// The months that decide the first so many, the last of them last: it alone where nothing shrinks.
    pub fn decisive(&self, months: u64) -> Vec<u64> {
        let span = &self.counts[..self.counts.len().min(months as usize + 1)];
        let classes = span.first().map_or(0, Vec::len);
        let peak = |of: &dyn Fn(&Vec<u64>) -> u64| {
            let most = span.iter().map(of).max()?;
            // the last of equals, so that a plateau that is kept to the end adds no month
            span.iter().rposition(|counts| of(counts) == most).map(|at| at as u64)
        };
        let mut decisive: Vec<u64> = (0..classes).filter_map(|class| peak(&|counts| counts[class])).collect();
        decisive.extend(peak(&|counts| counts.iter().sum()));
        decisive.push(months);
        decisive.sort_unstable();
        decisive.dedup();
        decisive
    }
}

/// The scenario at the load of a month after its start.
pub fn at(scenario: Scenario, month: u64) -> Scenario {
    let Some(growth) = &scenario.growth else { return scenario };
    let counts = growth.counts(&scenario, month as f64);
    let mut grown = scenario;
    for (path, count) in counts {
        let name = path.split('.').nth(1).unwrap_or_default();
        if let Some(class) = grown.devices.get_mut(name) {
            class.count = Count(count);
        }
    }
    grown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decisive(counts: &[&[u64]], months: u64) -> Vec<u64> {
        let counts = counts.iter().map(|counts| counts.to_vec()).collect();
        Timeline { counts, ..Timeline::default() }.decisive(months)
    }

    #[test]
    fn growth_is_decided_at_the_end_and_a_peak_where_it_is() {
        assert_eq!(decisive(&[&[1], &[2], &[3]], 2), [2]);
        assert_eq!(decisive(&[&[1], &[2], &[3]], 1), [1]);
        assert_eq!(decisive(&[&[1], &[5], &[3]], 2), [1, 2]);
        assert_eq!(decisive(&[&[1, 9], &[2, 7], &[3, 0]], 2), [0, 2], "one grows, one goes");
        assert_eq!(decisive(&[&[1, 9], &[4, 8], &[5, 0]], 2), [0, 1, 2], "most devices in between");
        assert_eq!(decisive(&[], 12), [12]);
    }
}
