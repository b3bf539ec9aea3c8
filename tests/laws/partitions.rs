//! Stations whose work is divided among partitions, against what is worked out by hand and by arithmetic.

use iotcap::experiment::results::Results;

use crate::small::{self, results};

/// A works whose `ingest` takes half a second for each message.
fn works(ingest: &str, more: &str) -> Results {
    small::works(&format!("ingest = {{ service = \"500 ms\"{ingest} }}\n{more}"))
}

/// What came to each of four partitions.
fn came(found: &Results) -> [u64; 4] {
    [1, 2, 3, 4].map(|number| found.elements[&format!("platform.ingest:{number}")].offered_messages)
}

#[test]
fn what_a_device_sends_always_comes_to_the_same_partition() {
    let found = works(", partitions = 4", "");
    let came = came(&found);
    assert_eq!(came.iter().sum::<u64>(), 200);
    // each device speaks ten times
    assert!(came.iter().all(|messages| messages % 10 == 0), "{came:?}");
    assert!(came.iter().filter(|messages| **messages > 0).count() > 1, "{came:?}");
    // of k at once the last waits for k - 1 others: the mean of all is of k² - k halves of a service, over 20
    let waits: u64 = came.iter().map(|messages| messages / 10).map(|k| k * k.saturating_sub(1) / 2).sum();
    let waited = found.elements["platform.ingest"].waiting_s.mean.value.expect("a wait");
    assert!((waited - 0.5 * waits as f64 / 20.0).abs() < 1e-9, "{waited} of {waits}");
    assert_eq!(found.classes["sensors"].delivered, 200);
}

#[test]
fn each_partition_has_servers_and_places_of_its_own() {
    let found = works(", partitions = 4, servers = 2, waiting_room = 0", "");
    let lost: u64 = came(&found).iter().map(|messages| (messages / 10).saturating_sub(2) * 10).sum();
    let ingest = &found.elements["platform.ingest"];
    assert!(lost > 0);
    assert_eq!((ingest.members, ingest.dropped), (4, lost));
    assert_eq!(found.classes["sensors"].delivered, 200 - lost);
}

#[test]
fn an_outage_of_one_partition_strikes_its_devices_and_no_others() {
    let incident = r#"[incidents.broker]
at = "0 s"
lasts = "10 min"
outage = { of = "platform.ingest:2" }
"#;
    let ample = ", partitions = 4, servers = 20, waiting_room = 0";
    let (found, calm) = (works(ample, incident), works(ample, ""));
    assert_eq!(came(&found), came(&calm));
    let sensors = &found.classes["sensors"];
    let hit = came(&calm)[1];
    assert!(hit > 0 && hit < 200, "{hit}");
    assert_eq!((sensors.offered, sensors.delivered + hit), (200, 200));
    let whole = works(ample, &incident.replace(":2", ""));
    assert_eq!(whole.classes["sensors"].delivered, 0);
}

#[test]
fn one_partition_is_a_station_like_any_other() {
    let [one, none] = [", partitions = 1", ""].map(|partitions| works(partitions, ""));
    assert_eq!(one.elements, none.elements);
    assert_eq!(one.classes, none.classes);
}

#[test]
fn a_class_more_moves_no_device_to_another_partition() {
    let more = r#"[devices.cameras]
count = 5
radio = "wire"
message = { every = "20 s", phase = "aligned", size = "32 B" }
"#;
    let (found, more) = (came(&works(", partitions = 4", "")), came(&works(", partitions = 4", more)));
    assert!(found.iter().zip(more).all(|(alone, with)| with >= *alone), "{found:?} {more:?}");
    assert_eq!(more.iter().sum::<u64>(), 250);
}

#[test]
fn consumers_and_further_stages_have_partitions_too() {
    let more = r#"consumers.historian = { service = "1 ms", partitions = 3 }
[platform.stages.rules]
service = "1 ms"
partitions = 5
"#;
    let found = works("", more);
    for (name, partitions) in [("platform.historian", 3), ("platform.rules", 5)] {
        let group = &found.elements[name];
        assert_eq!((group.members, group.offered_messages), (partitions, 200), "{name}");
    }
    assert_eq!(found.classes["sensors"].delivered, 200);
}

/// Sixty Poisson sources fall on six M/M/1 queues as their keys have it; all wait as long as those do whom they meet.
#[test]
fn uneven_keys_make_those_wait_who_share_a_partition_with_many() {
    let (devices, queues, each) = (60.0, 6, 1.0 / 40.0);
    let found = results(&format!(
        r#"
title = "Uneven keys"
[study]
duration = "2000 s"
warm_up = "500 s"
replications = 60
[radio.wire]
technology = "ideal"
[devices.sensors]
count = {devices}
radio = "wire"
message = {{ poisson = "40 s", size = "32 B" }}
[gateways.hall]
radio = "wire"
[platform]
ingest = {{ service = {{ exponential = "1 s" }}, partitions = {queues} }}
"#
    ));
    let (mut all, mut exact) = (0.0, 0.0);
    for number in 1..=queues {
        let came = found.elements[&format!("platform.ingest:{number}")].offered_messages;
        // 3000 messages of each device, give or take 18 of ten
        let of_devices = (came as f64 / (60.0 * 2000.0 * each)).round();
        let load = of_devices * each;
        all += of_devices;
        exact += of_devices / devices * load / (1.0 - load);
    }
    assert_eq!(all, devices);
    let even = devices * each / f64::from(queues);
    let even = even / (1.0 - even);
    let waited = &found.elements["platform.ingest"].waiting_s.mean;
    let (value, [low, high]) = (waited.value.expect("a wait"), waited.ci.expect("an interval"));
    let error = (high - low) / 4.0;
    assert!((value - exact).abs() < 3.0 * error, "{value} ± {error}, exactly {exact}");
    assert!(error < 0.02 * exact && exact > 1.05 * even, "{error}, {exact} against {even}");
}

/// A queue that worked off what it had before the window makes nobody wait less at another.
#[test]
fn what_is_left_waiting_at_a_group_is_left_at_its_members() {
    let text = "title = 'x'\n[study]\nwarm_up = '100 s'\nduration = '100 s'\nreplications = 6\n\
        [radio.wire]\ntechnology = 'ideal'\n[gateways.desk]\nradio = 'wire'\n\
        [devices.sensors]\ncount = 80\nradio = 'wire'\nmessage = { poisson = '10 s', size = '100 B' }\n\
        [platform]\ningest = { partitions = 8, service = '0.9 s' }\n";
    let results = results(text);
    let members = results.elements.values().filter(|row| row.group.as_deref() == Some("platform.ingest"));
    let left: Vec<u64> = members.map(|row| row.left_waiting).collect();
    assert_eq!(left.len(), 8);
    assert_eq!(results.elements["platform.ingest"].left_waiting, left.iter().sum::<u64>(), "{left:?}");
}
