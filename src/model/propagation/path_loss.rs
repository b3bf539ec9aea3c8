//! Path loss of a scenario's model: checked once, then a [`Curve`] for each pair of antenna heights.

use super::curve::{Curve, Line};
use super::hata::Hata;
use super::three_gpp::Setting;
use super::{City, Environment, PathLossModel, PropagationSpec, ReferenceSpec, Sight};

/// Speed of light, m/s.
const SPEED_OF_LIGHT: f64 = 299_792_458.0;

/// What a propagation table lacks or what in it cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PathLossError {
    /// Log-distance without its reference.
    #[error("log-distance needs `reference`, for example {{ distance = \"1 m\", loss = \"7.7 dB\" }}")]
    NoReference,
    /// Log-distance without its exponent.
    #[error("log-distance needs `exponent`, for example 3.76")]
    NoExponent,
    /// A reference at no distance.
    #[error("the reference distance must be above 0 m")]
    ReferenceDistance,
    /// A loss that does not grow with distance.
    #[error("the exponent must be a number above 0")]
    Exponent,
    /// A carrier that is no frequency.
    #[error("the frequency must be above 0 Hz")]
    Frequency,
}

/// The model with its parameters, for any heights.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    Line(Line),
    Hata(Hata),
    UrbanMacro { hz: f64, sight: bool },
    UrbanMicro { hz: f64, sight: bool },
    RuralMacro { hz: f64, sight: bool },
}

/// A path-loss model with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathLoss {
    law: Law,
}

impl PathLoss {
    /// The model of a scenario; `region_hz` is the carrier where the scenario names none. What is left out
    /// is urban, a small city, without line of sight: the usual case of a sensor in a town.
    pub fn new(spec: &PropagationSpec, region_hz: f64) -> Result<PathLoss, PathLossError> {
        let hz = spec.frequency.map_or(region_hz, |frequency| frequency.0);
        if hz.is_nan() || hz <= 0.0 {
            return Err(PathLossError::Frequency);
        }
        let sight = spec.sight == Some(Sight::Los);
        let law = match spec.model {
            PathLossModel::LogDistance => Law::Line(log_distance(spec)?),
            PathLossModel::FreeSpace => Law::Line(free_space(hz)),
            PathLossModel::OkumuraHata => Law::Hata(hata(spec, hz, false)),
            PathLossModel::Cost231 => Law::Hata(hata(spec, hz, true)),
            PathLossModel::UrbanMacro => Law::UrbanMacro { hz, sight },
            PathLossModel::UrbanMicro => Law::UrbanMicro { hz, sight },
            PathLossModel::RuralMacro => Law::RuralMacro { hz, sight },
        };
        Ok(PathLoss { law })
    }

    /// The loss between antennas at these heights above ground, m. Make it once per pair of heights.
    pub fn curve(&self, h_gateway_m: f64, h_device_m: f64) -> Curve {
        let setting = |hz| Setting::new(h_gateway_m, h_device_m, hz);
        match self.law {
            Law::Line(line) => Curve::line(line, h_gateway_m - h_device_m),
            Law::Hata(hata) => hata.curve(h_gateway_m, h_device_m),
            Law::UrbanMacro { hz, sight } => setting(hz).urban_macro(sight),
            Law::UrbanMicro { hz, sight } => setting(hz).urban_micro(sight),
            Law::RuralMacro { hz, sight } => setting(hz).rural_macro(sight),
        }
    }

    /// Path loss, dB, over a distance along the ground, m, between antennas at these heights, m. For many
    /// pairs at the same heights keep the [`PathLoss::curve`].
    pub fn loss_db(&self, distance_2d_m: f64, h_gateway_m: f64, h_device_m: f64) -> f64 {
        self.curve(h_gateway_m, h_device_m).loss_db(distance_2d_m)
    }

    /// The distance along the ground, m, beyond which the loss is above `max_loss_db`.
    pub fn max_range_m(&self, max_loss_db: f64, h_gateway_m: f64, h_device_m: f64) -> f64 {
        self.curve(h_gateway_m, h_device_m).max_range_m(max_loss_db)
    }
}

/// Loss at the reference and 10·exponent dB a decade from there, on the slant distance; places within 1 m
/// count as 1 m away.
fn log_distance(spec: &PropagationSpec) -> Result<Line, PathLossError> {
    let ReferenceSpec { distance, loss } = spec.reference.as_ref().ok_or(PathLossError::NoReference)?;
    let exponent = spec.exponent.ok_or(PathLossError::NoExponent)?;
    if distance.0 <= 0.0 {
        return Err(PathLossError::ReferenceDistance);
    }
    if !exponent.is_finite() || exponent <= 0.0 {
        return Err(PathLossError::Exponent);
    }
    let per_decade = 10.0 * exponent;
    Ok(Line::new(loss.0 - per_decade * libm::log10(distance.0), per_decade))
}

/// Friis, "A note on a simple transmission formula", Proc. IRE 34(5), 1946: 20·log10(4πdf/c).
fn free_space(hz: f64) -> Line {
    Line::new(20.0 * libm::log10(4.0 * std::f64::consts::PI * hz / SPEED_OF_LIGHT), 20.0)
}

fn hata(spec: &PropagationSpec, hz: f64, cost231: bool) -> Hata {
    Hata {
        environment: spec.environment.unwrap_or(Environment::Urban),
        city: spec.city.unwrap_or(City::Small),
        frequency_mhz: hz / 1e6,
        cost231,
    }
}

impl PathLossModel {
    /// The carriers, Hz, for which the model was made, where it says so.
    pub fn frequency_range_hz(self) -> Option<(f64, f64)> {
        match self {
            PathLossModel::LogDistance | PathLossModel::FreeSpace => None,
            PathLossModel::OkumuraHata => Some((150e6, 1500e6)),
            PathLossModel::Cost231 => Some((1500e6, 2000e6)),
            PathLossModel::UrbanMacro | PathLossModel::UrbanMicro => Some((0.5e9, 100e9)),
            PathLossModel::RuralMacro => Some((0.5e9, 30e9)),
        }
    }
}
