//! From happenings to numbers: [`tally::Tally`] listens to the engine and counts in integers; intervals turn
//! the counts of several replications into figures. Nothing here knows what a message went through, only what
//! the [`crate::engine::recorder::Recorder`] was told.

pub mod air_tally;
pub mod batch_means;
pub mod bins;
pub mod busy_hour;
pub mod class_tally;
pub mod definitions;
pub mod device_tally;
pub mod element_tally;
pub mod firmware_tally;
pub mod histogram;
pub mod interval;
pub mod metrics;
pub mod percentile;
mod put_away;
pub mod quota_tally;
pub mod recorded;
pub mod selection;
pub mod sequential;
pub mod session_tally;
pub mod tally;
pub mod theory;
pub mod warm_up;
pub mod waterfall;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tally_tests;
