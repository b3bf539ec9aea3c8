//! A sweep's answer: every point's measures, as plain data. Running and reporting meet only here.

mod headline;
mod measures;
mod policies;

use serde::{Deserialize, Serialize};

use super::campaign::Finished;
use super::results::{Bottleneck, MODEL_VERSION, Verdict};
use super::review::Review;
use super::rows::Row;
use super::{bottleneck, objectives};
use crate::network::ids::ElementId;
use crate::scenario::Scenario;
use crate::scenario::study::DEFAULT_SEED;
use crate::scenario::sweep::{Amount, Design};
use crate::units::NS_PER_S;

/// Version of `sweep.json`.
pub const SCHEMA: u32 = 1;

/// A finished sweep.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Of the simulator.
    pub model_version: String,
    /// What it says in a sentence.
    pub headline: String,
    /// What was varied.
    pub scenario: Swept,
    /// The factors, in the order asked for.
    pub factors: Vec<SweptFactor>,
    /// Values go in pairs; else each with each.
    pub zipped: bool,
    /// Combinations that a condition left out.
    pub left_out: u64,
    /// All points, the last factor changing fastest.
    pub points: Vec<SweptPoint>,
    /// What to beware of.
    pub warnings: Vec<String>,
    /// The best policy of coming back, for the one-page review, where policies are what is varied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

/// The scenario that was varied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Swept {
    /// Title.
    pub title: String,
    /// Intent.
    pub intent: Option<String>,
    /// The file's stem.
    pub name: String,
    /// SHA-256 of the resolved scenario and every file it names, before anything was varied.
    pub hash: String,
    /// Seed of all luck: every point has the same.
    pub seed: u64,
    /// Length of the measured window, s.
    pub simulated_s: f64,
}

/// One factor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SweptFactor {
    /// Its path.
    pub path: String,
    /// Its values as written.
    pub values: Vec<String>,
    /// The same as numbers, where all are numbers of one unit.
    pub numbers: Option<Vec<f64>>,
    /// That unit; may be empty.
    pub unit: String,
}

/// One point.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SweptPoint {
    /// Which value of each factor.
    pub at: Vec<usize>,
    /// What was set, as `path=value`.
    pub set: Vec<String>,
    /// Replications that it took.
    pub replications: u64,
    /// Cut from the front of the window, s.
    pub warm_up_s: f64,
    /// The worst of its objectives.
    pub verdict: Verdict,
    /// The element that binds, or is merely the busiest.
    pub bottleneck: Option<Bottleneck>,
    /// Objectives in the file's order, then measures of every class and of every group of elements.
    pub measures: Vec<Measure>,
}

/// One measure of one point, in base units (seconds, shares).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The objective that asks it; none for a measure that nothing is asked of.
    pub objective: Option<String>,
    /// The class or group.
    pub of: String,
    /// The worst member, where the objective is of a group.
    pub member: Option<String>,
    /// The metric.
    pub metric: String,
    /// The limit as written.
    pub limit: Option<String>,
    /// The limit in base units.
    pub limit_value: Option<f64>,
    /// The value.
    pub value: Option<f64>,
    /// Its 95 % interval over replications.
    pub ci: Option<[f64; 2]>,
    /// What the objective says of it.
    pub verdict: Option<Verdict>,
    /// Why, in a sentence.
    pub reason: Option<String>,
}

/// What is kept of a finished point; `at`: which value of each factor.
pub fn point(finished: &Finished, at: Vec<usize>) -> SweptPoint {
    let (network, pool) = (finished.network, &finished.study.pool);
    let scenario = &finished.point.scenario;
    let judged = objectives::evaluate(scenario, network, pool);
    let loads = |id| Row::element(network, ElementId(id)).loads(pool);
    let loads: Vec<_> = (0..network.elements.len() as u32).map(loads).collect();
    SweptPoint {
        at,
        set: finished.point.set.clone(),
        replications: pool.replications(),
        warm_up_s: (finished.study.clock.from - network.clock.from).0 as f64 / NS_PER_S as f64,
        verdict: objectives::overall(&judged),
        bottleneck: bottleneck::find(scenario, network, pool, &judged, &loads),
        measures: measures::all(&judged, network, pool),
    }
}

impl Sweep {
    /// The first so many measures that tell of a point, by their place in every point: the objectives; without any,
    /// what arrives of each class and how late.
    pub fn telling(&self, most: usize) -> Vec<usize> {
        let Some(first) = self.points.first() else { return Vec::new() };
        let asked = first.measures.iter().any(|measure| measure.objective.is_some());
        let tells = |measure: &Measure| match asked {
            true => measure.objective.is_some(),
            false => ["delivery_ratio", "latency_p95"].contains(&measure.metric.as_str()),
        };
        let all = first.measures.iter().enumerate().filter(|(_, measure)| tells(measure));
        all.map(|(at, _)| at).take(most).collect()
    }

    /// Of points in the design's order; `scenario` is the one that was varied.
    pub fn new(
        scenario: &Scenario,
        name: &str,
        hash: &str,
        design: &Design,
        points: Vec<SweptPoint>,
        warnings: Vec<String>,
    ) -> Sweep {
        let study = &scenario.study;
        let duration = study.duration.unwrap_or(crate::scenario::study::DEFAULT_DURATION);
        let factor = |factor: &crate::scenario::sweep::Factor| {
            let (numbers, unit) = numbers(&factor.values).unzip();
            let (path, values) = (factor.path.clone(), factor.values.clone());
            SweptFactor { path, values, numbers, unit: unit.unwrap_or_default() }
        };
        let mut sweep = Sweep {
            schema: SCHEMA,
            model_version: MODEL_VERSION.to_string(),
            scenario: Swept {
                title: scenario.title.clone(),
                intent: scenario.intent.clone(),
                name: name.to_string(),
                hash: hash.to_string(),
                seed: study.seed.unwrap_or(DEFAULT_SEED),
                simulated_s: duration.0 as f64 / NS_PER_S as f64,
            },
            factors: design.factors.iter().map(factor).collect(),
            zipped: design.zipped,
            left_out: design.left_out as u64,
            points,
            warnings,
            ..Sweep::default()
        };
        sweep.headline = headline::headline(&sweep);
        sweep.review = policies::best(&sweep);
        if let Some(best) = &sweep.review {
            sweep.headline += &format!("; best way back: {}", best.text);
        }
        sweep
    }
}

/// Numbers of one unit, if all values are such.
fn numbers(values: &[String]) -> Option<(Vec<f64>, String)> {
    let amounts: Vec<Amount> = values.iter().map(|text| Amount::parse(text)).collect::<Option<_>>()?;
    let unit = amounts.first()?.unit.clone();
    let same = amounts.iter().all(|amount| amount.unit == unit);
    same.then(|| (amounts.iter().map(|amount| amount.number).collect(), unit))
}
