//! The JSON Schema of scenario files, from the types themselves: for editors, and for telling which keys
//! a table cannot do without.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::Scenario;
use super::technology::TECHNOLOGIES;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = schemars::schema_for!(Scenario).to_value();
    let extends = json!({
        "type": "string",
        "description": "Another scenario file, relative to this one, of which this one says what differs."
    });
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("extends".into(), extends);
    }
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".into(), "iotcap scenario".into());
    }
    schema
});

/// What editors get: an overlay need not say again what its base says, at any depth; any other file must.
static PUBLISHED: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = SCHEMA.clone();
    relax(&mut schema);
    admit_ranges(&mut schema);
    if let Some(root) = schema.as_object_mut() {
        root.insert("if".into(), json!({ "required": ["extends"] }));
        root.extend(whole(&SCHEMA).map(|whole| ("else".to_string(), whole)));
    }
    schema
});

/// The schema as pretty JSON, ending in a newline; the same for each build of the same types.
pub fn schema() -> String {
    format!("{:#}\n", *PUBLISHED)
}

/// Quantities that an assumption may give as a range.
const RANGED: [&str; 15] = [
    "BitRate",
    "Bytes",
    "Capacity",
    "Count",
    "Current",
    "Dbm",
    "Decibel",
    "Distance",
    "Energy",
    "Flow",
    "Frequency",
    "Share",
    "Span",
    "Voltage",
    "Years",
];

/// Where a quantity or a real number may stand, a range may.
fn admit_ranges(schema: &mut Value) {
    let range = json!({
        "type": "object",
        "description": "An assumption between two ends, moved by `iotcap sensitivity`; all else sees `value`, or the middle if it is left out.",
        "properties": { "low": { "type": ["number", "string"] }, "value": { "type": ["number", "string"] }, "high": { "type": ["number", "string"] } },
        "required": ["low", "high"],
        "additionalProperties": false
    });
    let either = |plain: Value| json!({ "anyOf": [plain, { "$ref": "#/$defs/Range" }] });
    let Some(defs) = schema.get_mut("$defs").and_then(Value::as_object_mut) else { return };
    for name in RANGED {
        if let Some(def) = defs.get_mut(name) {
            let said = def.get("description").cloned();
            *def = either(def.take());
            if let Some((said, def)) = said.zip(def.as_object_mut()) {
                def.insert("description".into(), said);
            }
        }
    }
    if let Some(exponent) =
        defs.get_mut("PropagationSpec").and_then(|spec| spec.pointer_mut("/properties/exponent"))
    {
        *exponent = either(exponent.take());
    }
    defs.insert("Range".into(), range);
}

/// Takes out what keys are required, but where the one key is the choice (`disc`, `file`). Without its tag a table
/// may fit several technologies.
fn relax(node: &mut Value) {
    match node {
        Value::Array(list) => list.iter_mut().for_each(relax),
        Value::Object(table) => {
            if !is_choice(table) {
                table.remove("required");
            }
            if table.get("oneOf").is_some_and(is_tagged)
                && let Some(alternatives) = table.remove("oneOf")
            {
                table.insert("anyOf".into(), alternatives);
            }
            table.values_mut().for_each(relax);
        }
        _ => (),
    }
}

fn is_choice(table: &Map<String, Value>) -> bool {
    let keys = table.get("properties").and_then(Value::as_object);
    keys.is_some_and(|keys| keys.len() == 1 && keys.values().all(|key| key.get("const").is_none()))
        && table.get("required").and_then(Value::as_array).is_some_and(|required| required.len() == 1)
}

fn is_tagged(alternatives: &Value) -> bool {
    let tagged = |table: &Value| {
        let keys = table.get("properties").and_then(Value::as_object);
        keys.is_some_and(|keys| keys.values().any(|key| key.get("const").is_some()))
    };
    alternatives.as_array().is_some_and(|list| list.iter().all(tagged))
}

