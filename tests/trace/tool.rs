//! A scenario in a folder, the program, and what it said.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

pub use crate::program::{err, iotcap, out, status};

/// One gateway, two meters that speak at the same instant, on the only channel: "near" 1 km away, "far" 2 km.
/// At 1 km 14 dBm - 100 dB = -86 dBm arrive, at 2 km 30 log10(2) = 9.03 dB less; both antennas are 10 m high.
pub const TWO: &str = r#"
title = "Two at once"
[study]
duration = "25 min"
warm_up = "0 s"
replications = 1
seed = 1
[radio.lora]
technology = "lorawan"
region = "EU868"
channels = 1
propagation = { model = "log-distance", reference = { distance = "1 km", loss = "100 dB" }, exponent = 3 }
[devices.near]
count = 1
radio = "lora"
place = { points = [{ x = "1 km", y = "0 m" }] }
height = "10 m"
tx_power = "14 dBm"
antenna_gain = "0 dB"
spreading_factor = { fixed = 7 }
message = { every = "10 min", phase = "aligned", size = "20 B" }
[devices.far]
count = 1
radio = "lora"
place = { points = [{ x = "2 km", y = "0 m" }] }
height = "10 m"
tx_power = "14 dBm"
antenna_gain = "0 dB"
spreading_factor = { fixed = 7 }
message = { every = "10 min", phase = "aligned", size = "20 B" }
[gateways.roof]
radio = "lora"
place = { points = [{ x = "0 m", y = "0 m" }] }
height = "10 m"
antenna_gain = "0 dB"
link = "lte"
forwarding = { bytes = "217 B" }
[links.lte]
to = "platform"
rate = "100 kbit/s"
delay = "35 ms"
[platform]
ingest = { servers = 1, service = "10 ms" }
"#;

/// Five wired devices at once before one slow server with room for two: two find none.
pub const FULL: &str = r#"
title = "A small waiting room"
[study]
duration = "100 s"
warm_up = "0 s"
replications = 1
[radio.wire]
technology = "ideal"
[devices.sensors]
count = 5
radio = "wire"
message = { every = "100 s", phase = "aligned", size = "100 B" }
[gateways.desk]
radio = "wire"
[platform]
ingest = { servers = 1, service = "1 s", waiting_room = 2 }
"#;

/// Two places in a file, three wired meters.
pub const PLACES: &str = r#"
title = "Places with names"
[study]
duration = "100 s"
warm_up = "0 s"
replications = 1
[radio.wire]
technology = "ideal"
[devices.meters]
count = 3
radio = "wire"
place = { file = "places.csv" }
message = { every = "100 s", phase = "aligned", size = "100 B" }
[gateways.desk]
radio = "wire"
[platform]
ingest = { servers = 1, service = "1 s" }
"#;

/// A folder with `net.toml`.
pub fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::write(folder.path().join("net.toml"), text).expect("a file for the test");
    fs::write(folder.path().join("places.csv"), "id,x,y\nyard,0,0\nroof,10,0\n")
        .expect("a file for the test");
    folder
}

/// What `trace net.toml` prints with these words more; it must succeed.
pub fn trace(folder: &Path, more: &[&str]) -> String {
    let output = iotcap(folder, &[&["trace", "net.toml"], more].concat());
    assert_eq!(status(&output), 0, "{}", err(&output));
    out(&output)
}

/// The same as JSON.
pub fn trace_json(folder: &Path, more: &[&str]) -> Value {
    serde_json::from_str(&trace(folder, &[more, &["--json"]].concat())).expect("JSON")
}
