//! Overlays: a scenario is its base plus what differs. Tables merge by key, all else is replaced; and
//! where a table is a choice (a disc or a file), the overlay's choice replaces the base's.

use indexmap::IndexMap;

use super::processes::{MODIFIERS, PROCESSES};
use super::tree::{Node, Value};

type Table = IndexMap<String, Node>;

/// Keys whose tables hold one choice: another choice replaces it.
pub(crate) const CHOICES: [&str; 18] = [
    "place",
    "over",
    "service",
    "size",
    "idle",
    "loss",
    "spreading_factor",
    "forwarding",
    "drop",
    "up",
    "down",
    "gap",
    "on",
    "off",
    "mix",
    "batch",
    "lasts",
    "area",
];
/// Keys of an objective that are not limits.
const NOT_LIMITS: [&str; 2] = ["of", "margin"];
/// Keys of a propagation that only go with its model.
const OF_MODEL: [&str; 5] = ["reference", "exponent", "environment", "city", "sight"];

/// `over` laid on `base`; `path` is where both stand.
pub(crate) fn merge(base: &mut Node, over: Node, path: &mut Vec<String>) {
    match (&mut base.value, over.value) {
        (Value::Table(old), Value::Table(new)) => {
            make_room(old, &new, path);
            for (key, node) in new {
                merge_entry(old, key, node, path);
            }
        }
        (_, value) => *base = Node { key: over.key, spot: over.spot, value },
    }
}

fn merge_entry(old: &mut Table, key: String, node: Node, path: &mut Vec<String>) {
    match old.get_mut(&key) {
        Some(base) => {
            path.push(key);
            merge(base, node, path);
            path.pop();
        }
        None => drop(old.insert(key, node)),
    }
}

/// Removes from the base what cannot stand beside the overlay's keys.
fn make_room(old: &mut Table, new: &Table, path: &[String]) {
    // a class may be called `message`, and a member `place`: there the key is a name
    let named = path.len() < 3 || path[path.len() - 2] == "member";
    let last = path.last().filter(|_| !named).map_or("", String::as_str);
    let has = |key: &str| new.contains_key(key);
    let differs = |old: &Table, key: &str| {
        new.get(key).is_some_and(|node| old.get(key).is_some_and(|o| o.value != node.value))
    };
    if has("low") && has("high") && !has("value") {
        // a range of its own: the base's value need not lie in it
        old.shift_remove("value");
    }
    if path.len() == 2 && path[0] == "radio" && differs(old, "technology") {
        old.clear();
    } else if path.len() == 2 && path[0] == "objectives" {
        let limits = new.keys().any(|key| !NOT_LIMITS.contains(&key.as_str()));
        old.retain(|key, _| !limits || NOT_LIMITS.contains(&key.as_str()) || has(key));
    } else if CHOICES.contains(&last) && !is_station_batch(path) {
        old.retain(|key, _| has(key));
    } else if last == "message" {
        make_room_in_message(old, new);
    } else if last == "propagation" && differs(old, "model") {
        old.retain(|key, _| !OF_MODEL.contains(&key.as_str()));
    } else if last == "burst" {
        let begins = |key: &str| ["at", "after"].contains(&key);
        old.retain(|key, _| !begins(key) || !new.keys().any(|new| begins(new)) || has(key));
    } else if ["at", "center"].contains(&last) {
        either(old, new, [&["lat", "lon"], &["x", "y"]]);
    } else if last == "outages" {
        either(old, new, [&["up", "down"], &["at", "for"]]);
    } else if path.len() == 2 && path[0] == "gateways" {
        either(old, new, [&["site"], &["link", "store"]]);
    }
}

/// A station's `batch` is a table of two keys, a message's a choice.
fn is_station_batch(path: &[String]) -> bool {
    path.ends_with(&["batch".to_string()]) && !path.contains(&"message".to_string())
}

