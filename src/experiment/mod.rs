//! Many runs of one scenario, gathered into one [`results::Results`].
//!
//! [`study`] runs replications until they tell, [`pool`] adds them up, [`figures`] makes figures of the sums,
//! [`objectives`] and [`bottleneck`] judge them, [`doubt`] says where their verdicts cannot be trusted, [`assemble`] writes it all under the fixed paths. [`compare`] lays finished results side by side;
//! [`trace`] follows single messages of one replication.

pub mod analysis;
pub mod assemble;
pub mod bottleneck;
pub mod campaign;
pub mod capacity;
pub mod compare;
pub mod course;
pub mod data;
pub mod doubt;
mod downward;
mod edge;
pub mod facts;
pub mod failures;
pub mod figures;
pub mod forecast;
pub mod incidents;
pub mod kind;
pub mod map;
pub mod objectives;
pub mod options;
pub mod outages;
pub mod pool;
pub mod precision;
pub mod progress;
pub mod question;
pub mod quotas;
pub mod replicate;
pub mod results;
pub mod review;
pub mod rows;
pub mod samples;
pub mod sensitivity;
pub mod sessions;
pub mod simulate;
pub mod stability;
pub mod store;
pub mod study;
pub mod sweep;
pub mod theory;
pub mod trace;
pub mod upkeep;
pub mod verdict;
pub mod warm_up;
pub mod workers;

#[cfg(test)]
mod tests;
