//! Rules of places, for devices and gateways alike.

use super::Check;
use crate::model::place::{PlaceSpec, PointSpec, RectangleSpec};
use crate::scenario::complaint::below;
use crate::scenario::places::{FARTHEST_M, position};
use crate::units::Distance;

impl Check<'_> {
    pub(super) fn place(&mut self, at: &[String], place: &PlaceSpec) {
        match place {
            PlaceSpec::Disc(disc) => {
                self.length(below(at, &["disc", "radius"]), disc.radius);
                self.center(below(at, &["disc", "center"]), &disc.center);
            }
            PlaceSpec::Ring(ring) => {
                self.within(below(at, &["ring", "inner"]), ring.inner.0, 0.0, FARTHEST_M, "0 m or more");
                self.length(below(at, &["ring", "outer"]), ring.outer);
                if ring.inner.0 >= ring.outer.0 {
                    let message =
                        format!("`inner` ({}) must be less than `outer` ({})", ring.inner, ring.outer);
                    self.wrong(below(at, &["ring", "inner"]), message, "");
                }
                self.center(below(at, &["ring", "center"]), &ring.center);
            }
            PlaceSpec::Rectangle(sides) => self.rectangle(below(at, &["rectangle"]), sides),
            PlaceSpec::Grid(sides) => self.rectangle(below(at, &["grid"]), sides),
            PlaceSpec::Clusters(clusters) => {
                let at = below(at, &["clusters"]);
                self.within(below(&at, &["parents"]), clusters.parents.0 as f64, 1.0, 1e6, "1 to 1000000");
                self.within(below(&at, &["spread"]), clusters.spread.0, 0.0, FARTHEST_M, "0 m or more");
                self.length(below(&at, &["radius"]), clusters.radius);
                self.center(below(&at, &["center"]), &clusters.center);
            }
            PlaceSpec::Points(points) => self.points(below(at, &["points"]), points),
            PlaceSpec::File(_) => (),
        }
    }

    fn length(&mut self, at: Vec<String>, length: Distance) {
        if !(length.0 > 0.0 && length.0 <= FARTHEST_M) {
            self.wrong(
                at,
                format!("{length} is out of range"),
                "it must be more than 0 m and at most 20 000 km",
            );
        }
    }

    fn rectangle(&mut self, at: Vec<String>, sides: &RectangleSpec) {
        self.length(below(&at, &["width"]), sides.width);
        self.length(below(&at, &["height"]), sides.height);
        self.center(below(&at, &["center"]), &sides.center);
    }

    fn center(&mut self, at: Vec<String>, center: &Option<PointSpec>) {
        if let Some(center) = center {
            self.point(at, center);
        }
    }

    fn points(&mut self, at: Vec<String>, points: &[PointSpec]) {
        if points.is_empty() {
            self.wrong(
                at.clone(),
                "there are no points",
                "write for example points = [{ x = \"-3200 m\", y = \"0 m\" }]",
            );
        }
        for (number, point) in points.iter().enumerate() {
            self.point(below(&at, &[&number.to_string()]), point);
        }
    }

    /// A point has `x` and `y`, or `lat` and `lon`.
    pub(super) fn point(&mut self, at: Vec<String>, point: &PointSpec) {
        if position(point).is_none() {
            self.wrong(
                at,
                "a point has either `x` and `y`, or `lat` and `lon`",
                "write for example { x = \"-3200 m\", y = \"0 m\" }",
            );
            return;
        }
        for (key, metres) in [("x", point.x), ("y", point.y)] {
            if let Some(metres) = metres.filter(|metres| metres.0.abs() > FARTHEST_M) {
                let help = "a place is at most 20 000 km from the origin";
                self.wrong(below(&at, &[key]), format!("{metres} is out of range"), help);
            }
        }
        if let Some(lat) = point.lat {
            self.within(below(&at, &["lat"]), lat, -90.0, 90.0, "-90 to 90 degrees");
        }
        if let Some(lon) = point.lon {
            self.within(below(&at, &["lon"]), lon, -180.0, 180.0, "-180 to 180 degrees");
        }
    }
}
