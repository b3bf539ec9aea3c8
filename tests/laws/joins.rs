//! Devices that join over the air, in runs whose numbers are worked out by hand: requests of 23 B, accepts of 17 B or 33 B five or six
//! seconds later, what a device may spend on asking, and what a gateway can answer.

use iotcap::engine::recorder::Deed;
use iotcap::experiment::results::Results;
use iotcap::experiment::sessions::SessionResult;
use iotcap::model::cause::Cause;
use iotcap::units::{Span, Time};

use crate::small::{self, close, lost, results};

/// One device on three channels, all of which devices join on; it asks at the first instant.
fn lone(join: &str, more: &str) -> String {
    small::lora(more).replace("radio = \"lora\"\nspreading", &format!("radio = \"lora\"\n{join}\nspreading"))
}

const AT_ONCE: &str = "join = { at_start = true, spread = \"0 s\" }";
/// 23 B at SF7: 12.25 + 8 + 5 x ceil((184 - 28 + 28 + 16) / 28) = 60.25 symbols of 1.024 ms.
const REQUEST: Span = Span(61_696_000);
/// 17 B at SF7 without CRC: 12.25 + 8 + 5 x ceil((136 - 28 + 28) / 28) = 45.25 symbols.
const ACCEPT: Span = Span(46_336_000);
/// 33 B: 12.25 + 8 + 5 x ceil((264 - 28 + 28) / 28) = 70.25 symbols.
const LONG_ACCEPT: Span = Span(71_936_000);
/// 17 B at SF12, whose low data rate is optimised: 12.25 + 8 + 5 x ceil((136 - 48 + 28) / 40) = 35.25 symbols of 32.768 ms.
const SLOW_ACCEPT: Span = Span(1_155_072_000);

fn of(results: &Results) -> &SessionResult {
    results.classes["meters"].session.as_ref().expect("a class that joins")
}

#[test]
fn a_lone_device_has_joined_when_its_accept_has_ended_and_says_nothing_before() {
    for (list, accept) in [("", ACCEPT), (", cf_list = true", LONG_ACCEPT)] {
        let text = lone(&AT_ONCE.replace(" }", &format!("{list} }}")), "");
        let run = small::run(&text);
        run.ledger.check(&run.network).expect("all promises");
        let [(_, start, length)] = run.ledger.control[..] else { panic!("{:?}", run.ledger.control) };
        assert_eq!((start, length), (run.network.clock.from, REQUEST));
        let opens = start + REQUEST + Span::from_secs(5);
        assert!(matches!(run.ledger.down[..], [(_, _, at, time)] if at == opens && time == accept));
        let joined = Deed::Connects { after: Span::from_secs(5) + REQUEST + accept };
        let deeds: Vec<_> = run.ledger.sessions.iter().map(|(_, at, deed)| (*at, *deed)).collect();
        let known = start + REQUEST;
        let expected = [(start, Deed::Attempts), (known, Deed::Accepted(true)), (opens + accept, joined)];
        assert_eq!(deeds, expected);
    }
    let results = results(&lone(AT_ONCE, ""));
    let meters = &results.classes["meters"];
    // the first of ten messages is born when nobody has joined
    assert_eq!((meters.offered, meters.delivered, meters.control), (20, 18, 2));
    assert_eq!(lost(&results, "meters", "no_session", "radio.lora"), 2);
    close(of(&results).all_s.value, 5.108032);
    assert_eq!(of(&results).answered.as_ref().and_then(|sent| sent.value), Some(1.0));
}

/// 2.6 s up, 0.2 s for further copies and 2.6 s down are too late for the first window.
#[test]
fn an_accept_that_is_late_for_the_first_window_takes_the_second() {
    let link = "[links.sat]\nto = \"platform\"\nrate = \"10 Mbit/s\"\ndelay = \"2600 ms\"\n";
    let text = lone(AT_ONCE, link).replace("[gateways.roof]", "[gateways.roof]\nlink = \"sat\"");
    let run = small::run(&text);
    let start = run.network.clock.from + REQUEST + Span::from_secs(6);
    let on_air = run.ledger.down.iter().find(|one| one.3 == SLOW_ACCEPT).expect("an accept at SF12");
    assert_eq!(on_air.2, start);
    let (_, joined, _) = run.ledger.sessions.last().expect("it joined");
    assert_eq!(*joined, start + SLOW_ACCEPT);
}

