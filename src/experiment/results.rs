//! The one format between running and reporting: `results.json`. Its paths are fixed.
//!
//! Times are in seconds, sizes in bytes, rates in bit/s, ratios between 0 and 1. A figure that cannot
//! be given is `null` and `warnings` says why; nothing here depends on the clock, the host or the number of jobs.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::analysis::{Analysis, Unstable};
pub use super::assemble::Shaped;
pub use super::bottleneck::Bottleneck;
use super::data::DataUse;
pub use super::downward::{Confirmed, Downward, DutyBand};
use super::edge::AtEdge;
use super::incidents::results::{IncidentResult, Timeline};
pub use super::map::{Map, MapBin, MapGateway};
pub use super::objectives::ObjectiveResult;
use super::outages::Outages;
use super::quotas::Quotas;
use super::samples::Samples;
use super::sessions::SessionResult;
use super::theory::Theory;
use super::upkeep::{ClassEnergy, Cost, Storage};

/// Version of this format.
pub const SCHEMA: u32 = 1;
/// Moves whenever the same seed gives other numbers.
pub const MODEL_VERSION: &str = "1.0";

/// Everything a run found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// [`SCHEMA`].
    pub schema: u32,
    /// [`MODEL_VERSION`].
    pub model_version: String,
    /// What was simulated.
    pub scenario: ScenarioInfo,
    /// Every default that was used, with its source.
    pub assumptions: Vec<Assumption>,
    /// The worst of the objectives' verdicts.
    pub verdict: Verdict,
    /// What the reader must know before trusting a figure.
    pub warnings: Vec<String>,
    /// The objectives, in the file's order.
    pub objectives: Vec<ObjectiveResult>,
    /// By class name, in the file's order.
    pub classes: IndexMap<String, ClassResult>,
    /// By element name, groups before their members, in the order of the path.
    pub elements: IndexMap<String, ElementResult>,
    /// Members of groups too large for `elements`: they stand in `elements.csv` only.
    #[serde(skip)]
    pub members: IndexMap<String, ElementResult>,
    /// Where devices and gateways stand, and how devices fare.
    pub map: Map,
    /// What each incident did, in the file's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<IncidentResult>,
    /// The innocent over time, with incidents and without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident_timeline: Option<Timeline>,
    /// The element that binds (DEFINITIONS D14).
    pub bottleneck: Option<Bottleneck>,
    /// Promise 1.
    pub conservation: Conservation,
    /// Of which kind the study is, what was cut, which precision was reached.
    #[serde(default, skip_serializing_if = "Analysis::is_empty")]
    pub analysis: Analysis,
    /// What theory says of elements that it covers, beside what came out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub theory: Vec<Theory>,
    /// The resolved scenario, path by path, without defaults: what a comparison lays side by side.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// How tiers of storage fill; none where the scenario has no `[storage]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<Storage>,
    /// How near the platform's quota is; none where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotas: Option<Quotas>,
    /// What it costs to run; none where the scenario has no `[costs]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// What each replication had by itself: what a comparison pairs.
    #[serde(default, skip_serializing_if = "Samples::is_empty")]
    pub samples: Samples,
}

/// What was simulated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScenarioInfo {
    /// Title.
    pub title: String,
    /// Intent.
    pub intent: Option<String>,
    /// The scenario file's stem.
    pub name: String,
    /// Of an overlay: the file it extends.
    pub base: Option<String>,
    /// Of an overlay or `--set`: what differs, as `path: old -> new`.
    pub changes: Vec<String>,
    /// SHA-256 of the resolved scenario and every file it names.
    pub hash: String,
    /// Seed.
    pub seed: u64,
    /// Replications behind the figures.
    pub replications: u64,
    /// Weekday and local time at which the window begins.
    pub start: String,
    /// Length of the measured window.
    pub simulated_s: f64,
    /// Simulated before it.
    pub warm_up_s: f64,
    /// Longest time simulated after it.
    pub drain_s: f64,
    /// Width of the bins of every series.
    pub bin_s: f64,
    /// "redrawn" or "fixed".
    pub layout: String,
    /// Devices in all classes (foreign ones too).
    pub devices: u64,
    /// Gateways.
    pub gateways: u64,
}

/// A default that was used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assumption {
    /// Path in the scenario (`gateways.rooftop.demodulators`).
    pub path: String,
    /// The value used.
    pub value: String,
    /// Where it comes from.
    pub source: String,
}

