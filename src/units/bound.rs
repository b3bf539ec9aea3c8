//! Bounds that may be written away: a quantity, or `"unlimited"`, by which an overlay undoes what its base has.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{
    Error as ValueError, F64Deserializer, I64Deserializer, StrDeserializer, U64Deserializer,
};
use serde::de::{self, IntoDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is written for no bound.
const UNLIMITED: &str = "unlimited";

/// At most so much, or as much as comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound<Q> {
    /// At most so much.
    To(Q),
    /// No bound, as if it were left out.
    Unlimited,
}

impl<Q> Bound<Q> {
    /// The bound; `None` without one.
    pub fn limit(self) -> Option<Q> {
        match self {
            Bound::To(limit) => Some(limit),
            Bound::Unlimited => None,
        }
    }
}

struct Written<Q>(PhantomData<Q>);

impl<'de, Q: Deserialize<'de>> de::Visitor<'de> for Written<Q> {
    type Value = Bound<Q>;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a bound with its unit, or \"unlimited\"")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bound<Q>, E> {
        let plain: StrDeserializer<ValueError> = text.into_deserializer();
        if text.trim() == UNLIMITED { Ok(Bound::Unlimited) } else { bound(Q::deserialize(plain)) }
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Bound<Q>, E> {
        let plain: I64Deserializer<ValueError> = value.into_deserializer();
        bound(Q::deserialize(plain))
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Bound<Q>, E> {
        let plain: U64Deserializer<ValueError> = value.into_deserializer();
        bound(Q::deserialize(plain))
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Bound<Q>, E> {
        let plain: F64Deserializer<ValueError> = value.into_deserializer();
        bound(Q::deserialize(plain))
    }
}

fn bound<Q, E: de::Error>(found: Result<Q, ValueError>) -> Result<Bound<Q>, E> {
    found.map(Bound::To).map_err(E::custom)
}

impl<'de, Q: Deserialize<'de>> Deserialize<'de> for Bound<Q> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written(PhantomData))
    }
}

impl<Q: Serialize> Serialize for Bound<Q> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Bound::To(limit) => limit.serialize(serializer),
            Bound::Unlimited => serializer.serialize_str(UNLIMITED),
        }
    }
}

impl<Q: schemars::JsonSchema> schemars::JsonSchema for Bound<Q> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}OrUnlimited", Q::schema_name()).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let limit = generator.subschema_for::<Q>();
        schemars::json_schema!({ "anyOf": [{ "const": UNLIMITED }, limit] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Bytes, Count};

    #[derive(Deserialize)]
    struct Link {
        buffer: Bound<Bytes>,
        packets: Bound<Count>,
    }

    #[test]
    fn a_bound_is_a_quantity_or_unlimited() {
        let read = |text: &str| toml::from_str::<Link>(text).map(|link| (link.buffer, link.packets));
        let (some, none) =
            ((Bound::To(Bytes(64_000)), Bound::To(Count(20))), (Bound::Unlimited, Bound::Unlimited));
        assert_eq!(read("buffer = \"64 kB\"\npackets = 20").unwrap(), some);
        assert_eq!(read("buffer = \"unlimited\"\npackets = \"unlimited\"").unwrap(), none);
        assert_eq!((some.0.limit(), none.0.limit()), (Some(Bytes(64_000)), None));
        let wrong = read("buffer = \"64\"\npackets = 1").unwrap_err().to_string();
        assert!(wrong.contains("write"), "{wrong}");
    }
}
