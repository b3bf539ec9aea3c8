//! Draws from a scenario's distribution, as pure functions of (key, n), in the quantity's base unit.
//!
//! Normal, log-normal, gamma, Weibull and Pareto are rand_distr's over [`Number`]; the others are one line.

use std::sync::Arc;

use rand_distr::{Distribution, Gamma, LogNormal, Normal, Pareto, Weibull};

use super::moments::{Moments, moments};
use super::{Between, ColumnSpec, DistributionSpec, MeanScv, MeanSd, MeanShape, ParetoSpec, Shape};
use crate::chance::{Key, Number, Stream};
use crate::units::Quantity;

/// What is wrong with a distribution's parameters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DistributionError {
    /// Uniform with its ends the wrong way round, or below zero.
    #[error("`low` must be at least 0 and at most `high`")]
    Ends,
    /// A mean that must be above zero.
    #[error("the mean must be above 0")]
    Mean,
    /// A negative standard deviation.
    #[error("the standard deviation must be at least 0")]
    Deviation,
    /// A shape that must be above zero.
    #[error("`shape` must be a number above 0")]
    Shape,
    /// Erlang with part of a phase.
    #[error("an Erlang `shape` counts phases: a whole number from 1; use gamma for others")]
    Phases,
    /// Hyper-exponential that varies less than an exponential.
    #[error("`scv` must be at least 1; use Erlang or gamma for less variation")]
    Scv,
    /// Pareto without room between minimum and cap.
    #[error("`minimum` must be above 0 and at most `cap`")]
    Cap,
    /// Empirical with no values, or with some that are no numbers or negative.
    #[error("the column `{0}` must hold at least one number, and none below 0")]
    Column(String),
}

#[derive(Clone, Debug, PartialEq)]
enum Law {
    Constant(f64),
    Uniform { low: f64, width: f64 },
    Exponential(f64),
    Normal(Normal<Number>),
    LogNormal(LogNormal<Number>),
    Gamma(Gamma<Number>),
    Weibull(Weibull<Number>),
    HyperExponential { first: f64, means: [f64; 2] },
    Pareto { law: Pareto<Number>, cap: f64 },
    Empirical(Arc<Vec<f64>>),
}

/// A distribution ready to be drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampler {
    law: Law,
    moments: Moments,
}

impl Sampler {
    /// The sampler of a written distribution, or what is wrong with it.
    pub fn new<Q: Quantity>(spec: &DistributionSpec<Q>) -> Result<Sampler, DistributionError> {
        let shape = match spec {
            DistributionSpec::Constant(value) => return Ok(Sampler::constant(value.base())),
            DistributionSpec::Random(shape) => shape,
        };
        Ok(Sampler { law: law(shape)?, moments: moments(shape) })
    }

    /// Always this value.
    pub fn constant(value: f64) -> Sampler {
        Sampler { law: Law::Constant(value), moments: Moments { mean: value, square: value * value } }
    }

    /// Variate `n` of this key's stream, at least 0, in the base unit.
    #[inline]
    pub fn sample(&self, key: Key, n: u64) -> f64 {
        match &self.law {
            Law::Constant(value) => *value,
            Law::Exponential(mean) => mean * key.exponential(n),
            Law::Uniform { low, width } => low + width * key.uniform(n),
            Law::Empirical(values) => values[key.below(n, values.len() as u32) as usize],
            Law::Normal(law) => draw(law, key, n).max(0.0),
            Law::LogNormal(law) => draw(law, key, n),
            Law::Gamma(law) => draw(law, key, n),
            Law::Weibull(law) => draw(law, key, n),
            Law::Pareto { law, cap } => draw(law, key, n).min(*cap),
            Law::HyperExponential { first, means } => {
                let own = key.index(n);
                means[usize::from(own.uniform(0) >= *first)] * own.exponential(1)
            }
        }
    }

    /// Mean, in the base unit: that of the values drawn, after cutting at zero or capping.
    pub fn mean(&self) -> f64 {
        self.moments.mean
    }

    /// Whether values forget how long they have lasted.
    pub fn is_exponential(&self) -> bool {
        matches!(self.law, Law::Exponential(_))
    }

    /// Squared coefficient of variation of the values drawn; `None` where it is not a number (mean 0).
    pub fn scv(&self) -> Option<f64> {
        let scv = self.moments.square / (self.moments.mean * self.moments.mean) - 1.0;
        scv.is_finite().then_some(scv.max(0.0))
    }
}

