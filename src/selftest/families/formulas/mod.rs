//! Closed forms that need no simulation: standards, data sheets and statistics, to the digits of the tables.

pub mod airtime;
pub mod path_loss;
pub mod range;
pub mod regulation;
pub mod statistics;
