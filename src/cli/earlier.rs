//! Results that a run is about to replace: said before it starts, so that there is time to stop it.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::pipeline::Loaded;
use super::{devices, outputs, words};

/// What is looked at of earlier results.
#[derive(Deserialize)]
struct Earlier {
    scenario: EarlierScenario,
}

#[derive(Deserialize)]
struct EarlierScenario {
    hash: String,
    replications: u64,
    #[serde(default)]
    changes: Vec<String>,
}

/// A sentence on results of other settings, and one on a table of devices that goes with them.
pub fn notes(folder: &Path, loaded: &Loaded, devices: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let bytes = fs::read(folder.join(outputs::RESULTS)).unwrap_or_default();
    if let Ok(Earlier { scenario }) = serde_json::from_slice::<Earlier>(&bytes)
        && scenario.hash != loaded.hash
    {
        notes.push(replaced(folder, &scenario, loaded));
    }
    if !devices && folder.join(devices::FILE).is_file() {
        notes.push(format!(
            "{} belongs to the earlier results and goes with them; --devices writes a new one",
            folder.join(devices::FILE).display()
        ));
    }
    notes
}

fn replaced(folder: &Path, earlier: &EarlierScenario, loaded: &Loaded) -> String {
    let of = match earlier.changes.is_empty() {
        _ if earlier.changes == loaded.changes => "of an earlier state of the scenario".to_string(),
        true => "without these changes".to_string(),
        false => format!("with {}", earlier.changes.join("; ")),
    };
    format!(
        "{} holds results {of} ({}); they will be replaced, --out DIR keeps both",
        folder.display(),
        words::things(earlier.replications, "replication", "replications")
    )
}
