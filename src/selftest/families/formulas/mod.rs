//! Closed forms that need no simulation: standards, data sheets and statistics, to the digits of the tables.

pub mod airtime;
pub mod path_loss;
pub mod procedures;
pub mod queueing;
pub mod range;
pub mod regulation;
pub mod statistics;

use super::super::Cases;

/// Tables are written to nine digits.
const DIGITS: f64 = 1e-8;

fn near(cases: &mut Cases, name: String, exact: f64, ours: f64) {
    cases.exactly(name, exact, ours, DIGITS * libm::fabs(exact).max(1.0));
}
