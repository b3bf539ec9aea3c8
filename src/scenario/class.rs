//! Classes of devices (`devices.NAME`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::distribution::DistributionSpec;
use crate::model::energy::{BatterySpec, EnergySpec};
use crate::model::place::PlaceSpec;
use crate::model::radio::lorawan::SpreadingFactorSpec;
use crate::model::radio::lorawan::join::JoinSpec;
use crate::model::session::SessionSpec;
use crate::model::traffic::MessageSpec;
use crate::units::{Bytes, Count, Dbm, Decibel, Distance, Share, Span};

/// A class of devices that behave alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassSpec {
    /// How many devices.
    pub count: Count,
    /// The radio they speak.
    pub radio: String,
    /// Where they stand; the origin if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceSpec>,
    /// When they speak, and how much they say. Left out: coverage only, no traffic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageSpec>,
    /// A message that arrives later than this counts as lost (expired).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Span>,
    /// Each message is to be acknowledged, and is sent again until it is (LoRaWAN); no if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<bool>,
    /// The network adapts data rate and power (LoRaWAN ADR); no if left out, so that spreading factors stay as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adr: Option<bool>,
    /// How often a message is sent at the most (LoRaWAN): 8 if it is confirmed, else 1 (NbTrans), if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transmissions: Option<Count>,
    /// Stations that serve by priority take the higher number first; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u8>,
    /// Its share against other classes at links and stations that serve by weighted fair queueing; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// Other people's devices: heard, they occupy demodulators, and are dropped at the gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<bool>,
    /// Transmit power (LoRaWAN).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tx_power: Option<Dbm>,
    /// Antenna gain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub antenna_gain: Option<Decibel>,
    /// Antenna height above ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<Distance>,
    /// Loss between transmitter and antenna.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cable_loss: Option<Decibel>,
    /// A share of the class stands indoors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indoor: Option<IndoorSpec>,
    /// How spreading factors are given (LoRaWAN); by link budget if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spreading_factor: Option<SpreadingFactorSpec>,
    /// The connection it keeps with the platform (ideal radio); none, so that every message passes the connecting stage, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionSpec>,
    /// How its devices join the network over the air (LoRaWAN); they are activated by personalisation, and need not, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join: Option<JoinSpec>,
    /// The gateway group it is wired to (ideal radio); the nearest if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    /// The battery it lives on: its life is reckoned from what the run's devices send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battery: Option<BatterySpec>,
    /// What it draws from the battery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<EnergySpec>,
    /// How its messages are stored, where there is `[storage]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<StoredSpec>,
}

impl ClassSpec {
    /// Whether its devices must have a session to send anything, kept or joined for.
    pub fn connects(&self) -> bool {
        self.session.is_some() || self.join.is_some()
    }
}

/// How messages of a class are stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoredSpec {
    /// Bytes of a record around the payload: key, time, metadata; 0 B if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overhead: Option<Bytes>,
    /// Which share of the messages that arrive is stored; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
}

/// The part of a class that stands indoors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndoorSpec {
    /// Which share of the devices.
    pub share: Share,
    /// Loss into the building, drawn once per device; the model of 3GPP TR 45.820 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<DistributionSpec<Decibel>>,
}

/// Antenna height above ground, if left out: as in ns-3 lorawan's examples.
pub const DEFAULT_HEIGHT: Distance = Distance(1.2);
/// Antenna gain, if left out.
pub const DEFAULT_ANTENNA_GAIN: Decibel = Decibel(0.0);
/// Loss between transmitter and antenna, if left out.
pub const DEFAULT_CABLE_LOSS: Decibel = Decibel(0.0);
/// Bytes around the payload of a stored message, if left out.
pub const DEFAULT_STORED_OVERHEAD: Bytes = Bytes(0);
/// Priority at stations that serve by it, if left out.
pub const DEFAULT_PRIORITY: u8 = 0;
