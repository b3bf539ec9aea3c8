//! `analysis` of the results: of which kind the study is, what was cut as warm-up and why, and which precision was
//! asked for and reached. Whoever doubts a figure begins here.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::results::Estimate;
use super::study::Study;
use crate::measure::metrics::Unit;
use crate::network::Network;

/// How far the figures can be trusted, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// Steady or terminating.
    pub study: Kind,
    /// What was not measured at the beginning.
    pub warm_up: WarmUpFound,
    /// What was asked of intervals, and what they came to.
    pub precision: Precision,
}

/// The warm-up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WarmUpFound {
    /// "stated", "MSER-5" or "none".
    pub method: String,
    /// Simulated and not measured, s.
    pub cut_s: f64,
    /// The run is too short to tell a warm-up: the least MSER lies at half of the window, so the latency still moves, or
    /// there are too few bins to look at.
    pub too_short: bool,
    /// Classes whose latency is not known to have settled because of that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsettled: Vec<String>,
    /// What was done, and why.
    pub reason: String,
    /// Mean latency by bin, pooled over the first replications and before anything was cut, s: what MSER-5 looked at.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub pilot_latency_s: IndexMap<String, Vec<Option<f64>>>,
}

/// Precision asked and reached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// `study.replications.precision`; `null` where a plain number of replications was asked for.
    pub asked: Option<f64>,
    /// Whether every figure below has it.
    pub reached: Option<bool>,
    /// The figures that decide when to stop.
    pub figures: Vec<Achieved>,
}

/// What became of one figure's interval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Achieved {
    /// `devices.NAME`.
    pub of: String,
    /// Metric.
    pub metric: String,
    /// Half-width of its interval, in base units; `null` where it has none.
    pub half_width: Option<f64>,
    /// Half-width asked, in base units.
    pub asked: Option<f64>,
    /// By how much of the true value it may be wrong, with 95 % confidence: r / (1 - r) for a relative half-width r
    /// (Law, 9.4.1). Percentiles only: a delivery ratio's precision is in points.
    pub relative_error: Option<f64>,
    /// Replications that would reach what was asked: n (h / h*)^2; `null` where it is reached, or none would.
    pub replications: Option<u64>,
}

/// An element that is offered more than it can do in the long run, and does not refuse it, or not for a while.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Unstable {
    /// Jobs that came less those whose service began or that were refused, per second of the window.
    pub backlog_growth_per_s: Estimate,
    /// By arithmetic: arrivals (1 - 1 / offered load), per second.
    pub foretold_per_s: f64,
    /// Where its room is limited: after which time an empty one is full, s. Beyond the study's window no figure shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_full_after_s: Option<f64>,
}

impl Unstable {
    /// Messages per second, as measured, else as foretold.
    pub fn per_s(&self) -> f64 {
        self.backlog_growth_per_s.value.unwrap_or(self.foretold_per_s)
    }

    /// When a limited room is full, and what of that a window of `window_s` shows.
    pub fn room(&self, window_s: f64) -> Option<String> {
        let (full_s, window) = (self.room_full_after_s?, Unit::Seconds.write(window_s));
        let full = Unit::Seconds.write(full_s);
        Some(match full_s > window_s {
            true => {
                format!("its room is full after about {full}, of which the study sees the first {window}")
            }
            false => format!("its room is full after about {full} of the {window} that the study sees"),
        })
    }
}

impl Analysis {
    /// Of a finished study.
    pub fn new(network: &Network, study: &Study, kind: Kind) -> Analysis {
        let cut_s = study.clock.from.since(study.clock.begin).as_secs_f64();
        let warm_up = match &study.warm_up {
            None => WarmUpFound {
                method: "stated".to_string(),
                cut_s,
                reason: "study.warm_up is written in the scenario".to_string(),
                ..WarmUpFound::default()
            },
            Some(found) => WarmUpFound {
                method: if found.pilot.is_empty() { "none" } else { "MSER-5" }.to_string(),
                cut_s: network.clock.bin.as_secs_f64() * found.bins as f64,
                too_short: !found.unsettled.is_empty(),
                unsettled: found.unsettled.clone(),
                reason: found.text.clone(),
                pilot_latency_s: found.pilot.clone(),
            },
        };
        Analysis { study: kind, warm_up, precision: study.precision.clone() }
    }

    /// Whether there is nothing to say, as in results of before they held this.
    pub fn is_empty(&self) -> bool {
        *self == Analysis::default()
    }
}
