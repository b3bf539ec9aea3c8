//! `iotcap capacity`: how much more the network carries, and what breaks first.

mod text;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::interrupt::Interrupt;
use super::manifest::{self, Manifest};
use super::status::{Failure, Status};
use super::{Answer, limits, outputs, pipeline, progress, say, settings, target};
use crate::experiment::capacity::growth::Path;
use crate::experiment::capacity::results::Capacity;
use crate::experiment::capacity::{MOST_FACTOR, MOST_REPLICATIONS, Question};
use crate::experiment::progress::Progress;
use crate::experiment::store::{self, Store};

/// What was found, for other programs and for drawing it again.
pub const CAPACITY: &str = "capacity.json";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    file: PathBuf,
    /// Number of the scenario that grows with the load, such as devices.meters.count; several grow in proportion
    #[arg(long, value_name = "PATH", required_unless_present = "shrink")]
    grow: Vec<String>,
    /// Interval or period that shrinks as the load grows, such as devices.meters.message.every
    #[arg(long, value_name = "PATH")]
    shrink: Vec<String>,
    #[command(flatten)]
    changes: settings::Values,
    #[command(flatten)]
    effort: settings::Effort,
    /// Half-width asked of the answer's 95 % interval, relative to it
    #[arg(long, value_name = "SHARE", default_value = "1 %", value_parser = share)]
    precision: f64,
    /// Replications of one load at most
    #[arg(long, value_name = "N", default_value_t = MOST_REPLICATIONS, value_parser = settings::two_or_more)]
    max_replications: u64,
    /// Search up to so many times the load of the file
    #[arg(long, value_name = "N", default_value_t = MOST_FACTOR, value_parser = factor)]
    max_factor: f64,
    /// Only the answer: no further breaks, no probes of other loads, no shadow prices
    #[arg(long)]
    brief: bool,
    /// Folder in which the answer gets its folder, and in which the store of replications lies
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Neither read nor keep replications
    #[arg(long)]
    no_store: bool,
    /// Print nothing but errors
    #[arg(long, short, conflicts_with = "json")]
    quiet: bool,
    /// Print capacity.json instead of a text
    #[arg(long)]
    json: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let share: crate::units::Share = text.parse().map_err(|error| format!("{error}"))?;
    let fits = 0.0 < share.0 && share.0 < 1.0;
    fits.then_some(share.0).ok_or("it must lie between 0 % and 100 %".to_string())
}

fn factor(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 1.0);
    number.ok_or("it must be a number above 1".to_string())
}

/// Searches, writes, prints.
pub fn run(args: &Args) -> Answer {
    let (started, clock) = (SystemTime::now(), Instant::now());
    let settings = args.changes.settings();
    let loaded = pipeline::load(&args.file, &settings, say::coloured()).map_err(Failure::Scenario)?;
    let stem = target::stem(&args.file)?;
    let folder = args.out.join(format!("{stem}-capacity"));
    target::check_writable(&folder)?;
    let jobs = args.effort.jobs();
    let progress = Arc::new(Progress::default());
    let interrupt = Interrupt::listen(progress.clone());
    let store = (!args.no_store).then(|| Store::at(&args.out.join(store::FOLDER)));
    let asked = pipeline::Search {
        settings: &settings,
        many: pipeline::Many { jobs, store: store.as_ref(), progress: &progress },
        refusal: &|estimate| limits::of_many(estimate).filter(|_| !args.effort.allow_long),
    };
    let shown = !args.quiet && say::watched();
    let (capacity, facts) =
        progress::watch_freely(&progress, shown, || pipeline::capacity(&loaded, &question(args), &asked))?;
    let mut files = pipeline::draw_page(&capacity)?;
    files.push((CAPACITY.into(), outputs::json(&capacity)?));
    let manifest = Manifest::new(started, clock.elapsed(), &facts, jobs);
    files.push((manifest::FILE.into(), outputs::json(&manifest)?));
    outputs::put(&folder, &files, &progress, &interrupt)?;
    if !args.quiet {
        store.iter().flat_map(Store::warnings).for_each(|text| say::warning(&text));
    }
    tell(&capacity, &folder, args)?;
    Ok(status(&capacity))
}

fn question(args: &Args) -> Question {
    let path = |shrinks: bool| move |path: &String| Path { path: path.trim().to_string(), shrinks };
    Question {
        paths: args.grow.iter().map(path(false)).chain(args.shrink.iter().map(path(true))).collect(),
        precision: args.precision,
        most_replications: args.max_replications,
        most_factor: args.max_factor,
        brief: args.brief,
    }
}

fn tell(capacity: &Capacity, folder: &std::path::Path, args: &Args) -> Result<(), Failure> {
    if args.quiet {
        return Ok(());
    }
    capacity.warnings.iter().for_each(|text| say::warning(text));
    say::note(&format!("the answer is in {}", folder.display()));
    if args.json { outputs::print_json(capacity) } else { say::data(&text::text(capacity)) }
}

/// Whether the load of the file is carried.
fn status(capacity: &Capacity) -> Status {
    let carried =
        capacity.answer.as_ref().map_or(capacity.breaks.is_empty(), |answer| answer.headroom >= 0.0);
    if carried && capacity.never.is_empty() { Status::Met } else { Status::NotMet }
}
