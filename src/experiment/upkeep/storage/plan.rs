//! The calendar of a storage plan: days and months ahead, and how much of each class has come by each day, relative to a
//! day at the load of the file.

use super::super::MONTH_D;
use super::{Full, TOLD, mean};
use crate::scenario::Scenario;
use crate::scenario::growth::GrowthSpec;
use crate::scenario::growth::date::{day_of, month_of};

/// Months ahead at most, as of a growth's horizon.
const MOST: f64 = 600.0;

/// Days and months ahead.
pub struct Plan<'a> {
    growth: Option<&'a GrowthSpec>,
    /// The last day of each month, from 0: the begin.
    month_ends: Vec<usize>,
    /// By class: days at the load of the file that came before each day.
    came: Vec<Vec<f64>>,
}

impl<'a> Plan<'a> {
    /// As far as the scenario grows, and far enough for what is told.
    pub fn new(scenario: &'a Scenario, classes: &[&str]) -> Plan<'a> {
        let growth = scenario.growth.as_ref();
        let horizon = growth.map_or(0.0, GrowthSpec::months).min(MOST);
        let months = (libm::ceil(horizon) as usize).max(TOLD[TOLD.len() - 1]);
        let month_ends = month_ends(growth, months);
        let days = month_ends.last().copied().unwrap_or(0);
        let mut came = vec![vec![0.0]; classes.len()];
        for day in 0..days {
            let relative = relative(scenario, growth, classes, day, horizon);
            for (sums, more) in came.iter_mut().zip(relative) {
                sums.push(sums[day] + more);
            }
        }
        Plan { growth, month_ends, came }
    }

    /// The month in which it begins, where it has a calendar.
    pub fn begins(&self) -> Option<String> {
        self.growth.map(|growth| month_of(growth.start.first()))
    }

    /// Months ahead.
    pub fn months(&self) -> usize {
        self.month_ends.len() - 1
    }

    /// Days passed at the end of each month, from 0 on.
    pub fn month_ends(&self) -> &[usize] {
        &self.month_ends
    }

    /// What of a class has an age from one to another on a day, in days at the load of the file.
    pub fn between(&self, class: usize, day: f64, from: f64, until: f64) -> f64 {
        let by = |age: f64| {
            let at = day - age;
            if at <= 0.0 {
                return 0.0;
            }
            let (whole, came) = (at as usize, &self.came[class]);
            let next = came.get(whole + 1).or(came.last()).copied().unwrap_or(0.0);
            came[whole] + (next - came[whole]) * (at - whole as f64)
        };
        by(from) - by(until)
    }

    /// When `of` (a replication, a day) first passes a limit: the mean over replications, all of which must.
    pub fn exceeds(&self, runs: usize, limit: f64, of: impl Fn(usize, usize) -> f64) -> Option<Full> {
        let days = self.month_ends.last().copied().unwrap_or(0);
        let first = |run: usize| (0..=days).find(|day| of(run, *day) > limit);
        let first: Vec<usize> = (0..runs).map(first).collect::<Option<_>>()?;
        let months: Vec<f64> = first.iter().map(|day| self.month_of_day(*day)).collect();
        let middle = first.iter().sum::<usize>() / runs.max(1);
        let date = self.growth.map(|growth| day_of(growth.start.first() + middle as i64));
        Some(Full { months: mean(&months), date })
    }

    fn month_of_day(&self, day: usize) -> f64 {
        match self.growth {
            Some(growth) => growth.at(growth.start.first() + day as i64),
            None => day as f64 / MONTH_D,
        }
    }
}

/// The first day of each month that is a whole number of months after the begin.
fn month_ends(growth: Option<&GrowthSpec>, months: usize) -> Vec<usize> {
    let Some(growth) = growth else {
        return (0..=months).map(|month| libm::round(month as f64 * MONTH_D) as usize).collect();
    };
    let (start, mut day) = (growth.start.first(), 0);
    let next = |month: usize| {
        while growth.at(start + day) < month as f64 - 1e-9 {
            day += 1;
        }
        day as usize
    };
    (0..=months).map(next).collect()
}

/// Devices of each class on a day over those of the file; beyond the horizon they stay.
fn relative(
    scenario: &Scenario,
    growth: Option<&GrowthSpec>,
    classes: &[&str],
    day: usize,
    horizon: f64,
) -> Vec<f64> {
    let Some(growth) = growth else { return vec![1.0; classes.len()] };
    let month = growth.at(growth.start.first() + day as i64).min(horizon);
    let counts = growth.counts(scenario, month);
    let of_class = |name: &&str| {
        let path = format!("devices.{name}.count");
        let base = scenario.devices.get(*name).map_or(0, |class| class.count.0);
        let grown = counts.iter().find(|(known, _)| *known == path).map_or(base, |(_, count)| *count);
        if base > 0 { grown as f64 / base as f64 } else { 1.0 }
    };
    classes.iter().map(of_class).collect()
}
