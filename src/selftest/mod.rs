//! The program against answers that are known: theory, standards, peers. A [`family`] is a table of exact answers
//! and one function that makes [`cases`](case) of its rows; [`run`] simulates them, [`judge`] says whether what
//! came out is what should have. `cargo test --test theory` and `iotcap selftest` ask for the same families.
//!
//! It knows no files and no clock: tables are inside the program, scenarios are texts, seeds are handed in.

pub mod capacity;
pub mod case;
pub mod coverage;
pub mod covered;
pub mod effort;
pub mod families;
pub mod family;
pub mod judge;
pub mod ledger;
pub mod normality;
pub mod report;
pub mod run;
pub mod tables;
pub mod times;
pub mod validation;

pub use case::{Case, Cases};
pub use effort::{Depth, Effort};
pub use families::FAMILIES;
pub use family::Family;
pub use report::FamilyReport;
pub use validation::Validation;
