//! Simulates the scenarios among the sources, all with the same number of replications: as many as the finished
//! runs have; without any, as many as the one that needs most takes to reach its precision.

use super::super::pipeline::{self, Loaded, Options};
use super::super::status::Failure;
use super::super::{limits, progress, say};
use super::sources::Source;
use crate::experiment::facts::RunFacts;
use crate::experiment::progress::Progress;
use crate::experiment::results::Results;
use crate::network::estimate::Estimate;
use crate::scenario::study::ReplicationsSpec;

/// What the user asked of the simulation.
pub struct Asked {
    /// Runs at the same time.
    pub jobs: usize,
    /// Nothing is said.
    pub quiet: bool,
    /// Nothing is refused.
    pub allow_long: bool,
}

/// Settles how many replications are run, and refuses what takes too long before anything runs; `fixed`: the user said.
pub fn check(mut sources: Vec<Source>, fixed: bool, asked: &Asked) -> Result<Vec<Source>, Failure> {
    let finished = sources.iter().filter_map(|source| match source {
        Source::Finished(results) => Some(results.scenario.replications),
        Source::Scenario(_) => None,
    });
    let fewest = finished.min().filter(|_| !fixed);
    for source in &mut sources {
        let Source::Scenario(loaded) = source else { continue };
        if let Some(replications) = fewest {
            set_replications(loaded, replications);
        }
        let refusal = limits::refusal(&pipeline::estimate(loaded, asked.jobs)).filter(|_| !asked.allow_long);
        if let Some(sentence) = refusal {
            return Err(Failure::Use(format!("{}: {sentence}", loaded.path.display())));
        }
    }
    Ok(sources)
}

fn set_replications(loaded: &mut Loaded, replications: u64) {
    loaded.scenario.study.replications = Some(ReplicationsSpec::Exactly(replications));
}

/// Results of all, in their order, and what they cost together.
pub fn all(
    sources: Vec<Source>,
    asked: &Asked,
    progress: &Progress,
) -> Result<(Vec<Results>, RunFacts), Failure> {
    let mut cost = RunFacts::default();
    let mut run = |loaded: &Loaded| -> Result<Results, Failure> {
        let (results, facts) = one(loaded, asked, progress)?;
        cost.engine_cpu_s += facts.engine_cpu_s;
        cost.messages += facts.messages;
        Ok(results)
    };
    let mut done: Vec<(Option<Box<Loaded>>, Results)> = Vec::new();
    for source in sources {
        done.push(match source {
            Source::Finished(results) => (None, *results),
            Source::Scenario(loaded) => {
                let results = run(&loaded)?;
                (Some(loaded), results)
            }
        });
    }
    let all_scenarios = done.iter().all(|(loaded, _)| loaded.is_some());
    let most = done.iter().map(|(_, results)| results.scenario.replications).max().unwrap_or(0);
    for (loaded, results) in done.iter_mut().filter(|_| all_scenarios) {
        let Some(loaded) = loaded.as_mut().filter(|_| results.scenario.replications < most) else { continue };
        set_replications(loaded, most);
        *results = run(loaded)?;
    }
    Ok((done.into_iter().map(|(_, results)| results).collect(), cost))
}

fn one(loaded: &Loaded, asked: &Asked, progress: &Progress) -> Result<(Results, RunFacts), Failure> {
    let estimate: Estimate = pipeline::estimate(loaded, asked.jobs);
    if let Some(sentence) = limits::announcement(&estimate).filter(|_| !asked.quiet) {
        say::note(&format!("{}: {sentence}", loaded.path.display()));
    }
    let options = Options { jobs: asked.jobs, devices: false };
    let shown = !asked.quiet && say::watched();
    Ok(progress::watch(progress, &estimate, shown, || pipeline::simulate(loaded, options, progress))?)
}
