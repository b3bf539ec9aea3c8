//! Questions that take many points: what they share (threads, store, progress, allowed cost) and each question's door.

use crate::experiment::question::Unanswered;
use std::collections::BTreeMap;
use std::path::Path;

use super::super::status::Failure;
use super::super::sweep::Ready;
use super::{Loaded, RunError, info};
use crate::experiment::campaign::{Campaign, Cost, Point};
use crate::experiment::capacity::results::Capacity;
use crate::experiment::capacity::{self};
use crate::experiment::facts::RunFacts;
use crate::experiment::failures::elements::{self, Failure as Outage};
use crate::experiment::failures::results::Failures;
use crate::experiment::failures::{self};
use crate::experiment::forecast;
use crate::experiment::forecast::results::Forecast;
use crate::experiment::options::results::Options;
use crate::experiment::options::{self};
use crate::experiment::progress::Progress;
use crate::experiment::results::ScenarioInfo;
use crate::experiment::sensitivity::results::Sensitivity;
use crate::experiment::sensitivity::{self};
use crate::experiment::store::Store;
use crate::experiment::study::Plan;
use crate::experiment::sweep::{self, Sweep};
use crate::network::Network;
use crate::network::estimate::{self, Estimate};
use crate::scenario::diagnose::Diagnostics;
use crate::scenario::{Scenario, load, settings};

/// How points are simulated.
#[derive(Clone, Copy)]
pub struct Many<'a> {
    /// Replications at the same time.
    pub jobs: usize,
    /// Where replications are kept, if they are.
    pub store: Option<&'a Store>,
    /// Told of each.
    pub progress: &'a Progress,
}

/// How a question is answered that finds its points as it goes.
pub struct Search<'a> {
    /// `path=value`, laid on the file before anything else.
    pub settings: &'a [String],
    /// How points are simulated.
    pub many: Many<'a>,
    /// Why a point costs too much, if it does.
    pub refusal: &'a dyn Fn(&Estimate) -> Option<String>,
}

impl<'a> Many<'a> {
    fn campaign(&self) -> Campaign<'a> {
        Campaign::new(self.jobs, self.store, self.progress)
    }

    fn facts(&self, campaign: &Campaign) -> RunFacts {
        RunFacts {
            engine_cpu_s: campaign.engine_cpu_s(),
            messages: self.progress.messages(),
            devices: Vec::new(),
        }
    }
}

impl Search<'_> {
    fn permit(&self, network: &Network, replications: u64) -> Result<(), String> {
        (self.refusal)(&estimate::estimate(network, replications, self.many.jobs)).map_or(Ok(()), Err)
    }

    /// The same of work that is shared by all jobs.
    fn afford(&self, cost: &Cost) -> Result<(), String> {
        let Cost { seconds, memory_bytes, messages, runs } = *cost;
        let seconds = seconds / self.many.jobs as f64;
        let memory_bytes = memory_bytes.saturating_mul(self.many.jobs as u64);
        let estimate = Estimate { seconds, memory_bytes, messages, runs, ..Estimate::default() };
        (self.refusal)(&estimate).map_or(Ok(()), Err)
    }

    /// The scenario at one moment, with more settings laid on those of the question.
    fn load(&self, path: &Path, more: &[String]) -> Result<Scenario, String> {
        let settings: Vec<String> = self.settings.iter().chain(more).cloned().collect();
        let loaded =
            load::load_still(path, &settings).map_err(|found| not_taken(&more.join(" and "), &found))?;
        Ok(loaded.scenario)
    }
}

fn not_taken(what: &str, found: &Diagnostics) -> String {
    let why: Vec<&str> = found.problems().iter().map(|problem| problem.message.as_str()).collect();
    format!("the scenario does not take {what}: {}", why.join("; "))
}

/// What cannot be asked is a mistake of its user; the rest as with a run.
impl From<Unanswered> for Failure {
    fn from(error: Unanswered) -> Failure {
        match error {
            Unanswered::Asked(sentence) => Failure::Use(sentence),
            Unanswered::Study(error) => RunError::from(error).into(),
        }
    }
}

/// Simulates every point of a sweep.
pub fn sweep(ready: &Ready, many: &Many) -> Result<(Sweep, RunFacts), RunError> {
    let campaign = many.campaign();
    let design = &ready.design;
    let points =
        campaign.studies(&ready.points, |done| sweep::point(&done, design.points[done.at].clone()))?;
    let ScenarioInfo { name, hash, .. } = info(&ready.base);
    let warnings = ready.warnings.clone();
    let found = Sweep::new(&ready.base.scenario, &name, &hash, design, points, warnings);
    Ok((found, many.facts(&campaign)))
}

/// Searches how much more a scenario carries.
pub fn capacity(
    loaded: &Loaded,
    question: &capacity::Question,
    search: &Search,
) -> Result<(Capacity, RunFacts), Failure> {
    let (mut found, facts) =
        along(loaded, search, |means| capacity::capacity(&loaded.scenario, info(loaded), question, means))?;
    found.warnings.splice(0..0, loaded.warnings.iter().cloned());
    Ok((found, facts))
}

