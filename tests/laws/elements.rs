//! D9, D10, D12, D13, D16 and D17: what elements do, in runs whose numbers are worked out by hand.

use iotcap::network::{Network, estimate};

use crate::small::{AIRTIME_S, DESK, DESK_ON_LINE, close, lora, lost, results, scenario, wire};

fn station(servers: u32, service: &str) -> String {
    format!("{DESK}[platform]\ningest = {{ servers = {servers}, service = \"{service}\" }}\n")
}

#[test]
fn d9_utilisation_is_the_share_of_busy_servers() {
    let one = results(&wire(1, &station(1, "4 s")));
    close(one.elements["platform.ingest"].utilisation.mean.value, 0.4);
    close(one.elements["platform.ingest"].offered_load.mean.value, 0.4);
    close(results(&wire(1, &station(2, "4 s"))).elements["platform.ingest"].utilisation.mean.value, 0.2);
    let line = format!("{DESK_ON_LINE}[links.line]\nto = \"platform\"\nrate = \"200 bit/s\"\n");
    close(results(&wire(1, &line)).elements["links.line"].utilisation.mean.value, 0.4);
}

#[test]
fn d9_offered_load_may_pass_one_and_says_so() {
    let results = results(&wire(1, &station(1, "15 s")));
    let ingest = &results.elements["platform.ingest"];
    close(ingest.offered_load.mean.value, 1.5);
    close(ingest.utilisation.mean.value, 1.0);
    assert!(
        results.warnings.iter().any(|w| w.contains("offered 150 % of service")),
        "{:?}",
        results.warnings
    );
}

#[test]
fn d9_a_preempting_server_is_busy_as_long() {
    let text = wire(2, &station(1, "2 s"))
        .replace("service = \"2 s\"", "service = \"2 s\", discipline = \"preemptive-priority\"");
    close(results(&text).elements["platform.ingest"].utilisation.mean.value, 0.4);
}

#[test]
fn d9_a_preempting_server_still_at_work_when_all_ends_was_busy() {
    let fifo = wire(1, &station(1, "1 h"));
    let preempting =
        fifo.replace("service = \"1 h\"", "service = \"1 h\", discipline = \"preemptive-priority\"");
    let busy = |text| results(text).elements["platform.ingest"].utilisation.mean.value;
    close(busy(&preempting), busy(&fifo).expect("a share"));
    assert!(busy(&fifo) > Some(0.5));
}

#[test]
fn d9_sharers_keep_as_many_servers_busy_as_there_is_work() {
    for (servers, discipline) in [(1, "processor-sharing"), (2, "processor-sharing"), (2, "weighted-fair")] {
        let text = wire(2, &station(servers, "2 s"))
            .replace("service = \"2 s\"", &format!("service = \"2 s\", discipline = \"{discipline}\""));
        let results = results(&text);
        let station = &results.elements["platform.ingest"];
        close(station.utilisation.mean.value, 0.4 / f64::from(servers));
        let latency = if servers == 1 { 4.0 } else { 2.0 };
        close(results.classes["sensors"].latency_s.mean.value, latency);
    }
}

#[test]
fn d9_work_that_can_be_done_is_what_outages_leave() {
    let down = "outages = { up = \"15 s\", down = \"5 s\" }";
    let text =
        wire(1, &station(1, "2 s")).replace("service = \"2 s\"", &format!("service = \"2 s\", {down}"));
    let results = results(&text);
    let station = &results.elements["platform.ingest"];
    // 2 s of work in 10 s, and three quarters of the time to do it in; those that come while it is down wait
    close(station.offered_load.mean.value, 0.2 / 0.75);
    close(station.utilisation.mean.value, 0.2);
    assert_eq!(results.classes["sensors"].delivered, 20);
}

