//! Rules of `[growth]`: dates in their order, counts that are some and not more than a scenario may have.

use super::{Check, MAX_DEVICES};
use crate::scenario::Scenario;
use crate::scenario::complaint::{Path, below, path};
use crate::scenario::diagnose::suggest;
use crate::scenario::growth::GrowthSpec;
use crate::scenario::growth::date::{Date, month_of};
use crate::scenario::growth::law::{Law, Milestone, SCurve, Wave};

/// Months that a horizon may span.
const LONGEST: f64 = 600.0;
/// Devices that are still told to the last.
const COUNTED: u64 = 1_000_000_000_000;

impl Check<'_> {
    pub(super) fn growth(&mut self) {
        let Some(growth) = &self.scenario.growth else { return };
        let at = path(&["growth"]);
        let ends = growth.months();
        let before = self.found.complaints.len();
        if growth.until.after() <= growth.start.first() {
            let message = format!("`until` ({}) lies before `start` ({})", growth.until, growth.start);
            self.wrong(below(&at, &["until"]), message, "");
            self.resting_on(start());
        } else if ends > LONGEST {
            let message = format!("{:.0} months are no horizon", ends);
            self.wrong(below(&at, &["until"]), message, format!("at most {LONGEST:.0} are possible"));
            self.resting_on(start());
        }
        let dated = self.found.complaints.len() == before
            && !["growth", "growth.start", "growth.until"].iter().any(|path| self.broken.contains(*path));
        if growth.devices.is_empty() {
            let help = "say how a class grows: devices.meters = { linear = 300 }";
            self.wrong_key(at.clone(), "no class grows", help);
        }
        let mut sound = growth.clone();
        for (name, law) in &growth.devices {
            let known = self.found.complaints.len();
            self.grows(growth, name, law);
            if self.found.complaints.len() > known || !self.is_sound(name) {
                sound.devices.shift_remove(name);
            }
        }
        if dated {
            self.grown(sound);
        }
    }

    /// Whether a class and its law were decoded as they are written.
    fn is_sound(&self, name: &str) -> bool {
        let law = format!("growth.devices.{name}");
        let within = |path: &String| {
            path.strip_prefix(&law).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.scenario.devices.contains_key(name) && !self.broken.iter().any(within)
    }

    fn grows(&mut self, growth: &GrowthSpec, name: &str, law: &Law) {
        let at = path(&["growth", "devices", name]);
        let names = self.names("devices");
        if !names.contains(&name) && !self.broken.contains("devices") {
            let help = suggest(name, &names, "devices");
            self.wrong_key(at.clone(), format!("there is no class `{name}`"), help);
            return;
        }
        let begin = growth.start;
        match law {
            Law::Linear(more) if !more.is_finite() => {
                self.wrong(below(&at, &["linear"]), "this is not a number of devices a month", "");
            }
            Law::Linear(_) | Law::Percent(_) => {}
            Law::SCurve(SCurve { saturation, midpoint, .. }) => {
                let at = below(&at, &["s_curve"]);
                self.some(below(&at, &["saturation"]), saturation.0);
                self.later(below(&at, &["midpoint"]), *midpoint, ("start", begin, start()));
            }
            Law::Table(milestones) => {
                self.milestones(&below(&at, &["table"]), begin, milestones);
            }
            Law::Waves(waves) => {
                let at = below(&at, &["waves"]);
                self.any(&at, waves.is_empty());
                for (n, wave) in waves.iter().enumerate() {
                    self.wave(&below(&at, &[&n.to_string()]), begin, wave);
                }
            }
        }
    }

    fn milestones(&mut self, at: &[String], begin: Date, milestones: &[Milestone]) {
        self.any(at, milestones.is_empty());
        let mut before = ("start", begin, start());
        for (n, milestone) in milestones.iter().enumerate() {
            let at = below(at, &[&n.to_string()]);
            let here = below(&at, &["at"]);
            self.later(here.clone(), milestone.at, before);
            self.some(below(&at, &["count"]), milestone.count.0);
            before = ("the date before it", milestone.at, here);
        }
    }

    fn wave(&mut self, at: &[String], begin: Date, wave: &Wave) {
        let from = below(at, &["from"]);
        if wave.from.first() < begin.first() {
            let message = format!("the wave begins before `start` ({begin})");
            let help = "the count of the file has what was rolled out by then; begin the wave there";
            self.wrong(from.clone(), message, help);
            self.resting_on(start());
        }
        if wave.to.after() <= wave.from.first() {
            let message = format!("`to` ({}) lies before `from` ({})", wave.to, wave.from);
            self.wrong(below(at, &["to"]), message, "");
            self.resting_on(from);
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

    /// Complains unless a date lies after another, which has a name and is written somewhere.
    fn later(&mut self, at: Path, date: Date, (what, than, written): (&str, Date, Path)) {
        if date.first() <= than.first() {
            let message = format!("{date} does not lie after {what} ({than})");
            self.wrong(at, message, "dates ascend");
            self.resting_on(written);
        }
    }

    /// Walks to the horizon: no class may vanish, and all together must be simulated. What has been told of a class hides
    /// nothing of the others: from then on it stays as it is in the file.
    fn grown(&mut self, mut growth: GrowthSpec) {
        let scenario = self.scenario;
        let mut vanished: Vec<String> = Vec::new();
        // what a law does between two months it has done at one of them, but for dates of its own, which stand there
        for day in growth.start.first()..growth.until.after() {
            let counts = growth.counts(scenario, growth.at(day));
            for (name, (_, count)) in growth.devices.keys().zip(&counts) {
                if *count == 0 && !vanished.contains(name) {
                    vanished.push(name.clone());
                    let message = format!("the class has no devices left from {} on", month_of(day));
                    let help = "let it shrink more slowly, or let `until` end before";
                    self.wrong_key(path(&["growth", "devices", name]), message, help);
                }
            }
            while let Some((name, total)) = too_many(scenario, &growth, day) {
                let message = format!("in {} there would be {} devices in all", month_of(day), told(total));
                let help = format!(
                    "at most {MAX_DEVICES} can be simulated: let it grow more slowly, or let `until` end before"
                );
                self.wrong_key(path(&["growth", "devices", &name]), message, help);
                growth.devices.shift_remove(&name);
            }
        }
    }
}

fn start() -> Path {
    path(&["growth", "start"])
}

/// All devices of a day, if they are more than can be, and the largest class that grows.
fn too_many(scenario: &Scenario, growth: &GrowthSpec, day: i64) -> Option<(String, u64)> {
    let counts = growth.counts(scenario, growth.at(day));
    let fixed = scenario.devices.iter().filter(|(name, _)| !growth.devices.contains_key(*name));
    let all = fixed.map(|(_, class)| class.count.0).chain(counts.iter().map(|(_, count)| *count));
    let total = all.fold(0, u64::saturating_add);
    let (name, _) = growth.devices.keys().zip(&counts).max_by_key(|(_, (_, count))| *count)?;
    (total > MAX_DEVICES).then(|| (name.clone(), total))
}

/// A number of devices; of what nobody counts, that it is more.
fn told(total: u64) -> String {
    if total > COUNTED { format!("more than {COUNTED}") } else { total.to_string() }
}
