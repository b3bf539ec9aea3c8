//! Other simulators on the same work.

pub mod ns3;