#[test]
fn d9_a_server_that_is_out_of_service_beside_others_cannot_be_busy() {
    // 4 s of work in 10 s
    let used = |servers: u32, outage: &str| {
        let text = wire(1, &station(servers, "4 s"));
        let text = text.replace("service = \"4 s\"", &format!("service = \"4 s\"{outage}"));
        results(&text).elements["platform.ingest"].utilisation.mean.value
    };
    let out = |lasts: &str| format!(", outages = {{ at = \"0 s\", for = \"{lasts}\", servers = 1 }}");
    assert_eq!(used(2, &out("1 h")), used(1, ""));
    // 150 s of servers in 100 s
    close(used(2, &out("50 s")), 40.0 / 150.0);
    close(used(3, &out("50 s")), 40.0 / 250.0);
}

#[test]
fn an_outage_that_loses_its_jobs_names_them() {
    let down = "outages = { at = \"11 s\", for = \"7 s\", jobs = \"lost\" }";
    let at_station =
        wire(1, &station(1, "2 s")).replace("service = \"2 s\"", &format!("service = \"2 s\", {down}"));
    assert_eq!(lost(&results(&at_station), "sensors", "station_down", "platform.ingest"), 2);
    let line = format!("[links.line]\nto = \"platform\"\nrate = \"400 bit/s\"\n{down}\n");
    let on_link = results(&wire(1, &(DESK_ON_LINE.to_string() + &line)));
    assert_eq!(lost(&on_link, "sensors", "link_down", "links.line"), 2);
    assert_eq!(on_link.classes["sensors"].delivered, 18);
}

#[test]
fn d9_a_gateway_has_demodulators_and_a_radio_airtime() {
    let results = results(&lora("demodulators = 2\n"));
    close(results.elements["gateways.roof:1"].utilisation.mean.value, AIRTIME_S / 10.0 / 2.0);
    close(results.elements["radio.lora"].offered_load.mean.value, AIRTIME_S / 10.0 / 3.0);
    assert_eq!(results.elements["radio.lora"].utilisation.mean.value, None);
}

#[test]
fn d9_an_ideal_radio_and_its_gateways_cannot_be_loaded() {
    let results = results(&wire(1, DESK));
    for name in ["radio.wire", "gateways.desk"] {
        let element = &results.elements[name];
        assert_eq!(element.offered_messages, 20, "{name}");
        assert_eq!((element.offered_load.mean.value, element.utilisation.mean.value), (None, None), "{name}");
        assert_eq!((&element.capacity, element.capacity_value), (&None, None), "{name}");
        assert!(element.series.offered_load.is_empty() && element.series.utilisation.is_empty(), "{name}");
    }
}

#[test]
fn d10_the_peak_is_a_bin_and_the_busy_hour_of_a_short_window_is_the_window() {
    let results = results(&wire(1, &station(1, "4 s")));
    let load = &results.elements["platform.ingest"].utilisation;
    assert_eq!(results.scenario.bin_s, 1.0);
    close(load.peak.value, 1.0);
    close(load.busy_hour.value, 0.4);
}

#[test]
fn d10_the_busy_hour_is_the_hour_of_the_clock_with_the_greatest_load() {
    let text = wire(1, &station(1, "6 min")).replace("duration = \"100 s\"", "duration = \"1 d\"").replace(
        r#"every = "10 s", phase = "aligned""#,
        r#"schedule = { at = ["09:10", "09:30", "14:00"] }"#,
    );
    let results = results(&text);
    let ingest = &results.elements["platform.ingest"];
    // work comes at 09:10 and at 09:30; the first hour that holds both begins at 08:35 and ends a minute early
    assert_eq!(ingest.busy_hour_start.as_deref(), Some("08:35"));
    close(ingest.offered_load.busy_hour.value, 12.0 / 60.0);
    close(ingest.utilisation.busy_hour.value, 11.0 / 60.0);
    close(ingest.utilisation.mean.value, 18.0 / 1440.0);
}