/// Verdict of an objective or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing was asked.
    #[default]
    None,
    /// The interval is clear of the limit.
    Met,
    /// The limit lies inside the interval, or there is no interval.
    AtRisk,
    /// The interval is wholly beyond the limit.
    Missed,
}

/// A figure with its 95 % interval over replications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The value; `null` where there is none.
    pub value: Option<f64>,
    /// The interval; `null` with one replication.
    pub ci: Option<[f64; 2]>,
}

/// One class of devices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassResult {
    /// Devices in the class.
    pub devices: u64,
    /// Other people's devices: their messages are not ours to deliver and stand in no total.
    pub foreign: bool,
    /// The class whose devices these are, if they are in somebody else's hands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_from: Option<String>,
    /// After which a message counts as late, s; `null` where there is no deadline.
    pub deadline_s: Option<f64>,
    /// Messages born in the window, over all replications.
    pub offered: u64,
    /// Of these, delivered in time.
    pub delivered: u64,
    /// Delivered over offered.
    pub delivery_ratio: Estimate,
    /// Transmissions per message.
    pub attempts: Estimate,
    /// Gateways that passed on a delivered message.
    pub copies: Estimate,
    /// Frames that carry no message (ACK, join, keep-alive).
    pub control: u64,
    /// Of confirmed messages: how many their devices know to have arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmed>,
    /// Of a class whose messages edge sites pack or consume: how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edge: Option<AtEdge>,
    /// Birth to delivery, late messages included.
    pub latency_s: Latency,
    /// Overloaded elements in which its messages wait: its latencies grow with the length of the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub growing: Vec<String>,
    /// Points of the distribution: latency in s, share of delivered messages at or below it.
    pub latency_cdf: Vec<[f64; 2]>,
    /// Lost messages: cause, then element.
    pub lost: BTreeMap<String, BTreeMap<String, u64>>,
    /// Born in the window and still open at the end of the drain.
    pub in_flight: u64,
    /// Share of devices that got less than so much delivered ("50 %", "90 %", "98 %").
    pub devices_below: BTreeMap<String, Estimate>,
    /// Share of devices by spreading factor or other data rate, at the air interface.
    pub data_rates: BTreeMap<String, Estimate>,
    /// The same at the end of the run, where the network adapts them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data_rates_at_end: BTreeMap<String, Estimate>,
    /// Share of devices that no gateway hears even when alone on the air.
    pub out_of_coverage: Estimate,
    /// Gateways that hear a device when it is alone on the air, mean over devices.
    #[serde(default)]
    pub gateways_in_reach: Estimate,
    /// How long its batteries last; none where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<ClassEnergy>,
    /// Where a delivered message's time goes, in the order of the path.
    pub waterfall: Vec<WaterfallRow>,
    /// Per bin of birth.
    pub series: ClassSeries,
    /// Its devices' sessions, if they keep any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionResult>,
    /// Messages offered whose acknowledgement reached their device, over all replications; left out where none is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<u64>,
}

impl ClassResult {
    /// Messages lost by each cause, over all elements. Sums end at the greatest number: a file may say anything.
    pub fn lost_by_cause(&self) -> impl Iterator<Item = (&str, u64)> {
        let all =
            |by: &BTreeMap<String, u64>| by.values().fold(0, |sum: u64, lost| sum.saturating_add(*lost));
        self.lost.iter().map(move |(cause, by)| (cause.as_str(), all(by)))
    }

    /// Messages lost by one cause.
    pub fn lost_to(&self, cause: &str) -> u64 {
        self.lost_by_cause().find(|(name, _)| *name == cause).map_or(0, |(_, lost)| lost)
    }

    /// Messages lost.
    pub fn lost_total(&self) -> u64 {
        self.lost_by_cause().fold(0, |sum: u64, (_, lost)| sum.saturating_add(lost))
    }
}

/// Latency figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Mean.
    pub mean: Estimate,
    /// Median.
    pub p50: Estimate,
    /// 95th percentile.
    pub p95: Estimate,
    /// 99th percentile.
    pub p99: Estimate,
    /// 99.9th percentile.
    pub p999: Estimate,
}

/// One part of the path's time, mean seconds per message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WaterfallRow {
    /// "access", "airtime", "waiting", "service", "transmission", "propagation", "aggregation", "de-duplication".
    pub part: String,
    /// The element group.
    pub element: String,
    /// Over all delivered messages.
    pub all: Estimate,
    /// Over the messages whose latency lies between p94 and p96.
    pub p95: Estimate,
}

