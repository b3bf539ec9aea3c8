//! The platform: de-duplication, then its stages, each a station.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::station::StationSpec;
use crate::units::Span;

/// The platform (`[platform]`). A stage that is left out costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformSpec {
    /// How long the platform waits for further copies of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deduplication: Option<DeduplicationSpec>,
    /// First stage: connections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect: Option<StationSpec>,
    /// Second stage: ingest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingest: Option<StationSpec>,
    /// Third stage: processing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<StationSpec>,
}

/// Folding of copies (DEFINITIONS D7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeduplicationSpec {
    /// The first copy goes on when this has passed.
    pub window: Span,
}

/// Window behind a LoRaWAN radio, if left out: ChirpStack's shipped configuration (DEFINITIONS D7).
pub const DEFAULT_LORAWAN_DEDUPLICATION: Span = Span::from_millis(200);
