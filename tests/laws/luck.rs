//! Promise 5: luck has a name. What is added to a scenario moves no draw of what was there (D19).

use std::collections::BTreeMap;

use iotcap::network::Network;
use iotcap::units::{Span, Time};

use crate::ledger::Heard;
use crate::small::{Run, run};

/// Meters on the air, with shadowing and fading, and a closed source on a wire of its own.
const BASE: &str = r#"
title = "A base"
[study]
duration = "2 h"
warm_up = "0 s"
replications = 2
[radio.lora]
technology = "lorawan"
region = "EU868"
channels = 1
[radio.lora.propagation]
model = "log-distance"
reference = { distance = "1 m", loss = "7.7 dB" }
exponent = 3.76
shadowing = "8 dB"
gateway_spread = "3 dB"
place_spread = "3 dB"
fading = "rayleigh"
[radio.wire]
technology = "ideal"
loss = "10 %"
[devices.meters]
count = 60
radio = "lora"
place = { disc = { radius = "3 km" } }
indoor = { share = "50 %" }
spreading_factor = { shares = ["40 %", "20 %", "10 %", "10 %", "10 %", "10 %"] }
message = { every = "3 min", jitter = "1 min", size = { uniform = { low = "5 B", high = "50 B" } } }
[devices.clerks]
count = 5
radio = "wire"
message = { idle = { exponential = "30 s" }, size = { exponential = "200 B" } }
[gateways.roof]
radio = "lora"
count = 2
place = { disc = { radius = "1 km" } }
[gateways.desk]
radio = "wire"
processing = { servers = 2, service = { exponential = "5 s" } }
"#;

const GATEWAY: &str =
    "[gateways.hill]\nradio = \"lora\"\nplace = { points = [{ x = \"500 m\", y = \"500 m\" }] }\n";
const CLASS: &str = "[devices.bins]\ncount = 40\nradio = \"lora\"\nplace = { disc = { radius = \"3 km\" } }\n\
    message = { poisson = \"2 min\", size = \"9 B\" }\n";
const STAGE: &str = "[platform]\ningest = { service = { exponential = \"1 s\" } }\n";

fn linked() -> String {
    let link = "[links.lte]\nper = \"gateway\"\nto = \"platform\"\nrate = \"9600 bit/s\"\nloss = \"10 %\"\n";
    BASE.replace("count = 2\nplace", "count = 2\nlink = \"lte\"\nplace") + link
}

fn grown() -> String {
    BASE.replace("count = 60", "count = 90")
}

/// A device by its class's name and its number in the class.
type Device = (String, u32);

fn device(network: &Network, device: u32) -> Device {
    let class = network.classes.iter().rev().find(|class| class.first.0 <= device).expect("a class");
    (class.name.clone(), device - class.first.0)
}

/// What the devices of the base do: when messages are born, and what goes on the air for how long.
#[derive(Debug, PartialEq)]
struct Deeds {
    born: Vec<(Device, Time)>,
    sent: Vec<(Device, Time, Span)>,
}

fn deeds(run: &Run) -> Deeds {
    let of_base = |device: &Device| match device.0.as_str() {
        "meters" => device.1 < 60,
        name => name == "clerks",
    };
    let name = |message: &iotcap::engine::recorder::Message| device(&run.network, message.device.0);
    // how long the drain lasts depends on the slowest message, so what is born in it does not count
    let early = |message: &iotcap::engine::recorder::Message| message.birth < run.network.clock.to;
    let born = run.ledger.born.iter().filter(|message| early(message));
    let born = born.map(|message| (name(message), message.birth));
    let sent = run.ledger.transmitted.iter().filter(|sent| early(&sent.0));
    let sent = sent.map(|(message, start, span)| (name(message), *start, *span));
    let mut deeds = Deeds {
        born: born.filter(|(device, _)| of_base(device)).collect(),
        sent: sent.filter(|(device, ..)| of_base(device)).collect(),
    };
    deeds.born.sort();
    deeds.sent.sort();
    deeds
}

