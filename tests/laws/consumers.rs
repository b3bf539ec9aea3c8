//! Who takes copies behind the platform: what becomes of them is their own, against what is worked out by hand.

use iotcap::experiment::results::Results;

use crate::small;

/// Twenty devices speak at once, every 20 s; the platform takes each message in within a millisecond, an ERP works a second
/// on each and has room for ten, a historian stores twenty at once.
fn works(onward: &str, consumers: &str) -> Results {
    small::works(&format!(
        r#"ingest = {{ servers = 20, service = "1 ms"{onward} }}
process = {{ servers = 20, service = "1 ms" }}
{consumers}"#
    ))
}

const BOTH: &str = r#"consumers.erp = { service = "1 s", waiting_room = 10 }
consumers.historian = { service = "5 s", batch = { size = 20, wait = "1 s" } }
"#;

#[test]
fn a_consumer_that_cannot_keep_up_loses_copies_and_no_message() {
    let (found, alone) = (works("", BOTH), works("", ""));
    let (with, without) = (&found.classes["sensors"], &alone.classes["sensors"]);
    assert_eq!((with.offered, with.delivered), (200, 200));
    assert_eq!(with.latency_s, without.latency_s);
    assert_eq!(with.waterfall, without.waterfall, "what consumers do is no part of a message's way");
    let erp = &found.elements["platform.erp"];
    // of twenty one is served at once and ten wait, for 1 to 10 s
    assert_eq!((erp.offered_messages, erp.dropped), (200, 90));
    assert_eq!(erp.dropped_by["buffer_overflow"], 90);
    let near = |found: Option<f64>, exact: f64| (found.expect("a figure") - exact).abs() < 1e-9;
    assert!(near(erp.waiting_s.mean.value, 5.0), "{:?}", erp.waiting_s);
    assert!(near(erp.utilisation.mean.value, 11.0 / 20.0), "{:?}", erp.utilisation);
    assert!(near(erp.offered_load.mean.value, 1.0), "{:?}", erp.offered_load);
    let historian = &found.elements["platform.historian"];
    assert_eq!((historian.offered_messages, historian.dropped), (200, 0));
    assert!(near(historian.utilisation.mean.value, 5.0 / 20.0), "{:?}", historian.utilisation);
}

#[test]
fn whatever_leaves_the_platform_is_copied_by_whichever_stage_it_leaves() {
    let early = works(r#", onward = { end = "50 %" }"#, BOTH);
    let process = early.elements["platform.process"].offered_messages;
    assert!((60..140).contains(&process), "{process}");
    assert_eq!(early.elements["platform.erp"].offered_messages, 200);
}

#[test]
fn an_outage_of_the_platform_is_one_of_all_its_stages_and_of_no_consumer() {
    let incident = r#"stages.rules = { service = "1 ms" }
[incidents.restart]
at = "1 min"
lasts = "30 s"
outage = { of = "platform" }
"#;
    let found = works("", &format!("{BOTH}{incident}"));
    let struck = |name: &str| found.elements[name].outages.is_some();
    let stages = ["platform.ingest", "platform.process", "platform.rules"];
    assert_eq!(stages.map(struck), [true; 3]);
    assert!(!struck("platform.erp"));
}
