//! Distributions, wherever a time or a size is wanted.

mod moments;
mod residual;
mod sampler;

pub use residual::Residual;
pub use sampler::{DistributionError, Sampler};

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::{self, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::units::Quantity;

/// A distribution of a quantity: a plain value (`"2 ms"`) or `{ exponential = "2 ms" }` and so on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum DistributionSpec<Q> {
    /// Always the same.
    Constant(Q),
    /// Drawn.
    Random(Shape<Q>),
}

/// The named distributions. Values below zero are cut to zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shape<Q> {
    /// Always the same.
    Constant(Q),
    /// Uniform between two values.
    Uniform(Between<Q>),
    /// Exponential with this mean.
    Exponential(Q),
    /// Normal, truncated at zero.
    Normal(MeanSd<Q>),
    /// Log-normal with this mean and standard deviation (of the value, not of its logarithm).
    LogNormal(MeanSd<Q>),
    /// Erlang: the sum of `shape` exponentials.
    Erlang(MeanShape<Q>),
    /// Gamma with this mean and shape.
    Gamma(MeanShape<Q>),
    /// Weibull with this mean and shape.
    Weibull(MeanShape<Q>),
    /// Hyper-exponential of two phases with balanced means, by its squared coefficient of variation (>= 1).
    HyperExponential(MeanScv<Q>),
    /// Pareto with least value, shape and cap (draws above the cap become the cap).
    Pareto(ParetoSpec<Q>),
    /// Values drawn with equal chance from a column of a CSV file.
    Empirical(ColumnSpec),
}

/// Two ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Between<Q> {
    /// Least value.
    pub low: Q,
    /// Greatest value.
    pub high: Q,
}

/// Mean and standard deviation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeanSd<Q> {
    /// Mean (of the untruncated law).
    pub mean: Q,
    /// Standard deviation.
    pub sd: Q,
}

/// Mean and shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeanShape<Q> {
    /// Mean.
    pub mean: Q,
    /// Shape parameter (phases, for Erlang).
    pub shape: f64,
}

/// Mean and squared coefficient of variation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeanScv<Q> {
    /// Mean.
    pub mean: Q,
    /// Variance over squared mean, at least 1.
    pub scv: f64,
}

/// A capped Pareto law.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParetoSpec<Q> {
    /// Least value.
    pub minimum: Q,
    /// Tail exponent.
    pub shape: f64,
    /// Greatest value.
    pub cap: Q,
}

/// A column of a CSV file, in the quantity's base unit (s, B).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// The file, relative to the scenario file.
    pub file: String,
    /// The column's name.
    pub column: String,
    /// The values, read when the scenario is loaded.
    #[serde(skip)]
    pub values: std::sync::Arc<Vec<f64>>,
}

impl<'de, Q: Quantity + Deserialize<'de>> Deserialize<'de> for DistributionSpec<Q> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SpecVisitor<Q>(PhantomData<Q>);
        impl<'de, Q: Quantity + Deserialize<'de>> Visitor<'de> for SpecVisitor<Q> {
            type Value = DistributionSpec<Q>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(
                    f,
                    "a {} such as \"{example}\" or {{ exponential = \"{example}\" }}",
                    Q::WHAT,
                    example = Q::EXAMPLE
                )
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                text.parse().map(DistributionSpec::Constant).map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
                self.visit_str(&value.to_string())
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
                self.visit_str(&value.to_string())
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Shape::deserialize(MapAccessDeserializer::new(map)).map(|shape| match shape {
                    Shape::Constant(value) => DistributionSpec::Constant(value),
                    shape => DistributionSpec::Random(shape),
                })
            }
        }
        deserializer.deserialize_any(SpecVisitor(PhantomData))
    }
}
