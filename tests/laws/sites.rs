//! Edge sites worked out by hand: what ends there, what goes on, and what becomes of those who travel together.

use iotcap::experiment::results::Results;
use iotcap::model::cause::Cause;

use crate::backhaul::{latencies, losses};
use crate::small::{close, lora, lost, results, run, wire};

/// Ten messages of 100 B, one every 10 s, to a site behind which a line sends 1000 B a second.
fn site(rule: &str, more: &str) -> String {
    wire(1, "")
        + &format!(
            "[gateways.desk]\nradio = \"wire\"\nlink = \"hall\"\n[links.hall]\nto = \"edge\"\nrate = \"80 kbit/s\"\n\
             [sites.edge]\nto = \"line\"\nrules.sensors = {{ {rule} }}\n{more}\n\
             [links.line]\nto = \"platform\"\nrate = \"8 kbit/s\"\n"
        )
}

fn came(results: &Results, element: &str) -> u64 {
    results.elements[element].offered_messages / 2
}

/// Of the way to the site.
const HALL: f64 = 0.01;

#[test]
fn d4_what_is_decided_or_told_in_a_summary_is_delivered_at_the_site() {
    for (rule, packets) in [
        ("decide = true", 0),
        ("pass = \"0 %\"", 0),
        ("summary = { messages = 5, header = \"60 B\" }", 2),
        ("summary = { within = \"25 s\", each = \"9 B\" }", 3),
    ] {
        let text = site(rule, "");
        let found = run(&text);
        latencies(&found).iter().for_each(|latency| close(*latency, HALL));
        let results = results(&text);
        assert_eq!((came(&results, "sites.edge"), came(&results, "links.line")), (10, packets), "{rule}");
        let dead = text.replace("rate = \"8 kbit/s\"\n", "rate = \"8 kbit/s\"\nloss = \"100 %\"\n");
        assert_eq!(losses(&run(&dead)), [], "what is told of them may be lost, they are not");
    }
    let served = run(&site("decide = true", "processing = { service = \"2 s\" }"));
    latencies(&served).iter().for_each(|latency| close(*latency, HALL + 2.0));
}

#[test]
fn a_filter_passes_its_share_and_delivers_the_rest() {
    let text = site("pass = \"30 %\"", "").replace("count = 1\n", "count = 200\n");
    let results =
        results(&text.replace("\"80 kbit/s\"", "\"80 Mbit/s\"").replace("\"8 kbit/s\"", "\"8 Mbit/s\""));
    let sensors = &results.classes["sensors"];
    assert_eq!((sensors.offered, sensors.delivered), (4000, 4000));
    let passed = results.elements["links.line"].offered_messages as f64;
    assert!((passed - 1200.0).abs() < 4.0 * (4000.0_f64 * 0.3 * 0.7).sqrt(), "{passed}");
}

#[test]
fn d6_an_envelope_carries_its_messages_and_their_time_has_its_parts() {
    let text = site("envelope = { messages = 5, header = \"100 B\" }", "");
    let latency = |waits: f64| HALL + waits + 0.6;
    let expected = [40.0, 30.0, 20.0, 10.0, 0.0].map(latency);
    for (at, found) in latencies(&run(&text)).into_iter().enumerate() {
        close(found, expected[at % 5]);
    }
    let results = results(&text);
    assert_eq!(came(&results, "links.line"), 2);
    let part = |part: &str, element: &str| {
        let mut rows = results.classes["sensors"].waterfall.iter();
        rows.find(|row| row.part == part && row.element == element).and_then(|row| row.all.value)
    };
    close(part("aggregation", "sites.edge"), 20.0);
    // parts are summed by the microsecond
    assert!(part("transmission", "links.line").is_some_and(|s| (s - 0.6).abs() < 1e-6));
    // three at a time, the eldest having waited 25 s; the last one with two of those that are born while it waits
    let timed = latencies(&run(&site("envelope = { within = \"25 s\", each = \"50 B\" }", "")));
    let expected = [25.15, 15.15, 5.15].map(|s| s + HALL);
    timed[..10].iter().enumerate().for_each(|(at, found)| close(*found, expected[at % 3]));
}

#[test]
fn d4_an_envelope_that_is_lost_loses_all_its_messages_where_it_is() {
    let text = site("envelope = { messages = 5 }", "");
    let dead = text.replace("rate = \"8 kbit/s\"\n", "rate = \"8 kbit/s\"\nloss = \"100 %\"\n");
    let found = run(&dead);
    found.ledger.check(&found.network).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(losses(&found), vec![("links.line".to_string(), iotcap::model::cause::Cause::LinkLoss); 10]);
    assert_eq!(lost(&results(&dead), "sensors", "link_loss", "links.line"), 20);
    let stops = "[study]\ndrain = { traffic = \"stops\" }\n";
    let waiting = results(&site("envelope = { messages = 50 }", "").replace("[study]\n", stops));
    assert_eq!(waiting.classes["sensors"].in_flight, 20, "an envelope that never fills keeps them");
}

