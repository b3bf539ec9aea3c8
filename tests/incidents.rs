//! Incidents from outside: what they do is arithmetic or what the same written by hand does, the innocent stand apart from
//! those who flood, and a limit for each device keeps them from harm.
#![cfg(unix)]

#[allow(dead_code, reason = "each of these tests asks for what it needs")]
mod program;

use std::path::Path;

use program::{err, iotcap, out, status};
use serde_json::Value;

/// 200 cameras that speak every 10 s and 600 meters every minute, before one server of 100 messages a second.
const SITE: &str = r#"title = "Cameras and meters share a platform"
[study]
duration = "20 min"
warm_up = "0 s"
replications = 20
[radio.wire]
technology = "ideal"
[devices.cameras]
count = 200
radio = "wire"
message = { poisson = "10 s", size = "200 B" }
[devices.meters]
count = 600
radio = "wire"
place = { rectangle = { width = "2 km", height = "2 km" } }
message = { every = "1 min", size = "50 B" }
[gateways.hub]
radio = "wire"
link = "wan"
[links.wan]
to = "platform"
rate = "10 Mbit/s"
[platform]
ingest = { service = { exponential = "10 ms" }, waiting_room = 100 }
"#;

/// Two of the cameras are in somebody else's hands for five minutes and offer more than the server can do.
const FLOOD: &str = r#"
[incidents.botnet]
at = "5 min"
lasts = "5 min"
flood = { of = "devices.cameras", share = "1 %", rate = "100 /s" }
"#;

