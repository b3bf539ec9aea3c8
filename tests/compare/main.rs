//! Comparisons: against queueing theory, by the laws of common random numbers, and from the command line.
#![cfg(unix)]

mod cli;
mod laws;
mod refusals;
mod tool;
