//! What a replication draws: where devices and gateways stand, and how a device fares at the air interface.

use super::ids::ElementId;

/// One replication's draw of places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// By device id.
    pub sites: Vec<Site>,
    /// Gateways in the order of the path.
    pub gateways: Vec<GatewaySite>,
    /// Latitude and longitude of the origin, where the scenario has one.
    pub origin: Option<[f64; 2]>,
}

/// A device's place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Site {
    /// East of the origin, m.
    pub x_m: f32,
    /// North of the origin, m.
    pub y_m: f32,
    /// Spreading factor; 0 where the technology has none.
    pub data_rate: u8,
    /// Whether a gateway hears it when it is alone on the air.
    pub covered: bool,
}

/// A gateway's place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GatewaySite {
    /// Which gateway.
    pub element: ElementId,
    /// East of the origin, m.
    pub x_m: f32,
    /// North of the origin, m.
    pub y_m: f32,
    /// Switched off.
    pub off: bool,
}
