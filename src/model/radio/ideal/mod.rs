//! The ideal radio: a fixed loss probability and a fixed delay, for wired devices and textbook queues.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Share, Span};

/// What a scenario may say of an ideal radio.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdealSpec {
    /// Share of messages lost on the way to the gateway; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Share>,
    /// Time from the device to the gateway; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
}
