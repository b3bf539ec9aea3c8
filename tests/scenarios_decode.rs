//! Every shipped scenario decodes into the types of the scenario language, its overlays laid over their bases.

use std::fs;
use std::path::{Path, PathBuf};

use iotcap::scenario::Scenario;
use serde::Deserialize;
use toml::{Table, Value};

/// Every scenario that ships, and every one that the tests keep.
fn scenario_files() -> Vec<PathBuf> {
    let folders = ["scenarios", "tests/field"];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("the folder is there"));
    let paths = files.map(|file| file.expect("readable").path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    paths.sort();
    paths
}

/// Lays `over` upon `base`: tables merge by key, anything else is replaced; of two places the overlay's stands.
fn merge(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) if key != "place" => merge(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// The file's tables, upon those of the file it extends.
fn tables(path: &Path) -> Table {
    let text = fs::read_to_string(path).expect("readable");
    let mut own: Table = text.parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let Some(base) = own.remove("extends") else { return own };
    let mut all = tables(&path.with_file_name(base.as_str().expect("extends names a file")));
    merge(&mut all, own);
    all
}

fn decoded(path: &Path) -> Scenario {
    let scenario = Scenario::deserialize(Value::Table(tables(path)));
    scenario.unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn every_scenario_decodes_and_says_why_it_exists() {
    let files = scenario_files();
    assert!(files.len() >= 9, "{files:?}");
    for path in files {
        let scenario = decoded(&path);
        assert!(
            scenario.intent.is_some_and(|intent| intent.ends_with(['?', '.', '\n'])),
            "{}",
            path.display()
        );
        assert!(!scenario.objectives.is_empty(), "{} asks nothing", path.display());
    }
}

#[test]
fn every_name_that_is_used_is_there() {
    for path in scenario_files() {
        let s = decoded(&path);
        let at = path.display();
        for (name, class) in &s.devices {
            assert!(s.radio.contains_key(&class.radio), "{at}: radio of {name}");
        }
        for (name, gateway) in &s.gateways {
            assert!(s.radio.contains_key(&gateway.radio), "{at}: radio of {name}");
            assert!(
                gateway.link.as_ref().is_none_or(|link| s.links.contains_key(link)),
                "{at}: link of {name}"
            );
        }
        for (name, link) in &s.links {
            assert!(link.to == "platform" || s.links.contains_key(&link.to), "{at}: end of {name}");
        }
    }
}

#[test]
fn the_first_scenario_is_short() {
    let text = fs::read_to_string("scenarios/first.toml").expect("readable");
    assert!(text.lines().count() < 15);
}
