//! The right form of each key whose value is more than a quantity, for complaints about another one: an example
//! says more than the name of a type.

/// Keys with an example of their value; `place.disc` is the key `disc` right below `place`.
const FORMS: &[(&str, &str)] = &[
    ("propagation", "{ model = \"okumura-hata\", environment = \"urban\", shadowing = \"8 dB\" }"),
    ("reference", "{ distance = \"1 km\", loss = \"129.3 dB\" }"),
    ("message", "{ every = \"1 h\", size = \"20 B\" }"),
    ("gap", "{ erlang = { mean = \"1 h\", shape = 4 } }"),
    (
        "mix",
        "\"mar\" or { of = [{ every = \"1 d\", share = \"60 %\" }, { every = \"1 h\", share = \"40 %\" }] }",
    ),
    ("mix.of", "[{ every = \"1 d\", share = \"60 %\" }, { every = \"1 h\", share = \"40 %\" }]"),
    ("mmpp", "[{ poisson = \"1 h\", lasts = \"1 d\" }, { poisson = \"10 s\", lasts = \"10 min\" }]"),
    ("lasts", "\"10 min\""),
    ("burst", "{ at = \"09:00\", within = \"10 s\" }"),
    ("burst.at", "\"09:00\""),
    ("within", "\"10 s\""),
    ("trace", "{ file = \"trace.csv\", time = \"t_s\" }"),
    ("trace.file", "\"trace.csv\""),
    ("time", "\"t_s\", the name of a column"),
    ("on_off", "{ on = { exponential = \"10 s\" }, off = { exponential = \"5 min\" } }"),
    ("message.batch", "5 or { geometric = 5 }"),
    ("batch.geometric", "5"),
    ("batch.size", "8"),
    ("batch.wait", "\"1 s\""),
    ("schedule", "{ at = [\"09:00\", \"17:30\"] }"),
    ("profile", "{ hours = [0, 0, 0, 0, 0, 1, 3, 4, 3, 2, 2, 2, 2, 2, 2, 2, 3, 4, 4, 3, 2, 1, 1, 0] }"),
    ("indoor", "{ share = \"60 %\" }"),
    ("spreading_factor", "{ fixed = 12 }, or leave it out for the link budget"),
    ("spreading_factor.fixed", "12; spreading factors are 7 to 12"),
    ("spreading_factor.shares", "[\"40 %\", \"20 %\", \"10 %\", \"10 %\", \"10 %\", \"10 %\"], SF7 first"),
    ("spreading_factor.link-budget", "{ margin = \"3 dB\" }"),
    ("place", "{ disc = { radius = \"5 km\" } } or { file = \"gateways.csv\" }"),
    ("place.disc", "{ radius = \"5 km\" }"),
    ("place.ring", "{ inner = \"1 km\", outer = \"2 km\" }"),
    ("place.rectangle", "{ width = \"16 km\", height = \"8 km\" }"),
    ("place.grid", "{ width = \"16 km\", height = \"8 km\" }"),
    ("place.clusters", "{ parents = 20, spread = \"150 m\", radius = \"5 km\" }"),
    ("place.points", "[{ lat = 49.19, lon = 16.61 }]"),
    ("place.file", "\"gateways.csv\""),
    ("at", "{ lat = 49.19, lon = 16.61 }"),
    ("center", "{ lat = 49.19, lon = 16.61 }"),
    ("lat", "49.19, in degrees"),
    ("lon", "16.61, in degrees"),
    ("uniform", "{ low = \"…\", high = \"…\" }"),
    ("normal", "{ mean = \"…\", sd = \"…\" }"),
    ("log-normal", "{ mean = \"…\", sd = \"…\" }"),
    ("erlang", "{ mean = \"…\", shape = 4 }"),
    ("gamma", "{ mean = \"…\", shape = 2.5 }"),
    ("weibull", "{ mean = \"…\", shape = 0.7 }"),
    ("hyper-exponential", "{ mean = \"…\", scv = 4 }"),
    ("pareto", "{ minimum = \"…\", shape = 1.5, cap = \"…\" }"),
    ("empirical", "{ file = \"sizes.csv\", column = \"bytes\" }"),
    ("connect", "{ servers = 4, service = { exponential = \"2 ms\" } }"),
    ("ingest", "{ servers = 4, service = { exponential = \"2 ms\" } }"),
    ("process", "{ servers = 4, service = { exponential = \"2 ms\" } }"),
    ("processing", "{ service = \"2 ms\", waiting_room = 100 }"),
    ("batch", "{ size = 8, wait = \"1 s\" }"),
    ("shaper", "{ rate = \"64 kbit/s\", depth = \"16 kB\" } or { rate = \"50 /s\", depth = 20 }"),
    ("policer", "{ rate = \"64 kbit/s\", depth = \"16 kB\" } or { rate = \"50 /s\", depth = 20 }"),
    ("again", "\"20 %\""),
    ("onward", "{ process = \"70 %\" }"),
    ("service", "\"2 ms\" or { exponential = \"2 ms\" }"),
    ("outages", "{ up = { exponential = \"30 d\" }, down = { exponential = \"4 h\" } }"),
    ("outages.at", "\"10 min\""),
    ("store", "{ size = \"8 MB\", drain = \"live-first\" }"),
    ("store.drain", "\"oldest-first\", \"newest-first\" or \"live-first\""),
    ("store.drop", "\"oldest\" or \"newest\""),
    ("plan", "{ cap = \"10 GB\", price = \"5 EUR\", over = \"block\" }"),
    ("plan.over", "\"block\", { throttle = \"64 kbit/s\" } or { price_per_gb = \"2 EUR\" }"),
    ("envelope", "{ messages = 60, within = \"15 min\", header = \"40 B\" }"),
    ("summary", "{ messages = 60, within = \"15 min\", header = \"40 B\" }"),
    ("drop", "\"tail\", \"codel\" or { red = { min = 20, max = 60 } }"),
    ("drop.red", "{ min = 20, max = 60, probability = \"10 %\" }"),
    ("drop.codel", "{ target = \"5 ms\", interval = \"100 ms\" }"),
    ("buffer_packets", "1000 or \"unlimited\""),
    ("weight", "3"),
    ("red.weight", "0.002"),
    ("red.min", "20"),
    ("red.max", "60"),
    ("probability", "\"10 %\""),
    ("forwarding", "\"semtech-udp\", \"mqtt-tls\" or { bytes = \"60 B\" }"),
    ("replications", "10 or { min = 10, max = 40, precision = \"1 %\" }"),
    ("drain", "{ traffic = \"stops\" }"),
    ("quota", "{ pack = \"azure-iot-hub-s1\", units = 2 }"),
    ("limits", "[{ name = \"messages\", of = \"messages\", rate = \"100 /s\" }]"),
    ("partitions", "8; it is 1 to 1000"),
    ("servers", "4; it is 1 to 100000"),
    ("autoscale", "{ min = 2, target = \"70 %\", delay = \"2 min\" }"),
    ("battery", "{ capacity = \"2400 mAh\", voltage = \"3.6 V\" }"),
    ("energy", "{ tx = \"29 mA\", rx = \"10.8 mA\", sleep = \"1.5 uA\" }"),
    ("stored", "{ overhead = \"60 B\" }"),
    ("backup", "{ window = \"6 h\", rate = \"200 MB/s\" }"),
    ("index_factor", "1.3"),
    ("compression", "2.5; 1 B on disk holds 2.5 B"),
    ("replicas", "3"),
    ("coding_rate", "1; it is 1 (4/5) to 4 (4/8)"),
    ("session", "{ protocol = \"mqtt-tls\", keep_alive = \"60 s\", reconnect = \"full-jitter\" }"),
    ("join", "{ at_start = true, spread = \"10 min\" }"),
    ("protocol", "\"mqtt-tls\" or { round_trips = 3, bytes_up = \"2 kB\", bytes_down = \"3 kB\" }"),
    ("begins", "\"connected\" or { over = \"60 s\" }"),
    ("backoff", "{ first = \"1 s\", cap = \"60 s\", factor = 2 }"),
    ("reconnect", "\"full-jitter\""),
    ("keep_alive", "\"60 s\""),
    ("qos", "1; it is 0 or 1"),
    ("priority", "1; it is 0 to 255, and the higher is served first"),
    ("count", "5000"),
    ("radio", "\"lora\""),
    ("region", "\"EU868\""),
    ("model", "\"okumura-hata\""),
    ("radius", "\"5 km\""),
    ("size", "\"20 B\""),
    ("to", "\"platform\""),
    ("rate", "\"2 Mbit/s\""),
    ("of", "\"devices.meters\""),
    ("cost", "\"3600 EUR\""),
    ("per_month", "\"60 EUR\""),
    ("excludes", "[\"fibre\"]"),
    ("requires", "[\"mast\"]"),
    ("change", "{ links.lte.rate = \"10 Mbit/s\" }"),
    ("firmware.waves", "2"),
    ("flood.rate", "\"10 /s\""),
    ("growth.start", "\"2027-01\""),
    ("growth.until", "\"2031-12\""),
    ("growth.lead_times", "{ gateways = \"90 d\", links = \"120 d\" }"),
    ("lead_times.gateways", "\"90 d\""),
    ("lead_times.links", "\"120 d\""),
    ("lead_times.platform", "\"30 d\""),
    ("lead_times.radio", "\"180 d\""),
    ("growth.devices", "{ meters = { linear = 300 } }"),
    ("linear", "300"),
    ("percent", "\"1.5 %\""),
    ("s_curve", "{ saturation = 40000, midpoint = \"2029-06\", takeover = \"24 months\" }"),
    ("saturation", "40000"),
    ("midpoint", "\"2029-06\""),
    ("takeover", "\"24 months\""),
    ("table", "[{ at = \"2027-06\", count = 8000 }]"),
    ("waves", "[{ from = \"2027-03\", to = \"2027-06\", count = 2000 }]"),
];

