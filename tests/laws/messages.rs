//! D1 to D8: what becomes of messages, in runs whose numbers are worked out by hand.

use crate::small::{AIRTIME_S, DESK, DESK_ON_LINE, close, lora, lost, results, wire};

/// A line on which each message of 100 B takes 100 s: message k waits 90 k s and arrives 100 + 90 k s old.
const SLOW_LINE: &str = "[links.line]\nto = \"platform\"\nrate = \"8 bit/s\"\n";

/// One link for each roof, on which a frame makes 285 B and so takes 1 s; what differs at the second.
fn two_links(second: &str) -> String {
    lora(&format!(
        "link = \"lte\"\nforwarding = {{ bytes = \"252 B\" }}\n\
         [links.lte]\nper = \"gateway\"\nto = \"platform\"\nrate = \"2280 bit/s\"\n\
         [links.lte.member.\"roof:2\"]\n{second}\n"
    ))
}

#[test]
fn d1_a_message_is_offered_once_whatever_its_attempts_and_copies() {
    let results = results(&lora(""));
    let meters = &results.classes["meters"];
    assert_eq!((meters.offered, meters.delivered), (20, 20), "ten in each of two replications");
    close(meters.attempts.value, 1.0);
    close(meters.copies.value, 2.0);
    assert_eq!(meters.control, 0);
    assert_eq!(results.elements["gateways.roof"].offered_messages, 40, "each copy loads its gateway");
}

