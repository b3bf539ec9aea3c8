//! Where the command line meets the rest of iotcap: load, estimate, simulate, draw, write. Commands call
//! these functions and nothing beyond them, so that what a command does and how it is done stay apart.

mod campaigns;

use std::path::{Path, PathBuf};

pub use campaigns::*;

use super::say;
use super::status::Failure;
use crate::experiment::assemble::Provenance;
use crate::experiment::facts::RunFacts;
use crate::experiment::incidents;
use crate::experiment::kind::Kind;
use crate::experiment::progress::Progress;
use crate::experiment::results::{self, Results, ScenarioInfo};
use crate::experiment::review::Beside;
use crate::experiment::simulate;
use crate::experiment::study::{Plan, StudyError};
use crate::experiment::trace::diary::Trace;
use crate::experiment::trace::query::Asked;
use crate::experiment::trace::{self, TraceError};
use crate::measure::recorded::{self, Figures, Heard};
use crate::network::Network;
use crate::network::afar;
use crate::network::estimate::{self, Estimate};
use crate::report::paged::Paged;
pub use crate::report::tables::guarded;
pub use crate::report::write_beside;
use crate::report::{self, Rendered, ReportError};
pub use crate::scenario::load::Loaded;
use crate::scenario::study::{self, ReplicationsSpec};
use crate::scenario::{defaults, import, load, settings};

/// What the user asked of a run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Runs at the same time.
    pub jobs: usize,
    /// Keep a row for each device.
    pub devices: bool,
}

/// Why there are no results.
#[derive(Debug)]
pub enum RunError {
    /// Someone asked it to stop.
    Interrupted,
    /// A promise was broken (conservation), in a sentence.
    Broken(String),
}

