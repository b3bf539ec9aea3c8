//! What `check` says before anything is simulated, against runs and what is worked out by hand.

use iotcap::network::Network;
use iotcap::network::estimate::{Estimate, estimate};

use crate::small;

/// Meters that say 120 B every 15 min and keep alive every 10 min, and others without a session.
fn meters(parts: &str) -> String {
    format!(
        r#"
title = "Meters"
[study]
duration = "2 h"
warm_up = "0 s"
replications = 2
[radio.air]
technology = "ideal"
[devices.meters]
count = 2000
radio = "air"
message = {{ every = "15 min", size = "120 B" }}
session = {{ protocol = "mqtt-tls", keep_alive = "10 min", qos = 1 }}
[devices.bare]
count = 10
radio = "air"
message = {{ every = "15 min", size = "10 B" }}
[gateways.apn]
radio = "air"
link = "line"
forwarding = {{ bytes = "0 B" }}
[links.line]
to = "platform"
rate = "1 Mbit/s"
rate_down = "64 kbit/s"
plan = {{ cap = "10 GB", price = "20 EUR" }}
{parts}"#
    )
}

fn foretold(text: &str) -> Estimate {
    estimate(&Network::build(&small::scenario(text)), 2, 1)
}

/// A number in front of some words.
fn before(said: &str, words: &str) -> f64 {
    let figure = said.split(words).next().and_then(|front| front.rsplit(' ').next());
    figure.and_then(|figure| figure.parse().ok()).unwrap_or_else(|| panic!("no figure in {said}"))
}

#[test]
fn a_data_plan_counts_what_goes_down_as_a_run_does() {
    let elements = foretold(&meters("")).elements;
    let note = &elements.iter().find(|row| row.name == "links.line").expect("a row").note;
    let results = small::results(&meters(""));
    let run = results.elements["links.line"].data.as_ref().expect("a plan").per_month_bytes.value;
    let (said, run) = (before(note, " GB a month"), run.expect("a figure") / 1e9);
    assert!((said / run - 1.0).abs() < 0.02, "{note}, a run says {run} GB");
    // 2000 acknowledgements and as many answers to keep-alives of 73 B in 15 min
    let down = 100.0 * 2.0 * 2000.0 * 73.0 * 8.0 / 900.0 / 64e3;
    assert!(note.contains(&format!("down it is offered {down:.1} %")), "{note} for {down} %");
    let used = results.elements["links.line"].down.as_ref().expect("answers").utilisation.value;
    assert!((100.0 * used.expect("a share") / down - 1.0).abs() < 0.02, "{used:?} for {down} %");
}

#[test]
fn fixed_costs_are_called_the_least() {
    let costs = |platform: &str| {
        let notes =
            foretold(&meters(&format!("[costs]\nplatform = {{ per_month = \"5 EUR\"{platform} }}\n"))).notes;
        notes.into_iter().find(|note| note.starts_with("[costs]")).expect("a note")
    };
    assert_eq!(costs(""), "[costs] come to 25.00 EUR a month");
    let one = "[costs] come to at least 25.00 EUR a month, before 1 price that depends on what is used";
    assert_eq!(costs(", per_million_messages = \"1 EUR\""), one);
}

const POLICER: &str = "policer = { rate = \"5 /s\", depth = 20 }";

/// Of 2000 devices 20 are let in at once and 5 a second then; or 4 a second where one takes 250 ms.
#[test]
fn a_limit_on_connecting_says_how_long_all_take_to_come_back() {
    let said = |connect: &str| {
        let notes = foretold(&meters(&format!("[platform]\nconnect = {{ {connect} }}\n"))).notes;
        notes.into_iter().find(|note| note.starts_with("platform.connect"))
    };
    let after = |per_s: &str, back: &str| {
        format!(
            "platform.connect: 2000 sessions are let in at {per_s}: after a break of all, the last is back {back} later at the \
             earliest"
        )
    };
    let policed = said(&format!("service = \"1 ms\", {POLICER}"));
    assert_eq!(policed, Some(after("5 a second (20 of them at once)", "396 s")));
    let slow = said(&format!("service = \"250 ms\", {POLICER}"));
    assert_eq!(slow, Some(after("4 a second", "500 s")));
}

#[test]
fn who_keeps_no_session_beside_a_limit_on_connecting_is_told() {
    let told = |connect: &str| {
        let warnings = foretold(&meters(&format!("[platform]\nconnect = {{ {connect} }}\n"))).warnings;
        warnings.into_iter().filter(|warning| warning.contains("no session")).collect::<Vec<_>>()
    };
    let warning =
        "devices.bare keep no session: each of their messages passes platform.connect and its limit of 5 /s";
    assert_eq!(told(&format!("service = \"1 ms\", {POLICER}")), [warning]);
    assert_eq!(told("service = \"1 ms\""), Vec::<String>::new(), "nothing is limited");
}
