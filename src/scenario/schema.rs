//! The JSON Schema of scenario files, from the types themselves: for editors, and for telling which keys
//! a table cannot do without.

use std::sync::LazyLock;

use serde_json::Value;

use super::Scenario;
use super::technology::TECHNOLOGIES;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = schemars::schema_for!(Scenario).to_value();
    let extends = serde_json::json!({
        "type": "string",
        "description": "Another scenario file, relative to this one, of which this one says what differs."
    });
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("extends".into(), extends);
    }
    // an overlay need not say again what its base says
    if let Some(root) = schema.as_object_mut() {
        root.remove("required");
        root.insert("title".into(), "iotcap scenario".into());
    }
    schema
});

/// The schema as pretty JSON, ending in a newline; the same for each build of the same types.
pub fn schema() -> String {
    format!("{:#}\n", *SCHEMA)
}

/// The keys that a table of this Rust type cannot do without, each with its description's first sentence.
pub(crate) fn required_keys(type_name: &str) -> Vec<(String, Option<String>)> {
    let Some(table) = definition(type_name) else { return Vec::new() };
    let names = table.get("required").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(|name| (name.to_string(), meaning(table, name))).collect()
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
    fn published_schema_is_current() {
        let published = include_str!("../../schema/scenario.json");
        assert!(published == schema(), "run: cargo run -- schema > schema/scenario.json");
    }
}
