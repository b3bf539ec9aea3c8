//! The promises of the design and the definitions of its figures, each as a test on whole runs.

mod analysis;
mod conservation;
mod determinism;
mod elements;
mod ledger;
mod luck;
mod messages;
mod quotas;
mod shipped;
mod small;
mod upkeep;
mod verdicts;
mod world;
