//! Every default with its source, in one table: for `iotcap explain defaults`, and to say in the results
//! which of them a scenario used. The values stand as constants beside the parts they belong to.

use serde_json::Value;

use super::values::disciplines;
use super::{Scenario, class, costs, objective, storage, study};
use crate::model::live::Discipline;
use crate::model::place::PlaceRow;
use crate::model::radio::{RadioSpec, lorawan};
use crate::model::{energy, gateway, live, platform, red, station, traffic};

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
    /// Classes with a battery on a LoRaWAN radio.
    Powered,
    /// Scenarios in which a link or a station serves by priority.
    Ranked,
    /// Scenarios in which one serves by weight.
    Weighted,
    /// None: it stands for the absence of something, and only the table of defaults tells it.
    Told,
}

const CHOICE: &str = "choice of iotcap";
const NS3: &str = "ns-3 lorawan 0.3.1";
const SX1276: &str = "Semtech SX1276/77/78/79 data sheet, table 6";
const SAFT: &str = "Saft LS 14500 data sheet: Li-SOCl2, 3.6 V, less than 1 % a year at 20 °C";

const fn row(path: &'static str, value: fn() -> String, source: &'static str, uses: Uses) -> Default {
    Default { path, value, source, uses }
}

/// The choice's word in a scenario file.
fn word(choice: impl serde::Serialize) -> String {
    serde_json::to_value(choice).ok().and_then(|value| value.as_str().map(str::to_string)).unwrap_or_default()
}

