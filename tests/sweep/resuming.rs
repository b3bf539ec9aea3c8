//! A store survives what happens to processes and files.

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::program::{err, iotcap, out, status};
use crate::{entries, folder, results};

/// As many points as give a kill something to hit.
const MANY: [&str; 4] = ["sweep", "queue.toml", "--vary", "devices.meters.count=1..40 step 1"];

fn background(at: &std::path::Path, out: &str) -> std::process::Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iotcap"));
    command.args(MANY).args(["--out", out, "--jobs", "2"]).current_dir(at);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("iotcap starts")
}

/// Killed again and again, at moments that differ, a sweep ends in the same bytes, and what was stored once is never
/// simulated again: its file stays as it is.
#[test]
fn a_killed_sweep_resumes_to_the_same_bytes() {
    let at = folder();
    let whole = iotcap(at.path(), &[&MANY[..], &["--out", "whole", "--no-store"]].concat());
    assert_eq!(status(&whole), 0, "{}", err(&whole));
    let killed = at.path().join("killed");
    let mut stored = Vec::new();
    for wait_ms in [15, 40, 25, 60] {
        let mut child = background(at.path(), "killed");
        sleep(Duration::from_millis(wait_ms));
        child.kill().ok();
        child.wait().expect("it ended");
        for path in entries(&killed) {
            let written = path.metadata().and_then(|facts| facts.modified()).expect("a file");
            stored.push((path, written));
        }
    }
    let resumed = iotcap(at.path(), &[&MANY[..], &["--out", "killed"]].concat());
    assert_eq!(status(&resumed), 0, "{}", err(&resumed));
    assert!(results(&killed) == results(&at.path().join("whole")));
    assert_eq!(entries(&killed).len(), 40 * 6);
    for (path, written) in stored {
        let now = path.metadata().and_then(|facts| facts.modified()).expect("it is still there");
        assert_eq!(now, written, "{} was written twice", path.display());
    }
}

#[test]
fn two_at_once_do_not_harm_each_other() {
    let at = folder();
    let mut both = [background(at.path(), "shared"), background(at.path(), "shared")];
    assert!(both.iter_mut().all(|child| child.wait().expect("it ended").success()));
    let alone = iotcap(at.path(), &[&MANY[..], &["--out", "alone"]].concat());
    assert_eq!(status(&alone), 0, "{}", err(&alone));
    assert!(results(&at.path().join("shared")) == results(&at.path().join("alone")));
    assert_eq!(status(&iotcap(at.path(), &["store", "verify", "--out", "shared"])), 0);
}

#[test]
fn damage_is_told_verified_and_mended() {
    let at = folder();
    iotcap(at.path(), &["sweep", "queue.toml", "--quiet"]);
    let (kept, before) = (entries(&at.path().join("output")), results(&at.path().join("output")));
    let bytes = fs::read(&kept[0]).unwrap();
    fs::write(&kept[0], &bytes[..bytes.len() - 1]).unwrap();
    fs::write(&kept[7], &bytes).unwrap();
    let verified = iotcap(at.path(), &["store", "verify"]);
    assert_eq!(status(&verified), 1);
    assert!(out(&verified).contains("18 replications, 1 damaged"), "{}", out(&verified));
    let again = iotcap(at.path(), &["sweep", "queue.toml"]);
    assert!(
        err(&again).contains("2 entries of the store were damaged and simulated again"),
        "{}",
        err(&again)
    );
    assert!(err(&again).contains("2 replications simulated, 16 from the store"), "{}", err(&again));
    assert!(results(&at.path().join("output")) == before);
    assert_eq!(status(&iotcap(at.path(), &["store", "verify"])), 0);
}

#[test]
fn a_store_that_cannot_be_is_a_warning() {
    let at = folder();
    fs::create_dir(at.path().join("output")).unwrap();
    fs::write(at.path().join("output/.store"), "in the way").unwrap();
    let output = iotcap(at.path(), &["sweep", "queue.toml"]);
    assert_eq!(status(&output), 0);
    assert_eq!(err(&output).matches("cannot be written").count(), 1, "{}", err(&output));
}

#[test]
fn the_store_is_listed_and_pruned() {
    let at = folder();
    iotcap(at.path(), &["sweep", "queue.toml", "--quiet"]);
    let listed = iotcap(at.path(), &["store", "list"]);
    assert!(out(&listed).contains("devices.meters.count=55"), "{}", out(&listed));
    assert!(out(&listed).contains("18 replications of 3 points"), "{}", out(&listed));
    let none = iotcap(at.path(), &["store", "prune", "--older", "1 d"]);
    assert!(out(&none).starts_with("0 points"), "{}", out(&none));
    let all = iotcap(at.path(), &["store", "prune", "--larger", "0 B"]);
    assert!(out(&all).starts_with("3 points taken out"), "{}", out(&all));
    assert_eq!(status(&iotcap(at.path(), &["store", "prune", "--older", "soon"])), 2);
    let empty = iotcap(at.path(), &["store", "list", "--out", "nowhere"]);
    assert_eq!((status(&empty), out(&empty).trim()), (0, "0 replications of 0 points, 0 B"));
}