#[test]
fn d2_the_window_holds_its_first_instant_and_not_its_last() {
    let at = |times: &str| {
        let text = wire(3, DESK)
            .replace(r#"every = "10 s", phase = "aligned""#, &format!("schedule = {{ at = [{times}] }}"));
        results(&text).classes["sensors"].offered
    };
    assert_eq!(at(r#""00:00""#), 6);
    assert_eq!(at(r#""00:01:39""#), 6);
    assert_eq!(at(r#""00:01:40""#), 0);
}

#[test]
fn d2_warm_up_and_drain_are_simulated_and_not_measured() {
    let text = wire(1, DESK_ON_LINE).replace("warm_up = \"0 s\"", "warm_up = \"100 s\"")
        + "[links.line]\nto = \"platform\"\nrate = \"40 bit/s\"\n";
    // 20 s each, one every 10 s: the ten of the warm-up keep the line busy for the whole window
    let results = results(&text);
    assert_eq!(results.classes["sensors"].offered, 20);
    close(results.elements["links.line"].utilisation.mean.value, 1.0);
    close(results.classes["sensors"].latency_s.mean.value, 165.0); // 100 + 20 + 10 k, k = 0 … 9
}

#[test]
fn d2_messages_are_filed_under_the_bin_of_their_birth() {
    let results = results(&(wire(1, DESK_ON_LINE) + SLOW_LINE));
    let series = &results.classes["sensors"].series;
    let born: Vec<usize> = (0..100).filter(|&bin| series.offered[bin] > 0).collect();
    assert_eq!(born, (0..10).map(|k| 10 * k).collect::<Vec<_>>());
    let delivered: Vec<usize> = (0..100).filter(|&bin| series.delivered[bin] > 0).collect();
    assert_eq!(delivered, [0, 10, 20, 30, 40, 50, 60]);
}

#[test]
fn d3_what_is_offered_does_not_depend_on_the_network() {
    for more in [
        "",
        "[gateways.roof.member.1]\noff = true\n[gateways.roof.member.2]\noff = true\n",
        "demodulators = 1\n",
    ] {
        assert_eq!(results(&lora(more)).classes["meters"].offered, 20, "{more}");
    }
}

#[test]
fn d3_the_drain_lasts_ten_minutes_and_what_is_open_then_is_in_flight() {
    for traffic in ["continues", "stops"] {
        let text = wire(1, DESK_ON_LINE)
            .replace("replications = 2", &format!("replications = 2\ndrain = {{ traffic = \"{traffic}\" }}"))
            + SLOW_LINE;
        let results = results(&text);
        let sensors = &results.classes["sensors"];
        // they leave the line at 100, 200, … s; the drain ends at 700 s
        assert_eq!((sensors.offered, sensors.delivered, sensors.in_flight), (20, 14, 6), "{traffic}");
        let total = results.conservation.total;
        assert!(total.balanced && total.lost == 0, "{total:?}");
    }
}

#[test]
fn d3_a_loss_foretold_for_after_the_drain_is_in_flight() {
    let results = results(&(wire(1, DESK_ON_LINE) + SLOW_LINE + "loss = \"100 %\"\n"));
    assert_eq!(lost(&results, "sensors", "link_loss", "links.line"), 14);
    assert_eq!(results.classes["sensors"].in_flight, 6);
}

#[test]
fn d4_delivered_is_what_has_left_the_last_stage() {
    // 40 s in each of two stages: the one born at 90 s leaves at 490 s, all within the drain
    let stages =
        format!("{DESK}[platform]\ningest = {{ service = \"40 s\" }}\nprocess = {{ service = \"40 s\" }}\n");
    let results = results(&wire(1, &stages));
    let sensors = &results.classes["sensors"];
    assert_eq!((sensors.delivered, sensors.in_flight), (20, 0));
    close(sensors.latency_s.mean.value, 215.0); // 80 + 30 k, k = 0 … 9
}

#[test]
fn d5_late_ones_are_lost_where_they_waited_and_their_latency_counts() {
    let text = wire(1, DESK_ON_LINE).replace("count = 1", "count = 1\ndeadline = \"250 s\"") + SLOW_LINE;
    let results = results(&text);
    let sensors = &results.classes["sensors"];
    // 100 s and 190 s in time; 280 to 640 s late; three in flight
    assert_eq!((sensors.delivered, sensors.in_flight), (4, 6));
    assert_eq!(lost(&results, "sensors", "expired", "links.line"), 10);
    close(sensors.latency_s.mean.value, 370.0);
}

#[test]
fn d5_late_is_filed_under_the_member_that_made_it_wait() {
    let gateways = "place = { points = [{ x = \"0 m\", y = \"0 m\" }, { x = \"1 km\", y = \"0 m\" }] }\n";
    let text = wire(1, &format!("{DESK_ON_LINE}{gateways}{SLOW_LINE}per = \"gateway\"\n")).replace(
        "count = 1",
        "count = 1\ndeadline = \"250 s\"\nplace = { points = [{ x = \"1 km\", y = \"0 m\" }] }",
    );
    assert_eq!(lost(&results(&text), "sensors", "expired", "links.line@desk:2"), 10);
}

#[test]
fn d5_waiting_decides_not_work() {
    // 7 s of service without a wait; two at once on the line: the second waits 1 s
    let text = wire(2, DESK_ON_LINE).replace("count = 2", "count = 2\ndeadline = \"8500 ms\"")
        + "[links.line]\nto = \"platform\"\nrate = \"800 bit/s\"\n[platform]\ningest = { servers = 9, service = \"7 s\" }\n";
    let results = results(&text);
    assert_eq!(results.classes["sensors"].delivered, 20);
    assert_eq!(lost(&results, "sensors", "expired", "links.line"), 20);
}

#[test]
fn d6_parts_follow_the_path_and_sum_to_the_latency() {
    let results = results(&(two_links("delay = \"1 s\"") + "[platform]\ningest = { service = \"3 s\" }\n"));
    let meters = &results.classes["meters"];
    let rows: Vec<(&str, &str, f64)> = meters
        .waterfall
        .iter()
        .map(|row| (row.part.as_str(), row.element.as_str(), row.all.value.expect("a mean")))
        .collect();
    let expected = [
        ("airtime", "radio.lora", AIRTIME_S),
        ("transmission", "links.lte", 1.0),
        ("de-duplication", "platform.deduplication", 0.2),
        ("service", "platform.ingest", 3.0),
    ];
    assert_eq!(rows.len(), expected.len(), "{rows:?}");
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!((row.0, row.1), (expected.0, expected.1));
        close(Some(row.2), expected.2);
    }
    close(meters.latency_s.mean.value, AIRTIME_S + 1.0 + 0.2 + 3.0);
}

#[test]
fn d6_part_rows_of_a_network_stand_in_the_order_of_the_path() {
    let text = lora(
        "link = \"modem\"\nprocessing = { service = \"1 ms\" }\n\
         [links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\n[links.modem]\nto = \"line\"\nrate = \"1 Mbit/s\"\n\
         [platform]\ningest = { service = \"1 ms\" }\nprocess = { service = \"1 ms\" }\n",
    );
    let network = crate::small::run(&text).network;
    let rows =
        network.parts.iter().map(|row| format!("{} {}", row.part, network.groups[row.group.index()].name));
    let expected = "access radio.lora, airtime radio.lora, waiting processing.roof, service processing.roof, \
        waiting links.modem, transmission links.modem, propagation links.modem, \
        waiting links.line, transmission links.line, propagation links.line, \
        de-duplication platform.deduplication, waiting platform.ingest, service platform.ingest, \
        waiting platform.process, service platform.process";
    assert_eq!(rows.collect::<Vec<_>>().join(", "), expected);
}

#[test]
fn d6_a_live_station_behind_a_link_loses_no_nanosecond() {
    let text = wire(1, DESK_ON_LINE)
        + "[links.line]\nto = \"platform\"\nrate = \"800 bit/s\"\n\
           [platform]\ningest = { service = \"2 s\", discipline = \"preemptive-priority\" }\n";
    close(results(&text).classes["sensors"].latency_s.mean.value, 3.0);
}

#[test]
fn d7_copies_fold_when_the_window_of_200_ms_closes() {
    let results = results(&(two_links("delay = \"100 ms\"") + "[platform]\n"));
    let (meters, fold) = (&results.classes["meters"], &results.elements["platform.deduplication"]);
    assert_eq!((meters.delivered, fold.offered_messages, fold.duplicates), (20, 40, 20));
    assert!(meters.lost.is_empty(), "a duplicate is never lost: {:?}", meters.lost);
    close(meters.latency_s.mean.value, AIRTIME_S + 1.0 + 0.2);
}

#[test]
fn d7_copies_that_come_by_events_are_counted_too() {
    let shared = lora(
        "link = \"line\"\nforwarding = { bytes = \"252 B\" }\n\
         [links.line]\nto = \"platform\"\nrate = \"2280 bit/s\"\n\
         [platform]\ndeduplication = { window = \"0 s\" }\n",
    ) + "ingest = { service = \"1 s\" }\n";
    let results = results(&shared);
    let fold = &results.elements["platform.deduplication"];
    assert_eq!((fold.offered_messages, fold.duplicates), (40, 20));
    close(results.classes["meters"].latency_s.mean.value, AIRTIME_S + 1.0 + 1.0);
}

#[test]
fn d7_a_copy_dropped_while_another_arrives_is_not_lost() {
    let results = results(&two_links("loss = \"100 %\""));
    let meters = &results.classes["meters"];
    assert_eq!((meters.delivered, meters.lost.len()), (20, 0));
    assert_eq!(results.elements["links.lte@roof:2"].dropped, 20);
    assert_eq!(results.elements["links.lte@roof:2"].dropped_by["link_loss"], 20);
    assert_eq!(results.elements["platform.deduplication"].duplicates, 0);
}

/// Both roofs have a link of their own, both onto one line.
fn lossy(first: &str, second: &str, line: &str, meter: &str) -> String {
    lora(&format!(
        "link = \"lte\"\n[links.lte]\nper = \"gateway\"\nto = \"line\"\nrate = \"2 Mbit/s\"\n\
         [links.lte.member.\"roof:1\"]\nloss = \"{first} %\"\n[links.lte.member.\"roof:2\"]\nloss = \"{second} %\"\n\
         [links.line]\nto = \"platform\"\nrate = \"2 Mbit/s\"\nloss = \"{line} %\"\n"
    ))
    .replace("count = 1", &format!("count = 1\nplace = {{ points = [{{ x = \"{meter} m\", y = \"0 m\" }}] }}"))
}

#[test]
fn d8_the_copy_that_got_furthest_decides() {
    for (first, second) in [(100, 0), (0, 100)] {
        let results = results(&lossy(&first.to_string(), &second.to_string(), "100", "0"));
        assert_eq!(lost(&results, "meters", "link_loss", "links.line"), 20, "{first} {second}");
        assert_eq!(results.conservation.total.lost, 20, "filed once");
    }
}

#[test]
fn d8_at_equal_stage_the_strongest_decides() {
    for (meter, roof) in [("0", 1), ("400", 2)] {
        let results = results(&lossy("100", "100", "0", meter));
        assert_eq!(lost(&results, "meters", "link_loss", &format!("links.lte@roof:{roof}")), 20);
    }
}

#[test]
fn d8_out_of_range_is_filed_under_the_radio_and_a_collision_under_the_gateway() {
    let far =
        lora("").replace("count = 1", "count = 1\nplace = { points = [{ x = \"90 km\", y = \"0 m\" }] }");
    assert_eq!(lost(&results(&far), "meters", "out_of_range", "radio.lora"), 20);
    // two in one place at one instant on one channel: neither is the stronger
    let both = lora("").replace("count = 1", "count = 2").replace("channels = 3", "channels = 1");
    assert_eq!(lost(&results(&both), "meters", "collision", "gateways.roof:1"), 40);
}

/// A desk on a wire with a session and one without, and whatever else `beside` there is.
fn desks(beside: &str) -> String {
    wire(
        2,
        &format!(
            "{DESK_ON_LINE}[devices.clerks]\ncount = 3\nradio = \"wire\"\nsession = {{ keep_alive = \"4 s\" }}\n\
             message = {{ every = \"10 s\", phase = \"aligned\", size = \"100 B\" }}\n\
             [links.line]\nto = \"platform\"\nrate = \"100 kbit/s\"\n{beside}"
        ),
    )
}

#[test]
fn d7_what_came_over_a_wire_waits_for_no_copies_of_what_came_over_lorawan() {
    let platform = "[platform]\nconnect = { servers = 99, service = \"1 ms\" }\n\
        ingest = { servers = 99, service = \"2 ms\" }\n";
    let lora = "[radio.lora]\ntechnology = \"lorawan\"\nregion = \"EU868\"\nduty_cycle = false\n\
        propagation = { model = \"log-distance\", reference = { distance = \"1 m\", loss = \"7.7 dB\" }, exponent = 3.76 }\n\
        [devices.meters]\ncount = 1\nradio = \"lora\"\nspreading_factor = { fixed = 7 }\n\
        message = { every = \"10 s\", size = \"20 B\" }\n[gateways.roof]\nradio = \"lora\"\ncount = 2\n";
    let alone = results(&desks(platform));
    let both = results(&desks(&format!("{lora}{platform}")));
    let fold = &both.elements["platform.deduplication"];
    assert!(!alone.elements.contains_key("platform.deduplication"));
    assert_eq!(
        fold.offered_messages,
        2 * both.classes["meters"].offered,
        "two copies of each, and no others"
    );
    for class in ["sensors", "clerks"] {
        let [one, other] = [&alone, &both].map(|all| &all.classes[class]);
        assert_eq!((one.offered, one.delivered), (other.offered, other.delivered));
        assert_eq!(one.latency_s, other.latency_s, "{class}");
        assert_eq!(one.waterfall, other.waterfall, "{class}");
    }
    let waits = |class: &str| both.classes[class].waterfall.iter().any(|row| row.part == "de-duplication");
    assert_eq!(["sensors", "clerks", "meters"].map(waits), [false, false, true]);
}
