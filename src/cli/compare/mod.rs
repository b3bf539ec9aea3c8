//! `iotcap compare`: is the difference real? Scenarios are simulated with the same replications on the same seed;
//! finished runs are taken as they are. One page, one file, one table.

mod simulate;
mod sources;
mod text;

use std::path::PathBuf;

use super::errand::Errand;
use super::manifest;
use super::status::{Failure, Status};
use super::{Answer, settings};
use crate::experiment::compare::comparison::{Comparison, Outcome};
use crate::experiment::compare::{self};
use simulate::Asked;

/// What was found, for other programs and for drawing it again.
pub const COMPARISON: &str = "comparison.json";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario files, or results.json of finished runs or their folders; each is compared with the first
    #[arg(required = true, num_args = 2.., value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    changes: settings::Changes,
    #[command(flatten)]
    effort: settings::Effort,
    #[command(flatten)]
    answer: settings::Output,
    /// End with status 1 if an objective's measure is worse than the first's (of classes, if no objective is shared)
    #[arg(long)]
    fail_on_worse: bool,
}

/// Reads all, simulates what has to be, compares, writes, prints.
pub fn run(args: &Args) -> Answer {
    let sources = sources::read(&args.files, &args.changes)?;
    let jobs = args.effort.jobs();
    let asked = Asked { jobs, quiet: args.answer.quiet, allow_long: args.effort.allow_long };
    let folder = args.answer.out.join(folder(&args.files, &sources)?);
    let ready = simulate::check(sources, args.changes.fixes_replications(), &asked)?;
    let errand = Errand::begin(folder, jobs, None)?;
    let (results, facts) = simulate::all(ready, &asked, errand.progress())?;
    let comparison = compare::compare(&results).map_err(Failure::Use)?;
    errand.put(&comparison, COMPARISON, manifest::FILE, &facts)?;
    let text = || text::text(&comparison);
    errand.tell(&args.answer, &comparison, &comparison.warnings, "the comparison is", text)?;
    Ok(status(&comparison, args.fail_on_worse))
}

/// Named after what is compared.
fn folder(files: &[PathBuf], sources: &[sources::Source]) -> Result<String, Failure> {
    const LONGEST: usize = 120;
    let stems = files.iter().zip(sources).map(|(file, source)| source.stem(file));
    let stems = stems.collect::<Result<Vec<String>, Failure>>()?;
    let all = format!("compare-{}", stems.join("-"));
    let short = || format!("compare-{}-and-{}-more", stems[0], stems.len() - 1);
    Ok(if all.len() <= LONGEST { all } else { short() })
}

fn status(comparison: &Comparison, fail_on_worse: bool) -> Status {
    let worse = |outcome| matches!(outcome, Outcome::Worse | Outcome::Mixed);
    match comparison.comparisons.iter().any(|pair| worse(pair.outcome)) {
        true if fail_on_worse => Status::NotMet,
        _ => Status::Met,
    }
}
