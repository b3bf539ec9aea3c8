//! Rules of stations, wherever they stand, and of what makes a class matter to disciplines.

use std::ops::RangeInclusive;

use super::Check;
use crate::model::live::Discipline;
use crate::model::platform::{END, GATE, STAGES};
use crate::model::radio::RadioSpec;
use crate::model::station::{DEFAULT_SERVERS, PARTITIONS, SERVERS, StationSpec};
use crate::scenario::assemble::name_complaint;
use crate::scenario::complaint::{Path, below, path};
use crate::scenario::values::{disciplines, stations};
use crate::units::{Bound, Span};

/// Weights that a class may have.
const WEIGHTS: RangeInclusive<f64> = 1e-6..=1e6;

impl Check<'_> {
    pub(super) fn stations(&mut self) {
        for (at, station) in stations(self.scenario) {
            let servers = station.servers.unwrap_or(DEFAULT_SERVERS).0;
            self.counted_within(below(&at, &["servers"]), servers, SERVERS);
            if let Some(room) = station.waiting_room.and_then(Bound::limit) {
                self.within(below(&at, &["waiting_room"]), room.0 as f64, 0.0, 1e9, "at most 1000000000");
            }
            self.distribution(&below(&at, &["service"]), &station.service);
            self.buckets_of_station(&at, station);
            self.batch(&at, station);
            self.partitions(&at, station);
            self.autoscale(&at, station);
            if station.discipline == Some(Discipline::PreemptivePriority) && servers != 1 {
                let message = format!("preemptive priority needs one server, not {servers}");
                let help = "leave `servers` out, or serve by \"priority\", which interrupts nobody";
                self.wrong(below(&at, &["discipline"]), message, help);
            }
            if let Some(outages) = &station.outages {
                self.outages(&below(&at, &["outages"]), outages);
                self.servers_of_outages(&at, station);
            }
        }
        self.stage_names();
        self.nothing_to_fold();
        self.weights();
        self.without_a_discipline();
    }

    fn counted_within(&mut self, at: Path, count: u64, range: RangeInclusive<u64>) {
        let (low, high) = (*range.start(), *range.end());
        self.within(at, count as f64, low as f64, high as f64, &format!("{low} to {high}"));
    }

    /// A window for copies that no radio makes.
    fn nothing_to_fold(&mut self) {
        let written = self.scenario.platform.as_ref().and_then(|platform| platform.deduplication.as_ref());
        let waits = written.is_some_and(|spec| spec.window > Span::ZERO);
        if waits && !self.scenario.radio.values().any(RadioSpec::makes_copies) {
            self.warn("platform.deduplication changes nothing: an ideal radio makes no copies to wait for");
        }
    }

    /// Elements are called by the names of their stages.
    fn stage_names(&mut self) {
        let own = ["deduplication", "admission", "copies", "stages", "consumers"];
        let taken = [&[STAGES[0], STAGES[1], STAGES[2], GATE, END][..], &own].concat();
        let Some(platform) = &self.scenario.platform else { return };
        for (name, consumer) in &platform.consumers {
            self.consumer(
                name,
                consumer,
                taken.contains(&name.as_str()) || platform.stages.contains_key(name),
            );
        }
        for name in platform.stages.keys() {
            let at = path(&["platform", "stages", name]);
            if taken.contains(&name.as_str()) {
                let help = if STAGES.contains(&name.as_str()) { "write it as `platform.{name}`" } else { "" };
                let help = help.replace("{name}", name);
                self.wrong_key(at.clone(), format!("a further stage cannot be called `{name}`"), help);
            }
            if let Some(complaint) = name_complaint(name, &at) {
                self.found.complaints.push(complaint);
            }
        }
    }

    /// A consumer is the end of its copies' way.
    fn consumer(&mut self, name: &str, station: &StationSpec, taken: bool) {
        let at = path(&["platform", "consumers", name]);
        if taken {
            let message = format!("a consumer cannot be called `{name}`");
            self.wrong_key(at.clone(), message, "the platform has something of this name");
        }
        for (key, given) in [("again", station.again.is_some()), ("onward", !station.onward.is_empty())] {
            if given {
                let help = format!("leave `{key}` out");
                self.wrong_key(below(&at, &[key]), "nothing leaves a consumer", help);
            }
        }
        if let Some(complaint) = name_complaint(name, &at) {
            self.found.complaints.push(complaint);
        }
    }

    /// Work is divided by the device's key where everything passes that a device sends, and no stage leads elsewhere.
    fn partitions(&mut self, at: &[String], station: &StationSpec) {
        let Some(partitions) = station.partitions else { return };
        let here = below(at, &["partitions"]);
        self.counted_within(here.clone(), partitions.0, PARTITIONS);
        if partitions.0 == 1 {
            return;
        }
        let words: Vec<&str> = at.iter().map(String::as_str).collect();
        match words[..] {
            ["platform", "connect"] => {
                let message = "who connects waits in one queue, not in partitions";
                self.wrong_key(here.clone(), message, "give it more `servers`");
            }
            ["platform", ..] => {}
            _ => {
                let message = "only stages of the platform and consumers have partitions";
                self.wrong_key(here.clone(), message, "give it more `servers`");
            }
        }
        for (key, given) in [("again", station.again.is_some()), ("onward", !station.onward.is_empty())] {
            if given {
                let message = format!("`{key}` stands beside `partitions`");
                self.wrong_key(below(at, &[key]), message, "leave one of them out");
            }
        }
    }

    /// Servers come and go one by one at a station with one queue of jobs that are never shared.
    fn autoscale(&mut self, at: &[String], station: &StationSpec) {
        let Some(scaling) = &station.autoscale else { return };
        let at = below(at, &["autoscale"]);
        let most = station.servers.unwrap_or(DEFAULT_SERVERS).0;
        self.within(
            below(&at, &["min"]),
            scaling.min.0 as f64,
            1.0,
            most as f64,
            &format!("1 to {most}, its `servers`"),
        );
        if let Some(target) = scaling.target {
            self.within(below(&at, &["target"]), target.0, 0.01, 1.0, "1 % to 100 %");
        }
        if scaling.every.is_some_and(|every| every < Span::from_millis(100)) {
            self.wrong(below(&at, &["every"]), "this often nobody decides", "it must be 100 ms or more");
        }
        let shared =
            matches!(station.discipline, Some(Discipline::ProcessorSharing | Discipline::PreemptivePriority));
        if shared || station.batch.is_some() {
            let help = "serve by \"fifo\", \"priority\" or \"weighted-fair\"";
            self.wrong_key(
                at.clone(),
                "servers do not come and go under this discipline, nor by batches",
                help,
            );
        }
        if station.outages.as_ref().is_some_and(|outages| outages.servers.is_some()) {
            self.wrong_key(
                at.clone(),
                "single servers do not fail where others come and go",
                "leave `outages.servers` out",
            );
        }
        if station.shaper.is_some() {
            self.wrong_key(at, "servers do not come and go behind a shaper", "leave `shaper` out");
        }
    }

    fn weights(&mut self) {
        for (name, class) in &self.scenario.devices {
            if let Some(weight) = class.weight {
                let at = path(&["devices", name, "weight"]);
                self.within(at, weight, *WEIGHTS.start(), *WEIGHTS.end(), "0.000001 to 1000000");
            }
        }
    }

    /// Priorities and weights that nobody looks at.
    fn without_a_discipline(&mut self) {
        let disciplines = disciplines(self.scenario);
        let classes = &self.scenario.devices;
        let ranked = classes.iter().find(|(_, class)| class.priority.is_some());
        if let Some((name, _)) = ranked
            && !disciplines.iter().any(|discipline| discipline.by_priority())
        {
            self.warn(format!(
                "devices.{name}.priority changes nothing: no station or link serves by priority"
            ));
        }
        let weighted = classes.iter().find(|(_, class)| class.weight.is_some());
        if let Some((name, _)) = weighted
            && !disciplines.contains(&Discipline::WeightedFair)
        {
            self.warn(format!(
                "devices.{name}.weight changes nothing: no station or link serves by \"weighted-fair\""
            ));
        }
    }
}
