//! Rules of batteries, storage and prices: what refers to each other, and numbers that mean something.

use super::Check;
use crate::model::radio::RadioSpec;
use crate::scenario::class::ClassSpec;
use crate::scenario::complaint::{below, path};
use crate::scenario::storage::TierSpec;
use crate::units::{Bytes, Capacity, Span};

impl Check<'_> {
    /// The battery of a class: all that draws on it must be known.
    pub(super) fn battery(&mut self, name: &str, class: &ClassSpec) {
        let at = path(&["devices", name]);
        let Some(battery) = &class.battery else {
            if class.energy.is_some() {
                self.warn(format!("devices.{name}.energy changes nothing: the class has no battery"));
            }
            return;
        };
        if let Capacity::Energy(energy) = battery.capacity
            && energy.0 <= 0.0
        {
            self.wrong(below(&at, &["battery", "capacity"]), "an empty battery powers nothing", "");
        }
        let ideal = matches!(self.scenario.radio.get(&class.radio), Some(RadioSpec::Ideal(_)));
        let energy = class.energy.clone().unwrap_or_default();
        let known = energy.event.is_some() && energy.sleep.is_some();
        if ideal && !known && !self.broken.contains(&format!("devices.{name}.energy")) {
            let message = "an ideal radio has no airtime by which its energy could be known";
            let help = "say what an event takes and what is drawn between: energy = { event = \"550 mJ\", sleep = \"2.7 uA\" }";
            self.wrong_key(below(&at, &["battery"]), message, help);
        }
        if ideal && (energy.tx.is_some() || energy.rx.is_some()) {
            self.warn(format!(
                "devices.{name}.energy: tx and rx change nothing on an ideal radio, which has no airtime; `event` counts"
            ));
        }
    }

    pub(super) fn storage(&mut self) {
        for (name, tier) in &self.scenario.storage {
            self.tier(name, tier);
        }
        if self.scenario.storage.is_empty() && !self.broken.iter().any(|path| path.starts_with("storage")) {
            let stored = self.scenario.devices.iter().find(|(_, class)| class.stored.is_some());
            if let Some((name, _)) = stored {
                self.warn(format!("devices.{name}.stored changes nothing: there is no [storage]"));
            }
        }
        // what never leaves a tier never reaches the next
        let last = self.scenario.storage.len().saturating_sub(1);
        let keeps = self.scenario.storage.iter().take(last).find(|(_, tier)| tier.retention.is_none());
        if let Some((name, _)) = keeps {
            let next = self.scenario.storage.get_index_of(name).map_or(0, |at| at + 1);
            let next = self.scenario.storage.get_index(next).map_or("", |(name, _)| name.as_str());
            let message = format!("without `retention` nothing ever moves on to storage.{next}");
            self.wrong_key(
                path(&["storage", name]),
                message,
                "say how long data stays: retention = \"90 d\"",
            );
        }
    }

    fn tier(&mut self, name: &str, tier: &TierSpec) {
        let at = path(&["storage", name]);
        if tier.capacity == Some(Bytes(0)) {
            let help = "leave `capacity` out if it has no limit";
            self.wrong(below(&at, &["capacity"]), "nothing fits into 0 B", help);
        }
        let factors = [
            ("index_factor", tier.index_factor, "1 to 1000"),
            ("compression", tier.compression, "1 to 1000: 3 makes a third of it"),
            ("replicas", tier.replicas, "1 to 1000"),
        ];
        for (key, factor, range) in factors {
            if let Some(factor) = factor {
                self.within(below(&at, &[key]), factor, 1.0, 1000.0, range);
            }
        }
        if let Some(backup) = &tier.backup
            && !(1..=86_400_000_000_000).contains(&backup.window.0)
        {
            let message = format!("a daily backup has no window of {}", backup.window);
            let help = format!("it must be more than 0 s, at most {}", Span::from_secs(86_400));
            self.wrong(below(&at, &["backup", "window"]), message, help);
        }
    }

    pub(super) fn costs(&mut self) {
        let Some(costs) = &self.scenario.costs else { return };
        let kinds = [
            ("devices", "class", costs.devices.keys().collect::<Vec<_>>()),
            ("gateways", "group of gateways", costs.gateways.keys().collect()),
            ("links", "link", costs.links.keys().collect()),
            ("sites", "site", costs.sites.keys().collect()),
            ("storage", "tier of storage", costs.storage.keys().collect()),
        ];
        for (kind, what, names) in kinds {
            for name in names {
                self.refers_by_key(path(&["costs", kind, name]), kind, what, name);
            }
        }
        for (name, price) in &costs.devices {
            let powered = self.scenario.devices.get(name).is_none_or(|class| class.battery.is_some());
            if price.per_battery.is_some() && !powered {
                let message = format!("devices.{name} has no battery to be changed");
                let help = format!("add devices.{name}.battery = {{ capacity = \"2400 mAh\" }}");
                self.wrong_key(path(&["costs", "devices", name, "per_battery"]), message, help);
            }
        }
        let all = costs.all();
        if all.is_empty() && !self.broken.contains("costs") {
            let help = "such as platform = { per_month = \"300 EUR\" }";
            self.wrong_key(path(&["costs"]), "there is no price here", help);
        }
        let Some(first) = all.first() else { return };
        let code = first.price.currency.code();
        for other in all.iter().filter(|priced| priced.price.currency != first.price.currency) {
            let message = format!(
                "this is in {}, costs.{}.{} in {code}",
                other.price.currency.code(),
                first.of(),
                first.key
            );
            let mut at = path(&["costs", other.kind]);
            at.extend(
                [other.name.as_str(), other.key].into_iter().filter(|k| !k.is_empty()).map(str::to_string),
            );
            self.wrong(at, message, "write all sums in one currency");
        }
    }
}
