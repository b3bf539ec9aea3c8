//! Links: a sender with a rate, a propagation delay, a byte buffer and random loss.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{BitRate, Bytes, Share, Span};

/// A link or a group of links (`links.NAME`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSpec {
    /// "gateway": one for each gateway that names it; shared by all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
    /// Where it ends: "platform" or another link.
    pub to: String,
    /// Rate towards the platform.
    pub rate: BitRate,
    /// One-way propagation delay; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
    /// Room for whole waiting packets, the one being sent not counted; unlimited if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer: Option<Bytes>,
    /// Share of packets lost at random; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Share>,
    /// Single links that differ: by gateway ("rooftop:7") for a link per gateway.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub member: IndexMap<String, LinkMember>,
}

/// How a link is multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// One link for each gateway that names it.
    Gateway,
}

/// What differs at one link of a group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkMember {
    /// Another rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<BitRate>,
    /// Another delay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
    /// Another buffer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer: Option<Bytes>,
    /// Another loss.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Share>,
}
