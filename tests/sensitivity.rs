//! `iotcap sensitivity` from outside: a queue whose answers are arithmetic, what it refuses, and that its answer depends
//! on neither jobs nor what was simulated before.
#![cfg(unix)]

mod program;

use std::path::Path;

use program::{err, iotcap, out, status};
use serde_json::Value;

const QUEUE: &str = r#"title = "A queue of which little is known"
[study]
duration = "2 h"
[radio.wire]
technology = "ideal"
[devices.meters]
count = 100
radio = "wire"
message = { every = "100 s", size = "20 B" }
[gateways.g]
radio = "wire"
[platform]
ingest = { service = { low = "400 ms", value = "500 ms", high = "800 ms" }, waiting_room = { low = 1000, high = 3000 } }
[objectives]
room = { of = "platform.ingest", utilisation_mean = "<= 60 %" }
"#;

fn queue(folder: &Path) {
    std::fs::write(folder.join("queue.toml"), QUEUE).unwrap();
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join("output/queue").join(name)).unwrap()
}

#[test]
fn what_moves_the_answer_is_named_and_drawn_again() {
    let folder = tempfile::tempdir().unwrap();
    queue(folder.path());
    let output = iotcap(folder.path(), &["sensitivity", "queue.toml", "--samples", "20"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let text = out(&output);
    for part in ["platform.ingest.service moves it most", "no more than luck", "of 20 samples keep its limit"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let found: Value = serde_json::from_slice(&read(folder.path(), "sensitivity.json")).unwrap();
    let bars = &found["answers"][0]["bars"];
    let number = |value: &Value| value.as_f64().unwrap();
    // 3600 messages an hour of 400 to 800 ms
    assert!((number(&bars[0]["low"]["value"]) - 0.4).abs() < 0.01);
    assert!((number(&bars[0]["high"]["value"]) - 0.8).abs() < 0.01);
    assert_eq!((bars[1]["swing"].as_f64(), bars[1]["luck"].as_bool()), (Some(0.0), Some(true)));
    let page = read(folder.path(), "sensitivity.png");
    std::fs::remove_file(folder.path().join("output/queue/sensitivity.png")).unwrap();
    let again = iotcap(folder.path(), &["report", "output/queue"]);
    assert_eq!(status(&again), 0, "{}", err(&again));
    assert!(read(folder.path(), "sensitivity.png") == page, "redrawn from sensitivity.json alone");
    assert_eq!(read(folder.path(), "sensitivity.csv").iter().filter(|byte| **byte == b'\n').count(), 3);
}

#[test]
fn neither_jobs_nor_the_store_move_a_byte() {
    let folder = tempfile::tempdir().unwrap();
    queue(folder.path());
    let run = |more: &[&str]| {
        let args = [&["sensitivity", "queue.toml", "--quiet", "--samples", "6"], more].concat();
        assert_eq!(status(&iotcap(folder.path(), &args)), 0);
        ["sensitivity.json", "sensitivity.png", "sensitivity.csv"].map(|name| read(folder.path(), name))
    };
    let alone = run(&["--jobs", "1", "--no-store"]);
    assert!(run(&["--jobs", "2"]) == alone);
    assert!(run(&["--jobs", "2"]) == alone, "from the store");
}

#[test]
fn a_run_sees_the_value_and_check_says_so() {
    let folder = tempfile::tempdir().unwrap();
    queue(folder.path());
    let output = iotcap(folder.path(), &["check", "queue.toml"]);
    let all = out(&output) + &err(&output);
    assert!(all.contains("platform.ingest.service is 500 ms, assumed between 400 ms and 800 ms"), "{all}");
    assert!(all.contains("platform.ingest.waiting_room is 2000, assumed between 1000 and 3000"), "{all}");
}

#[test]
fn what_cannot_be_asked_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    queue(folder.path());
    let refused = |args: &[&str], says: &str| {
        let output = iotcap(folder.path(), &[&["sensitivity", "queue.toml"], args].concat());
        assert_eq!(status(&output), 2, "{args:?}: {}", out(&output));
        assert!(err(&output).contains(says), "{args:?}: {}", err(&output));
    };
    refused(&["--of", "capacity"], "--grow PATH or --shrink PATH");
    refused(&["--grow", "devices.meters.count"], "go with --of capacity");
    refused(&["--of", "devices.meters.delivery_ration"], "did you mean delivery_ratio?");
    refused(&["--range", "devices.meters.cuont=1..9"], "did you mean devices.meters.count?");
    refused(&["--range", "devices.meters.count=1..9"], "does not lie between");
    refused(&["--range", "devices.meters.count"], "write PATH=LOW..HIGH");
    let two = ["--range", "devices.meters.cuont=1..9", "--range", "study.duration=1..3 h"];
    refused(&two, "did you mean devices.meters.count?");
    refused(&two, "a range cannot stand in `study`");
    refused(&["--samples", "3000"], "at most 2000");
    refused(&["--range", "study.duration=1..3 h"], "a range cannot stand in `study`");
    refused(&["--range", "devices.meters.count=-5..900"], "out of range for a whole number");
    // too long for any machine by one job
    let count = "devices.meters.count=1..40000000";
    let dear = ["--range", count, "--samples", "0", "--replications", "1000", "--jobs", "1"];
    refused(&dear, "7 points: this takes about");
    refused(
        &dear,
        "--allow-long, or ask for fewer --samples. Most of that is at devices.meters.count=40000000",
    );
    let dear_room = ["--of", "capacity", "--shrink", "devices.meters.message.every"];
    refused(&[&dear_room[..], &dear].concat(), "Most of that is at devices.meters.count=40000000");
    let plain = ["platform.ingest.service=500 ms", "platform.ingest.waiting_room=1000"];
    refused(&["--set", plain[0], "--set", plain[1]], "no assumption is a range");
    assert!(!folder.path().join("output/queue").exists(), "nothing is written");
}
