//! Where devices and gateways stand: what a scenario may write.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Count, Distance};

/// A place, or the area over which places are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceSpec {
    /// Uniform in a disc.
    Disc(DiscSpec),
    /// Uniform in a ring.
    Ring(RingSpec),
    /// Uniform in a rectangle.
    Rectangle(RectangleSpec),
    /// On a grid that fills a rectangle, row by row, with cells as square as the count allows.
    Grid(RectangleSpec),
    /// Round parent points, normally spread (Thomas cluster process with a fixed number of parents).
    Clusters(ClustersSpec),
    /// Written points.
    Points(Vec<PointSpec>),
    /// Rows of a CSV file with `lat,lon` or `x,y` columns.
    File(String),
}

/// A point: `x` and `y` (east and north of the origin), or `lat` and `lon` in degrees.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointSpec {
    /// Metres east of the origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<Distance>,
    /// Metres north of the origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<Distance>,
    /// Degrees north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
}

/// A disc.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscSpec {
    /// Radius.
    pub radius: Distance,
    /// Centre; the origin if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub center: Option<PointSpec>,
}

/// A ring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RingSpec {
    /// Inner radius.
    pub inner: Distance,
    /// Outer radius.
    pub outer: Distance,
    /// Centre; the origin if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub center: Option<PointSpec>,
}

/// A rectangle, sides east-west and north-south.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RectangleSpec {
    /// East-west side.
    pub width: Distance,
    /// North-south side.
    pub height: Distance,
    /// Centre; the origin if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub center: Option<PointSpec>,
}

/// Clusters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClustersSpec {
    /// How many parent points, uniform in the disc.
    pub parents: Count,
    /// Standard deviation of a child about its parent, in each direction.
    pub spread: Distance,
    /// Radius of the disc over which the parents are drawn.
    pub radius: Distance,
    /// Centre; the origin if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub center: Option<PointSpec>,
}

/// A position as written: metres or degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Position {
    /// Metres east and north of the origin.
    Metres {
        /// East.
        x: f64,
        /// North.
        y: f64,
    },
    /// Degrees (WGS 84).
    Degrees {
        /// North.
        lat: f64,
        /// East.
        lon: f64,
    },
}

/// One row of a place file (or one written point), with the columns that override the group's values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceRow {
    /// The file's `id`, else 1, 2, ….
    pub id: String,
    /// Where.
    pub position: Position,
    /// Antenna height above ground, m.
    pub height_m: Option<f64>,
    /// Antenna gain, dBi.
    pub antenna_gain_db: Option<f64>,
    /// Cable loss, dB.
    pub cable_loss_db: Option<f64>,
    /// Transmit power, dBm (devices).
    pub tx_power_dbm: Option<f64>,
    /// The link it forwards to (gateways).
    pub link: Option<String>,
    /// Switched off.
    pub off: bool,
}
