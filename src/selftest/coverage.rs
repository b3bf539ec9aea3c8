//! Whether a 95 % interval of the program holds the truth 95 times in a hundred: so many whole studies of one
//! scenario, each on luck of its own, and how many of the intervals that `run` would print contain the exact answer.

use rayon::prelude::*;
use serde::Serialize;

use super::case::Case;
use super::effort::{Depth, Effort};
use super::families::cell::{Cell, airtime_s};
use super::families::queues::{ingest, poisson, queue};
use crate::experiment::assemble::Provenance;
use crate::experiment::progress::Progress;
use crate::experiment::results::{Estimate, Results};
use crate::experiment::simulate::simulate;
use crate::experiment::study::StudyError;
use crate::scenario::load;

/// Independent studies.
pub const STUDIES: u64 = 200;
/// Of 200 exact intervals so many hold the truth in 99.5 of a hundred cases: Bin(200, 0.95).
pub const EXPECTED: [u64; 2] = [181, 197];

/// One figure whose interval is put to the test.
pub struct Interval {
    /// What is measured.
    pub name: &'static str,
    /// The exact answer.
    pub exact: f64,
    scenario: fn() -> String,
    figure: fn(&Results) -> Option<Estimate>,
}

/// How often it held the truth.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// What is measured.
    pub name: &'static str,
    /// The exact answer.
    pub exact: f64,
    /// Studies whose interval contains it.
    pub held: u64,
    /// Of so many.
    pub studies: u64,
    /// Their intervals' mean half-width, relative to the answer.
    pub half_width: f64,
    /// Whether that is as often as it should be.
    pub holds: bool,
}

/// Every figure that is put to the test.
pub const INTERVALS: [Interval; 3] = [
    Interval {
        name: "M/M/1 at 0.5: mean time in the system, s",
        exact: 2.0,
        scenario: station,
        figure: |results| Some(results.classes.get("customers")?.latency_s.mean),
    },
    Interval {
        name: "M/M/1 at 0.5: p95 of the time in the system, s",
        exact: 5.991_464_547,
        scenario: station,
        figure: |results| Some(results.classes.get("customers")?.latency_s.p95),
    },
    Interval {
        name: "ALOHA of 20 devices: delivery ratio",
        exact: 0.379_759_228,
        scenario: aloha,
        figure: |results| Some(results.classes.get("nodes")?.delivery_ratio),
    },
];

const REPLICATIONS: &str = "study.replications=10";
const CUSTOMERS: f64 = 2000.0;
const MESSAGES: f64 = 1000.0;

fn station() -> String {
    let station = ingest("service = { exponential = \"1 s\" }");
    queue(CUSTOMERS, 0.5, &format!("{}{station}", poisson("customers", 0.5, 1, "")))
}

/// Devices on the air for 2.5 % of the time: ((1 - f) exp(-f / (1 - f)))^19 of their frames arrive.
fn aloha() -> String {
    let airtime = airtime_s(12, Cell::default().phy_bytes, 1);
    let idle = airtime * (1.0 - AIRTIME_SHARE) / AIRTIME_SHARE;
    let cell = Cell {
        count: 20,
        process: format!(r#"idle = {{ exponential = "{idle} s" }}"#),
        duration_s: MESSAGES * airtime / (20.0 * AIRTIME_SHARE),
        warm_up_s: 20.0 * (idle + airtime),
        ..Cell::default()
    };
    cell.scenario()
}
const AIRTIME_SHARE: f64 = 0.025;

/// Puts one to the test.
///
/// # Errors
/// If it was stopped, or a study breaks a promise of the program.
pub fn test(interval: &Interval, seed: u64, progress: &Progress) -> Result<Coverage, StudyError> {
    let case = Case::new(interval.name, (interval.scenario)()).set(REPLICATIONS);
    let studies: Vec<Option<Estimate>> = (0..STUDIES)
        .into_par_iter()
        .map(|n| {
            let seed = Effort::new(seed, Depth::Full).seed_of("coverage", &format!("{}:{n}", interval.name));
            study(&case, seed, interval, progress)
        })
        .collect::<Result<_, _>>()?;
    let intervals: Vec<[f64; 2]> = studies.iter().filter_map(|figure| figure.as_ref()?.ci).collect();
    let held = intervals.iter().filter(|[low, high]| (*low..=*high).contains(&interval.exact)).count() as u64;
    let widths: f64 = intervals.iter().map(|[low, high]| (high - low) / 2.0).sum();
    Ok(Coverage {
        name: interval.name,
        exact: interval.exact,
        held,
        studies: STUDIES,
        half_width: widths / intervals.len().max(1) as f64 / interval.exact,
        holds: (EXPECTED[0]..=EXPECTED[1]).contains(&held),
    })
}

/// One study as `run` makes it.
fn study(
    case: &Case,
    seed: u64,
    interval: &Interval,
    progress: &Progress,
) -> Result<Option<Estimate>, StudyError> {
    let settings: Vec<String> = case.settings.iter().cloned().chain([format!("study.seed={seed}")]).collect();
    let loaded = load::given(&case.scenario, &case.files, &settings);
    let scenario = loaded.unwrap_or_else(|wrong| panic!("{}: {wrong}", case.name)).scenario;
    let (results, _) = simulate(&scenario, Provenance::default(), 1, false, progress)?;
    Ok((interval.figure)(&results))
}
