//! How much each assumption that is a range moves the answer, moved alone (a tornado), and how uncertain all of them together
//! make it (a Latin hypercube over their ranges). All points meet the same luck.
//!
//! [`measure`] says what an answer is, [`hypercube`] where it is sampled, `of_capacity` asks for the load the network
//! carries instead of a measure, [`words`] says it.

pub mod hypercube;
pub mod measure;
mod of_capacity;
pub mod results;
#[cfg(test)]
mod tests;
pub mod words;

use self::measure::{Measured, Reading};
use self::results::{Answer, Assumed, Bar, Method, Moved, SCHEMA, Sensitivity};
use super::campaign::{Campaign, Cost, Point, Wanted};
use super::capacity;
use super::pool::Pool;
use super::results::{MODEL_VERSION, ScenarioInfo};
use super::verdict::judge;
use crate::experiment::question::{Unanswered, described};
use crate::network::Network;
use crate::scenario::Scenario;
use crate::scenario::ranges::Range;
use crate::scenario::study::DEFAULT_SEED;
use crate::units::noun;

/// Samples of the Latin hypercube, and replications of every point, if nobody says otherwise.
pub const SAMPLES: u64 = 40;
/// See [`SAMPLES`].
pub const REPLICATIONS: u64 = 10;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The assumptions.
    pub ranges: Vec<Range>,
    /// Of what.
    pub of: Of,
    /// Samples of the Latin hypercube.
    pub samples: u64,
    /// Replications of every point.
    pub replications: u64,
}

/// Of what it is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Of {
    /// Every objective's measure.
    Objectives,
    /// One measure, or one objective's, by name.
    Measure(String),
    /// The largest load at which all objectives hold.
    Capacity(capacity::Question),
}

/// How the scenario is had with settings laid on.
pub type Load<'a> = dyn Fn(&[String]) -> Result<Scenario, String> + 'a;

/// How it is answered; none of it moves a figure.
pub struct Means<'a> {
    /// The scenario with settings laid on.
    pub load: &'a Load<'a>,
    /// Whether what costs so much may be run, else why not.
    pub permit: &'a dyn Fn(&Cost) -> Result<(), String>,
    /// Simulates replications, or has them from a store.
    pub campaign: &'a Campaign<'a>,
}

/// Where the answer is looked at: every assumption at its value, each alone at its ends, then the samples.
struct Places {
    /// Settings of each.
    settings: Vec<Vec<String>>,
    /// Shares of the way from low to high, by sample.
    shares: Vec<Vec<f64>>,
}

/// Moves every assumption; `info` is what the scenario's file says of itself.
pub fn sensitivity(
    scenario: &Scenario,
    info: ScenarioInfo,
    question: &Question,
    means: &Means,
) -> Result<Sensitivity, Unanswered> {
    if question.ranges.is_empty() {
        let sentence = "no assumption is a range; write { low = …, value = …, high = … } in place of a number of the file, or add --range PATH=LOW..HIGH";
        return Err(Unanswered::Asked(sentence.to_string()));
    }
    let seed = scenario.study.seed.unwrap_or(DEFAULT_SEED);
    let places = Places::new(question, seed);
    let answers = match &question.of {
        Of::Capacity(asked) => of_capacity::answers(asked, &places, question, means)?,
        of => measures(scenario, of, &places, question, means)?,
    };
    let assumed = |range: &Range| Assumed {
        path: range.path.clone(),
        low: range.at(0.0),
        value: range.held(),
        high: range.at(1.0),
    };
    let mut found = Sensitivity {
        schema: SCHEMA,
        model_version: MODEL_VERSION.to_string(),
        scenario: described(scenario, info),
        assumptions: question.ranges.iter().map(assumed).collect(),
        shown: words::shown(&answers),
        answers,
        method: method(question),
        ..Sensitivity::default()
    };
    words::say(&mut found);
    Ok(found)
}

impl Places {
    fn new(question: &Question, seed: u64) -> Places {
        let set = |range: &Range, share: f64| format!("{}={}", range.path, range.at(share));
        let mut settings = vec![Vec::new()];
        for range in &question.ranges {
            settings.extend([0.0, 1.0].map(|share| vec![set(range, share)]));
        }
        let names: Vec<String> = question.ranges.iter().map(|range| range.path.clone()).collect();
        let shares = hypercube::samples(&names, question.samples as usize, seed);
        let sample = |shares: &Vec<f64>| {
            question.ranges.iter().zip(shares).map(|(range, share)| set(range, *share)).collect()
        };
        settings.extend(shares.iter().map(sample));
        Places { settings, shares }
    }

    /// The scenario at every place, if so many replications of each may be run.
    fn points(&self, replications: u64, means: &Means) -> Result<Vec<Point>, String> {
        let point = |set: &Vec<String>| Ok(Point::new(set.clone(), (means.load)(set)?));
        let points = self.settings.iter().map(point).collect::<Result<Vec<Point>, String>>()?;
        let all = Cost::sum(points.iter().map(|point| point.cost.of_runs(replications)));
        (means.permit)(&all).map_err(|why| match dearest(&points, replications, all.seconds) {
            Some(set) => format!("{why}. Most of that is at {set}"),
            None => why,
        })?;
        Ok(points)
    }

    /// The place of an assumption's low (0) or high (1) end.
    fn end(assumption: usize, end: usize) -> usize {
        1 + 2 * assumption + end
    }

