//! Comparisons: against queueing theory, by the laws of common random numbers, and from the command line.
#![cfg(unix)]

mod cli;
mod laws;
#[path = "../program/mod.rs"]
mod program;
mod refusals;
mod tool;
