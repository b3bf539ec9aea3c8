//! ALOHA: frames that overlap on one channel and spreading factor are lost.

pub mod finite;
pub mod infinite;
pub mod reference_cell;
