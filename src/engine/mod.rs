//! Time passes here and nowhere else.

pub mod arrivals;
pub mod calendar;
pub mod event;
pub mod recorder;
mod wheels;