/// Of two groups of keys a table has one: an overlay that names the other replaces it.
fn either(old: &mut Table, new: &Table, groups: [&[&str]; 2]) {
    let [first, second] = groups.map(|group| group.iter().any(|key| new.contains_key(*key)));
    old.retain(|key, _| {
        let key = key.as_str();
        !(first && groups[1].contains(&key) || second && groups[0].contains(&key))
    });
}

/// Another process takes the base's away, and what does not go with it.
fn make_room_in_message(old: &mut Table, new: &Table) {
    let Some(process) = PROCESSES.into_iter().find(|key| new.contains_key(*key)) else { return };
    old.retain(|key, _| {
        let modifier = MODIFIERS.iter().find(|modifier| modifier.key == key.as_str());
        let goes = modifier.is_none_or(|modifier| modifier.with.contains(&process));
        goes && (!PROCESSES.contains(&key.as_str()) || key == process)
    });
}

/// What differs between two trees, as `path: old -> new`, in the new tree's order and then what is gone.
pub(crate) fn changes(old: &Node, new: &Node) -> Vec<String> {
    let mut found = Vec::new();
    differences(Some(old), Some(new), "", &mut found);
    found
}

fn differences(old: Option<&Node>, new: Option<&Node>, path: &str, found: &mut Vec<String>) {
    match (old.and_then(Node::table), new.and_then(Node::table)) {
        (None, None) => {
            let (before, after) = (written(old), written(new));
            if before != after {
                found.push(format!("{path}: {before} -> {after}"));
            }
        }
        (before, after) => {
            if (old.is_some() && before.is_none()) || (new.is_some() && after.is_none()) {
                found.push(format!("{path}: {} -> {}", written(old), written(new)));
                return;
            }
            let gone =
                before.into_iter().flatten().filter(|(key, _)| after.is_none_or(|a| !a.contains_key(*key)));
            for key in after.into_iter().flatten().chain(gone).map(|(key, _)| key) {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                differences(before.and_then(|b| b.get(key)), after.and_then(|a| a.get(key)), &below, found);
            }
        }
    }
}