/// A variate of a law that may need several draws: they are those of the variate's own key.
fn draw(law: &impl Distribution<Number>, key: Key, n: u64) -> f64 {
    law.sample(&mut Stream::new(key.index(n))).0
}

fn law<Q: Quantity>(shape: &Shape<Q>) -> Result<Law, DistributionError> {
    Ok(match shape {
        Shape::Constant(value) => Law::Constant(value.base()),
        Shape::Uniform(Between { low, high }) => uniform(low.base(), high.base())?,
        Shape::Exponential(mean) => Law::Exponential(mean.base()),
        Shape::Normal(MeanSd { mean, sd }) => {
            let law = Normal::new(Number(mean.base()), Number(sd.base()));
            Law::Normal(law.ok().filter(|_| sd.base() >= 0.0).ok_or(DistributionError::Deviation)?)
        }
        Shape::LogNormal(MeanSd { mean, sd }) => log_normal(mean.base(), sd.base())?,
        Shape::Erlang(MeanShape { shape, .. }) if *shape < 1.0 || libm::trunc(*shape) != *shape => {
            return Err(DistributionError::Phases);
        }
        Shape::Erlang(MeanShape { mean, shape }) | Shape::Gamma(MeanShape { mean, shape }) => {
            gamma(mean.base(), *shape)?
        }
        Shape::Weibull(MeanShape { mean, shape }) => weibull(mean.base(), *shape)?,
        Shape::HyperExponential(MeanScv { mean, scv }) => hyper_exponential(mean.base(), *scv)?,
        Shape::Pareto(ParetoSpec { minimum, shape, cap }) => pareto(minimum.base(), *shape, cap.base())?,
        Shape::Empirical(column) => empirical(column)?,
    })
}

fn uniform(low: f64, high: f64) -> Result<Law, DistributionError> {
    if !(0.0..=high).contains(&low) {
        return Err(DistributionError::Ends);
    }
    Ok(Law::Uniform { low, width: high - low })
}

fn log_normal(mean: f64, sd: f64) -> Result<Law, DistributionError> {
    positive(mean, DistributionError::Mean)?;
    let law = LogNormal::from_mean_cv(Number(mean), Number(sd / mean));
    law.map(Law::LogNormal).map_err(|_| DistributionError::Deviation)
}

fn gamma(mean: f64, shape: f64) -> Result<Law, DistributionError> {
    positive(mean, DistributionError::Mean)?;
    positive(shape, DistributionError::Shape)?;
    let law = Gamma::new(Number(shape), Number(mean / shape));
    law.map(Law::Gamma).map_err(|_| DistributionError::Shape)
}

fn weibull(mean: f64, shape: f64) -> Result<Law, DistributionError> {
    positive(mean, DistributionError::Mean)?;
    positive(shape, DistributionError::Shape)?;
    let law = Weibull::new(Number(mean / libm::tgamma(1.0 + 1.0 / shape)), Number(shape));
    law.map(Law::Weibull).map_err(|_| DistributionError::Shape)
}

/// Two phases that each carry half the mean; Allen, "Probability, Statistics, and Queueing Theory".
fn hyper_exponential(mean: f64, scv: f64) -> Result<Law, DistributionError> {
    if !scv.is_finite() || scv < 1.0 {
        return Err(DistributionError::Scv);
    }
    let first = 0.5 * (1.0 + ((scv - 1.0) / (scv + 1.0)).sqrt());
    Ok(Law::HyperExponential { first, means: [mean / (2.0 * first), mean / (2.0 * (1.0 - first))] })
}

fn pareto(minimum: f64, shape: f64, cap: f64) -> Result<Law, DistributionError> {
    positive(shape, DistributionError::Shape)?;
    if !(minimum > 0.0 && minimum <= cap) {
        return Err(DistributionError::Cap);
    }
    let law = Pareto::new(Number(minimum), Number(shape));
    Ok(Law::Pareto { law: law.map_err(|_| DistributionError::Cap)?, cap })
}

fn empirical(column: &ColumnSpec) -> Result<Law, DistributionError> {
    let good = |values: &[f64]| {
        let count = 1..=u32::MAX as usize;
        count.contains(&values.len()) && values.iter().all(|value| value.is_finite() && *value >= 0.0)
    };
    if !good(&column.values) {
        return Err(DistributionError::Column(column.column.clone()));
    }
    Ok(Law::Empirical(column.values.clone()))
}

fn positive(value: f64, error: DistributionError) -> Result<(), DistributionError> {
    if value.is_finite() && value > 0.0 { Ok(()) } else { Err(error) }
}
