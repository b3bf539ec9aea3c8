//! Rules of `[growth]`: dates in their order, counts that are some and not more than a scenario may have.

use super::{Check, MAX_DEVICES};
use crate::scenario::complaint::{below, path};
use crate::scenario::diagnose::suggest;
use crate::scenario::growth::GrowthSpec;
use crate::scenario::growth::date::{Date, month_of};
use crate::scenario::growth::law::{Law, Milestone, SCurve, Wave};

/// Months that a horizon may span.
const LONGEST: f64 = 600.0;

impl Check<'_> {
    pub(super) fn growth(&mut self) {
        let Some(growth) = &self.scenario.growth else { return };
        let at = path(&["growth"]);
        let ends = growth.months();
        let before = self.found.complaints.len();
        if growth.until.after() <= growth.start.first() {
            let message = format!("`until` ({}) lies before `start` ({})", growth.until, growth.start);
            self.wrong(below(&at, &["until"]), message, "");
        } else if ends > LONGEST {
            let message = format!("{:.0} months are no horizon", ends);
            self.wrong(below(&at, &["until"]), message, format!("at most {LONGEST:.0} are possible"));
        }
        if growth.devices.is_empty() {
            let help = "say how a class grows: devices.meters = { linear = 300 }";
            self.wrong_key(at.clone(), "no class grows", help);
        }
        for (name, law) in &growth.devices {
            self.grows(growth, name, law);
        }
        if self.found.complaints.len() == before {
            self.grown(growth);
        }
    }

    fn grows(&mut self, growth: &GrowthSpec, name: &str, law: &Law) {
        let at = path(&["growth", "devices", name]);
        let names = self.names("devices");
        if !names.contains(&name) && !self.broken.contains("devices") {
            let help = suggest(name, &names, "devices");
            self.wrong_key(at.clone(), format!("there is no class `{name}`"), help);
            return;
        }
        let start = growth.start;
        match law {
            Law::Linear(more) if !more.is_finite() => {
                self.wrong(below(&at, &["linear"]), "this is not a number of devices a month", "");
            }
            Law::Linear(_) | Law::Percent(_) => {}
            Law::SCurve(SCurve { saturation, midpoint, .. }) => {
                let at = below(&at, &["s_curve"]);
                self.some(below(&at, &["saturation"]), saturation.0);
                self.later(below(&at, &["midpoint"]), *midpoint, "start", start);
            }
            Law::Table(milestones) => {
                let at = below(&at, &["table"]);
                self.list(&at, |check| check.milestones(&at, start, milestones));
            }
            Law::Waves(waves) => {
                let at = below(&at, &["waves"]);
                self.list(&at, |check| {
                    check.any(&at, waves.is_empty());
                    for (n, wave) in waves.iter().enumerate() {
                        check.wave(&below(&at, &[&n.to_string()]), start, wave);
                    }
                });
            }
        }
    }

    /// Rules of a list's entries: if one could not be decoded, the others no longer stand at their numbers.
    fn list(&mut self, at: &[String], rules: impl FnOnce(&mut Self)) {
        let known = self.found.complaints.len();
        rules(self);
        for complaint in &mut self.found.complaints[known..] {
            complaint.rests_on.push(at.to_vec());
        }
    }

    fn milestones(&mut self, at: &[String], start: Date, milestones: &[Milestone]) {
        self.any(at, milestones.is_empty());
        let mut before = ("start", start);
        for (n, milestone) in milestones.iter().enumerate() {
            let at = below(at, &[&n.to_string()]);
            self.later(below(&at, &["at"]), milestone.at, before.0, before.1);
            self.some(below(&at, &["count"]), milestone.count.0);
            before = ("the date before it", milestone.at);
        }
    }

    fn wave(&mut self, at: &[String], start: Date, wave: &Wave) {
        if wave.from.first() < start.first() {
            let message = format!("the wave begins before `start` ({start})");
            let help = "the count of the file has what was rolled out by then; begin the wave there";
            self.wrong(below(at, &["from"]), message, help);
        }
        if wave.to.after() <= wave.from.first() {
            let message = format!("`to` ({}) lies before `from` ({})", wave.to, wave.from);
            self.wrong(below(at, &["to"]), message, "");
        }
        self.some(below(at, &["count"]), wave.count.0);
    }

    fn any(&mut self, at: &[String], empty: bool) {
        if empty {
            self.wrong(at.to_vec(), "the list is empty", "leave the class out if it stays as it is");
        }
    }

    fn some(&mut self, at: Vec<String>, count: u64) {
        if count == 0 {
            self.wrong(at, "0 devices are none", "it must be 1 or more");
        }
    }

    fn later(&mut self, at: Vec<String>, date: Date, what: &str, than: Date) {
        if date.first() <= than.first() {
            let message = format!("{date} does not lie after {what} ({than})");
            self.wrong(at, message, "dates ascend");
        }
    }

    /// Walks to the horizon: no class may vanish, and all together must be simulated.
    fn grown(&mut self, growth: &GrowthSpec) {
        let scenario = self.scenario;
        let fixed: u64 = scenario
            .devices
            .iter()
            .filter(|(name, _)| !growth.devices.contains_key(*name))
            .fold(0, |sum, (_, class)| sum.saturating_add(class.count.0));
        let mut vanished: Vec<&String> = Vec::new();
        let start = growth.start.first();
        // what a law does between two months it has done at one of them, but for dates of its own, which stand there
        let days: Vec<i64> = (start..growth.until.after()).collect();
        for day in days {
            let counts = growth.counts(scenario, growth.at(day));
            for ((name, _), (_, count)) in growth.devices.iter().zip(&counts) {
                if *count == 0 && !vanished.contains(&name) {
                    vanished.push(name);
                    let message = format!("the class has no devices left from {} on", month_of(day));
                    let help = "let it shrink more slowly, or let `until` end before";
                    self.wrong_key(path(&["growth", "devices", name]), message, help);
                }
            }
            let total = counts.iter().fold(fixed, |sum, (_, count)| sum.saturating_add(*count));
            if total > MAX_DEVICES {
                let largest = growth.devices.keys().zip(&counts).max_by_key(|(_, (_, count))| *count);
                let Some((name, _)) = largest else { return };
                let message = format!("in {} there would be {total} devices in all", month_of(day));
                let help = format!(
                    "at most {MAX_DEVICES} can be simulated: let it grow more slowly, or let `until` end before"
                );
                self.wrong_key(path(&["growth", "devices", name]), message, help);
                return;
            }
        }
    }
}
