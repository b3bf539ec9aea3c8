//! The way from the gateway to the platform on bad days, worked out by hand: stores, backups, caps, measured links.

use iotcap::engine::{self, Progress};
use iotcap::model::cause::Cause;
use iotcap::network::Network;
use iotcap::network::layout::Layout;
use iotcap::scenario::load;

use crate::ledger::{End, Ledger};
use crate::small::{self, Run, close, lost, results, run, wire};

/// Latencies in the order of birth, s; a message that was not delivered is `None`.
pub fn latencies(run: &Run) -> Vec<Option<f64>> {
    run.ledger.check(&run.network).unwrap_or_else(|error| panic!("{error}"));
    let mut ended: Vec<_> = run.ledger.ended.iter().collect();
    ended.sort_by_key(|(message, _)| message.birth);
    let latency = |(message, end): &&(iotcap::engine::recorder::Message, End)| match end {
        End::Delivered { at, .. } => Some((*at - message.birth).as_secs_f64()),
        _ => None,
    };
    ended.iter().map(latency).collect()
}

/// Where and why the messages that were not delivered ended.
pub fn losses(run: &Run) -> Vec<(String, Cause)> {
    let ended = run.ledger.ended.iter();
    let lost = ended.filter_map(|(_, end)| match end {
        End::Lost { cause, element, .. } => {
            Some((run.network.elements[element.index()].name.clone(), *cause))
        }
        _ => None,
    });
    lost.collect()
}

/// A message of 100 B every 10 s of seven hours, 0.1 s of a link that is down for two of them.
fn outage(at: &str, store: &str, link: &str) -> String {
    wire(1, "").replace("\"100 s\"", "\"7 h\"")
        + &format!(
            "[gateways.desk]\nradio = \"wire\"\nlink = \"line\"\n{store}\n\
             [links.line]\nto = \"platform\"\nrate = \"8 kbit/s\"\noutages = {{ at = \"{at}\", for = \"2 h\" }}\n{link}\n"
        )
}

/// Who is born from the first instant of the outage until the last one before its end: 720 packets.
#[test]
fn a_store_that_just_suffices_loses_nothing_and_one_packet_less_loses_one() {
    for drain in ["oldest-first", "newest-first", "live-first"] {
        for (enough, short) in
            [("packets = 720", "packets = 719"), ("size = \"72000 B\"", "size = \"71999 B\"")]
        {
            let found = |room: &str| {
                run(&outage(
                    "1 h",
                    &format!("store = {{ {room}, drain = \"{drain}\" }}"),
                    "buffer_packets = 1",
                ))
            };
            let (enough, short) = (found(enough), found(short));
            assert_eq!((losses(&enough), latencies(&enough).len()), (vec![], 2520), "{drain}");
            let lost = [("store.desk".to_string(), Cause::BufferOverflow)];
            assert_eq!(losses(&short), lost, "{drain}");
            let late = latencies(&short).iter().position(Option::is_none);
            assert_eq!(late, Some(360 + 719), "the last that comes finds it full");
        }
    }
    let oldest = run(&outage("1 h", "store = { packets = 719, drop = \"oldest\" }", ""));
    assert_eq!(latencies(&oldest).iter().position(Option::is_none), Some(360));
}

/// D17: the buffer of the link holds whole waiting packets; the one on its way when it goes down is in none.
#[test]
fn d17_a_buffer_of_the_link_does_as_well() {
    for at in ["3600 s", "3600.05 s"] {
        let found = |packets: u32| run(&outage(at, "", &format!("buffer_packets = {packets}")));
        assert_eq!(losses(&found(720)), []);
        let lost = [("links.line".to_string(), Cause::BufferOverflow)];
        assert_eq!(losses(&found(719)), lost);
    }
}

#[test]
fn a_store_empties_as_asked_and_gives_up_what_is_too_old() {
    // down over [25 s, 55 s): 30, 40 and 50 are kept; 1 s to send one
    let found = |store: &str| {
        run(&(wire(1, "")
            + &format!(
                "[gateways.desk]\nradio = \"wire\"\nlink = \"line\"\nstore = {{ {store} }}\n\
                 [links.line]\nto = \"platform\"\nrate = \"800 bit/s\"\noutages = {{ at = \"25 s\", for = \"30 s\" }}\n"
            )))
    };
    let kept = |store: &str| latencies(&found(store))[3..6].to_vec();
    assert_eq!(kept(""), [26.0, 17.0, 8.0].map(Some));
    assert_eq!(kept("drain = \"newest-first\""), [28.0, 17.0, 6.0].map(Some));
    assert_eq!(kept("drain = \"live-first\""), [26.0, 17.0, 8.0].map(Some));
    assert_eq!(kept("expiry = \"16 s\""), [None, Some(16.0), Some(7.0)]);
    assert_eq!(losses(&found("expiry = \"16 s\"")), [("store.desk".to_string(), Cause::Expired)]);
    let waits = results(
        &(wire(1, "")
            + "[gateways.desk]\nradio = \"wire\"\nlink = \"line\"\nstore = {}\n\
           [links.line]\nto = \"platform\"\nrate = \"800 bit/s\"\noutages = { at = \"25 s\", for = \"30 s\" }\n"),
    );
    let part = |part: &str, element: &str| {
        let rows = waits.classes["sensors"].waterfall.iter();
        rows.filter(|row| row.part == part && row.element == element)
            .map(|row| row.all.value)
            .next()
            .flatten()
    };
    // the second and third leave when the one before is sent
    close(part("waiting", "store.desk"), (25.0 + 16.0 + 7.0) / 10.0);
    assert_eq!(waits.elements["store.desk"].left_waiting, 0);
}

