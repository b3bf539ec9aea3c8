//! Every default is told, and only those that a scenario uses.

use super::*;
use crate::scenario::templates;

#[test]
fn every_default_has_a_value_and_a_source() {
    for default in DEFAULTS {
        assert!(!(default.value)().is_empty() && !default.source.is_empty(), "{}", default.path);
    }
}

#[test]
fn names_what_is_left_out_and_only_that() {
    let scenario: Scenario = toml::from_str(templates::find("first").unwrap().text).unwrap();
    let used = used_by(&scenario);
    let value = |path: &str| used.iter().find(|one| one.path == path).map(|one| one.value.as_str());
    assert_eq!(value("gateways.rooftop.demodulators"), Some("8"));
    assert_eq!(value("radio.lora.overhead"), Some("13 B"));
    assert_eq!(value("platform.deduplication.window"), Some("200 ms"));
    assert_eq!(value("devices.meters.count"), None);
    assert_eq!(value("radio.lora.loss"), None);
    assert_eq!(value("study.duration"), None);
}

#[test]
fn what_a_link_does_unless_told_is_among_what_is_assumed() {
    let text = format!(
        "{}\n[links.wan]\nto = \"platform\"\nrate = \"1 Mbit/s\"\n",
        templates::find("first").unwrap().text
    );
    let scenario: Scenario = toml::from_str(&text).unwrap();
    let used = used_by(&scenario);
    for (key, value) in [("discipline", "fifo"), ("drop", "tail"), ("buffer_packets", "unlimited")] {
        let path = format!("links.wan.{key}");
        assert!(used.iter().any(|one| one.path == path && one.value == value), "{path}");
        assert_eq!(standing(&path).as_deref(), Some(value));
    }
    assert_eq!(standing("devices.meters.priority").as_deref(), Some("0"));
    assert_eq!(standing("devices.meters.count"), None);
}
