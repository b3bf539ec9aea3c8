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
        let setting = match (whole, policy_of(path)) {
            (Some(table), _) => Setting { values: tables(all, table), path: table.to_string() },
            (None, Some(policy)) => Setting {
                values: all.iter().map(|results| chosen(results, policy)).collect(),
                path: policy.to_string(),
            },
            (None, None) => {
                Setting { values: all.iter().map(|r| value(r, path)).collect(), path: path.clone() }
            }
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

/// `links.wan.drop` of `links.wan.drop.codel.target`: a choice with its parameters, which belong together.
fn policy_of(path: &str) -> Option<&str> {
    let keys: Vec<&str> = path.split('.').collect();
    let at = keys.iter().position(|key| *key == "drop").filter(|at| keys[0] == "links" && *at >= 2)?;
    Some(&path[..keys[..=at].iter().map(|key| key.len() + 1).sum::<usize>() - 1])
}

/// "tail"; "codel"; "red: max 60, min 20"; the default that holds.
fn chosen(results: &Results, policy: &str) -> Option<SettingValue> {
    let inside = |(path, value): (&'_ String, &'_ String)| {
        let rest = path.strip_prefix(policy)?.strip_prefix('.')?;
        let (name, parameter) = rest.split_once('.').unwrap_or((rest, ""));
        let said = (!parameter.is_empty()).then(|| format!("{} {value}", parameter.replace('_', " ")));
        Some((name.to_string(), said))
    };
    let all: Vec<_> = results.settings.iter().filter_map(inside).collect();
    let Some((name, _)) = all.first() else {
        let plain = value(results, policy);
        return plain.or_else(|| Some(SettingValue { value: "tail".into(), default: true }));
    };
    let said: Vec<&str> = all.iter().filter_map(|(_, said)| said.as_deref()).collect();
    let value = if said.is_empty() { name.clone() } else { format!("{name}: {}", said.join(", ")) };
    Some(SettingValue { value, default: false })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn results(settings: &[(&str, &str)]) -> Results {
        let settings = settings.iter().map(|(path, value)| (path.to_string(), value.to_string())).collect();
        Results { settings, ..Results::default() }
    }

    #[test]
    fn a_drop_policy_is_one_setting_with_its_parameters() {
        let rate = ("links.wan.rate", "256 kbit/s");
        let all = [
            results(&[rate]),
            results(&[rate, ("links.wan.drop.codel", "{}")]),
            results(&[rate, ("links.wan.drop.red.max", "60"), ("links.wan.drop.red.min", "20")]),
            results(&[rate, ("links.wan.drop", "tail")]),
        ];
        let told = differing(&all);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].path, "links.wan.drop");
        let values: Vec<&str> = told[0].values.iter().map(|v| v.as_ref().unwrap().value.as_str()).collect();
        assert_eq!(values, ["tail", "codel", "red: max 60, min 20", "tail"]);
        assert!(differing(&all[..1]).is_empty() && differing(&[all[0].clone(), all[3].clone()]).is_empty());
        assert_eq!(policy_of("links.drop.rate"), None);
    }
}
