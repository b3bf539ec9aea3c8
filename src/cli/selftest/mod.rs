//! `iotcap selftest`: the families of known answers on fresh luck, as a table, a file and a page; and whether the
//! program's own intervals hold the truth as often as they say.

mod coverage;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::interrupt::Interrupt;
use super::settings::{at_least_one, zero_or_more};
use super::status::{Failure, Status};
use super::{Answer, glob, machine, outputs, pipeline, say, target};
use crate::chance::Key;
use crate::experiment::progress::Progress;
use crate::selftest::{Depth, Effort, FAMILIES, Family, FamilyReport, Validation, run as families};

/// Folder of the results, and the file in it.
const FOLDER: &str = "selftest";
const FILE: &str = "validation.json";
/// Seeds that are easily typed again.
const SEEDS: u32 = 1_000_000_000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only what a minute allows
    #[arg(long)]
    quick: bool,
    /// Test the intervals instead: 200 studies of one scenario, and how many intervals hold the exact answer
    #[arg(long, conflicts_with_all = ["quick", "only"])]
    coverage: bool,
    /// Seed of all luck; a fresh one, which is printed, if left out
    #[arg(long, value_name = "N", value_parser = zero_or_more)]
    seed: Option<u64>,
    /// Only families of this name, such as queues/markov or "lora/*" (repeatable)
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,
    /// Runs at the same time; all cores if left out. What comes out does not depend on it
    #[arg(long, value_name = "N", value_parser = at_least_one::<NonZeroUsize>)]
    jobs: Option<NonZeroUsize>,
    /// Folder in which the self-test gets its folder
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Print validation.json instead of tables
    #[arg(long)]
    json: bool,
    /// Print nothing but errors
    #[arg(long, short, conflicts_with = "json")]
    quiet: bool,
}

impl Args {
    /// Whether tables are printed.
    fn talks(&self) -> bool {
        !self.quiet && !self.json
    }
}

/// Runs what was asked for; status 1 if something does not hold.
pub fn run(args: &Args) -> Answer {
    let chosen = choose(FAMILIES, &args.only)?;
    let effort = Effort::new(seed(args), if args.quick { Depth::Quick } else { Depth::Full });
    let progress = Arc::new(Progress::default());
    let interrupt = Interrupt::listen(progress.clone());
    let pool = pool(args)?;
    if args.coverage {
        return coverage::run(args, effort.seed, &pool, &progress);
    }
    let folder = args.out.join(FOLDER);
    target::check_writable(&folder)?;
    if !args.quiet {
        say::note(&format!("seed {}: --seed {} repeats this", effort.seed, effort.seed));
    }
    let clock = Instant::now();
    let validation = Validation::new(effort, &args.only, each(&chosen, effort, &pool, args, &progress)?);
    let mut files = pipeline::draw_page(&validation)?;
    files.push((FILE.into(), outputs::json(&validation)?));
    outputs::put(&folder, &files, &progress, &interrupt)?;
    if args.json {
        outputs::print_json(&validation)?;
    } else if !args.quiet {
        let took = clock.elapsed().as_secs_f64();
        say::data(&format!("{} ({took:.0} s)\n", validation.sentence()))?;
        say::note(&format!("the self-test is in {}", folder.display()));
    }
    Ok(status(validation.holds))
}

fn status(holds: bool) -> Status {
    if holds { Status::Met } else { Status::NotMet }
}

/// Families that a pattern names; all without one.
fn choose(families: &[Family], only: &[String]) -> Result<Vec<Family>, Failure> {
    for pattern in only {
        if !families.iter().any(|family| glob::matches(pattern, family.name)) {
            let names: Vec<&str> = families.iter().map(|family| family.name).collect();
            return Err(Failure::Use(format!(
                "no family is named `{pattern}`; there are {}",
                names.join(", ")
            )));
        }
    }
    let wanted =
        |family: &&Family| only.is_empty() || only.iter().any(|pattern| glob::matches(pattern, family.name));
    Ok(families.iter().filter(wanted).copied().collect())
}

/// The seed asked for, or one of the clock's.
fn seed(args: &Args) -> u64 {
    let fresh = || {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        u64::from(Key::root(since.as_nanos() as u64, 0).below(0, SEEDS))
    };
    args.seed.unwrap_or_else(fresh)
}

fn pool(args: &Args) -> Result<ThreadPool, Failure> {
    let jobs = args.jobs.map_or_else(machine::cores, NonZeroUsize::get);
    let built = ThreadPoolBuilder::new().num_threads(jobs).build();
    built.map_err(|error| Failure::Use(format!("cannot start {jobs} jobs: {error}")))
}

/// Family by family, each told when it is done.
fn each(
    chosen: &[Family],
    effort: Effort,
    pool: &ThreadPool,
    args: &Args,
    progress: &Progress,
) -> Result<Vec<FamilyReport>, Failure> {
    let bar = bar(chosen.len(), !args.quiet && say::watched());
    let mut reports = Vec::new();
    for family in chosen {
        bar.set_message(family.name);
        let report = pool.install(|| families::family(family, effort, progress.engine()));
        let report = report.ok_or(Failure::Interrupted)?;
        if args.talks() {
            bar.suspend(|| say::data(&format!("{report}\n")))?;
        }
        reports.push(report);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(reports)
}

fn bar(families: usize, shown: bool) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(families as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} families  {msg}  {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selftest::Cases;

    const RIGHT: Family = Family {
        name: "test/right",
        about: "a formula that is right",
        tables: &[],
        cases: |cases: &mut Cases| cases.exactly("two", 2.0, 2.0, 0.0),
    };
    const WRONG: Family = Family {
        name: "test/wrong",
        about: "a formula that is wrong",
        tables: &[],
        cases: |cases: &mut Cases| cases.exactly("two", 2.0, 2.1, 0.05),
    };

    fn ended(family: Family) -> Status {
        let effort = Effort::new(1, Depth::Quick);
        let report = families::family(&family, effort, &crate::engine::Progress::default());
        status(Validation::new(effort, &[], report.into_iter().collect()).holds)
    }

    #[test]
    fn a_wrong_answer_ends_in_status_1() {
        assert_eq!((ended(RIGHT), ended(WRONG)), (Status::Met, Status::NotMet));
    }

    #[test]
    fn families_are_chosen_by_pattern() {
        let names = |only: &[&str]| {
            let only: Vec<String> = only.iter().map(ToString::to_string).collect();
            choose(&[RIGHT, WRONG], &only).map(|chosen| chosen.iter().map(|f| f.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap(), ["test/right", "test/wrong"]);
        assert_eq!(names(&["*wrong"]).unwrap(), ["test/wrong"]);
        assert!(names(&["test/wrong", "no*"]).unwrap_err().to_string().contains("test/right, test/wrong"));
    }
}
