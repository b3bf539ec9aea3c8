//! The platform: de-duplication, then its stages, each a station.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::quota::QuotaSpec;
use crate::model::station::StationSpec;
use crate::units::{Amount, Count, Flow, Span};

/// The platform (`[platform]`). A stage that is left out costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformSpec {
    /// How long the platform waits for further copies of a message that came over LoRaWAN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deduplication: Option<DeduplicationSpec>,
    /// What its provider lets through, before the first stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaSpec>,
    /// Sessions that it holds at once; as many as want one if left out. Further connects are refused (throttled).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Count>,
    /// How much each device may send; what is beyond is refused (throttled) before the first stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_device: Option<PerDeviceSpec>,
    /// How often each device may try to connect; what is beyond is refused (throttled) before the first stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connects_per_device: Option<PerDeviceSpec>,
    /// Refuses messages, and attempts to connect if it is the stage `connect`, (overload) before the first stage while too many wait there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<AdmissionSpec>,
    /// First stage: connections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect: Option<StationSpec>,
    /// Second stage: ingest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingest: Option<StationSpec>,
    /// Third stage: processing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<StationSpec>,
    /// Further stages behind these, in the file's order: rules, a database.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub stages: IndexMap<String, StationSpec>,
    /// Who takes a copy of whatever leaves the last stage, each by itself: a historian, an ERP. Messages are delivered whether or not
    /// it keeps up.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub consumers: IndexMap<String, StationSpec>,
}

/// The stages of every platform in the order in which messages pass them; further ones follow.
pub const STAGES: [&str; 3] = ["connect", "ingest", "process"];

/// Where a quota stands, before the stages.
pub const GATE: &str = "quota";

/// What `onward` calls delivery.
pub const END: &str = "end";

impl PlatformSpec {
    /// Whether anything is refused before the first stage.
    pub fn has_admission(&self) -> bool {
        self.per_device.is_some() || self.connects_per_device.is_some() || self.admission.is_some()
    }

    /// Whether attempts to connect are among what may be refused there.
    pub fn admits_connects(&self) -> bool {
        let crowd = self.admission.as_ref().is_some_and(|admission| admission.stage == STAGES[0]);
        self.connects_per_device.is_some() || crowd
    }

    /// The stages that are there, by name, in the order in which messages pass them.
    pub fn stages(&self) -> impl Iterator<Item = (&str, &StationSpec)> {
        let stages = [&self.connect, &self.ingest, &self.process];
        let known = STAGES.into_iter().zip(stages).filter_map(|(name, stage)| Some((name, stage.as_ref()?)));
        known.chain(self.stages.iter().map(|(name, stage)| (name.as_str(), stage)))
    }

    /// Every station of it: the stages, then the consumers behind them.
    pub fn stations(&self) -> impl Iterator<Item = (&str, &StationSpec)> {
        self.stages().chain(self.consumers.iter().map(|(name, station)| (name.as_str(), station)))
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

/// A token bucket for each device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerDeviceSpec {
    /// Tokens that flow in: messages or bits in a time.
    pub rate: Flow,
    /// Tokens that it holds: messages or bytes.
    pub depth: Amount,
    /// A device that is refused too often is cut off; never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<QuarantineSpec>,
}

/// Who is cut off, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuarantineSpec {
    /// So many refused messages …
    pub after: Count,
    /// … within this long of the first of them.
    pub within: Span,
    /// Everything that it sends is refused for so long.
    pub lasts: Span,
}

/// Admission control by the length of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmissionSpec {
    /// The stage whose queue counts.
    pub stage: String,
    /// Refuses while so many wait there.
    pub waiting: Count,
    /// Classes of this priority or a higher one are let in all the same; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spares: Option<u8>,
}

/// The element from which copies go to consumers.
pub const FAN_OUT: &str = "platform.copies";

/// The element at which they refuse.
pub const ADMISSION: &str = "platform.admission";

/// Folding of copies (DEFINITIONS D7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeduplicationSpec {
    /// The first copy goes on when this has passed.
    pub window: Span,
}

/// Window behind a LoRaWAN radio, if left out: ChirpStack's shipped configuration (DEFINITIONS D7).
pub const DEFAULT_LORAWAN_DEDUPLICATION: Span = Span::from_millis(200);
