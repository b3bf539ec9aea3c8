//! Several messages at one instant: always as many, or geometrically many from one on.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::chance::Key;
use crate::units::Count;

/// Messages at each instant of a process: a count, or `{ geometric = 5 }`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum BatchSpec {
    /// Always as many.
    Fixed(Count),
    /// Drawn.
    Random(BatchLaw),
}

/// How many at once, drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BatchLaw {
    /// Geometric on 1, 2, … with this mean.
    Geometric(f64),
}

impl BatchSpec {
    /// Mean number of messages at an instant.
    pub fn mean(&self) -> f64 {
        match self {
            BatchSpec::Fixed(count) => count.0 as f64,
            BatchSpec::Random(BatchLaw::Geometric(mean)) => *mean,
        }
    }

    /// Messages at instant `n` of this key's device, at least one.
    #[inline]
    pub fn draw(&self, key: Key, n: u64) -> u32 {
        match self {
            BatchSpec::Fixed(count) => count.0 as u32,
            // P(X > k) = (1 − 1 / mean)^k
            BatchSpec::Random(BatchLaw::Geometric(mean)) if *mean > 1.0 => {
                1 + (key.exponential(n) / -libm::log1p(-1.0 / mean)) as u32
            }
            BatchSpec::Random(BatchLaw::Geometric(_)) => 1,
        }
    }
}

impl<'de> Deserialize<'de> for BatchSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BatchVisitor;
        impl<'de> Visitor<'de> for BatchVisitor {
            type Value = BatchSpec;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number of messages such as 5, or { geometric = 5 }")
            }
            fn visit_i64<E: de::Error>(self, count: i64) -> Result<BatchSpec, E> {
                let count = u64::try_from(count).map_err(|_| E::custom(format!("{count} is negative")))?;
                Ok(BatchSpec::Fixed(Count(count)))
            }
            fn visit_u64<E: de::Error>(self, count: u64) -> Result<BatchSpec, E> {
                Ok(BatchSpec::Fixed(Count(count)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<BatchSpec, E> {
                text.parse().map(BatchSpec::Fixed).map_err(E::custom)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BatchSpec, A::Error> {
                BatchLaw::deserialize(MapAccessDeserializer::new(map)).map(BatchSpec::Random)
            }
        }
        deserializer.deserialize_any(BatchVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometric_batches_have_their_mean_and_their_atom() {
        const DRAWS: u64 = 100_000;
        let (batch, key) = (BatchSpec::Random(BatchLaw::Geometric(5.0)), Key::root(1, 2));
        let drawn: Vec<u32> = (0..DRAWS).map(|n| batch.draw(key, n)).collect();
        let mean = drawn.iter().map(|&x| f64::from(x)).sum::<f64>() / DRAWS as f64;
        let single = drawn.iter().filter(|&&x| x == 1).count() as f64 / DRAWS as f64;
        // Var X = mean² − mean = 20
        assert!((mean - 5.0).abs() < 4.0 * (20.0 / DRAWS as f64).sqrt(), "{mean}");
        assert!((single - 0.2).abs() < 4.0 * (0.16 / DRAWS as f64).sqrt(), "{single}");
        assert_eq!(BatchSpec::Random(BatchLaw::Geometric(1.0)).draw(key, 0), 1);
    }
}