fn run(folder: &Path, text: &str, more: &[&str]) -> Value {
    std::fs::write(folder.join("site.toml"), text).unwrap();
    let output = iotcap(folder, &[&["run", "site.toml", "--json"], more].concat());
    assert!([0, 1].contains(&status(&output)), "{more:?}: {}", err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn results(incidents: &str, more: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &format!("{SITE}{incidents}"), more)
}

fn change(results: &Value) -> [f64; 3] {
    let change = &results["incidents"][0]["collateral"]["change"];
    [&change["ci"][0], &change["value"], &change["ci"][1]].map(|end| end.as_f64().unwrap())
}

#[test]
fn a_limit_for_each_device_leaves_the_innocent_unharmed_by_a_flood() {
    let harmed = results(FLOOD, &[]);
    let [_, value, high] = change(&harmed);
    assert!(value < -0.3 && high < -0.3, "230 messages a second for a server of 100: {value}");
    let lost = harmed["incidents"][0]["lost"]["buffer_overflow"].as_u64().unwrap();
    assert!(lost > 0 && harmed["incidents"][0]["text"].as_str().unwrap().contains("the innocent delivered"));
    let limit = "platform.per_device={ rate = \"1 /s\", depth = 10 }";
    let limited = results(FLOOD, &["--set", limit]);
    let [low, value, high] = change(&limited);
    assert!(low <= 0.0 && high >= 0.0, "the interval holds 0: {low} to {high}");
    assert!(value.abs() < 0.002 && (high - low) / 2.0 < 0.002, "within 0.2 points: {value}, {low} to {high}");
    let attackers = &limited["classes"]["cameras (compromised)"];
    assert!(attackers["lost"]["throttled"]["platform.admission"].as_u64().unwrap() > 0);
    assert_eq!(attackers["lost"].as_object().unwrap().len(), 1);
}

#[test]
fn whoever_floods_counts_apart_and_goes_on_with_its_own_messages() {
    let calm = results("", &["--replications", "2"]);
    let flooded = results(FLOOD, &["--replications", "2"]);
    let offered = |results: &Value, class: &str| results["classes"][class]["offered"].as_u64().unwrap();
    let devices = |class: &str| flooded["classes"][class]["devices"].as_u64().unwrap();
    assert_eq!([devices("cameras"), devices("cameras (compromised)")], [198, 2]);
    assert_eq!(offered(&calm, "meters"), offered(&flooded, "meters"));
    // 100 a second of each for 300 s, in two replications, beside its own
    let flood =
        offered(&flooded, "cameras") + offered(&flooded, "cameras (compromised)") - offered(&calm, "cameras");
    let expected = 2.0 * 2.0 * 300.0 * 100.0;
    assert!((flood as f64 - expected).abs() < 4.0 * f64::sqrt(expected), "{flood}");
    let total = &flooded["conservation"]["total"];
    assert_eq!(total["balanced"], true);
}

#[test]
fn an_outage_by_incident_is_the_outage_written_at_the_element() {
    let by_incident = "[incidents.digger]\nat = '5 min'\nlasts = '2 min'\noutage = { of = 'links.wan' }\n";
    let found = results(by_incident, &["--replications", "3"]);
    let written = results(
        "",
        &["--replications", "3", "--set", "links.wan.outages={ at = \"5 min\", for = \"2 min\" }"],
    );
    for class in ["cameras", "meters"] {
        for key in ["offered", "delivered", "lost", "latency_s", "series"] {
            assert_eq!(found["classes"][class][key], written["classes"][class][key], "{class} {key}");
        }
    }
    assert_eq!(found["elements"]["links.wan"]["outages"], written["elements"]["links.wan"]["outages"]);
}

#[test]
fn devices_without_power_offer_all_the_same_and_lose_it_themselves() {
    let dark = "[incidents.dark]\nat = '5 min'\nlasts = '4 min'\npower_cut = { of = 'devices.meters', area = { rectangle = \
        { width = '2 km', height = '2 km', center = { x = '1 km', y = '0 m' } } } }\n";
    let (calm, found) = (results("", &["--replications", "4"]), results(dark, &["--replications", "4"]));
    let meters = &found["classes"]["meters"];
    assert_eq!(meters["offered"], calm["classes"]["meters"]["offered"]);
    // the east half of them is silent four times
    let lost = meters["lost"]["device_down"]["radio.wire"].as_u64().unwrap() as f64;
    let expected = 4.0 * 4.0 * 300.0;
    assert!((lost - expected).abs() < 4.0 * 4.0 * 2.0 * f64::sqrt(600.0), "{lost} of about {expected}");
    assert_eq!(lost as u64 % 4, 0, "each that is dark misses four");
    assert_eq!(found["classes"]["cameras"]["lost"].as_object().unwrap().len(), 0);
}

#[test]
fn an_alarm_is_one_message_more_of_every_device() {
    let alarm = "[incidents.siren]\nat = '00:09:55'\nalarms = { of = 'devices.meters', within = '10 s' }\n";
    let (calm, found) = (results("", &["--replications", "2"]), results(alarm, &["--replications", "2"]));
    let offered = |results: &Value| results["classes"]["meters"]["offered"].as_u64().unwrap();
    assert_eq!(offered(&found), offered(&calm) + 2 * 600);
    let siren = &found["incidents"][0];
    assert_eq!((siren["from_s"].as_f64(), siren["until_s"].as_f64()), (Some(595.0), Some(605.0)));
    // when the bin ends at 600 s the burst has just been at its height: 124 a second and 30 more, for a server of 100
    assert!(siren["backlog_peak"]["value"].as_f64().unwrap() > 10.0, "{siren}");
}

#[test]
fn results_do_not_depend_on_jobs() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let text = format!("{SITE}{FLOOD}");
    let of = |(folder, jobs): (&tempfile::TempDir, &str)| {
        run(folder.path(), &text, &["--replications", "3", "--jobs", jobs]);
        std::fs::read(folder.path().join("output/site/results.json")).unwrap()
    };
    let [one, three] = [(&folders[0], "1"), (&folders[1], "3")].map(of);
    assert!(one == three);
}

#[test]
fn an_overlay_of_the_library_fits_any_scenario() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("site.toml"), SITE).unwrap();
    let said = |overlay: &str| {
        iotcap(folder.path(), &["run", "site.toml", "--with", overlay, "--replications", "2"])
    };
    let storm = said("alarm-storm");
    let line = "incidents.alarm-storm: an alarm from every device of devices.cameras, devices.meters";
    assert!(out(&storm).contains(line), "{}", out(&storm));
    assert!(err(&said("alarm-strom")).contains("did you mean `alarm-storm`?"));
}

