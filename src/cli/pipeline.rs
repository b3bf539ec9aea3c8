//! Where the command line meets the rest of iotcap: load, estimate, simulate, draw, write. Commands call
//! these functions and nothing beyond them, so that what a command does and how it is done stay apart.

use std::path::{Path, PathBuf};

use super::say;
use super::status::Failure;
use super::sweep::Ready;
use crate::experiment::assemble::Provenance;
use crate::experiment::campaign::{Campaign, Cost, Point};
use crate::experiment::capacity::results::Capacity;
use crate::experiment::capacity::{self, CapacityError, Means, Question};
use crate::experiment::compare::comparison::Comparison;
use crate::experiment::facts::RunFacts;
use crate::experiment::forecast;
use crate::experiment::forecast::results::Forecast;
use crate::experiment::kind::Kind;
use crate::experiment::options::results::Options as Bought;
use crate::experiment::options::{self, OptionsError};
use crate::experiment::progress::Progress;
use crate::experiment::results::{self, Results, ScenarioInfo};
use crate::experiment::review::Beside;
use crate::experiment::simulate;
use crate::experiment::store::Store;
use crate::experiment::study::{Plan, StudyError};
use crate::experiment::sweep::{self, Sweep};
use crate::experiment::trace::diary::Trace;
use crate::experiment::trace::query::Asked;
use crate::experiment::trace::{self, TraceError};
use crate::measure::recorded::{self, Figures, Heard};
use crate::network::Network;
use crate::network::afar;
use crate::network::estimate::{self, Estimate};
pub use crate::report::tables::guarded;
pub use crate::report::write_beside;
use crate::report::{self, ReportError};
pub use crate::scenario::load::Loaded;
use crate::scenario::study::{self, ReplicationsSpec};
use crate::scenario::{defaults, import, load, settings};
use crate::selftest::Validation;

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
    let network = Network::build(&loaded.scenario);
    estimate::estimate(&network, Plan::of(&loaded.scenario.study).max, jobs)
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

/// What following messages will cost: the same replication twice.
pub fn estimate_trace(loaded: &Loaded) -> Estimate {
    estimate::estimate(&Network::build(&loaded.scenario), 2, 1)
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

/// How a search over many loads or days is made.
pub struct Search<'a> {
    /// `path=value`, laid on the file before anything grows.
    pub settings: &'a [String],
    /// Runs at the same time.
    pub jobs: usize,
    /// Where replications are kept, if they are.
    pub store: Option<&'a Store>,
    /// Why a load costs too much, if it does.
    pub refusal: &'a dyn Fn(&Estimate) -> Option<String>,
}

/// Searches how much more a scenario carries.
pub fn capacity(
    loaded: &Loaded,
    question: &Question,
    asked: &Search,
    progress: &Progress,
) -> Result<(Capacity, RunFacts), Failure> {
    let (mut capacity, facts) = search(loaded, asked, progress, |means| {
        capacity::capacity(&loaded.scenario, info(loaded), question, means)
    })?;
    capacity.warnings.splice(0..0, loaded.warnings.iter().cloned());
    Ok((capacity, facts))
}

/// Searches when the objectives of a scenario are missed.
pub fn forecast(
    loaded: &Loaded,
    question: &forecast::Question,
    asked: &Search,
    progress: &Progress,
) -> Result<(Forecast, RunFacts), Failure> {
    let (mut forecast, facts) = search(loaded, asked, progress, |means| {
        forecast::forecast(&loaded.scenario, info(loaded), question, means)
    })?;
    forecast.warnings.splice(0..0, loaded.warnings.iter().cloned());
    Ok((forecast, facts))
}

/// Gives a search its means, and tells what it cost.
fn search<T>(
    loaded: &Loaded,
    asked: &Search,
    progress: &Progress,
    answer: impl FnOnce(&Means) -> Result<T, CapacityError>,
) -> Result<(T, RunFacts), Failure> {
    let load = |grown: &[String]| {
        let settings: Vec<String> = asked.settings.iter().chain(grown).cloned().collect();
        let loaded = load::load(&loaded.path, &settings).map_err(|found| {
            let what: Vec<&str> = found.problems().iter().map(|problem| problem.message.as_str()).collect();
            format!("the scenario does not take {}: {}", grown.join(" and "), what.join("; "))
        })?;
        Ok(loaded.scenario)
    };
    let permit = |network: &Network, replications: u64| {
        let refusal = (asked.refusal)(&estimate::estimate(network, replications, asked.jobs));
        refusal.map_or(Ok(()), Err)
    };
    let campaign = Campaign::new(asked.jobs, asked.store, progress);
    let means = Means { load: &load, permit: &permit, campaign: &campaign };
    let found = answer(&means).map_err(|error| match error {
        CapacityError::Asked(sentence) => Failure::Use(sentence),
        CapacityError::Study(error) => RunError::from(error).into(),
    })?;
    let facts = RunFacts {
        engine_cpu_s: campaign.engine_cpu_s(),
        messages: progress.messages(),
        devices: Vec::new(),
    };
    Ok((found, facts))
}

/// What is asked of a search among options.
pub struct OptionsAsked<'a> {
    /// `path=value`, laid on the file before any option.
    pub settings: &'a [String],
    /// The question.
    pub question: options::Question,
    /// Replications at the same time.
    pub jobs: usize,
    /// Where replications are kept, if they are.
    pub store: Option<&'a Store>,
    /// Why a set costs too much, if it does.
    pub refusal: &'a dyn Fn(&Estimate) -> Option<String>,
}