#[test]
fn a_site_at_each_gateway_keeps_what_its_own_link_cannot_carry() {
    let text = wire(1, "")
        + "[gateways.desk]\nradio = \"wire\"\nsite = \"edge\"\n\
           [sites.edge]\nper = \"gateway\"\nto = \"line\"\nstore = { packets = 1 }\n\
           rules.sensors = { envelope = { messages = 2 } }\n\
           [links.line]\nper = \"gateway\"\nto = \"platform\"\nrate = \"8 kbit/s\"\noutages = { at = \"25 s\", for = \"40 s\" }\n";
    // envelopes of 10, 30, 50, 70, 90 s: that of 30 s is kept, that of 50 s finds the store full
    let found = run(&text);
    let gone = ("store.edge@desk:1".to_string(), iotcap::model::cause::Cause::BufferOverflow);
    assert_eq!(losses(&found), vec![gone; 2]);
    let expected = [10.2, 0.2, 45.2, 35.2, 0.0, 0.0, 10.2, 0.2, 10.2, 0.2];
    for (at, (found, expected)) in latencies(&found).into_iter().zip(expected).enumerate() {
        match at {
            4 | 5 => assert_eq!(found, None),
            _ => close(found, expected),
        }
    }
}

/// Both gateways hear every frame; the site folds the copies of what it acts upon.
#[test]
fn copies_of_a_message_meet_at_a_site_once() {
    for (rule, packets) in [("decide = true", 0), ("envelope = { messages = 5 }", 2)] {
        let text = lora(&format!(
            "link = \"hall\"\n[links.hall]\nto = \"edge\"\nrate = \"8 Mbit/s\"\n\
             [sites.edge]\nto = \"line\"\nrules.meters = {{ {rule} }}\n[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\n"
        ));
        let found = run(&text);
        assert_eq!(latencies(&found).iter().flatten().count(), 10, "{rule}");
        let results = results(&text);
        assert_eq!(results.elements["sites.edge"].duplicates, 20, "{rule}");
        assert_eq!(came(&results, "links.line"), packets, "{rule}");
    }
}

#[test]
fn a_platform_stores_and_bills_what_comes_to_it_and_a_packet_as_one() {
    let prices = "[storage.disk]\n[costs]\nplatform = { per_million_messages = \"1 EUR\" }\n";
    let used = |rule: &str| {
        let results = results(&(site(rule, "") + prices));
        let stored = results.storage.and_then(|storage| storage.bytes_per_day.value).expect("stored");
        let billed = results.cost.and_then(|cost| cost.lines[0].quantity.value).expect("billed");
        (stored, billed)
    };
    let (stored, billed) = used("pass = \"100 %\"");
    assert!(stored > 0.0 && billed > 0.0);
    for (rule, all_stored, packets) in [
        ("decide = true", 0.0, 0.0),
        ("summary = { messages = 5, header = \"60 B\" }", 0.0, 0.2),
        ("envelope = { messages = 5, header = \"100 B\" }", 1.0, 0.2),
    ] {
        let (of_it, bill) = used(rule);
        close(Some(of_it), stored * all_stored);
        close(Some(bill * 1e3), billed * packets * 1e3);
    }
    let edge = results(&site("envelope = { messages = 5 }", "")).classes["sensors"].edge.clone();
    let edge = edge.expect("a site that packs");
    assert_eq!((edge.consumed, edge.packed, edge.packets), (0, 20, 4));
}

#[test]
fn a_quota_meets_the_packet_that_a_site_made() {
    let quota = "[platform]\nquota = { limits = [{ name = \"size\", of = \"size\", size = \"400 B\" }] }\n";
    let lost = |rule: &str| losses(&run(&(site(rule, "") + quota)));
    assert_eq!(lost("pass = \"100 %\""), []);
    assert_eq!(lost("envelope = { messages = 4 }"), []);
    let too_large = lost("envelope = { messages = 5 }");
    assert!(too_large.len() >= 10, "{too_large:?}");
    assert!(too_large.iter().all(|end| *end == ("platform.quota".to_string(), Cause::Throttled)));
}

#[test]
fn a_site_treats_devices_in_other_hands_as_their_class() {
    let flood = "[incidents.botnet]\nat = \"20 s\"\nlasts = \"30 s\"\nflood = { share = \"100 %\", rate = \"1 /s\" }\n";
    let results = results(&(site("decide = true", "") + flood));
    assert!(came(&results, "sites.edge") > 20);
    assert_eq!(came(&results, "links.line"), 0);
}
