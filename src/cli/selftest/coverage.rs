//! `--coverage`: how often the intervals of `run` hold the exact answer.

use crate::experiment::question::Unanswered;
use rayon::ThreadPool;
use serde::Serialize;

use super::{Args, status};
use crate::cli::status::Failure;
use crate::cli::{Answer, outputs, say};
use crate::experiment::progress::Progress;
use crate::experiment::study::StudyError;
use crate::selftest::capacity::{KNOWN, Searched};
use crate::selftest::coverage::{Coverage, EXPECTED, INTERVALS, STUDIES, test};

/// Each interval's test, one line.
pub fn run(args: &Args, seed: u64, pool: &ThreadPool, progress: &Progress) -> Answer {
    if !args.quiet {
        let [least, most] = EXPECTED;
        say::note(&format!("seed {seed}: --seed {seed} repeats this"));
        say::note(&format!("of {STUDIES} intervals {least} to {most} should hold the exact answer"));
    }
    let mut found = Vec::new();
    for interval in &INTERVALS {
        let coverage = pool.install(|| test(interval, seed, progress)).map_err(failure)?;
        if args.talks() {
            say::data(&line(&coverage))?;
        }
        found.push(coverage);
    }
    let mut searched = Vec::new();
    for known in KNOWN {
        let one = pool.install(|| known.test(seed, progress)).map_err(of_capacity)?;
        if args.talks() {
            say::data(&search(&one))?;
        }
        searched.push(one);
    }
    let holds = found.iter().all(|one| one.holds) && searched.iter().all(|one| one.holds);
    if args.json {
        outputs::print_json(&All { intervals: found, capacity: searched })?;
    }
    Ok(status(holds))
}

/// What `--json` prints.
#[derive(Serialize)]
struct All {
    intervals: Vec<Coverage>,
    capacity: Vec<Searched>,
}

fn search(searched: &Searched) -> String {
    let Searched { name, exact, held, searches, bias, worst, width, work, holds } = searched;
    let verdict = if *holds { "as it should be" } else { "NOT as it should be" };
    let [bias, worst, width] = [bias, worst, width].map(|share| 100.0 * share);
    format!(
        "capacity of {name:36} {exact:10.6}  {held} of {searches} intervals hold it, {width:.1} % wide; off by {bias:.2} % in \
         the mean, {worst:.2} % at most, work {work:.0}: {verdict}\n"
    )
}

fn of_capacity(error: Unanswered) -> Failure {
    match error {
        Unanswered::Study(error) => failure(error),
        Unanswered::Asked(sentence) => Failure::Bug(sentence),
    }
}

fn line(coverage: &Coverage) -> String {
    let Coverage { name, exact, held, studies, half_width, holds } = coverage;
    let verdict = if *holds { "as often as they say" } else { "NOT as often as they say" };
    let width = 100.0 * half_width;
    format!("{name:48} {exact:10.6}  {held} of {studies} intervals hold it, ± {width:.1} %: {verdict}\n")
}

fn failure(error: StudyError) -> Failure {
    match error {
        StudyError::Stopped => Failure::Interrupted,
        broken => Failure::Bug(broken.to_string()),
    }
}
