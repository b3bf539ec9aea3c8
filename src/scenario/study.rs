//! How long, how often, by which seed (`[study]`).

use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::units::{Count, Share, Span};

/// The study. Every key has a default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySpec {
    /// Length of the measured window; one day if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Span>,
    /// "steady": what the network does in the long run; "terminating": this very day, storm or shift, its beginning
    /// included. Told by whether any load follows the clock if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<StudyKind>,
    /// Simulated before the window and not measured: "auto" (default) or a span.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<WarmUpSpec>,
    /// How many replications: a number, or from `min` to `max` until `precision`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replications: Option<ReplicationsSpec>,
    /// The seed of all luck; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Weekday and local time at which the window begins, "Mon 00:00" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// What happens after the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drain: Option<DrainSpec>,
    /// Whether each replication draws places and shadowing anew (default) or all share one layout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<LayoutMode>,
}

/// What is asked of time (A. M. Law, "Simulation Modeling and Analysis", 5th ed., 9.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StudyKind {
    /// The long run: a start-up transient does not belong to it and may be cut.
    #[default]
    Steady,
    /// A span with a beginning and an end of its own: nothing is cut.
    Terminating,
}

/// After the window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrainSpec {
    /// Whether traffic goes on (default) or stops.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traffic: Option<DrainTraffic>,
}

/// Traffic after the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum DrainTraffic {
    Continues,
    Stops,
}

/// Layouts over replications (DEFINITIONS D19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LayoutMode {
    /// Each replication draws its own.
    Redrawn,
    /// Drawn once; intervals then speak of this layout only.
    Fixed,
}

/// "auto" or a span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUpSpec {
    /// None, then MSER-5 may cut whole bins from the front.
    Auto,
    /// This long.
    Span(Span),
}

impl<'de> Deserialize<'de> for WarmUpSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "auto" {
            return Ok(WarmUpSpec::Auto);
        }
        text.parse().map(WarmUpSpec::Span).map_err(|e| de::Error::custom(format!("{e}, or \"auto\"")))
    }
}

impl Serialize for WarmUpSpec {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            WarmUpSpec::Auto => serializer.serialize_str("auto"),
            WarmUpSpec::Span(span) => serializer.collect_str(span),
        }
    }
}

impl JsonSchema for WarmUpSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WarmUp".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "\"auto\" or a time such as \"2 h\"." })
    }
}

/// How many replications.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ReplicationsSpec {
    /// Exactly so many.
    Exactly(u64),
    /// From `min` to `max` until `precision`.
    Until(ReplicationRange),
}

/// Replications to an asked precision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplicationRange {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Count>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Count>,
    /// Half-width asked: of delivery ratios absolute, of percentiles relative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Share>,
}

impl<'de> Deserialize<'de> for ReplicationsSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SpecVisitor;
        impl<'de> Visitor<'de> for SpecVisitor {
            type Value = ReplicationsSpec;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "a number of replications or {{ min = 10, max = 40, precision = \"1 %\" }}")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
                u64::try_from(value)
                    .map(ReplicationsSpec::Exactly)
                    .map_err(|_| E::custom("replications cannot be negative"))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                ReplicationRange::deserialize(MapAccessDeserializer::new(map)).map(ReplicationsSpec::Until)
            }
        }
        deserializer.deserialize_any(SpecVisitor)
    }
}

/// Length of the measured window, if left out.
pub const DEFAULT_DURATION: Span = Span::from_secs(86_400);
/// Least number of replications, if left out.
pub const DEFAULT_MIN_REPLICATIONS: u64 = 10;
/// Greatest number of replications, if left out.
pub const DEFAULT_MAX_REPLICATIONS: u64 = 40;
/// Half-width asked, if left out.
pub const DEFAULT_PRECISION: Share = Share(0.01);
/// Seed, if left out.
pub const DEFAULT_SEED: u64 = 1;
/// Weekday and local time at which the window begins, if left out.
pub const DEFAULT_START: &str = "Mon 00:00";
