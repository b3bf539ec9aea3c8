//! Random scenarios: every die that is thrown decides one thing about the file, its lowest face the simplest.

use std::fmt::Write;

/// A row of throws; beyond its end every die shows its lowest face.
pub struct Dice<'a> {
    throws: &'a [u16],
    at: usize,
}

impl<'a> Dice<'a> {
    pub fn new(throws: &'a [u16]) -> Dice<'a> {
        Dice { throws, at: 0 }
    }

    /// Below `n`.
    fn below(&mut self, n: usize) -> usize {
        let throw = self.throws.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(throw) % n
    }

    fn of(&mut self, faces: &[&'static str]) -> &'static str {
        faces[self.below(faces.len())]
    }
}

/// Seconds of the window, and intervals of messages as shares of it.
const WINDOWS: [u64; 4] = [60, 600, 3600, 90_000];
const SERVICES: [&str; 7] = [
    r#""2 ms""#,
    r#"{ exponential = "50 ms" }"#,
    r#""0 s""#,
    r#"{ uniform = { low = "0 s", high = "4 s" } }"#,
    r#"{ log-normal = { mean = "300 ms", sd = "2 s" } }"#,
    r#""5 s""#,
    r#""20 min""#,
];
/// First come, first served without outages is foretold; the others are live.
const LINK_DISCIPLINES: [&str; 8] = [
    "",
    "",
    r#"discipline = "priority""#,
    r#"discipline = "preemptive-priority""#,
    r#"discipline = "processor-sharing""#,
    r#"discipline = "weighted-fair""#,
    r#"drop = "codel""#,
    r#"drop = { codel = { target = "1 ms", interval = "3 s" } }"#,
];
const STATION_DISCIPLINES: [&str; 7] = [
    "servers = 1",
    "servers = 2",
    "servers = 5",
    r#"discipline = "preemptive-priority""#,
    r#"servers = 2, discipline = "priority""#,
    r#"servers = 3, discipline = "processor-sharing""#,
    r#"servers = 2, discipline = "weighted-fair""#,
];
const OUTAGES: [&str; 6] = [
    "",
    "",
    r#"outages = { up = { exponential = "10 s" }, down = { exponential = "5 s" } }"#,
    r#"outages = { up = { exponential = "1 min" }, down = "2 s", jobs = "lost" }"#,
    r#"outages = { up = "700 ms", down = { exponential = "500 ms" }, jobs = "lost" }"#,
    r#"outages = { at = "20 s", for = "30 s" }"#,
];
const PLACES: [&str; 4] = [
    r#"{ disc = { radius = "500 m" } }"#,
    r#"{ disc = { radius = "20 km" } }"#,
    r#"{ grid = { width = "4 km", height = "4 km" } }"#,
    r#"{ clusters = { parents = 2, spread = "50 m", radius = "5 km" } }"#,
];

const POLICERS: [&str; 5] = [
    "",
    "",
    r#"policer = { rate = "1 /s", depth = 3 }"#,
    r#"policer = { rate = "20 /min", depth = 1 }"#,
    r#"policer = { rate = "100 bit/s", depth = "200 B" }"#,
];
const SHAPERS: [&str; 4] = [
    "",
    r#"shaper = { rate = "2 /s", depth = 1 }"#,
    r#"shaper = { rate = "100 bit/s", depth = "200 B" }"#,
    r#"shaper = { rate = "1 kbit/s", depth = "2 kB" }"#,
];
const EARLY: [&str; 4] = [
    "",
    "drop = { red = { min = 1, max = 4 } }",
    r#"drop = { red = { min = 2, max = 3, probability = "50 %", weight = 1 } }"#,
    r#"drop = { red = { min = "1 B", max = "300 B", weight = 0.1, gentle = false } }"#,
];
const BATCHES: [&str; 4] = [
    "",
    "batch = { size = 2 }",
    r#"batch = { size = 3, wait = "1 s" }"#,
    r#"batch = { size = 40, wait = "10 min" }"#,
];
const SESSIONS: [&str; 6] = [
    "",
    "",
    "session = { protocol = \"coap-dtls\", keep_alive = \"20 s\", queue = 3 }",
    "session = { begins = { over = \"40 s\" }, qos = 1, ack_timeout = \"40 s\", retries = 2, reconnect = \"exponential\" }",
    "session = { begins = { over = \"1 s\" }, connect_timeout = \"3 s\", queue = 0, reconnect = \"decorrelated-jitter\" }",
    "session = { keep_alive = \"5 s\", qos = 1, ack_timeout = \"31 s\", reconnect = \"fixed\", backoff = { first = \"7 s\" } }",
];
const JOINS: [&str; 6] = [
    "",
    "",
    "join = {}",
    "join = { at_start = true }",
    "join = { at_start = true, spread = \"10 s\", reconnect = \"immediate\" }",
    "join = { at_start = true, cf_list = true, reconnect = \"exponential\", backoff = { first = \"1 s\", cap = \"20 s\" } }",
];
/// What makes a link more than a queue.
const SPECIALS: [&str; 7] = [
    "",
    "",
    r#"plan = { cap = "2 kB", over = { throttle = "100 bit/s" } }"#,
    r#"plan = { cap = "2 kB", used = "1 kB", over = "block" }"#,
    r#"plan = { cap = "300 B", per = "day", price = "5 EUR", over = { price_per_gb = "2 EUR" } }"#,
    r#"backup = "spare""#,
    "backup = \"spare\"\nfailover = \"3 s\"\nfailback = \"700 ms\"\nplan = { cap = \"900 B\", over = \"block\" }",
];
const STORES: [&str; 6] = [
    "",
    "",
    "store = {}",
    "store = { packets = 2 }",
    r#"store = { size = "300 B", drop = "oldest", drain = "newest-first", expiry = "5 s" }"#,
    r#"store = { packets = 5, drain = "live-first", discipline = "priority", expiry = "1 min" }"#,
];
/// Worlds that are the same each time, one after the other.
pub fn fixed(mut key: u64) -> impl Iterator<Item = String> {
    let mut throw = move || {
        key = key.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (key >> 40) as u16
    };
    std::iter::repeat_with(move || {
        let throws: Vec<u16> = (0..230).map(|_| throw()).collect();
        scenario(&mut Dice::new(&throws))
    })
}

/// A whole file.
pub fn scenario(dice: &mut Dice) -> String {
    let seconds = WINDOWS[dice.below(WINDOWS.len())];
    let mut text = study(dice, seconds);
    radios(dice, &mut text);
    let links = links(dice, &mut text);
    sites(dice, &mut text);
    for radio in ["lora", "wire"] {
        gateways(dice, &mut text, radio, &links);
    }
    for class in 0..=dice.below(3) {
        devices(dice, &mut text, class, seconds);
    }
    platform(dice, &mut text);
    let control = dice.of(&CONTROLS);
    let connects = dice.of(&["", r#"connects_per_device = { rate = "1 /min", depth = 1 }"#]);
    let connects = if text.contains("session = {") { connects } else { "" };
    let control = format!("{control}\n{}", dice.of(&CONSUMERS));
    text = text.replacen("[platform]\n", &format!("[platform]\n{control}\n{connects}\n"), 1);
    for number in 0..2 {
        incident(dice, &mut text, number);
    }
    text
}

/// What is refused before the platform's stages.
const CONTROLS: [&str; 4] = [
    "",
    "",
    r#"per_device = { rate = "1 /min", depth = 2 }"#,
    r#"per_device = { rate = "10 bit/s", depth = "100 B", quarantine = { after = 2, within = "1 min", lasts = "30 s" } }"#,
];
/// Who takes copies behind the platform.
const CONSUMERS: [&str; 4] = [
    "",
    "",
    r#"consumers.erp = { service = { exponential = "300 ms" }, waiting_room = 4, partitions = 2 }"#,
    "consumers.erp = { service = \"20 ms\", discipline = \"priority\" }\nconsumers.lake = { service = \"1 s\", batch = { size = 9 } }",
];
/// What a gateway or site takes from each device.
const LIMITS: [&str; 4] = [
    "",
    "",
    r#"per_device = { rate = "2 /min", depth = 1 }"#,
    r#"per_device = { rate = "20 bit/s", depth = "90 B", quarantine = { after = 2, within = "1 min", lasts = "20 s" } }"#,
];
/// Bad days; floods are written without their share.
const INCIDENTS: [&str; 16] = [
    "",
    "",
    "",
    r#"outage = { of = "links.spare", jobs = "lost" }"#,
    r#"outage = { of = ["gateways.of-lora", "gateways.of-wire"] }"#,
    "power_cut = {}",
    r#"power_cut = { gateways = true, ramp = "20 s" }"#,
    r#"power_cut = { of = "devices.class-0", area = { rectangle = { width = "900 m", height = "9 km" } } }"#,
    r#"alarms = { within = "10 s", size = "30 B" }"#,
    r#"alarms = { within = "5 s", wave = { from = { x = "1 km", y = "0 m" }, speed = "100 m/s" } }"#,
    r#"jamming = { place = { x = "500 m", y = "0 m" }, power = "20 dBm" }"#,
    r#"jamming = { radio = "lora", channels = ["CHANNEL"], place = { x = "2 km", y = "0 m" }, power = "14 dBm", spreading_factor = 9 }"#,
    "flood",
    "calls",
    r#"{ image = "2 kB", fragment = "11 B", redundancy = "50 %", waves = 2 }"#,
    r#"{ image = "100 B", fragment = "10 B", delivery = "unicast", spreading_factor = 8, pace = "300 ms" }"#,
];

fn incident(dice: &mut Dice, text: &mut String, number: usize) {
    let what = dice.of(&INCIDENTS);
    let at = dice.of(&["0 s", "20 %", "50 %", "99 %"]);
    let lasts = dice.of(&[r#""10 s""#, r#"{ exponential = "20 s" }"#, r#""5 min""#]);
    let of = dice.of(&["20 %", "100 %"]);
    let what = match what {
        "" => return,
        // a class is flooded by once
        "flood" | "calls" if number > 0 => return,
        "calls" if !text.contains("session = {") => return,
        "calls" => format!(r#"flood = {{ share = "{of}", connects = "2 /s" }}"#),
        "flood" => format!(r#"flood = {{ share = "{of}", rate = "2 /s" }}"#),
        firmware if firmware.starts_with('{') => match updatable(text) {
            Some(class) => firmware.replacen('{', &format!("firmware = {{ of = \"devices.{class}\","), 1),
            None => return,
        },
        plain => plain.replace("CHANNEL", if text.contains("EU868") { "868.1 MHz" } else { "903.9 MHz" }),
    };
    let lasts = if what.starts_with("alarms") { String::new() } else { format!("lasts = {lasts}\n") };
    let _ = write!(text, "[incidents.day-{number}]\nat = \"{at}\"\n{lasts}{what}\n");
}

/// A class of ours on the LoRaWAN radio.
fn updatable(text: &str) -> Option<&str> {
    let mut classes = text.split("[devices.").skip(1).map(|table| table.split("\n[").next().unwrap_or(table));
    let class =
        classes.find(|table| table.contains("radio = \"lora\"") && !table.contains("foreign = true"))?;
    class.split(']').next()
}

fn study(dice: &mut Dice, seconds: u64) -> String {
    format!(
        "title = \"A random world\"\n[study]\nduration = \"{seconds} s\"\nreplications = 1\nseed = {}\n\
         warm_up = \"{}\"\nstart = \"{}\"\ndrain = {{ traffic = \"{}\" }}\n",
        dice.below(1000),
        dice.of(&["0 s", "auto", "90 s", "1 h"]),
        dice.of(&["Mon 00:00", "Wed 13:30", "Sun 23:59"]),
        dice.of(&["continues", "stops"]),
    )
}

fn radios(dice: &mut Dice, text: &mut String) {
    let downlink = dice.of(&[
        "",
        r#"downlink = { duty_cycle = "sliding-hour", rx2_spreading_factor = 9 }"#,
        r#"downlink = { duty_cycle = "none", rx1_delay = "5 s", acknowledgement = "200 B" }"#,
        r#"downlink = { power = "-20 dBm", rx2_power = "-20 dBm" }"#,
    ]);
    let _ = write!(
        text,
        "[radio.lora]\ntechnology = \"lorawan\"\nregion = \"{}\"\nduty_cycle = {}\n{}\n{downlink}\n\
         capture = \"{}\"\nisolation = \"{}\"\n\
         [radio.lora.propagation]\nmodel = \"log-distance\"\nexponent = 3.76\n\
         reference = {{ distance = \"1 m\", loss = \"7.7 dB\" }}\n{}\n{}\n\
         [radio.wire]\ntechnology = \"ideal\"\nloss = \"{}\"\ndelay = \"{}\"\n",
        dice.of(&["EU868", "US915"]),
        dice.of(&["true", "false"]),
        dice.of(&["", "channels = 1", "channels = 3"]),
        dice.of(&["energy-weighted", "sum-overlap", "pairwise-peak"]),
        dice.of(&["goursaud", "croce", "aloha"]),
        dice.of(&["", r#"shadowing = "8 dB""#]),
        dice.of(&["", r#"fading = "rayleigh""#]),
        dice.of(&["0 %", "20 %"]),
        dice.of(&["0 s", "10 ms", "30 s"]),
    );
}

/// A modem for each gateway or shared, straight to the platform or over one line.
fn links(dice: &mut Dice, text: &mut String) -> Vec<&'static str> {
    let chain = dice.below(3);
    let names: Vec<&'static str> = ["", "modem", "line"][..=chain].to_vec();
    for (at, name) in names.iter().enumerate().skip(1) {
        let to = names.get(at + 1).copied().unwrap_or("platform");
        let per = if at == 1 { dice.of(&["per = \"gateway\"", ""]) } else { "" };
        let _ = write!(
            text,
            "[links.{name}]\nto = \"{to}\"\n{per}\nrate = \"{}\"\ndelay = \"{}\"\n{}\nloss = \"{}\"\n",
            dice.of(&["2 Mbit/s", "9.6 kbit/s", "1 kbit/s", "100 bit/s"]),
            dice.of(&["0 s", "35 ms", "3 s"]),
            dice.of(&[
                "",
                r#"buffer = "1 B""#,
                r#"buffer = "600 B""#,
                r#"buffer = "4 kB""#,
                "buffer_packets = 0",
                "buffer_packets = 2"
            ]),
            dice.of(&["0 %", "10 %", "100 %"]),
        );
        let (discipline, outages) = (dice.of(&LINK_DISCIPLINES), dice.of(&OUTAGES));
        let (policer, shaper, early) = (dice.of(&POLICERS), dice.of(&SHAPERS), dice.of(&EARLY));
        let foretold = discipline.is_empty() && outages.is_empty();
        let queue = if foretold { format!("{shaper}\n{early}") } else { format!("{discipline}\n{outages}") };
        let special = dice.of(&SPECIALS);
        let shared = ["preemptive", "sharing"].iter().any(|word| queue.contains(word));
        let early = ["shaper", "red"].iter().any(|word| queue.contains(word));
        let fits = !(early || shared && special.contains("plan"));
        let special = if fits { special } else { "" };
        let _ = writeln!(text, "{policer}\n{queue}\n{special}");
    }
    let _ = write!(
        text,
        "[links.spare]\nto = \"platform\"\nrate = \"{}\"\n{}\n{}\n",
        dice.of(&["1 kbit/s", "50 bit/s"]),
        dice.of(&["", r#"buffer = "600 B""#]),
        dice.of(&OUTAGES),
    );
    names
}

const RULES: [&str; 7] = [
    "",
    "",
    "decide = true",
    r#"pass = "50 %""#,
    r#"envelope = { messages = 3, within = "20 s", header = "20 B" }"#,
    r#"pass = "70 %", envelope = { within = "5 s" }"#,
    r#"summary = { messages = 4, header = "90 B" }"#,
];

/// A site on the way to the spare link, and the rules of the first classes there.
fn sites(dice: &mut Dice, text: &mut String) {
    let _ = writeln!(text, "[sites.edge]\nto = \"spare\"\n{}", dice.of(&STORES));
    if let Some(station) = station(dice).filter(|station| !station.contains("again")) {
        let _ = writeln!(text, "processing = {station}");
    }
    let _ = writeln!(text, "{}", dice.of(&LIMITS));
    let rule = dice.of(&RULES);
    if !rule.is_empty() {
        let _ = writeln!(text, "rules.class-0 = {{ {rule} }}");
    }
}

fn gateways(dice: &mut Dice, text: &mut String, radio: &str, links: &[&'static str]) {
    let count = 1 + dice.below(4);
    let _ = write!(text, "[gateways.of-{radio}]\nradio = \"{radio}\"\ncount = {count}\n");
    let _ = writeln!(text, "place = {}", dice.of(&PLACES));
    let _ = writeln!(text, "{}", dice.of(&["", "demodulators = 1", "demodulators = 2"]));
    let _ = writeln!(
        text,
        "{}",
        dice.of(&["", r#"forwarding = "mqtt-tls""#, r#"forwarding = { bytes = "40 B" }"#])
    );
    let link = |name: &str| if name.is_empty() { String::new() } else { format!("link = \"{name}\"") };
    let own = match dice.below(4) {
        1 => "site = \"edge\"".to_string(),
        _ => link(links[dice.below(links.len())]),
    };
    let _ = writeln!(text, "{own}");
    if let Some(station) = station(dice) {
        let _ = writeln!(text, "processing = {station}");
    }
    let _ = writeln!(text, "{}", dice.of(&LIMITS));
    let store = dice.of(&STORES);
    if text.lines().rev().take_while(|line| !line.starts_with('[')).any(|line| line.starts_with("link = ")) {
        let _ = writeln!(text, "{store}");
    }
    for member in 1..=count {
        match dice.below(6) {
            1 => drop(writeln!(text, "[gateways.of-{radio}.member.{member}]\noff = true")),
            2 => {
                let other = link(links[dice.below(links.len())]);
                let _ = writeln!(text, "[gateways.of-{radio}.member.{member}]\n{other}");
            }
            _ => {}
        }
    }
}

fn station(dice: &mut Dice) -> Option<String> {
    let shape = dice.below(2 + STATION_DISCIPLINES.len());
    let service = dice.of(&SERVICES);
    let room = dice.of(&["", ", waiting_room = 0", ", waiting_room = 3"]);
    let outages = dice.of(&OUTAGES);
    let (policer, shaper, batch) = (dice.of(&POLICERS), dice.of(&SHAPERS), dice.of(&BATCHES));
    let again = dice.of(&["", "", r#"again = "10 %""#, r#"again = "60 %""#]);
    let servers = STATION_DISCIPLINES.get(shape.checked_sub(2)?)?;
    let fifo = !servers.contains("discipline");
    let batch = if fifo { batch } else { "" };
    let shaper = if fifo && batch.is_empty() && outages.is_empty() { shaper } else { "" };
    let more: Vec<&str> =
        [outages, policer, shaper, batch, again].into_iter().filter(|key| !key.is_empty()).collect();
    let comma = if more.is_empty() { "" } else { ", " };
    Some(format!("{{ {servers}, service = {service}{room}{comma}{} }}", more.join(", ")))
}

fn devices(dice: &mut Dice, text: &mut String, class: usize, seconds: u64) {
    let radio = dice.of(&["wire", "lora"]);
    let _ = write!(text, "[devices.class-{class}]\nradio = \"{radio}\"\ncount = {}\n", 1 + dice.below(40));
    let _ = writeln!(text, "place = {}", dice.of(&PLACES));
    let _ = writeln!(
        text,
        "{}",
        dice.of(&["", r#"deadline = "1 ms""#, r#"deadline = "2 s""#, r#"deadline = "5 min""#])
    );
    let _ = writeln!(text, "priority = {}\nweight = {}", dice.below(3), dice.of(&["1", "0.5", "7"]));
    let foreign = dice.of(&["", "", "", "foreign = true"]);
    let _ = writeln!(text, "{foreign}");
    if radio == "lora" {
        let _ =
            writeln!(text, "{}", dice.of(&["", r#"indoor = { share = "50 %" }"#, r#"tx_power = "2 dBm""#]));
        let factors = [
            "",
            "spreading_factor = { fixed = 7 }",
            "spreading_factor = { fixed = 10 }",
            r#"spreading_factor = { shares = ["40 %", "30 %", "20 %", "10 %", "0 %", "0 %"] }"#,
        ];
        let _ = writeln!(text, "{}", dice.of(&factors));
        let repeats = ["", "confirmed = true", "transmissions = 3", "confirmed = true\ntransmissions = 2"];
        let repeats = dice.of(&repeats);
        // a site answers for nobody
        let ruled = text.contains(&format!("rules.class-{class} "));
        if (foreign.is_empty() && !ruled) || !repeats.contains("confirmed") {
            let _ = writeln!(text, "{repeats}");
        }
    }
    let process = process(dice, seconds);
    let size = dice.of(&[
        r#""20 B""#,
        r#""0 B""#,
        r#"{ uniform = { low = "1 B", high = "300 B" } }"#,
        r#"{ exponential = "60 B" }"#,
    ]);
    let _ = writeln!(text, "message = {{ {process}, size = {size} }}");
    if foreign.is_empty() {
        let _ = writeln!(text, "{}", dice.of(if radio == "wire" { &SESSIONS } else { &JOINS }));
    }
}

fn process(dice: &mut Dice, seconds: u64) -> String {
    let share = [2, 10, 40][dice.below(3)];
    let interval = format!("\"{} ms\"", seconds * 1000 / share);
    let jitter = dice.of(&["", r#", jitter = "1 s""#, r#", jitter = "50 s""#, r#", jitter = "2 h""#]);
    let profile = "profile = { hours = [0,0,0,1,1,1,1,9,9,1,1,1,1,1,1,1,1,1,0,1,1,1,1,1] }";
    let batch = dice.of(&["", ", batch = 3", ", batch = { geometric = 4 }"]);
    let on_off =
        r#"on_off = { on = { exponential = "20 s" }, off = { uniform = { low = "0 s", high = "3 min" } } }"#;
    match dice.below(16) {
        0 => format!("every = {interval}{jitter}"),
        1 => format!("every = {interval}, phase = \"aligned\"{jitter}{batch}"),
        2 => format!("every = {interval}{jitter}, {profile}{batch}"),
        3 => format!("poisson = {interval}"),
        4 => format!("poisson = {interval}, {profile}{batch}"),
        5 => {
            let at = dice.of(&[r#""00:00""#, r#""13:30", "13:30:01", "13:31", "14:00", "23:59:30""#]);
            format!("schedule = {{ at = [{at}] }}{jitter}{batch}")
        }
        6 => {
            let think = dice.of(&[r#""5 s""#, r#"{ exponential = "30 s" }"#]);
            format!("idle = {think}")
        }
        7 => format!("gap = {}", gap(dice, &interval)),
        8 => format!("gap = {}, {profile}{batch}", gap(dice, &interval)),
        9 => format!("gap = {}, {on_off}", gap(dice, &interval)),
        10 => format!("every = {interval}{jitter}, {on_off}{batch}"),
        11 => format!("poisson = {interval}, {on_off}{batch}"),
        12 => format!("mix = {}{jitter}{batch}", mix(dice, &interval)),
        13 => format!("mix = {}, {profile}", mix(dice, &interval)),
        14 => format!("mmpp = {}{batch}", states(dice, &interval)),
        _ => format!("burst = {}{batch}", burst(dice, seconds)),
    }
}

fn gap(dice: &mut Dice, interval: &str) -> String {
    let more =
        dice.of(&[r#"erlang = { mean = M, shape = 3 }"#, r#"hyper-exponential = { mean = M, scv = 9 }"#]);
    format!("{{ {} }}", more.replace('M', interval))
}

fn mix(dice: &mut Dice, interval: &str) -> String {
    let own = format!(
        r#"{{ of = [{{ every = {interval}, share = "30 %" }}, {{ every = "40 s", share = "70 %" }}] }}"#
    );
    [r#""mar""#.to_string(), own][dice.below(2)].clone()
}

fn states(dice: &mut Dice, interval: &str) -> String {
    let third = [
        String::new(),
        r#", { lasts = "90 s", next = ["100 %", "0 %", "0 %"] }"#.to_string(),
        format!(r#", {{ poisson = {interval}, lasts = "1 s" }}"#),
    ];
    let third = &third[dice.below(3)];
    format!(r#"[{{ poisson = {interval}, lasts = "5 min" }}, {{ poisson = "2 s", lasts = "10 s" }}{third}]"#)
}

fn burst(dice: &mut Dice, seconds: u64) -> String {
    let begins = dice.of(&[r#"after = "0 s""#, r#"after = "17 s""#, r#"at = "13:31""#, r#"at = "00:00""#]);
    let shape = dice.of(&["", r#", shape = "uniform""#]);
    let every = [String::new(), format!(", every = \"{} s\"", (seconds / 3).max(10))];
    let every = &every[dice.below(2)];
    format!(r#"{{ {begins}, within = "10 s"{shape}{every} }}"#)
}

fn platform(dice: &mut Dice, text: &mut String) {
    if dice.below(4) == 0 {
        return;
    }
    text.push_str("[platform]\n");
    let fold = ["", r#"deduplication = { window = "0 s" }"#, r#"deduplication = { window = "5 s" }"#];
    let _ = writeln!(text, "{}", dice.of(&fold));
    let stages: Vec<_> = ["connect", "ingest", "process"]
        .into_iter()
        .filter_map(|stage| Some((stage, station(dice)?)))
        .collect();
    for (stage, station) in &stages {
        let others = stages.iter().map(|(other, _)| *other).filter(|other| other != stage).chain(["end"]);
        let onward: Vec<String> =
            others.filter(|_| dice.below(4) == 1).map(|other| format!("{other} = \"12 %\"")).collect();
        let station = station.trim_end_matches('}');
        let more = match dice.below(3) {
            0 if onward.is_empty() && *stage != "connect" && !station.contains("again") => {
                "partitions = 3".to_string()
            }
            _ => format!("onward = {{ {} }}", onward.join(", ")),
        };
        let _ = writeln!(text, "{stage} = {station}, {more} }}");
    }
}
