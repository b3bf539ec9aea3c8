//! `iotcap run` and `report` from outside: verdicts as exit statuses, what is written, what is kept, and that
//! neither jobs nor a second run move a byte.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iotcap"));
    command.args(args).current_dir(folder);
    command
}

fn iotcap(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("iotcap starts")
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// A folder with `name.toml`: wired sources and one server at 80 %, a few seconds' worth of events.
fn folder_with(name: &str, objective: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    scenario(folder.path(), name, objective);
    folder
}

fn scenario(folder: &Path, name: &str, objective: &str) {
    let text = format!(
        r#"
title = "A queue"
[study]
duration = "10 min"
replications = 3
[radio.wire]
technology = "ideal"
[devices.sources]
count = 20
radio = "wire"
message = {{ poisson = "2.5 s", size = "100 B" }}
[gateways.concentrator]
radio = "wire"
[platform]
ingest = {{ servers = 1, service = {{ exponential = "100 ms" }} }}
[objectives]
asked = {{ of = "platform.ingest", {objective} }}
"#
    );
    fs::write(folder.join(format!("{name}.toml")), text).unwrap();
}

const MET: &str = r#"utilisation_mean = "<= 99 %""#;
const MISSED: &str = r#"utilisation_mean = "<= 10 %""#;

/// Every file below a folder by its path, but the manifest.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder of results") {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else if path.file_name().is_some_and(|name| name != "manifest.json") {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

/// The same with paths below `folder`, to compare two folders.
fn relative(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let strip = |(path, bytes): (PathBuf, _)| (path.strip_prefix(folder).unwrap().to_path_buf(), bytes);
    contents(folder).into_iter().map(strip).collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).unwrap()
}

#[test]
fn a_run_writes_its_folder_and_the_status_is_the_verdict() {
    let at = folder_with("queue", MET);
    let output = iotcap(at.path(), &["run", "queue.toml"]);
    assert_eq!(status(&output), 0, "{}", String::from_utf8_lossy(&output.stderr));
    let results = at.path().join("output/queue");
    for file in ["review.png", "results.json", "timeseries.csv", "latency.csv", "losses.csv", "elements.csv"]
    {
        assert!(results.join(file).metadata().is_ok_and(|facts| facts.len() > 0), "{file}");
    }
    assert!(results.join("charts").read_dir().unwrap().count() > 0);
    assert!(!results.join("devices.csv").exists());
    assert_eq!(json(&results.join("results.json"))["verdict"], "met");
    assert!(String::from_utf8_lossy(&output.stdout).contains("platform.ingest"));
}

#[test]
fn the_manifest_tells_what_the_run_cost() {
    let at = folder_with("queue", MET);
    iotcap(at.path(), &["run", "queue.toml", "--quiet"]);
    let manifest = json(&at.path().join("output/queue/manifest.json"));
    assert!(manifest["engine_cpu_s"].as_f64().unwrap() > 0.0);
    assert!(manifest["messages"].as_u64().unwrap() > 10_000);
    assert!(manifest["command"].as_array().unwrap().iter().any(|arg| arg == "queue.toml"));
}

#[test]
fn of_several_files_the_worst_status_counts() {
    let at = folder_with("met", MET);
    scenario(at.path(), "missed", MISSED);
    assert_eq!(status(&iotcap(at.path(), &["run", "missed.toml", "met.toml", "--quiet"])), 1);
    for name in ["met", "missed"] {
        assert_eq!(json(&at.path().join(format!("output/{name}/results.json")))["verdict"], name);
    }
}

#[test]
fn json_is_the_file_and_quiet_is_nothing() {
    let at = folder_with("queue", MET);
    let output = iotcap(at.path(), &["run", "queue.toml", "--json"]);
    assert_eq!(output.stdout, fs::read(at.path().join("output/queue/results.json")).unwrap());
    let quiet = iotcap(at.path(), &["run", "queue.toml", "--quiet"]);
    assert_eq!((quiet.stdout.len(), quiet.stderr.len()), (0, 0));
}

#[test]
fn jobs_move_no_byte_and_the_seed_does() {
    let at = folder_with("queue", MET);
    for (out, more) in [("a", ["--jobs", "1"]), ("b", ["--jobs", "3"]), ("c", ["--seed", "9"])] {
        status(&iotcap(
            at.path(),
            &[&["run", "queue.toml", "--quiet", "--devices", "--out", out], &more[..]].concat(),
        ));
    }
    let files = |out: &str| relative(&at.path().join(out).join("queue"));
    assert!(files("a").len() > 6);
    assert!(files("a") == files("b"), "results depend on --jobs");
    assert!(files("a")[Path::new("results.json")] != files("c")[Path::new("results.json")]);
}

#[test]
fn a_setting_is_named_in_the_results() {
    let at = folder_with("queue", MET);
    iotcap(at.path(), &["run", "queue.toml", "--quiet", "--set", "devices.sources.count=10"]);
    let results = json(&at.path().join("output/queue/results.json"));
    assert_eq!(results["classes"]["sources"]["devices"], 10);
    let changes = results["scenario"]["changes"].to_string();
    assert!(changes.contains("devices.sources.count"), "{changes}");
}

#[test]
fn devices_have_a_row_each() {
    let at = folder_with("queue", MET);
    iotcap(at.path(), &["run", "queue.toml", "--quiet", "--devices"]);
    let table = fs::read_to_string(at.path().join("output/queue/devices.csv")).unwrap();
    assert_eq!(table.lines().count(), 21, "{table}");
}

