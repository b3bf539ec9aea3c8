//! What decoding cannot see: names that refer to each other, keys that exclude each other, numbers outside
//! what the models mean. One file a topic; each rule complains at the path that is wrong and goes on.

mod admission;
mod buckets;
mod devices;
mod distributions;
mod firmware;
mod gateways;
mod growth;
mod incidents;
mod jamming;
mod joins;
mod lines;
mod links;
mod objectives;
mod options;
mod outages;
mod place;
mod processes;
mod propagation;
mod quotas;
mod radio;
mod sessions;
mod sites;
mod stations;
mod study;
mod sweep;
mod traffic;
mod turns;
mod upkeep;

use std::collections::BTreeSet;

use super::Scenario;
use super::complaint::{Complaint, Path};
use super::diagnose::suggest;
use crate::units::number;

/// Devices that a scenario may have in all.
pub(crate) const MAX_DEVICES: u64 = 50_000_000;
/// Gateways that a scenario may have in all.
pub(crate) const MAX_GATEWAYS: u64 = 10_000;

/// All that is wrong, and what the reader must know.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub complaints: Vec<Complaint>,
    pub warnings: Vec<String>,
}

/// A scenario under examination.
struct Check<'a> {
    scenario: &'a Scenario,
    /// Entries (`links.lte`) that are written but could not be decoded.
    broken: &'a BTreeSet<String>,
    found: Found,
}

/// Applies all rules.
pub(crate) fn validate(scenario: &Scenario, broken: &BTreeSet<String>) -> Found {
    let mut check = Check { scenario, broken, found: Found::default() };
    check.study();
    check.radios();
    check.devices();
    check.gateways();
    check.links();
    check.sites();
    check.stations();
    check.ways_on();
    check.quota();
    check.storage();
    check.costs();
    check.admission();
    check.incidents();
    check.objectives();
    check.options();
    check.sweep();
    check.growth();
    check.found
}

impl<'a> Check<'a> {
    fn wrong(&mut self, at: Path, message: impl Into<String>, help: impl Into<String>) {
        let help = help.into();
        let complaint = Complaint::new(at, message);
        self.found.complaints.push(if help.is_empty() { complaint } else { complaint.help(help) });
    }

    fn wrong_key(&mut self, at: Path, message: impl Into<String>, help: impl Into<String>) {
        self.wrong(at, message, help);
        if let Some(last) = self.found.complaints.last_mut() {
            last.key = true;
        }
    }

    /// The last complaint is but an echo if something is wrong at this path, too.
    fn resting_on(&mut self, at: Path) {
        if let Some(last) = self.found.complaints.pop() {
            self.found.complaints.push(last.resting_on(at));
        }
    }

    fn warn(&mut self, message: impl Into<String>) {
        self.found.warnings.push(message.into());
    }

    /// The names of one kind, those not decoded included.
    fn names(&self, kind: &str) -> Vec<&'a str> {
        let scenario = self.scenario;
        let mut names: Vec<&str> = match kind {
            "radio" => scenario.radio.keys().map(String::as_str).collect(),
            "devices" => scenario.devices.keys().map(String::as_str).collect(),
            "gateways" => scenario.gateways.keys().map(String::as_str).collect(),
            "links" => scenario.links.keys().map(String::as_str).collect(),
            "storage" => scenario.storage.keys().map(String::as_str).collect(),
            "sites" => scenario.sites.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        let broken = self.broken;
        names.extend(broken.iter().filter_map(|path| path.strip_prefix(kind)?.strip_prefix('.')));
        names
    }

    /// Complains unless `name` is one of `kind`; `what` is the kind's word in a sentence.
    fn refers(&mut self, at: Path, kind: &str, what: &str, name: &str) -> bool {
        let names = self.names(kind);
        let exists = names.contains(&name) || self.broken.contains(kind);
        if !exists {
            let kinds = if kind == "radio" { "radios" } else { kind };
            self.wrong(at, format!("there is no {what} `{name}`"), suggest(name, &names, kinds));
        }
        exists
    }

    /// The same of a name that is a key.
    fn refers_by_key(&mut self, at: Path, kind: &str, what: &str, name: &str) {
        if !self.refers(at, kind, what, name)
            && let Some(last) = self.found.complaints.last_mut()
        {
            last.key = true;
        }
    }

    /// Complains unless a number lies in a range; not-a-number does not.
    fn within(&mut self, at: Path, value: f64, low: f64, high: f64, range: &str) {
        if !(low..=high).contains(&value) {
            self.wrong(at, format!("{} is out of range", number(value)), format!("it must be {range}"));
        }
    }
}