/// `key = example` for the key at the end of a path, if it is one of those. What stands second is a name.
pub(crate) fn form(path: &[String]) -> Option<String> {
    let (key, above) = path.split_last()?;
    let plain = |table: &str| ["study", "platform", "growth"].contains(&table);
    let law = above.len() == 2 && above[0] == "growth" && above[1] == "devices";
    let named = above.len() == 1 && !plain(&above[0]) || law;
    if above.is_empty() || named || above.last().is_some_and(|last| last == "member") {
        return None;
    }
    let under = format!("{}.{key}", above[above.len() - 1]);
    let example = |wanted: &str| FORMS.iter().find(|(of, _)| *of == wanted).map(|(_, example)| *example);
    example(&under).or_else(|| example(key)).map(|example| format!("{key} = {example}"))
}

/// `key = { choice = example }` where a choice with values of its own was written without them.
pub(crate) fn with_values(path: &[String], choice: &str) -> Option<String> {
    let wanted = format!("{}.{choice}", path.last()?);
    let (_, example) = FORMS.iter().find(|(of, _)| *of == wanted)?;
    Some(format!("{} = {{ {choice} = {example} }}", path.last()?))
}

#[cfg(test)]
mod tests {
    use super::super::complaint::path;
    use super::*;
    use crate::model::station::{PARTITIONS, SERVERS};

