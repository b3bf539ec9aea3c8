//! Sessions of devices, in runs whose numbers are worked out by hand: one device that says 100 B every 10 s from the first instant on.

use crate::small::{DESK, DESK_ON_LINE, close, lost, results, wire};
use iotcap::experiment::results::Results;
use iotcap::experiment::sessions::SessionResult;

/// The connecting stage, down from 25 s to 55 s, where connecting takes one round trip and 1 s of service.
const DOWN: &str = "[platform]\nconnect = { service = \"1 s\", outages = { at = \"25 s\", for = \"30 s\", jobs = \"lost\" } }\n\
    ingest = { service = \"100 ms\" }\n";

fn session(more: &str) -> String {
    let costs = "protocol = { round_trips = 1, bytes_up = \"40 B\", bytes_down = \"40 B\" }";
    format!("{DESK}[devices.sensors.session]\n{costs}\n{more}\n")
}

fn of(results: &Results) -> &SessionResult {
    results.classes["sensors"].session.as_ref().expect("a session")
}

#[test]
fn messages_of_a_session_pass_the_connecting_stage_no_more() {
    let platform = "[platform]\nconnect = { service = \"1 s\" }\ningest = { service = \"100 ms\" }\n";
    let results = results(&wire(1, &(session("") + platform)));
    assert_eq!(results.elements["platform.connect"].offered_messages, 0);
    assert_eq!(results.elements["platform.ingest"].offered_messages, 20);
    let sensors = &results.classes["sensors"];
    assert_eq!((sensors.delivered, sensors.control, of(&results).attempts.value), (20, 0, Some(0.0)));
    close(sensors.latency_s.mean.value, 0.1);
}

#[test]
fn a_stage_that_goes_down_breaks_sessions_and_messages_wait_in_their_device() {
    // it tries 10 s after the break and 10 s after each refusal: at 35, 45 and 55 s, the last of which is served until 56 s
    let back = "reconnect = \"fixed\"\nbackoff = { first = \"10 s\" }";
    for (queue, superseded) in [("", 4), ("queue = 1", 4), ("queue = 2", 2), ("queue = 100", 0)] {
        let results = results(&wire(1, &(session(&format!("{back}\n{queue}")) + DOWN)));
        let session = of(&results);
        close(session.breaks.value, 1.0);
        close(session.attempts.value, 3.0);
        close(session.failed["station_down"].value, 2.0);
        close(session.begins_s.value, 25.0);
        close(session.all_s.value, 31.0);
        // those of 30, 40 and 50 s waited: all were offered, and the newest were sent at 56 s
        let sensors = &results.classes["sensors"];
        assert_eq!((sensors.offered, sensors.delivered), (20, 20 - superseded), "{queue}");
        assert_eq!(lost(&results, "sensors", "superseded", "radio.wire"), superseded);
        assert_eq!(sensors.control, 6, "the attempts of two replications");
    }
    let results = results(&wire(1, &(session(&format!("{back}\nqueue = 0")) + DOWN)));
    assert_eq!(lost(&results, "sensors", "no_session", "radio.wire"), 6);
}

#[test]
fn an_attempt_that_is_not_answered_in_time_has_failed() {
    let slow = "[platform]\nconnect = { service = \"7 s\" }\n";
    let impatient = "begins = { over = \"1 ns\" }\nconnect_timeout = \"5 s\"\nreconnect = \"fixed\"\nbackoff = { first = \"15 s\" }";
    let results = results(&wire(1, &(session(impatient) + slow)));
    // at 0, 20, 40, 60 and 80 s, each in vain
    close(of(&results).attempts.value, 5.0);
    close(of(&results).failed["timeout"].value, 5.0);
    assert_eq!((of(&results).all_s.value, of(&results).left.value), (None, Some(1.0)));
    assert_eq!(results.elements["platform.connect"].offered_messages, 10, "served all the same");
}

#[test]
fn a_platform_that_is_full_refuses() {
    let full = "[platform]\nsessions = 2\nconnect = { service = \"1 ms\" }\n";
    let fixed = "begins = { over = \"1 ns\" }\nreconnect = \"fixed\"\nbackoff = { first = \"30 s\" }";
    let results = results(&wire(5, &(session(fixed) + full)));
    close(of(&results).connects.value, 2.0);
    // three devices at 0, 30, 60 and 90 s
    close(of(&results).failed["throttled"].value, 12.0);
    close(of(&results).left.value, 0.6);
}

