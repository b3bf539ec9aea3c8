//! The command line from outside: exit statuses, channels, and what is never overwritten.

mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use program::{err, iotcap, out, status};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// Everything below a folder, so that a test can tell that nothing was written.
fn entries(folder: &Path) -> Vec<String> {
    let list = fs::read_dir(folder).expect("a folder").map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = list.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn help_and_version_are_data() {
    let at = folder();
    let help = iotcap(at.path(), &["--help"]);
    assert_eq!(status(&help), 0);
    assert!(out(&help).contains("Exit status: 0 objectives met"), "{}", out(&help));
    assert_eq!(err(&help), "");
    assert!(out(&iotcap(at.path(), &["--version"])).starts_with("iotcap "));
}

#[test]
fn every_command_explains_itself() {
    for command in [
        "run",
        "check",
        "compare",
        "trace",
        "selftest",
        "report",
        "init",
        "schema",
        "explain",
        "completions",
        "sweep",
        "store",
    ] {
        let help = iotcap(folder().path(), &[command, "--help"]);
        assert_eq!(status(&help), 0, "{command}");
        assert!(out(&help).contains("Usage: iotcap"), "{command}");
    }
}

#[test]
fn wrong_use_is_answered_on_stderr() {
    for args in [&["run", "--no-such"][..], &["fly"], &["run", "a.toml", "--jobs", "0"], &["check"], &[]] {
        let output = iotcap(folder().path(), args);
        assert_eq!(status(&output), 2, "{args:?}");
        assert_eq!(out(&output), "", "{args:?}");
        assert!(!err(&output).is_empty(), "{args:?}");
    }
}

#[test]
fn a_setting_without_a_value_is_refused() {
    let output = iotcap(folder().path(), &["run", "a.toml", "--set", "devices.meters.count"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("PATH=VALUE"), "{}", err(&output));
}

#[test]
fn run_without_a_file_lists_the_scenarios() {
    let at = folder();
    fs::create_dir(at.path().join("scenarios")).unwrap();
    fs::write(at.path().join("scenarios/b.toml"), "title = \"Meters\"\nintent = \"Do they arrive?\"\n")
        .unwrap();
    fs::write(at.path().join("scenarios/a.toml"), "= no toml").unwrap();
    let output = iotcap(at.path(), &["run"]);
    assert_eq!(status(&output), 2);
    let text = err(&output);
    assert!(text.contains("iotcap run scenarios/b.toml"), "{text}");
    assert!(text.contains("Meters") && text.contains("Do they arrive?"), "{text}");
    assert!(text.find("a.toml") < text.find("b.toml"), "in the order of names: {text}");
}

#[test]
fn run_without_a_file_or_any_scenario_says_how_to_begin() {
    let output = iotcap(folder().path(), &["run"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("iotcap init"), "{}", err(&output));
}

#[test]
fn two_files_of_one_stem_are_refused_before_they_are_read() {
    let at = folder();
    let output = iotcap(at.path(), &["run", "a/x.toml", "b/x.toml"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("a/x.toml and b/x.toml"), "{}", err(&output));
    assert!(entries(at.path()).is_empty());
}

#[test]
fn a_file_name_cannot_lead_out_of_the_output_folder() {
    let at = folder();
    fs::write(at.path().join("...toml"), "title = \"x\"").unwrap();
    let output = iotcap(at.path(), &["run", "...toml"]);
    assert_eq!(status(&output), 2);
    assert_eq!(entries(at.path()), ["...toml"]);
}

#[test]
fn a_hidden_name_is_refused_by_every_command_that_reads_scenarios() {
    let folder = folder();
    iotcap(folder.path(), &["init", "good"]);
    fs::rename(folder.path().join("good.toml"), folder.path().join(".store.toml")).unwrap();
    let commands = [
        "run",
        "check",
        "compare",
        "capacity",
        "forecast",
        "options",
        "failures",
        "sensitivity",
        "sweep",
        "trace",
    ];
    for command in commands {
        let more: &[&str] = match command {
            "compare" => &[".store.toml"],
            "capacity" => &["--grow", "devices.sensors.count"],
            _ => &[],
        };
        let output = iotcap(folder.path(), &[&[command, ".store.toml"], more].concat());
        assert_eq!(status(&output), 2, "{command}");
        assert!(err(&output).contains("begins with a dot"), "{command}: {}", err(&output));
    }
    assert_eq!(entries(folder.path()), [".store.toml"], "nothing is written");
}

#[test]
fn report_takes_no_jobs_and_says_why() {
    let output = iotcap(folder().path(), &["report", "--jobs", "2", "output/x"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("draws what was simulated before"), "{}", err(&output));
}

#[test]
fn a_bad_scenario_is_refused_and_nothing_is_written() {
    let at = folder();
    iotcap(at.path(), &["init", "good"]);
    fs::write(at.path().join("bad.toml"), "title = \"x\"\ndevises = 3\n").unwrap();
    let output = iotcap(at.path(), &["run", "good.toml", "bad.toml", "missing.toml"]);
    assert_eq!(status(&output), 2);
    let text = err(&output);
    assert!(text.contains("devises") && text.contains("missing.toml"), "all files at once: {text}");
    assert_eq!(entries(at.path()), ["bad.toml", "good.toml"]);
}

#[test]
fn bytes_that_are_no_text_are_an_error_not_a_panic() {
    let at = folder();
    fs::write(at.path().join("x.toml"), [0xff, 0xfe, 0x00, 0x80]).unwrap();
    for command in ["check", "run"] {
        let output = iotcap(at.path(), &[command, "x.toml"]);
        assert_eq!(status(&output), 2, "{}", err(&output));
    }
}

#[test]
fn messages_are_not_coloured_in_a_pipe() {
    let at = folder();
    fs::write(at.path().join("x.toml"), "title = 3").unwrap();
    let output = iotcap(at.path(), &["check", "x.toml"]);
    assert!(!err(&output).contains('\u{1b}'), "{:?}", err(&output));
}

#[test]
fn init_writes_a_scenario_that_checks_and_never_overwrites() {
    let at = folder();
    for template in ["first", "city", "queue"] {
        assert_eq!(status(&iotcap(at.path(), &["init", template, "--template", template])), 0);
        let file = format!("{template}.toml");
        let check = iotcap(at.path(), &["check", &file]);
        assert_eq!(status(&check), 0, "{}", err(&check));
    }
    fs::write(at.path().join("first.toml"), "mine").unwrap();
    let again = iotcap(at.path(), &["init", "first"]);
    assert_eq!(status(&again), 2);
    assert!(err(&again).contains("does not overwrite"), "{}", err(&again));
    assert_eq!(fs::read_to_string(at.path().join("first.toml")).unwrap(), "mine");
}

#[test]
fn init_into_a_folder_that_is_not_there_cannot_write() {
    let output = iotcap(folder().path(), &["init", "nowhere/first"]);
    assert_eq!(status(&output), 74, "{}", err(&output));
    assert!(err(&output).contains("there is no folder `nowhere`; make it first"), "{}", err(&output));
}

#[test]
fn init_quotes_what_is_to_be_typed_and_takes_no_folder_for_a_name() {
    let at = folder();
    let output = iotcap(at.path(), &["init", "my network"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("`iotcap check 'my network.toml'`"), "{}", err(&output));
    assert_eq!(entries(at.path()), ["my network.toml"]);
    for name in ["", "..", "somewhere/"] {
        assert_eq!(status(&iotcap(at.path(), &["init", name])), 2, "{name}");
    }
    assert_eq!(entries(at.path()), ["my network.toml"]);
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_a_failure() {
    for args in [&["--help"][..], &["--version"], &["run", "--help"], &["schema"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_iotcap"));
        let output = command.args(args).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(status(&output), 74, "{args:?}: {}", err(&output));
        assert!(err(&output).contains("cannot write to standard output"), "{args:?}: {}", err(&output));
    }
}

#[test]
fn check_notes_the_columns_that_are_not_used() {
    let at = folder();
    iotcap(at.path(), &["init", "city", "--template", "city"]);
    let places = at.path().join("gateways.csv");
    let text = fs::read_to_string(&places).unwrap();
    let more = |(at, line): (usize, &str)| format!("{line},{}\n", if at == 0 { "Owner" } else { "me" });
    fs::write(&places, text.lines().enumerate().map(more).collect::<String>()).unwrap();
    let output = iotcap(at.path(), &["check", "city.toml"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert_eq!(err(&output).matches("gateways.csv: not used: Owner").count(), 1, "{}", err(&output));
    assert!(!err(&iotcap(at.path(), &["check", "city.toml", "--quiet"])).contains("Owner"));
}

#[test]
fn an_output_folder_that_cannot_be_is_found_before_the_run() {
    let at = folder();
    iotcap(at.path(), &["init", "first"]);
    fs::write(at.path().join("taken"), "a file").unwrap();
    let output = iotcap(at.path(), &["run", "first.toml", "--out", "taken"]);
    assert_eq!(status(&output), 74, "{}", err(&output));
    assert_eq!(fs::read_to_string(at.path().join("taken")).unwrap(), "a file");
}

#[test]
fn report_on_garbage_says_what_is_wrong_with_it() {
    let at = folder();
    let file = at.path().join("results.json");
    for (bytes, part) in [
        (&b"not json"[..], "line 1"),
        (b"{\"schema\": 999}", "format is 999"),
        (b"{\"schema\": 1, \"verdict\": \"fine\"}", "results file"),
        (b"\xff\xfe", "results file"),
        (b"{\"schema\": -1}", "results file"),
    ] {
        fs::write(&file, bytes).unwrap();
        let output = iotcap(at.path(), &["report", "."]);
        assert_eq!(status(&output), 2, "{}", err(&output));
        assert!(err(&output).contains(part), "{}", err(&output));
    }
    assert_eq!(entries(at.path()), ["results.json"]);
}

#[test]
fn report_without_results_says_where_they_would_be() {
    let output = iotcap(folder().path(), &["report", "output/brno"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("output/brno"), "{}", err(&output));
}

#[test]
fn schema_is_json_and_knows_the_tables() {
    let output = iotcap(folder().path(), &["schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for table in ["radio", "devices", "gateways", "links", "platform", "objectives"] {
        assert!(schema["properties"].get(table).is_some(), "{table}");
    }
}

#[test]
fn explain_lists_topics_and_helps_with_a_slip() {
    let at = folder();
    let list = out(&iotcap(at.path(), &["explain"]));
    assert!(list.contains("metrics") && list.contains("causes"), "{list}");
    assert!(out(&iotcap(at.path(), &["explain", "causes"])).contains("out_of_range"));
    let slip = iotcap(at.path(), &["explain", "cuases"]);
    assert_eq!(status(&slip), 2);
    assert!(err(&slip).contains("did you mean `causes`"), "{}", err(&slip));
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let script = out(&iotcap(folder().path(), &["completions", shell]));
        assert!(script.contains("report") && script.contains("explain"), "{shell}");
    }
}

#[test]
fn a_reader_that_closes_the_pipe_early_causes_no_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_iotcap"))
        .args(["explain", "definitions"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("iotcap starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(status(&output), 0);
    assert_eq!(err(&output), "");
}
