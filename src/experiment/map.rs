//! The map of the results, as plain data.

use serde::{Deserialize, Serialize};

/// The map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Map {
    /// Side of a bin, m.
    pub bin_m: f64,
    /// Bins with at least one device, by their centre.
    pub bins: Vec<MapBin>,
    /// Gateways of the first replication.
    pub gateways: Vec<MapGateway>,
    /// Latitude and longitude of the origin, where the scenario has one.
    pub origin: Option<[f64; 2]>,
}

/// Devices of one square, over all replications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapBin {
    /// East of the origin, m.
    pub x_m: f64,
    /// North of the origin, m.
    pub y_m: f64,
    /// Mean number of devices in a replication.
    pub devices: f64,
    /// Delivered over offered.
    pub delivery_ratio: Option<f64>,
}

/// A gateway on the map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapGateway {
    /// Element name.
    pub element: String,
    /// East of the origin, m.
    pub x_m: f64,
    /// North of the origin, m.
    pub y_m: f64,
    /// Switched off.
    pub off: bool,
    /// Frames received, over all replications.
    pub received: u64,
}
