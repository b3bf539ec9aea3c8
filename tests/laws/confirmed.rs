//! Confirmed LoRaWAN messages: windows, answers, retransmissions, and what they do to a network.

use iotcap::experiment::results::Results;
use iotcap::units::{Span, Time};

use crate::small::{self, close, results, scenario};

/// One device, two gateways, a message every 10 s of 100 s, at SF7 and in the first of three channels or another.
fn lone(more: &str, duty: &str) -> String {
    small::lora(&format!("[platform]\ndeduplication = {{ window = \"200 ms\" }}\n{more}"))
        .replace("radio = \"lora\"\nspreading", "radio = \"lora\"\nconfirmed = true\nspreading")
        .replace(
            "duty_cycle = false",
            &format!("duty_cycle = false\ndownlink = {{ duty_cycle = \"{duty}\" }}"),
        )
}

#[test]
fn a_lone_device_is_acknowledged_in_its_first_window_by_the_nearer_gateway() {
    let run = small::run(&lone("", "none"));
    let acknowledged = run.ledger.acknowledged.len();
    assert_eq!((run.ledger.transmitted.len(), acknowledged), (acknowledged, run.ledger.born.len()));
    // 12 B at SF7 without CRC: 12.25 + 8 + 5 x ceil((96 - 28 + 28) / 28) = 40.25 symbols of 1.024 ms
    let airtime = Span(41_216_000);
    let gateways = run.network.radios[0].gateways.iter();
    let nearer = run.network.gateways[*gateways.clone().next().unwrap() as usize].element;
    for (message, start, length) in &run.ledger.transmitted {
        let opens = *start + *length + Span::from_secs(1);
        let sent: Vec<_> = run.ledger.down.iter().filter(|one| one.2 == opens).collect();
        assert!(
            matches!(sent[..], [(gateway, _, _, time)] if *gateway == nearer && *time == airtime),
            "{message:?}: {sent:?}"
        );
    }
}

/// 1 % off time after 41.216 ms is 4.12 s, so one gateway answers each message; with its first band spent by a longer
/// answer it takes the second window, at 10 % and SF12.
#[test]
fn a_spent_duty_cycle_moves_the_answer_to_the_second_window_or_the_other_gateway() {
    let text = lone("", "off-time")
        .replace("duty_cycle = \"off-time\"", "duty_cycle = \"off-time\", acknowledgement = \"200 B\"");
    // 200 B at SF7 take 307 ms, 30.7 s of off time: each gateway answers one of three messages in the first window
    let run = small::run(&text);
    let sent = |second: bool| {
        let in_second = |one: &&(_, u8, Time, Span)| (one.3 > Span::from_secs(1)) == second;
        run.ledger.down.iter().filter(in_second).count()
    };
    assert!(sent(false) >= 6 && sent(true) > 0, "{:?}", run.ledger.down);
    run.ledger.check(&run.network).expect("the duty cycle is kept");
}

#[test]
fn without_an_answer_a_message_is_sent_eight_times_and_its_copies_are_duplicates() {
    let deaf = lone("", "none").replace(
        "duty_cycle = \"none\"",
        "duty_cycle = \"none\", power = \"-30 dBm\", rx2_power = \"-30 dBm\"",
    );
    let far = deaf.replace("x = \"100 m\"", "x = \"1900 m\"").replace("x = \"300 m\"", "x = \"2000 m\"");
    let results = results(&far.replace("every = \"10 s\"", "every = \"100 s\""));
    let meters = &results.classes["meters"];
    assert_eq!((meters.offered, meters.delivered), (2, 2));
    close(meters.attempts.value, 8.0);
    let confirmed = meters.confirmed.as_ref().expect("a confirmed class");
    close(confirmed.acknowledged.value, 0.0);
    assert_eq!((confirmed.answered, meters.control), (16, 16));
    assert_eq!(results.elements["platform.deduplication"].duplicates, 2 * (8 * 2 - 1));
}

#[test]
fn unconfirmed_messages_may_be_repeated() {
    let text = small::lora("").replace("spreading_factor", "transmissions = 3\nspreading_factor");
    let results = results(&text);
    let meters = &results.classes["meters"];
    close(meters.attempts.value, 3.0);
    close(meters.delivery_ratio.value, 1.0);
    assert!(meters.confirmed.is_none() && results.elements["gateways.roof"].down.is_none());
}

