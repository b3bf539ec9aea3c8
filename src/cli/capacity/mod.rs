//! `iotcap capacity`: how much more the network carries, and what breaks first.

mod text;

use std::path::PathBuf;

use super::errand::Errand;
use super::manifest;
use super::status::Failure;
use super::{Answer, limits, pipeline, progress, say, settings, target};
use crate::experiment::capacity::chosen::Chosen;
use crate::experiment::capacity::growth::Path;
use crate::experiment::capacity::{MOST_FACTOR, MOST_REPLICATIONS, PILOT, Question};

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
    /// Only these objectives of the file, as NAME,NAME
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with = "without")]
    objectives: Vec<String>,
    /// All objectives of the file but these, as NAME,NAME
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    without: Vec<String>,
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
    #[command(flatten)]
    kept: settings::Kept,
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
    let settings = args.changes.settings();
    let loaded = pipeline::load(&args.file, &settings, say::coloured()).map_err(Failure::Scenario)?;
    let output = &args.kept.output;
    let folder = output.out.join(target::stem(&args.file)?);
    let errand = Errand::begin(folder, args.effort.jobs(), args.kept.store())?;
    let asked = pipeline::Search {
        settings: &settings,
        many: errand.many(),
        refusal: &|estimate| limits::of_many(estimate).filter(|_| !args.effort.allow_long),
    };
    let search = || pipeline::capacity(&loaded, &question(args), &asked);
    errand.announce(output, &loaded, PILOT.min(args.max_replications));
    let (found, facts) = progress::watch_freely(errand.progress(), output.watched(), search)?;
    errand.put(&found, CAPACITY, manifest::of("capacity"), &facts)?;
    errand.tell(output, &found, &found.warnings, "the answer is", || text::text(&found))?;
    Ok(found.review.state.into())
}

fn question(args: &Args) -> Question {
    let path = |shrinks: bool| move |path: &String| Path { path: path.trim().to_string(), shrinks };
    Question {
        paths: args.grow.iter().map(path(false)).chain(args.shrink.iter().map(path(true))).collect(),
        chosen: match (args.objectives.is_empty(), args.without.is_empty()) {
            (false, _) => Chosen::Only(args.objectives.clone()),
            (true, false) => Chosen::Without(args.without.clone()),
            (true, true) => Chosen::All,
        },
        precision: args.precision,
        most_replications: args.max_replications,
        most_factor: args.max_factor,
        brief: args.brief,
    }
}
