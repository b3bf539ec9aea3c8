//! The platform: de-duplication, then its stages, each a station.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::quota::QuotaSpec;
use crate::model::station::StationSpec;
use crate::units::{Count, Span};

/// The platform (`[platform]`). A stage that is left out costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformSpec {
    /// How long the platform waits for further copies of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deduplication: Option<DeduplicationSpec>,
    /// What its provider lets through, before the first stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaSpec>,
    /// Sessions that it holds at once; as many as want one if left out. Further connects are refused (throttled).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Count>,
    /// First stage: connections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect: Option<StationSpec>,
    /// Second stage: ingest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingest: Option<StationSpec>,
    /// Third stage: processing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<StationSpec>,
    /// Further stages behind these, in the file's order: rules, a database, a consumer such as an ERP.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub stages: IndexMap<String, StationSpec>,
}

/// The stages of every platform in the order in which messages pass them; further ones follow.
pub const STAGES: [&str; 3] = ["connect", "ingest", "process"];

/// Where a quota stands, before the stages.
pub const GATE: &str = "quota";

/// What `onward` calls delivery.
pub const END: &str = "end";

impl PlatformSpec {
    /// The stages that are there, by name, in the order in which messages pass them.
    pub fn stages(&self) -> impl Iterator<Item = (&str, &StationSpec)> {
        let stages = [&self.connect, &self.ingest, &self.process];
        let known = STAGES.into_iter().zip(stages).filter_map(|(name, stage)| Some((name, stage.as_ref()?)));
        known.chain(self.stages.iter().map(|(name, stage)| (name.as_str(), stage)))
    }

    /// The stage of this name.
    pub fn stage_mut(&mut self, name: &str) -> Option<&mut StationSpec> {
        match name {
            "connect" => self.connect.as_mut(),
            "ingest" => self.ingest.as_mut(),
            "process" => self.process.as_mut(),
            further => self.stages.get_mut(further),
        }
    }
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