/// A class over time; all lists have one entry per bin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassSeries {
    /// Messages born, summed over replications.
    pub offered: Vec<u64>,
    /// Of these, delivered.
    pub delivered: Vec<u64>,
    /// Of these, lost, by cause.
    pub lost: BTreeMap<String, Vec<u64>>,
    /// Delivery ratio: lower and upper end of the 95 % interval over replications.
    pub delivery_ratio_ci: Vec<Option<[f64; 2]>>,
    /// Median latency, s.
    pub p50: Vec<Option<f64>>,
    /// 95th percentile, s.
    pub p95: Vec<Option<f64>>,
    /// 99th percentile, s.
    pub p99: Vec<Option<f64>>,
}

/// Mean, busy hour and peak of a load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// Over the window.
    pub mean: Estimate,
    /// In the busy hour.
    pub busy_hour: Estimate,
    /// 95th percentile of the busy hour's bins.
    pub p95: Estimate,
    /// Greatest bin of the mean over replications.
    pub peak: Estimate,
}

/// One element or group of elements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ElementResult {
    /// "radio", "gateway", "link", "station", "de-duplication".
    pub kind: String,
    /// Of a member, its group.
    pub group: Option<String>,
    /// Members of a group.
    pub members: u64,
    /// What it can do, with unit ("2 Mbit/s", "4 servers x 500/s", "8 demodulators"); none for a radio.
    pub capacity: Option<String>,
    /// Capacity in `unit`, for the capacity line of a chart.
    pub capacity_value: Option<f64>,
    /// Unit of `capacity_value` and of the load on a chart ("kbit/s", "servers busy", "Erlang").
    pub unit: String,
    /// Share of the time that outages leave it in the long run, to which offered load is relative; left out where it is
    /// always up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<f64>,
    /// Servers up on average, where they come and go with the load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub servers_up: Option<Estimate>,
    /// Its shaper, where that lets through less than it could carry: offered load is relative to the shaper's rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shaper: Option<Shaped>,
    /// Messages (copies, frames) that came, over all replications.
    pub offered_messages: u64,
    /// Work arriving over work it can do; may pass 1. For a radio: airtime in Erlang per channel.
    pub offered_load: Load,
    /// Share of its time or servers busy; `null` for a radio.
    pub utilisation: Load,
    /// Clock time at which the busy hour begins, "06:10".
    pub busy_hour_start: Option<String>,
    /// Copies dropped here, over all replications.
    pub dropped: u64,
    /// Dropped by cause.
    pub dropped_by: BTreeMap<String, u64>,
    /// Of these, by what stood behind it beyond the cause: "outage", "codel", "red".
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dropped_due_to: BTreeMap<String, u64>,
    /// When it was down, where it has outages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outages: Option<Outages>,
    /// What it sent and what that costs, where its data are counted (`links.NAME.plan`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<DataUse>,
    /// Copies that came after the first, over all replications.
    pub duplicates: u64,
    /// Waiting before service.
    pub waiting_s: Waiting,
    /// What it sends away from the platform, where anything goes down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<Downward>,
    /// Jobs that came in the window and still waited at its end, over all replications: no waiting time is known of them.
    #[serde(default)]
    pub left_waiting: u64,
    /// Where its backlog grows without end: its waiting times grow with the length of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unstable: Option<Unstable>,
    /// Over time.
    pub series: ElementSeries,
}

/// Waiting before service, in seconds, over those served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// Mean.
    pub mean: Estimate,
    /// 95th percentile.
    pub p95: Estimate,
}

/// An element over time; all lists have one entry per bin (empty for members beyond the limit).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ElementSeries {
    /// Mean offered load over replications.
    pub offered_load: Vec<f64>,
    /// Its 95 % interval over replications.
    pub offered_load_ci: Vec<Option<[f64; 2]>>,
    /// Mean utilisation over replications.
    pub utilisation: Vec<f64>,
    /// Dropped, summed over replications.
    pub dropped: Vec<u64>,
}

/// Offered = delivered + lost + in flight.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conservation {
    /// In all.
    pub total: Balance,
    /// Per class.
    pub classes: IndexMap<String, Balance>,
}

/// One balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Born in the window.
    pub offered: u64,
    /// Delivered.
    pub delivered: u64,
    /// Lost.
    pub lost: u64,
    /// In flight.
    pub in_flight: u64,
    /// Whether they balance.
    pub balanced: bool,
}
