//! `iotcap sweep`: one scenario at many points on the same luck. All points are checked before any runs; what was
//! simulated before is read from the store beside the results.

mod points;
mod text;

pub use points::Ready;

use std::path::PathBuf;

use super::errand::Errand;
use super::manifest;
use super::pipeline;
use super::status::{Failure, Status};
use super::{Answer, limits, progress, say, settings, target};

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
    #[command(flatten)]
    kept: settings::Kept,
}

/// Checks all points, runs them, writes, prints.
pub fn run(args: &Args) -> Answer {
    let stem = target::stem(&args.file)?;
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
    let output = &args.kept.output;
    let folder = output.out.join(format!("{stem}-sweep"));
    let errand = Errand::begin(folder, jobs, args.kept.store())?;
    if let Some(sentence) = limits::announcement(&estimate).filter(|_| !output.quiet) {
        say::note(&format!("{}: {sentence}", args.file.display()));
    }
    let simulate = || pipeline::sweep(&ready, &errand.many());
    let (sweep, facts) = progress::watch(errand.progress(), &estimate, output.watched(), simulate)?;
    errand.put(&sweep, SWEEP, manifest::FILE, &facts)?;
    if !output.quiet {
        say::note(&errand.simulated());
    }
    errand.tell(output, &sweep, &sweep.warnings, "the sweep is", || text::text(&sweep))?;
    Ok(Status::Met)
}
