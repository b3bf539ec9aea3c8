//! `iotcap sweep`: one scenario at many points on the same luck. All points are checked before any runs; what was
//! simulated before is read from the store beside the results.

mod points;
mod text;

pub use points::Ready;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::interrupt::Interrupt;
use super::manifest::{self, Manifest};
use super::pipeline::{self, Many};
use super::status::{Failure, Status};
use super::{Answer, limits, outputs, progress, say, settings, target, words};
use crate::experiment::progress::Progress;
use crate::experiment::store::Store;

/// What was found, for other programs and for drawing it again.
pub const SWEEP: &str = "sweep.json";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario to vary
    file: PathBuf,
    /// Values of a path, instead of those of [sweep]: a list (devices.meters.count=1000,2000), a range (1000..5000 step
    /// 1000) or one of even ratios (1000..100000 log 5); repeat it to cross several paths
    #[arg(long, value_name = "PATH=VALUES")]
    vary: Vec<String>,
    /// Pair the values of several paths, first with first, instead of crossing them
    #[arg(long)]
    zip: bool,
    /// Keep only points for which this holds, such as "devices.a.count <= devices.b.count" (repeatable)
    #[arg(long = "where", value_name = "CONDITION")]
    conditions: Vec<String>,
    #[command(flatten)]
    changes: settings::Changes,
    #[command(flatten)]
    effort: settings::Effort,
    /// Folder in which the sweep gets its folder, and in which the store of replications lies
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Neither read nor keep replications
    #[arg(long)]
    no_store: bool,
    /// Print nothing but errors
    #[arg(long, short, conflicts_with = "json")]
    quiet: bool,
    /// Print sweep.json instead of a table
    #[arg(long)]
    json: bool,
}

/// Checks all points, runs them, writes, prints.
pub fn run(args: &Args) -> Answer {
    let (started, clock) = (SystemTime::now(), Instant::now());
    let asked = points::Asked {
        file: &args.file,
        vary: &args.vary,
        zip: args.zip,
        conditions: &args.conditions,
        settings: args.changes.settings(),
    };
    let ready = points::check(&asked)?;
    let jobs = args.effort.jobs();
    let estimate = ready.estimate(jobs);
    let refusal = limits::refusal(&estimate).filter(|_| !args.effort.allow_long);
    if let Some(sentence) = refusal {
        return Err(Failure::Use(format!("{}: {sentence}", args.file.display())));
    }
    let folder = args.out.join(format!("{}-sweep", target::stem(&args.file)?));
    target::check_writable(&folder)?;
    if let Some(sentence) = limits::announcement(&estimate).filter(|_| !args.quiet) {
        say::note(&format!("{}: {sentence}", args.file.display()));
    }
    let progress = Arc::new(Progress::default());
    let interrupt = Interrupt::listen(progress.clone());
    let store = (!args.no_store).then(|| Store::at(&args.out.join(crate::experiment::store::FOLDER)));
    let shown = !args.quiet && say::watched();
    let many = Many { jobs, store: store.as_ref(), progress: &progress };
    let (sweep, facts) = progress::watch(&progress, &estimate, shown, || pipeline::sweep(&ready, &many))?;
    let mut files = pipeline::draw_page(&sweep)?;
    files.push((SWEEP.into(), outputs::json(&sweep)?));
    let manifest = Manifest::new(started, clock.elapsed(), &facts, jobs);
    files.push((manifest::FILE.into(), outputs::json(&manifest)?));
    outputs::put(&folder, &files, &progress, &interrupt)?;
    if !args.quiet {
        let kept = store.iter().flat_map(Store::warnings);
        sweep.warnings.iter().cloned().chain(kept).for_each(|text| say::warning(&text));
        say::note(&simulated(&progress));
        say::note(&format!("the sweep is in {}", folder.display()));
        if args.json { outputs::print_json(&sweep)? } else { say::data(&text::text(&sweep))? }
    }
    Ok(Status::Met)
}

fn simulated(progress: &Progress) -> String {
    format!(
        "{} simulated, {} from the store",
        words::things(progress.runs(), "replication", "replications"),
        words::count(progress.reused())
    )
}