/// A scenario with options of these names bought.
pub fn load_with(path: &Path, settings: &[String], bought: &[String]) -> Result<Loaded, String> {
    load::load_with(path, settings, bought).map_err(|found| {
        let what: Vec<&str> = found.problems().iter().map(|problem| problem.message.as_str()).collect();
        format!("the scenario does not take {}: {}", bought.join(" with "), what.join("; "))
    })
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
    asked: &OptionsAsked,
    progress: &Progress,
) -> Result<(Bought, RunFacts), Failure> {
    let load = |names: &[String], month: u64| {
        let bought = load_with(&loaded.path, asked.settings, names)?;
        Ok(options::timeline::at(bought.scenario, month))
    };
    let permit = |point: &Point| {
        let Cost { seconds, memory_bytes, messages, runs } = point.cost;
        let seconds = seconds / asked.jobs as f64;
        let memory_bytes = memory_bytes.saturating_mul(asked.jobs as u64);
        let estimate = Estimate { seconds, memory_bytes, messages, runs, ..Estimate::default() };
        (asked.refusal)(&estimate).map_or(Ok(()), |why| Err(format!("{}: {why}", point.set.join(" + "))))
    };
    let campaign = Campaign::new(asked.jobs, asked.store, progress);
    let means = options::Means { load: &load, permit: &permit, campaign: &campaign };
    let found = options::options(&loaded.scenario, info(loaded), &asked.question, &means);
    let mut found = found.map_err(|error| match error {
        OptionsError::Asked(sentence) => Failure::Use(sentence),
        OptionsError::Study(error) => RunError::from(error).into(),
    })?;
    found.warnings.splice(0..0, loaded.warnings.iter().cloned());
    let facts = RunFacts {
        engine_cpu_s: campaign.engine_cpu_s(),
        messages: progress.messages(),
        devices: Vec::new(),
    };
    Ok((found, facts))
}

/// Why an answer among options that was read cannot be drawn, if so.
pub fn sound_options(found: &Bought) -> Result<(), String> {
    report::options::sound(found)
}

/// The page and the table of options.
pub fn draw_options(found: &Bought) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::options::render(found)?;
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}

/// Follows messages of one replication.
pub fn trace(loaded: &Loaded, asked: &Asked, progress: &Progress) -> Result<Trace, Failure> {
    trace::trace(&loaded.scenario, info(loaded), asked, progress).map_err(|error| match error {
        TraceError::Asked(sentences) => Failure::Use(sentences.join("\n")),
        TraceError::Stopped => Failure::Interrupted,
    })
}

/// Why results that were read cannot be drawn, if so.
pub fn sound(results: &Results) -> Result<(), String> {
    report::sound(results)
}

/// Why a comparison that was read cannot be drawn, if so.
pub fn sound_comparison(comparison: &Comparison) -> Result<(), String> {
    report::comparison::sound(comparison)
}

/// Everything that is drawn from results: review page (with what lies beside the run), charts, tables. What the reader should know of the
/// drawing (characters the font lacks) is said at once.
pub fn draw(results: &Results, beside: &Beside) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::render(results, beside)?;
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}

/// How many points are simulated at once.
pub struct Many<'a> {
    /// Replications at the same time.
    pub jobs: usize,
    /// Where replications are kept.
    pub store: Option<&'a Store>,
    /// Told of each.
    pub progress: &'a Progress,
}

/// Simulates every point of a sweep.
pub fn sweep(ready: &Ready, asked: &Many) -> Result<(Sweep, RunFacts), RunError> {
    let campaign = Campaign::new(asked.jobs, asked.store, asked.progress);
    let design = &ready.design;
    let points =
        campaign.studies(&ready.points, |done| sweep::point(&done, design.points[done.at].clone()))?;
    let facts = RunFacts {
        engine_cpu_s: campaign.engine_cpu_s(),
        messages: asked.progress.messages(),
        devices: Vec::new(),
    };
    let ScenarioInfo { name, hash, .. } = info(&ready.base);
    let warnings = ready.warnings.clone();
    Ok((Sweep::new(&ready.base.scenario, &name, &hash, design, points, warnings), facts))
}

/// Why a sweep that was read cannot be drawn, if so.
pub fn sound_sweep(sweep: &Sweep) -> Result<(), String> {
    report::sweep::sound(sweep)
}

/// The page and the table of a sweep.
pub fn draw_sweep(sweep: &Sweep) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::sweep::render(sweep)?;
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}

/// The page of a comparison.
pub fn draw_comparison(comparison: &Comparison) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::comparison::render(comparison)?;
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}

/// Why a capacity that was read cannot be drawn, if so.
pub fn sound_capacity(capacity: &Capacity) -> Result<(), String> {
    report::capacity::sound(capacity)
}

/// The page of a capacity.
pub fn draw_capacity(capacity: &Capacity) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::capacity::render(capacity)?;
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}

/// Why a forecast that was read cannot be drawn, if so.
pub fn sound_forecast(forecast: &Forecast) -> Result<(), String> {
    report::forecast::sound(forecast)
}

/// The page and the table of a forecast.
pub fn draw_forecast(forecast: &Forecast) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::forecast::render(forecast)?;
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}

/// The page of a self-test.
pub fn draw_validation(validation: &Validation) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::validation::render(validation)?;
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}

/// The picture of a trace.
pub fn draw_trace(trace: &Trace) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::trace::render(trace)?;
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
