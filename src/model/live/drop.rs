//! Which packets a link's buffer gives up (`links.NAME.drop`).

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::codel::CodelSpec;
use crate::model::red::RedSpec;

/// A policy by its name, or with its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum DropSpec {
    /// By name, all parameters left to their defaults.
    Plain(DropPolicy),
    /// With its parameters.
    Tuned(TunedDrop),
}

/// The policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DropPolicy {
    /// What finds no room is dropped.
    Tail,
    /// Controlled delay (RFC 8289), and what finds no room.
    Codel,
}

/// Policies with parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TunedDrop {
    /// Controlled delay (RFC 8289), and what finds no room.
    Codel(CodelSpec),
    /// Random early detection (Floyd and Jacobson 1993), and what finds no room.
    Red(RedSpec),
}

impl DropSpec {
    /// CoDel's parameters, if it is CoDel.
    pub fn codel(&self) -> Option<&CodelSpec> {
        match self {
            DropSpec::Tuned(TunedDrop::Codel(spec)) => Some(spec),
            DropSpec::Plain(_) | DropSpec::Tuned(TunedDrop::Red(_)) => None,
        }
    }

    /// Random early detection's parameters, if it is that.
    pub fn red(&self) -> Option<&RedSpec> {
        match self {
            DropSpec::Tuned(TunedDrop::Red(spec)) => Some(spec),
            DropSpec::Plain(_) | DropSpec::Tuned(TunedDrop::Codel(_)) => None,
        }
    }
}

impl<'de> Deserialize<'de> for DropSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SpecVisitor;
        impl<'de> Visitor<'de> for SpecVisitor {
            type Value = DropSpec;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "\"tail\", \"codel\" or a table such as {{ red = {{ min = 20, max = 60 }} }}")
            }
            /// A name alone is kept as the table it stands for, so that its defaults are told.
            fn visit_str<E: de::Error>(self, text: &str) -> Result<DropSpec, E> {
                DropPolicy::deserialize(StrDeserializer::new(text)).map(|policy| match policy {
                    DropPolicy::Tail => DropSpec::Plain(policy),
                    DropPolicy::Codel => DropSpec::Tuned(TunedDrop::Codel(CodelSpec::default())),
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DropSpec, A::Error> {
                TunedDrop::deserialize(MapAccessDeserializer::new(map)).map(DropSpec::Tuned)
            }
        }
        deserializer.deserialize_any(SpecVisitor)
    }
}
