//! A trace tells of the same run as `run`: its fates are what results.json counts, its ways are the waterfall.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::tool::{FULL, TWO, folder, iotcap, status, trace_json};

/// A city in small: shadowing, fading, several gateways and data rates, a narrow line, a deadline.
const CITY: &str = r#"
title = "A busy corner"
[study]
duration = "20 min"
warm_up = "0 s"
replications = 1
seed = 7
[radio.lora]
technology = "lorawan"
region = "EU868"
channels = 3
[radio.lora.propagation]
model = "log-distance"
reference = { distance = "1 km", loss = "129.3 dB" }
exponent = 3.84
shadowing = "8 dB"
fading = "rayleigh"
[devices.meters]
count = 300
radio = "lora"
place = { disc = { radius = "3 km" } }
message = { poisson = "1 min", size = "20 B" }
[devices.alarms]
count = 100
radio = "lora"
place = { disc = { radius = "2 km" } }
message = { every = "30 s", size = "12 B" }
deadline = "800 ms"
[gateways.roof]
count = 4
radio = "lora"
place = { disc = { radius = "2 km" } }
demodulators = 3
link = "lte"
[links.lte]
per = "gateway"
to = "line"
rate = "1 Mbit/s"
delay = "35 ms"
loss = "1 %"
[links.line]
to = "platform"
rate = "24 kbit/s"
buffer = "2 kB"
[platform]
ingest = { servers = 1, service = { exponential = "20 ms" }, waiting_room = 5 }
"#;

