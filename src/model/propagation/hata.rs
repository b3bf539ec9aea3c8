//! Okumura-Hata and its extension by COST 231.
//!
//! Sources: Hata, "Empirical formula for propagation loss in land mobile radio services", IEEE Trans. Veh.
//! Technol. 29(3), 1980; COST Action 231 final report (EUR 18957), section 4.4.1. Distances along the ground.

use super::curve::{Curve, Line};
use super::{City, Environment};

/// What the two models depend on, besides distance and heights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hata {
    pub environment: Environment,
    pub city: City,
    pub frequency_mhz: f64,
    pub cost231: bool,
}

impl Hata {
    /// Heights in metres; both are read as at least 1 m (the models are for 30–200 m and 1–10 m).
    pub(super) fn curve(&self, h_gateway_m: f64, h_device_m: f64) -> Curve {
        let log_height = libm::log10(h_gateway_m.max(1.0));
        let per_decade = 44.9 - 6.55 * log_height;
        let at_1_km = self.base(log_height) - self.device_gain(h_device_m.max(1.0)) - self.openness();
        Curve::line(Line::new(at_1_km - 3.0 * per_decade, per_decade), 0.0)
    }

    /// Urban loss at 1 km before the device's height is taken into account, dB.
    fn base(&self, log_height: f64) -> f64 {
        let log_f = libm::log10(self.frequency_mhz);
        if self.cost231 {
            let metropolitan = self.environment == Environment::Urban && self.city == City::Large;
            46.3 + 33.9 * log_f - 13.82 * log_height + if metropolitan { 3.0 } else { 0.0 }
        } else {
            69.55 + 26.16 * log_f - 13.82 * log_height
        }
    }

    /// Hata's a(h_m), dB. He leaves a gap from 200 to 400 MHz in large cities; it is split at 300 MHz.
    fn device_gain(&self, height: f64) -> f64 {
        let square = |x: f64| x * x;
        let log_f = libm::log10(self.frequency_mhz);
        match self.city {
            City::Small => (1.1 * log_f - 0.7) * height - (1.56 * log_f - 0.8),
            City::Large if self.frequency_mhz < 300.0 => 8.29 * square(libm::log10(1.54 * height)) - 1.1,
            City::Large => 3.2 * square(libm::log10(11.75 * height)) - 4.97,
        }
    }

    /// What suburbs and open land lose less than the city named, dB.
    fn openness(&self) -> f64 {
        let log_f = libm::log10(self.frequency_mhz);
        match self.environment {
            Environment::Urban => 0.0,
            Environment::Suburban => {
                let log = libm::log10(self.frequency_mhz / 28.0);
                2.0 * log * log + 5.4
            }
            Environment::Open => 4.78 * log_f * log_f - 18.33 * log_f + 40.94,
        }
    }
}
