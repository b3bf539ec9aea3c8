//! `failures.json`: what each failure does to the messages of its window, as plain data. Shares are of 1, times in
//! seconds; changes are against the same window without a failure, paired replication by replication.

use serde::{Deserialize, Serialize};

use crate::experiment::results::{Estimate, ScenarioInfo, Verdict};
use crate::experiment::review::Review;

/// Version of this format.
pub const SCHEMA: u32 = 1;

/// Every failure, the worst first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failures {
    /// [`SCHEMA`].
    pub schema: u32,
    /// [`crate::experiment::results::MODEL_VERSION`].
    pub model_version: String,
    /// The scenario without a failure.
    pub scenario: ScenarioInfo,
    /// The answer, in a sentence.
    pub headline: String,
    /// Further sentences.
    pub said: Vec<String>,
    /// What the reader must know before trusting it.
    pub warnings: Vec<String>,
    /// For a page that shows several answers.
    pub review: Review,
    /// When everything fails.
    pub window: WindowInfo,
    /// Two elements fail at a time.
    pub pairs: bool,
    /// Objectives, with their figures in the window without a failure.
    pub objectives: Vec<Asked>,
    /// Classes, with their figures in the window without a failure.
    pub classes: Vec<ClassFigures>,
    /// The failures, in the order of damage.
    pub failures: Vec<Failed>,
    /// Elements that could not be failed, and why.
    pub left_out: Vec<LeftOut>,
    /// How it was found.
    pub method: Method,
}

/// When everything fails.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WindowInfo {
    /// After the study's start.
    pub from_s: f64,
    /// How long.
    pub lasts_s: f64,
    /// Weekday and time.
    pub starts: String,
    /// "peak", "middle", "given" or "whole".
    pub found: String,
    /// In words: "the busy hour".
    pub words: String,
}

/// An objective, and its figure without a failure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// Of what.
    pub of: String,
    /// The metric.
    pub metric: String,
    /// The limit as written.
    pub limit: String,
    /// The figure and its verdict.
    pub judged: Judged,
}

/// A figure that an objective looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The figure.
    #[serde(flatten)]
    pub figure: Estimate,
    /// The same less that of the same replications without a failure.
    pub change: Option<f64>,
    /// What the objective says of it.
    pub verdict: Verdict,
    /// It is missed because next to nothing of what is offered arrives.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nothing_arrives: bool,
}

/// A class in the window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// `devices.NAME`.
    pub of: String,
    /// Messages born, per replication.
    pub offered: f64,
    /// Share delivered in time.
    pub delivery_ratio: Estimate,
    /// The same less that without a failure.
    pub delivery_change: Estimate,
    /// 95 % of what arrives is faster.
    pub latency_p95: Estimate,
    /// The same less that without a failure.
    pub latency_change: Estimate,
    /// Share of the devices that spoke with less than half of their messages delivered.
    pub cut_off: Estimate,
    /// The same less that without a failure.
    pub cut_off_change: Estimate,
}

/// One failure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Failed {
    /// "links.core", "gateways.roof:7", "links.a + links.b".
    pub name: String,
    /// What fails: "link", "gateway", "site", "1 of 4 servers", "station", or both of a pair.
    pub what: String,
    /// Elements that are down.
    pub elements: Vec<String>,
    /// Replications.
    pub replications: u64,
    /// Messages lost or not delivered in time beyond those without a failure, per replication.
    pub lost_more: Estimate,
    /// The same as a share of the messages of the window.
    pub lost_share: Estimate,
    /// Of most further losses, or "in_flight" if more are still on their way when the drain ends; none if there are none.
    pub cause: Option<String>,
    /// Where most further losses of that cause are.
    pub element: Option<String>,
    /// Objectives that are missed and were not, and that are at risk and were met.
    pub broken: Vec<String>,
    /// See `broken`.
    pub at_risk: Vec<String>,
    /// Latency objectives that hold of what arrives, while more is lost than their percentile leaves out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<String>,
    /// In the order of [`Failures::objectives`].
    pub objectives: Vec<Judged>,
    /// In the order of [`Failures::classes`].
    pub classes: Vec<ClassFigures>,
    /// What it does to the whole study; only of the worst.
    pub whole: Option<Whole>,
}

/// What an outage in the window does to the whole study.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Whole {
    /// Messages lost beyond those without a failure, per replication.
    pub lost_more: Estimate,
    /// As a share of all messages.
    pub lost_share: Estimate,
    /// Objectives that are missed over the whole study and were not, and that are at risk and were met.
    pub broken: Vec<String>,
    /// See `broken`.
    #[serde(default)]
    pub at_risk: Vec<String>,
    /// As [`Failed::masked`], over the whole study.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<String>,
}

/// An element that was not failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: String,
}

/// How it was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// Replications of every failure.
    pub pilot: u64,
    /// Of the worst.
    pub replications: u64,
    /// How many are the worst.
    pub top: u64,
    /// In words.
    pub text: String,
}
