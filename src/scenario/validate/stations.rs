//! Rules of stations, wherever they stand, and of what makes a class matter to disciplines.

use super::Check;
use crate::model::live::Discipline;
use crate::model::station::DEFAULT_SERVERS;
use crate::scenario::complaint::{below, path};
use crate::scenario::values::{disciplines, stations};
use crate::units::Bound;

/// Weights that a class may have.
const WEIGHTS: std::ops::RangeInclusive<f64> = 1e-6..=1e6;

impl Check<'_> {
    pub(super) fn stations(&mut self) {
        for (at, station) in stations(self.scenario) {
            let servers = station.servers.unwrap_or(DEFAULT_SERVERS).0;
            self.within(below(&at, &["servers"]), servers as f64, 1.0, 1e5, "1 to 100000");
            if let Some(room) = station.waiting_room.and_then(Bound::limit) {
                self.within(below(&at, &["waiting_room"]), room.0 as f64, 0.0, 1e9, "at most 1000000000");
            }
            self.distribution(&below(&at, &["service"]), &station.service);
            self.buckets_of_station(&at, station);
            self.batch(&at, station);
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
        self.weights();
        self.without_a_discipline();
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
