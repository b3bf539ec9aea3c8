//! Gateways: what a scenario may say of them, and the bytes by which they forward a frame.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::live::OutageSpec;
use crate::model::place::{PlaceSpec, PointSpec};
use crate::model::platform::PerDeviceSpec;
use crate::model::station::StationSpec;
use crate::model::store::StoreSpec;
use crate::units::{Bytes, Count, Decibel, Distance};

/// A group of gateways (`gateways.NAME`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewaySpec {
    /// How many; the number of rows or points if a file or points place them, else 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Count>,
    /// Where; the origin if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceSpec>,
    /// The radio they listen to.
    pub radio: String,
    /// The link they forward to; straight to the platform if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The site at it, instead of a link: what becomes of its messages there, and where they go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Antenna height above ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<Distance>,
    /// Antenna gain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub antenna_gain: Option<Decibel>,
    /// Loss between antenna and receiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cable_loss: Option<Decibel>,
    /// Reception paths (LoRaWAN): frames it can demodulate at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demodulators: Option<Count>,
    /// The gateway's own processor and buffer; costs nothing if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing: Option<StationSpec>,
    /// What it keeps while it knows its link to be down; nothing if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreSpec>,
    /// How much it takes from each device; what is beyond is refused (throttled) before it loads anything behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_device: Option<PerDeviceSpec>,
    /// How a frame is packed for the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarding: Option<ForwardingSpec>,
    /// When each of them hears nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outages: Option<OutageSpec>,
    /// Single gateways that differ, by id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub member: IndexMap<String, GatewayMember>,
}

/// What differs at one gateway of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewayMember {
    /// Switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<bool>,
    /// Moved here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<PointSpec>,
    /// Other outages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outages: Option<OutageSpec>,
    /// On another link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Antenna height above ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<Distance>,
    /// Antenna gain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub antenna_gain: Option<Decibel>,
    /// Loss between antenna and receiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cable_loss: Option<Decibel>,
}

/// How a received frame is packed for the link (DEFINITIONS D17).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardingSpec {
    /// Semtech UDP packet forwarder: JSON with base64, UDP and IPv4 headers.
    SemtechUdp,
    /// MQTT over TLS over TCP.
    MqttTls,
    /// A fixed number of bytes on top of the radio frame.
    Bytes(Bytes),
}

/// Antenna height above ground, if left out: a mast on a low roof, as in ns-3 lorawan's examples.
pub const DEFAULT_HEIGHT: Distance = Distance(15.0);
/// Antenna gain, if left out.
pub const DEFAULT_ANTENNA_GAIN: Decibel = Decibel(0.0);
/// Loss between antenna and receiver, if left out.
pub const DEFAULT_CABLE_LOSS: Decibel = Decibel(0.0);
/// Reception paths, if left out: those of an SX1301 baseband (Semtech SX1301 data sheet).
pub const DEFAULT_DEMODULATORS: Count = Count(8);
/// How a LoRaWAN gateway packs frames if left out: Semtech's packet forwarder, `PROTOCOL.TXT`.
pub const DEFAULT_FORWARDING: ForwardingSpec = ForwardingSpec::SemtechUdp;
