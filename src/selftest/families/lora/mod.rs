//! LoRaWAN: capture, demodulators, rings of spreading factors, shadowing; LoRaSim's cell.

pub mod capture;
pub mod demodulators;
pub mod fading;
pub mod lorasim;
pub mod ring_cell;
pub mod shadowing;
