//! `iotcap trace`: diaries against arithmetic, against what `run` counts, and its answers to wrong use.

mod arithmetic;
mod behind;
mod laws;
#[path = "../program/mod.rs"]
mod program;
mod tool;
mod usage;
