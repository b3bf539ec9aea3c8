//! Stations: c servers, a waiting room and a service time. First come, first served is foretold
//! ([`fifo::Fifo`]); other disciplines and outages are live ([`crate::model::live`]).

pub mod fifo;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::distribution::DistributionSpec;
use crate::model::live::{Discipline, OutageSpec};
use crate::units::{Count, Span};

/// A station: a gateway's processor, an edge site, a stage of the platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StationSpec {
    /// Servers; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub servers: Option<Count>,
    /// Service time of one message on one server.
    pub service: DistributionSpec<Span>,
    /// Places to wait, those in service not counted; unlimited if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_room: Option<Count>,
    /// Who is served next; first come, first served if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<Discipline>,
    /// When it is down; never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outages: Option<OutageSpec>,
}

/// Servers, if left out.
pub const DEFAULT_SERVERS: Count = Count(1);
