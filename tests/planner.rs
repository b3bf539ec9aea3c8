//! A planner's questions to the command line: which devices never get through, is my list of gateways read as I
//! meant it, who is in reach, and what becomes of my earlier results.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn iotcap(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_iotcap"));
    command.args(args).current_dir(folder).output().expect("iotcap starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const GATEWAYS: &str =
    "Name;Latitude;Longitude;Height\nNord;49,2256;16,5850;30\nRathaus;49,1945;16,6085;45\n";

/// A town with shadowing and without fading: who is out of reach hears nothing at all.
fn town() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let text = r#"
title = "A town"
[study]
duration = "6 h"
replications = 3
[radio.lora]
technology = "lorawan"
region = "EU868"
propagation = { model = "okumura-hata", environment = "urban", shadowing = "8 dB" }
[devices.meters]
count = 300
radio = "lora"
place = { disc = { radius = "9 km", center = { lat = 49.2, lon = 16.6 } } }
message = { every = "1 h", size = "20 B" }
[gateways.roof]
radio = "lora"
place = { file = "gateways.csv" }
"#;
    fs::write(folder.path().join("town.toml"), text).unwrap();
    fs::write(folder.path().join("gateways.csv"), GATEWAYS).unwrap();
    folder
}

fn results(at: &Path, out: &str) -> Value {
    serde_json::from_slice(&fs::read(at.join(out).join("town/results.json")).unwrap()).unwrap()
}

