//! Rules of `again` and `onward`: shares of a whole, stages that are there, and a way out for every job.

use super::Check;
use crate::model::platform::{END, STAGES};
use crate::model::radio::RadioSpec;
use crate::model::station::StationSpec;
use crate::scenario::complaint::{Path, below, path};
use crate::scenario::diagnose::suggest;
use crate::scenario::values::stations;
use crate::units::Share;

/// A job passes stages so often at the most, on average: more is a slip, and copies count visits in 16 bits.
const MOST_VISITS: f64 = 1000.0;
/// `again` by which a job passes one station as often as that.
const MOST_AGAIN: f64 = 1.0 - 1.0 / MOST_VISITS;

impl Check<'_> {
    pub(super) fn ways_on(&mut self) {
        let mut sound = true;
        for (at, station) in stations(self.scenario) {
            let before = self.found.complaints.len();
            self.again(&at, station);
            self.straight_on(&at, station);
            self.stages_named(&at, station);
            self.whole(&at, station);
            if at[0] == "gateways" && !station.onward.is_empty() {
                self.past_the_platform(&at);
            }
            sound &= before == self.found.complaints.len();
        }
        if sound {
            self.endless();
        }
    }

    /// Copies count their visits of the first stages alone.
    fn straight_on(&mut self, at: &[String], station: &StationSpec) {
        let turning = [("again", station.again.is_some()), ("onward", !station.onward.is_empty())];
        for (key, _) in
            turning.into_iter().filter(|(_, is)| *is && at.get(1).is_some_and(|key| key == "stages"))
        {
            let help = format!("`{key}` goes with {}", STAGES.join(", "));
            self.wrong_key(below(at, &[key]), "jobs go straight on from a further stage", help);
        }
    }

    fn again(&mut self, at: &[String], station: &StationSpec) {
        if let Some(share) = station.again.filter(|share| share.0 > MOST_AGAIN) {
            let message = format!("{share} of the jobs come again: one would be served more than 1000 times");
            self.wrong(below(at, &["again"]), message, "it must be at most 99.9 %");
        }
    }

    fn stages_named(&mut self, at: &[String], station: &StationSpec) {
        let own = if at[0] == "platform" { at[1].as_str() } else { "" };
        let there: Vec<&str> = self
            .scenario
            .platform
            .iter()
            .flat_map(|platform| platform.stages())
            .map(|(name, _)| name)
            .filter(|name| STAGES.contains(name))
            .collect();
        for (stage, share) in &station.onward {
            let at = below(at, &["onward", stage]);
            if stage == own {
                let help = format!("write again = \"{share}\"");
                self.wrong_key(at, format!("`{stage}` is this very station"), help);
            } else if stage != END && !there.contains(&stage.as_str()) && !self.broken.contains("platform") {
                let known: Vec<&str> =
                    there.iter().copied().filter(|name| *name != own).chain([END]).collect();
                let message = format!("the platform has no stage `{stage}`");
                self.wrong_key(at, message, suggest(stage, &known, "stages"));
                if STAGES.contains(&stage.as_str()) {
                    self.resting_on(path(&["platform", stage]));
                }
            }
        }
    }

    fn whole(&mut self, at: &[String], station: &StationSpec) {
        let sum = station
            .again
            .into_iter()
            .chain(station.onward.values().copied())
            .map(|share| share.0)
            .sum::<f64>();
        if sum > 1.0 + 1e-9 {
            let message = format!("`again` and `onward` make up {}", Share(sum));
            let key = if station.onward.is_empty() { "again" } else { "onward" };
            self.wrong_key(
                below(at, &[key]),
                message,
                "they are shares of one whole; what is left goes on as usual",
            );
        }
    }

    /// A gateway's station is left for a stage only where neither a link nor the folding of copies lies between.
    fn past_the_platform(&mut self, at: &[String]) {
        let (scenario, name) = (self.scenario, at[1].as_str());
        let Some(group) = scenario.gateways.get(name) else { return };
        let rows = scenario.places.get(&format!("gateways.{name}")).into_iter().flatten();
        let linked = group.link.is_some()
            || group.member.values().any(|member| member.link.is_some())
            || rows.into_iter().any(|row| row.link.is_some());
        let folds = scenario.radio.get(&group.radio).is_some_and(RadioSpec::makes_copies);
        let between = match (linked, folds) {
            (true, _) => "a link lies",
            (_, true) => "the folding of copies lies",
            _ => return,
        };
        let message =
            format!("`onward` would pass by what is in between: {between} before the platform's stages");
        self.wrong_key(below(at, &["onward"]), message, "write `onward` at a stage of the platform");
    }

    /// From every stage of the platform jobs must come to an end, and soon enough.
    fn endless(&mut self) {
        let Some(platform) = &self.scenario.platform else { return };
        let there: Vec<(&str, &StationSpec)> = platform.stages().collect();
        let leads = |from: usize, to: usize| -> f64 {
            let station = there[from].1;
            let named = station.onward.get(there[to].0).map_or(0.0, |share| share.0);
            let again = station.again.map_or(0.0, |share| share.0);
            let left = 1.0 - again - station.onward.values().map(|share| share.0).sum::<f64>();
            named + if to == from { again } else { 0.0 } + if to == from + 1 { left.max(0.0) } else { 0.0 }
        };
        // visits to come, by stage: v = 1 + P v, from nothing up
        let mut visits = vec![0.0; there.len()];
        for _ in 0..20 * MOST_VISITS as u32 {
            let sum = |from: usize| (0..there.len()).map(|to| leads(from, to) * visits[to]).sum::<f64>();
            visits = (0..there.len()).map(|from| 1.0 + sum(from)).collect();
        }
        let most = visits.iter().copied().fold(0.0, f64::max);
        let turning = there.iter().rposition(|(_, station)| !station.onward.is_empty());
        if let Some(stage) = turning.filter(|_| most > MOST_VISITS) {
            let at: Path = path(&["platform", there[stage].0, "onward"]);
            let message = "jobs would pass the platform's stages more than 1000 times, or never end";
            self.wrong_key(at, message, "let a share of them go on to the end");
        }
    }
}