/// Which keys a whole scenario must have, table by table; of alternatives those that all of them have.
fn whole(node: &Value) -> Option<Value> {
    if let Some(name) = node.get("$ref").and_then(Value::as_str) {
        return whole(SCHEMA.get("$defs")?.get(name.rsplit('/').next()?)?);
    }
    if let Some([only]) = alternatives(node, "anyOf").as_deref() {
        return whole(only);
    }
    let mut table = Map::new();
    let required = common(&alternatives(node, "oneOf").unwrap_or_else(|| vec![node]));
    if !required.is_empty() {
        table.insert("required".into(), required.into());
    }
    let below = node.get("properties").and_then(Value::as_object).into_iter().flatten();
    let below: Map<_, _> = below.filter_map(|(key, node)| Some((key.clone(), whole(node)?))).collect();
    if !below.is_empty() {
        table.insert("properties".into(), below.into());
    }
    let entries = node.get("additionalProperties").filter(|entries| entries.is_object()).and_then(whole);
    table.extend(entries.map(|entries| ("additionalProperties".to_string(), entries)));
    (!table.is_empty()).then_some(table.into())
}

/// Those that are not "or nothing".
fn alternatives<'a>(node: &'a Value, key: &str) -> Option<Vec<&'a Value>> {
    let list = node.get(key)?.as_array()?;
    Some(list.iter().filter(|one| one.get("type").is_none_or(|kind| kind != "null")).collect())
}

/// Keys that all of these require.
fn common(tables: &[&Value]) -> Vec<Value> {
    let keys = |table: &Value| table.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some((first, rest)) = tables.split_first() else { return Vec::new() };
    keys(first).into_iter().filter(|key| rest.iter().all(|table| keys(table).contains(key))).collect()
}

/// The keys that a table of this Rust type cannot do without, each with its description's first sentence.
pub(crate) fn required_keys(type_name: &str) -> Vec<(String, Option<String>)> {
    let Some(table) = definition(type_name) else { return Vec::new() };
    let names = table.get("required").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(|name| (name.to_string(), meaning(table, name))).collect()
}

/// Whether every table that has a key of this name has a count there.
pub(crate) fn is_count(key: &str) -> bool {
    fn tables<'a>(node: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
        let own = node.get("properties").and_then(|keys| keys.get(key));
        found.extend(own);
        let within: Vec<&Value> = match node {
            Value::Object(table) => table.values().collect(),
            Value::Array(list) => list.iter().collect(),
            _ => Vec::new(),
        };
        within.into_iter().for_each(|node| tables(node, key, found));
    }
    let mut found = Vec::new();
    tables(&SCHEMA, key, &mut found);
    !found.is_empty() && found.iter().all(|node| node.to_string().contains("\"#/$defs/Count\""))
}

/// Whether whatever number stands at this path is whole, by the type that is read there: counts, and all that is
/// decoded as an integer. A name may have points in it, and so be several words of the path.
pub(crate) fn is_whole(path: &[&str]) -> bool {
    fn at(node: &Value, path: &[&str]) -> Option<bool> {
        let node = resolved(node)?;
        let Some((key, rest)) = path.split_first() else {
            let numbers = numbers(node);
            return Some(numbers.contains(&"integer") && !numbers.contains(&"number"));
        };
        let own = || at(node.get("properties")?.get(*key)?, rest);
        let entries = || {
            let entries = node.get("additionalProperties").filter(|entries| entries.is_object())?;
            (1..=path.len()).find_map(|words| at(entries, &path[words..]))
        };
        own().or_else(entries).or_else(|| choices(node).find_map(|choice| at(choice, path)))
    }
    at(&SCHEMA, path) == Some(true)
}

/// The kinds of number that may stand here by themselves.
fn numbers(node: &Value) -> Vec<&str> {
    let Some(node) = resolved(node) else { return Vec::new() };
    let kind = node.get("type").into_iter();
    let kinds = kind.flat_map(|kind| kind.as_array().map_or(std::slice::from_ref(kind), Vec::as_slice));
    let own = kinds.filter_map(Value::as_str).filter(|kind| matches!(*kind, "integer" | "number"));
    own.chain(choices(node).flat_map(numbers)).collect()
}

