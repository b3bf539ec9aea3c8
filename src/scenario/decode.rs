//! Decoding of tree nodes by serde. A fault carries the path at which it arose and what kind it is, which
//! serde's own errors lose; so that whoever called can complain, set the spot aside and decode again.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, Unexpected, Visitor};

use super::tree::{Node, Value};

/// What stopped the decoding, and where.
#[derive(Debug)]
pub(crate) struct Fault {
    pub kind: FaultKind,
    /// Keys from the decoded node down to the fault, innermost first while it climbs.
    pub path: Vec<String>,
}

#[derive(Debug)]
pub(crate) enum FaultKind {
    /// A key that the table at `path` does not know.
    UnknownKey { key: String, known: &'static [&'static str] },
    /// A word that is none of the choices.
    UnknownChoice { written: String, known: &'static [&'static str] },
    /// The table at `path`, of this Rust type, misses a key (the first of perhaps several).
    Missing { of: &'static str, key: &'static str },
    /// Anything else, in words.
    Other(String),
}

impl Fault {
    fn new(kind: FaultKind) -> Self {
        Fault { kind, path: Vec::new() }
    }

    fn under(mut self, key: &str) -> Self {
        self.path.push(key.to_string());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Fault::new(FaultKind::Other(message.to_string()))
    }
    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Self {
        de::Error::custom(format!("this must be {}, not {}", wanted(expected), found_as(&found)))
    }
    fn invalid_value(found: Unexpected, expected: &dyn Expected) -> Self {
        de::Error::invalid_type(found, expected)
    }
    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Fault::new(FaultKind::UnknownChoice { written: variant.to_string(), known })
    }
    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Fault::new(FaultKind::UnknownKey { key: field.to_string(), known })
    }
    fn missing_field(key: &'static str) -> Self {
        Fault::new(FaultKind::Missing { of: "", key })
    }
}

/// serde's expectation in the user's words.
fn wanted(expected: &dyn Expected) -> String {
    match expected.to_string().as_str() {
        "f64" => "a number".to_string(),
        "u8" => "a whole number in its range".to_string(),
        "u64" => "a whole number, zero or more".to_string(),
        "a string" => "text in quotes".to_string(),
        "a boolean" => "true or false".to_string(),
        "enum" => "a table with one choice, such as { exponential = \"10 s\" }".to_string(),
        "a sequence" => "a list in [ ]".to_string(),
        text if text == "a map" || text.starts_with("struct ") => "a table".to_string(),
        text => text.to_string(),
    }
}

fn found_as(found: &Unexpected) -> String {
    match found {
        Unexpected::Bool(yes) => format!("`{yes}`"),
        Unexpected::Signed(number) => format!("the number {number}"),
        Unexpected::Unsigned(number) => format!("the number {number}"),
        Unexpected::Float(number) => format!("the number {}", crate::units::number(*number)),
        Unexpected::Str(text) => format!("the text \"{text}\""),
        Unexpected::Seq => "a list".to_string(),
        Unexpected::Map => "a table".to_string(),
        other => other.to_string(),
    }
}

