//! What stands behind a wait or a drop: an outage, CoDel, random early detection. Instants are worked out by hand.

use serde_json::Value;

use crate::tool::{err, folder, iotcap, status, trace, trace_json};

/// A sensor speaks each minute over a link that takes 100 ms for its 100 B and is down from 90 s to 190 s.
const OUTAGE: &str = r#"
title = "A link goes down"
[study]
duration = "5 min"
warm_up = "0 s"
replications = 1
[radio.wire]
technology = "ideal"
[devices.sensors]
count = 1
radio = "wire"
message = { every = "1 min", phase = "aligned", size = "100 B" }
[gateways.desk]
radio = "wire"
link = "wan"
[links.wan]
to = "platform"
rate = "8 kbit/s"
outages = { at = "90 s", for = "100 s" }
[platform]
ingest = { servers = 1, service = "1 ms" }
"#;

/// What `run` leaves of the link.
fn link(text: &str) -> Value {
    let at = folder(text);
    let output = iotcap(at.path(), &["run", "net.toml", "--quiet"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let results = std::fs::read_to_string(at.path().join("output/net/results.json")).expect("results");
    serde_json::from_str::<Value>(&results).expect("JSON")["elements"]["links.wan"].clone()
}

#[test]
fn a_wait_says_how_much_of_it_the_link_was_down() {
    let at = folder(OUTAGE);
    let text = trace(at.path(), &["--from", "110 s", "--limit", "3"]);
    assert!(
        text.contains("links.wan: waiting 70.000 s, of which 70.000 s while the link was down"),
        "{text}"
    );
    // the second one also waits until the first is sent
    assert!(
        text.contains("links.wan: waiting 10.100 s, of which 10.000 s while the link was down"),
        "{text}"
    );
    assert!(text.contains("held for 70.000 s by the outage of links.wan"), "{text}");
    let json = trace_json(at.path(), &["--from", "110 s", "--limit", "1"]);
    let way = &json["messages"][0]["copies"][0]["way"];
    let waits = way.as_array().unwrap().iter().find(|stretch| stretch["part"] == "waiting").unwrap();
    // of three the one in the middle is shown: born at 180 s, ten seconds before the repair
    assert_eq!(waits["down"], serde_json::json!([[0.0, 10.0]]));
    let before = trace_json(at.path(), &["--to", "80 s", "--limit", "1"]);
    assert!(!before.to_string().contains("\"down\""), "{before}");
}

#[test]
fn a_drop_says_that_the_link_was_down() {
    let full = OUTAGE.replace("outages", "buffer_packets = 1\noutages");
    let text = trace(folder(&full).path(), &["--lost", "buffer_overflow"]);
    assert!(text.contains("1 of 1 jobs waiting, while the link was down"), "{text}");
    let wan = link(&full);
    assert_eq!(wan["dropped_due_to"], serde_json::json!({ "outage": 1 }));
    assert_eq!(
        wan["outages"],
        serde_json::json!({ "per_run": 1.0, "down_s": 100.0, "spans": [[90.0, 190.0]] })
    );
    let cut = OUTAGE.replace("at = \"90 s\"", "jobs = \"lost\", at = \"60050 ms\"");
    let text = trace(folder(&cut).path(), &["--lost", "link_down"]);
    assert!(text.contains("links.wan: waiting and transmission 50 ms"), "{text}");
    assert!(text.contains("it was being sent when the link went down"), "{text}");
    assert_eq!(link(&cut)["dropped_due_to"]["outage"], 1);
}

#[test]
fn who_manages_the_queue_is_named_where_it_drops() {
    let many = |drop: &str| {
        let all = OUTAGE.replace("count = 1", "count = 60").replace("every = \"1 min\"", "every = \"5 min\"");
        all.replace("outages = { at = \"90 s\", for = \"100 s\" }", drop)
    };
    let codel = many("drop = \"codel\"");
    let text = trace(folder(&codel).path(), &["--lost", "any", "--limit", "1"]);
    assert!(text.contains("CoDel dropped it from the head of the queue after"), "{text}");
    let red = many("drop = { red = { min = 1, max = 2, weight = 1.0 } }\nbuffer_packets = 50");
    let text = trace(folder(&red).path(), &["--lost", "any", "--limit", "1"]);
    assert!(text.contains("random early detection dropped it as it came"), "{text}");
    for (file, name) in [(codel, "codel"), (red, "red")] {
        let wan = link(&file);
        assert!(wan["dropped"].as_u64() > Some(0), "{wan}");
        assert_eq!(wan["dropped_due_to"][name], wan["dropped"], "the buffer was never full");
        assert_eq!(wan["dropped_by"]["buffer_overflow"], wan["dropped"]);
    }
}
