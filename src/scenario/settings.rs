//! A resolved scenario as a flat list, path by path, so that two of them can be laid side by side whatever their
//! files look like. Values are written in one way (`1000 ms` as `1 s`), so that only what differs differs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Scenario;

/// Every value that is written in the file, its bases or on the command line, by its path; no defaults, and nothing of
/// growth, which is of other times.
pub fn settings(scenario: &Scenario) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut tree = serde_json::to_value(scenario).unwrap_or_default();
    tree.as_object_mut().map(|tables| tables.remove("growth"));
    leaves(&tree, String::new(), &mut found);
    found
}

fn leaves(value: &Value, path: String, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(table) if table.is_empty() && !path.is_empty() => drop(found.insert(path, "{}".into())),
        Value::Object(table) => {
            for (key, value) in table {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                leaves(value, below, found);
            }
        }
        value => drop(found.insert(path, written(value))),
    }
}

/// On one line, as TOML would.
fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(list) => format!("[{}]", list.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Object(table) => {
            let kept = table.iter().filter(|(_, value)| !value.is_null());
            let items: Vec<_> = kept.map(|(key, value)| format!("{key} = {}", written(value))).collect();
            format!("{{ {} }}", items.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::load::load;
    use super::*;

    #[test]
    fn an_overlay_is_resolved_and_differs_where_it_says() {
        let of = |name: &str, set: &[String]| {
            settings(&load(Path::new(&format!("scenarios/{name}.toml")), set).unwrap().scenario)
        };
        let (a, b) = (of("brno", &[]), of("brno-tripled", &[]));
        assert_eq!(a["devices.meters.count"], "5000");
        let differs: Vec<_> = b.iter().filter(|(path, value)| a.get(*path) != Some(value)).collect();
        let paths: Vec<_> = differs.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["devices.meters.count", "intent", "title"]);
        let same = of("brno", &["links.lte.delay=\"0.035 s\"".into()]);
        assert_eq!(same, a, "another spelling is no difference");
    }
}
