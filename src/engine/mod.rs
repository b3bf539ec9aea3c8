//! Time passes here and nowhere else.

pub mod calendar;
pub mod event;
pub mod recorder;
