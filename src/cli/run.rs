//! `iotcap run`: all files are checked before any of them runs; each then leaves its own folder of results.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::interrupt::Interrupt;
use super::manifest::{self, Manifest};
use super::pipeline::{self, Loaded, Options};
use super::status::{Failure, Status};
use super::{Answer, beside, catalogue, earlier, limits, outputs, progress, say, settings, summary, target};
use crate::experiment::progress::Progress;
use crate::experiment::results::Results;
use crate::network::estimate::Estimate;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario files; without one, those below ./scenarios are listed
    files: Vec<PathBuf>,
    #[command(flatten)]
    changes: settings::Changes,
    #[command(flatten)]
    effort: settings::Effort,
    #[command(flatten)]
    answer: settings::Output,
    /// Write devices.csv: place, data rate, gateways in reach, offered and delivered of each device, in the first
    /// replication's layout (of all replications where study.layout = "fixed")
    #[arg(long)]
    devices: bool,
}

/// A checked scenario, ready to run.
struct Job {
    file: PathBuf,
    folder: PathBuf,
    loaded: Loaded,
    estimate: Estimate,
}

/// Runs all files; the worst status counts.
pub fn run(args: &Args) -> Answer {
    if args.files.is_empty() {
        return Err(Failure::Use(catalogue::describe()));
    }
    let jobs = prepare(args)?;
    let progress = Arc::new(Progress::default());
    let interrupt = Interrupt::listen(progress.clone());
    let mut worst = Status::Met;
    for job in &jobs {
        match one(job, args, &progress, &interrupt) {
            Ok(status) => worst = worst.max(status),
            Err(Failure::Interrupted) => return Err(Failure::Interrupted),
            Err(failure) => worst = worst.max(told(&failure)),
        }
    }
    Ok(worst)
}

/// One file's failure is said at once and does not keep the others from running.
fn told(failure: &Failure) -> Status {
    say::failure(failure);
    failure.status()
}

/// Everything that can be wrong is said before anything runs.
fn prepare(args: &Args) -> Result<Vec<Job>, Failure> {
    let stems = target::stems(&args.files)?;
    let scenarios = load_all(&args.files, &args.changes)?;
    let jobs: Vec<Job> = scenarios
        .into_iter()
        .zip(&args.files)
        .zip(&stems)
        .map(|((loaded, file), stem)| {
            let estimate = pipeline::estimate(&loaded, args.effort.jobs());
            Job { file: file.clone(), folder: args.answer.out.join(stem), loaded, estimate }
        })
        .collect();
    for job in &jobs {
        let refusal = limits::refusal(&job.estimate).filter(|_| !args.effort.allow_long);
        if let Some(sentence) = refusal {
            return Err(Failure::Use(format!("{}: {sentence}", job.file.display())));
        }
        target::check_writable(&job.folder)?;
    }
    Ok(jobs)
}

/// Loads all files, or gathers the complaints about all of them.
pub fn load_all(files: &[PathBuf], changes: &settings::Changes) -> Result<Vec<Loaded>, Failure> {
    let settings = changes.settings();
    let (mut scenarios, mut complaints) = (Vec::new(), Vec::new());
    for file in files {
        match pipeline::load(file, &settings, say::coloured()) {
            Ok(loaded) => scenarios.push(loaded),
            Err(text) => complaints.push(text),
        }
    }
    if complaints.is_empty() { Ok(scenarios) } else { Err(Failure::Scenario(complaints.join("\n"))) }
}

/// Simulates, writes, prints.
fn one(job: &Job, args: &Args, progress: &Progress, interrupt: &Interrupt) -> Answer {
    if let Some(sentence) = limits::announcement(&job.estimate).filter(|_| !args.answer.quiet) {
        say::note(&format!("{}: {sentence}", job.file.display()));
    }
    if !args.answer.quiet {
        earlier::notes(&job.folder, &job.loaded, args.devices).iter().for_each(|text| say::note(text));
    }
    let (started, clock) = (SystemTime::now(), Instant::now());
    let options = Options { jobs: args.effort.jobs(), devices: args.devices };
    let shown = args.answer.watched();
    let simulate = || pipeline::simulate(&job.loaded, options, progress);
    let (results, facts) = progress::watch(progress, &job.estimate, shown, simulate)?;
    let beside = beside::of(&job.folder, &results);
    let mut files = outputs::gather(&results, &beside, &facts, args.devices)?;
    let manifest = Manifest::new(started, clock.elapsed(), &facts, options.jobs);
    files.push((manifest::FILE.into(), outputs::json(&manifest)?));
    outputs::put(&job.folder, &files, progress, interrupt)?;
    tell(&results, job, args)?;
    Ok(results.verdict.into())
}

/// The summary, or the results themselves.
fn tell(results: &Results, job: &Job, args: &Args) -> Result<(), Failure> {
    if args.answer.quiet {
        return Ok(());
    }
    results.warnings.iter().for_each(|text| say::warning(text));
    if args.devices && results.scenario.layout != "fixed" && results.scenario.replications > 1 {
        say::note(&format!(
            "devices.csv is of the first of {} replications, since each draws its own layout; study.layout = \
             \"fixed\" makes it one of all",
            results.scenario.replications
        ));
    }
    say::note(&format!("results are in {}", job.folder.display()));
    args.answer.print(results, || summary::text(results))
}