/// How frames fared at the roofs of the base.
fn heard(run: &Run) -> Vec<(String, Heard)> {
    let name = |heard: &Heard| run.network.elements[heard.0.index()].name.clone();
    let mut all: Vec<_> = run.ledger.heard.iter().map(|heard| (name(heard), *heard)).collect();
    let end = run.network.clock.to;
    all.retain(|(name, heard)| name.starts_with("gateways.roof") && heard.4 < end);
    all.iter_mut().for_each(|(_, heard)| heard.0 = Default::default());
    all.sort_by_key(|(name, heard)| (name.clone(), heard.3, heard.4));
    all
}

/// Work that came to an element, in order of time.
fn work(run: &Run, element: &str) -> Vec<(Time, Span)> {
    let at = run.network.elements.iter().position(|e| e.name == element).expect("an element");
    let early = |job: &&(_, Time, _)| job.1 < run.network.clock.to;
    let jobs = run.ledger.arrived.iter().filter(early).filter(|job| job.0.index() == at);
    jobs.map(|job| (job.1, job.2)).collect()
}

/// Received power by device of the base and gateway of the base, as bits.
fn reach(run: &Run) -> BTreeMap<(Device, String), u32> {
    let (lora, mut table) = (&run.network.radios[0], BTreeMap::new());
    let meters = run.network.classes.iter().find(|class| class.name == "meters").expect("meters");
    for index in 0..60 {
        let row = run.layout.reach[0].row(meters.first.0 + index);
        for entry in run.layout.reach[0].entries(row) {
            let gateway = &run.network.gateways[lora.gateways[entry.gateway as usize] as usize];
            if gateway.group == "roof" {
                let key = (("meters".to_string(), index), gateway.id.clone());
                table.insert(key, entry.power.to_bits());
            }
        }
    }
    table
}

/// Sites of the devices of the base.
fn sites(run: &Run) -> Vec<(f32, f32, u8)> {
    let site = |class: &str, count: usize| {
        let class = run.network.classes.iter().find(|known| known.name == class).expect("a class");
        let first = class.first.index();
        run.layout.sites[first..first + count].iter().map(|s| (s.x_m, s.y_m, s.data_rate)).collect::<Vec<_>>()
    };
    [site("meters", 60), site("clerks", 5)].concat()
}

#[test]
fn nothing_that_is_added_moves_what_was_there() {
    let base = run(BASE);
    assert!(deeds(&base).born.len() > 2_500 && heard(&base).len() > 1_000, "the base is not empty");
    let links_first = CLASS.to_string() + "\n";
    let first = BASE.replacen("[devices.meters]", &format!("{links_first}[devices.meters]"), 1);
    for (what, text) in [
        ("a gateway", format!("{BASE}{GATEWAY}")),
        ("a class", format!("{BASE}{CLASS}")),
        ("a class before the others", first),
        ("a link", linked()),
        ("a stage", format!("{BASE}{STAGE}")),
        ("more devices", grown()),
    ] {
        let more = run(&text);
        assert_eq!(sites(&base), sites(&more), "{what}: places and data rates");
        assert_eq!(reach(&base), reach(&more), "{what}: shadowing");
        if what == "a stage" {
            // the closed source waits for its answers there, so only the open one is left as it was
            let meters = |run| deeds(run).born.into_iter().filter(|b| b.0.0 == "meters").collect::<Vec<_>>();
            assert_eq!(meters(&base), meters(&more), "{what}");
        } else {
            assert_eq!(deeds(&base), deeds(&more), "{what}: births and frames");
            assert_eq!(
                work(&base, "processing.desk"),
                work(&more, "processing.desk"),
                "{what}: thinking and service"
            );
        }
    }
}

