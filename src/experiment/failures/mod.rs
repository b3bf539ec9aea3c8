//! What each single failure costs (N-1), or each pair (N-2): an element goes down for the busy hour, everything else
//! meets the same luck, and the messages of that hour are counted with and without it.
//!
//! [`elements`] says what can fail, [`window`] when, [`effect`] what it does, [`words`] says it. Every failure is
//! simulated by a few replications, the worst by more: two stages, as in screening before selection (B. L. Nelson,
//! J. Swann, D. Goldsman and W. Song, Operations Research 49, 2001), by rank instead of by a guarantee.

pub mod effect;
pub mod elements;
pub mod results;
#[cfg(test)]
mod tests;
pub mod window;
pub mod words;

use self::effect::Base;
use self::elements::Failure;
use self::results::{Asked, Failed, Failures, LeftOut, Method, SCHEMA};
use self::window::{Window, Wish};
use super::campaign::{Campaign, Point, Wanted};
use super::objectives;
use super::pool::Pool;
use super::results::{MODEL_VERSION, ObjectiveResult, ScenarioInfo};
use super::study::StudyError;
use crate::experiment::question::{Unanswered, described};
use crate::measure::metrics::significant;
use crate::network::{Clock, Network};
use crate::scenario::Scenario;

/// Messages of a device in the window, below which the share of them that it delivers is coarse.
const FEW: f64 = 10.0;

/// Replications of every failure, and of the worst, and how many are those, if nobody says otherwise.
pub const PILOT: u64 = 5;
/// See [`PILOT`].
pub const REPLICATIONS: u64 = 20;
/// See [`PILOT`].
pub const TOP: u64 = 5;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What fails, one after the other.
    pub failures: Vec<Failure>,
    /// They are pairs.
    pub pairs: bool,
    /// When.
    pub wish: Wish,
    /// Replications of the worst; every failure gets [`PILOT`] of them.
    pub replications: u64,
    /// How many are the worst.
    pub top: u64,
}

/// How it is answered; none of it moves a figure.
pub struct Means<'a> {
    /// Whether so many replications of a scenario may be run, else why not.
    pub permit: &'a dyn Fn(&Network, u64) -> Result<(), String>,
    /// Simulates replications, or has them from a store.
    pub campaign: &'a Campaign<'a>,
}

/// A failure ready to be simulated.
struct Ready<'a> {
    failure: &'a Failure,
    point: Point,
    pool: Pool,
}

/// Simulates all failures and ranks them; `info` is what the scenario's file says of itself.
pub fn failures(
    scenario: &Scenario,
    info: ScenarioInfo,
    question: &Question,
    means: &Means,
) -> Result<Failures, Unanswered> {
    let network = Network::build(scenario);
    let base = Point::new(Vec::new(), scenario.clone());
    let pilot = PILOT.min(question.replications);
    (means.permit)(&network, runs(question, pilot)).map_err(Unanswered::Asked)?;
    let mut whole = extend(means, &base, None, Pool::default(), pilot)?;
    let window = Window::find(question.wish, &network, &whole).map_err(Unanswered::Asked)?;
    let clock = window.clock(&network);
    let (mut ready, left_out) = lay_all(scenario, &question.failures, window);
    pilots(means, &mut ready, clock, pilot)?;
    let mut hour = extend(means, &base, Some(clock), Pool::default(), pilot)?;
    let bench = Bench { scenario, network: &network };
    let mut ranked = bench.effects(&hour, ready.iter().enumerate());
    let worst: Vec<usize> = ranked.iter().take(question.top as usize).map(|(at, _)| *at).collect();
    if question.replications > pilot && !worst.is_empty() {
        hour = extend(means, &base, Some(clock), hour, question.replications)?;
        for at in &worst {
            let one = &mut ready[*at];
            let pool = std::mem::take(&mut one.pool);
            one.pool = extend(means, &one.point, Some(clock), pool, question.replications)?;
        }
        let mut first = bench.effects(&hour, worst.iter().map(|at| (*at, &ready[*at])));
        first.extend(ranked.split_off(worst.len()));
        ranked = first;
    }
    whole = extend(means, &base, None, whole, question.replications)?;
    for (at, failed) in ranked.iter_mut().take(worst.len()) {
        let one = &ready[*at];
        let pool = extend(means, &one.point, None, Pool::default(), question.replications)?;
        let judged = bench.judged(&whole);
        failed.whole = Some(effect::whole(&bench.base(&whole, &judged), &pool));
    }
    effect::rank(&mut ranked[..worst.len()]);
    let judged = bench.judged(&hour);
    let mut found = Failures {
        schema: SCHEMA,
        model_version: MODEL_VERSION.to_string(),
        scenario: described(scenario, info),
        window: window.info(&network),
        pairs: question.pairs,
        objectives: judged.iter().map(Asked::of).collect(),
        classes: effect::classes(&network)
            .map(|class| effect::class_figures(&network, class, &hour, None))
            .collect(),
        failures: ranked.into_iter().map(|(_, failed)| failed).collect(),
        warnings: warnings(&network, &question.failures, &left_out)
            .into_iter()
            .chain(coarse(&network, &judged, &hour, &window.info(&network).words))
            .collect(),
        left_out,
        method: method(question, pilot),
        ..Failures::default()
    };
    found.warnings.extend(words::gains(&found));
    words::say(&mut found);
    Ok(found)
}

