//! Path loss against distance for one pair of antenna heights: straight lines over the logarithm of the
//! distance, so that a pair of places costs one logarithm whatever the model.

/// Loss in dB: `at_1_m + per_decade · log10(d) + per_metre · d`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    /// dB at one metre.
    pub at_1_m: f64,
    /// dB per factor of ten in distance.
    pub per_decade: f64,
    /// dB per metre (38.901 RMa only).
    pub per_metre: f64,
}

impl Line {
    pub(super) fn new(at_1_m: f64, per_decade: f64) -> Line {
        Line { at_1_m, per_decade, per_metre: 0.0 }
    }

    fn at(self, log_distance: f64, distance_m: f64) -> f64 {
        self.at_1_m + self.per_decade * log_distance + self.per_metre * distance_m
    }
}

/// Path loss between antennas at two given heights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// Nearer places lose as much as this distance, m.
    pub(super) nearest_m: f64,
    /// Squared height difference, m²; 0 for models on the distance along the ground.
    pub(super) rise_squared: f64,
    /// Up to the break point.
    pub(super) near: Line,
    /// Beyond it.
    pub(super) far: Line,
    /// Break point along the ground, m; infinite if there is none.
    pub(super) break_m: f64,
    /// Without line of sight: the loss is the greater of this and the line of sight's.
    pub(super) obstructed: Option<Line>,
}

/// No two antennas on Earth are further apart, m.
const FARTHEST_M: f64 = 1e8;

impl Curve {
    pub(super) fn line(line: Line, rise_m: f64) -> Curve {
        Curve {
            nearest_m: 1.0,
            rise_squared: rise_m * rise_m,
            near: line,
            far: line,
            break_m: f64::INFINITY,
            obstructed: None,
        }
    }

    /// Path loss, dB, at this distance along the ground, m. It never falls with distance.
    #[inline]
    pub fn loss_db(&self, distance_2d_m: f64) -> f64 {
        let ground = distance_2d_m.max(self.nearest_m);
        let squared = ground * ground + self.rise_squared;
        let (log, slant) = (0.5 * libm::log10(squared), squared.sqrt());
        let line = if ground <= self.break_m { self.near } else { self.far };
        let sight = line.at(log, slant);
        self.obstructed.map_or(sight, |line| line.at(log, slant).max(sight))
    }

    /// The distance along the ground, m, beyond which the loss is above `max_loss_db`: no nearer place is
    /// wrongly skipped. Zero if every place loses more.
    pub fn max_range_m(&self, max_loss_db: f64) -> f64 {
        if self.loss_db(0.0) > max_loss_db {
            return 0.0;
        }
        let (mut within, mut beyond) = (0.0, FARTHEST_M);
        while beyond - within > 1e-3 {
            let middle = 0.5 * (within + beyond);
            if self.loss_db(middle) > max_loss_db {
                beyond = middle;
            } else {
                within = middle;
            }
        }
        beyond
    }
}