/// A narrow link down delays the answer past the first window.
#[test]
fn answers_take_the_links_down_and_load_them() {
    let link =
        "[links.sat]\nto = \"platform\"\nrate = \"1 Mbit/s\"\nrate_down = \"2 kbit/s\"\ndelay = \"100 ms\"\n";
    let text = lone(link, "none").replace("[gateways.roof]", "[gateways.roof]\nlink = \"sat\"");
    let run = small::run(&text);
    // 28 + 4 + 156 + 2 + 16 B at 2 kbit/s take 0.82 s; with the folding and both ways it is too late for the first window
    let seconds = run.ledger.down.iter().filter(|one| one.1 == 1).count();
    assert!(seconds > 0 && run.ledger.acknowledged.len() == run.ledger.born.len(), "{:?}", run.ledger.down);
    let results = results(&text);
    let down = results.elements["links.sat"].down.as_ref().expect("something goes down");
    assert!(down.messages > 0 && down.utilisation.value.is_some_and(|share| share > 0.05), "{down:?}");
}

fn cell(devices: u32, gateways: &str, confirmed: bool) -> Results {
    let text = include_str!("../../scenarios/ns3-reference.toml")
        .replace("count            = 1000", &format!("count = {devices}\nconfirmed = {confirmed}"))
        .replace("replications = 20", "replications = 4")
        .replace("[{ x = \"0 m\", y = \"0 m\" }]", gateways);
    scenario(&text);
    results(&text)
}

/// Van den Abeele et al. 2017: confirmed uplinks fall with the downlinks they ask for; more gateways help and do not cure.
#[test]
fn confirmed_traffic_collapses_first_and_more_gateways_help_but_do_not_cure() {
    let one = r#"[{ x = "0 m", y = "0 m" }]"#;
    let four = r#"[{ x = "0 m", y = "0 m" }, { x = "3 km", y = "0 m" }, { x = "-3 km", y = "1 km" }, { x = "0 m", y = "-3 km" }]"#;
    let delivered = |results: &Results| results.classes["nodes"].delivery_ratio.value.unwrap();
    let known = |results: &Results| {
        results.classes["nodes"].confirmed.as_ref().and_then(|c| c.acknowledged.value).unwrap()
    };
    let [plain, single, several] = [cell(2000, one, false), cell(2000, one, true), cell(2000, four, true)];
    assert!(delivered(&single) < delivered(&plain) - 0.1, "{} {}", delivered(&single), delivered(&plain));
    assert!(
        known(&single) < 0.1 && known(&several) > 2.0 * known(&single),
        "{} {}",
        known(&single),
        known(&several)
    );
    assert!(delivered(&several) > delivered(&single) && known(&several) < 0.7, "{}", known(&several));
}

/// The link is down from the tenth second on, and its backup carries at once: up and down.
#[test]
fn answers_take_the_backup_that_carries() {
    let links = |backup: &str| {
        format!(
            "[links.lte]\nto = \"platform\"\nrate = \"1 Mbit/s\"\n{backup}\n\
             outages = {{ at = \"10 s\", for = \"10 min\" }}\n\
             [links.spare]\nto = \"platform\"\nrate = \"1 Mbit/s\"\n"
        )
    };
    let found = |backup: &str| {
        let text = lone(&links(backup), "none").replace(
            "[gateways.roof]\nradio = \"lora\"",
            "[gateways.roof]\nradio = \"lora\"\nlink = \"lte\"",
        );
        results(&text)
    };
    let with = found("backup = \"spare\"\nfailover = \"0 s\"");
    let acknowledged = |found: &Results| {
        let meters = found.classes["meters"].confirmed.as_ref().expect("they are confirmed");
        meters.acknowledged.value.expect("a share")
    };
    assert_eq!((acknowledged(&with), with.classes["meters"].delivered), (1.0, 20));
    let spare = with.elements["links.spare"].down.as_ref().expect("it sends down");
    assert!(spare.messages > 0);
    assert!(acknowledged(&found("")) <= 0.1, "but the first, before the outage");
}
