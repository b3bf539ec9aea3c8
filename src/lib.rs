//! iotcap: will this IoT network carry this load, how much more could it carry, what breaks first,
//! and what should we change?
//!
//! A reading order: [`scenario`] is what the user wrote, [`network`] is that made concrete, [`engine`]
//! lets time pass over the parts of [`model`], [`measure`] turns happenings into numbers,
//! [`experiment`] runs many and gathers one [`experiment::results::Results`], and [`report`] draws it;
//! [`selftest`] holds the whole against answers that are known.
//! Modules use only what stands to their left:
//! `units, chance <- model <- scenario <- network <- engine <- measure <- experiment <- selftest <- report <- cli`.

pub mod chance;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod measure;
pub mod model;
pub mod network;
pub mod report;
pub mod scenario;
pub mod selftest;
pub mod units;
