//! What differs in the files: every path whose value is not the same everywhere, after `extends` is resolved.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::{Setting, SettingValue};
use crate::experiment::results::Results;
use crate::scenario::defaults;

/// Of tables under these, one that not all have comes last.
const NAMED: [&str; 5] = ["radio", "devices", "gateways", "links", "objectives"];

/// In the order of the alphabet, which keeps what belongs together together; what some have nothing of stands last.
pub fn differing(all: &[Results]) -> Vec<Setting> {
    let paths: BTreeSet<&String> = all.iter().flat_map(|results| results.settings.keys()).collect();
    let mut found: BTreeMap<(bool, String), Setting> = BTreeMap::new();
    for path in paths.into_iter().filter(|path| told(path) && !is_empty_table(all, path)) {
        let policy = policy_of(path);
        let shown = policy.unwrap_or(path);
        let values = all.iter().map(|results| match policy {
            Some(policy) => chosen(results, policy),
            None => value(results, path),
        });
        let setting = Setting { values: values.collect(), path: shown.to_string() };
        if setting.values.iter().any(|value| !alike(value, &setting.values[0])) {
            let partly =
                named_table(path).is_some_and(|table| all.iter().any(|results| !has(results, table)));
            found.insert((partly, setting.path.clone()), setting);
        }
    }
    found.into_values().collect()
}

/// `links = {}` where others have links, or say nothing: what they have is told key by key.
fn is_empty_table(all: &[Results], path: &str) -> bool {
    let empty = |results: &Results| results.settings.get(path).is_none_or(|value| value == "{}");
    let filled = || all.iter().any(|results| has(results, path));
    all.iter().all(empty) && (NAMED.contains(&path) || filled())
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
    let Some((name, _)) = all.first() else { return value(results, policy) };
    let said: Vec<&str> = all.iter().filter_map(|(_, said)| said.as_deref()).collect();
    let value = if said.is_empty() { name.clone() } else { format!("{name}: {}", said.join(", ")) };
    Some(SettingValue { value, default: false })
}

/// Whether it has anything below a path.
fn has(results: &Results, table: &str) -> bool {
    results.settings.keys().any(|path| path.strip_prefix(table).is_some_and(|rest| rest.starts_with('.')))
}

/// As written, or the default that holds.
fn value(results: &Results, path: &str) -> Option<SettingValue> {
    if let Some(value) = results.settings.get(path) {
        return Some(SettingValue { value: value.clone(), default: false });
    }
    let assumed = results.assumptions.iter().find(|assumption| assumption.path == path);
    let standing = || {
        defaults::standing(path)
            .filter(|_| path.rsplit_once('.').is_some_and(|(table, _)| has(results, table)))
    };
    let value = assumed.map(|assumption| assumption.value.clone()).or_else(standing)?;
    Some(SettingValue { value, default: true })
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

    #[test]
    fn a_default_is_told_and_a_table_that_some_lack_key_by_key() {
        let count = ("devices.meters.count", "20");
        let all = [
            results(&[count, ("links", "{}"), ("links.lan.rate", "1 Mbit/s")]),
            results(&[
                count,
                ("links.lan.rate", "1 Mbit/s"),
                ("links.lan.discipline", "priority"),
                ("links.wan.rate", "2 kbit/s"),
            ]),
        ];
        let told = differing(&all);
        let said =
            |at: usize, side: usize| told[at].values[side].as_ref().map(|v| (v.value.as_str(), v.default));
        assert_eq!(
            told.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(),
            ["links.lan.discipline", "links.wan.rate"]
        );
        assert_eq!((said(0, 0), said(0, 1)), (Some(("fifo", true)), Some(("priority", false))));
        assert_eq!((said(1, 0), said(1, 1)), (None, Some(("2 kbit/s", false))));
        let empty =
            [results(&[count, ("objectives", "{}")]), results(&[count, ("objectives.p95.of", "links.wan")])];
        assert_eq!(differing(&empty).len(), 1);
    }
}
