//! `--coverage`: how often the intervals of `run` hold the exact answer.

use rayon::ThreadPool;

use super::{Args, status};
use crate::cli::status::Failure;
use crate::cli::{Answer, outputs, say};
use crate::experiment::progress::Progress;
use crate::experiment::study::StudyError;
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
    if args.json {
        outputs::print_json(&found)?;
    }
    Ok(status(found.iter().all(|coverage| coverage.holds)))
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
