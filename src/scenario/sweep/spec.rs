//! `[sweep]` as written.

use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Design, Factor, range};

/// Points to be asked by `iotcap sweep`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepSpec {
    /// Values by path: `devices.meters.count = "1000..5000 step 1000"`.
    pub vary: IndexMap<String, Values>,
    /// Pair the values of several paths, first with first, instead of crossing them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zip: Option<bool>,
    /// Conditions that every point must meet: `"devices.a.count <= devices.b.count"`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub r#where: Vec<String>,
}

/// Values of a path.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Values {
    /// A range (`"1000..5000 step 1000"`, `"1000..100000 log 5"`) or values between commas.
    Range(String),
    /// One by one.
    List(Vec<Value>),
    /// Paths below this one.
    Below(IndexMap<String, Values>),
}

/// A single value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// Anything with a unit, or a name.
    Text(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Whole(number) => write!(f, "{number}"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Truth(yes) => write!(f, "{yes}"),
            Value::Text(text) => write!(f, "{text}"),
        }
    }
}

impl SweepSpec {
    /// What is varied, in the file's order; the error names its path.
    pub fn factors(&self) -> Result<Vec<Factor>, (String, String)> {
        let mut found = Vec::new();
        below("", &self.vary, &mut found)?;
        Ok(found)
    }

    /// Where a path stands in the file: as one quoted key, or table by table.
    pub(crate) fn place_of(&self, path: &str) -> Vec<String> {
        let mut place: Vec<String> = ["sweep", "vary"].map(String::from).to_vec();
        let (mut table, mut rest) = (&self.vary, path);
        while !rest.is_empty() {
            let fits = |key: &&String| {
                rest == *key || rest.strip_prefix(key.as_str()).is_some_and(|r| r.starts_with('.'))
            };
            let Some(key) = table.keys().find(fits) else { break };
            place.push(key.clone());
            rest = rest[key.len()..].trim_start_matches('.');
            match &table[key] {
                Values::Below(below) => table = below,
                _ => break,
            }
        }
        place
    }

    /// The points.
    pub fn design(&self) -> Result<Design, String> {
        let factors = self.factors().map_err(|(path, why)| format!("{path}: {why}"))?;
        Design::new(factors, self.zip.unwrap_or(false), &self.r#where)
    }
}

fn below(
    at: &str,
    table: &IndexMap<String, Values>,
    found: &mut Vec<Factor>,
) -> Result<(), (String, String)> {
    for (key, values) in table {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        let values = match values {
            Values::Below(table) => {
                below(&path, table, found)?;
                continue;
            }
            Values::Range(text) => range::values(text).map_err(|why| (path.clone(), why))?,
            Values::List(list) if list.is_empty() => return Err((path, "the list is empty".to_string())),
            Values::List(list) => list.iter().map(Value::to_string).collect(),
        };
        found.push(Factor { path, values });
    }
    Ok(())
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Values, D::Error> {
        deserializer.deserialize_any(ValuesVisitor)
    }
}

struct ValuesVisitor;

impl<'de> Visitor<'de> for ValuesVisitor {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "values: a list [1000, 2000] or a range \"1000..5000 step 1000\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Values, E> {
        Ok(Values::Range(text.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Values, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Values::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Values, A::Error> {
        let mut table = IndexMap::new();
        while let Some((key, values)) = entries.next_entry()? {
            table.insert(key, values);
        }
        Ok(Values::Below(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_may_be_quoted_or_nested() {
        let nested = "[vary]\ndevices.m.count = [5, 6]\ndevices.m.message.every = '1 h,2 h'\n";
        let quoted =
            "vary = { 'devices.m.count' = '5..6 step 1', 'devices.m.message.every' = ['1 h', '2 h'] }";
        let of = |text: &str| toml::from_str::<SweepSpec>(text).unwrap().factors().unwrap();
        assert_eq!(of(nested), of(quoted));
        assert_eq!(
            of(nested)[0],
            Factor { path: "devices.m.count".into(), values: vec!["5".into(), "6".into()] }
        );
    }
}
