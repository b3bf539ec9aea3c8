//! `[storage.NAME]`: tiers of storage behind the platform, in the order in which data moves through them. It does not know
//! how much comes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{ByteRate, Bytes, Span, Years};

/// A tier of storage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TierSpec {
    /// Room on its disks; unlimited if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Bytes>,
    /// How long data stays here before it moves to the next tier, or is deleted behind the last one; for ever if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Years>,
    /// Bytes with indices for each byte without them; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_factor: Option<f64>,
    /// Bytes in for each byte on disk: 3 is a third; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<f64>,
    /// Copies of everything, the first included; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<f64>,
    /// How it is backed up; not at all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<BackupSpec>,
}

/// A daily backup of one copy of a tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackupSpec {
    /// Time that it may take each day.
    pub window: Span,
    /// How fast it copies.
    pub rate: ByteRate,
    /// Whether all is copied every day, or what came that day; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<Copies>,
}

/// What a backup copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Copies {
    /// All of the tier.
    #[default]
    All,
    /// What came that day.
    New,
}

/// Index factor, compression and copies, if left out.
pub const DEFAULT_FACTOR: f64 = 1.0;

impl TierSpec {
    /// Bytes on disk for each byte stored.
    pub fn on_disk(&self) -> f64 {
        let factor = |written: Option<f64>| written.unwrap_or(DEFAULT_FACTOR);
        factor(self.index_factor) * factor(self.replicas) / factor(self.compression)
    }

    /// How long data stays, days.
    pub fn retention_d(&self) -> Option<f64> {
        self.retention.map(|years| years.0 * 365.25)
    }
}