/// A value as TOML would write it on one line; "(none)" where there is none.
fn written(node: Option<&Node>) -> String {
    let Some(node) = node else { return "(none)".into() };
    match &node.value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => crate::units::number(*number),
        Value::Boolean(yes) => yes.to_string(),
        Value::Datetime(when) => when.clone(),
        Value::List(list) => {
            let items: Vec<_> = list.iter().map(|node| written(Some(node))).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let items: Vec<_> =
                table.iter().map(|(key, node)| format!("{key} = {}", written(Some(node)))).collect();
            format!("{{ {} }}", items.join(", "))
        }
        Value::Wrong => "?".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Sources, parse};
    use super::*;

    fn tree(text: &str) -> Node {
        let mut sources = Sources::default();
        let file = sources.add("a.toml".into(), text.into());
        parse(&sources, file).unwrap()
    }

    /// What the overlay changes, with the choices it pushes aside.
    fn laid(base: &str, over: &str) -> Vec<String> {
        let (base, mut merged) = (tree(base), tree(base));
        merge(&mut merged, tree(over), &mut Vec::new());
        changes(&base, &merged)
    }

    #[test]
    fn merges_tables_and_replaces_the_rest() {
        let base = "[devices.m]\ncount = 5\nradio = 'l'\n[study]\nreplications = { min = 3 }\n";
        assert_eq!(laid(base, "[devices.m]\ncount = 6"), ["devices.m.count: 5 -> 6"]);
        assert_eq!(laid(base, "study.replications.max = 9"), ["study.replications.max: (none) -> 9"]);
        assert_eq!(laid(base, "study.replications = 2"), ["study.replications: { min = 3 } -> 2"]);
        assert_eq!(laid(base, "[devices.n]\ncount = 1"), ["devices.n.count: (none) -> 1"]);
    }

    #[test]
    fn a_link_takes_a_gateway_s_site_away_and_a_site_its_link() {
        let base = "[gateways.g]\nradio = 'r'\nsite = 's'";
        let laid_on = laid(base, "[gateways.g]\nlink = 'l'\nstore = { size = '1 MB' }");
        let expected = [
            "gateways.g.link: (none) -> l",
            "gateways.g.store.size: (none) -> 1 MB",
            "gateways.g.site: s -> (none)",
        ];
        assert_eq!(laid_on, expected);
        let base = "[gateways.g]\nlink = 'l'\nstore = { size = '1 MB' }\nheight = '3 m'";
        let expected = [
            "gateways.g.site: (none) -> s",
            "gateways.g.link: l -> (none)",
            "gateways.g.store.size: 1 MB -> (none)",
        ];
        assert_eq!(laid(base, "[gateways.g]\nsite = 's'"), expected);
    }

    #[test]
    fn a_choice_replaces_a_choice() {
        let base = "[devices.m]\nplace = { disc = { radius = '1 km' } }\nmessage = { every = '1 h', jitter = '1 s', size = '9 B' }";
        assert_eq!(
            laid(base, "devices.m.place = { file = 'a.csv' }"),
            ["devices.m.place.file: (none) -> a.csv", "devices.m.place.disc.radius: 1 km -> (none)"]
        );
        assert_eq!(
            laid(base, "devices.m.place.disc.radius = '2 km'"),
            ["devices.m.place.disc.radius: 1 km -> 2 km"]
        );
        assert_eq!(
            laid(base, "devices.m.message.poisson = '2 h'"),
            [
                "devices.m.message.poisson: (none) -> 2 h",
                "devices.m.message.every: 1 h -> (none)",
                "devices.m.message.jitter: 1 s -> (none)"
            ]
        );
    }

    #[test]
    fn another_limit_replaces_the_limit() {
        let base = "[objectives.o]\nof = 'devices.m'\nlatency_p95 = '<= 1 s'";
        assert_eq!(
            laid(base, "objectives.o.latency_p99 = '<= 2 s'"),
            ["objectives.o.latency_p99: (none) -> <= 2 s", "objectives.o.latency_p95: <= 1 s -> (none)"]
        );
    }

    #[test]
    fn another_model_drops_the_old_parameters() {
        let base = "[radio.l]\ntechnology='lorawan'\npropagation = { model = 'log-distance', exponent = 3, shadowing = '7 dB' }";
        assert_eq!(
            laid(base, "radio.l.propagation.model = 'okumura-hata'"),
            [
                "radio.l.propagation.model: log-distance -> okumura-hata",
                "radio.l.propagation.exponent: 3 -> (none)"
            ]
        );
    }

    /// Whether a schema is of a table with one choice, directly or behind a reference.
    fn is_choice(schema: &serde_json::Value, definitions: &serde_json::Value) -> bool {
        let one_key =
            |table: &serde_json::Value| table["properties"].as_object().is_some_and(|keys| keys.len() == 1);
        let referred = schema["$ref"].as_str().and_then(|path| definitions.get(path.rsplit('/').next()?));
        let either =
            ["oneOf", "anyOf"].into_iter().flat_map(|key| schema[key].as_array().into_iter().flatten());
        referred.is_some_and(|schema| is_choice(schema, definitions))
            || either
                .into_iter()
                .any(|part| part["type"] == "object" && one_key(part) || is_choice(part, definitions))
    }

    #[test]
    fn every_choice_of_the_language_is_known() {
        let schema: serde_json::Value = serde_json::from_str(&crate::scenario::schema::schema()).unwrap();
        let mut found = std::collections::BTreeSet::new();
        for (_, table) in schema["$defs"].as_object().unwrap() {
            for (key, property) in table["properties"].as_object().into_iter().flatten() {
                if is_choice(property, &schema["$defs"]) {
                    found.insert(key.clone());
                }
            }
        }
        assert_eq!(found, CHOICES.into_iter().map(str::to_string).collect());
    }
}
