//! Access technologies: one folder each, one line each in [`RadioSpec`].

pub mod ideal;
pub mod lorawan;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One access network (`radio.NAME`), by technology.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "technology", rename_all = "kebab-case")]
pub enum RadioSpec {
    /// No medium: fixed loss and delay.
    Ideal(ideal::IdealSpec),
    /// LoRaWAN class A, uplink.
    Lorawan(lorawan::LorawanSpec),
}
