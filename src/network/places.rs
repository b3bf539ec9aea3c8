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

    /// The degrees of a place in metres; `None` if the scenario has no degrees.
    pub fn degrees(&self, spot: Spot) -> Option<Position> {
        let [lat0, lon0] = self.origin?;
        let metres = EARTH_M * std::f64::consts::PI / 180.0;
        let shrink = libm::cos(lat0 * std::f64::consts::PI / 180.0);
        Some(Position::Degrees { lat: lat0 + spot.y / metres, lon: lon0 + spot.x / (metres * shrink) })
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

    /// As many rows as make the cells nearly square, filled from the south-west. Where the count is no multiple of
    /// them, some rows have one place more, and each spreads its own over the whole width: no corner stays empty.
    fn grid(&self, area: &RectangleSpec, index: usize) -> Spot {
        let center = self.center(area.center.as_ref());
        let count = self.count.max(1);
        let rows = libm::rint((count as f64 * area.height.0 / area.width.0).sqrt());
        let rows = rows.clamp(1.0, count as f64) as usize;
        let first_of = |row: usize| (row * count).div_ceil(rows);
        let row = index * rows / count;
        let (column, columns) = (index - first_of(row), first_of(row + 1) - first_of(row));
        Spot {
            x: center.x + ((column as f64 + 0.5) / columns as f64 - 0.5) * area.width.0,
            y: center.y + ((row as f64 + 0.5) / rows as f64 - 0.5) * area.height.0,
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

    fn grid(count: usize, width: f64, height: f64) -> Vec<Spot> {
        let scenario: Scenario =
            toml::from_str(crate::scenario::templates::find("first").unwrap().text).unwrap();
        let (width, height) = (crate::units::Distance(width), crate::units::Distance(height));
        let spec = PlaceSpec::Grid(RectangleSpec { width, height, center: None });
        let root = Key::root(1, 0);
        let places = Places::new(&scenario, "gateways.x", Some(&spec), count, Projection::default(), root);
        (0..count).map(|index| places.spot(index)).collect()
    }

    #[test]
    fn a_grid_is_regular_where_the_count_allows_it() {
        let spots = grid(6, 3000.0, 2000.0);
        let at: Vec<_> = spots.iter().map(|spot| (spot.x.round(), spot.y.round())).collect();
        let south = [(-1000.0, -500.0), (0.0, -500.0), (1000.0, -500.0)];
        let north = south.map(|(x, y)| (x, -y));
        assert_eq!(at, [south, north].concat());
    }

    /// Wherever one stands in the rectangle, a place is about as near as in a square cell.
    #[test]
    fn a_grid_of_any_count_leaves_no_corner_empty() {
        for count in (1..60).chain([300, 307]) {
            let spots = grid(count, 30e3, 30e3);
            let cell = 30e3 / (count as f64).sqrt();
            for probe in 0..400 {
                let x = -15e3 + 1500.0 * (f64::from(probe % 20) + 0.5);
                let y = -15e3 + 1500.0 * (f64::from(probe / 20) + 0.5);
                let nearest =
                    spots.iter().map(|spot| libm::hypot(spot.x - x, spot.y - y)).fold(f64::MAX, f64::min);
                assert!(nearest < cell, "{count}: {nearest} m from ({x}, {y}), cells of {cell} m");
            }
        }
    }
}
