//! An area of the map in metres, for what strikes all that stands there.

use super::places::Projection;
use crate::model::incident::AreaSpec;
use crate::model::place::PointSpec;
use crate::scenario::places::position;

/// An area, m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Area {
    Disc { x: f64, y: f64, radius: f64 },
    Rectangle { x: f64, y: f64, half: [f64; 2] },
}

impl Area {
    /// Of a validated scenario.
    pub fn new(spec: &AreaSpec, projection: Projection) -> Area {
        let center = |center: &Option<PointSpec>| {
            let spot = center.as_ref().and_then(position).map(|position| projection.spot(position));
            spot.unwrap_or_default()
        };
        match spec {
            AreaSpec::Disc(disc) => {
                let spot = center(&disc.center);
                Area::Disc { x: spot.x, y: spot.y, radius: disc.radius.0 }
            }
            AreaSpec::Rectangle(sides) => {
                let spot = center(&sides.center);
                Area::Rectangle { x: spot.x, y: spot.y, half: [sides.width.0 / 2.0, sides.height.0 / 2.0] }
            }
        }
    }

    /// Whether a place lies in it.
    pub fn holds(&self, east: f64, north: f64) -> bool {
        match *self {
            Area::Disc { x, y, radius } => {
                let (dx, dy) = (east - x, north - y);
                dx * dx + dy * dy <= radius * radius
            }
            Area::Rectangle { x, y, half } => {
                libm::fabs(east - x) <= half[0] && libm::fabs(north - y) <= half[1]
            }
        }
    }
}
