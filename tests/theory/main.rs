//! The simulator against arithmetic and against peers, through ordinary scenarios: whole runs on fixed seeds,
//! judged by their spread over replications ([`judge`]). Exact answers stand in `tests/oracles`.

mod aloha;
mod capture;
mod demodulators;
mod finite_sources;
mod goursaud;
mod judge;
mod ledger;
mod lora;
#[path = "../physics/oracle.rs"]
mod oracle;
mod queues;
mod reach_margin;
mod ring_cell;
mod traffic;
