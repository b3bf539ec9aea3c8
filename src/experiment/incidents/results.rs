//! `incidents` and `undisturbed` of the results. Times are in seconds, those of an incident after the window's begin.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::firmware::FirmwareResult;
use super::sessions::SessionsLost;
use crate::experiment::results::Estimate;

/// What one incident did, against the same study on a day without incidents, replication by replication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IncidentResult {
    /// Its name.
    pub name: String,
    /// "outage", "power_cut", "flood", "alarms", "jamming" or "firmware".
    pub kind: String,
    /// What it struck, in words.
    pub what: String,
    /// When it begins.
    pub from_s: f64,
    /// When it ends, on average.
    pub until_s: f64,
    /// How long it lasts.
    pub lasts_s: Estimate,
    /// Messages born from here …
    pub counted_from_s: f64,
    /// … to here are those below: until delivery of every class is back, the next incident begins or the window ends.
    pub counted_until_s: f64,
    /// The classes it struck themselves: those without power, who raise the alarm, who are sent the image. Of an outage, a
    /// flood or a jammer everybody is a bystander.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub struck: Vec<String>,
    /// Other incidents that last while it is counted: what all of them did is counted for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<String>,
    /// The classes under which devices in somebody else's hands stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attackers: Vec<String>,
    /// What all classes but those lost by it.
    pub collateral: Collateral,
    /// What those lost by it that it did not strike themselves; left out where it struck none or all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<Collateral>,
    /// The same class by class.
    pub classes: BTreeMap<String, Collateral>,
    /// From its end until delivery of all classes together is back at [`RECOVERED`] of the undisturbed; 0 where it never
    /// fell below.
    pub recovery_s: Estimate,
    /// Replications in which delivery was back before the next incident began or the window ended.
    pub recovered: u64,
    /// From its end until so much of the undisturbed delivery is back ("50 %", "95 %", "99 %"), all replications
    /// together; left out where it is not.
    pub marks_s: BTreeMap<String, f64>,
    /// Most messages under way at the end of a bin beyond those of the undisturbed day.
    pub backlog_peak: Estimate,
    /// From its end until so few are left that it is 1 % of the peak.
    pub drain_s: Estimate,
    /// Replications in which that was before the next incident began or the window ended.
    pub drained: u64,
    /// Sessions that broke; left out where next to none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<SessionsLost>,
    /// Messages of the innocent lost that were born while they are counted, by cause, over all replications.
    pub lost: BTreeMap<String, u64>,
    /// The same on the undisturbed day.
    pub lost_undisturbed: BTreeMap<String, u64>,
    /// The campaign, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<FirmwareResult>,
    /// In a sentence.
    pub text: String,
}

/// Delivery with and without incidents, and the paired difference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Collateral {
    /// Messages born from the incident's beginning until here are counted: until delivery of these classes is back, each
    /// of them for itself, the next incident begins or the window ends.
    #[serde(default)]
    pub counted_until_s: f64,
    /// From its end until delivery is back at [`RECOVERED`] of the undisturbed, all replications together; left out where
    /// it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_s: Option<f64>,
    /// Messages born while they are counted, over all replications.
    pub offered: u64,
    /// Delivery ratio.
    pub delivery_ratio: Estimate,
    /// On the undisturbed day.
    pub undisturbed: Estimate,
    /// The first less the second.
    pub change: Estimate,
    /// 99th percentile of the latency of those that arrived, all replications together; left out where none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_p99_s: Option<f64>,
    /// On the undisturbed day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_p99_undisturbed_s: Option<f64>,
}

impl Collateral {
    /// Whether less is delivered than on the undisturbed day, and not by chance.
    pub fn fell(&self) -> bool {
        self.change.ci.is_some_and(|[_, high]| high < 0.0)
    }

    /// The latency's 99th percentile with and without, s, where it is many times the latter.
    pub fn slowed(&self) -> Option<[f64; 2]> {
        let (with, without) = (self.latency_p99_s?, self.latency_p99_undisturbed_s?);
        (with >= SLOWED * without).then_some([with, without])
    }
}

/// The innocent over time, on the day of the incidents and on the undisturbed one; per bin, summed over replications.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Messages born.
    pub offered: Vec<u64>,
    /// Of these, delivered.
    pub delivered: Vec<u64>,
    /// Of these, lost, by cause.
    pub lost: BTreeMap<String, Vec<u64>>,
    /// Born on the undisturbed day.
    pub offered_undisturbed: Vec<u64>,
    /// Of these, delivered.
    pub delivered_undisturbed: Vec<u64>,
    /// Messages under way at the bin's end, mean over replications.
    pub backlog: Vec<f64>,
    /// On the undisturbed day.
    pub backlog_undisturbed: Vec<f64>,
    /// Messages that devices in somebody else's hands offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered_by_attackers: Vec<u64>,
}

/// Delivery is back at this share of the undisturbed.
pub const RECOVERED: f64 = 0.99;
/// Undisturbed deliveries by which that is told: of fewer, one lost would be more than a hundredth.
pub const ENOUGH: u64 = 100;
/// A latency so many times that of the undisturbed day is told.
const SLOWED: f64 = 2.0;
/// Shares of the undisturbed delivery whose return is marked, with their names.
pub const MARKS: [(f64, &str); 3] = [(0.5, "50 %"), (0.95, "95 %"), (0.99, "99 %")];
/// A backlog is drained when so much of its peak is left.
pub const DRAINED: f64 = 0.01;
