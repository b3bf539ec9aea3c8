//! A sweep of 100 points of an hour of 10 000 devices, ten replications each, beside the same 100 scenarios run one
//! after another: both simulate the same messages and fold them into results; the sweep also lays its points on the
//! file, keeps every replication in the store, draws its page and writes its table. `cargo bench --bench sweep`.
//!
//! CPU time of the process on one thread, by turns, the fastest turn of each counts; then the sweep on as many threads
//! as there are cores, and how busy they were.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use iotcap::experiment::assemble::Provenance;
use iotcap::experiment::campaign::{Campaign, Point};
use iotcap::experiment::progress::Progress;
use iotcap::experiment::results::ScenarioInfo;
use iotcap::experiment::simulate::simulate;
use iotcap::experiment::store::Store;
use iotcap::experiment::sweep::{Sweep, point};
use iotcap::report::paged::Paged as _;
use iotcap::scenario::Scenario;
use iotcap::scenario::load::load;
use iotcap::scenario::sweep::{Design, Factor};

/// Turns of each.
const TURNS: usize = 3;
/// A sweep may cost so many times the sum of its runs.
const MOST_COST: f64 = 1.1;
/// Share of all cores that it uses at the least.
const LEAST_SHARE: f64 = 0.9;
/// What is varied: a hundred points of about the same cost.
const VARIED: (&str, &str) = ("platform.ingest.servers", "1..100 step 1");

fn main() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "{:>9} {:>9} {:>14} {:>6} {:>11} {:>6}",
        "runs s", "sweep s", "with store s", "ratio", "busy cores", "of"
    );
    let (mut runs_s, mut sweep_s, mut stored_s) = (f64::MAX, f64::MAX, f64::MAX);
    let mut busy: f64 = 0.0;
    for _ in 0..TURNS {
        runs_s = runs_s.min(timed(runs).0);
        sweep_s = sweep_s.min(timed(|| sweep(1, None)).0);
        stored_s = stored_s.min(stored(1).0);
        let (cpu_s, took) = stored(cores);
        busy = busy.max(cpu_s / took.as_secs_f64());
    }
    let ratio = stored_s / runs_s;
    println!("{runs_s:>9.2} {sweep_s:>9.2} {stored_s:>14.2} {ratio:>6.3} {busy:>11.2} {cores:>6}");
    let holds = ratio <= MOST_COST && busy >= LEAST_SHARE * cores as f64;
    println!("{}", if holds { "both targets are met" } else { "a target is missed" });
}

/// CPU time of the process, s, and how long it took.
fn timed<T>(act: impl FnOnce() -> T) -> (f64, Duration) {
    let (cpu, clock) = (ProcessTime::now(), Instant::now());
    act();
    (cpu.elapsed().as_secs_f64(), clock.elapsed())
}

/// The sweep with a store that is empty at first.
fn stored(jobs: usize) -> (f64, Duration) {
    let folder = tempfile::tempdir().expect("a folder");
    timed(|| sweep(jobs, Some(&Store::at(folder.path()))))
}

/// Every point as a run by itself.
fn runs() {
    for point in &points().1 {
        let provenance = Provenance { info: ScenarioInfo::default(), assumptions: Vec::new() };
        let (results, _) =
            simulate(&point.scenario, provenance, 1, false, &Progress::default()).expect("a run");
        serde_json::to_vec_pretty(&results).expect("results are JSON");
    }
}

/// All points in one pool, to the page, table and JSON.
fn sweep(jobs: usize, store: Option<&Store>) {
    let (design, points) = points();
    let progress = Progress::default();
    let campaign = Campaign::new(jobs, store, &progress);
    let swept = campaign.studies(&points, |done| point(&done, design.points[done.at].clone()));
    let swept = swept.expect("a sweep that ends");
    let found = Sweep::new(&points[0].scenario, "bench", "", &design, swept, Vec::new());
    found.render().expect("a page");
    serde_json::to_vec_pretty(&found).expect("a sweep is JSON");
}

fn points() -> (Design, Vec<Point>) {
    let (path, values) = VARIED;
    let factor = Factor::parse(path, values).expect("a range");
    let design = Design::new(vec![factor], false, &[]).expect("a design");
    let all = design.points.iter().map(|at| {
        let set = design.settings(at);
        Point::new(set.clone(), scenario(set))
    });
    let points = all.collect();
    (design, points)
}

fn scenario(set: Vec<String>) -> Scenario {
    let own = ["devices.meters.count=10000", "gateways.mast.count=10", "study.replications=10"];
    let settings: Vec<String> = own.into_iter().map(String::from).chain(set).collect();
    let file: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/run.toml");
    load(&file, &settings).expect("a scenario without fault").scenario
}
