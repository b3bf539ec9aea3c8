//! Every default with its source, in one table: for `iotcap explain defaults`, and to say in the results
//! which of them a scenario used. The values stand as constants beside the parts they belong to.

mod table;

use serde_json::Value;

use super::Scenario;
use super::values::disciplines;
use crate::model::incident::firmware::Delivery;
use crate::model::live::Discipline;
use crate::model::place::PlaceRow;
use crate::model::radio::RadioSpec;
pub use table::DEFAULTS;

/// A default that a scenario used.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// Path in the scenario (`gateways.rooftop.demodulators`).
    pub path: String,
    /// The value used.
    pub value: String,
    /// Where it comes from.
    pub source: String,
}

/// One row of the table.
pub struct Default {
    /// Path with `*` for a name.
    pub path: &'static str,
    /// The value, as text.
    pub value: fn() -> String,
    /// Standard and clause, paper, data sheet; or why.
    pub source: &'static str,
    uses: Uses,
}

/// Which scenarios use a default when its key is left out.
#[derive(Clone, Copy, PartialEq)]
enum Uses {
    /// All that have the table above it.
    Always,
    /// Entries on a LoRaWAN radio.
    Lorawan,
    /// Entries on an ideal radio.
    Ideal,
    /// Scenarios with a LoRaWAN radio.
    AnyLorawan,
    /// Classes that send messages every so often, without a word on the phase.
    Periodic,
    /// Classes whose messages are confirmed, and the radios of such.
    Confirmed,
    /// Classes with a battery on a LoRaWAN radio.
    Powered,
    /// Scenarios in which a link or a station serves by priority.
    Ranked,
    /// Scenarios in which one serves by weight.
    Weighted,
    /// Firmware campaigns that are sent this way.
    Sent(Delivery),
    /// None: it stands for the absence of something, and only the table of defaults tells it.
    Told,
}

const fn row(path: &'static str, value: fn() -> String, source: &'static str, uses: Uses) -> Default {
    Default { path, value, source, uses }
}

/// The choice's word in a scenario file.
fn word(choice: impl serde::Serialize) -> String {
    serde_json::to_value(choice).ok().and_then(|value| value.as_str().map(str::to_string)).unwrap_or_default()
}

/// The defaults that a scenario used, in the table's order.
pub fn used_by(scenario: &Scenario) -> Vec<Assumption> {
    let Ok(written) = serde_json::to_value(scenario) else { return Vec::new() };
    let mut used = Vec::new();
    for default in DEFAULTS {
        let keys: Vec<&str> = default.path.split('.').collect();
        for path in absent(&written, &keys, &mut Vec::new()) {
            if default.applies(scenario, &path) {
                let (value, source) = ((default.value)(), default.source.to_string());
                used.push(Assumption { path: path.join("."), value, source });
            }
        }
    }
    used
}

/// What holds where a path is not written, of those that stand for the absence of something.
pub fn standing(path: &str) -> Option<String> {
    let keys: Vec<&str> = path.split('.').collect();
    let fits = |default: &&Default| {
        let pattern: Vec<&str> = default.path.split('.').collect();
        let same = pattern.iter().zip(&keys).all(|(own, key)| own == key || *own == "*");
        pattern.len() == keys.len()
            && same
            && (keys[0] == "links" || matches!(default.uses, Uses::Told | Uses::Ranked | Uses::Weighted))
    };
    DEFAULTS.iter().find(fits).map(|default| (default.value)())
}

/// The paths that fit a pattern and whose last key is not written, though the table above it is.
fn absent(table: &Value, pattern: &[&str], path: &mut Vec<String>) -> Vec<Vec<String>> {
    let Some((key, rest)) = pattern.split_first() else { return Vec::new() };
    let mut found = Vec::new();
    let mut follow = |name: &str, value: Option<&Value>| {
        path.push(name.to_string());
        match value {
            Some(value) if !rest.is_empty() && value.is_object() => found.extend(absent(value, rest, path)),
            Some(_) => (),
            // a table of the study that is left out leaves out all its keys
            None if rest.is_empty() || ["study", "platform"].contains(&path[0].as_str()) => {
                found.push(path.iter().cloned().chain(rest.iter().map(|key| key.to_string())).collect());
            }
            None => (),
        }
        path.pop();
    };
    match *key {
        "*" => table.as_object().into_iter().flatten().for_each(|(name, value)| follow(name, Some(value))),
        key => follow(key, table.get(key)),
    }
    found
}

impl Default {
    fn applies(&self, scenario: &Scenario, path: &[String]) -> bool {
        let radio = path.get(1).and_then(|name| radio_of(scenario, &path[0], name));
        let lorawan = matches!(radio, Some(RadioSpec::Lorawan(_)));
        match self.uses {
            Uses::Lorawan => lorawan && !every_row_says(scenario, path),
            Uses::Powered => {
                lorawan && scenario.devices.get(&path[1]).is_some_and(|class| class.battery.is_some())
            }
            Uses::Told => false,
            Uses::Confirmed => {
                let confirmed = |name: &String| {
                    scenario.devices.get(name).is_some_and(|class| class.confirmed == Some(true))
                };
                match path[0].as_str() {
                    "devices" => confirmed(&path[1]),
                    _ => {
                        scenario.devices.iter().any(|(name, class)| class.radio == path[1] && confirmed(name))
                    }
                }
            }
            Uses::Sent(delivery) => {
                let firmware =
                    scenario.incidents.get(&path[1]).and_then(|incident| incident.firmware.as_ref());
                firmware.is_some_and(|firmware| firmware.delivery.unwrap_or_default() == delivery)
            }
            Uses::Ranked => disciplines(scenario).iter().any(|discipline| discipline.by_priority()),
            Uses::Weighted => disciplines(scenario).contains(&Discipline::WeightedFair),
            Uses::Ideal => matches!(radio, Some(RadioSpec::Ideal(_))),
            Uses::AnyLorawan => scenario.radio.values().any(|radio| matches!(radio, RadioSpec::Lorawan(_))),
            Uses::Periodic => {
                let message = scenario.devices.get(&path[1]).and_then(|class| class.message.as_ref());
                message.is_some_and(|message| message.every.is_some())
            }
            // of the platform's tables only stations have servers, and their service is always written
            Uses::Always if path[0] == "platform" => {
                !["deduplication", "quota", "stages", "consumers"].contains(&path[1].as_str())
                    && !path.contains(&"*".into())
            }
            Uses::Always => true,
        }
    }
}

/// Whether a place file gives the value for each of its rows, which leaves nothing to the default.
fn every_row_says(scenario: &Scenario, path: &[String]) -> bool {
    let [kind, name, key] = path else { return false };
    let says = |row: &PlaceRow| match key.as_str() {
        "height" => row.height_m.is_some(),
        "antenna_gain" => row.antenna_gain_db.is_some(),
        "cable_loss" => row.cable_loss_db.is_some(),
        "tx_power" => row.tx_power_dbm.is_some(),
        _ => false,
    };
    let rows = scenario.places.get(&format!("{kind}.{name}"));
    rows.is_some_and(|rows| !rows.is_empty() && rows.iter().all(says))
}

/// The radio of an entry; a radio's own is itself.
fn radio_of<'a>(scenario: &'a Scenario, kind: &str, name: &str) -> Option<&'a RadioSpec> {
    let radio = match kind {
        "radio" => name,
        "devices" => &scenario.devices.get(name)?.radio,
        "gateways" => &scenario.gateways.get(name)?.radio,
        _ => return None,
    };
    scenario.radio.get(radio)
}

#[cfg(test)]
mod tests;
