//! Stations: c servers, a waiting room and a service time. First come, first served is foretold
//! ([`fifo::Fifo`]); other disciplines and outages are live ([`crate::model::live`]).

pub mod fifo;

use std::ops::RangeInclusive;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::bucket::BucketSpec;
use crate::model::distribution::DistributionSpec;
use crate::model::live::{BulkSpec, Discipline, OutageSpec, ScalingSpec};
use crate::units::{Bound, Count, Share, Span};

/// A station: a gateway's processor, an edge site, a stage of the platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StationSpec {
    /// Servers; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub servers: Option<Count>,
    /// So many queues instead of one, each with all that is written here, its servers among it; what a device sends always comes to the same. One if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitions: Option<Count>,
    /// Service time of one message on one server.
    pub service: DistributionSpec<Span>,
    /// Places to wait, those in service not counted; unlimited if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_room: Option<Bound<Count>>,
    /// Who is served next; first come, first served if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<Discipline>,
    /// When it is down; never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outages: Option<OutageSpec>,
    /// `servers` is the most, and they come and go with the load; all are up if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autoscale: Option<ScalingSpec>,
    /// A server takes up to so many who wait together; one at a time if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BulkSpec>,
    /// A token bucket that lets the head of the queue wait until there are tokens for it; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shaper: Option<BucketSpec>,
    /// A token bucket that turns away (throttled) what finds too few tokens; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policer: Option<BucketSpec>,
    /// Share of the jobs that come back to this station when they have been served, to be served anew; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Share>,
    /// Shares of the jobs that go to a stage of the platform instead of the next, by its name; "end" delivers them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub onward: IndexMap<String, Share>,
}

impl StationSpec {
    /// Nothing but a service time.
    pub fn serving(service: DistributionSpec<Span>) -> StationSpec {
        StationSpec {
            servers: None,
            partitions: None,
            service,
            waiting_room: None,
            discipline: None,
            outages: None,
            autoscale: None,
            batch: None,
            shaper: None,
            policer: None,
            again: None,
            onward: IndexMap::new(),
        }
    }

    /// Its queues.
    pub fn queues(&self) -> u64 {
        self.partitions.unwrap_or(DEFAULT_PARTITIONS).0
    }
}

/// Servers, if left out.
pub const DEFAULT_SERVERS: Count = Count(1);
/// Queues, if left out.
pub const DEFAULT_PARTITIONS: Count = Count(1);
/// Servers that a station may have.
pub const SERVERS: RangeInclusive<u64> = 1..=100_000;
/// Queues that a stage may have.
pub const PARTITIONS: RangeInclusive<u64> = 1..=1000;