/// Devices that hear nothing: gateways are far and whisper.
fn deaf(text: &str) -> String {
    let whispers = "duty_cycle = false\ndownlink = { power = \"-30 dBm\", rx2_power = \"-30 dBm\" }";
    let far = text.replace("x = \"100 m\"", "x = \"1900 m\"").replace("x = \"300 m\"", "x = \"2000 m\"");
    far.replace("duty_cycle = false", whispers)
}

/// What asks in vain: each attempt ends when the second window closes, 8 symbols at SF12 after 6 s; 10 s later it asks again.
#[test]
fn a_device_that_hears_nothing_asks_again_after_its_wait() {
    let fixed = AT_ONCE.replace(" }", ", reconnect = \"fixed\" }");
    let deaf = deaf(&lone(&fixed, ""));
    let run = small::run(&deaf);
    let period = REQUEST + Span::from_secs(6) + Span(8 * 32_768_000) + Span::from_secs(10);
    let within = run.ledger.control.iter().filter(|one| one.1 < run.network.clock.to);
    let starts: Vec<Time> = within.map(|one| one.1).collect();
    let expected = (0..7).map(|n| run.network.clock.from + Span(n * period.0));
    assert_eq!(starts, expected.collect::<Vec<_>>());
    let results = results(&deaf);
    close(of(&results).attempts.value, 7.0);
    close(of(&results).failed["timeout"].value, 6.0);
    close(of(&results).left.value, 1.0);
    assert_eq!(results.classes["meters"].delivered, 0);
}

/// At SF12 a request takes 1.483 s: 24 fit into 36 s and 5 into 8.7 s, however eager the device.
#[test]
fn a_device_spends_no_more_airtime_than_its_budget() {
    let eager = AT_ONCE.replace(" }", ", reconnect = \"immediate\", backoff = { first = \"10 ms\" } }");
    let text = lone(&eager, "")
        .replace("fixed = 7", "fixed = 12")
        .replace("\"100 s\"", "\"60 h\"")
        .replace("every = \"10 s\"", "every = \"1 h\"");
    let run = small::run(&deaf(&text));
    let from = run.network.clock.from;
    let hour = |hours: u64| from + Span::from_secs(3600 * hours);
    let within = |a: u64, b: u64| {
        let own = run.ledger.control.iter().filter(|one| (hour(a)..hour(b)).contains(&one.1));
        own.count()
    };
    assert_eq!([within(0, 1), within(1, 11), within(11, 35), within(35, 59)], [24, 24, 5, 5]);
}

/// A message of a device that a power cut takes is lost with it; back, it has to join before it is heard again.
#[test]
fn after_a_power_cut_devices_join_anew() {
    let cut = "[incidents.dark]\nat = \"22 s\"\nlasts = \"10 s\"\npower_cut = { ramp = \"0 s\" }\n";
    let results = results(&lone("join = { spread = \"0 s\" }", cut));
    let meters = &results.classes["meters"];
    // born dark at 30 s; back at 32 s and joined 5.1 s later, before the message of 40 s
    assert_eq!((meters.offered, meters.delivered), (20, 18));
    assert_eq!(lost(&results, "meters", "device_down", "radio.lora"), 2);
    let session = of(&results);
    close(session.begins_s.value, 22.0);
    close(session.breaks.value, 1.0);
    close(session.all_s.value, 10.0 + 5.108032);
    let late = results_of_spread("20 s");
    assert!(late.all_s.value.unwrap() > session.all_s.value.unwrap());
}

fn results_of_spread(spread: &str) -> SessionResult {
    let cut = "[incidents.dark]\nat = \"22 s\"\nlasts = \"10 s\"\npower_cut = { ramp = \"0 s\" }\n";
    of(&results(&lone(&format!("join = {{ spread = \"{spread}\" }}"), cut))).clone()
}