fn results(folder: &Path) -> Value {
    let output = iotcap(folder, &["run", "net.toml", "--json"]);
    assert!(status(&output) <= 1, "{}", crate::tool::err(&output));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// What a trace counted, by cause and element, and what results count.
type Losses = BTreeMap<(String, String), u64>;

fn lost_in_trace(trace: &Value) -> Losses {
    let mut losses = Losses::new();
    for fate in trace["fates"].as_array().unwrap().iter().filter(|fate| fate["fate"] == "lost") {
        let text = |key: &str| fate[key].as_str().unwrap().to_string();
        *losses.entry((text("cause"), text("element"))).or_default() += fate["count"].as_u64().unwrap();
    }
    losses
}

fn lost_in_results(class: &Value) -> Losses {
    let mut losses = Losses::new();
    for (cause, elements) in class["lost"].as_object().unwrap() {
        for (element, count) in elements.as_object().unwrap() {
            let count = count.as_u64().unwrap();
            losses.extend((count > 0).then(|| ((cause.clone(), element.clone()), count)));
        }
    }
    losses
}

fn of_fate(trace: &Value, fate: &str) -> u64 {
    let rows = trace["fates"].as_array().unwrap().iter().filter(|row| row["fate"] == fate);
    rows.map(|row| row["count"].as_u64().unwrap()).sum()
}

#[test]
fn fates_are_what_results_count() {
    for text in [TWO, FULL, CITY] {
        let at = folder(text);
        let results = results(at.path());
        for (name, class) in results["classes"].as_object().unwrap() {
            let trace = trace_json(at.path(), &["--class", name, "--limit", "0"]);
            assert_eq!(trace["offered"], class["offered"], "{name}");
            assert_eq!(lost_in_trace(&trace), lost_in_results(class), "{name}");
            assert_eq!(of_fate(&trace, "delivered"), class["delivered"].as_u64().unwrap(), "{name}");
            assert_eq!(of_fate(&trace, "in_flight"), class["in_flight"].as_u64().unwrap(), "{name}");
        }
    }
}

#[test]
fn the_busy_corner_loses_in_every_way_that_is_told() {
    let trace = trace_json(folder(CITY).path(), &["--limit", "0"]);
    let causes: Vec<String> = lost_in_trace(&trace).into_keys().map(|(cause, _)| cause).collect();
    for cause in ["collision", "interference", "no_demodulator", "out_of_range", "buffer_overflow", "expired"]
    {
        assert!(causes.iter().any(|known| known == cause), "{cause} of {causes:?}");
    }
}

#[test]
fn ways_are_the_waterfall_and_cut_the_latency_without_gap() {
    let at = folder(CITY);
    let results = results(at.path());
    let trace = trace_json(at.path(), &["--class", "meters", "--delivered", "--limit", "100000"]);
    let messages = trace["messages"].as_array().unwrap();
    assert_eq!(messages.len() as u64, trace["matching"].as_u64().unwrap());
    let mut parts: BTreeMap<(String, String), f64> = BTreeMap::new();
    let mut latency = 0.0;
    for message in messages {
        let copy = &message["copies"][0];
        let (mut at, end) = (0.0, message["end"]["after_s"].as_f64().unwrap());
        for stretch in copy["way"].as_array().unwrap() {
            let span = stretch["span_s"].as_f64().unwrap();
            assert!((stretch["from_s"].as_f64().unwrap() - at).abs() < 1e-9, "{message}");
            at += span;
            // a waterfall's rows are of groups: "links.lte" for "links.lte@roof:3"
            let element = stretch["element"].as_str().unwrap();
            let group = element.split(['@', ':']).next().unwrap();
            *parts.entry((stretch["part"].as_str().unwrap().into(), group.into())).or_default() += span;
        }
        assert!((at - end).abs() < 1e-9 && copy["end_s"] == message["end"]["after_s"], "{message}");
        latency += end;
    }
    let class = &results["classes"]["meters"];
    let near = |value: &Value, expected: f64, within: f64| {
        assert!((value.as_f64().unwrap() - expected).abs() < within, "{value} is not {expected}");
    };
    near(&class["latency_s"]["mean"]["value"], latency / messages.len() as f64, 1e-9);
    for row in class["waterfall"].as_array().unwrap() {
        let key = (row["part"].as_str().unwrap().to_string(), row["element"].as_str().unwrap().to_string());
        // a waterfall sums in units of 1024 ns beyond 17 s, which rounds away less than 1e-7 of the latency
        near(&row["all"]["value"], parts.get(&key).copied().unwrap_or(0.0) / messages.len() as f64, 2e-7);
    }
}

#[test]
fn what_a_gateway_says_fits_its_figures_and_the_message_s_end() {
    let trace = trace_json(folder(CITY).path(), &["--limit", "100000"]);
    let (mut heard, mut broken) = (0, 0);
    for message in trace["messages"].as_array().unwrap() {
        let Some(sent) = message["transmissions"].as_array().unwrap().last() else { continue };
        for one in sent["receptions"].as_array().unwrap() {
            // fading may leave less than can be counted: no level at all
            let margin = one["margin_db"].as_f64().unwrap_or(-200.0);
            let short = one["contest"]["short_db"].as_f64();
            match one["lost"].as_str() {
                Some("out_of_range") => assert!(margin < 1e-6, "{one}"),
                Some("collision" | "interference") => {
                    assert!(margin > -1e-6 && short.unwrap() > 0.0, "{one}")
                }
                None => assert!(margin > -1e-6 && short.is_none_or(|short| short <= 1e-9), "{one}"),
                _ => assert!(margin > -1e-6, "{one}"),
            }
            heard += u64::from(one["lost"].is_null());
            let others = one["contest"]["others"].as_array();
            for other in others.into_iter().flatten() {
                assert!(other["device"] != "unknown" && other["device"] != message["device"], "{message}");
            }
        }
        let end = &message["end"];
        if let Some("collision" | "interference" | "no_demodulator") = end["cause"].as_str() {
            let there =
                sent["receptions"].as_array().unwrap().iter().find(|one| one["gateway"] == end["element"]);
            assert_eq!(there.unwrap()["lost"], end["cause"], "{message}");
            assert!(sent["receptions"].as_array().unwrap().iter().all(|one| !one["lost"].is_null()));
            broken += 1;
        }
    }
    assert!(heard > 1000 && broken > 100, "{heard} heard, {broken} broken");
}

#[test]
fn the_same_trace_is_the_same_bytes_and_leaves_results_alone() {
    let at = folder(CITY);
    results(at.path());
    let files =
        ["results.json", "review.png", "losses.csv"].map(|name| at.path().join("output/net").join(name));
    let before = files.clone().map(|file| fs::read(file).unwrap());
    let read = |name: &str| fs::read(at.path().join("output/net").join(name)).unwrap();
    let args = ["--lost", "any", "--limit", "6"];
    let first = (crate::tool::trace(at.path(), &args), read("trace.png"), read("trace.json"));
    let second = (crate::tool::trace(at.path(), &args), read("trace.png"), read("trace.json"));
    assert!(first == second);
    assert!(first.1.starts_with(b"\x89PNG"));
    assert_eq!(files.map(|file| fs::read(file).unwrap()), before);
}

#[test]
fn another_replication_is_another_day_and_so_is_another_seed() {
    let at = folder(CITY);
    let fates = |more: &[&str]| trace_json(at.path(), &[&["--limit", "0"], more].concat())["fates"].clone();
    let first = fates(&[]);
    assert_ne!(fates(&["--replication", "2", "--set", "study.replications=2"]), first);
    assert_ne!(fates(&["--seed", "8"]), first);
    assert_eq!(fates(&["--set", "study.seed=7"]), first);
}
