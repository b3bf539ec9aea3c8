//! The models' closed forms against tables of exact answers (`tests/oracles`).

mod airtime;
mod chance;
mod distribution;
mod oracle;
mod path_loss;
mod range;
mod regulation;
mod shadowing;
