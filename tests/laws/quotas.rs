//! What a rented platform lets through, against what is worked out by hand.

use iotcap::experiment::results::Results;

use crate::small::results;

/// Ten devices that all speak at each full second of an hour's first 100 s.
fn choir(platform: &str, more: &str) -> Results {
    results(&format!(
        r#"
title = "A choir"
[study]
duration = "100 s"
warm_up = "0 s"
replications = 2
[radio.wire]
technology = "ideal"
[devices.singers]
count = 10
radio = "wire"
message = {{ every = "1 s", size = "5000 B", phase = "aligned" }}
[gateways.hall]
radio = "wire"
[platform]
{platform}
{more}"#
    ))
}

fn quota(limits: &str) -> Results {
    choir(&format!("quota = {{ limits = [{limits}] }}"), "")
}

#[test]
fn a_rate_loses_what_a_policer_of_the_same_rate_loses() {
    let limited = quota(r#"{ name = "messages", of = "messages", rate = "4 /s" }"#);
    let policer = r#"ingest = { service = "0 s", policer = { rate = "4 /s", depth = 4 } }"#;
    let policed = choir(policer, "");
    let lost = |results: &Results, at: &str| results.classes["singers"].lost["throttled"][at];
    assert_eq!(lost(&limited, "platform.quota"), 1200);
    assert_eq!(lost(&policed, "platform.ingest"), 1200);
    let quotas = limited.quotas.expect("a quota");
    let limit = &quotas.limits[0];
    assert_eq!((quotas.first.as_deref(), limit.trips), (Some("messages"), 1200));
    assert_eq!(
        (limit.used.value, limit.share.value, limit.tripped.value),
        (Some(10.0), Some(2.5), Some(0.6))
    );
}

#[test]
fn a_daily_limit_is_used_up_and_large_messages_count_for_more() {
    let limited = quota(r#"{ name = "day", of = "messages", per_day = 1000, meter = "4 KiB" }"#);
    // 5000 B are two of 4 KiB: 500 messages pass in each replication
    assert_eq!(limited.classes["singers"].delivered, 1000);
    let limit = &limited.quotas.expect("a quota").limits[0];
    // 1000 messages of two in 100 s
    assert_eq!(limit.used.value, Some(2000.0 / 100.0 * 86_400.0));
}

#[test]
fn a_limit_of_each_device_spares_those_who_keep_to_it() {
    let flood = r#"
[devices.flood]
count = 1
radio = "wire"
message = { every = "100 ms", size = "10 B" }
"#;
    let each = r#"quota = { limits = [{ name = "each", of = "messages", rate = "1 /s", each = true }] }"#;
    let limited = choir(each, flood);
    assert_eq!(limited.classes["singers"].delivery_ratio.value, Some(1.0));
    let flood = limited.classes["flood"].delivery_ratio.value.expect("a ratio");
    assert!((flood - 0.1).abs() < 0.002, "{flood}");
}

#[test]
fn packs_name_the_first_to_trip() {
    let hub = |units: u32, count: &str| {
        let text = format!("quota = {{ pack = 'azure-iot-hub-s1', units = {units} }}");
        choir(&text, count).quotas.expect("a quota")
    };
    // two of 4 KiB ten times a second are 1 728 000 a day, of 400 000; the rate of 100 a second is asked for 10
    let one = hub(1, "");
    assert_eq!(one.first.as_deref(), Some("messages a day"));
    let share = |quotas: &iotcap::experiment::quotas::Quotas, name: &str| {
        quotas.limits.iter().find(|limit| limit.name == name).and_then(|limit| limit.share.value)
    };
    assert_eq!(share(&one, "messages a day"), Some(4.32));
    assert_eq!(share(&one, "device-to-cloud sends"), Some(0.1));
    assert_eq!(share(&hub(10, ""), "messages a day"), Some(0.432));
    let sizes = one.limits.iter().find(|limit| limit.of == "size").expect("a size");
    assert_eq!((sizes.trips, sizes.share.value, sizes.confirm), (0, None, true));
}

#[test]
fn growth_tells_the_month() {
    let growing = "[growth]\nstart = '2027-01'\nuntil = '2028-12'\ndevices.singers = { linear = 10 }\n";
    let limits = r#"quota = { limits = [{ name = "m", of = "messages", rate = "45 /s" }] }"#;
    let quotas = choir(limits, growing).quotas.expect("a quota");
    // 10 a second and 10 more each month pass 45 after four months
    assert_eq!(quotas.limits[0].month.as_deref(), Some("2027-05"));
}
