//! LoRaWAN class A: uplinks, confirmed or not, their acknowledgements in the receive windows, and how devices join.

pub mod adr;
pub mod airtime;
pub mod downlink;
pub mod duty_cycle;
pub mod isolation;
pub mod join;
pub mod medium;
pub mod plan;
pub mod region;
pub mod sensitivity;
pub mod timers;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::propagation::PropagationSpec;
use crate::units::{Count, Dbm, Decibel, Share};

/// What a scenario may say of a LoRaWAN radio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LorawanSpec {
    /// Channel plan, data rates and duty cycle: "EU868", "US915", … (`iotcap explain regions` lists them).
    pub region: String,
    /// Path loss, shadowing, fading.
    pub propagation: PropagationSpec,
    /// How many of the plan's 125 kHz uplink channels are used, from the first; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<Count>,
    /// The rule of frames that overlap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<Capture>,
    /// The matrix of required signal-to-interference ratios.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isolation: Option<Isolation>,
    /// The gateways' sensitivity table (decides reception).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_sensitivity: Option<Sensitivity>,
    /// The sensitivity table by which a device's spreading factor is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_sensitivity: Option<Sensitivity>,
    /// Added to the device sensitivity when spreading factors are chosen by link budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installation_margin: Option<Decibel>,
    /// Whether devices keep the region's duty cycle; yes if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty_cycle: Option<bool>,
    /// The way back: windows, powers and the gateways' duty cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downlink: Option<downlink::DownlinkSpec>,
    /// Adaptive data rate of the classes that have it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adr: Option<adr::AdrSpec>,
    /// MAC bytes added to each payload; 13 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overhead: Option<crate::units::Bytes>,
    /// Coding rate, 1 (4/5) to 4 (4/8); 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coding_rate: Option<u8>,
}

/// What happens when frames overlap (the choice is named in every result).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Capture {
    /// Interfering energy per spreading factor over the frame, as in ns-3 lorawan.
    EnergyWeighted,
    /// Full powers of all overlapping frames added per spreading factor.
    SumOverlap,
    /// Each overlapping frame checked alone, as in LoRaSim and FLoRa.
    PairwisePeak,
}

/// Required signal-to-interference ratios, wanted by interfering spreading factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Isolation {
    /// Goursaud and Gorce 2015, as in ns-3 lorawan.
    Goursaud,
    /// Croce et al. 2018, as in FLoRa.
    Croce,
    /// 6 dB against the same spreading factor, others never matter, as in LoRaSim.
    CoChannel,
    /// Any overlap in the same spreading factor is lost, no other matters.
    Aloha,
}

/// Sensitivity tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// Gateway, SX1301 (ns-3 lorawan).
    Sx1301,
    /// Device, SX1272/73 (ns-3 lorawan, FLoRa).
    Sx1272,
    /// Measured by Bor et al. 2016 (LoRaSim).
    Bor,
}

/// How devices get their spreading factor (`devices.NAME.spreading_factor`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SpreadingFactorSpec {
    /// The smallest whose sensitivity the best gateway's power exceeds; the greatest if none.
    LinkBudget(LinkBudgetSpec),
    /// The same for all.
    Fixed(u8),
    /// Given shares, SF7 first.
    Shares(Vec<Share>),
}

/// Link budget by a given installation margin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkBudgetSpec {
    /// Margin kept above the sensitivity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<Decibel>,
}

/// Default transmit power of a device: the greatest of EU868's default channels less antenna (RP002, 14 dBm ERP class).
pub const DEFAULT_TX_POWER: Dbm = Dbm(14.0);

/// MAC bytes around the payload, if left out: MHDR 1, DevAddr 4, FCtrl 1, FCnt 2, FPort 1, MIC 4 (TS001 1.0.4, clause 4).
pub const DEFAULT_OVERHEAD: crate::units::Bytes = crate::units::Bytes(13);
/// How often a confirmed message is sent at the most, if left out (TS001-1.0.2, clause 19.4: eight; NbTrans of 1.0.4 goes to 15).
pub const DEFAULT_CONFIRMED_TRANSMISSIONS: crate::units::Count = crate::units::Count(8);
/// How often an unconfirmed message is sent, if left out (TS001-1.0.4, NbTrans).
pub const DEFAULT_TRANSMISSIONS: crate::units::Count = crate::units::Count(1);
/// From the second window's opening until a message is sent again, drawn evenly (TS001-1.0.4, RETRANSMIT_TIMEOUT: 2 s +/- 1 s).
pub const RETRANSMIT_TIMEOUT: [crate::units::Span; 2] =
    [crate::units::Span::from_secs(1), crate::units::Span::from_secs(3)];
/// Coding rate 4/5, if left out (RP002, all regions).
pub const DEFAULT_CODING_RATE: u8 = 1;
/// Capture rule, if left out.
pub const DEFAULT_CAPTURE: Capture = Capture::EnergyWeighted;
/// Signal-to-interference matrix, if left out.
pub const DEFAULT_ISOLATION: Isolation = Isolation::Goursaud;
/// Gateways' sensitivity table, if left out.
pub const DEFAULT_GATEWAY_SENSITIVITY: Sensitivity = Sensitivity::Sx1301;
/// Table by which spreading factors are chosen, if left out.
pub const DEFAULT_DEVICE_SENSITIVITY: Sensitivity = Sensitivity::Sx1272;
/// Margin kept above the device sensitivity, if left out.
pub const DEFAULT_INSTALLATION_MARGIN: Decibel = Decibel(0.0);
/// Whether devices keep the duty cycle, if left out.
pub const DEFAULT_DUTY_CYCLE: bool = true;
