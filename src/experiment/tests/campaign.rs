//! Points through a store: the same figures whoever ran what, and nothing run twice.

use std::fs;
use std::path::{Path, PathBuf};

use crate::experiment::campaign::{Campaign, Point, Wanted};
use crate::experiment::pool::Pool;
use crate::experiment::progress::Progress;
use crate::experiment::store::Store;
use crate::scenario::load;

const TEXT: &str = "title = 'cell'\n[study]\nduration = '10 min'\nwarm_up = '0 s'\nreplications = 4\n\
    [radio.w]\ntechnology = 'ideal'\n[gateways.g]\nradio = 'w'\n\
    [devices.m]\ncount = 20\nradio = 'w'\nmessage = { poisson = '1 min', size = '20 B' }\n\
    [platform]\ningest = { service = { exponential = '1 s' } }\n\
    [objectives]\nswift = { of = 'devices.m', latency_p95 = '<= 3 s' }\n";

fn point(set: &[&str]) -> Point {
    let set: Vec<String> = set.iter().map(|setting| setting.to_string()).collect();
    let scenario = load::given(TEXT, &[], &set).expect("it is valid").scenario;
    Point::new(set, scenario)
}

fn points() -> Vec<Point> {
    let until = "study.replications={ min = 3, max = 9, precision = \"2 %\" }";
    vec![
        point(&[]),
        point(&["devices.m.count=40", until]),
        point(&["devices.m.count=10", "study.warm_up=auto"]),
    ]
}

/// Pools of all points, and how many replications were run and how many reused.
fn pools(store: Option<&Store>, jobs: usize) -> (Vec<Pool>, u64, u64) {
    let progress = Progress::default();
    let campaign = Campaign::new(jobs, store, &progress);
    let pools = campaign.studies(&points(), |finished| finished.study.pool).expect("all balance");
    (pools, progress.runs(), progress.reused())
}

/// Every stored replication.
fn entries(root: &Path) -> Vec<PathBuf> {
    let below = |path: &Path| fs::read_dir(path).expect("a folder").map(|entry| entry.expect("one").path());
    let mut found: Vec<PathBuf> = below(root).flat_map(|folder| below(&folder).collect::<Vec<_>>()).collect();
    found.retain(|path| path.extension().is_none());
    found.sort();
    found
}

#[test]
fn a_store_moves_no_figure_and_nothing_is_run_twice() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(&folder.path().join(".store"));
    let (without, ..) = pools(None, 1);
    let (first, run, reused) = pools(Some(&store), 2);
    assert_eq!((&first, reused), (&without, 0));
    assert!(run >= first.iter().map(Pool::replications).sum());
    let (again, run_again, reused) = pools(Some(&store), 1);
    assert_eq!((&again, run_again), (&without, 0));
    assert!(reused > 0 && store.warnings().is_empty());
}

#[test]
fn what_is_asked_of_a_point_moves_none_of_its_replications() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    let (_, _, none) = pools(Some(&store), 1);
    let progress = Progress::default();
    let stricter = point(&["objectives.swift.latency_p95=<= 1 s", "title=stricter"]);
    Campaign::new(1, Some(&store), &progress).studies(&[stricter], |_| ()).unwrap();
    assert_eq!((none, progress.runs(), progress.reused()), (0, 0, 4));
}

#[test]
fn damaged_entries_are_told_run_again_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, ..) = pools(Some(&Store::at(folder.path())), 1);
    let entries = entries(folder.path());
    let bytes = fs::read(&entries[1]).unwrap();
    fs::write(&entries[0], &bytes[..bytes.len() / 2]).unwrap();
    fs::write(&entries[2], &bytes).unwrap();
    fs::write(&entries[3], "").unwrap();
    let store = Store::at(folder.path());
    let (mended, run, _) = pools(Some(&store), 1);
    assert_eq!((&mended, run), (&whole, 3));
    assert_eq!(store.warnings(), ["3 entries of the store were damaged and simulated again"]);
    assert_eq!(pools(Some(&Store::at(folder.path())), 1).1, 0);
}

#[test]
fn a_store_that_cannot_be_written_is_said_once_and_done_without() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let store = Store::at(&folder.path().join("file"));
    let (found, ..) = pools(Some(&store), 2);
    assert_eq!(found, pools(None, 1).0);
    let [warning] = &store.warnings()[..] else { panic!("{:?}", store.warnings()) };
    assert!(warning.contains("cannot be written"), "{warning}");
}

#[test]
fn a_pool_that_is_extended_equals_one_made_at_once() {
    let point = points().remove(1);
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    let progress = Progress::default();
    let make = |store, pool, until| {
        let wanted = Wanted { point: &point, clock: None, pool, until };
        Campaign::new(2, store, &progress).pools(vec![wanted]).unwrap().remove(0)
    };
    let at_once = make(None, Pool::default(), 7);
    let some = make(Some(&store), Pool::default(), 3);
    assert_eq!(some.replications(), 3);
    assert_eq!(make(Some(&store), some.clone(), 7), at_once);
    assert_eq!(make(None, some.clone(), 2), some, "there are enough");
    assert_eq!(progress.reused(), 0);
    assert_eq!(make(Some(&store), Pool::default(), 7), at_once);
    assert_eq!(progress.reused(), 7);
}

#[test]
fn a_stop_ends_all_points() {
    let progress = Progress::default();
    progress.stop();
    assert!(Campaign::new(2, None, &progress).studies(&points(), |_| ()).is_err());
}

#[test]
fn a_verdict_is_settled_by_one_miss_where_a_study_goes_on() {
    let until = "study.replications={ min = 3, max = 12, precision = \"0.01 %\" }";
    let missed = [point(&[until, "objectives.swift.latency_p95=<= 1 ms"])];
    let held = [point(&[until, "objectives.swift.latency_p95=<= 1 h"])];
    let progress = Progress::default();
    let campaign = Campaign::new(1, None, &progress);
    let verdict = |points: &[Point]| {
        campaign.verdicts(points, |finished| finished.study.pool.replications()).expect("it balances")
    };
    assert_eq!((verdict(&missed), verdict(&held)), (vec![3], vec![3]));
    let study =
        campaign.studies(&missed, |finished| finished.study.pool.replications()).expect("it balances");
    assert_eq!(study, [12], "a study wants its precision");
}