/// A device 1 km from a gateway and two 4 km away, one of them at another spreading factor; a jammer at 1.6 km.
const AIR: &str = r#"title = "A jammer beside a gateway"
[study]
duration = "1 h"
warm_up = "0 s"
replications = 3
[radio.lora]
technology = "lorawan"
region = "EU868"
duty_cycle = false
channels = 3
propagation = { model = "log-distance", reference = { distance = "1 m", loss = "7.7 dB" }, exponent = 3.76 }
[devices.near]
count = 1
radio = "lora"
place = { points = [{ x = "1 km", y = "0 m" }] }
spreading_factor = { fixed = 7 }
message = { every = "1 min", size = "20 B" }
[devices.far]
count = 1
radio = "lora"
place = { points = [{ x = "0 m", y = "4 km" }] }
spreading_factor = { fixed = 7 }
message = { every = "1 min", size = "20 B" }
[devices.slow]
count = 1
radio = "lora"
place = { points = [{ x = "0 m", y = "-4 km" }] }
spreading_factor = { fixed = 12 }
message = { every = "1 min", size = "20 B" }
[gateways.mast]
radio = "lora"
place = { points = [{ x = "0 m", y = "0 m" }] }
link = "wan"
[links.wan]
to = "platform"
rate = "10 Mbit/s"
[incidents.jammer]
at = "10 min"
lasts = "20 min"
jamming = { place = { x = "-1.6 km", y = "0 m" }, power = "14 dBm" }
"#;

/// Messages of each class lost to interference at the gateway, and in all.
fn jammed(more: &[&str]) -> [[u64; 2]; 3] {
    let folder = tempfile::tempdir().unwrap();
    let found = run(folder.path(), AIR, more);
    assert_eq!(found["conservation"]["total"]["balanced"], true);
    ["near", "far", "slow"].map(|class| {
        let class = &found["classes"][class];
        let interference = class["lost"]["interference"]["gateways.mast"].as_u64().unwrap_or(0);
        [interference, class["offered"].as_u64().unwrap() - class["delivered"].as_u64().unwrap()]
    })
}

/// At the gateway the jammer is 7.7 dB below the near device and 15.0 dB above the far ones (37.6 dB a decade). SF7 stands
/// noise up to 7.5 dB above it, SF12 up to 20 dB; of frames of SF7, those 6 dB below it (Goursaud and Gorce).
#[test]
fn a_jammer_breaks_what_comes_in_too_weak_against_it() {
    let noise = jammed(&[]);
    assert_eq!([noise[0], noise[2]], [[0, 0], [0, 0]]);
    let [lost, all] = noise[1];
    assert!(lost == all && (60..=63).contains(&lost), "20 min in each of three replications: {lost}");
    let shut = |setting: &str| jammed(&["--set", setting]);
    assert_eq!(shut("incidents.jammer.jamming.power=6.6 dBm")[1], noise[1], "0.1 dB more than it stands");
    assert_eq!(shut("incidents.jammer.jamming.power=6.4 dBm")[1], [0, 0], "0.1 dB less");
    assert_eq!(shut("incidents.jammer.jamming.spreading_factor=7"), noise);
    assert_eq!(shut("incidents.jammer.jamming.spreading_factor=8")[1], [0, 0], "16 dB are needed of these");
    let near = shut("incidents.jammer.jamming.place={ x = \"-0.66 km\", y = \"0 m\" }");
    assert_eq!(near[0], [0, 0], "-6.8 dB are enough for SF7");
    assert!((60..=66).contains(&near[2][0]), "-29.4 dB are too little for SF12: {near:?}");
}

#[test]
fn a_jammer_of_one_channel_takes_its_share_of_them() {
    let one = jammed(&["--set", "incidents.jammer.jamming.channels=[\"868.3 MHz\"]", "--replications", "20"]);
    let [lost, all] = one[1];
    let expected = 20.0 * 20.0 / 3.0;
    let sd = f64::sqrt(400.0 * (1.0 / 3.0) * (2.0 / 3.0));
    assert!(lost == all && (lost as f64 - expected).abs() < 3.0 * sd, "{lost} of about {expected}");
}

