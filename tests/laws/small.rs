//! Runs of scenarios small enough to be worked out by hand.

use iotcap::engine::{self, Progress};
use iotcap::experiment::assemble::Provenance;
use iotcap::experiment::results::Results;
use iotcap::experiment::simulate::simulate;
use iotcap::network::Network;
use iotcap::network::layout::Layout;
use iotcap::scenario::{Scenario, load};

use crate::ledger::Ledger;

/// Loads a scenario as a user's file would be.
pub fn scenario(text: &str) -> Scenario {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("small.toml");
    std::fs::write(&file, text).expect("a file for the test");
    load::load(&file, &[]).unwrap_or_else(|wrong| panic!("{wrong:?}\n{text}")).scenario
}

/// The results of a study.
pub fn results(text: &str) -> Results {
    let simulated = simulate(&scenario(text), Provenance::default(), 1, false, &Default::default());
    simulated.unwrap_or_else(|error| panic!("{error}\n{text}")).0
}

/// One replication, with all that the engine told.
pub struct Run {
    pub network: Network,
    pub layout: Layout,
    pub ledger: Ledger,
}

/// Runs the first replication.
pub fn run(text: &str) -> Run {
    let network = Network::build(&scenario(text));
    let layout = Layout::draw(&network, 0);
    let mut ledger = Ledger::default();
    engine::run(&network, &layout, 0, network.clock, &mut ledger, &Progress::default());
    Run { network, layout, ledger }
}

/// A wire: one device that says 100 B every 10 s of a window of 100 s, from its first instant on, so ten
/// messages; `count` such devices, all at once.
pub fn wire(count: u32, more: &str) -> String {
    format!(
        r#"
title = "A wire"
[study]
duration = "100 s"
warm_up = "0 s"
replications = 2
[radio.wire]
technology = "ideal"
[devices.sensors]
count = {count}
radio = "wire"
message = {{ every = "10 s", phase = "aligned", size = "100 B" }}
{more}
"#
    )
}

/// The gateway of a wire, on the link `line` if there is one.
pub const DESK: &str = "[gateways.desk]\nradio = \"wire\"\n";
/// The same on a shared link.
pub const DESK_ON_LINE: &str = "[gateways.desk]\nradio = \"wire\"\nlink = \"line\"\n";

/// One LoRaWAN device that says 20 B at SF7 every 10 s of a window of 100 s: ten frames of 71.936 ms on the air
/// (33 B; 12.25 + 58 symbols of 1.024 ms). Two gateways hear it, the first being the nearer.
pub fn lora(more: &str) -> String {
    format!(
        r#"
title = "One device, two gateways"
[study]
duration = "100 s"
warm_up = "0 s"
replications = 2
[radio.lora]
technology = "lorawan"
region = "EU868"
channels = 3
duty_cycle = false
propagation = {{ model = "log-distance", reference = {{ distance = "1 m", loss = "7.7 dB" }}, exponent = 3.76 }}
[devices.meters]
count = 1
radio = "lora"
spreading_factor = {{ fixed = 7 }}
message = {{ every = "10 s", phase = "aligned", size = "20 B" }}
[gateways.roof]
radio = "lora"
place = {{ points = [{{ x = "100 m", y = "0 m" }}, {{ x = "300 m", y = "0 m" }}] }}
{more}
"#
    )
}

/// Seconds on the air of a frame of [`lora`].
pub const AIRTIME_S: f64 = 0.071936;

/// Equal but for the rounding of a float; series are kept as `f32`.
#[track_caller]
pub fn close(value: Option<f64>, expected: f64) {
    let value = value.unwrap_or_else(|| panic!("nothing, where {expected} was expected"));
    assert!((value - expected).abs() <= 1e-7 * expected.abs().max(1e-9), "{value}, not {expected}");
}

/// Lost messages of a class by one cause at one element.
pub fn lost(results: &Results, class: &str, cause: &str, element: &str) -> u64 {
    let by_cause = results.classes[class].lost.get(cause);
    by_cause.and_then(|elements| elements.get(element)).copied().unwrap_or(0)
}

/// A works on a wire: twenty devices speak at once, every 20 s of 200 s; `platform` is all of its table and what follows.
pub fn works(platform: &str) -> Results {
    results(&format!(
        r#"
title = "A works"
[study]
duration = "200 s"
warm_up = "0 s"
replications = 1
[radio.wire]
technology = "ideal"
[devices.sensors]
count = 20
radio = "wire"
message = {{ every = "20 s", phase = "aligned", size = "32 B" }}
[gateways.hall]
radio = "wire"
[platform]
{platform}"#
    ))
}
