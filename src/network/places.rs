//! Where things stand: written places projected to metres, and places drawn over an area (DEFINITIONS D18, D19).

use super::members::rows_for;
use crate::chance::{Key, Purpose};
use crate::model::place::{
    ClustersSpec, DiscSpec, PlaceRow, PlaceSpec, PointSpec, Position, RectangleSpec, RingSpec,
};
use crate::scenario::Scenario;
use crate::scenario::places::position;

/// A place, metres east and north of the origin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    /// East.
    pub x: f64,
    /// North.
    pub y: f64,
}

/// Mean radius of the Earth, m (IUGG).
const EARTH_M: f64 = 6_371_000.0;

/// Degrees to metres, equirectangular about an origin: within 0.1 % over a city's 50 km.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Projection {
    /// Latitude and longitude of the origin, degrees; `None` if the scenario has no degrees.
    pub origin: Option<[f64; 2]>,
}

impl Projection {
    /// The origin is the mean of the gateways' degrees, else of the devices'.
    pub fn of(scenario: &Scenario) -> Projection {
        let mean = |kind: &str| {
            let rows =
                scenario.places.iter().filter(|(name, _)| name.starts_with(kind)).flat_map(|(_, rows)| rows);
            let degrees = rows.filter_map(|row| match row.position {
                Position::Degrees { lat, lon } => Some([lat, lon]),
                Position::Metres { .. } => None,
            });
            let mut degrees = degrees.peekable();
            let first = degrees.peek().map_or(0.0, |[_, lon]| *lon);
            let (count, sum) = degrees.fold((0.0, [0.0, 0.0]), |(n, [a, b]), [lat, lon]| {
                (n + 1.0, [a + lat, b + beside(lon, first)])
            });
            (count > 0.0).then(|| [sum[0] / count, beside(sum[1] / count, 0.0)])
        };
        Projection { origin: mean("gateways.").or_else(|| mean("devices.")) }
    }

    /// A position in metres.
    pub fn spot(&self, position: Position) -> Spot {
        match position {
            Position::Metres { x, y } => Spot { x, y },
            Position::Degrees { lat, lon } => {
                let [lat0, lon0] = self.origin.unwrap_or([lat, lon]);
                let metres = EARTH_M * std::f64::consts::PI / 180.0;
                let shrink = libm::cos(lat0 * std::f64::consts::PI / 180.0);
                Spot { x: (beside(lon, lon0) - lon0) * metres * shrink, y: (lat - lat0) * metres }
            }
        }
    }
}

/// A longitude within half a turn of another: neighbours across the 180th meridian are neighbours.
fn beside(lon: f64, other: f64) -> f64 {
    match lon - other {
        east if east > 180.0 => lon - 360.0,
        east if east < -180.0 => lon + 360.0,
        _ => lon,
    }
}

/// The places of one named table, drawn one at a time.
pub struct Places<'a> {
    spec: Option<&'a PlaceSpec>,
    rows: &'a [PlaceRow],
    chosen: Vec<u32>,
    count: usize,
    projection: Projection,
    luck: Key,
}

