//! `iotcap sweep` and `iotcap store` from outside: what is varied, what is kept, and that neither the number of jobs
//! nor a kill in between moves a byte.

#[path = "../program/mod.rs"]
mod program;

mod resuming;
mod sweeping;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Twenty devices on a wire before one slow server.
const QUEUE: &str = r#"
title = "A queue at several loads"
[study]
duration = "30 min"
warm_up = "0 s"
replications = 6
[radio.wire]
technology = "ideal"
[gateways.door]
radio = "wire"
[devices.meters]
count = 20
radio = "wire"
message = { poisson = "1 min", size = "20 B" }
[platform]
ingest = { service = { exponential = "1 s" } }
[objectives]
swift = { of = "devices.meters", latency_p95 = "<= 10 s" }
[sweep.vary]
devices.meters.count = [20, 40, 55]
"#;

/// A folder with the queue in it.
fn folder() -> TempDir {
    let at = tempfile::tempdir().expect("a folder for the test");
    fs::write(at.path().join("queue.toml"), QUEUE).expect("written");
    at
}

/// What must be the same byte for byte, of a sweep below `out`.
fn results(out: &Path) -> Vec<Vec<u8>> {
    let read = |name: &str| {
        let path = out.join("queue-sweep").join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    ["sweep.json", "sweep.csv", "sweep.png"].map(read).to_vec()
}

/// Stored replications.
fn entries(out: &Path) -> Vec<PathBuf> {
    let below = |path: &Path| {
        let list = fs::read_dir(path).into_iter().flatten();
        list.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    let points = below(&out.join(".store"));
    let mut found: Vec<PathBuf> = points.iter().flat_map(|point| below(point)).collect();
    found.retain(|path| path.extension().is_none());
    found.sort();
    found
}
