//! Simulates cases: each on luck of its own, replications side by side, their samples in index order.

use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::case::{Case, Cases, Expected, LeftOut, Sample};
use super::effort::{Depth, Effort};
use super::family::Family;
use super::judge;
use super::ledger::Ledger;
use super::report::{FamilyReport, Row};
use crate::engine::{self, Progress};
use crate::network::layout::Layout;
use crate::network::{Network, estimate};
use crate::scenario::load;

/// The network of a case.
///
/// # Panics
/// If its scenario is none: cases are part of the program.
pub fn network(case: &Case) -> Network {
    let loaded = load::given(&case.scenario, &case.files, &case.settings);
    Network::build(
        &loaded.unwrap_or_else(|wrong| panic!("{}: {wrong}\n{}", case.name, case.scenario)).scenario,
    )
}

/// Runs so many replications; `of` takes from each what is asked, in their order.
pub fn replicate<T: Send>(
    network: &Network,
    replications: u64,
    progress: &Progress,
    of: impl Fn(&Ledger) -> T + Sync,
) -> Vec<T> {
    let one = |replication| {
        let layout = Layout::draw(network, replication);
        let mut ledger = Ledger::new(network, &layout);
        engine::run(network, &layout, replication, network.clock, &mut ledger, progress);
        of(&ledger)
    };
    (0..replications).into_par_iter().map(one).collect()
}

/// Samples of each measure, one from each replication.
pub fn samples(family: &str, case: &Case, effort: Effort, progress: &Progress) -> Vec<Vec<Sample>> {
    let mut network = network(case);
    network.seed = effort.seed_of(family, &case.name);
    let observe = |ledger: &Ledger| -> Vec<Sample> {
        case.expected.iter().map(|expected| (expected.observe)(ledger)).collect()
    };
    let runs = replicate(&network, case.replications * effort.times, progress, observe);
    (0..case.expected.len()).map(|at| runs.iter().map(|run| run[at]).collect()).collect()
}

fn rows(family: &str, case: &Case, effort: Effort, progress: &Progress) -> Vec<Row> {
    let samples = samples(family, case, effort, progress);
    let row = |(expected, of): (&Expected, &Vec<Sample>)| judge::row(&case.name, expected, of);
    let mut rows: Vec<Row> = case.expected.iter().zip(&samples).map(row).collect();
    let sure = |row: &&mut Row| row.z.is_some() && row.oracle.band == 0.0 && row.oracle.error == 0.0;
    if let Some(first) = rows.iter_mut().find(sure) {
        first.independent_z = first.z;
    }
    rows
}

/// Runs a family; `None` if it was stopped. A row that does not hold is run once more with new luck and more
/// replications, and counts as that run says.
pub fn family(family: &Family, effort: Effort, progress: &Progress) -> Option<FamilyReport> {
    let Cases { simulated, exact, mut left_out } = family.cases();
    let (run, deeper): (Vec<_>, Vec<_>) = simulated.into_iter().partition(|case| case.depth <= effort.depth);
    left_out.extend(deeper.iter().map(too_long));
    let mut rows: Vec<Vec<Row>> = run.iter().map(|case| rows(family.name, case, effort, progress)).collect();
    judge::judge(&mut rows);
    again(family.name, &run, &mut rows, effort, progress);
    let exact = exact.iter().map(judge::exact);
    let rows = exact.chain(rows.into_iter().flatten()).collect();
    let stopped = progress.stop.load(Ordering::Relaxed);
    (!stopped).then(|| FamilyReport::new(family, rows, left_out))
}

fn too_long(case: &Case) -> LeftOut {
    let needs = if case.depth == Depth::Usual { "without --quick" } else { "of the whole self-test" };
    let messages = case.replications as f64 * estimate::estimate(&network(case), 1, 1).messages;
    let reason = format!("part {needs} only: {:.1} million messages", messages / 1e6);
    LeftOut { case: case.name.clone(), reason }
}

fn again(family: &str, cases: &[Case], rows: &mut [Vec<Row>], effort: Effort, progress: &Progress) {
    let wrong = |rows: &[Row]| rows.iter().any(|row| !row.verdict.holds());
    let failed: Vec<usize> = (0..rows.len()).filter(|at| wrong(&rows[*at])).collect();
    let mut fresh: Vec<Vec<Row>> =
        failed.iter().map(|at| self::rows(family, &cases[*at], effort.again(), progress)).collect();
    for (at, fresh) in failed.iter().zip(&mut fresh) {
        let held: Vec<bool> = rows[*at].iter().map(|row| row.verdict.holds()).collect();
        let mut held = held.into_iter();
        fresh.retain(|_| !held.next().unwrap_or(false));
    }
    judge::judge(&mut fresh);
    for (at, fresh) in failed.iter().zip(fresh) {
        let wrong = rows[*at].iter_mut().filter(|row| !row.verdict.holds());
        wrong.zip(fresh).for_each(|(row, new)| *row = new.again(row));
    }
}
