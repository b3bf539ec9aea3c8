//! `iotcap compare` from outside: what it says, writes and answers, and that no byte hangs on how it was asked.

use std::fs;
use std::path::Path;

use iotcap::experiment::compare::comparison::Outcome;

use crate::tool::{comparison, err, folder, iotcap, json, out, status, write};

const FOLDER: &str = "output/compare-queue-busier";

fn bytes(folder: &Path, file: &str) -> Vec<u8> {
    fs::read(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn says_what_differs_and_whether_it_shows() {
    let at = folder();
    let output = iotcap(at.path(), &["compare", "queue.toml", "busier.toml"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    insta::assert_snapshot!(out(&output));
    let names = ["comparison.json", "comparison.png", "manifest.json"];
    for name in names {
        assert!(!bytes(&at.path().join(FOLDER), name).is_empty());
    }
    assert_eq!(fs::read_dir(at.path().join(FOLDER)).unwrap().count(), names.len());
}

#[test]
fn a_regression_fails_where_that_is_asked() {
    let at = folder();
    let worse = ["compare", "queue.toml", "busier.toml", "--quiet"];
    assert_eq!(status(&iotcap(at.path(), &worse)), 0);
    assert_eq!(status(&iotcap(at.path(), &[&worse[..], &["--fail-on-worse"]].concat())), 1);
    let better = ["compare", "busier.toml", "queue.toml", "--quiet", "--fail-on-worse"];
    assert_eq!(status(&iotcap(at.path(), &better)), 0);
}

#[test]
fn jobs_move_no_byte() {
    let at = folder();
    for (out, jobs) in [("one", "1"), ("two", "2")] {
        let output = iotcap(
            at.path(),
            &["compare", "queue.toml", "busier.toml", "--quiet", "--out", out, "--jobs", jobs],
        );
        assert_eq!(status(&output), 0, "{}", err(&output));
        assert!(output.stdout.is_empty() && output.stderr.is_empty());
    }
    for file in ["comparison.json", "comparison.png"] {
        let of = |out: &str| bytes(&at.path().join(out).join("compare-queue-busier"), file);
        assert!(of("one") == of("two"), "{file} depends on --jobs");
    }
}

#[test]
fn finished_runs_and_scenarios_are_the_same_to_it() {
    let at = folder();
    let direct = iotcap(at.path(), &["compare", "queue.toml", "busier.toml", "--json"]);
    assert_eq!(direct.stdout, bytes(&at.path().join(FOLDER), "comparison.json"));
    iotcap(at.path(), &["run", "queue.toml", "busier.toml", "--quiet"]);
    for (a, b) in [
        ("output/queue", "output/busier/results.json"),
        ("queue.toml", "output/busier"),
        ("output/queue/results.json", "busier.toml"),
    ] {
        let output = iotcap(at.path(), &["compare", a, b, "--json"]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        assert!(output.stdout == direct.stdout, "{a} against {b}");
    }
}

#[test]
fn all_get_the_replications_that_one_of_them_needs() {
    let at = folder();
    write(at.path(), "longer", "extends = \"queue.toml\"\n[study]\nreplications = 6\n");
    let output = iotcap(at.path(), &["compare", "queue.toml", "longer.toml"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let found = comparison(&at.path().join("output/compare-queue-longer"));
    assert_eq!(found.replications, 6);
    assert!(found.comparisons[0].measures.iter().all(|difference| difference.difference == Some(0.0)));
    assert!(found.settings.is_empty(), "the number of replications is made the same: {:?}", found.settings);
}

#[test]
fn runs_of_different_length_are_paired_over_what_both_have() {
    let at = folder();
    iotcap(at.path(), &["run", "queue.toml", "--quiet"]);
    iotcap(at.path(), &["run", "busier.toml", "--quiet", "--replications", "7"]);
    let output = iotcap(at.path(), &["compare", "output/queue", "output/busier"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("only the first 4 of 7 replications"), "{}", err(&output));
    let direct = iotcap(at.path(), &["compare", "queue.toml", "busier.toml", "--out", "direct"]);
    assert_eq!(status(&direct), 0);
    let of = |folder: &str| comparison(&at.path().join(folder)).comparisons[0].measures[0].clone();
    let (prefix, whole) = (of(FOLDER), of("direct/compare-queue-busier"));
    assert_eq!((prefix.difference, prefix.ci), (whole.difference, whole.ci), "{prefix:?}");
}

#[test]
fn settings_apply_to_all_and_defaults_are_said_to_be_defaults() {
    let at = folder();
    write(at.path(), "drained", "extends = \"queue.toml\"\n[study.drain]\ntraffic = \"stops\"\n");
    let set = ["--set", "devices.sources.count=5", "--seed", "9"];
    let output = iotcap(at.path(), &[&["compare", "queue.toml", "drained.toml"], &set[..]].concat());
    assert_eq!(status(&output), 0, "{}", err(&output));
    let found = comparison(&at.path().join("output/compare-queue-drained"));
    assert_eq!(found.seed, 9);
    assert_eq!(found.settings.len(), 1, "{:?}", found.settings);
    assert_eq!(found.settings[0].path, "study.drain.traffic");
    assert!(out(&output).contains("continues (default)"), "{}", out(&output));
}

#[test]
fn what_only_one_of_them_has_is_listed_and_not_compared() {
    let at = folder();
    let more = "extends = \"queue.toml\"\n[devices.alarms]\ncount = 3\nradio = \"wire\"\n\
        message = { poisson = \"1 min\", size = \"10 B\" }\n[objectives]\nfast = { of = \"devices.alarms\", latency_p50 = \"<= 1 h\" }\n";
    write(at.path(), "alarmed", more);
    let output = iotcap(at.path(), &["compare", "queue.toml", "alarmed.toml"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    for line in ["only in B: devices.alarms", "only in B: objectives.fast"] {
        assert!(out(&output).contains(line), "{}", out(&output));
    }
    let found = comparison(&at.path().join("output/compare-queue-alarmed"));
    assert!(found.comparisons[0].measures.iter().all(|difference| difference.of != "devices.alarms"));
}

#[test]
fn one_replication_shows_no_difference_and_says_why() {
    let at = folder();
    let output = iotcap(at.path(), &["compare", "queue.toml", "busier.toml", "--replications", "1"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(out(&output).starts_with("One replication gives no intervals"), "{}", out(&output));
    let found = comparison(&at.path().join(FOLDER));
    for difference in &found.comparisons[0].measures {
        assert_eq!((difference.outcome, difference.ci), (Outcome::NoDifference, None));
    }
}

#[test]
fn a_comparison_is_drawn_again_as_it_was() {
    let folder = folder();
    let done = iotcap(folder.path(), &["compare", "queue.toml", "busier.toml", "--replications", "2"]);
    assert_eq!(status(&done), 0, "{}", err(&done));
    let of = folder.path().join(FOLDER);
    let page = bytes(&of, "comparison.png");
    std::fs::remove_file(of.join("comparison.png")).unwrap();
    for named in [FOLDER, "output/compare-queue-busier/comparison.json"] {
        let again = iotcap(folder.path(), &["report", named]);
        assert_eq!(status(&again), 0, "{}", err(&again));
        assert!(bytes(&of, "comparison.png") == page);
    }
    let runs =
        iotcap(folder.path(), &["compare", "queue.toml", "output/compare-queue-busier/comparison.json"]);
    assert_eq!(status(&runs), 2);
    assert!(err(&runs).contains("is a comparison; give the runs"), "{}", err(&runs));
}

#[test]
fn a_comparison_that_was_tampered_with_is_told_by_its_place() {
    let folder = folder();
    iotcap(folder.path(), &["compare", "queue.toml", "busier.toml", "--replications", "2"]);
    let file = folder.path().join("output/compare-queue-busier/comparison.json");
    let written = json(&file);
    for (path, value, said) in [
        ("/replications", "0", "at `replications`"),
        ("/confidence", "1.5", "at `confidence`"),
        ("/comparisons", "[]", "at `comparisons`"),
        ("/settings/0/values", "[]", "at `settings.0`"),
        ("/scenarios/1/classes/sources/latency_cdf", "[[2, 0.5], [1, 0.6]]", "scenarios.1.classes.sources"),
        ("/scenarios/1/classes/sources/lost", "{\"collision\": 99999999}", "lost of"),
        ("/comparisons/0/measures/0/ci", "[2, 1]", "is reversed"),
        ("/comparisons/0/measures/0/a", "1e300", "no figure of a network"),
        ("/schema", "999", "its format is 999"),
    ] {
        let mut wrong = written.clone();
        *wrong.pointer_mut(path).unwrap() = serde_json::from_str(value).unwrap();
        std::fs::write(&file, wrong.to_string()).unwrap();
        let answer = iotcap(folder.path(), &["report", FOLDER]);
        assert_eq!(status(&answer), 2, "{path}");
        assert!(err(&answer).contains(said), "{path}: {}", err(&answer));
    }
}
