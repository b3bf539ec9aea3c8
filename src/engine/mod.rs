//! Time passes here and nowhere else.

pub mod recorder;
