//! Laws of the models' closed forms; the tables of exact answers are families of the self-test (`tests/theory`).

#![allow(
    clippy::disallowed_methods,
    reason = "what is checked is compared with the platform's own mathematics"
)]

mod chance;
mod distribution;
mod path_loss;
mod regulation;
mod shadowing;
