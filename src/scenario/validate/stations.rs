//! Rules of stations, wherever they stand.

use super::Check;
use crate::model::station::{DEFAULT_SERVERS, Discipline};
use crate::scenario::complaint::below;
use crate::scenario::values::stations;

impl Check<'_> {
    pub(super) fn stations(&mut self) {
        let stations = stations(self.scenario);
        for (at, station) in &stations {
            let servers = station.servers.unwrap_or(DEFAULT_SERVERS).0;
            self.within(below(at, &["servers"]), servers as f64, 1.0, 1e5, "1 to 100000");
            if let Some(room) = station.waiting_room {
                self.within(below(at, &["waiting_room"]), room.0 as f64, 0.0, 1e9, "at most 1000000000");
            }
            self.distribution(&below(at, &["service"]), &station.service);
            if station.discipline == Some(Discipline::PreemptivePriority) && servers != 1 {
                let message = format!("preemptive priority needs one server, not {servers}");
                self.wrong(below(at, &["discipline"]), message, "leave `servers` out, or serve by \"fifo\"");
            }
        }
        let by_priority =
            stations.iter().any(|(_, station)| station.discipline == Some(Discipline::PreemptivePriority));
        let named = self.scenario.devices.iter().find(|(_, class)| class.priority.is_some());
        if let Some((name, _)) = named
            && !by_priority
        {
            self.warn(format!("devices.{name}.priority changes nothing: no station serves by priority"));
        }
    }
}
