//! `iotcap capacity` from outside: loads that are known by theory, what it refuses, and that its answer depends on neither
//! jobs nor what was simulated before.
#![cfg(unix)]

mod program;

use std::path::Path;

use program::{err, iotcap, out, status};
use serde_json::Value;

const RATE: &str = "devices.customers.message.poisson";

fn scenario(name: &str) -> String {
    format!("{}/tests/oracles/capacity/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

fn asked(folder: &Path, name: &str, how: [&str; 2], more: &[&str]) -> Value {
    let file = scenario(name);
    let mut args = vec!["capacity", &file, how[0], how[1], "--json"];
    args.extend(more);
    let output = iotcap(folder, &args);
    assert!([0, 1].contains(&status(&output)), "{name}: {}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn number(value: &Value, path: &str) -> f64 {
    value.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path} of {value}"))
}

/// Exact answers of tests/oracles/capacity_search.csv; fixed seed.
fn finds(name: &str, how: [&str; 2], exact: f64) {
    let folder = tempfile::tempdir().unwrap();
    let found = asked(folder.path(), name, how, &["--brief", "--precision", "2 %", "--no-store"]);
    let root = number(&found, "/answer/root");
    let [low, high] = ["/answer/ci/0", "/answer/ci/1"].map(|path| number(&found, path));
    assert!((root / exact - 1.0).abs() <= 0.02, "{name}: {root} for {exact}");
    assert!(
        low <= exact * (1.0 + 1e-8) && exact * (1.0 - 1e-8) <= high,
        "{name}: {low} to {high} for {exact}"
    );
    assert!(high - low <= 0.06 * exact, "{name}: {low} to {high}");
    assert!(number(&found, "/method/work") <= 30.0, "{name}");
}

#[test]
fn queues_break_where_theory_says() {
    finds("mm1-p95-sojourn", ["--shrink", RATE], 1.0 / 85.021_338_6);
    finds("mm4-waiting", ["--shrink", RATE], 1.0 / 2.102_173_56);
    finds("md1-mean-wait", ["--shrink", RATE], 1.0 / 0.8);
    finds("md1-p95-wait", ["--shrink", RATE], 1.0 / 0.745_271_361);
}

#[test]
fn cells_break_where_theory_says() {
    finds("aloha-3-channels", ["--grow", "devices.nodes.count"], 120.826_625);
    finds("capture-3-channels", ["--grow", "devices.nodes.count"], 160.143_17);
}

#[test]
fn without_noise_the_answer_is_exact_to_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    let found = asked(folder.path(), "batch-500", ["--grow", "devices.fleet.count"], &["--brief"]);
    assert_eq!(
        (number(&found, "/answer/at/value"), found["answer"]["exact"].as_bool()),
        (30_000.0, Some(true))
    );
    assert_eq!(found["grown"][0]["to"], "30000");
}

#[test]
fn all_that_is_reported_stays_within_thirty_loads_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = scenario("md1-mean-wait");
    let output = iotcap(folder.path(), &["capacity", &file, "--shrink", RATE]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let text = out(&output);
    for part in
        ["platform.ingest breaks wait", "Headroom", "wider (its service a tenth faster)", "95 % INTERVAL"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let written = folder.path().join("output/md1-mean-wait");
    for file in ["capacity.json", "capacity.png", "capacity.manifest.json"] {
        assert!(written.join(file).is_file(), "{file}");
    }
    let found: Value =
        serde_json::from_slice(&std::fs::read(written.join("capacity.json")).unwrap()).unwrap();
    assert!(number(&found, "/method/work") <= 30.0, "{}", found["method"]);
    // a server a tenth faster: rate 0.88 at the same utilisation would be +10 %, and waits are shorter in proportion
    assert!(number(&found, "/shadow_prices/0/gain") > 0.1);
}

#[test]
fn neither_jobs_nor_the_store_move_a_byte() {
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| {
        asked(folder.path(), "md1-mean-wait", ["--shrink", RATE], more);
        let written = folder.path().join("output/md1-mean-wait");
        ["capacity.json", "capacity.png"].map(|file| std::fs::read(written.join(file)).unwrap())
    };
    let alone = run(&["--jobs", "1", "--no-store"]);
    assert_eq!(run(&["--jobs", "2"]), alone);
    assert_eq!(run(&["--jobs", "2"]), alone, "from the store");
}

#[test]
fn what_cannot_be_asked_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = scenario("md1-mean-wait");
    let refused = |args: &[&str], says: &str| {
        let output = iotcap(folder.path(), &[&["capacity", &file], args].concat());
        assert_eq!(status(&output), 2, "{args:?}: {}", out(&output));
        assert!(err(&output).contains(says), "{args:?}: {}", err(&output));
    };
    refused(&["--grow", "devices.custmers.count"], "did you mean devices.customers.count?");
    refused(&["--grow", "devices.customers.radio"], "no number");
    refused(&["--grow", "devices.customers"], "is a table");
    refused(&["--shrink", RATE, "--grow", RATE], "is named twice");
    refused(&["--shrink", RATE, "--precision", "0 %"], "between 0 % and 100 %");
    refused(&["--shrink", RATE, "--objectives", "weit"], "did you mean wait?");
    refused(&["--shrink", RATE, "--without", "wait"], "no objective is left");
    refused(&["--grow", RATE], &format!("--shrink {RATE}"));
    refused(&["--shrink", "devices.customers.count"], "--grow devices.customers.count");
    refused(&[], "--grow");
    let bare = folder.path().join("bare.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&bare, text.split("[objectives]").next().unwrap()).unwrap();
    let output = iotcap(folder.path(), &["capacity", "bare.toml", "--shrink", RATE]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("no objectives"), "{}", err(&output));
}

#[test]
fn the_page_is_drawn_again_and_the_review_says_the_headroom() {
    let folder = tempfile::tempdir().unwrap();
    let file = scenario("md1-mean-wait");
    let written = folder.path().join("output/md1-mean-wait");
    let run = |args: &[&str]| {
        let output = iotcap(folder.path(), args);
        assert_eq!(status(&output), 0, "{args:?}: {}", err(&output));
    };
    let picture = |name: &str| std::fs::read(written.join(name)).unwrap();
    run(&["run", &file, "--quiet"]);
    let bare = picture("review.png");
    run(&["capacity", &file, "--shrink", RATE, "--brief", "--quiet"]);
    let page = picture("capacity.png");
    run(&["report", "output/md1-mean-wait/capacity.json", "--out", "again"]);
    assert_eq!(std::fs::read(folder.path().join("again/capacity.png")).unwrap(), page);
    run(&["report", "output/md1-mean-wait"]);
    let with = picture("review.png");
    assert_ne!(with, bare);
    run(&["run", &file, "--quiet"]);
    assert_eq!(picture("review.png"), with, "drawn by a run as by a report");
    run(&["run", &file, "--quiet", "--seed", "9", "--out", "output"]);
    run(&["run", &file, "--quiet", "--seed", "9", "--out", "elsewhere"]);
    let elsewhere = folder.path().join("elsewhere/md1-mean-wait/review.png");
    assert_eq!(picture("review.png"), std::fs::read(elsewhere).unwrap(), "of another hash it is no news");
    let text = std::fs::read_to_string(written.join("capacity.json")).unwrap();
    std::fs::write(
        written.join("capacity.json"),
        text.replacen("\"limit_value\": ", "\"limit_value\": -", 1),
    )
    .unwrap();
    let output = iotcap(folder.path(), &["report", "output/md1-mean-wait/capacity.json"]);
    assert_eq!(status(&output), 2);
    assert!(
        err(&output).contains("is not a results file of iotcap: at `objectives.0.limit_value`"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_load_that_is_too_much_ends_with_status_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = scenario("md1-mean-wait");
    let args =
        ["capacity", &file, "--shrink", RATE, "--brief", "--set", "devices.customers.message.poisson=1.1 s"];
    let output = iotcap(folder.path(), &args);
    assert_eq!(status(&output), 1, "{}", err(&output));
    assert!(out(&output).contains("is too much"), "{}", out(&output));
}
