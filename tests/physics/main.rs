//! The models' closed forms against tables of exact answers (`tests/oracles`).

#![allow(
    clippy::disallowed_methods,
    reason = "what is checked is compared with the platform's own mathematics"
)]

mod airtime;
mod chance;
mod distribution;
mod oracle;
mod path_loss;
mod range;
mod regulation;
mod shadowing;
