//! What may be asked, and what is answered to what may not.

use crate::tool::{PLACES, TWO, err, folder, iotcap, out, status, trace, trace_json};

#[test]
fn all_that_does_not_exist_is_said_at_once_and_nothing_is_written() {
    let at = folder(TWO);
    let args = [
        "trace",
        "net.toml",
        "--device",
        "naer:1",
        "--device",
        "near:2",
        "--device",
        "near:AA",
        "--device",
        "far",
        "--lost",
        "colision@gateways.rof",
        "--from",
        "noon",
        "--to",
        "40 min",
    ];
    let output = iotcap(at.path(), &args);
    assert_eq!((status(&output), out(&output).as_str()), (2, ""));
    insta::assert_snapshot!(err(&output));
    assert!(!at.path().join("output").exists());
}

#[test]
fn a_cause_or_a_class_that_resembles_nothing_lists_what_there_is() {
    let at = folder(TWO);
    let cause = err(&iotcap(at.path(), &["trace", "net.toml", "--lost", "rain"]));
    for known in ["any", "collision", "out_of_range", "expired"] {
        assert!(cause.contains(known), "{cause}");
    }
    let class = err(&iotcap(at.path(), &["trace", "net.toml", "--class", "cows"]));
    assert!(class.contains("classes: near, far"), "{class}");
    let place = err(&iotcap(at.path(), &["trace", "net.toml", "--lost", "any@zz"]));
    assert_eq!(place.matches("radio.lora").count(), 1, "a group of one is named once: {place}");
}

#[test]
fn the_end_of_the_window_is_no_beginning() {
    let at = folder(TWO);
    let duration = TWO.lines().find_map(|line| line.strip_prefix("duration = ")).expect("a duration");
    let output = iotcap(at.path(), &["trace", "net.toml", "--from", duration.trim_matches('"')]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("the window ends at the moment of --from"), "{}", err(&output));
}

#[test]
fn what_contradicts_itself_is_refused() {
    for args in [
        &["trace"][..],
        &["trace", "net.toml", "--late", "--delivered"],
        &["trace", "net.toml", "--lost", "any", "--late"],
        &["trace", "net.toml", "--device", "near:1", "--class", "far"],
        &["trace", "net.toml", "--replication", "0"],
        &["trace", "net.toml", "--limit", "-1"],
        &["trace", "net.toml", "--quiet", "--json"],
        &["trace", "net.toml", "--from", "20 min", "--to", "10 min"],
        &["trace", "missing.toml"],
    ] {
        let output = iotcap(folder(TWO).path(), args);
        assert_eq!((status(&output), out(&output).as_str()), (2, ""), "{args:?}: {}", err(&output));
        assert!(!err(&output).is_empty(), "{args:?}");
    }
}

#[test]
fn devices_are_named_by_number_or_by_place() {
    let at = folder(PLACES);
    let devices = |name: &str| {
        let trace = trace_json(at.path(), &["--device", name]);
        let mut devices: Vec<String> = trace["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["device"].as_str().unwrap().into())
            .collect();
        devices.dedup();
        devices
    };
    assert_eq!(devices("meters:2"), ["meters:2"]);
    assert_eq!(devices("devices.meters:2"), ["meters:2"]);
    // two places for three meters are used in turn: the first and the third stand in the yard
    assert_eq!(devices("meters:yard"), ["meters:1", "meters:3"]);
}

#[test]
fn moments_and_limits_are_kept_and_what_is_beyond_is_counted() {
    let at = folder(TWO);
    let asked = |more: &[&str]| {
        let trace = trace_json(at.path(), more);
        (trace["matching"].as_u64().unwrap(), trace["messages"].as_array().unwrap().len())
    };
    assert_eq!(asked(&[]), (6, 6));
    assert_eq!(asked(&["--limit", "4"]), (6, 4));
    assert_eq!(asked(&["--limit", "0"]), (6, 0));
    assert_eq!(asked(&["--from", "10 min"]), (4, 4));
    assert_eq!(asked(&["--from", "00:10", "--to", "00:20"]), (2, 2));
    assert_eq!(asked(&["--to", "Mon 00:10"]), (2, 2));
    assert_eq!(asked(&["--class", "far", "--lost", "collision@gateways.roof"]), (3, 3));
    assert_eq!(asked(&["--class", "near", "--lost", "collision"]), (0, 0));
}

#[test]
fn nothing_found_is_an_answer() {
    let at = folder(TWO);
    let text = trace(at.path(), &["--lost", "link-loss"]);
    assert!(text.starts_with("0 of 6 messages were lost by link loss in replication 1"), "{text}");
    assert!(
        at.path().join("output/net/trace.png").exists(),
        "an older picture would show what was not asked"
    );
}

#[test]
fn quiet_says_nothing_and_out_leads_elsewhere() {
    let at = folder(TWO);
    let output = iotcap(at.path(), &["trace", "net.toml", "--quiet", "--out", "there"]);
    assert_eq!((status(&output), out(&output), err(&output)), (0, String::new(), String::new()));
    assert!(at.path().join("there/net/trace.png").exists() && !at.path().join("output").exists());
    std::fs::write(at.path().join("taken"), "a file").unwrap();
    let output = iotcap(at.path(), &["trace", "net.toml", "--out", "taken"]);
    assert_eq!(status(&output), 74, "{}", err(&output));
}
