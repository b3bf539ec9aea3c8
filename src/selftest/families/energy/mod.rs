//! Batteries: what a device sends and how long its cell lasts.

pub mod batteries;