#[test]
fn round_trips_take_the_way_there_and_back() {
    let three = "begins = { over = \"1 ns\" }\nprotocol = { round_trips = 3, bytes_up = \"300 B\", bytes_down = \"40 B\" }";
    let text = wire(
        1,
        &session(three)
            .replace("protocol = { round_trips = 1, bytes_up = \"40 B\", bytes_down = \"40 B\" }\n", ""),
    );
    let line = "[links.line]\nto = \"platform\"\nrate = \"800 bit/s\"\ndelay = \"200 ms\"\n[platform]\nconnect = { service = \"4 s\" }\n";
    let text = text
        .replace("technology = \"ideal\"", "technology = \"ideal\"\ndelay = \"50 ms\"")
        .replace("[gateways.desk]", "[gateways.desk]\nlink = \"line\"");
    let results = results(&(text + line));
    // each of three packets of 100 B: 50 ms on air, 1 s on the line and 200 ms behind it, 250 ms back; the last is served for 4 s;
    // 40 B of answers in all
    close(of(&results).all_s.value, 3.0 * 1.5 + 4.0 + 0.4);
    let down = results.elements["links.line"].down.as_ref().expect("answers");
    assert_eq!(down.messages, 6);
    close(down.utilisation.value, 0.4 / 100.0);
    assert_eq!(results.elements["links.line"].offered_messages, 20 + 6);
}

#[test]
fn devices_behind_a_way_that_is_down_are_given_up_after_one_and_a_half_keep_alives() {
    let line = "[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\noutages = { at = \"20 s\", for = \"60 s\", jobs = \"lost\" }\n[platform]\nconnect = { service = \"1 ms\" }\n";
    let text = |keep_alive: &str| {
        wire(40, &(session(keep_alive) + line)).replace("[gateways.desk]", "[gateways.desk]\nlink = \"line\"")
    };
    let given_up =
        results(&text("keep_alive = \"20 s\"\nreconnect = \"fixed\"\nbackoff = { first = \"5 s\" }"));
    close(of(&given_up).breaks.value, 40.0);
    close(of(&given_up).left.value, 0.0);
    let [first, last] = [
        given_up.classes["sensors"].session.as_ref().unwrap().begins_s.value.unwrap(),
        of(&given_up).all_s.value.unwrap(),
    ];
    close(Some(first), 20.0);
    assert!(last > 60.0 && last < 70.0, "{last}");
    for unnoticed in ["", "keep_alive = \"2 min\""] {
        close(of(&results(&text(unnoticed))).breaks.value, 0.0);
    }
}

#[test]
fn silent_devices_keep_their_sessions_alive() {
    // a message every 10 s: nothing to add but where the idle time is shorter
    let platform = "[platform]\nconnect = { service = \"1 ms\" }\n";
    let control = |keep_alive: &str| {
        let results = results(&wire(1, &(session(&format!("keep_alive = \"{keep_alive}\"")) + platform)));
        results.classes["sensors"].control
    };
    assert!(control("15 s") <= 2, "but one before the first message");
    // messages at 0, 10, …; keep-alives 4 and 8 s after each
    assert!((38..=42).contains(&control("4 s")), "{}", control("4 s"));
}

#[test]
fn a_message_is_repeated_until_it_is_acknowledged_or_given_up() {
    let lossy = |loss: &str| {
        let line =
            format!("[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\nloss = \"{loss}\"\n[platform]\n");
        let once = "qos = 1\nack_timeout = \"1 s\"\nretries = 2";
        results(
            &wire(1, &(session(once) + &line)).replace("[gateways.desk]", "[gateways.desk]\nlink = \"line\""),
        )
    };
    let clear = lossy("0 %");
    let sensors = &clear.classes["sensors"];
    assert_eq!(sensors.delivered, 20);
    close(sensors.attempts.value, 1.0);
    close(of(&clear).acknowledged.value, 1.0);
    let dead = lossy("100 %");
    let sensors = &dead.classes["sensors"];
    assert_eq!((sensors.delivered, of(&dead).acknowledged.value), (0, Some(0.0)));
    assert_eq!(lost(&dead, "sensors", "link_loss", "links.line"), 20);
    close(sensors.attempts.value, 3.0);
}

