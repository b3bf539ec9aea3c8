//! Every scenario that ships says why it exists, loads, runs, and writes its page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use iotcap::scenario::load;
use serde_json::Value;

/// Every scenario that ships, and every one that the tests keep.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["scenarios", "tests/field"].map(|folder| root.join(folder));
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let paths = files.map(|file| file.expect("readable").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    paths.sort();
    assert!(paths.len() >= 8, "{paths:?}");
    paths
}

#[test]
fn every_scenario_loads_asks_something_and_says_why() {
    for path in files() {
        let at = path.display();
        let loaded = load::load(&path, &[]).unwrap_or_else(|wrong| panic!("{at}: {wrong:?}"));
        let intent = loaded.scenario.intent.unwrap_or_default();
        assert!(intent.trim_end().ends_with(['?', '.']), "{at}: {intent}");
        assert!(!loaded.scenario.objectives.is_empty(), "{at} asks nothing");
    }
}

#[test]
fn the_first_scenario_is_short() {
    let first = files().into_iter().find(|path| path.ends_with("first.toml")).expect("first.toml");
    assert!(fs::read_to_string(first).expect("readable").lines().count() < 15);
}

/// Twenty minutes with at most a thousand devices of each class, and incidents early in them.
fn shortened(path: &Path) -> Vec<String> {
    let scenario = load::load(path, &[]).expect("it loads").scenario;
    let large = scenario.devices.iter().filter(|(_, class)| class.count.0 > 1000);
    let fewer = large.map(|(name, _)| format!("devices.{name}.count=1000"));
    let early = scenario.incidents.keys().map(|name| format!("incidents.{name}.at=\"25 %\""));
    fewer.chain(early).chain(["study.duration=\"20 min\"".to_string()]).collect()
}

/// Somebody sends something: some files ask for coverage alone.
fn speaks(path: &Path) -> bool {
    let scenario = load::load(path, &[]).expect("it loads").scenario;
    scenario.devices.values().any(|class| class.message.is_some())
}

/// Runs it in short, with these arguments besides: messages balance, and there is a page.
fn runs(path: &Path, more: &[&str]) -> Value {
    let out = tempfile::tempdir().expect("a folder for the test");
    let mut command = Command::new(env!("CARGO_BIN_EXE_iotcap"));
    command.arg("run").arg(path).args(["--quiet", "--replications", "1", "--out"]).arg(out.path());
    for setting in shortened(path) {
        command.args(["--set", &setting]);
    }
    let output = command.args(more).output().expect("iotcap starts");
    let (at, status) = (path.display(), output.status.code());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(status, Some(0 | 1)), "{at} {more:?}: {status:?}\n{said}");
    let folder = out.path().join(path.file_stem().expect("a name"));
    let results = fs::read(folder.join("results.json")).expect("results");
    let results: Value = serde_json::from_slice(&results).expect("JSON");
    assert_eq!(results["conservation"]["total"]["balanced"], true, "{at} {more:?}");
    assert!(folder.join("review.png").metadata().is_ok_and(|page| page.len() > 10_000), "{at} {more:?}");
    drawn_again(&folder);
    results
}

/// Its page can be drawn from its results, and is the same.
fn drawn_again(folder: &Path) {
    let page = || fs::read(folder.join("review.png")).expect("a page");
    let first = page();
    let mut report = Command::new(env!("CARGO_BIN_EXE_iotcap"));
    let output = report.arg("report").arg(folder).output().expect("iotcap starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", folder.display());
    assert!(first == page(), "{}", folder.display());
}

#[test]
fn every_scenario_runs_balances_and_draws_its_page() {
    for path in files() {
        let results = runs(&path, &[]);
        let offered = results["conservation"]["total"]["offered"].as_u64();
        assert_eq!(offered > Some(0), speaks(&path), "{}: {offered:?} offered", path.display());
    }
}

#[test]
fn every_fleet_has_its_bad_days() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for fleet in ["metering", "factory", "vehicles", "building"] {
        for day in ["power-cut", "compromised"] {
            let path = root.join(format!("{fleet}-{day}.toml"));
            let scenario = load::load(&path, &[]).unwrap_or_else(|wrong| panic!("{wrong:?}")).scenario;
            assert!(!scenario.incidents.is_empty(), "{}", path.display());
        }
        for ready in ["power-cut", "compromised-fleet"] {
            let results = runs(&root.join(format!("{fleet}.toml")), &["--with", ready]);
            let struck = &results["incidents"][0];
            assert_eq!(struck["name"], ready, "{fleet}: {struck}");
            assert!(struck["from_s"].as_f64() > Some(0.0), "{fleet}: {struck}");
        }
    }
}
