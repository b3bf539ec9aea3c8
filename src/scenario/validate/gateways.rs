//! Rules of `[gateways.NAME]` and of what all groups of antennas share.

use std::collections::BTreeSet;

use super::{Check, MAX_GATEWAYS};
use crate::model::gateway::{DEFAULT_HEIGHT, GatewaySpec};
use crate::model::place::PlaceSpec;
use crate::model::radio::RadioSpec;
use crate::scenario::complaint::{Path, below, path};
use crate::scenario::diagnose::{kin, list, nearest};
use crate::units::{Decibel, Distance, noun};

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
        if let Some(store) = &group.store {
            self.store(&below(&at, &["store"]), store, group.link.as_ref());
        }
        self.antenna(&at, group.height, group.cable_loss);
        if let Some(outages) = &group.outages {
            self.silences(&at, outages);
        }
        self.blank_heights(name, group);
    }

    /// A blank cell among heights may be a mast that nobody measured.
    fn blank_heights(&mut self, name: &str, group: &GatewaySpec) {
        let Some(rows) = self.scenario.places.get(&format!("gateways.{name}")) else { return };
        let stated = |id: &String| group.member.get(id).is_some_and(|member| member.height.is_some());
        let blank: Vec<&str> = rows
            .iter()
            .filter(|row| row.height_m.is_none() && !row.off && !stated(&row.id))
            .map(|row| row.id.as_str())
            .collect();
        if group.height.is_none() && !blank.is_empty() && blank.len() < rows.len() {
            self.warn(format!(
                "gateways.{name}: no height is given for {}; {DEFAULT_HEIGHT} is used there",
                list(&blank)
            ));
        }
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
        if rows == 1 && count > 1 {
            self.warn(format!("{kind}.{name}: count is {count}, there is one place: all stand there"));
        } else if rows < count && rows > 0 {
            self.warn(format!("{kind}.{name}: count is {count}, places are {rows}: they are used in turn"));
        } else if rows > count {
            let serve = noun(count, "serves", "serve");
            self.warn(format!(
                "{kind}.{name}: count is {count}, places are {rows}: {count} of them {serve}, chosen by the seed"
            ));
        }
    }

    fn members(&mut self, name: &str, group: &GatewaySpec, count: u64) {
        let ids = self.member_ids(name, count);
        for (id, member) in &group.member {
            let at = path(&["gateways", name, "member", id]);
            if !ids.contains(id.as_str()) {
                self.no_member(at.clone(), name, id, &ids, true);
            }
            if let Some(link) = &member.link {
                self.refers(below(&at, &["link"]), "links", "link", link);
            }
            if let Some(point) = &member.at {
                self.point(below(&at, &["at"]), point);
            }
            self.antenna(&at, member.height, member.cable_loss);
            if let Some(outages) = &member.outages {
                self.silences(&at, outages);
            }
        }
    }

    /// Complains unless a group has a member of this id; `key` if it is written as a key.
    pub(super) fn member_exists(&mut self, at: Path, group: &str, id: &str, key: bool) {
        let Some(spec) = self.scenario.gateways.get(group) else { return };
        let Some(count) = self.gateway_count(group, spec) else { return };
        let ids = self.member_ids(group, count);
        if !ids.contains(id) {
            self.no_member(at, group, id, &ids, key);
        }
    }

    fn no_member(&mut self, at: Path, group: &str, id: &str, ids: &BTreeSet<String>, key: bool) {
        // of numbers each is near to every other
        let named: Vec<_> = ids.iter().map(String::as_str).filter(|id| id.parse::<u64>().is_err()).collect();
        let help = match kin(id, named.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if !named.is_empty() => format!("members: {}", list(&named)),
            None => "members are named by the place file's `id` column, else 1, 2, …".to_string(),
        };
        let message = format!("gateways.{group} has no member `{id}`");
        match key {
            true => self.wrong_key(at, message, help),
            false => self.wrong(at, message, help),
        }
        self.resting_on(path(&["gateways", group, "count"]));
    }

    /// `GROUP:ID` of the gateway whose id someone wrote without its group, or with another sign between them.
    pub(super) fn member_meant(&self, written: &str) -> Option<String> {
        let mut all = Vec::new();
        for (group, spec) in &self.scenario.gateways {
            let Some(count) = self.gateway_count(group, spec) else { continue };
            all.extend(self.member_ids(group, count).into_iter().map(|id| (format!("{group}:{id}"), id)));
        }
        let named = |name: &str| all.iter().find(|(_, id)| id == name).map(|(whole, _)| whole.as_str());
        let near = || nearest(written, all.iter().map(|(whole, _)| whole.as_str()));
        let ids = all.iter().map(|(_, id)| id.as_str()).filter(|id| id.parse::<u64>().is_err());
        named(written).or_else(near).or_else(|| named(nearest(written, ids)?)).map(str::to_string)
    }

    /// The ids of a group's members (DEFINITIONS D12).
    pub(super) fn member_ids(&self, name: &str, count: u64) -> BTreeSet<String> {
        let rows = self.scenario.places.get(&format!("gateways.{name}"));
        let mut ids: BTreeSet<String> = rows.into_iter().flatten().map(|row| row.id.clone()).collect();
        if rows.is_none_or(|rows| (rows.len() as u64) < count) {
            ids.extend((1..=count.min(MAX_GATEWAYS)).map(|number| number.to_string()));
        }
        ids
    }
}