/// When a link is down belongs to the link: one that is at work without end shows it.
#[test]
fn outages_belong_to_the_element() {
    let endless = |name: &str, bytes: &str| {
        format!(
            "[devices.{name}]\ncount = 1\nradio = \"wire\"\ngateway = \"{name}\"\n\
             message = {{ every = \"10 s\", phase = \"aligned\", size = \"{bytes}\" }}\n\
             [gateways.{name}]\nradio = \"wire\"\nlink = \"{name}\"\n\
             [links.{name}]\nto = \"platform\"\nrate = \"1 bit/s\"\n\
             outages = {{ up = {{ exponential = \"1 min\" }}, down = {{ exponential = \"20 s\" }} }}\n"
        )
    };
    let head = "title = \"Down\"\n[study]\nduration = \"1 h\"\nwarm_up = \"0 s\"\n[radio.wire]\ntechnology = \"ideal\"\n";
    let ups = |text: &str, name: &str| {
        let run = run(&format!("{head}{text}"));
        let link = run.network.elements.iter().position(|element| element.name == name).expect("the link");
        let mut ups: Vec<(Time, Time)> = Vec::new();
        for &(_, from, to) in run.ledger.busy.iter().filter(|busy| busy.0.index() == link) {
            match ups.last_mut().filter(|up| up.1 == from) {
                Some(up) => up.1 = to,
                None => ups.push((from, to)),
            }
        }
        ups
    };
    let alone = ups(&endless("line", "1 MB"), "links.line");
    assert!(alone.len() > 20, "{} times up", alone.len());
    let beside = endless("also", "1 MB") + &endless("line", "1 MB");
    assert_eq!(ups(&beside, "links.line"), alone, "another link");
    assert_eq!(ups(&endless("line", "1 kB"), "links.line"), alone, "other traffic");
    assert_ne!(ups(&beside, "links.also"), alone, "each its own");
}

/// Receptions depend on channels, fading and demodulators: with nobody else on the air they are the same.
#[test]
fn channels_and_fading_belong_to_frame_and_gateway() {
    let base = run(BASE);
    let losses = heard(&base).iter().filter(|(_, heard)| heard.1.is_some()).count();
    assert!(losses > 10, "{losses} frames met others");
    for more in [format!("{BASE}{GATEWAY}"), linked(), format!("{BASE}{STAGE}")] {
        assert_eq!(heard(&base), heard(&run(&more)));
    }
}

/// D19: service is keyed by the message; what a lossy link takes away moves nothing for those that come.
#[test]
fn d19_service_draws_follow_the_message_not_the_station() {
    let wired = |loss: &str| {
        let text = crate::small::wire(40, crate::small::DESK_ON_LINE)
            + &format!("[links.line]\nto = \"platform\"\nrate = \"1 Gbit/s\"\nloss = \"{loss}\"\n{STAGE}");
        let run = run(&text);
        work(&run, "platform.ingest").into_iter().map(|job| job.1).collect::<std::collections::BTreeSet<_>>()
    };
    let (all, some) = (wired("0 %"), wired("50 %"));
    assert!(some.len() > 100 && some.len() < all.len(), "{} of {}", some.len(), all.len());
    assert!(some.is_subset(&all));
}

/// Every process with all that goes with it: a class of each, of 6 devices.
const PROCESSES: [&str; 11] = [
    r#"every = "3 min", jitter = "1 min", batch = 2"#,
    r#"poisson = "3 min", batch = { geometric = 3 }"#,
    r#"gap = { erlang = { mean = "3 min", shape = 2 } }"#,
    r#"gap = { log-normal = { mean = "3 min", sd = "4 min" } }, on_off = { on = "5 min", off = { exponential = "5 min" } }"#,
    r#"every = "1 min", on_off = { on = { exponential = "5 min" }, off = { exponential = "5 min" } }"#,
    r#"mix = { of = [{ every = "2 min", share = "50 %" }, { every = "9 min", share = "50 %" }] }, jitter = "1 min""#,
    r#"mmpp = [{ poisson = "10 min", lasts = "10 min" }, { poisson = "20 s", lasts = "1 min" }, { lasts = "1 min" }]"#,
    r#"schedule = { at = ["00:10", "01:10"] }, jitter = "10 min""#,
    r#"burst = { after = "20 min", within = "10 min" }"#,
    r#"burst = { at = "01:00", within = "10 min", shape = "uniform", every = "30 min" }, batch = 2"#,
    r#"poisson = "3 min", profile = { hours = [0,3,2,1,1,1,1,9,9,1,1,1,1,1,1,1,1,1,0,1,1,1,1,1] }"#,
];

