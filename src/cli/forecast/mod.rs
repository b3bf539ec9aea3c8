//! `iotcap forecast`: when objectives are first missed as the devices grow, and when to order.

mod text;

use std::path::PathBuf;

use super::errand::Errand;
use super::manifest;
use super::status::Failure;
use super::{Answer, limits, pipeline, progress, say, settings, target};
use crate::experiment::capacity::{MOST_REPLICATIONS, PILOT};
use crate::experiment::forecast::Question;
use crate::scenario::growth::date::Date;
use crate::units::Months;

/// What was found, for other programs and for drawing it again.
pub const FORECAST: &str = "forecast.json";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario file with [growth]
    #[arg(value_name = "SCENARIO")]
    file: PathBuf,
    /// Look so far instead of to growth.until: a month such as 2031-12, or a day
    #[arg(long, value_name = "MONTH")]
    until: Option<Date>,
    #[command(flatten)]
    changes: settings::Values,
    #[command(flatten)]
    effort: settings::Effort,
    /// Half-width asked of each answer's 95 % interval
    #[arg(long, value_name = "MONTHS", default_value = "1 month")]
    precision: Months,
    /// Replications of one day at most
    #[arg(long, value_name = "N", default_value_t = MOST_REPLICATIONS, value_parser = settings::two_or_more)]
    max_replications: u64,
    /// Only the first objective to be missed
    #[arg(long)]
    brief: bool,
    #[command(flatten)]
    kept: settings::Kept,
}

/// Searches, writes, prints.
pub fn run(args: &Args) -> Answer {
    let mut settings = args.changes.settings();
    settings.extend(args.until.map(|until| format!("--until growth.until=\"{until}\"")));
    let loaded = pipeline::load(&args.file, &settings, say::coloured()).map_err(Failure::Scenario)?;
    let output = &args.kept.output;
    let folder = output.out.join(target::stem(&args.file)?);
    let errand = Errand::begin(folder, args.effort.jobs(), args.kept.store())?;
    let question =
        Question { precision: args.precision.0, most_replications: args.max_replications, brief: args.brief };
    let asked = pipeline::Search {
        settings: &settings,
        many: errand.many(),
        refusal: &|estimate| limits::of_many(estimate).filter(|_| !args.effort.allow_long),
    };
    let search = || pipeline::forecast(&loaded, &question, &asked);
    errand.announce(output, &loaded, PILOT.min(args.max_replications));
    let (found, facts) = progress::watch_freely(errand.progress(), output.watched(), search)?;
    errand.put(&found, FORECAST, manifest::of("forecast"), &facts)?;
    errand.tell(output, &found, &found.warnings, "the answer is", || text::text(&found))?;
    Ok(found.review.state.into())
}
