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

/// Twenty minutes with at most a thousand devices of each class.
fn shortened(path: &Path) -> Vec<String> {
    let scenario = load::load(path, &[]).expect("it loads").scenario;
    let large = scenario.devices.iter().filter(|(_, class)| class.count.0 > 1000);
    let fewer = large.map(|(name, _)| format!("devices.{name}.count=1000"));
    fewer.chain(["study.duration=\"20 min\"".to_string()]).collect()
}

/// Somebody sends something: some files ask for coverage alone.
fn speaks(path: &Path) -> bool {
    let scenario = load::load(path, &[]).expect("it loads").scenario;
    scenario.devices.values().any(|class| class.message.is_some())
}

#[test]
fn every_scenario_runs_balances_and_draws_its_page() {
    let out = tempfile::tempdir().expect("a folder for the test");
    for path in files() {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iotcap"));
        command.arg("run").arg(&path).args(["--quiet", "--replications", "1", "--out"]).arg(out.path());
        for setting in shortened(&path) {
            command.args(["--set", &setting]);
        }
        let output = command.output().expect("iotcap starts");
        let (at, status) = (path.display(), output.status.code());
        assert!(
            matches!(status, Some(0 | 1)),
            "{at}: {status:?}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let folder = out.path().join(path.file_stem().expect("a name"));
        let results = fs::read(folder.join("results.json")).expect("results");
        let results: Value = serde_json::from_slice(&results).expect("JSON");
        assert_eq!(results["conservation"]["total"]["balanced"], true, "{at}");
        let offered = results["conservation"]["total"]["offered"].as_u64();
        assert_eq!(offered > Some(0), speaks(&path), "{at}: {offered:?} offered");
        assert!(folder.join("review.png").metadata().is_ok_and(|page| page.len() > 10_000), "{at}");
    }
}