#[test]
fn d12_groups_and_members_have_their_names() {
    let text =
        lora("link = \"lte\"\n[links.lte]\nper = \"gateway\"\nto = \"platform\"\nrate = \"1 Mbit/s\"\n");
    let results = results(&text);
    let names: Vec<&str> = results.elements.keys().map(String::as_str).collect();
    let expected = [
        "radio.lora",
        "gateways.roof",
        "gateways.roof:1",
        "gateways.roof:2",
        "links.lte",
        "links.lte@roof:1",
        "links.lte@roof:2",
        "platform.deduplication",
    ];
    assert_eq!(names, expected);
    assert_eq!(results.elements["links.lte"].members, 2);
    assert_eq!(results.elements["links.lte@roof:1"].group.as_deref(), Some("links.lte"));
}

#[test]
fn d12_one_member_may_differ() {
    let results = results(&lora("[gateways.roof.member.1]\noff = true\n"));
    close(results.classes["meters"].copies.value, 1.0);
    assert_eq!(results.elements["gateways.roof:1"].offered_messages, 0);
}

#[test]
fn d13_only_what_has_a_rate_has_a_capacity() {
    let line = "link = \"line\"\n[links.line]\nto = \"platform\"\nrate = \"2 Mbit/s\"\n";
    let results =
        results(&lora(&format!("{line}[platform]\ningest = {{ servers = 3, service = \"1 s\" }}\n")));
    let capacity = |name: &str| results.elements[name].capacity_value;
    assert_eq!(capacity("radio.lora"), None);
    assert_eq!(capacity("platform.deduplication"), None);
    close(capacity("links.line"), 2000.0);
    close(capacity("platform.ingest"), 3.0);
    assert_eq!(capacity("gateways.roof"), Some(8.0));
}

#[test]
fn d16_the_limit_binds_the_payload_and_overhead_comes_on_top() {
    let sized = |bytes: u32| {
        let text = lora("").replace("fixed = 7", "fixed = 12").replace("\"20 B\"", &format!("\"{bytes} B\""));
        results(&text)
    };
    // EU868, SF12: N = 51 B
    assert_eq!(lost(&sized(100), "meters", "too_long", "radio.lora"), 20);
    assert_eq!(lost(&sized(52), "meters", "too_long", "radio.lora"), 20);
    assert_eq!(sized(51).classes["meters"].delivered, 20);
    let bare = results(&lora("").replace("channels = 3", "channels = 3\noverhead = \"0 B\""));
    // 20 B of PHY payload at SF7: 12.25 + 8 + 5 * ceil(176 / 28) symbols
    close(bare.elements["radio.lora"].offered_load.mean.value, 55.25 * 0.001024 / 10.0 / 3.0);
}

#[test]
fn d17_bytes_on_a_link_are_the_frame_as_forwarded() {
    // 33 B of PHY payload: Semtech UDP makes 28 + 12 + 199 + 2 + 44 = 285 B; 40 B on top make 73 B
    for (forwarding, bytes) in [("", 285.0), ("forwarding = { bytes = \"40 B\" }\n", 73.0)] {
        let line =
            "link = \"line\"\n[links.line]\nper = \"gateway\"\nto = \"platform\"\nrate = \"2280 bit/s\"\n";
        let results = results(&lora(&format!("{forwarding}{line}")));
        let sent = results.classes["meters"].waterfall.iter().find(|row| row.part == "transmission");
        close(sent.expect("a row").all.value, bytes * 8.0 / 2280.0);
    }
}

#[test]
fn d17_a_buffer_holds_whole_waiting_packets_not_the_one_being_sent() {
    for (buffer, dropped) in [(99, 40), (100, 20), (199, 20), (200, 0)] {
        let line =
            format!("[links.line]\nto = \"platform\"\nrate = \"800 bit/s\"\nbuffer = \"{buffer} B\"\n");
        let results = results(&wire(3, &format!("{DESK_ON_LINE}{line}")));
        assert_eq!(lost(&results, "sensors", "buffer_overflow", "links.line"), dropped, "{buffer} B");
        assert_eq!(results.elements["links.line"].dropped, dropped);
    }
}

