//! Scenarios in a folder, the program, and what it left.

use std::fs;
use std::path::Path;

use iotcap::experiment::assemble::Provenance;
use iotcap::experiment::compare::comparison::{Comparison, Difference};
use iotcap::experiment::results::Results;
use iotcap::experiment::simulate::simulate;
use iotcap::scenario::load::load;
use iotcap::scenario::settings::settings;
use serde_json::Value;
use tempfile::TempDir;

pub use crate::program::{err, iotcap, out, status};

/// Wired sources and one server at 80 %, a few seconds' worth of events.
pub const QUEUE: &str = r#"
title = "A queue"
[study]
duration = "10 min"
warm_up = "0 s"
replications = 4
[radio.wire]
technology = "ideal"
[devices.sources]
count = 20
radio = "wire"
message = { poisson = "2.5 s", size = "100 B" }
[gateways.concentrator]
radio = "wire"
[platform]
ingest = { servers = 1, service = { exponential = "100 ms" } }
[objectives]
has-room = { of = "platform.ingest", utilisation_mean = "<= 85 %" }
in-time = { of = "devices.sources", latency_p95 = "<= 10 s" }
"#;

/// The same with more to do.
const BUSIER: &str = "extends = \"queue.toml\"\ntitle = \"A busier queue\"\n[devices.sources]\ncount = 22\n";

/// A folder with `queue.toml` and `busier.toml`.
pub fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    write(folder.path(), "queue", QUEUE);
    write(folder.path(), "busier", BUSIER);
    folder
}

pub fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(format!("{name}.toml")), text).expect("a file for the test");
}

pub fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).unwrap()
}

/// The comparison that the program wrote.
pub fn comparison(folder: &Path) -> Comparison {
    serde_json::from_value(json(&folder.join("comparison.json"))).expect("a comparison")
}

/// Results of a scenario file, without the program.
pub fn results(file: &Path) -> Results {
    let loaded = load(file, &[]).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let simulated = simulate(&loaded.scenario, Provenance::default(), 2, false, &Default::default());
    Results { settings: settings(&loaded.scenario), ..simulated.expect("results").0 }
}

/// The one difference of a measure.
pub fn measure<'a>(comparison: &'a Comparison, of: &str, metric: &str) -> &'a Difference {
    let all = &comparison.comparisons[0].measures;
    let found = all.iter().find(|difference| difference.of == of && difference.metric == metric);
    found.unwrap_or_else(|| panic!("no {metric} of {of}"))
}
