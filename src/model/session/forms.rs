//! Keys of a session that are a word or a table.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::protocol::{Handshake, Protocol};
use crate::units::Span;

/// A protocol by its name, or what connecting costs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ProtocolSpec {
    /// By name.
    Named(Protocol),
    /// By its costs.
    Custom(Handshake),
}

/// How the study finds the devices.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Begins {
    /// All have a session.
    Connected(Connected),
    /// None has; they come one after the other.
    Ramp(Ramp),
}

/// The word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the name says it")]
pub enum Connected {
    Connected,
}

/// Devices that come one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ramp {
    /// All have tried after this long from the study's start, evenly spread.
    pub over: Span,
}

impl Begins {
    /// Over how long they come, if they do.
    pub fn over(&self) -> Option<Span> {
        match self {
            Begins::Connected(_) => None,
            Begins::Ramp(ramp) => Some(ramp.over),
        }
    }
}

/// A word or a table: how each is read.
macro_rules! word_or_table {
    ($spec:ident, $expecting:literal, $word:ident => $of_word:expr, $table:ident => $of_table:expr) => {
        impl<'de> Deserialize<'de> for $spec {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct SpecVisitor;
                impl<'de> Visitor<'de> for SpecVisitor {
                    type Value = $spec;
                    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$spec, E> {
                        $word::deserialize(StrDeserializer::new(text)).map($of_word)
                    }
                    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<$spec, A::Error> {
                        $table::deserialize(MapAccessDeserializer::new(map)).map($of_table)
                    }
                }
                deserializer.deserialize_any(SpecVisitor)
            }
        }
    };
}

word_or_table!(
    ProtocolSpec,
    "a protocol such as \"mqtt-tls\" or { round_trips = 3, bytes_up = \"2 kB\", bytes_down = \"3 kB\" }",
    Protocol => ProtocolSpec::Named, Handshake => ProtocolSpec::Custom
);
word_or_table!(
    Begins,
    "\"connected\" or { over = \"60 s\" }",
    Connected => Begins::Connected, Ramp => Begins::Ramp
);