const TWO_LINES: &str = "[gateways.desk]\nradio = \"wire\"\nlink = \"line\"\n\
    [links.line]\nto = \"core\"\nrate = \"8 kbit/s\"\noutages = { at = \"25 s\", for = \"40 s\" }\n\
    backup = \"sat\"\nfailover = \"10 s\"\nfailback = \"10 s\"\n\
    [links.sat]\nto = \"core\"\nrate = \"800 bit/s\"\n[links.core]\nto = \"platform\"\nrate = \"80 kbit/s\"\n";

#[test]
fn a_backup_takes_over_after_its_time_and_those_who_wait_with_it() {
    let found = run(&(wire(1, "") + TWO_LINES));
    let (own, backup) = (0.1 + 0.01, 1.0 + 0.01);
    let expected = [own, own, own, 5.0 + backup, backup, backup, backup, backup, own, own];
    let latencies = latencies(&found);
    for (latency, expected) in latencies.iter().zip(expected) {
        close(*latency, expected);
    }
    let results = results(&(wire(1, "") + TWO_LINES));
    let came = |element: &str| results.elements[element].offered_messages / 2;
    assert_eq!(["links.line", "links.sat", "links.core"].map(came), [6, 5, 10]);
    let narrow =
        TWO_LINES.replace("to = \"core\"\nrate = \"8 k", "to = \"core\"\nbuffer = \"0 B\"\nrate = \"8 k");
    let lost = [("links.line".to_string(), Cause::BufferOverflow)];
    assert_eq!(losses(&run(&(wire(1, "") + &narrow))), lost, "who comes before the switch finds no room");
    let kept = narrow.replace("link = \"line\"\n", "link = \"line\"\nstore = {}\n");
    assert_eq!(losses(&run(&(wire(1, "") + &kept))), [], "a store waits for the backup");
}

fn capped(plan: &str) -> String {
    wire(1, "")
        + &format!(
            "[gateways.desk]\nradio = \"wire\"\nlink = \"line\"\n\
             [links.line]\nto = \"platform\"\nrate = \"8 kbit/s\"\nplan = {{ {plan} }}\n"
        )
}

#[test]
fn beyond_the_cap_a_plan_throttles_blocks_or_costs() {
    let throttled = latencies(&run(&capped("cap = \"500 B\", over = { throttle = \"80 bit/s\" }")));
    let expected = [0.1, 0.1, 0.1, 0.1, 0.1, 10.0, 10.0, 10.0, 10.0, 10.0];
    throttled.iter().zip(expected).for_each(|(latency, expected)| close(*latency, expected));
    let blocked = run(&capped("cap = \"10 kB\", used = \"9600 B\", over = \"block\""));
    assert_eq!(losses(&blocked), vec![("links.line".to_string(), Cause::Throttled); 6]);
    let paid = results(&capped("cap = \"10 MB\", price = \"5 EUR\", over = { price_per_gb = \"1000 EUR\" }"));
    let data = paid.elements["links.line"].data.clone().expect("data are counted");
    // 1000 B in 100 s, twice; a month has 26 298 such windows
    assert_eq!((data.bytes_up, data.bytes_down), (2000, 0));
    close(data.per_month_bytes.value, 26_298_000.0);
    close(data.cap_share.and_then(|share| share.value), 2.6298);
    close(data.cost_per_month.and_then(|cost| cost.value), 5.0 + 16.298);
    close(data.cap_reached_day, 10e6 / 864_000.0);
    assert_eq!(data.currency.as_deref(), Some("EUR"));
}

/// The first replication of a scenario that reads a trace.
fn traced(link: &str, trace: &str) -> Run {
    let text = wire(1, "")
        + &format!(
            "[gateways.desk]\nradio = \"wire\"\nlink = \"line\"\n[links.line]\nto = \"platform\"\n{link}\n"
        );
    let files = [("trace.csv", trace.to_string())];
    let loaded = load::given(&text, &files, &[]).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"));
    let network = Network::build(&loaded.scenario);
    let layout = Layout::draw(&network, 0);
    let mut ledger = Ledger::default();
    engine::run(&network, &layout, 0, network.clock, &mut ledger, &Progress::default());
    Run { network, layout, ledger }
}