    /// The answer from what was found at each place: its value, and its change against the first place.
    fn answer(
        &self,
        assumptions: usize,
        value: &dyn Fn(usize) -> Option<f64>,
        change: &dyn Fn(usize) -> super::results::Estimate,
    ) -> Answer {
        let first_sample = Places::end(assumptions, 0);
        let samples: Vec<Option<f64>> = (first_sample..self.settings.len()).map(value).collect();
        let bar = |assumption: usize| {
            let [low, high] = [0, 1].map(|end| {
                let at = Places::end(assumption, end);
                Moved { value: value(at), change: change(at) }
            });
            let all = [value(0), low.value, high.value];
            let known = || all.into_iter().flatten();
            let swing = known().fold(f64::NEG_INFINITY, libm::fmax) - known().fold(f64::INFINITY, libm::fmin);
            let luck = |moved: &Moved| match (moved.change.value, moved.change.ci) {
                (Some(change), Some([low, high])) => change == 0.0 || (low <= 0.0 && 0.0 <= high),
                (Some(change), None) => change == 0.0,
                (None, _) => true,
            };
            let pairs: Vec<(f64, f64)> = self
                .shares
                .iter()
                .zip(&samples)
                .filter_map(|(shares, sample)| Some((shares[assumption], (*sample)?)))
                .collect();
            Bar {
                assumption,
                low,
                high,
                swing: if swing.is_finite() { swing } else { 0.0 },
                luck: luck(&low) && luck(&high),
                rank_correlation: hypercube::rank_correlation(&pairs),
            }
        };
        let mut bars: Vec<Bar> = (0..assumptions).map(bar).collect();
        bars.sort_by(|a, b| b.swing.total_cmp(&a.swing).then(a.assumption.cmp(&b.assumption)));
        let mut known: Vec<f64> = samples.iter().flatten().copied().collect();
        known.sort_by(f64::total_cmp);
        let spread = (known.len() >= 5).then(|| [0.05, 0.5, 0.95].map(|p| hypercube::quantile(&known, p)));
        Answer { bars, samples, spread, ..Answer::default() }
    }
}

/// What is set at the point that takes half of so many seconds or more.
fn dearest(points: &[Point], replications: u64, seconds: f64) -> Option<String> {
    let dear = |point: &&Point| point.cost.of_runs(replications).seconds >= seconds / 2.0;
    points.iter().find(dear).filter(|point| !point.set.is_empty()).map(|point| point.set.join(", "))
}

fn measures(
    scenario: &Scenario,
    of: &Of,
    places: &Places,
    question: &Question,
    means: &Means,
) -> Result<Vec<Answer>, Unanswered> {
    let network = Network::build(scenario);
    let all = match of {
        Of::Measure(name) => vec![measure::named(scenario, &network, name).map_err(Unanswered::Asked)?],
        _ => measure::all(scenario, &network),
    };
    let points = places.points(question.replications, means).map_err(Unanswered::Asked)?;
    let wanted = |point| Wanted { point, clock: None, pool: Pool::default(), until: question.replications };
    means.campaign.expect(0, ["point", "points"]);
    let mut pools = means.campaign.pools(points.iter().map(wanted).collect())?;
    let read = |(pool, point): (&mut Pool, &Point)| -> Vec<Reading> {
        let network = Network::build(&point.scenario);
        all.iter().map(|measured| measured.read(&network, pool)).collect()
    };
    let readings: Vec<Vec<Reading>> = pools.iter_mut().zip(&points).map(read).collect();
    let answer = |(at, measured): (usize, &Measured)| {
        let of = |place: usize| &readings[place][at];
        let value = |place: usize| of(place).all;
        let change = |place: usize| measured.change(of(place), of(0)).into();
        let answer = places.answer(question.ranges.len(), &value, &change);
        let known: Vec<f64> = answer.samples.iter().flatten().copied().collect();
        let kept = known.iter().filter(|value| measured.keeps(**value) == Some(true)).count();
        let limited = measured.objective.is_some();
        let base = measured.figure(of(0));
        let judged = limited.then(|| judge(&base, &measured.asked.limit, question.replications));
        Answer {
            objective: measured.objective.clone(),
            of: measured.of.clone(),
            metric: measured.asked.metric.info().name.to_string(),
            limit: limited.then(|| measured.asked.text.clone()),
            limit_value: limited.then_some(measured.asked.limit.value),
            base: base.into(),
            verdict: judged.as_ref().map(|judged| judged.verdict).unwrap_or_default(),
            tight: judged.is_some_and(|judged| judged.tight),
            keeps: (limited && !known.is_empty()).then(|| kept as f64 / known.len() as f64),
            ..answer
        }
    };
    Ok(all.iter().enumerate().map(answer).collect())
}

fn method(question: &Question) -> Method {
    let Question { samples, replications, .. } = *question;
    let hypercube = match samples {
        0 => String::new(),
        n => format!(
            "; a Latin hypercube of {n} samples (McKay, Beckman and Conover 1979), every value in its range as likely"
        ),
    };
    let text = match question.of {
        Of::Capacity(_) => {
            format!("one capacity search for each end of each assumption, on the same luck{hypercube}")
        }
        _ => format!(
            "{replications} {} of each point on the same luck, changes paired{hypercube}",
            noun(replications, "replication", "replications")
        ),
    };
    Method { replications, samples, text }
}
