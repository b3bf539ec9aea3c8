//! `iotcap trace`: what became of single messages, and why. One scenario, one replication, run twice: once to find
//! them, once to write their diaries.

mod diary;
mod text;

use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::interrupt::Interrupt;
use super::pipeline;
use super::status::{Failure, Status};
use super::{Answer, limits, outputs, progress, say, settings, target};
use crate::experiment::progress::Progress;
use crate::experiment::trace::diary::Trace;
use crate::experiment::trace::query::{Asked, Ending};

/// Name of the file.
const TRACE: &str = "trace.json";
/// Replications that are searched for what was asked.
const MOST_SEARCHED: u64 = 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    file: PathBuf,
    /// Messages of this device: CLASS:NUMBER as in devices.csv, or CLASS:ID by the id of its place (repeatable)
    #[arg(long, value_name = "CLASS:NUMBER")]
    device: Vec<String>,
    /// Messages of this class (repeatable); all but other people's if left out
    #[arg(long, value_name = "CLASS", conflicts_with = "device")]
    class: Vec<String>,
    /// Lost by this cause, or `any`; with @ELEMENT, lost there, such as collision@gateways.rooftop:3
    #[arg(long, value_name = "CAUSE[@ELEMENT]", group = "ending")]
    lost: Option<String>,
    /// Delivered after their deadline
    #[arg(long, group = "ending")]
    late: bool,
    /// Delivered in time
    #[arg(long, group = "ending")]
    delivered: bool,
    /// Born at this moment or later: "2 h" after the window's begin, "08:00" or "Tue 08:00"
    #[arg(long, value_name = "MOMENT")]
    from: Option<String>,
    /// Born before this moment
    #[arg(long, value_name = "MOMENT")]
    to: Option<String>,
    /// Diaries at most, spread over the run; all messages are counted
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: u32,
    /// Which of the scenario's replications; if left out the first, or where it has no such message the next that has
    #[arg(long, value_name = "N", value_parser = settings::at_least_one::<NonZeroU64>)]
    replication: Option<NonZeroU64>,
    #[command(flatten)]
    values: settings::Values,
    #[command(flatten)]
    answer: settings::Output,
    /// Run even what takes more time or memory than is usual
    #[arg(long)]
    allow_long: bool,
}

impl Args {
    /// What is asked of a study of so many replications.
    fn asked(&self, replications: u64) -> Asked {
        let ending = match &self.lost {
            Some(text) => Ending::Lost(text.clone()),
            None if self.late => Ending::Late,
            None if self.delivered => Ending::Delivered,
            None => Ending::Any,
        };
        Asked {
            devices: self.device.clone(),
            classes: self.class.clone(),
            ending,
            from: self.from.clone(),
            to: self.to.clone(),
            limit: self.limit as usize,
            replication: self.replication.map_or(1, NonZeroU64::get),
            search: if self.replication.is_some() { 1 } else { replications.min(MOST_SEARCHED) },
        }
    }
}

/// Loads, runs, writes, prints.
pub fn run(args: &Args) -> Answer {
    let stem = target::stem(&args.file)?;
    let loaded = pipeline::load(&args.file, &args.values.settings(), say::coloured());
    let loaded = loaded.map_err(Failure::Scenario)?;
    let estimate = pipeline::estimate_trace(&loaded);
    if let Some(sentence) = limits::refusal(&estimate).filter(|_| !args.allow_long) {
        return Err(Failure::Use(format!("{}: {sentence}", args.file.display())));
    }
    let folder = args.answer.out.join(stem);
    target::check_writable(&folder)?;
    if let Some(sentence) = limits::announcement(&estimate).filter(|_| !args.answer.quiet) {
        say::note(&format!("{}: {sentence}", args.file.display()));
    }
    let progress = Arc::new(Progress::default());
    let interrupt = Interrupt::listen(progress.clone());
    let shown = args.answer.watched();
    let replications = pipeline::least_replications(&loaded);
    let follow = || pipeline::trace(&loaded, &args.asked(replications), &progress);
    let trace = progress::watch(&progress, &estimate, shown, follow)?;
    let mut files = pipeline::draw_page(&trace)?;
    files.push((TRACE.into(), outputs::json(&trace)?));
    outputs::put(&folder, &files, &progress, &interrupt)?;
    tell(&trace, &folder, args)?;
    Ok(Status::Met)
}

fn tell(trace: &Trace, folder: &Path, args: &Args) -> Result<(), Failure> {
    if args.answer.quiet {
        return Ok(());
    }
    say::note(&format!("the timeline is in {}", folder.join("trace.png").display()));
    args.answer.print(trace, || text::text(trace))
}
