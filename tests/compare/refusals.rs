//! What cannot be compared is refused in a sentence, before anything runs, and nothing is written.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::tool::{QUEUE, err, folder, iotcap, json, status, write};

/// What stderr says of a refused comparison.
fn refused(folder: &Path, args: &[&str]) -> String {
    let output = iotcap(folder, &[&["compare"], args].concat());
    assert_eq!(status(&output), 2, "{}", err(&output));
    assert!(output.stdout.is_empty());
    let left = fs::read_dir(folder.join("output")).into_iter().flatten().flatten();
    let written: Vec<_> =
        left.filter(|entry| entry.file_name().to_string_lossy().starts_with("compare")).collect();
    assert!(written.is_empty(), "{written:?}");
    err(&output)
}

/// Changes a finished run's file.
fn edit(folder: &Path, change: impl Fn(&mut Value)) {
    let file = folder.join("output/queue/results.json");
    let mut results = json(&file);
    change(&mut results);
    fs::write(file, results.to_string()).unwrap();
}

#[test]
fn fewer_than_two_and_more_than_eight() {
    let at = folder();
    assert!(refused(at.path(), &["queue.toml"]).contains("2 values required"));
    assert!(refused(at.path(), &["queue.toml"; 9]).contains("at most 8 can be compared at a time, not 9"));
}

#[test]
fn files_that_share_nothing() {
    let at = folder();
    let names = [("sources", "meters"), ("wire", "cable"), ("concentrator", "mast"), ("ingest", "process")];
    let text = names.iter().fold(QUEUE.to_string(), |text, (from, to)| text.replace(from, to));
    write(at.path(), "other", &text.replace("has-room", "roomy").replace("in-time", "soon"));
    let told = refused(at.path(), &["queue.toml", "other.toml"]);
    assert!(told.contains("nothing to compare: A (queue) and B (other) share no class"), "{told}");
}

#[test]
fn files_with_mistakes_and_files_that_are_not_there_all_at_once() {
    let at = folder();
    fs::write(at.path().join("bad.toml"), "title = \"x\"\ndevises = 3\n").unwrap();
    fs::write(at.path().join("bad.json"), "not json").unwrap();
    let text = refused(at.path(), &["bad.toml", "missing.toml", "bad.json", "missing.json"]);
    for part in ["devises", "missing.toml", "bad.json is not a results file", "cannot read missing.json"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn runs_of_different_seeds() {
    let at = folder();
    iotcap(at.path(), &["run", "queue.toml", "--quiet", "--seed", "3"]);
    let text = refused(at.path(), &["output/queue", "busier.toml"]);
    assert!(text.contains("output/queue has seed 3 and busier.toml seed 1"), "{text}");
    assert!(text.contains("--seed 3"), "{text}");
    let paired = iotcap(at.path(), &["compare", "output/queue", "busier.toml", "--seed", "3"]);
    assert_eq!(status(&paired), 0, "{}", err(&paired));
}

#[test]
fn runs_of_another_model_and_those_that_hold_no_samples() {
    let at = folder();
    iotcap(at.path(), &["run", "queue.toml", "--quiet"]);
    edit(at.path(), |results| results["model_version"] = "0.3".into());
    let text = refused(at.path(), &["output/queue", "busier.toml"]);
    assert!(
        text.contains("output/queue was simulated by model 0.3") && text.contains("run it again"),
        "{text}"
    );
    iotcap(at.path(), &["run", "queue.toml", "--quiet"]);
    edit(at.path(), |results| drop(results.as_object_mut().unwrap().remove("samples")));
    let text = refused(at.path(), &["output/queue", "busier.toml"]);
    assert!(text.contains("does not hold what each replication had by itself"), "{text}");
}

#[test]
fn changes_to_finished_runs() {
    let at = folder();
    iotcap(at.path(), &["run", "queue.toml", "busier.toml", "--quiet"]);
    let text = refused(at.path(), &["output/queue", "output/busier", "--seed", "4"]);
    assert!(text.contains("finished runs are compared as they are"), "{text}");
}

#[test]
fn an_earlier_comparison_is_kept() {
    let at = folder();
    iotcap(at.path(), &["compare", "queue.toml", "busier.toml", "--quiet"]);
    let file = at.path().join("output/compare-queue-busier/comparison.json");
    let before = fs::read(&file).unwrap();
    let failed = ["compare", "queue.toml", "busier.toml", "--set", "devices.sources.count=many"];
    assert_eq!(status(&iotcap(at.path(), &failed)), 2);
    assert!(fs::read(&file).unwrap() == before);
}
