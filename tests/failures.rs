//! `iotcap failures` from outside: a star whose costs are arithmetic, what it refuses, and that its answer depends on
//! neither jobs nor what was simulated before.
#![cfg(unix)]

mod program;

use std::path::Path;

use program::{err, iotcap, out, status};
use serde_json::Value;

const STAR: &str = r#"title = "Three spokes and a core"
[study]
duration = "3 h"
[radio.wire]
technology = "ideal"
[devices.meters]
count = 300
radio = "wire"
place = { points = [{ x = "0 m", y = "0 m" }, { x = "1 km", y = "0 m" }, { x = "2 km", y = "0 m" }] }
message = { every = "10 min", size = "20 B" }
[gateways.spoke]
radio = "wire"
link = "core"
place = { points = [{ x = "0 m", y = "0 m" }, { x = "1 km", y = "0 m" }, { x = "2 km", y = "0 m" }] }
[links.core]
to = "platform"
rate = "1 Mbit/s"
buffer = "2 kB"
[objectives]
arrive = { of = "devices.meters", delivery_ratio = ">= 50 %" }
"#;

fn star(folder: &Path) {
    std::fs::write(folder.join("star.toml"), STAR).unwrap();
}

fn asked(folder: &Path, more: &[&str]) -> Value {
    let output = iotcap(folder, &[&["failures", "star.toml", "--json"], more].concat());
    assert!([0, 1].contains(&status(&output)), "{more:?}: {}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_worst_is_named_with_what_it_costs_and_breaks() {
    let folder = tempfile::tempdir().unwrap();
    star(folder.path());
    let output = iotcap(folder.path(), &["failures", "star.toml"]);
    assert_eq!(status(&output), 1, "{}", err(&output));
    // 1800 messages an hour, of which the buffer holds 100
    let says = "the worst single failure: links.core; 94.4 % of the messages of the middle hour are lost; 1 of 4 breaks an objective";
    assert!(out(&output).starts_with(says), "{}", out(&output));
    let written = folder.path().join("output/star");
    let csv = std::fs::read_to_string(written.join("failures.csv")).unwrap();
    let ranks: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!(ranks, ["links.core", "gateways.spoke:1", "gateways.spoke:2", "gateways.spoke:3"]);
    let found: Value =
        serde_json::from_slice(&std::fs::read(written.join("failures.json")).unwrap()).unwrap();
    assert_eq!(found["failures"][0]["broken"][0], "arrive");
    assert_eq!(found["failures"][0]["lost_more"]["value"], 1700.0);
    assert_eq!(found["failures"][1]["lost_more"]["value"], 600.0);
    assert_eq!(found["review"]["state"], "missed");
    let page = std::fs::read(written.join("failures.png")).unwrap();
    std::fs::remove_file(written.join("failures.png")).unwrap();
    let again = iotcap(folder.path(), &["report", "output/star"]);
    assert_eq!(status(&again), 0, "{}", err(&again));
    assert_eq!(
        std::fs::read(written.join("failures.png")).unwrap(),
        page,
        "redrawn from failures.json alone"
    );
}

#[test]
fn some_elements_or_pairs_at_a_time_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    star(folder.path());
    let found = asked(folder.path(), &["--only", "gateways.*", "--from", "30 min", "--for", "20 min"]);
    assert_eq!(found["failures"].as_array().unwrap().len(), 3);
    assert_eq!(
        (found["window"]["from_s"].as_f64(), &found["window"]["found"]),
        (Some(1800.0), &"given".into())
    );
    assert_eq!(found["failures"][0]["lost_more"]["value"], 200.0);
    let found = asked(folder.path(), &["--pairs", "--only", "gateways.*"]);
    let names: Vec<&str> =
        found["failures"].as_array().unwrap().iter().map(|failed| failed["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 3);
    assert_eq!(names[0], "gateways.spoke:1 + gateways.spoke:2");
    // two of three: 1200 of 1800
    assert_eq!(found["failures"][0]["lost_more"]["value"], 1200.0);
}

#[test]
fn neither_jobs_nor_the_store_move_a_byte() {
    let folder = tempfile::tempdir().unwrap();
    star(folder.path());
    let run = |more: &[&str]| {
        asked(folder.path(), more);
        let written = folder.path().join("output/star");
        ["failures.json", "failures.png", "failures.csv"]
            .map(|file| std::fs::read(written.join(file)).unwrap())
    };
    let alone = run(&["--jobs", "1", "--no-store"]);
    assert!(run(&["--jobs", "2"]) == alone);
    assert!(run(&["--jobs", "2"]) == alone, "from the store");
}

#[test]
fn what_cannot_be_asked_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    star(folder.path());
    let refused = |args: &[&str], says: &str| {
        let output = iotcap(folder.path(), &[&["failures", "star.toml"], args].concat());
        assert_eq!(status(&output), 2, "{args:?}: {}", out(&output));
        assert!(err(&output).contains(says), "{args:?}: {}", err(&output));
    };
    refused(&["--elements", "links.cor"], "did you mean links.core?");
    let own = ["--set", "links.core.per=gateway", "--elements", "links.core:1"];
    refused(&own, "did you mean links.core@spoke:1?");
    refused(&["--only", "sites.*"], "--only fits none of 4 elements");
    refused(&["--pairs", "--only", "links.*"], "two elements or more");
    refused(&["--for", "0 s"], "a failure of 0 s is none");
    refused(&["--for", "4 h"], "does not fit into a study of 3 h");
    refused(&["--from", "150 min"], "does not lie in a study of 3 h");
    refused(&["--whole", "--for", "1 h"], "cannot be used with");
    refused(&["--set", "gateways.spoke.count=80", "--pairs"], "pairs are more than the 2000");
    refused(
        &["--set", "devices.meters.count=2000000", "--set", "study.duration=60 d"],
        "4 failures: this takes",
    );
    assert!(!folder.path().join("output/star").exists(), "nothing is written");
}