/// Searches when the objectives of a scenario are missed.
pub fn forecast(
    loaded: &Loaded,
    question: &forecast::Question,
    search: &Search,
) -> Result<(Forecast, RunFacts), Failure> {
    let (mut found, facts) =
        along(loaded, search, |means| forecast::forecast(&loaded.scenario, info(loaded), question, means))?;
    found.warnings.splice(0..0, loaded.warnings.iter().cloned());
    Ok((found, facts))
}

/// Gives a search along an axis its means, and tells what it cost.
fn along<T>(
    loaded: &Loaded,
    search: &Search,
    answer: impl FnOnce(&capacity::Means) -> Result<T, Unanswered>,
) -> Result<(T, RunFacts), Failure> {
    let load = |grown: &[String]| search.load(&loaded.path, grown);
    let permit = |network: &Network, replications: u64| search.permit(network, replications);
    let campaign = search.many.campaign();
    let found = answer(&capacity::Means { load: &load, permit: &permit, campaign: &campaign })?;
    Ok((found, search.many.facts(&campaign)))
}

/// Everything of a scenario that can fail by itself.
pub fn single_failures(loaded: &Loaded) -> Vec<Outage> {
    elements::singles(&loaded.scenario, &Network::build(&loaded.scenario))
}

/// Fails elements in turn.
pub fn failures(
    loaded: &Loaded,
    question: &failures::Question,
    search: &Search,
) -> Result<(Failures, RunFacts), Failure> {
    let permit = |network: &Network, replications: u64| search.permit(network, replications);
    let campaign = search.many.campaign();
    let means = failures::Means { permit: &permit, campaign: &campaign };
    let mut found = failures::failures(&loaded.scenario, info(loaded), question, &means)?;
    found.warnings.extend(loaded.warnings.iter().cloned());
    Ok((found, search.many.facts(&campaign)))
}

/// Every value that is written in the file, its bases or on the command line, by its path.
pub fn written(loaded: &Loaded) -> BTreeMap<String, String> {
    settings::settings(&loaded.scenario)
}

/// Moves the assumptions of a question.
pub fn sensitivity(
    loaded: &Loaded,
    question: &sensitivity::Question,
    search: &Search,
) -> Result<(Sensitivity, RunFacts), Failure> {
    let load = |moved: &[String]| search.load(&loaded.path, moved);
    let permit = |cost: &Cost| search.afford(cost);
    let campaign = search.many.campaign();
    let means = sensitivity::Means { load: &load, permit: &permit, campaign: &campaign };
    let mut found = sensitivity::sensitivity(&loaded.scenario, info(loaded), question, &means)?;
    found.warnings.extend(loaded.warnings.iter().cloned());
    Ok((found, search.many.facts(&campaign)))
}

/// A scenario with options of these names bought.
pub fn load_with(path: &Path, settings: &[String], bought: &[String]) -> Result<Loaded, String> {
    load::load_with(path, settings, bought).map_err(|found| not_taken(&bought.join(" with "), &found))
}

/// How many sets of options a question has to try at most, and what that would take if all had the file's own network, at
/// the load of the last month; the error is a sentence.
pub fn estimate_options(
    loaded: &Loaded,
    question: &options::Question,
    jobs: usize,
) -> Result<(u64, Estimate), Failure> {
    let (_, sets) = options::sets(&loaded.scenario, question).map_err(Failure::Use)?;
    let last = options::timeline::at(loaded.scenario.clone(), question.months);
    let runs = Plan::of(&last.study).max;
    let one = estimate::estimate(&Network::build(&last), runs, jobs);
    let many = sets.len() as f64;
    let (seconds, messages, turns) = (one.seconds * many, one.messages * many, one.turns * many);
    let runs = runs.saturating_mul(sets.len() as u64);
    Ok((sets.len() as u64, Estimate { seconds, messages, turns, runs, ..one }))
}

/// Searches the cheapest set of options.
pub fn options(
    loaded: &Loaded,
    question: &options::Question,
    search: &Search,
) -> Result<(Options, RunFacts), Failure> {
    let load = |names: &[String], month: u64| {
        let bought = load_with(&loaded.path, search.settings, names)?;
        Ok(options::timeline::at(bought.scenario, month))
    };
    let permit =
        |point: &Point| search.afford(&point.cost).map_err(|why| format!("{}: {why}", point.set.join(" + ")));
    let campaign = search.many.campaign();
    let means = options::Means { load: &load, permit: &permit, campaign: &campaign };
    let mut found = options::options(&loaded.scenario, info(loaded), question, &means)?;
    found.warnings.splice(0..0, loaded.warnings.iter().cloned());
    Ok((found, search.many.facts(&campaign)))
}