    #[test]
    fn a_key_has_its_form_and_a_name_none() {
        let of = |keys: &[&str]| form(&path(keys));
        assert_eq!(of(&["devices", "m", "indoor"]).unwrap(), "indoor = { share = \"60 %\" }");
        assert_eq!(of(&["devices", "m", "place", "disc"]).unwrap(), "disc = { radius = \"5 km\" }");
        assert_eq!(of(&["devices", "message"]), None);
        assert_eq!(of(&["gateways", "g", "member", "place"]), None);
        assert!(of(&["platform", "ingest"]).is_some());
        assert_eq!(of(&["platform", "ingest", "batch"]).unwrap(), "batch = { size = 8, wait = \"1 s\" }");
        assert_eq!(of(&["platform", "ingest", "batch", "size"]).unwrap(), "size = 8");
        assert_eq!(of(&["devices", "m", "message", "batch"]).unwrap(), "batch = 5 or { geometric = 5 }");
        assert_eq!(of(&["links", "l", "drop", "red", "weight"]).unwrap(), "weight = 0.002");
        let drop = path(&["links", "l", "drop"]);
        let red = "drop = { red = { min = 20, max = 60, probability = \"10 %\" } }";
        assert_eq!(with_values(&drop, "red").as_deref(), Some(red));
    }

    #[test]
    fn forms_say_the_ranges_that_hold() {
        let range = |range: std::ops::RangeInclusive<u64>| format!("{} to {}", range.start(), range.end());
        for (key, holds) in [("partitions", PARTITIONS), ("servers", SERVERS)] {
            let (_, form) = FORMS.iter().find(|(of, _)| *of == key).unwrap();
            assert!(form.ends_with(&format!("; it is {}", range(holds))), "{form}");
        }
    }

    #[test]
    fn every_form_that_is_one_value_is_read_as_toml() {
        let single = |example: &str| !example.contains([';', '…']) && !example.contains(" or ");
        for (key, example) in FORMS.iter().filter(|(_, example)| single(example)) {
            let example = [", in degrees", ", SF7 first", ", the name of a column"]
                .into_iter()
                .fold(*example, |text, remark| text.trim_end_matches(remark));
            let text = format!("value = {example}");
            assert!(toml::from_str::<toml::Table>(&text).is_ok(), "{key}: {text}");
        }
    }
}
