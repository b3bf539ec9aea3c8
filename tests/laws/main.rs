//! The promises of the design and the definitions of its figures, each as a test on whole runs.

mod adapted;
mod analysis;
mod backhaul;
mod checks;
mod confirmed;
mod conservation;
mod consumers;
mod determinism;
mod elements;
mod firmware;
mod joins;
mod ledger;
mod luck;
mod messages;
mod partitions;
mod quotas;
mod readable;
mod scaling;
mod sessions;
mod shipped;
mod sites;
mod small;
mod upkeep;
mod verdicts;
mod world;
