//! A jammer: somebody who sends without a break on channels of a LoRaWAN radio. What gateways receive of it follows from
//! where it stands, by the radio's own path loss; it listens to nobody, so it knows no reactive jamming.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::place::PointSpec;
use crate::units::{Dbm, Distance, Frequency};

/// Somebody who sends without a break.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JammingSpec {
    /// The radio whose channels are jammed; all LoRaWAN radios if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radio: Option<String>,
    /// The channels by their centres: ["868.1 MHz"]; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<Frequency>>,
    /// Where the jammer stands.
    pub place: PointSpec,
    /// What it radiates in each of these channels, antenna gain included.
    pub power: Dbm,
    /// Height of its antenna above ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<Distance>,
    /// It sends LoRa frames of this spreading factor on end; noise over the whole channel if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spreading_factor: Option<u8>,
}

/// Height of a jammer's antenna, if left out.
pub const DEFAULT_HEIGHT: Distance = Distance(1.5);
