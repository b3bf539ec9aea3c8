//! Two meters collide by construction: every level and every instant is worked out by hand.

use crate::tool::{FULL, TWO, folder, trace, trace_json};

/// 33 B at SF7: 12.25 + 58 symbols of 1.024 ms.
const AIRTIME_S: f64 = 0.071_936;

fn close(value: &serde_json::Value, expected: f64) {
    let value = value.as_f64().unwrap_or_else(|| panic!("no number: {value}"));
    assert!((value - expected).abs() < 1e-4, "{value} is not {expected}");
}

#[test]
fn the_diary_of_a_collision_reads_as_it_should() {
    let text = trace(folder(TWO).path(), &["--lost", "collision", "--limit", "1"]);
    insta::assert_snapshot!(text);
}

#[test]
fn the_diary_of_the_stronger_one_goes_on_to_its_delivery() {
    let text = trace(folder(TWO).path(), &["--device", "near:1", "--limit", "1"]);
    insta::assert_snapshot!(text);
}

#[test]
fn the_weaker_one_is_9_db_below_and_15_db_short() {
    let trace = trace_json(folder(TWO).path(), &["--lost", "collision"]);
    let lost = 30.0 * libm::log10(2.0);
    assert_eq!((trace["offered"].as_u64(), trace["matching"].as_u64()), (Some(6), Some(3)));
    for message in trace["messages"].as_array().unwrap() {
        assert_eq!(message["device"], "far:1");
        let reception = &message["transmissions"][0]["receptions"][0];
        close(&reception["power_dbm"], -86.0 - lost);
        close(&reception["margin_db"], 130.0 - 86.0 - lost); // SX1301 hears SF7 down to -130 dBm
        let contest = &reception["contest"];
        close(&contest["ratio_db"], -lost);
        close(&contest["needed_db"], 6.0);
        close(&contest["short_db"], 6.0 + lost);
        let other = &contest["others"][0];
        assert_eq!(other["device"], "near:1");
        close(&other["power_dbm"], -86.0);
        close(&other["together_s"], AIRTIME_S);
    }
    let level = &trace["levels"][0];
    close(&level["median_db"], 6.0 + lost);
    assert_eq!(level["ranges"][4], serde_json::json!([10.0, 20.0, 3]), "all three between 10 and 20 dB");
    assert_eq!(trace["interfering_classes"], serde_json::json!([{ "name": "near", "count": 3 }]));
}

#[test]
fn the_stronger_one_has_3_db_to_spare_and_takes_the_hops_one_after_the_other() {
    let trace = trace_json(folder(TWO).path(), &["--device", "near:1", "--limit", "1"]);
    let message = &trace["messages"][0];
    let reception = &message["transmissions"][0]["receptions"][0];
    close(&reception["contest"]["short_db"], 6.0 - 30.0 * libm::log10(2.0));
    let copy = &message["copies"][0];
    assert_eq!((&copy["fate"], &copy["gateway"]), (&"delivered".into(), &"gateways.roof".into()));
    // 33 + 217 B at 100 kbit/s take 20 ms; then 35 ms of delay, 200 ms of folding, 10 ms of service
    let expected = [("airtime", AIRTIME_S), ("transmission", 0.02), ("propagation", 0.035)];
    let expected = expected.into_iter().chain([("de-duplication", 0.2), ("service", 0.01)]);
    let mut from = 0.0;
    for (stretch, (part, span)) in copy["way"].as_array().unwrap().iter().zip(expected) {
        assert_eq!(stretch["part"], part);
        close(&stretch["from_s"], from);
        close(&stretch["span_s"], span);
        from += span;
    }
    close(&message["end"]["after_s"], AIRTIME_S + 0.265);
}

#[test]
fn under_aloha_no_power_is_enough() {
    let text = TWO.replace("channels = 1", "channels = 1\nisolation = \"aloha\"");
    let at = folder(&text);
    let trace = trace_json(at.path(), &["--lost", "any"]);
    assert_eq!(trace["matching"], 6, "both break each other");
    assert!(trace["levels"].as_array().unwrap().is_empty());
    let contest = &trace["messages"][0]["transmissions"][0]["receptions"][0]["contest"];
    assert!(contest["needed_db"].is_null() && contest["short_db"].is_null());
    assert!(crate::tool::trace(at.path(), &["--lost", "any"]).contains("collision, no power is enough"));
}

#[test]
fn a_gateway_without_a_free_demodulator_says_so() {
    let text = TWO.replace("link = \"lte\"", "link = \"lte\"\ndemodulators = 1");
    let trace = trace(folder(&text).path(), &["--lost", "no-demodulator", "--limit", "1"]);
    assert!(trace.contains("no demodulator: 1 of 1 busy when it began"), "{trace}");
}

#[test]
fn a_meter_out_of_range_is_told_how_far() {
    // 100 dB + 30 log10(100) = 160 dB: -146 dBm, and SF7 is heard down to -130 dBm
    let text = TWO.replace("x = \"2 km\"", "x = \"100 km\"");
    let at = folder(&text);
    let json = trace_json(at.path(), &["--lost", "out_of_range"]);
    assert_eq!(json["matching"], 3);
    let text = trace(at.path(), &["--lost", "out_of_range", "--limit", "1"]);
    assert!(text.contains("no gateway in reach: weaker than"), "{text}");
    let near = folder(&TWO.replace("x = \"2 km\"", "x = \"31.622777 km\""));
    let text = trace(near.path(), &["--lost", "out_of_range", "--limit", "1"]);
    // 45 dB more than at 1 km: -131 dBm
    assert!(text.contains("-131 dBm  below sensitivity by 1 dB"), "{text}");
}

#[test]
fn a_full_waiting_room_says_how_full() {
    let at = folder(FULL);
    let text = trace(at.path(), &["--lost", "buffer_overflow@platform.ingest", "--limit", "1"]);
    assert!(text.starts_with("2 of 5 messages were lost by buffer overflow at platform.ingest"), "{text}");
    assert!(text.contains("dropped at platform.ingest by buffer overflow, 2 of 2 jobs waiting"), "{text}");
    let delivered = trace_json(at.path(), &["--delivered"]);
    let after =
        delivered["messages"].as_array().unwrap().iter().map(|m| m["end"]["after_s"].as_f64().unwrap());
    let mut after: Vec<f64> = after.collect();
    after.sort_by(f64::total_cmp);
    assert_eq!(after, [1.0, 2.0, 3.0], "one after the other");
}

#[test]
fn a_late_one_is_told_by_how_much() {
    let at = folder(&FULL.replace("count = 5", "count = 3\ndeadline = \"2500 ms\""));
    let text = trace(at.path(), &["--late"]);
    assert!(
        text.contains("expired (late) at platform.ingest: it arrived 500 ms after its deadline of 2.5 s"),
        "{text}"
    );
}

#[test]
fn a_device_that_must_keep_silent_waits_and_its_message_may_be_replaced() {
    // after 71.936 ms at 1 % it is silent for 7.1 s: of messages every 3 s the third takes the place of the second
    let text = TWO.replace("every = \"10 min\"", "every = \"3 s\"").replace("25 min", "9 s");
    let at = folder(&text);
    let replaced = trace(at.path(), &["--lost", "superseded", "--device", "near:1"]);
    assert!(replaced.contains("+3.000 s  lost (superseded) at radio.lora"), "{replaced}");
    let sent = trace_json(at.path(), &["--device", "near:1", "--limit", "9"]);
    let last = sent["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(last["message"], 3);
    close(&last["transmissions"][0]["from_s"], 100.0 * AIRTIME_S - 6.0);
}
