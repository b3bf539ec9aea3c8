//! How much of a signal is left: path loss, shadowing, building loss.

pub mod building;
mod curve;
mod hata;
pub mod path_loss;
pub mod shadowing;
mod three_gpp;

pub use building::building_loss_db;
pub use curve::Curve;
pub use path_loss::{PathLoss, PathLossError};
pub use shadowing::shadowing_db;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Decibel, Distance, Frequency};

/// A propagation model with its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PropagationSpec {
    /// The path-loss model.
    pub model: PathLossModel,
    /// Log-distance: a known loss at a known distance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<ReferenceSpec>,
    /// Log-distance: the path-loss exponent (37.6 dB a decade is 3.76).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exponent: Option<f64>,
    /// Carrier frequency, for the models that need it; the region's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
    /// Surroundings (Okumura-Hata, COST-231).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// City size (Okumura-Hata, COST-231).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<City>,
    /// 3GPP models: line of sight or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sight: Option<Sight>,
    /// Standard deviation of log-normal shadowing, drawn once per link and clipped at four of them; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadowing: Option<Decibel>,
    /// Standard deviation of a further loss or gain common to all links of one gateway; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_spread: Option<Decibel>,
    /// Standard deviation of a further loss or gain common to all links of one device place (a courtyard, a valley);
    /// none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_spread: Option<Decibel>,
    /// Fading from frame to frame; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fading: Option<Fading>,
}

/// The path-loss models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PathLossModel {
    /// A reference loss and an exponent.
    LogDistance,
    /// Free space (Friis).
    FreeSpace,
    /// Okumura-Hata, 150–1500 MHz.
    OkumuraHata,
    /// COST-231 Hata, 1500–2000 MHz.
    Cost231,
    /// 3GPP TR 38.901 urban macro.
    UrbanMacro,
    /// 3GPP TR 38.901 urban micro, street canyon.
    UrbanMicro,
    /// 3GPP TR 38.901 rural macro.
    RuralMacro,
}

/// A known loss at a known distance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceSpec {
    /// The distance.
    pub distance: Distance,
    /// The loss there.
    pub loss: Decibel,
}

/// Surroundings of the Hata family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Environment {
    Urban,
    Suburban,
    Open,
}

/// City size of the Hata family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum City {
    Small,
    Large,
}

/// Line of sight or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Sight {
    Los,
    Nlos,
}

/// Fading from frame to frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fading {
    /// Rayleigh block fading: the power of each frame at each gateway is exponential about its mean.
    Rayleigh,
}
