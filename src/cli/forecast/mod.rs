//! `iotcap forecast`: when objectives are first missed as the devices grow, and when to order.

mod text;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::interrupt::Interrupt;
use super::manifest::{self, Manifest};
use super::status::{Failure, Status};
use super::{Answer, limits, outputs, pipeline, progress, say, settings, target};
use crate::experiment::capacity::MOST_REPLICATIONS;
use crate::experiment::forecast::Question;
use crate::experiment::forecast::results::Forecast;
use crate::experiment::progress::Progress;
use crate::experiment::results::Verdict;
use crate::experiment::store::{self, Store};
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
    /// Neither read nor keep replications
    #[arg(long)]
    no_store: bool,
    #[command(flatten)]
    output: settings::Output,
}

/// Searches, writes, prints.
pub fn run(args: &Args) -> Answer {
    let (started, clock) = (SystemTime::now(), Instant::now());
    let mut settings = args.changes.settings();
    settings.extend(args.until.map(|until| format!("growth.until=\"{until}\"")));
    let loaded = pipeline::load(&args.file, &settings, say::coloured()).map_err(Failure::Scenario)?;
    let out = &args.output.out;
    let folder = out.join(target::stem(&args.file)?);
    target::check_writable(&folder)?;
    let jobs = args.effort.jobs();
    let progress = Arc::new(Progress::default());
    let interrupt = Interrupt::listen(progress.clone());
    let store = (!args.no_store).then(|| Store::at(&out.join(store::FOLDER)));
    let question =
        Question { precision: args.precision.0, most_replications: args.max_replications, brief: args.brief };
    let asked = pipeline::Search {
        settings: &settings,
        many: pipeline::Many { jobs, store: store.as_ref(), progress: &progress },
        refusal: &|estimate| limits::of_many(estimate).filter(|_| !args.effort.allow_long),
    };
    let (forecast, facts) = progress::watch_freely(&progress, args.output.watched(), || {
        pipeline::forecast(&loaded, &question, &asked)
    })?;
    let mut files = pipeline::draw_page(&forecast)?;
    files.push((FORECAST.into(), outputs::json(&forecast)?));
    let manifest = Manifest::new(started, clock.elapsed(), &facts, jobs);
    files.push((manifest::of("forecast").into(), outputs::json(&manifest)?));
    outputs::put(&folder, &files, &progress, &interrupt)?;
    if !args.output.quiet {
        store.iter().flat_map(Store::warnings).for_each(|text| say::warning(&text));
    }
    tell(&forecast, &folder, args)?;
    Ok(if forecast.review.state == Verdict::Met { Status::Met } else { Status::NotMet })
}

fn tell(forecast: &Forecast, folder: &std::path::Path, args: &Args) -> Result<(), Failure> {
    if args.output.quiet {
        return Ok(());
    }
    forecast.warnings.iter().for_each(|text| say::warning(text));
    say::note(&format!("the answer is in {}", folder.display()));
    args.output.print(forecast, || text::text(forecast))
}