impl From<StudyError> for RunError {
    fn from(error: StudyError) -> RunError {
        match error {
            StudyError::Stopped => RunError::Interrupted,
            broken => RunError::Broken(broken.to_string()),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Failure {
        match error {
            RunError::Interrupted => Failure::Interrupted,
            RunError::Broken(sentence) => Failure::Bug(sentence),
        }
    }
}

/// A file of the results: its path below the results folder, and its bytes.
pub type OutputFile = (PathBuf, Vec<u8>);

/// Loads a scenario with all it names. The error is the rendered diagnostics.
pub fn load(path: &Path, settings: &[String], coloured: bool) -> Result<Loaded, String> {
    let mut loaded = load::load(path, settings).map_err(|found| found.render(coloured))?;
    let far = afar::warnings(&Network::build(&loaded.scenario));
    loaded.warnings.splice(0..0, far);
    Ok(loaded)
}

/// Expected loads and what a run will cost with so many jobs.
pub fn estimate(loaded: &Loaded, jobs: usize) -> Estimate {
    // a run with incidents simulates the same day without them, too
    let days = if loaded.scenario.incidents.is_empty() { 1 } else { 2 };
    estimate_of(loaded, days * Plan::of(&loaded.scenario.study).max, jobs)
}

/// The same of so many replications.
pub fn estimate_of(loaded: &Loaded, replications: u64, jobs: usize) -> Estimate {
    estimate::estimate(&Network::build(&loaded.scenario), replications, jobs)
}

/// Reads a recording of messages. The error is the rendered diagnostics.
pub fn recording(file: &Path, asked: &import::Asked, coloured: bool) -> Result<import::Recording, Failure> {
    import::trace(file, asked).map_err(|found| Failure::Scenario(found.render(coloured)))
}

/// What a recording says of the process behind it.
pub fn figures(recording: &import::Recording) -> Figures {
    let lines = recording.lines.iter().zip(recording.numbered());
    let heard = |(line, device): (&import::Line, u32)| Heard { at_s: line.at_s, device, bytes: line.bytes };
    recorded::figures(&lines.map(heard).collect::<Vec<_>>())
}

/// Steady or terminating, and what follows.
pub fn kind(loaded: &Loaded) -> Kind {
    Kind::of(&loaded.scenario)
}

/// What goes wrong in a study, a line each, and what that makes of its cost.
pub fn incidents(loaded: &Loaded) -> Vec<String> {
    let mut lines = incidents::told(&Network::build(&loaded.scenario));
    if !lines.is_empty() {
        lines.push("the same day without incidents is simulated, too, to tell what they did".to_string());
    }
    lines
}

/// What following messages will cost: the same replication twice.
pub fn estimate_trace(loaded: &Loaded) -> Estimate {
    estimate_of(loaded, 2, 1)
}

/// Replications that a run makes at the least.
pub fn least_replications(loaded: &Loaded) -> u64 {
    match &loaded.scenario.study.replications {
        Some(ReplicationsSpec::Exactly(n)) => *n,
        Some(ReplicationsSpec::Until(range)) => {
            range.min.map_or(study::DEFAULT_MIN_REPLICATIONS, |min| min.0)
        }
        None => study::DEFAULT_MIN_REPLICATIONS,
    }
}

/// Simulates until the scenario's precision is reached.
pub fn simulate(
    loaded: &Loaded,
    options: Options,
    progress: &Progress,
) -> Result<(Results, RunFacts), RunError> {
    let assumption = |used: &defaults::Assumption| results::Assumption {
        path: used.path.clone(),
        value: used.value.clone(),
        source: used.source.clone(),
    };
    let provenance =
        Provenance { info: info(loaded), assumptions: loaded.assumptions.iter().map(assumption).collect() };
    let Options { jobs, devices } = options;
    let (mut results, facts) = simulate::simulate(&loaded.scenario, provenance, jobs, devices, progress)?;
    let network = Network::build(&loaded.scenario);
    let messages = estimate::messages_per_run(&network) * results.scenario.replications as f64;
    let tails = estimate::tails::warnings(&loaded.scenario, messages);
    results.warnings.extend(tails);
    results.warnings.extend(loaded.warnings.iter().cloned());
    results.settings = settings::settings(&loaded.scenario);
    Ok((results, facts))
}

/// What the file says of itself.
fn info(loaded: &Loaded) -> ScenarioInfo {
    ScenarioInfo {
        title: loaded.scenario.title.clone(),
        intent: loaded.scenario.intent.clone(),
        name: loaded.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        base: loaded.base.clone(),
        changes: loaded.changes.clone(),
        hash: loaded.hash.clone(),
        ..ScenarioInfo::default()
    }
}

/// Follows messages of one replication.
pub fn trace(loaded: &Loaded, asked: &Asked, progress: &Progress) -> Result<Trace, Failure> {
    trace::trace(&loaded.scenario, info(loaded), asked, progress).map_err(|error| match error {
        TraceError::Asked(sentences) => Failure::Use(sentences.join("\n")),
        TraceError::Stopped => Failure::Interrupted,
    })
}

/// Everything that is drawn from results: review page with what lies beside the run, charts, tables.
pub fn draw(results: &Results, beside: &Beside) -> Result<Vec<OutputFile>, Failure> {
    said(report::render(results, beside)?)
}

/// Why results that were read cannot be drawn, if so.
pub fn sound_results(results: &Results) -> Result<(), String> {
    report::sound(results)
}

/// Why finished work that was read cannot be drawn, if so.
pub fn sound(found: &impl Paged) -> Result<(), String> {
    found.sound()
}

/// The page of finished work, and the tables beside it.
pub fn draw_page(found: &impl Paged) -> Result<Vec<OutputFile>, Failure> {
    said(found.render()?)
}

/// What the reader should know of a drawing (characters the font lacks) is said at once.
fn said(rendered: Rendered) -> Result<Vec<OutputFile>, Failure> {
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}

/// Writes files into a folder, each beside its place and then renamed into it.
pub fn write(folder: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    Ok(report::write(folder, files)?)
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Failure {
        match error {
            ReportError::Write { path, source } => Failure::Write { path, error: source },
            other => Failure::Bug(other.to_string()),
        }
    }
}
