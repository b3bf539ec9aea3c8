//! `iotcap selftest` from outside: what it prints, writes and answers.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn selftest(out: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iotcap"));
    command.arg("selftest").args(arguments).arg("--out").arg(out);
    command.output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_quick_run_of_two_families_prints_a_table_and_writes_both_files() {
    let out = tempfile::tempdir().unwrap();
    let arguments = ["--quick", "--only", "queues/engset", "--only", "formulas/*", "--seed", "7"];
    let done = selftest(out.path(), &arguments);
    let (printed, told) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(0), "{printed}{told}");
    assert!(told.contains("--seed 7 repeats this"), "{told}");
    assert!(printed.contains("20 sources, 5 channels, call congestion"), "{printed}");
    assert!(printed.contains("1386 figures of formulas agree to the digits of their table"), "{printed}");
    assert!(printed.contains("left out: NB-IoT UL ST15k"), "{printed}");
    let page = std::fs::read(out.path().join("selftest/validation.png")).unwrap();
    assert!(page.starts_with(b"\x89PNG"));
    assert!(out.path().join("selftest/validation.json").is_file());
}

#[test]
fn a_family_left_out_whole_is_no_failure_but_nothing_compared_is_one() {
    let out = tempfile::tempdir().unwrap();
    let left_out = ["--quick", "--seed", "7", "--only", "queues/links-in-a-row"];
    let nothing = selftest(out.path(), &left_out);
    assert!(
        text(&nothing.stdout).contains("nothing was compared, 12 rows are left out"),
        "{}",
        text(&nothing.stdout)
    );
    assert_eq!(nothing.status.code(), Some(1));
    let beside = selftest(out.path(), &[&left_out[..], &["--only", "queues/engset"]].concat());
    assert_eq!(beside.status.code(), Some(0), "{}", text(&beside.stdout));
}

#[test]
fn json_has_every_figure_and_does_not_depend_on_jobs() {
    let run = |jobs: &str| {
        let out = tempfile::tempdir().unwrap();
        let arguments = ["--only", "queues/engset", "--seed", "7", "--jobs", jobs, "--json"];
        let done = selftest(out.path(), &arguments);
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        let page = std::fs::read(out.path().join("selftest/validation.png")).unwrap();
        (done.stdout, page)
    };
    let (one, two) = (run("1"), run("2"));
    assert_eq!(one, two);
    let json: Value = serde_json::from_slice(&one.0).unwrap();
    assert_eq!((&json["schema"], &json["seed"], &json["holds"]), (&1.into(), &7.into(), &true.into()));
    assert_eq!(json["families"][0]["name"], "queues/engset");
    let row = &json["families"][0]["rows"][0];
    for number in ["oracle", "simulated", "half_width", "widest", "z", "p", "replications", "independent_z"] {
        assert!(row[number].is_number(), "{number}: {row}");
    }
    assert_eq!((&row["kind"], &row["verdict"]), (&"share".into(), &"agrees".into()));
    assert_eq!(json["compared"], 6);
}

#[test]
fn seeds_are_fresh_unless_given() {
    let out = tempfile::tempdir().unwrap();
    let seed = || {
        let done = selftest(out.path(), &["--only", "queues/engset", "--json"]);
        serde_json::from_slice::<Value>(&done.stdout).unwrap()["seed"].as_u64().unwrap()
    };
    assert_ne!(seed(), seed());
}

#[test]
fn a_family_that_is_not_there_is_told_with_those_that_are() {
    let out = tempfile::tempdir().unwrap();
    let done = selftest(out.path(), &["--only", "queue/*"]);
    assert_eq!(done.status.code(), Some(2));
    let told = text(&done.stderr);
    assert!(
        told.contains("no family is named `queue/*`; there are queues/identities, queues/markov"),
        "{told}"
    );
    assert_eq!(out.path().read_dir().unwrap().count(), 0, "nothing is written");
}