/// What a reference leads to; else the node itself.
fn resolved(node: &Value) -> Option<&Value> {
    match node.get("$ref").and_then(Value::as_str) {
        Some(name) => resolved(SCHEMA.get("$defs")?.get(name.rsplit('/').next()?)?),
        None => Some(node),
    }
}

fn choices(node: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf"].into_iter().filter_map(|key| node.get(key)?.as_array()).flatten()
}

/// A type's definition: those of the scenario, and the technologies, which the schema has without their names.
fn definition(type_name: &str) -> Option<&'static Value> {
    static OF_TECHNOLOGIES: LazyLock<Vec<(&str, Value)>> = LazyLock::new(|| {
        TECHNOLOGIES.iter().map(|technology| (technology.type_name, (technology.schema)())).collect()
    });
    let technology = OF_TECHNOLOGIES.iter().find(|(name, _)| *name == type_name);
    technology.map(|(_, table)| table).or_else(|| SCHEMA.get("$defs")?.get(type_name))
}

fn meaning(table: &Value, key: &str) -> Option<String> {
    let text = table.get("properties")?.get(key)?.get("description")?.as_str()?;
    let sentence = text.split_once(". ").map_or(text, |(first, _)| first);
    Some(sentence.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_each_table_requires() {
        let names = |of| required_keys(of).into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(names("ClassSpec"), ["count", "radio"]);
        assert_eq!(names("MeanShape"), ["mean", "shape"]);
        assert_eq!(names("LorawanSpec"), ["region", "propagation"]);
    }

    #[test]
    fn counts_are_told_from_other_numbers() {
        assert!(["count", "servers", "retries"].into_iter().all(is_count));
        assert!(!["lat", "exponent", "size", "nothing"].into_iter().any(is_count));
    }

    #[test]
    fn a_path_is_whole_by_its_type_and_not_by_its_name() {
        let is_whole = |path: &str| is_whole(&path.split('.').collect::<Vec<_>>());
        for path in [
            "devices.meters.count",
            "devices.new.meters.count",
            "devices.meters.priority",
            "devices.meters.message.batch",
            "gateways.hall.processing.batch.size",
            "links.wan.buffer_packets",
            "platform.process.autoscale.min",
            "platform.stages.erp.partitions",
            "radio.lora.channels",
            "sites.edge.processing.batch.size",
        ] {
            assert!(is_whole(path), "{path}");
        }
        for path in
            ["devices.meters.message.size", "platform.process.autoscale.target", "links.wan.rate", "nothing"]
        {
            assert!(!is_whole(path), "{path}");
        }
    }

    #[test]
    fn an_overlay_is_asked_for_nothing_and_any_other_file_for_all() {
        let (overlay, whole) = (&PUBLISHED["$defs"], &PUBLISHED["else"]);
        assert_eq!(PUBLISHED["if"], json!({ "required": ["extends"] }));
        assert_eq!(whole["required"], json!(["title"]));
        let entry = |kind: &str| &whole["properties"][kind]["additionalProperties"];
        assert_eq!(entry("devices")["required"], json!(["count", "radio"]));
        assert_eq!(entry("devices")["properties"]["message"]["required"], json!(["size"]));
        assert_eq!(entry("radio")["required"], json!(["technology"]));
        assert_eq!(whole["properties"]["platform"]["properties"]["ingest"]["required"], json!(["service"]));
        for table in ["ClassSpec", "MessageSpec", "DiscSpec", "LinkSpec"] {
            assert_eq!(overlay[table].get("required"), None, "{table}");
        }
        assert_eq!(overlay["PlaceSpec"]["oneOf"][0]["required"], json!(["disc"]), "a choice stays one");
        let radios = overlay["RadioSpec"]["anyOf"].as_array().unwrap();
        assert!(radios.iter().all(|radio| radio.get("required").is_none()));
    }

    #[test]
    fn published_schema_is_current() {
        let published = include_str!("../../schema/scenario.json");
        assert!(published == schema(), "run: cargo run -- schema > schema/scenario.json");
    }
}