/// Three attempts at 30 % each: 0.3^3 are lost, and 1 + p + p^2 attempts made, p being the share that is not acknowledged: on the radio
/// 30 %, on a line, which loses acknowledgements, too, 1 - 0.7^2. Seven standard errors.
#[test]
fn what_is_sent_again_tries_its_luck_again() {
    let text = wire(200, &session("qos = 1\nack_timeout = \"1 s\"\nretries = 2"));
    let on_radio = text.replace("technology = \"ideal\"", "technology = \"ideal\"\nloss = \"30 %\"");
    let line = "[links.line]\nto = \"platform\"\nrate = \"1 Gbit/s\"\nloss = \"30 %\"\n";
    let on_line = text.replace("[gateways.desk]", "[gateways.desk]\nlink = \"line\"") + line;
    for (text, missed) in [(on_radio, 0.3), (on_line, 0.51_f64)] {
        let results = results(&text);
        let sensors = &results.classes["sensors"];
        assert_eq!(sensors.offered, 4000);
        let lost = 1.0 - sensors.delivered as f64 / 4000.0;
        assert!((lost - 0.027).abs() < 7.0 * (0.027_f64 * 0.973 / 4000.0).sqrt(), "{lost}");
        let attempts = sensors.attempts.value.expect("attempts");
        let mean = 1.0 + missed + missed * missed;
        let square = 1.0 - missed + 4.0 * missed * (1.0 - missed) + 9.0 * missed * missed;
        let error = ((square - mean * mean) / 4000.0).sqrt();
        assert!((attempts - mean).abs() < 7.0 * error, "{attempts} of {mean}");
    }
}

#[test]
fn an_acknowledgement_that_comes_late_makes_repetitions_but_no_second_delivery() {
    // 100 B take 2.5 s to come and 0 s to be acknowledged: repeated after 1 s and after 2 s
    let line = "[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\ndelay = \"2500 ms\"\n[platform]\ningest = { service = \"1 ms\" }\n";
    let text = wire(1, &(session("qos = 1\nack_timeout = \"2 s\"\nretries = 9") + line));
    let results = results(&text.replace("[gateways.desk]", "[gateways.desk]\nlink = \"line\""));
    let sensors = &results.classes["sensors"];
    assert_eq!((sensors.offered, sensors.delivered, of(&results).acknowledged.value), (20, 20, Some(1.0)));
    // there after 2.5 s, acknowledged after 5 s: repeated after 2 s and after 4 s
    close(sensors.attempts.value, 3.0);
    assert_eq!(results.elements["platform.ingest"].offered_messages, 60);
}

#[test]
fn a_way_with_a_backup_breaks_sessions_until_that_takes_over_and_no_longer() {
    let way = |failover: &str, spare: &str| {
        let links = format!(
            "[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\nbackup = \"spare\"\nfailover = \"{failover}\"\n\
             outages = {{ at = \"25 s\", for = \"60 s\" }}\n\
             [links.spare]\nto = \"platform\"\nrate = \"1 Mbit/s\"\n{spare}\n"
        );
        let session = session("keep_alive = \"4 s\"").replace(DESK, DESK_ON_LINE);
        let results = results(&wire(1, &(session + &links)));
        of(&results).breaks.value
    };
    // given up between a half and one and a half keep-alives after the outage began
    assert_eq!(way("0 s", ""), Some(0.0));
    assert_eq!(way("1 s", ""), Some(0.0));
    assert_eq!(way("20 s", ""), Some(1.0));
    assert_eq!(way("1 s", "outages = { at = \"20 s\", for = \"60 s\" }"), Some(1.0));
}

#[test]
fn a_stage_that_loses_one_of_its_servers_keeps_its_sessions() {
    let stage = |servers: u32| {
        let platform = format!(
            "[platform]\nconnect = {{ service = \"1 s\", servers = 2, outages = {{ at = \"25 s\", for = \"30 s\", servers = {servers} }} }}\n"
        );
        let results = results(&wire(1, &(session("") + &platform)));
        of(&results).breaks.value
    };
    assert_eq!((stage(1), stage(2)), (Some(0.0), Some(1.0)));
}

#[test]
fn devices_in_somebody_elses_hands_are_not_missed_among_those_with_a_session() {
    let flood = "[incidents.botnet]\nat = \"20 s\"\nlasts = \"30 s\"\nflood = { share = \"20 %\", rate = \"1 /s\" }\n";
    let quiet = "[platform]\nconnect = { service = \"1 ms\" }\n";
    let unbroken = results(&wire(10, &(session("") + quiet + flood)));
    close(of(&unbroken).left.value, 0.0);
    assert!(
        of(&unbroken).series.connected.iter().all(|share| *share == 1.0),
        "{:?}",
        of(&unbroken).series.connected
    );
    let broken =
        results(&wire(10, &(session("reconnect = \"fixed\"\nbackoff = { first = \"5 s\" }") + DOWN + flood)));
    close(of(&broken).breaks.value, 8.0);
    assert!(of(&broken).all_s.value.is_some(), "all who are their owners' come back");
}