impl<'a> Places<'a> {
    /// `table` is the full name, "devices.meters"; `root` the luck of this layout.
    pub fn new(
        scenario: &'a Scenario,
        table: &str,
        spec: Option<&'a PlaceSpec>,
        count: usize,
        projection: Projection,
        root: Key,
    ) -> Places<'a> {
        let rows = scenario.places.get(table).map_or(&[][..], Vec::as_slice);
        let seed = scenario.study.seed.unwrap_or(1);
        // which rows serve is part of the network, not of a replication
        let chosen = rows_for(count, rows.len(), Key::root(seed, 0).named(table).purpose(Purpose::Rows));
        Places { spec, rows, chosen, count, projection, luck: root.named(table).purpose(Purpose::Place) }
    }

    /// The row that serves the `index`-th place, if places are written.
    pub fn row(&self, index: usize) -> Option<(u32, &'a PlaceRow)> {
        let row = *self.chosen.get(index).filter(|_| !self.rows.is_empty())?;
        Some((row, &self.rows[row as usize]))
    }

    /// The `index`-th place.
    pub fn spot(&self, index: usize) -> Spot {
        if let Some((_, row)) = self.row(index) {
            return self.projection.spot(row.position);
        }
        let luck = self.luck.index(index as u64);
        match self.spec {
            Some(PlaceSpec::Disc(disc)) => self.disc(disc, luck),
            Some(PlaceSpec::Ring(ring)) => self.ring(ring, luck),
            Some(PlaceSpec::Rectangle(area)) => self.rectangle(area, luck),
            Some(PlaceSpec::Grid(area)) => self.grid(area, index),
            Some(PlaceSpec::Clusters(clusters)) => self.cluster(clusters, index, luck),
            Some(PlaceSpec::Points(_) | PlaceSpec::File(_)) | None => Spot::default(),
        }
    }

    fn center(&self, center: Option<&PointSpec>) -> Spot {
        center.and_then(position).map_or(Spot::default(), |position| self.projection.spot(position))
    }

    fn disc(&self, disc: &DiscSpec, luck: Key) -> Spot {
        polar(self.center(disc.center.as_ref()), 0.0, disc.radius.0, luck)
    }

    fn ring(&self, ring: &RingSpec, luck: Key) -> Spot {
        polar(self.center(ring.center.as_ref()), ring.inner.0, ring.outer.0, luck)
    }

    fn rectangle(&self, area: &RectangleSpec, luck: Key) -> Spot {
        let center = self.center(area.center.as_ref());
        Spot {
            x: center.x + (luck.uniform(0) - 0.5) * area.width.0,
            y: center.y + (luck.uniform(1) - 0.5) * area.height.0,
        }
    }

    /// As many columns as make the cells nearly square, filled row by row from the south-west.
    fn grid(&self, area: &RectangleSpec, index: usize) -> Spot {
        let center = self.center(area.center.as_ref());
        let columns = libm::ceil((self.count as f64 * area.width.0 / area.height.0).sqrt()).max(1.0);
        let rows = libm::ceil(self.count as f64 / columns);
        let (row, column) = (libm::floor(index as f64 / columns), libm::fmod(index as f64, columns));
        Spot {
            x: center.x + ((column + 0.5) / columns - 0.5) * area.width.0,
            y: center.y + ((row + 0.5) / rows - 0.5) * area.height.0,
        }
    }

    fn cluster(&self, clusters: &ClustersSpec, index: usize, luck: Key) -> Spot {
        let parent = index as u64 % clusters.parents.0.max(1);
        let parents = self.luck.named("parents");
        let center =
            polar(self.center(clusters.center.as_ref()), 0.0, clusters.radius.0, parents.index(parent));
        Spot {
            x: center.x + clusters.spread.0 * luck.normal(0),
            y: center.y + clusters.spread.0 * luck.normal(1),
        }
    }
}

/// Uniform over a ring.
fn polar(center: Spot, inner: f64, outer: f64, luck: Key) -> Spot {
    let squared = inner * inner + luck.uniform(0) * (outer * outer - inner * inner);
    let (sin, cos) = libm::sincos(2.0 * std::f64::consts::PI * luck.uniform(1));
    let radius = squared.sqrt();
    Spot { x: center.x + radius * cos, y: center.y + radius * sin }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_across_the_180th_meridian_are_near() {
        let projection = Projection { origin: Some([0.0, 180.0]) };
        let east = projection.spot(Position::Degrees { lat: 0.0, lon: -179.99 });
        let west = projection.spot(Position::Degrees { lat: 0.0, lon: 179.99 });
        assert!((east.x - 1111.9).abs() < 0.1, "{east:?}");
        assert!((west.x + 1111.9).abs() < 0.1, "{west:?}");
    }
}