/// All defaults.
pub const DEFAULTS: &[Default] = &[
    row(
        "study.duration",
        || study::DEFAULT_DURATION.to_string(),
        "one day holds every hour of a daily profile",
        Uses::Always,
    ),
    row(
        "study.kind",
        || "steady, or terminating where load follows the clock".into(),
        "A. M. Law, Simulation Modeling and Analysis, 9.3",
        Uses::Always,
    ),
    row("study.warm_up", || "auto".into(), "DEFINITIONS D20: MSER-5 (White 1997; Spratt 1998)", Uses::Always),
    row("study.replications.min", || study::DEFAULT_MIN_REPLICATIONS.to_string(), CHOICE, Uses::Always),
    row("study.replications.max", || study::DEFAULT_MAX_REPLICATIONS.to_string(), CHOICE, Uses::Always),
    row("study.replications.precision", || study::DEFAULT_PRECISION.to_string(), CHOICE, Uses::Always),
    row("study.seed", || study::DEFAULT_SEED.to_string(), CHOICE, Uses::Always),
    row("study.start", || study::DEFAULT_START.into(), "DEFINITIONS D2", Uses::Always),
    row("study.drain.traffic", || "continues".into(), "DEFINITIONS D3", Uses::Always),
    row("study.layout", || "redrawn".into(), "DEFINITIONS D19", Uses::Always),
    row(
        "radio.*.channels",
        || "all of the region's plan".into(),
        "RP002-1.0.4, LoRaWAN Regional Parameters",
        Uses::Lorawan,
    ),
    row("radio.*.capture", || word(lorawan::DEFAULT_CAPTURE), NS3, Uses::Lorawan),
    row(
        "radio.*.isolation",
        || word(lorawan::DEFAULT_ISOLATION),
        "Goursaud and Gorce 2015, as in ns-3 lorawan",
        Uses::Lorawan,
    ),
    row(
        "radio.*.gateway_sensitivity",
        || word(lorawan::DEFAULT_GATEWAY_SENSITIVITY),
        "SX1301 data sheet, as in ns-3 lorawan",
        Uses::Lorawan,
    ),
    row(
        "radio.*.device_sensitivity",
        || word(lorawan::DEFAULT_DEVICE_SENSITIVITY),
        "SX1272/73 data sheet, as in ns-3 lorawan and FLoRa",
        Uses::Lorawan,
    ),
    row(
        "radio.*.installation_margin",
        || lorawan::DEFAULT_INSTALLATION_MARGIN.to_string(),
        NS3,
        Uses::Lorawan,
    ),
    row(
        "radio.*.duty_cycle",
        || lorawan::DEFAULT_DUTY_CYCLE.to_string(),
        "ETSI EN 300 220-2, where the region has one",
        Uses::Lorawan,
    ),
    row(
        "radio.*.overhead",
        || lorawan::DEFAULT_OVERHEAD.to_string(),
        "LoRaWAN TS001-1.0.4, clause 4: MHDR, FHDR, FPort, MIC",
        Uses::Lorawan,
    ),
    row("radio.*.coding_rate", || "1 (4/5)".into(), "RP002-1.0.4", Uses::Lorawan),
    row("radio.*.propagation.shadowing", || "none".into(), "none is drawn unless asked", Uses::Lorawan),
    row("radio.*.propagation.fading", || "none".into(), "none is drawn unless asked", Uses::Lorawan),
    row("radio.*.loss", || "0 %".into(), "an ideal radio loses nothing unless asked", Uses::Ideal),
    row("radio.*.delay", || "0 s".into(), "an ideal radio takes no time unless asked", Uses::Ideal),
    row("devices.*.place", || "the origin".into(), CHOICE, Uses::Lorawan),
    row(
        "devices.*.tx_power",
        || lorawan::DEFAULT_TX_POWER.to_string(),
        "RP002-1.0.4 EU868 (16 dBm EIRP), less 2 dB antenna: 14 dBm, as in ns-3 lorawan",
        Uses::Lorawan,
    ),
    row("devices.*.height", || class::DEFAULT_HEIGHT.to_string(), NS3, Uses::Lorawan),
    row("devices.*.antenna_gain", || class::DEFAULT_ANTENNA_GAIN.to_string(), NS3, Uses::Lorawan),
    row("devices.*.cable_loss", || class::DEFAULT_CABLE_LOSS.to_string(), NS3, Uses::Lorawan),
    row("devices.*.spreading_factor", || "link-budget".into(), NS3, Uses::Lorawan),
    row(
        "devices.*.indoor.loss",
        || "3GPP TR 45.820 building loss".into(),
        "3GPP TR 45.820, annex D.1",
        Uses::Lorawan,
    ),
    row("devices.*.battery.voltage", || energy::DEFAULT_VOLTAGE.to_string(), SAFT, Uses::Always),
    row(
        "devices.*.battery.self_discharge",
        || format!("{} a year", energy::DEFAULT_SELF_DISCHARGE),
        SAFT,
        Uses::Always,
    ),
    row(
        "devices.*.battery.shelf_life",
        || energy::DEFAULT_SHELF_LIFE.to_string(),
        "usual design life of metering devices; a cell alone may last longer",
        Uses::Always,
    ),
    row("devices.*.energy", || "tx, rx and sleep of an SX1276".into(), SX1276, Uses::Powered),
    row("devices.*.energy.tx", || "20, 29, 87, 120 mA up to 7, 14, 17, 20 dBm".into(), SX1276, Uses::Powered),
    row("devices.*.energy.rx", || energy::DEFAULT_RX.to_string(), SX1276, Uses::Powered),
    row("devices.*.energy.sleep", || energy::DEFAULT_SLEEP.to_string(), SX1276, Uses::Powered),
    row("devices.*.energy.event", || "0 J".into(), "no sensor is known", Uses::Powered),
    row("devices.*.priority", || class::DEFAULT_PRIORITY.to_string(), CHOICE, Uses::Ranked),
    row("devices.*.weight", || live::DEFAULT_WEIGHT.to_string(), CHOICE, Uses::Weighted),
    row(
        "devices.*.message.phase",
        || "random".into(),
        "devices are switched on independently of each other",
        Uses::Periodic,
    ),
    row(
        "devices.*.message.burst.shape",
        || word(traffic::DEFAULT_BURST_SHAPE),
        "3GPP TR 37.868, table 6.1.1, traffic model 2",
        Uses::Always,
    ),
    row("gateways.*.height", || gateway::DEFAULT_HEIGHT.to_string(), NS3, Uses::Lorawan),
    row("gateways.*.antenna_gain", || gateway::DEFAULT_ANTENNA_GAIN.to_string(), NS3, Uses::Lorawan),
    row("gateways.*.cable_loss", || gateway::DEFAULT_CABLE_LOSS.to_string(), NS3, Uses::Lorawan),
    row(
        "gateways.*.demodulators",
        || gateway::DEFAULT_DEMODULATORS.0.to_string(),
        "Semtech SX1301 data sheet: 8 reception paths",
        Uses::Lorawan,
    ),
    row(
        "gateways.*.forwarding",
        || word(gateway::DEFAULT_FORWARDING),
        "Semtech UDP packet forwarder protocol, PROTOCOL.TXT",
        Uses::Lorawan,
    ),
    row("gateways.*.forwarding", || "payload alone".into(), "an ideal radio has no frames", Uses::Ideal),
    row("gateways.*.processing.servers", || station::DEFAULT_SERVERS.0.to_string(), CHOICE, Uses::Always),
    row("gateways.*.processing.waiting_room", || "unlimited".into(), CHOICE, Uses::Always),
    row("links.*.delay", || "0 s".into(), CHOICE, Uses::Always),
    row("links.*.buffer", || "unlimited".into(), CHOICE, Uses::Always),
    row("links.*.buffer_packets", || "unlimited".into(), CHOICE, Uses::Always),
    row("links.*.discipline", || "fifo".into(), CHOICE, Uses::Always),
    row("links.*.drop", || "tail".into(), CHOICE, Uses::Always),
    row(
        "links.*.drop.codel.target",
        || live::DEFAULT_TARGET.to_string(),
        "RFC 8289, clause 4.3",
        Uses::Always,
    ),
    row(
        "links.*.drop.codel.interval",
        || live::DEFAULT_INTERVAL.to_string(),
        "RFC 8289, clause 4.2",
        Uses::Always,
    ),
    row(
        "links.*.drop.red.probability",
        || red::DEFAULT_PROBABILITY.to_string(),
        "S. Floyd, RED: discussions of setting parameters, 1997",
        Uses::Always,
    ),
    row(
        "links.*.drop.red.weight",
        || red::DEFAULT_WEIGHT.to_string(),
        "S. Floyd and V. Jacobson 1993, section 6",
        Uses::Always,
    ),
    row(
        "links.*.drop.red.gentle",
        || red::DEFAULT_GENTLE.to_string(),
        "S. Floyd, Recommendation on using the gentle_ variant of RED, 2000",
        Uses::Always,
    ),
    row("links.*.outages.jobs", || word(live::DEFAULT_JOBS), CHOICE, Uses::Always),
    row("links.*.loss", || "0 %".into(), CHOICE, Uses::Always),
    row(
        "platform.deduplication.window",
        || platform::DEFAULT_LORAWAN_DEDUPLICATION.to_string(),
        "ChirpStack, shipped configuration (DEFINITIONS D7)",
        Uses::AnyLorawan,
    ),
    row("platform.*.servers", || station::DEFAULT_SERVERS.0.to_string(), CHOICE, Uses::Always),
    row("platform.*.waiting_room", || "unlimited".into(), CHOICE, Uses::Always),
    row(
        "platform.*.batch.wait",
        || live::DEFAULT_WAIT.to_string(),
        "N. T. J. Bailey 1954: whoever is there is taken",
        Uses::Told,
    ),
    row("platform.*.outages.jobs", || word(live::DEFAULT_JOBS), CHOICE, Uses::Told),
    row("platform.*.discipline", || "fifo".into(), CHOICE, Uses::Always),
    row("storage.*.capacity", || "unlimited".into(), CHOICE, Uses::Always),
    row("storage.*.retention", || "for ever".into(), CHOICE, Uses::Always),
    row("storage.*.index_factor", || storage::DEFAULT_FACTOR.to_string(), CHOICE, Uses::Always),
    row("storage.*.compression", || storage::DEFAULT_FACTOR.to_string(), CHOICE, Uses::Always),
    row("storage.*.replicas", || storage::DEFAULT_FACTOR.to_string(), CHOICE, Uses::Always),
    row("storage.*.backup.copies", || "all".into(), CHOICE, Uses::Always),
    row("costs.write_off", || costs::DEFAULT_WRITE_OFF.to_string(), "a horizon of ten years", Uses::Always),
    row(
        "growth.lead_times.*",
        || "none: no order date is given".into(),
        "how long an order takes is for the planner to know",
        Uses::Told,
    ),
    row(
        "planning limit",
        || objective::DEFAULT_PLANNING_LIMIT.to_string(),
        "W. Herrin, NANOG 2009: start planning when the busy hour's p95 is at 80 %",
        Uses::Always,
    ),
];

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
                !["deduplication", "quota"].contains(&path[1].as_str()) && !path.contains(&"*".into())
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
