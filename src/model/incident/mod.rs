//! Bad days: what a scenario may say of an incident, one kind each. When it begins and how long it lasts is common to
//! all. What it does to the network is made concrete in [`crate::network::incidents`].

pub mod firmware;
pub mod jamming;
mod moment;
mod names;

pub use jamming::JammingSpec;
pub use moment::Moment;
pub use names::Names;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::distribution::DistributionSpec;
use crate::model::incident::firmware::FirmwareSpec;
use crate::model::live::InterruptedJobs;
use crate::model::place::{DiscSpec, PointSpec, RectangleSpec};
use crate::model::traffic::BurstShape;
use crate::units::{Bytes, Flow, Share, Span, Speed};

/// An incident (`incidents.NAME`): exactly one of `outage`, `power_cut`, `flood`, `alarms`, `firmware` and `jamming`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncidentSpec {
    /// When it begins: so long after the study's start ("9 h"), at a time of day, the first in the study ("09:00") or so
    /// many days later ("1 d 09:00"), or when so much of the study is over ("40 %").
    pub at: Moment,
    /// How long it lasts: a time, or how times to repair are spread. Alarms last as long as `within` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<DistributionSpec<Span>>,
    /// Links, gateways or stages of the platform are down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outage: Option<OutageOfSpec>,
    /// Devices of an area have no power, and gateways there if it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_cut: Option<PowerCutSpec>,
    /// A share of a class is in somebody else's hands and sends, or connects, as much as it is told to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flood: Option<FloodSpec>,
    /// Every device of some classes has one message more to send, all within a short time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarms: Option<AlarmsSpec>,
    /// An image is sent down to every device of some classes, as long as the incident lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<FirmwareSpec>,
    /// Somebody sends without a break on channels of a LoRaWAN radio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jamming: Option<JammingSpec>,
}

/// What is down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutageOfSpec {
    /// Elements or groups of them: "links.lte", "gateways.rooftop:3", "platform.ingest", or "platform" for all its stages.
    pub of: Names,
    /// What becomes of the jobs in service when it goes down; those who wait go on waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jobs: Option<InterruptedJobs>,
}

/// Who has no power.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PowerCutSpec {
    /// Classes that it strikes ("devices.meters"); all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Names>,
    /// Where; everywhere if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaSpec>,
    /// Gateways there go dark, too; they have batteries if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateways: Option<bool>,
    /// When the power is back each device is after a time of its own, uniform up to this; at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramp: Option<Span>,
}

/// An area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AreaSpec {
    /// A disc.
    Disc(DiscSpec),
    /// A rectangle.
    Rectangle(RectangleSpec),
}

/// Devices in somebody else's hands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FloodSpec {
    /// Classes: "devices.cameras"; all that send if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Names>,
    /// Which share of the devices of each, drawn by chance.
    pub share: Share,
    /// Messages that each of them sends on top of its own, at random (a Poisson process): "10 /s".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Flow>,
    /// Attempts to connect that each of them makes instead, at random, though it has a session: "10 /min".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connects: Option<Flow>,
    /// Payload of such a message; the class's own if left out. Connects are as long as the class's handshake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<DistributionSpec<Bytes>>,
}

impl FloodSpec {
    /// What each of them sends in a second, messages or attempts to connect.
    pub fn per_s(&self) -> f64 {
        self.rate.or(self.connects).map_or(0.0, Flow::per_s)
    }
}

/// One message more from every device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlarmsSpec {
    /// Classes that raise the alarm: "devices.detectors"; all that send if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Names>,
    /// All have spoken after this long.
    pub within: Span,
    /// How they spread over it; beta if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<BurstShape>,
    /// Payload of an alarm; the class's own if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<DistributionSpec<Bytes>>,
    /// What alarms them travels from a place, so that near devices speak before far ones; all at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wave: Option<WaveSpec>,
}

/// What alarms devices one after the other: a quake, a storm front, a flood wave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaveSpec {
    /// Where it begins.
    pub from: PointSpec,
    /// How fast it spreads: "3 km/s".
    pub speed: Speed,
}

/// Bits by which the messages that a device adds in one incident are numbered.
pub const NUMBER_BITS: u32 = 25;
/// What becomes of devices when the power is back, if `ramp` is left out.
pub const DEFAULT_RAMP: Span = Span::ZERO;

impl IncidentSpec {
    /// The keys of the kinds that it gives; a valid one has one.
    pub fn kinds(&self) -> Vec<&'static str> {
        let given = [
            ("outage", self.outage.is_some()),
            ("power_cut", self.power_cut.is_some()),
            ("flood", self.flood.is_some()),
            ("alarms", self.alarms.is_some()),
            ("firmware", self.firmware.is_some()),
            ("jamming", self.jamming.is_some()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(key, _)| key).collect()
    }
}