#[test]
fn d9_who_comes_again_is_offered_again() {
    let text =
        wire(1, &station(1, "1 s")).replace("service = \"1 s\"", "service = \"1 s\", again = \"50 %\"");
    let results = results(&text);
    let ingest = &results.elements["platform.ingest"];
    let visits = ingest.offered_messages as f64 / 20.0;
    assert!(visits > 1.2, "{visits} visits a message");
    close(ingest.offered_load.mean.value, visits * 0.1);
    assert_eq!(results.classes["sensors"].delivered, 20);
}

#[test]
fn a_policer_loses_what_finds_no_token_as_throttled() {
    // three messages every 10 s, two tokens of which one comes back in that time
    let line =
        "[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\npolicer = { rate = \"6 /min\", depth = 2 }\n";
    let results = results(&wire(3, &format!("{DESK_ON_LINE}{line}")));
    let sensors = &results.classes["sensors"];
    assert_eq!((sensors.offered, sensors.delivered), (60, 22), "two at first, then one of three, twice");
    assert_eq!(lost(&results, "sensors", "throttled", "links.line"), 38);
}

#[test]
fn a_shaper_lets_wait_and_shows_what_it_is_asked_for() {
    // two of 100 B every 10 s: 20 B/s past a shaper of 10 B/s
    let line = "[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\nshaper = { rate = \"80 bit/s\", depth = \"100 B\" }\n";
    let results = results(&wire(2, &format!("{DESK_ON_LINE}{line}")));
    let line = &results.elements["links.line"];
    close(line.offered_load.mean.value, 2.0);
    assert!(line.utilisation.mean.value < Some(0.01), "it sends for 0.8 ms each");
    // message k of a replication is sent at 10 k s, born at 10 (k / 2) s
    close(results.classes["sensors"].latency_s.mean.value, 50.0 + 0.0008);
}

#[test]
fn a_batch_is_served_for_one_time() {
    let text = wire(4, &station(1, "2 s"))
        .replace("service = \"2 s\"", "service = \"2 s\", batch = { size = 4, wait = \"1 s\" }");
    let results = results(&text);
    let ingest = &results.elements["platform.ingest"];
    close(ingest.utilisation.mean.value, 0.2);
    close(ingest.offered_load.mean.value, 0.2);
    close(results.classes["sensors"].latency_s.mean.value, 2.0);
}

#[test]
fn what_check_expects_counts_every_visit_and_every_token() {
    let expected = |more: &str| {
        let network = Network::build(&scenario(&wire(3, more)));
        estimate::estimate(&network, 1, 1)
    };
    // 0.3 messages a second
    let again = format!(
        "{DESK}[platform]\nconnect = {{ service = \"2 s\", again = \"20 %\" }}\n\
         ingest = {{ service = \"1 s\", onward = {{ connect = \"50 %\" }} }}\n"
    );
    let estimate = expected(&again);
    let load =
        |name: &str| estimate.elements.iter().find(|row| row.name == name).and_then(|row| row.offered_load);
    close(load("platform.connect"), 2.0 * 0.3 / 0.5 / 0.8);
    close(load("platform.ingest"), 0.3 / 0.5);
    assert!(
        estimate.warnings.iter().any(|line| line.contains("150 % of what platform.connect")),
        "{:?}",
        estimate.warnings
    );
    let line = "[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\nshaper = { rate = \"120 bit/s\", depth = \"1 kB\" }\n\
                policer = { rate = \"12 /min\", depth = 5 }\n";
    let warnings = expected(&format!("{DESK_ON_LINE}{line}")).warnings;
    let said = [
        "200 % of what links.line can carry (1 Mbit/s, shaped to 120 bit/s)",
        "150 % of what the policer of links.line lets in (12 /min)",
    ];
    for warning in said {
        assert!(warnings.iter().any(|line| line.contains(warning)), "{warnings:?}");
    }
}