type Answer<T> = Result<T, Fault>;

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Answer<V::Value> {
        match &self.value {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::Integer(number) => integer(*number, visitor),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(yes) => visitor.visit_bool(*yes),
            Value::Datetime(when) => {
                Err(de::Error::invalid_type(Unexpected::Other(&format!("the date {when}")), &visitor))
            }
            Value::List(list) => visitor.visit_seq(Elements { rest: list.iter().enumerate() }),
            Value::Table(_) => self.entries(visitor),
            Value::Wrong => Err(de::Error::custom("already complained about")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Answer<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Answer<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Answer<V::Value> {
        if matches!(self.value, Value::List(_)) {
            return Err(de::Error::invalid_type(Unexpected::Seq, &visitor));
        }
        self.deserialize_any(visitor).map_err(|fault| named(fault, name))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Answer<V::Value> {
        match &self.value {
            Value::Text(text) => visitor.visit_enum(Choice { name: text, node: None, choices }),
            Value::Table(table) => {
                let mut written = table.iter().filter(|(_, node)| node.value != Value::Wrong);
                match (written.next(), written.next()) {
                    (Some((name, node)), None) => {
                        visitor.visit_enum(Choice { name, node: Some(node), choices })
                    }
                    _ => Err(de::Error::custom(format!(
                        "this must have exactly one of: {}",
                        choices.join(", ")
                    ))),
                }
            }
            _ => Err(de::Error::custom(format!("this must be one of: {}", choices.join(", ")))),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

fn integer<'de, V: Visitor<'de>>(number: i128, visitor: V) -> Answer<V::Value> {
    match (i64::try_from(number), u64::try_from(number)) {
        (Ok(number), _) => visitor.visit_i64(number),
        (_, Ok(number)) => visitor.visit_u64(number),
        _ => Err(de::Error::custom(format!("the number {number} is too large"))),
    }
}

/// Says of which Rust type a key is missing, where that is not said yet.
fn named(mut fault: Fault, name: &'static str) -> Fault {
    if let FaultKind::Missing { of, .. } = &mut fault.kind
        && of.is_empty()
    {
        *of = name;
    }
    fault
}

impl Node {
    fn entries<'de, V: Visitor<'de>>(&'de self, visitor: V) -> Answer<V::Value> {
        let mut entries = Entries { rest: self.table().into_iter().flatten(), open: None };
        let value = visitor.visit_map(&mut entries)?;
        // a choice decoded from a map takes its first key and would silently leave a second one
        match de::MapAccess::next_key::<String>(&mut entries)? {
            Some(key) => {
                Err(de::Error::custom(format!("only one choice is possible here; `{key}` is one too many")))
            }
            None => Ok(value),
        }
    }
}

struct Elements<'de> {
    rest: std::iter::Enumerate<std::slice::Iter<'de, Node>>,
}

impl<'de> de::SeqAccess<'de> for Elements<'de> {
    type Error = Fault;
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Answer<Option<S::Value>> {
        match self.rest.find(|(_, node)| node.value != Value::Wrong) {
            Some((at, node)) => {
                seed.deserialize(node).map(Some).map_err(|fault| fault.under(&at.to_string()))
            }
            None => Ok(None),
        }
    }
}

struct Entries<'de, I: Iterator<Item = (&'de String, &'de Node)>> {
    rest: I,
    open: Option<(&'de String, &'de Node)>,
}

impl<'de, I: Iterator<Item = (&'de String, &'de Node)>> de::MapAccess<'de> for Entries<'de, I> {
    type Error = Fault;
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Answer<Option<S::Value>> {
        self.open = self.rest.find(|(_, node)| node.value != Value::Wrong);
        match self.open {
            Some((key, _)) => seed
                .deserialize(key.as_str().into_deserializer())
                .map(Some)
                .map_err(|fault| in_key(fault, key)),
            None => Ok(None),
        }
    }
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Answer<S::Value> {
        match self.open.take() {
            Some((key, node)) => seed.deserialize(node).map_err(|fault| fault.under(key)),
            None => Err(de::Error::custom("a value without a key")),
        }
    }
}

/// A choice misspelled as a key is an unknown key.
fn in_key(fault: Fault, key: &str) -> Fault {
    match fault.kind {
        FaultKind::UnknownChoice { known, .. } | FaultKind::UnknownKey { known, .. } => {
            Fault::new(FaultKind::UnknownKey { key: key.to_string(), known })
        }
        kind => Fault { kind, path: fault.path },
    }
}

/// One of several, as a word or as a table of one key.
struct Choice<'de> {
    name: &'de str,
    node: Option<&'de Node>,
    choices: &'static [&'static str],
}

impl<'de> de::EnumAccess<'de> for Choice<'de> {
    type Error = Fault;
    type Variant = Self;
    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Answer<(S::Value, Self)> {
        let variant =
            seed.deserialize(self.name.into_deserializer()).map_err(|fault: Fault| match self.node {
                Some(_) => {
                    Fault::new(FaultKind::UnknownKey { key: self.name.to_string(), known: self.choices })
                }
                None => fault,
            })?;
        Ok((variant, self))
    }
}

impl<'de> de::VariantAccess<'de> for Choice<'de> {
    type Error = Fault;
    fn unit_variant(self) -> Answer<()> {
        match self.node {
            None => Ok(()),
            Some(_) => Err(de::Error::custom(format!("write \"{}\" alone: it takes no value", self.name))),
        }
    }
    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Answer<S::Value> {
        match self.node {
            Some(node) => seed.deserialize(node).map_err(|fault| fault.under(self.name)),
            None => Err(de::Error::custom(format!("`{0}` needs a value: {{ {0} = … }}", self.name))),
        }
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Answer<V::Value> {
        Err(de::Error::invalid_type(Unexpected::Str(self.name), &visitor))
    }
    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Answer<V::Value> {
        match self.node {
            Some(node) => node.deserialize_any(visitor).map_err(|fault| fault.under(self.name)),
            None => Err(de::Error::custom(format!("`{0}` needs a table: {{ {0} = {{ … }} }}", self.name))),
        }
    }
}