/// A device in somebody else's hands asks again and again; it has no session meanwhile, and the others keep theirs.
#[test]
fn who_joins_wildly_asks_beyond_its_policy() {
    let flood = "[incidents.wild]\nat = \"0 s\"\nlasts = \"100 s\"\nflood = { share = \"10 %\", connects = \"6 /min\" }\n";
    let results = results(&lone("join = {}", flood).replace("count = 1\n", "count = 10\n"));
    let wild = results.classes["meters (compromised)"].session.as_ref().expect("a class that joins");
    // ten times on average, each of them in SF7's 0.06 s
    assert!((4.0..25.0).contains(&wild.attempts.value.unwrap()), "{:?}", wild.attempts);
    assert!(wild.breaks.value.unwrap() >= 3.0 && wild.connects.value <= wild.breaks.value, "{wild:?}");
    close(of(&results).attempts.value, 0.0);
    close(of(&results).breaks.value, 0.0);
    assert_eq!(lost(&results, "meters", "no_session", "radio.lora"), 0);
}

/// A request that the stage refuses comes to nothing, and its device knows only when the windows are over.
#[test]
fn joins_pass_the_connecting_stage_and_messages_do_not() {
    let platform = "[platform]\nconnect = { service = \"1 s\" }\ningest = { service = \"1 ms\" }\n";
    let served = results(&lone(AT_ONCE, platform));
    assert_eq!(served.elements["platform.connect"].offered_messages, 2);
    assert_eq!(served.elements["platform.ingest"].offered_messages, 18);
    close(of(&served).all_s.value, 5.108032);
    let slow = results(&lone(AT_ONCE, &platform.replace("1 s", "30 s")));
    assert_eq!(
        (of(&slow).connects.value, of(&slow).answered.as_ref().unwrap().value),
        (Some(0.0), Some(0.0))
    );
    let one =
        platform.replace("service = \"1 s\"", "service = \"1 s\", policer = { rate = \"1 /d\", depth = 1 }");
    let refused = results(&lone(AT_ONCE, &one).replace("count = 1\n", "count = 2\n"));
    close(of(&refused).connects.value, 1.0);
    assert!(of(&refused).failed["throttled"].value >= Some(1.0), "{:?}", of(&refused).failed);
}

/// A storm on one gateway: an accept of 33 B at SF7 closes the first window's band for 100 airtimes, one at SF12 the second's for 10, so
/// within T no more devices can have joined than T over these, and one each.
#[test]
fn a_join_storm_is_accepted_no_faster_than_the_gateway_may_send() {
    let text = lone("join = { at_start = true, spread = \"1 min\" }", "")
        .replace("channels = 3\nduty_cycle = false", "channels = 8")
        .replace("count = 1\n", "count = 400\n")
        .replace("every = \"10 s\", phase = \"aligned\"", "every = \"1 h\"")
        .replace("\"100 s\"", "\"1800 s\"")
        .replace(", { x = \"300 m\", y = \"0 m\" }", "");
    let run = small::run(&text);
    run.ledger.check(&run.network).expect("all promises");
    // 33 B at SF12: 12.25 + 8 + 5 x ceil((264 - 48 + 28) / 40) = 55.25 symbols of 32.768 ms
    let (fast, slow) = (LONG_ACCEPT.0 * 100, 1_810_432_000 * 10);
    let joined: Vec<Time> = run
        .ledger
        .sessions
        .iter()
        .filter(|(_, _, deed)| matches!(deed, Deed::Connects { .. }))
        .map(|(_, at, _)| *at)
        .collect();
    let most = |span: u64| span / fast + 1 + span / slow + 1;
    for (n, at) in (1..).zip(&joined) {
        let since = (*at - run.network.clock.from).0;
        assert!(n <= most(since), "{n} joined after {since} ns, {} possible", most(since));
    }
    let all = most(run.network.clock.to.since(run.network.clock.from).0);
    assert!(joined.len() as u64 * 10 > all * 7, "{} of {all}: the gateway is kept busy", joined.len());
    let unanswered = run.ledger.sessions.iter().filter(|one| one.2 == Deed::Accepted(false)).count();
    assert!(unanswered > 100, "{unanswered}");
    let refused =
        |deed: &Deed| matches!(deed, Deed::Fails(Some(Cause::GatewayBusyTransmitting | Cause::Collision)));
    assert!(run.ledger.sessions.iter().any(|one| refused(&one.2)), "the radio loses some, too");
}
