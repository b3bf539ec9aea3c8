//! What differs in the files: every path whose value is not the same everywhere, after `extends` is resolved.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::{Setting, SettingValue};
use crate::experiment::results::Results;

/// Of tables under these, one that not all have is one line.
const NAMED: [&str; 5] = ["radio", "devices", "gateways", "links", "objectives"];

/// In the order of the alphabet, which keeps what belongs together together.
pub fn differing(all: &[Results]) -> Vec<Setting> {
    let paths: BTreeSet<&String> = all.iter().flat_map(|results| results.settings.keys()).collect();
    let mut found: BTreeMap<String, Setting> = BTreeMap::new();
    for path in paths.into_iter().filter(|path| told(path)) {
        let whole = named_table(path).filter(|table| all.iter().any(|results| !has(results, table)));
        let setting = match whole {
            Some(table) => Setting { values: tables(all, table), path: table.to_string() },
            None => Setting { values: all.iter().map(|r| value(r, path)).collect(), path: path.clone() },
        };
        if setting.values.iter().any(|value| !alike(value, &setting.values[0])) {
            found.insert(setting.path.clone(), setting);
        }
    }
    found.into_values().collect()
}

/// Not what only describes, nor the number of replications, which a comparison makes the same for all.
fn told(path: &str) -> bool {
    path != "title" && path != "intent" && !path.starts_with("study.replications")
}

/// `devices.meters` of `devices.meters.count`.
fn named_table(path: &str) -> Option<&str> {
    let (kind, rest) = path.split_once('.')?;
    let name = rest.split('.').next()?;
    NAMED.contains(&kind).then(|| &path[..kind.len() + 1 + name.len()])
}

fn below(results: &Results, table: &str) -> usize {
    let inside = |path: &&String| path.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'));
    results.settings.keys().filter(inside).count()
}

fn has(results: &Results, table: &str) -> bool {
    below(results, table) > 0
}

fn tables(all: &[Results], table: &str) -> Vec<Option<SettingValue>> {
    let value = |results: &Results| match below(results, table) {
        0 => None,
        1 => Some(SettingValue { value: "1 setting".into(), default: false }),
        n => Some(SettingValue { value: format!("{n} settings"), default: false }),
    };
    all.iter().map(value).collect()
}

/// As written, or the default that holds.
fn value(results: &Results, path: &str) -> Option<SettingValue> {
    if let Some(value) = results.settings.get(path) {
        return Some(SettingValue { value: value.clone(), default: false });
    }
    let default = results.assumptions.iter().find(|assumption| assumption.path == path)?;
    Some(SettingValue { value: default.value.clone(), default: true })
}

/// A default that is written out is no difference.
fn alike(a: &Option<SettingValue>, b: &Option<SettingValue>) -> bool {
    a.as_ref().map(|value| &value.value) == b.as_ref().map(|value| &value.value)
}