/// A storm down a narrow line: four devices ask at once, and 100 B of answers to each take a second of it.
#[test]
fn answers_queue_on_the_way_down() {
    let begins = "begins = { over = \"1 ns\" }\nconnect_timeout = \"50 s\"";
    let text = wire(4, &session(begins)).replace("bytes_down = \"40 B\"", "bytes_down = \"100 B\"");
    let line = |buffer: &str| {
        let line = format!(
            "[links.line]\nto = \"platform\"\nrate = \"1 Gbit/s\"\nrate_down = \"800 bit/s\"\n{buffer}\n[platform]\n"
        );
        results(&(text.replace("[gateways.desk]", "[gateways.desk]\nlink = \"line\"") + &line))
    };
    let all = line("");
    let last = of(&all).all_s.value.expect("all are back");
    assert!((4.0..4.001).contains(&last), "{last}");
    assert_eq!(all.elements["links.line"].down.as_ref().map(|down| down.messages), Some(8));
    // with room for one some are dropped, up or down, and whoever hears nothing asks again after 1 s
    let one = line("buffer_packets = 1");
    let last = of(&one).all_s.value.expect("all are back");
    assert!((4.0..6.0).contains(&last), "{last}");
    assert!(one.classes["sensors"].control > 8, "{}", one.classes["sensors"].control);
    let down = one.elements["links.line"].down.as_ref().expect("answers");
    assert!(down.messages == 8 && down.dropped > 0, "{down:?}");
    assert!(
        one.warnings.iter().any(|told| told.contains("of what it is to send down")),
        "{:?}",
        one.warnings
    );
}

#[test]
fn a_reconnect_objective_is_limited_where_attempts_queue_or_are_refused() {
    let back = "reconnect = \"fixed\"\nbackoff = { first = \"10 s\" }\nkeep_alive = \"20 s\"";
    let asks = "[objectives]\nback = { of = \"devices.sensors\", reconnect_p95 = \"<= 1 s\" }\n";
    let down = "outages = { at = \"20 s\", for = \"30 s\", jobs = \"lost\" }";
    let named = |line: &str, platform: &str| {
        let line = format!("[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\n{line}\n");
        let text = wire(60, &(session(back) + &line + "[platform]\n" + platform + asks))
            .replace("[gateways.desk]", "[gateways.desk]\nlink = \"line\"");
        let bottleneck = results(&text).bottleneck.expect("a busiest element at least");
        bottleneck.binding.then_some(bottleneck.element)
    };
    let connect = Some("platform.connect".to_string());
    assert_eq!(named(down, "connect = { service = \"500 ms\" }\n"), connect);
    assert_eq!(named(down, "connect = { service = \"1 ms\", servers = 60, waiting_room = 0 }\n"), None);
    let closed = format!("connect = {{ service = \"1 ms\", servers = 60, {down} }}\n");
    assert_eq!(named("", &closed), connect);
}

/// Ten messages of each of five devices in a run, the last of them 5 s before the end: whether a line lies between or none, each is acknowledged.
#[test]
fn what_is_sent_last_is_acknowledged_too() {
    let line = "[links.line]\nto = \"platform\"\nrate = \"1 Mbit/s\"\ndelay = \"2 s\"\n[platform]\n";
    let text = wire(5, &(session("qos = 1\nack_timeout = \"30 s\"") + line))
        .replace("[gateways.desk]", "[gateways.desk]\nlink = \"line\"");
    let results = results(&text);
    close(of(&results).acknowledged.value, 1.0);
    assert_eq!(results.classes["sensors"].delivered, 100);
}

/// What a handshake takes is told as packets on the link: nothing is packed around them, and around a message 100 B are.
#[test]
fn forwarding_packs_messages_alone() {
    let begins = "begins = { over = \"1 ns\" }\nqos = 1";
    let line = "[links.line]\nto = \"platform\"\nrate = \"8 kbit/s\"\n[platform]\n";
    let packed = "[gateways.desk]\nforwarding = { bytes = \"100 B\" }\nlink = \"line\"";
    let results = results(&wire(1, &(session(begins) + line)).replace("[gateways.desk]", packed));
    let line = &results.elements["links.line"];
    let small = 73.0;
    close(line.utilisation.mean.value, (40.0 + 20.0 / 2.0 * 200.0) / 1000.0 / 100.0);
    let down = line.down.as_ref().expect("acknowledgements");
    close(down.utilisation.value, (40.0 + 20.0 / 2.0 * small) / 1000.0 / 100.0);
}
