//! Urban macro, urban micro and rural macro of 3GPP TR 38.901 (v17), table 7.4.1-1.
//!
//! Taken from it: the effective environment height is 1 m (its value for users below 13 m), streets are
//! 20 m wide and buildings 5 m high (its rural defaults), and c = 3.0e8 m/s in break points (its note 1).
//! Distances below 10 m, where the table ends, count as 10 m; heights below 1 m as 1 m.

use super::curve::{Curve, Line};

/// Speed of light as the report writes it, m/s.
const C: f64 = 3.0e8;
/// Rural building height, m.
const BUILDING_M: f64 = 5.0;
/// Rural street width, m.
const STREET_M: f64 = 20.0;
/// Least distance along the ground, m.
const NEAREST_M: f64 = 10.0;

/// Antenna heights, m, and carrier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    base: f64,
    user: f64,
    hz: f64,
    log_ghz: f64,
}

impl Setting {
    pub(super) fn new(h_gateway_m: f64, h_device_m: f64, frequency_hz: f64) -> Setting {
        let log_ghz = libm::log10(frequency_hz / 1e9);
        Setting { base: h_gateway_m.max(1.0), user: h_device_m.max(1.0), hz: frequency_hz, log_ghz }
    }

    fn rise_squared(&self) -> f64 {
        (self.base - self.user) * (self.base - self.user)
    }

    fn curve(&self, near: Line, far: Line, break_m: f64, obstructed: Option<Line>) -> Curve {
        Curve { nearest_m: NEAREST_M, rise_squared: self.rise_squared(), near, far, break_m, obstructed }
    }

    /// Break point of the urban models, m (note 1); at least 1 m, so that its logarithm is finite.
    fn urban_break(&self) -> f64 {
        (4.0 * (self.base - 1.0) * (self.user - 1.0) * self.hz / C).max(1.0)
    }

    /// The urban models differ in numbers only: PL1 = a + b·log d + 20·log f, PL2 = a + 40·log d + 20·log f
    /// − k·log(d_BP² + Δh²), obstructed = `(at 1 m, per decade)`.
    fn urban(&self, a: f64, b: f64, k: f64, obstructed: Option<(f64, f64)>) -> Curve {
        let break_m = self.urban_break();
        let start = a + 20.0 * self.log_ghz;
        let bend = k * libm::log10(break_m * break_m + self.rise_squared());
        let obstructed = obstructed.map(|(at_1_m, per_decade)| Line::new(at_1_m, per_decade));
        self.curve(Line::new(start, b), Line::new(start - bend, 40.0), break_m, obstructed)
    }

    /// Urban macro.
    pub(super) fn urban_macro(&self, sight: bool) -> Curve {
        let at_1_m = 13.54 + 20.0 * self.log_ghz - 0.6 * (self.user - 1.5);
        self.urban(28.0, 22.0, 9.0, (!sight).then_some((at_1_m, 39.08)))
    }

    /// Urban micro, street canyon.
    pub(super) fn urban_micro(&self, sight: bool) -> Curve {
        let at_1_m = 22.4 + 21.3 * self.log_ghz - 0.3 * (self.user - 1.5);
        self.urban(32.4, 21.0, 9.5, (!sight).then_some((at_1_m, 35.3)))
    }

    /// Rural macro.
    pub(super) fn rural_macro(&self, sight: bool) -> Curve {
        let break_m = 2.0 * std::f64::consts::PI * self.base * self.user * self.hz / C;
        let near = self.rural_near();
        let log_break = libm::log10(break_m);
        let at_break = near.at_1_m + near.per_decade * log_break + near.per_metre * break_m;
        let far = Line::new(at_break - 40.0 * log_break, 40.0);
        self.curve(near, far, break_m, (!sight).then(|| self.rural_obstructed()))
    }

    fn rural_near(&self) -> Line {
        let scatter = libm::pow(BUILDING_M, 1.72);
        Line {
            at_1_m: 20.0 * libm::log10(40.0 * std::f64::consts::PI * self.hz / 3e9)
                - (0.044 * scatter).min(14.77),
            per_decade: 20.0 + (0.03 * scatter).min(10.0),
            per_metre: 0.002 * libm::log10(BUILDING_M),
        }
    }

    fn rural_obstructed(&self) -> Line {
        let (ratio, log_base) = (BUILDING_M / self.base, libm::log10(self.base));
        let log_user = libm::log10(11.75 * self.user);
        let per_decade = 43.42 - 3.1 * log_base;
        let at_1_km = 161.04 - 7.1 * libm::log10(STREET_M) + 7.5 * libm::log10(BUILDING_M)
            - (24.37 - 3.7 * ratio * ratio) * log_base
            + 20.0 * self.log_ghz
            - (3.2 * log_user * log_user - 4.97);
        Line::new(at_1_km - 3.0 * per_decade, per_decade)
    }
}