#[test]
fn a_report_is_redrawn_from_results_alone_to_the_same_bytes() {
    let at = folder_with("queue", MET);
    iotcap(at.path(), &["run", "queue.toml", "--quiet"]);
    let folder = at.path().join("output/queue");
    let before = contents(&folder);
    fs::remove_file(at.path().join("queue.toml")).unwrap();
    fs::remove_file(folder.join("review.png")).unwrap();
    assert_eq!(status(&iotcap(at.path(), &["report", "output/queue"])), 0);
    assert!(contents(&folder) == before, "redrawn files differ");
}

#[test]
fn a_failed_run_keeps_the_last_good_results() {
    let at = folder_with("queue", MET);
    iotcap(at.path(), &["run", "queue.toml", "--quiet"]);
    let before = contents(at.path().join("output").as_path());
    let output = iotcap(at.path(), &["run", "queue.toml", "--set", "devices.sources.count=many"]);
    assert_eq!(status(&output), 2);
    assert!(contents(at.path().join("output").as_path()) == before);
}

#[test]
fn a_run_beyond_the_limit_is_refused_with_its_estimate() {
    let at = folder_with("queue", MET);
    let long = [
        "run",
        "queue.toml",
        "--set",
        "devices.sources.count=20_000_000",
        "--set",
        "study.duration=\"1000 d\"",
    ];
    let output = iotcap(at.path(), &long);
    assert_eq!(status(&output), 2);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("--allow-long") && text.contains("this takes about"), "{text}");
}

#[test]
fn what_turns_without_messages_counts_towards_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let head = "title = \"Turns\"\n[study]\nreplications = 10\n[radio.wire]\ntechnology = \"ideal\"\n\
                [gateways.concentrator]\nradio = \"wire\"\n[devices.sources]\ncount = 100000\nradio = \"wire\"\n";
    let states = |message: &str| format!("{head}message = {{ {message}, size = \"20 B\" }}\n");
    let again = "[platform]\ningest = { service = \"1 us\", again = \"99.8 %\" }\n";
    let cases = [
        states("every = \"1 h\", on_off = { on = \"10 ms\", off = \"10 ms\" }"),
        states("mmpp = [{ poisson = \"1 h\", lasts = \"10 ms\" }, { lasts = \"10 ms\" }]"),
        states("poisson = \"10 s\"") + again,
    ];
    for text in cases {
        fs::write(folder.path().join("turns.toml"), &text).unwrap();
        let output = iotcap(folder.path(), &["run", "turns.toml", "--jobs", "1"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(status(&output), 2, "{text}: {said}");
        assert!(said.contains("turns of states") && said.contains("--allow-long"), "{said}");
    }
}

#[test]
fn ctrl_c_ends_a_run_within_a_second_and_keeps_what_was_there() {
    let at = folder_with("queue", MET);
    iotcap(at.path(), &["run", "queue.toml", "--quiet"]);
    let before = contents(at.path().join("output").as_path());
    let long = ["run", "queue.toml", "--set", "study.duration=\"1000 d\"", "--allow-long"];
    let mut child = command(at.path(), &long).spawn().expect("iotcap starts");
    sleep(Duration::from_millis(700));
    let began = Instant::now();
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert!(contents(at.path().join("output").as_path()) == before);
}

#[test]
fn report_refuses_results_that_were_edited_into_nonsense() {
    let at = folder_with("queue", MET);
    iotcap(at.path(), &["run", "queue.toml", "--quiet"]);
    let file = at.path().join("output/queue/results.json");
    let good = json(&file);
    for (path, value, place) in [
        ("/classes/sources/latency_s/p95/value", "\"soon\"", "classes.sources.latency_s.p95.value"),
        ("/classes/sources/offered", "-5", "classes.sources.offered"),
        ("/classes/sources/latency_s/p95/ci", "[2, 1]", "classes.sources.latency_s.p95.ci"),
        ("/classes/sources/series/offered", "[]", "classes.sources"),
        ("/scenario/simulated_s", "null", "scenario.simulated_s"),
        ("/model_version", "\"7.0\"", "model_version"),
        ("/schema", "2", "format is 2"),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(path).expect(path) = serde_json::from_str(value).unwrap();
        fs::write(&file, bad.to_string()).unwrap();
        let output = iotcap(at.path(), &["report", "output/queue", "--out", "drawn"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(status(&output), 2, "{path}: {said}");
        assert!(said.contains(place), "{path}: {said}");
    }
    assert!(!at.path().join("drawn").exists());
    fs::write(&file, good.to_string()).unwrap();
    assert_eq!(status(&iotcap(at.path(), &["report", "output/queue"])), 0);
}

#[test]
fn a_link_that_little_gets_through_binds() {
    let at = tempfile::tempdir().expect("a folder for the test");
    let text = r#"
title = "A link of one bit a second"
[study]
duration = "2 h"
replications = 3
[radio.wire]
technology = "ideal"
[devices.sources]
count = 20
radio = "wire"
message = { poisson = "10 min", size = "100 B" }
[gateways.concentrator]
radio = "wire"
link = "line"
[links.line]
to = "platform"
rate = "1 bit/s"
[objectives]
arrive = { of = "devices.sources", delivery_ratio = ">= 98 %" }
"#;
    fs::write(at.path().join("slow.toml"), text).unwrap();
    let output = iotcap(at.path(), &["run", "slow.toml"]);
    assert_eq!(status(&output), 1, "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // 800 s each: nine in two hours and twelve minutes of drain, of 230; no warm-up may be cut from so few
    assert!(said.contains("= 27 delivered + 0 lost"), "{said}");
    assert!(said.contains("binding: links.line, delivery ratio 3.91 %"), "{said}");
}
