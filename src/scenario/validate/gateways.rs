//! Rules of `[gateways.NAME]` and of what all groups of antennas share.

use std::collections::HashSet;

use super::{Check, MAX_GATEWAYS};
use crate::model::gateway::GatewaySpec;
use crate::model::place::PlaceSpec;
use crate::model::radio::RadioSpec;
use crate::scenario::complaint::{below, path};
use crate::units::{Decibel, Distance};

impl Check<'_> {
    pub(super) fn gateways(&mut self) {
        let mut total = 0_u64;
        for (name, group) in &self.scenario.gateways {
            self.group(name, group);
            let Some(count) = self.gateway_count(name, group) else { continue };
            total = total.saturating_add(count);
            if total > MAX_GATEWAYS && count <= MAX_GATEWAYS {
                let message = format!("{total} gateways up to here; at most {MAX_GATEWAYS} are possible");
                self.wrong(path(&["gateways", name, "count"]), message, "");
                break;
            }
            self.members(name, group, count);
        }
    }

    fn group(&mut self, name: &str, group: &GatewaySpec) {
        let at = path(&["gateways", name]);
        self.refers(below(&at, &["radio"]), "radio", "radio", &group.radio);
        if let Some(link) = &group.link {
            self.refers(below(&at, &["link"]), "links", "link", link);
        }
        if let Some(place) = &group.place {
            self.place(&below(&at, &["place"]), place);
        }
        if let Some(count) = group.count {
            self.within(below(&at, &["count"]), count.0 as f64, 1.0, MAX_GATEWAYS as f64, "1 to 10000");
            self.rows_for_count("gateways", name, count.0);
        }
        if let Some(demodulators) = group.demodulators {
            self.within(below(&at, &["demodulators"]), demodulators.0 as f64, 1.0, 1024.0, "1 to 1024");
            if matches!(self.scenario.radio.get(&group.radio), Some(RadioSpec::Ideal(_))) {
                self.warn(format!("gateways.{name}.demodulators changes nothing on an ideal radio"));
            }
        }
        self.antenna(&at, group.height, group.cable_loss);
    }

    /// Height and cable loss, of devices and gateways alike.
    pub(super) fn antenna(&mut self, at: &[String], height: Option<Distance>, cable_loss: Option<Decibel>) {
        if let Some(height) = height {
            self.within(below(at, &["height"]), height.0, 0.0, 20_000.0, "0 m to 20 km above ground");
        }
        if let Some(loss) = cable_loss {
            self.within(
                below(at, &["cable_loss"]),
                loss.0,
                0.0,
                200.0,
                "0 dB to 200 dB: a loss is written without sign",
            );
        }
    }

    /// How many gateways a group has; `None` if its place file could not be read.
    pub(super) fn gateway_count(&self, name: &str, group: &GatewaySpec) -> Option<u64> {
        let rows = match group.place {
            Some(PlaceSpec::File(_) | PlaceSpec::Points(_)) => {
                self.scenario.places.get(&format!("gateways.{name}"))?.len()
            }
            _ => 1,
        };
        Some(group.count.map_or(rows as u64, |count| count.0))
    }

    /// Says what happens when a file has fewer or more rows than wanted (DEFINITIONS D18).
    pub(super) fn rows_for_count(&mut self, kind: &str, name: &str, count: u64) {
        let Some(rows) = self.scenario.places.get(&format!("{kind}.{name}")) else { return };
        let rows = rows.len() as u64;
        if rows < count && rows > 0 {
            self.warn(format!("{kind}.{name}: count is {count}, places are {rows}: they are used in turn"));
        } else if rows > count {
            self.warn(format!(
                "{kind}.{name}: count is {count}, places are {rows}: {count} of them serve, chosen by the seed"
            ));
        }
    }

    fn members(&mut self, name: &str, group: &GatewaySpec, count: u64) {
        let ids = self.member_ids(name, count);
        for (id, member) in &group.member {
            let at = path(&["gateways", name, "member", id]);
            if !ids.contains(id.as_str()) {
                let message = format!("gateways.{name} has no member `{id}`");
                self.wrong_key(
                    at.clone(),
                    message,
                    "members are named by the place file's `id` column, else 1, 2, …",
                );
            }
            if let Some(link) = &member.link {
                self.refers(below(&at, &["link"]), "links", "link", link);
            }
            if let Some(point) = &member.at {
                self.point(below(&at, &["at"]), point);
            }
            self.antenna(&at, member.height, member.cable_loss);
        }
    }

    /// The ids of a group's members (DEFINITIONS D12).
    pub(super) fn member_ids(&self, name: &str, count: u64) -> HashSet<String> {
        let rows = self.scenario.places.get(&format!("gateways.{name}"));
        let mut ids: HashSet<String> = rows.into_iter().flatten().map(|row| row.id.clone()).collect();
        if rows.is_none_or(|rows| (rows.len() as u64) < count) {
            ids.extend((1..=count.min(MAX_GATEWAYS)).map(|number| number.to_string()));
        }
        ids
    }
}
