//! Servers that come and go, further stages, and connects held to a quota, against what is worked out by hand.

use iotcap::experiment::results::Results;

use crate::small::results;

/// A hundred devices that each speak once a second, with 100 ms of work a message: 10 Erlang, after so long a warm-up.
fn plant(ingest: &str, warm_up: &str, more: &str) -> Results {
    results(&format!(
        r#"
title = "A plant"
[study]
duration = "10 min"
warm_up = "{warm_up}"
replications = 3
[radio.wire]
technology = "ideal"
[devices.sensors]
count = 100
radio = "wire"
message = {{ poisson = "1 s", size = "32 B" }}
[gateways.hall]
radio = "wire"
[platform]
ingest = {{ service = "100 ms", {ingest} }}
{more}"#
    ))
}

#[test]
fn as_many_servers_are_up_as_keep_the_target() {
    let scaled = r#"servers = 40, autoscale = { min = 2, target = "50 %", every = "1 min", hold = "2 min" }"#;
    let settled = plant(scaled, "30 min", "");
    let ingest = &settled.elements["platform.ingest"];
    let (used, offered) = (ingest.utilisation.mean.value, ingest.offered_load.mean.value);
    // 10 of 20 busy; the most that was wanted within two minutes is up, so a little less of them works
    let used = used.expect("a share");
    assert!((0.44..=0.505).contains(&used), "{used}");
    let up = ingest.servers_up.and_then(|up| up.value).expect("servers");
    assert!((10.0 / up - used).abs() < 0.01, "{up} servers up, {used} of their time busy");
    assert!((offered.expect("a load") - 0.25).abs() < 0.01, "offered load is relative to all of them");
    assert_eq!(settled.classes["sensors"].lost_total(), 0);
}

#[test]
fn until_new_servers_are_up_the_queue_grows() {
    let p95 = |delay: &str| {
        let scaled = format!(r#"servers = 40, autoscale = {{ min = 2, delay = "{delay}", every = "10 s" }}"#);
        plant(&scaled, "0 s", "").classes["sensors"].latency_s.p95.value.expect("a latency")
    };
    let (soon, late) = (p95("10 s"), p95("4 min"));
    // two servers carry 20 of 100 a second for four minutes: a backlog of 19 200, of which the last waits longest
    assert!(soon < late && late > 60.0, "{soon} s and {late} s");
}

#[test]
fn servers_that_never_change_are_those_of_a_fixed_station() {
    let fixed = plant("servers = 12", "1 min", "");
    let scaled = plant(r#"servers = 12, autoscale = { min = 12 }"#, "1 min", "");
    let p95 = |results: &Results| results.classes["sensors"].latency_s.p95.value;
    assert_eq!(p95(&fixed), p95(&scaled));
    assert_eq!(
        fixed.elements["platform.ingest"].utilisation.mean.value,
        scaled.elements["platform.ingest"].utilisation.mean.value
    );
}

#[test]
fn further_stages_stand_behind_the_first() {
    let more = "[platform.stages.rules]\nservers = 50\nservice = '20 ms'\n[platform.stages.erp]\nservers = 90\nservice = '300 ms'\n";
    let longer = plant("servers = 100", "0 s", more);
    let mean = longer.classes["sensors"].latency_s.mean.value.expect("a latency");
    assert!((mean - 0.42).abs() < 1e-3, "{mean}: nobody waits");
    let names: Vec<&str> =
        longer.elements.keys().map(String::as_str).filter(|name| name.starts_with("platform")).collect();
    assert_eq!(names, ["platform.ingest", "platform.rules", "platform.erp"]);
}

/// 500 devices that all want a session within 10 s, of which the platform takes so many a second.
#[test]
fn connects_are_held_to_their_quota() {
    let results = results(
        r#"
title = "Everyone connects"
[study]
duration = "10 min"
warm_up = "0 s"
replications = 2
[radio.lte]
technology = "ideal"
[devices.vans]
count = 500
radio = "lte"
message = { every = "5 min", size = "32 B" }
[devices.vans.session]
begins = { over = "10 s" }
[gateways.cell]
radio = "lte"
[platform]
connect = { service = "1 ms" }
quota = { limits = [
  { name = "connects", of = "connects", rate = "10 /s" },
  { name = "messages", of = "messages", rate = "1000 /s" },
  { name = "connections", of = "connections", most = 1000 },
] }
"#,
    );
    let quotas = results.quotas.expect("a quota");
    let limit = |name: &str| quotas.limits.iter().find(|limit| limit.name == name).expect("a limit");
    assert!(limit("connects").metered && limit("connects").trips > 0);
    assert!(limit("messages").used.value.is_some_and(|used| used > 1.0), "messages pass it, too");
    assert_eq!(limit("connections").used.value, Some(500.0), "all are back in the end");
    assert_eq!(limit("connections").share.value, Some(0.5));
}

/// An outage leaves so much to do that all who are up are busy, and some of them go while they serve.
#[test]
fn servers_that_end_what_they_serve_are_there_for_so_long() {
    let struck = results(
        r#"
title = "A restart"
[study]
duration = "30 min"
replications = 2
seed = 1
[radio.wire]
technology = "ideal"
[devices.sensors]
count = 60
radio = "wire"
message = { poisson = "5 s", size = "50 B", batch = 3 }
[gateways.hall]
radio = "wire"
[platform]
ingest = { service = "50 ms", servers = 4, autoscale = { min = 1, target = "70 %", delay = "30 s", every = "15 s", hold = "1 min" } }
[incidents.restart]
at = "10 min"
lasts = "3 min"
outage = { of = "platform.ingest" }
"#,
    );
    let used = &struck.elements["platform.ingest"].series.utilisation;
    assert!(used.iter().all(|share| (0.0..=1.0).contains(share)), "{used:?}");
    assert!(used.iter().any(|share| *share > 0.95), "{used:?}");
}