/// Whole replications at most; those of the window end with it.
fn runs(question: &Question, pilot: u64) -> u64 {
    let (all, worst) = (question.failures.len() as u64 + 1, question.top + 1);
    all * pilot + 2 * worst * question.replications
}

/// More replications of a pool.
fn extend(
    means: &Means,
    point: &Point,
    clock: Option<Clock>,
    pool: Pool,
    until: u64,
) -> Result<Pool, StudyError> {
    let mut pools = means.campaign.pools(vec![Wanted { point, clock, pool, until }])?;
    Ok(pools.pop().unwrap_or_default())
}

/// The first replications of every failure, all in one pool of threads.
fn pilots(means: &Means, ready: &mut [Ready], clock: Clock, until: u64) -> Result<(), StudyError> {
    let wanted = ready.iter().map(|one| Wanted {
        point: &one.point,
        clock: Some(clock),
        pool: Pool::default(),
        until,
    });
    let pools = means.campaign.pools(wanted.collect())?;
    ready.iter_mut().zip(pools).for_each(|(one, pool)| one.pool = pool);
    Ok(())
}

fn lay_all<'a>(
    scenario: &Scenario,
    failures: &'a [Failure],
    window: Window,
) -> (Vec<Ready<'a>>, Vec<LeftOut>) {
    let (mut ready, mut left_out) = (Vec::new(), Vec::new());
    for failure in failures {
        let mut with = scenario.clone();
        match failure.lay(&mut with, window.from, window.lasts) {
            Err(why) => left_out.push(LeftOut { name: failure.name.clone(), why }),
            Ok(()) => {
                let point = Point::new(vec![format!("{} down", failure.name)], with);
                ready.push(Ready { failure, point, pool: Pool::default() });
            }
        }
    }
    (ready, left_out)
}

/// What all failures are measured against.
struct Bench<'a> {
    scenario: &'a Scenario,
    network: &'a Network,
}

impl Bench<'_> {
    fn judged(&self, pool: &Pool) -> Vec<ObjectiveResult> {
        objectives::evaluate(self.scenario, self.network, pool)
    }

    fn base<'a>(&'a self, pool: &'a Pool, judged: &'a [ObjectiveResult]) -> Base<'a> {
        Base { scenario: self.scenario, network: self.network, pool, judged }
    }

    /// Of each failure by its number, ranked.
    fn effects<'r>(
        &self,
        pool: &Pool,
        ready: impl Iterator<Item = (usize, &'r Ready<'r>)>,
    ) -> Vec<(usize, Failed)> {
        let judged = self.judged(pool);
        let base = self.base(pool, &judged);
        let effect = |(at, one): (usize, &Ready)| (at, effect::of(&base, one.failure, &one.pool));
        let mut ranked: Vec<(usize, Failed)> = ready.map(effect).collect();
        effect::rank(&mut ranked);
        ranked
    }
}

impl Asked {
    fn of(result: &ObjectiveResult) -> Asked {
        let ObjectiveResult { name, of, metric, limit, .. } = result.clone();
        Asked { name, of, metric, limit, judged: results::Judged::of(result, None) }
    }
}

fn warnings(network: &Network, failures: &[Failure], left_out: &[LeftOut]) -> Vec<String> {
    let mut warnings: Vec<String> =
        left_out.iter().map(|left| format!("{} is not failed: {}", left.name, left.why)).collect();
    let parts = failures.iter().flat_map(|failure| &failure.parts);
    let mut own: Vec<&str> =
        parts.filter(|part| part.has_its_own(network)).map(|part| part.element.as_str()).collect();
    own.sort_unstable();
    own.dedup();
    if !own.is_empty() {
        let names = own.join(", ");
        warnings.push(format!(
            "while it is failed, its outage stands in place of those the file gives to {names}"
        ));
    }
    warnings
}

/// Classes whose devices send too little in the window for shares of devices to mean what they do over a study.
fn coarse(network: &Network, judged: &[ObjectiveResult], hour: &Pool, words: &str) -> Vec<String> {
    let of = |class: usize| {
        let name = format!("devices.{}", network.classes[class].name);
        let on_devices =
            |asked: &&ObjectiveResult| asked.of == name && asked.metric.starts_with("devices_below");
        let asked: Vec<&str> = judged.iter().filter(on_devices).map(|asked| asked.name.as_str()).collect();
        let offered = hour.class(class).map(|sample| sample.offered).sum::<u64>() as f64;
        let devices = f64::from(network.classes[class].count) * hour.replications() as f64;
        let each = offered / devices;
        (!asked.is_empty() && each > 0.0 && each < FEW).then(|| {
            let each = significant(each);
            let asked = asked.join(", ");
            format!(
                "a device of {name} sends only about {each} in {words}, so that {asked} reads otherwise here than over the whole study"
            )
        })
    };
    effect::classes(network).filter_map(of).collect()
}

fn method(question: &Question, pilot: u64) -> Method {
    let Question { replications, top, .. } = *question;
    let more = if replications > pilot && top > 0 {
        format!(", the first {top} of that rank over {replications}, which stay before the others")
    } else {
        String::new()
    };
    let text = format!(
        "changes are paired, repetition against repetition without the failure; {pilot} repetitions of each{more}"
    );
    Method { pilot, replications, top, text }
}