fn one_of_each(count: u32, more: &str) -> String {
    let mut text = "title = \"Each\"\n[study]\nduration = \"2 h\"\nwarm_up = \"0 s\"\n[radio.wire]\n\
        technology = \"ideal\"\n[gateways.desk]\nradio = \"wire\"\n"
        .to_string();
    for (at, process) in PROCESSES.iter().enumerate() {
        text += &format!("{more}[devices.class-{at}]\ncount = {count}\nradio = \"wire\"\n");
        text += &format!("message = {{ {process}, size = {{ exponential = \"50 B\" }} }}\n");
    }
    text
}

/// When each device of the first six of each class speaks.
fn births(run: &Run) -> BTreeMap<Device, Vec<Time>> {
    let mut births: BTreeMap<Device, Vec<Time>> = BTreeMap::new();
    for message in run.ledger.born.iter().filter(|message| message.birth < run.network.clock.to) {
        let device = device(&run.network, message.device.0);
        if device.0.starts_with("class") && device.1 < 6 {
            births.entry(device).or_default().push(message.birth);
        }
    }
    births
}

#[test]
fn a_process_belongs_to_its_device_whatever_else_there_is() {
    let base = births(&run(&one_of_each(6, "")));
    for (class, process) in PROCESSES.iter().enumerate() {
        let speaks = (0..6).filter_map(|index| base.get(&(format!("class-{class}"), index)));
        assert!(speaks.map(Vec::len).sum::<usize>() >= 6, "{process}");
    }
    assert_eq!(base, births(&run(&one_of_each(9, ""))), "more devices");
    let mut late = one_of_each(6, "").replacen("[radio", "[devices.others]\ncount = 9\nradio = \"wire\"\nmessage = { poisson = \"10 s\", size = \"1 B\" }\n[radio", 1);
    late += STAGE;
    assert_eq!(base, births(&run(&late)), "another class and a stage");
    let longer = births(&run(&one_of_each(6, "").replace("duration = \"2 h\"", "duration = \"5 h\"")));
    let so_far = |births: &BTreeMap<Device, Vec<Time>>| {
        let end = Time(0) + Span::from_secs(7200);
        let early = |times: &Vec<Time>| times.iter().copied().filter(|time| *time < end).collect::<Vec<_>>();
        births
            .iter()
            .map(|(device, times)| (device.clone(), early(times)))
            .filter(|(_, times)| !times.is_empty())
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(so_far(&base), so_far(&longer), "a longer study");
}

/// Who comes again is served for another time, and takes nobody's first.
#[test]
fn d19_a_second_visit_is_served_anew_and_moves_no_first_one() {
    let works = |again: &str| {
        let stage = STAGE.replace("\"1 s\" }", &format!("\"1 s\" }}{again}"));
        let run = run(&(crate::small::wire(40, crate::small::DESK) + &stage));
        let jobs = work(&run, "platform.ingest");
        (jobs.len(), jobs.into_iter().map(|job| job.1).collect::<std::collections::BTreeSet<_>>())
    };
    let ((once, first), (twice, all)) = (works(", servers = 50"), works(", servers = 50, again = \"50 %\""));
    assert_eq!((once, first.len()), (400, 400));
    assert!(twice > 700 && all.len() == twice, "{twice} visits, {} times", all.len());
    assert!(first.is_subset(&all));
}