#[test]
fn a_wave_reaches_near_devices_before_far_ones() {
    let wave = r#"
[incidents.quake]
at = "100 s"
alarms = { of = "devices.quakes", within = "1 s", wave = { from = { x = "-30 km", y = "0 m" }, speed = "1 km/s" } }
[devices.quakes]
count = 3
radio = "wire"
place = { points = [{ x = "-25 km", y = "0 m" }, { x = "-30 km", y = "-35 km" }, { x = "35 km", y = "0 m" }] }
message = { poisson = "1000 d", size = "1 B" }
"#;
    let found = results(wave, &["--replications", "1"]);
    let offered: Vec<u64> = found["classes"]["quakes"]["series"]["offered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n.as_u64().unwrap())
        .collect();
    let spoke: Vec<usize> = (0..offered.len()).filter(|bin| offered[*bin] > 0).collect();
    assert_eq!(found["scenario"]["bin_s"].as_f64(), Some(10.0));
    assert_eq!(spoke, [10, 13, 16]);
    assert_eq!(found["incidents"][0]["until_s"].as_f64(), Some(100.0 + 1.0 + 65.0));
}

/// The same flood where the line, not the server, is short: 320 of its kbit/s for 100.
#[test]
fn a_limit_at_the_gateway_spares_the_line_behind_it_and_one_at_the_platform_does_not() {
    let line = ["--set", "links.wan.rate=100 kbit/s", "--set", "links.wan.buffer_packets=100"];
    let limited = |at: &str| {
        let limit = format!("{at}.per_device={{ rate = \"1 /s\", depth = 10 }}");
        results(FLOOD, &[&line[..], &["--set", &limit]].concat())
    };
    let [_, at_platform, high] = change(&limited("platform"));
    assert!(at_platform < -0.3 && high < -0.3, "{at_platform}");
    let spared = limited("gateways.hub");
    let [low, value, high] = change(&spared);
    assert!(low <= 0.0 && high >= 0.0 && value.abs() < 0.002, "{low} to {high}");
    let attackers = &spared["classes"]["cameras (compromised)"];
    assert!(attackers["lost"]["throttled"]["admission.hub"].as_u64().unwrap() > 0);
    assert_eq!(attackers["lost"].as_object().unwrap().len(), 1);
}

/// Two phones of a hundred connect a hundred times a second each for five minutes.
const CALLERS: &str = r#"title = "Phones that call without end"
[study]
duration = "20 min"
warm_up = "0 s"
replications = 4
[radio.wire]
technology = "ideal"
[platform]
connect = { service = "1 ms", policer = { rate = "50 /s", depth = 50 } }
ingest = { service = "1 ms" }
[gateways.hub]
radio = "wire"
[devices.phones]
count = 100
radio = "wire"
message = { poisson = "1 min", size = "50 B" }
session = {}
[incidents.callers]
at = "5 min"
lasts = "5 min"
flood = { of = "devices.phones", share = "2 %", connects = "100 /s" }
"#;

#[test]
fn who_connects_wildly_takes_what_the_platform_lets_in_and_no_message() {
    let folder = tempfile::tempdir().unwrap();
    let quota = run(folder.path(), CALLERS, &[]);
    let session = |results: &Value, key: &str| {
        let of = &results["classes"]["phones (compromised)"]["session"];
        of[key]["value"].as_f64().or(of["failed"][key]["value"].as_f64()).unwrap_or(0.0)
    };
    let expected = 2.0 * 100.0 * 300.0;
    let attempts = session(&quota, "attempts");
    assert!((attempts - expected).abs() < 4.0 * f64::sqrt(expected / 4.0), "{attempts}");
    // its depth, then what flows in: a bucket that never stands full again
    let connects = session(&quota, "connects");
    assert!((connects - (50.0 + 50.0 * 300.0)).abs() < 2.0, "{connects}");
    assert_eq!(session(&quota, "throttled"), attempts - connects);
    let caller = &quota["incidents"][0];
    assert_eq!(caller["attackers"][0], "phones (compromised)");
    assert_eq!(caller["collateral"]["change"]["value"].as_f64(), Some(0.0), "who is connected is not harmed");
    let offered = quota["classes"]["phones (compromised)"]["offered"].as_f64().unwrap();
    assert!(offered < 4.0 * 2.0 * 60.0, "connects are no messages: {offered}");
    assert_eq!(quota["conservation"]["total"]["balanced"], true);
    // three tokens, and one a minute after the first is taken: the fifth of these comes too late
    let limit = "platform.connects_per_device={ rate = \"1 /min\", depth = 3 }";
    let limited = run(folder.path(), CALLERS, &["--set", limit]);
    assert_eq!((session(&limited, "attempts"), session(&limited, "connects")), (attempts, 2.0 * (3.0 + 4.0)));
}

/// A small class behind a line that carries 1.25 of its packets a second, beside a large one that goes another way.
const SMALL: &str = r#"title = "Few behind a narrow line"
[study]
duration = "45 min"
warm_up = "0 s"
replications = 3
[radio.wire]
technology = "ideal"
[radio.cable]
technology = "ideal"
[devices.many]
count = 2000
radio = "wire"
message = { every = "10 s", size = "100 B" }
[devices.few]
count = 60
radio = "cable"
message = { every = "1 min", size = "100 B" }
deadline = "10 s"
[gateways.hub]
radio = "wire"
[gateways.box]
radio = "cable"
forwarding = { bytes = "0 B" }
link = "narrow"
[links.narrow]
to = "platform"
rate = "1 kbit/s"
buffer_packets = 1000
[platform]
ingest = { service = "1 ms" }
[incidents.digger]
at = "10 min"
lasts = "5 min"
outage = { of = "links.narrow" }
"#;

/// After five minutes 300 packets wait and a quarter of a packet a second is worked off: 20 min until none waits, and 10 s
/// of waiting are in time. Of all messages these are 0.5 %: all together never fall below 99 %.
#[test]
fn a_class_that_suffers_longer_than_all_together_is_counted_to_its_own_end() {
    let folder = tempfile::tempdir().unwrap();
    let found = run(folder.path(), SMALL, &[]);
    let (digger, few) = (&found["incidents"][0], &found["classes"]["few"]);
    let fate = &digger["classes"]["few"];
    assert_eq!(digger["recovery_s"]["value"].as_f64(), Some(0.0));
    let [back, until] = ["back_s", "counted_until_s"].map(|key| fate[key].as_f64().unwrap());
    let expected = 300.0 / 0.25 - 10.0 / 0.25;
    // of what a message waits by itself 0.2 s are worked off in a second
    let usual = fate["latency_p99_undisturbed_s"].as_f64().unwrap() / 0.2;
    let bin_s = found["scenario"]["bin_s"].as_f64().unwrap();
    assert!((back - expected).abs() <= bin_s + usual, "{back} s of {expected}");
    assert_eq!((digger["counted_until_s"].as_f64(), until), (Some(until), 900.0 + back));
    let lost: u64 = few["lost"]["expired"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    let meanwhile =
        fate["offered"].as_f64().unwrap() * (1.0 - fate["delivery_ratio"]["value"].as_f64().unwrap());
    assert_eq!(digger["lost"]["expired"].as_u64(), Some(meanwhile.round() as u64));
    // what comes after that loses less than a hundredth
    let (rest, after) = (lost as f64 - meanwhile.round(), 3.0 * (2700.0 - until));
    assert!((0.0..0.01 * after).contains(&rest), "{meanwhile} of {lost}");
    let text = digger["text"].as_str().unwrap();
    assert!(text.contains("devices.few hardest hit") && text.contains("that of devices.few after"), "{text}");
    assert_eq!(digger["classes"]["many"]["change"]["value"].as_f64(), Some(0.0));
    // the first of those that wait does so for all of the outage, and for whoever is before it in the queue
    let waited = ["latency_p99_s", "latency_p99_undisturbed_s"].map(|key| fate[key].as_f64().unwrap());
    assert!((290.0..=310.0).contains(&waited[0]) && waited[1] < 10.0, "{waited:?}");
    assert!(text.contains("99 % of what arrives within"), "{text}");
}

#[test]
fn who_stands_outside_a_power_cut_counts_apart() {
    let cut = "[incidents.dark]\nat = '5 min'\nlasts = '4 min'\npower_cut = { area = { rectangle = \
        { width = '9 km', height = '9 km', center = { x = '50 km', y = '0 m' } } } }\n\
        [devices.away]\ncount = 60\nradio = 'wire'\nmessage = { every = '1 min', size = '50 B' }\n\
        place = { points = [";
    let points = vec!["{ x = '50 km', y = '0 m' }"; 60].join(", ");
    let found = results(&format!("{cut}{points}] }}\n"), &["--replications", "4"]);
    let dark = &found["incidents"][0];
    assert_eq!(dark["struck"], serde_json::json!(["away"]));
    assert!(dark["collateral"]["change"]["value"].as_f64().unwrap() < -0.02);
    let outside = &dark["outside"];
    assert_eq!(
        outside["offered"].as_u64().unwrap() + dark["classes"]["away"]["offered"].as_u64().unwrap(),
        dark["collateral"]["offered"].as_u64().unwrap()
    );
    assert!(outside["change"]["value"].as_f64().unwrap() >= 0.0, "{outside}");
}

#[test]
fn what_is_down_throughout_or_never_breaks_is_not_judged() {
    let more = r#"
[objectives.idle]
of = "links.wan"
utilisation_mean = "<= 70 %"
[incidents.cut]
at = "0 s"
lasts = "2 h"
outage = { of = "links.wan" }
[objectives.back]
of = "devices.cameras"
reconnect_p95 = "<= 60 s"
[objectives.free]
of = "gateways.hub"
refused_share = "<= 5 %"
"#;
    let session = ["--set", "devices.cameras.session={ protocol = \"mqtt-tls\" }", "--replications", "3"];
    let down = results(more, &session);
    let asked = |results: &Value, name: &str| {
        let all = results["objectives"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap().clone()
    };
    let idle = asked(&down, "idle");
    assert_eq!((idle["verdict"].as_str(), idle["value"].as_f64()), (Some("at_risk"), None));
    assert_eq!(idle["reason"], "it was down throughout, so it is not judged");
    let up = results(
        &more.replace("2 h", "1 s").replace("at = \"0 s\"", "at = \"19 min\"").replace("cut", "blink"),
        &session,
    );
    assert_eq!(asked(&up, "idle")["verdict"], "met");
}

#[test]
fn nobody_is_told_of_the_place_where_partitions_part() {
    let folder = tempfile::tempdir().unwrap();
    let parted = SITE.replace("waiting_room = 100 }", "waiting_room = 100, partitions = 4 }");
    let results = run(folder.path(), &parted, &["--replications", "2"]);
    let names: Vec<&String> = results["elements"].as_object().unwrap().keys().collect();
    assert!(names.iter().any(|name| *name == "platform.ingest:3"), "{names:?}");
    let told = |text: &str| text.contains("ingest.partitions");
    assert!(!told(&results["elements"].to_string()), "{names:?}");
    let trace = iotcap(folder.path(), &["trace", "site.toml", "--delivered", "--limit", "2", "--json"]);
    assert!(!told(&out(&trace)), "{}", out(&trace));
}

#[test]
fn incidents_that_overlap_are_counted_together_and_say_so() {
    let cut = |name: &str, at: &str| {
        format!("[incidents.{name}]\nat = '{at}'\nlasts = '2 min'\noutage = {{ of = 'links.wan' }}\n")
    };
    let all = format!("{}{}{}", cut("one", "2 min"), cut("two", "3 min"), cut("three", "15 min"));
    let found = results(&all, &["--replications", "2"]);
    let beside = |at: usize| found["incidents"][at]["beside"].clone();
    assert_eq!([beside(0), beside(1)], [serde_json::json!(["two"]), serde_json::json!(["one"])]);
    assert!(beside(2).is_null());
    assert!(found["incidents"][0]["text"].as_str().unwrap().ends_with("counted together with incidents.two"));
}

#[test]
fn objectives_are_judged_without_incidents_too_and_who_has_no_power_is_named() {
    let more = r#"
[objectives.arrive]
of = "devices.meters"
delivery_ratio = ">= 90 %"
[objectives.poor]
of = "devices.cameras"
delivery_ratio = ">= 100 %"
[incidents.dark]
at = "5 min"
lasts = "5 min"
power_cut = { of = "devices.meters" }
"#;
    let cut = results(more, &["--replications", "3", "--set", "links.wan.loss=\"1 %\""]);
    let verdicts = |at: usize| ["verdict", "undisturbed"].map(|key| cut["objectives"][at][key].as_str());
    assert_eq!(verdicts(0), [Some("missed"), Some("met")]);
    assert_eq!(verdicts(1), [Some("missed"), Some("missed")]);
    assert_eq!(cut["bottleneck"]["element"], "incidents.dark");
    let plain = results(more.split("[incidents").next().unwrap(), &["--replications", "3"]);
    assert!(plain["objectives"][0].get("undisturbed").is_none());
}
