//! What a sweep says and writes.

use std::fs;

use iotcap::experiment::results::Verdict;
use iotcap::experiment::sweep::Sweep;

use crate::program::{err, iotcap, out, status};
use crate::{entries, folder, results};

fn sweep(json: &[u8]) -> Sweep {
    serde_json::from_slice(json).expect("a sweep")
}

#[test]
fn points_of_the_file_are_run_judged_and_drawn() {
    let at = folder();
    let output = iotcap(at.path(), &["sweep", "queue.toml"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("18 replications simulated, 0 from the store"), "{}", err(&output));
    let found = sweep(&results(&at.path().join("output"))[0]);
    let verdicts: Vec<Verdict> = found.points.iter().map(|point| point.verdict).collect();
    // one server of 1 s: M/M/1 at 1/3, 2/3 and 11/12; p95 of the sojourn is ln 20 / (1 - load) = 4.5, 9.0 and 36 s
    assert_eq!((verdicts[0], verdicts[2]), (Verdict::Met, Verdict::Missed), "{}", found.headline);
    assert!(out(&output).contains(&found.headline), "{}", out(&output));
    let table = String::from_utf8(results(&at.path().join("output"))[1].clone()).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    assert!(rows[0].starts_with("point,devices.meters.count,replications,of,"), "{}", rows[0]);
    let measures: usize = found.points.iter().map(|point| point.measures.len()).sum();
    assert_eq!(rows.len(), 1 + measures);
    assert!(rows[1].starts_with("1,20,6,devices.meters,,latency_p95,s,"), "{}", rows[1]);
}

#[test]
fn a_point_equals_the_run_with_its_settings() {
    let at = folder();
    iotcap(at.path(), &["sweep", "queue.toml", "--quiet"]);
    iotcap(at.path(), &["run", "queue.toml", "--set", "devices.meters.count=40", "--quiet"]);
    let found = sweep(&results(&at.path().join("output"))[0]);
    let run: serde_json::Value =
        serde_json::from_slice(&fs::read(at.path().join("output/queue/results.json")).unwrap()).unwrap();
    let (asked, measure) = (&run["objectives"][0], &found.points[1].measures[0]);
    assert_eq!(asked["value"].as_f64(), measure.value);
    assert_eq!(serde_json::to_value(measure.ci).unwrap(), asked["ci"]);
}

#[test]
fn check_tells_of_the_sweep_and_run_does_without() {
    let at = folder();
    let checked = iotcap(at.path(), &["check", "queue.toml"]);
    assert!(err(&checked).contains("varies devices.meters.count over 3 points"), "{}", err(&checked));
    assert_eq!(status(&iotcap(at.path(), &["run", "queue.toml", "--quiet"])), 0);
    assert!(entries(&at.path().join("output")).is_empty());
}

#[test]
fn jobs_and_the_store_move_no_byte() {
    let at = folder();
    let asked = [
        &["--out", "a", "--jobs", "1"][..],
        &["--out", "b", "--jobs", "2"],
        &["--out", "b", "--jobs", "2"],
        &["--out", "c", "--jobs", "3", "--no-store"],
    ];
    for more in asked {
        let output = iotcap(at.path(), &[&["sweep", "queue.toml"][..], more].concat());
        assert_eq!(status(&output), 0, "{}", err(&output));
    }
    let of = |out: &str| results(&at.path().join(out));
    assert!(of("a") == of("b") && of("a") == of("c"));
    assert_eq!(entries(&at.path().join("a")).len(), 18);
    assert!(entries(&at.path().join("c")).is_empty());
    let again = iotcap(at.path(), &["report", "a/queue-sweep", "--out", "drawn"]);
    assert_eq!(status(&again), 0, "{}", err(&again));
    assert!(fs::read(at.path().join("drawn/sweep.png")).unwrap() == of("a")[2]);
}

#[test]
fn grids_zips_and_conditions_come_from_the_command_line() {
    let at = folder();
    let vary = ["--vary", "devices.meters.count=10..30 step 10", "--vary", "platform.ingest.servers=1,2,3"];
    let points = |more: &[&str]| {
        let args = [&["sweep", "queue.toml", "--replications", "2", "--json"][..], &vary, more].concat();
        let output = iotcap(at.path(), &args);
        assert_eq!(status(&output), 0, "{}", err(&output));
        sweep(&output.stdout).points.into_iter().map(|point| point.set.join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(points(&[]).len(), 9);
    assert_eq!(points(&["--zip"])[1], "devices.meters.count=20 platform.ingest.servers=2");
    let kept = points(&["--where", "devices.meters.count >= 20", "--where", "platform.ingest.servers == 3"]);
    assert_eq!(kept.len(), 2);
}

#[test]
fn what_is_wrong_at_a_point_is_said_as_for_a_setting_and_nothing_runs() {
    let at = folder();
    let asked = |vary: &str| iotcap(at.path(), &["sweep", "queue.toml", "--vary", vary]);
    let wrong = asked("devices.meters.cuont=5,6,7,8");
    assert_eq!(status(&wrong), 2);
    let set = iotcap(at.path(), &["check", "queue.toml", "--set", "devices.meters.cuont=5"]);
    assert!(err(&wrong).contains(err(&set).trim()), "{}\n{}", err(&wrong), err(&set));
    assert_eq!(err(&wrong).matches("unknown key").count(), 1, "told once: {}", err(&wrong));
    assert!(err(&wrong).contains("and so at all points"), "{}", err(&wrong));
    let some = err(&asked("devices.meters.count=5,v,w,x,y"));
    assert!(some.contains("`w` is not") && some.contains("at 1 more of 5 points"), "{some}");
    assert!(err(&asked("")).contains("--vary: write PATH=VALUES"));
    assert!(err(&asked("devices.meters.count=5,x")).contains("not a whole number"));
    assert!(err(&asked("devices.meters.count=5..1 step 1")).contains("lower end comes first"));
    assert!(err(&asked("devices.meters.count")).contains("PATH=VALUES"));
    let costly = iotcap(
        at.path(),
        &[
            "sweep",
            "queue.toml",
            "--vary",
            "devices.meters.count=1000000,2000000",
            "--set",
            "study.duration=60 d",
        ],
    );
    assert_eq!(status(&costly), 2);
    assert!(err(&costly).contains("--allow-long"), "{}", err(&costly));
    assert!(!at.path().join("output").exists());
}