/// The rows of devices.csv as numbers of the columns named; blank cells are NaN.
fn devices(at: &Path, out: &str, columns: [&str; 4]) -> Vec<[f64; 4]> {
    let mut reader = csv::Reader::from_path(at.join(out).join("town/devices.csv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let places = columns.map(|name| headers.iter().position(|header| header == name).unwrap());
    let row = |row: Result<csv::StringRecord, _>| {
        let row = row.unwrap();
        places.map(|at| row[at].parse().unwrap_or(f64::NAN))
    };
    reader.records().map(row).collect()
}

const COUNTS: [&str; 4] = ["gateways_in_reach", "replications", "offered", "delivered"];

#[test]
fn a_device_out_of_reach_delivers_nothing_in_the_list_of_devices() {
    let at = town();
    let told = stderr(&iotcap(at.path(), &["run", "town.toml", "--devices"]));
    assert!(told.contains("devices.csv is of the first of 3 replications"), "{told}");
    let rows = devices(at.path(), "output", COUNTS);
    let out: Vec<_> = rows.iter().filter(|[reach, ..]| *reach == 0.0).collect();
    assert!(out.len() > 10, "{} of {}", out.len(), rows.len());
    assert!(out.iter().all(|[_, runs, offered, delivered]| (*runs, *offered, *delivered) == (1.0, 6.0, 0.0)));
}

#[test]
fn the_list_of_devices_agrees_with_the_page_of_its_replication() {
    let at = town();
    iotcap(at.path(), &["run", "town.toml", "--quiet", "--devices", "--out", "three"]);
    iotcap(at.path(), &["run", "town.toml", "--quiet", "--replications", "1", "--out", "one"]);
    let rows = devices(at.path(), "three", COUNTS);
    let below = rows.iter().filter(|[.., offered, delivered]| *delivered < 0.5 * *offered).count();
    let share = results(at.path(), "one")["classes"]["meters"]["devices_below"]["50 %"]["value"].as_f64();
    assert!((below as f64 / rows.len() as f64 - share.unwrap()).abs() < 1e-9, "{below}, {share:?}");
}

#[test]
fn of_a_fixed_layout_the_list_of_devices_is_of_all_replications() {
    let at = town();
    let fixed = ["run", "town.toml", "--quiet", "--devices", "--set", "study.layout=fixed"];
    iotcap(at.path(), &fixed);
    let rows = devices(at.path(), "output", COUNTS);
    let offered: f64 = rows.iter().map(|[.., offered, _]| offered).sum();
    assert_eq!(results(at.path(), "output")["conservation"]["total"]["offered"].as_f64(), Some(offered));
    assert!(
        rows.iter().all(|[reach, runs, _, delivered]| *runs == 3.0 && (*reach > 0.0 || *delivered == 0.0))
    );
}

#[test]
fn coverage_alone_is_answered_on_the_terminal() {
    let at = town();
    let silent = fs::read_to_string(at.path().join("town.toml")).unwrap();
    let silent: Vec<&str> = silent.lines().filter(|line| !line.starts_with("message")).collect();
    fs::write(at.path().join("town.toml"), silent.join("\n")).unwrap();
    let output = iotcap(at.path(), &["run", "town.toml"]);
    let (text, told) = (stdout(&output), stderr(&output));
    let share = &results(at.path(), "output")["classes"]["meters"]["out_of_coverage"]["value"];
    let share = 100.0 * share.as_f64().unwrap();
    for words in ["OUT OF COVERAGE", "GATEWAYS IN REACH", "SF12"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let row = text.lines().find(|line| line.starts_with("meters")).unwrap_or_else(|| panic!("{text}"));
    let said: f64 = row.split_whitespace().nth(2).and_then(|word| word.parse().ok()).expect(row);
    assert!((said - share).abs() < 0.05, "{share}: {row}");
    assert!(!text.contains("offered") && !told.contains("no message was born"), "{text}{told}");
}

#[test]
fn results_of_other_settings_are_not_replaced_in_silence() {
    let at = town();
    let first = stderr(&iotcap(at.path(), &["run", "town.toml", "--devices"]));
    assert!(!first.contains("replaced"), "{first}");
    let same = stderr(&iotcap(at.path(), &["run", "town.toml", "--devices"]));
    assert!(!same.contains("replaced") && !same.contains("earlier"), "{same}");
    let other = stderr(&iotcap(at.path(), &["run", "town.toml", "--replications", "2"]));
    assert!(other.contains("output/town holds results without these changes (3 replications)"), "{other}");
    assert!(other.contains("devices.csv belongs to the earlier results and goes with them"), "{other}");
    let back = stderr(&iotcap(at.path(), &["run", "town.toml"]));
    assert!(back.contains("holds results with study.replications: 3 -> 2"), "{back}");
}

/// What `check` says of the town with another list of gateways.
fn check(gateways: &str, settings: &[&str]) -> String {
    let at = town();
    fs::write(at.path().join("gateways.csv"), gateways).unwrap();
    let mut args = vec!["check", "town.toml"];
    settings.iter().for_each(|setting| args.extend(["--set", setting]));
    let output = iotcap(at.path(), &args);
    stdout(&output) + &stderr(&output)
}

#[test]
fn heights_of_a_list_are_those_that_are_warned_of() {
    assert!(!check(GATEWAYS, &[]).contains("high"), "30 m and 45 m are what Hata's formulas were made for");
    let low = check(&GATEWAYS.replace("45", "20"), &[]);
    assert!(low.contains("gateways.roof: 1 of 2 stand 20 m high; the Hata"), "{low}");
    let german = check(&GATEWAYS.replace("Height", "Höhe über Grund [m]"), &[]);
    assert!(!german.contains("high"), "{german}");
    let blank = check(&GATEWAYS.replace(";45", ";"), &[]);
    assert!(blank.contains("gateways.roof: no height is given for Rathaus; 15 m is used there"), "{blank}");
}

#[test]
fn names_of_a_list_are_not_lost_in_silence() {
    let site = check(&GATEWAYS.replace("Name", "Standort"), &["gateways.roof.member.Rathaus.off=true"]);
    assert!(site.contains("no mistakes found"), "{site}");
    let odd = check(&GATEWAYS.replace("Name", "Dach"), &[]);
    assert!(odd.contains("no column is known as the gateways' names, so they are 1, 2"), "{odd}");
}

#[test]
fn latitude_and_longitude_in_each_others_place_are_suspected() {
    assert!(!check(GATEWAYS, &[]).contains("swapped"));
    let row = check(&GATEWAYS.replace("49,1945;16,6085", "16,6085;49,1945"), &[]);
    assert!(row.contains("gateways.roof:Rathaus stands") && row.contains("swapped"), "{row}");
    let centre = "devices.meters.place.disc.center={ lat = 16.6, lon = 49.2 }";
    let centre = check(GATEWAYS, &[centre]);
    assert!(centre.contains("devices.meters: all devices stand far from every gateway"), "{centre}");
    assert!(centre.contains("devices.meters: no device is in reach of a gateway"), "{centre}");
    let member = check(GATEWAYS, &["gateways.roof.member.Nord.at={ lat = 16.585, lon = 49.2256 }"]);
    assert!(member.contains("gateways.roof:Nord stands") && member.contains("swapped"), "{member}");
}

#[test]
fn an_empty_class_and_a_count_that_reads_two_ways_are_told() {
    assert!(check(GATEWAYS, &["devices.meters.count=0"]).contains("devices.meters: count is 0"));
    let thousands = check(GATEWAYS, &["devices.meters.count=\"8.000\""]);
    assert!(thousands.contains("`8.000` may be read in two ways"), "{thousands}");
}

#[test]
fn what_never_comes_within_the_study_is_told() {
    let hour = ["study.duration=\"1 h\"", "study.start=\"Mon 10:00\""];
    let of = |message: &str| {
        let message = format!("devices.meters.message={{ {message}, size = \"20 B\" }}");
        check(GATEWAYS, &[hour[0], hour[1], &message])
    };
    for early in
        ["burst = { at = \"09:00\", within = \"10 s\" }", "schedule = { at = [\"09:00\", \"11:00:01\"] }"]
    {
        assert!(of(early).contains("nothing is sent"), "{early}: {}", of(early));
    }
    for within in [
        "burst = { at = \"10:00\", within = \"10 s\" }",
        "burst = { at = \"09:30\", within = \"10 s\", every = \"1 h\" }",
        "schedule = { at = [\"10:00\"], days = [\"Mon\"] }",
    ] {
        assert!(!of(within).contains("nothing is sent"), "{within}: {}", of(within));
    }
}

/// Share of the links and the platform that `check` expects, in per cent.
fn ingest_load(settings: &[&str]) -> (f64, String) {
    let mut all = vec!["platform.ingest={ servers = 1, service = \"20 ms\" }"];
    all.extend(settings);
    let text = check(GATEWAYS, &all);
    let line =
        text.lines().find(|line| line.starts_with("platform.ingest")).unwrap_or_else(|| panic!("{text}"));
    let load = line.split_whitespace().nth(1).and_then(|word| word.parse().ok());
    (load.unwrap_or_else(|| panic!("{line}")), text)
}

#[test]
fn what_cannot_be_sent_loads_nothing() {
    let (all, _) = ingest_load(&[]);
    assert!(all > 0.0);
    let long = ["devices.meters.spreading_factor={ fixed = 12 }", "devices.meters.message.size=\"100 B\""];
    let (none, text) = ingest_load(&long);
    assert_eq!(none, 0.0, "{text}");
    assert!(text.contains("they lose everything as too long"), "{text}");
}

#[test]
fn the_duty_cycle_bounds_what_is_expected() {
    let (often, text) = ingest_load(&["devices.meters.message.every=\"1 s\""]);
    assert!(text.contains("the duty cycle keeps back"), "{text}");
    // at SF7 a frame of 33 B lasts 71.9 ms, so 1 % is one message in 7.2 s; 300 devices x 20 ms / 7.2 s = 83 %
    assert!(often > 5.0 && often < 84.0, "{often} %");
}

#[test]
fn a_room_that_never_fills_hides_no_overload() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let text = r#"
title = "A station at 125 %"
[study]
duration = "10 min"
replications = 3
[radio.wire]
technology = "ideal"
[devices.meters]
count = 1
radio = "wire"
message = { poisson = "0.8 s", size = "1 B" }
[gateways.door]
radio = "wire"
[platform]
ingest = { service = "1 s", waiting_room = 1_000_000 }
[objectives]
arrive = { of = "devices.meters", delivery_ratio = ">= 50 %" }
"#;
    fs::write(folder.path().join("town.toml"), text).unwrap();
    let run = iotcap(folder.path(), &["run", "town.toml"]);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    let found = results(folder.path(), "output");
    let (objective, station) = (&found["objectives"][0], &found["elements"]["platform.ingest"]["unstable"]);
    assert_eq!((&objective["verdict"], &objective["doubt"]), (&"at_risk".into(), &"unstable".into()));
    let full_s = station["room_full_after_s"].as_f64().unwrap();
    let exact = 1e6 / 0.25;
    assert!((full_s / exact - 1.0).abs() < 0.5, "{full_s} s, {exact} s by arithmetic");
    let said = stdout(&run);
    assert!(said.contains("arrive is at risk: the backlog of platform.ingest grows by"), "{said}");
    assert!(said.contains(", growing"), "{said}");
}
