//! What alarms devices one after the other: from a place it spreads at a speed, in a straight line and over everything.

use super::places::{Projection, Spot};
use crate::model::incident::WaveSpec;
use crate::model::place::{PlaceSpec, PointSpec, RectangleSpec};
use crate::scenario::Scenario;
use crate::scenario::places::position;
use crate::units::Span;

/// Standard deviations of a cluster within which its places are supposed to lie: all but one in 3000.
const CLUSTER_DEVIATIONS: f64 = 4.0;

/// A front that spreads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wave {
    from: Spot,
    speed_m_per_s: f64,
}

impl Wave {
    /// Of a validated scenario.
    pub fn new(scenario: &Scenario, spec: &WaveSpec) -> Wave {
        let from = position(&spec.from).map(|at| Projection::of(scenario).spot(at)).unwrap_or_default();
        Wave { from, speed_m_per_s: spec.speed.0 }
    }

    /// How long it takes to a place, metres east and north of the origin.
    pub fn reaches(&self, east: f64, north: f64) -> Span {
        let (dx, dy) = (east - self.from.x, north - self.from.y);
        Span::from_secs_f64((dx * dx + dy * dy).sqrt() / self.speed_m_per_s)
    }

    /// How long it takes over all places that the devices of a class may have.
    pub fn passes(&self, scenario: &Scenario, class: &str) -> Span {
        let projection = Projection::of(scenario);
        let rows = scenario.places.get(&format!("devices.{class}")).into_iter().flatten();
        let written = rows.map(|row| projection.spot(row.position)).map(|spot| self.reaches(spot.x, spot.y));
        let place = scenario.devices.get(class).and_then(|class| class.place.as_ref());
        let drawn = place.map_or(Span::ZERO, |place| self.over(place, projection));
        written.chain([drawn]).max().unwrap_or_default()
    }

    fn over(&self, place: &PlaceSpec, projection: Projection) -> Span {
        let center = |center: &Option<PointSpec>| {
            let spot = center.as_ref().and_then(position).map(|at| projection.spot(at));
            spot.unwrap_or_default()
        };
        let disc = |middle: Spot, radius_m: f64| {
            self.reaches(middle.x, middle.y) + Span::from_secs_f64(radius_m / self.speed_m_per_s)
        };
        let corners = |sides: &RectangleSpec| {
            let middle = center(&sides.center);
            let corner = |(east, north): (f64, f64)| {
                let (x, y) = (middle.x + east * sides.width.0 / 2.0, middle.y + north * sides.height.0 / 2.0);
                self.reaches(x, y)
            };
            let all = [(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)];
            all.into_iter().map(corner).max().unwrap_or_default()
        };
        match place {
            PlaceSpec::Disc(area) => disc(center(&area.center), area.radius.0),
            PlaceSpec::Ring(area) => disc(center(&area.center), area.outer.0),
            PlaceSpec::Rectangle(sides) | PlaceSpec::Grid(sides) => corners(sides),
            PlaceSpec::Clusters(all) => {
                disc(center(&all.center), all.radius.0 + CLUSTER_DEVIATIONS * all.spread.0)
            }
            PlaceSpec::Points(_) | PlaceSpec::File(_) => Span::ZERO,
        }
    }
}
