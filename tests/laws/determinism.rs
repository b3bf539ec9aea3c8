//! Promise 4: the same input gives the same bytes, whatever the number of jobs, run after run, and redrawn.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SCENARIO: &str = r#"
title = "Three classes, two radios"
[study]
duration = "1 h"
warm_up = "auto"
replications = { min = 4, max = 6, precision = "0.1 %" }
[radio.lora]
technology = "lorawan"
region = "EU868"
propagation = { model = "okumura-hata", environment = "urban", shadowing = "8 dB", fading = "rayleigh" }
[radio.wire]
technology = "ideal"
[devices.meters]
count = 300
radio = "lora"
place = { disc = { radius = "3 km" } }
indoor = { share = "30 %" }
message = { every = "10 min", size = "20 B" }
[devices.alarms]
count = 100
radio = "lora"
place = { clusters = { parents = 4, spread = "100 m", radius = "3 km" } }
deadline = "260 ms"
message = { poisson = "20 min", size = { uniform = { low = "5 B", high = "40 B" } } }
[devices.clerks]
count = 20
radio = "wire"
message = { idle = { log-normal = { mean = "20 s", sd = "30 s" } }, size = "300 B" }
[gateways.roof]
radio = "lora"
count = 3
place = { disc = { radius = "2 km" } }
height = "30 m"
link = "lte"
[gateways.desk]
radio = "wire"
[links.lte]
per = "gateway"
to = "platform"
rate = "9600 bit/s"
buffer = "600 B"
loss = "2 %"
drop = "codel"
outages = { up = { exponential = "10 min" }, down = { exponential = "30 s" }, jobs = "lost" }
[platform]
connect = { servers = 2, service = { exponential = "100 ms" }, discipline = "processor-sharing" }
ingest = { servers = 2, service = { exponential = "300 ms" }, waiting_room = 5, batch = { size = 3, wait = "500 ms" }, onward = { connect = "10 %" }, policer = { rate = "100 /min", depth = 20 } }
process = { service = { exponential = "20 ms" }, discipline = "weighted-fair", outages = { at = "10 min", for = "1 min" } }
[objectives]
arrive = { of = "devices.meters", delivery_ratio = ">= 90 %" }
room = { of = "links.lte", utilisation_busy_hour = "<= 70 %" }
"#;

fn iotcap(folder: &Path, args: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_iotcap")).args(args).current_dir(folder).output();
    let output = output.expect("iotcap starts");
    let status = output.status.code();
    assert!(matches!(status, Some(0 | 1)), "{status:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Every file below a folder but the manifest, by its path there.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).expect("a folder of results") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != "manifest.json") {
                let bytes = fs::read(&path).expect("readable");
                found.insert(path.strip_prefix(folder).expect("below").to_path_buf(), bytes);
            }
        }
    }
    found
}

/// Names the files that differ rather than printing them.
#[track_caller]
fn same(a: &BTreeMap<PathBuf, Vec<u8>>, b: &BTreeMap<PathBuf, Vec<u8>>, what: &str) {
    assert!(a.keys().eq(b.keys()), "{what}: {:?} and {:?}", a.keys(), b.keys());
    let differ: Vec<_> = a.iter().filter(|(path, bytes)| b[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differ.is_empty(), "{what}: {differ:?} differ");
}

#[test]
fn neither_jobs_nor_time_nor_a_redraw_move_a_byte() {
    let at = tempfile::tempdir().expect("a folder for the test");
    fs::write(at.path().join("town.toml"), SCENARIO).expect("writable");
    let run = |out: &str, jobs: &str| {
        iotcap(at.path(), &["run", "town.toml", "--quiet", "--devices", "--jobs", jobs, "--out", out]);
        files(&at.path().join(out).join("town"))
    };
    let one = run("one", "1");
    let count =
        |ending: &str| one.keys().filter(|path| path.extension().is_some_and(|e| e == ending)).count();
    assert!(count("csv") >= 5 && count("png") >= 5 && count("json") == 1, "{:?}", one.keys());
    same(&one, &run("again", "1"), "a second run");
    same(&one, &run("two", "2"), "two jobs");
    same(&one, &run("eight", "8"), "eight jobs");
    let folder = at.path().join("two").join("town");
    fs::remove_file(at.path().join("town.toml")).expect("removable");
    fs::remove_dir_all(folder.join("charts")).expect("removable");
    fs::remove_file(folder.join("review.png")).expect("removable");
    iotcap(at.path(), &["report", "two/town"]);
    same(&one, &files(&folder), "a redraw");
}