#[test]
fn what_is_being_sent_goes_on_at_the_new_rate_and_stands_still_at_none() {
    let rows = "t,bps\n0,800\n0.5,1600\n10.25,0\n13,3\n30,800\n";
    let link = "trace = { file = \"trace.csv\", time = \"t\", rate = \"bps\" }";
    let found = latencies(&traced(link, rows));
    // 400 bits at 800 bit/s, 400 at 1600; 400 bits, 2.75 s of nothing, 51 bits in 17 s, the rest at 800
    close(found[0], 0.75);
    let second = 20.0 + 349.0 / 800.0;
    close(found[1], second);
    close(found[2], second - 10.0 + 1.0);
    assert_eq!(found[9], Some(1.0));
}

#[test]
fn a_delay_that_falls_reorders_nothing() {
    let rows = "t;rtt_ms\n0;60000\n10,5;100\n35;20\n";
    let trace = "trace = { file = \"trace.csv\", time = \"t\", delay = \"rtt_ms\", delay_unit = \"0.5 ms\" }";
    let found = latencies(&traced(&format!("rate = \"8 kbit/s\"\n{trace}"), rows));
    // the first arrives after 30.1 s, the second after 10.1 + 30; the third may not pass them
    let expected = [30.1, 30.1, 20.1, 10.1, 0.11];
    found.iter().zip(expected).for_each(|(latency, expected)| close(*latency, expected));
}

/// Three hops, the last of them shared by two gateways and offered more than it can carry.
fn shared(discipline: &str) -> String {
    let class = |name: &str, count: u32, priority: u32, every: &str| {
        format!(
            "[devices.{name}]\ncount = {count}\nradio = \"wire\"\npriority = {priority}\n\
             message = {{ poisson = \"{every}\", size = \"100 B\" }}\n\
             place = {{ points = [{{ x = \"0 m\", y = \"0 m\" }}, {{ x = \"1 km\", y = \"0 m\" }}] }}\n"
        )
    };
    format!(
        "title = \"Alarms\"\n[study]\nduration = \"30 min\"\nwarm_up = \"0 s\"\nreplications = 2\n\
         [radio.wire]\ntechnology = \"ideal\"\n{}{}\
         [gateways.hall]\nradio = \"wire\"\nlink = \"access\"\n\
         place = {{ points = [{{ x = \"0 m\", y = \"0 m\" }}, {{ x = \"1 km\", y = \"0 m\" }}] }}\n\
         processing = {{ service = \"1 ms\"{} }}\nstore = {{ packets = 100{} }}\n\
         [links.access]\nper = \"gateway\"\nto = \"metro\"\nrate = \"80 kbit/s\"\n{discipline}\n\
         outages = {{ at = \"10 min\", for = \"20 s\" }}\n\
         [links.metro]\nto = \"wan\"\nrate = \"40 kbit/s\"\n{discipline}\n\
         [links.wan]\nto = \"platform\"\nrate = \"8 kbit/s\"\n{discipline}\n",
        class("telemetry", 200, 0, "15 s"),
        class("alarms", 20, 7, "1 min"),
        if discipline.is_empty() { "" } else { ", discipline = \"priority\"" },
        if discipline.is_empty() { "" } else { ", discipline = \"priority\"" },
    )
}

/// 13.3 + 0.3 packets a second where 10 can be sent: with priority an alarm waits for the one being sent on each hop and
/// for other alarms; without, for a backlog that grows by 3.6 packets a second. A store of 100 that fills while the access is
/// down gives up telemetry alone.
#[test]
fn alarms_keep_their_deadline_on_a_saturated_path_with_priority_and_not_without() {
    let in_time = |text: &str| {
        let text = text.replace("priority = 7\n", "priority = 7\ndeadline = \"1 s\"\n");
        let results = results(&text.replace("outages = { at = \"10 min\", for = \"20 s\" }", ""));
        results.classes["alarms"].delivery_ratio.value.expect("there are alarms")
    };
    let (ranked, first_come) = (shared("discipline = \"priority\""), shared(""));
    assert_eq!(in_time(&ranked), 1.0);
    assert!(in_time(&first_come) < 0.05, "{}", in_time(&first_come));
    let full = |text: &str, class: &str| {
        let results = results(text);
        ["store.hall:1", "store.hall:2"]
            .map(|store| lost(&results, class, "buffer_overflow", store))
            .iter()
            .sum()
    };
    let (alarms, telemetry): (u64, u64) = (full(&ranked, "alarms"), full(&ranked, "telemetry"));
    assert!(alarms == 0 && telemetry > 0, "{alarms} {telemetry}");
    assert!(full(&first_come, "alarms") > 0);
}

#[test]
fn a_way_of_three_hops_sums_its_parts() {
    let found = small::run(&shared("discipline = \"priority\""));
    found.ledger.check(&found.network).unwrap_or_else(|error| panic!("{error}"));
}
