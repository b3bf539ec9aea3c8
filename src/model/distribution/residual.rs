//! How much of an interval is left at an instant that does not know it: the law with density
//! (1 − F(x)) / mean (D. R. Cox, "Renewal Theory", 1962, §5.2). A renewal process whose first wait is drawn from
//! it is stationary from its first instant; its mean is E[X²] / 2 E[X].
//!
//! Mostly a uniform share of an interval drawn in proportion to its length, which is a law of the same family.

use rand_distr::{Distribution, Gamma};

use super::{Between, DistributionError, DistributionSpec, MeanScv, MeanSd, MeanShape, ParetoSpec, Shape};
use crate::chance::{Key, Number, Stream};
use crate::units::Quantity;

/// The residual law of a distribution whose mean is above zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Residual(Law);

#[derive(Clone, Debug, PartialEq)]
enum Law {
    Exponential(f64),
    Hyper([f64; 2]),
    Pareto {
        minimum: f64,
        shape: f64,
        cap: f64,
    },
    /// A uniform share of a value drawn in proportion to its length.
    Part(Long),
}

/// Values drawn in proportion to their length.
#[derive(Clone, Debug, PartialEq)]
enum Long {
    Constant(f64),
    Uniform {
        low: f64,
        high: f64,
    },
    Normal {
        mode: f64,
        sd: f64,
    },
    LogNormal {
        mu: f64,
        sigma: f64,
    },
    Gamma(Gamma<Number>),
    Weibull {
        power: Gamma<Number>,
        scale: f64,
        shape: f64,
    },
    /// Values and the sums of all up to each.
    Empirical {
        values: Vec<f64>,
        sums: Vec<f64>,
    },
}

impl Residual {
    /// The residual law of a distribution, or what is wrong with it.
    pub fn new<Q: Quantity>(spec: &DistributionSpec<Q>) -> Result<Residual, DistributionError> {
        match spec {
            DistributionSpec::Constant(value) => Ok(Residual::constant(value.base())),
            DistributionSpec::Random(shape) => law(shape).map(Residual),
        }
    }

    /// What is left of an interval that is always the same.
    pub fn constant(value: f64) -> Residual {
        Residual(Law::Part(Long::Constant(value)))
    }

    /// What is left, in the base unit; a draw of this key alone.
    pub fn sample(&self, key: Key) -> f64 {
        match &self.0 {
            Law::Exponential(mean) => mean * key.exponential(0),
            Law::Hyper(means) => means[usize::from(key.uniform(0) >= 0.5)] * key.exponential(1),
            Law::Pareto { minimum, shape, cap } => capped_pareto(*minimum, *shape, *cap, key.uniform(0)),
            Law::Part(long) => key.uniform(0) * long.sample(key),
        }
    }
}

fn law<Q: Quantity>(shape: &Shape<Q>) -> Result<Law, DistributionError> {
    let gamma = |shape: f64, scale: f64| {
        Gamma::new(Number(shape), Number(scale)).map_err(|_| DistributionError::Shape)
    };
    Ok(Law::Part(match shape {
        Shape::Exponential(mean) => return Ok(Law::Exponential(mean.base())),
        // balanced means: an instant falls into either phase with the same chance
        Shape::HyperExponential(MeanScv { mean, scv }) => {
            let lean = ((scv - 1.0) / (scv + 1.0)).sqrt();
            return Ok(Law::Hyper([mean.base() / (1.0 + lean), mean.base() / (1.0 - lean)]));
        }
        Shape::Pareto(ParetoSpec { minimum, shape, cap }) => {
            return Ok(Law::Pareto { minimum: minimum.base(), shape: *shape, cap: cap.base() });
        }
        Shape::Constant(value) => Long::Constant(value.base()),
        Shape::Uniform(Between { low, high }) => Long::Uniform { low: low.base(), high: high.base() },
        Shape::Normal(MeanSd { mean, sd }) => normal(mean.base(), sd.base()),
        Shape::LogNormal(MeanSd { mean, sd }) => {
            let ratio = sd.base() / mean.base();
            let variance = libm::log1p(ratio * ratio);
            Long::LogNormal { mu: libm::log(mean.base()) + 0.5 * variance, sigma: variance.sqrt() }
        }
        Shape::Erlang(MeanShape { mean, shape }) | Shape::Gamma(MeanShape { mean, shape }) => {
            Long::Gamma(gamma(shape + 1.0, mean.base() / shape)?)
        }
        Shape::Weibull(MeanShape { mean, shape }) => {
            let scale = mean.base() / libm::tgamma(1.0 + 1.0 / shape);
            Long::Weibull { power: gamma(1.0 + 1.0 / shape, 1.0)?, scale, shape: *shape }
        }
        Shape::Empirical(column) => {
            let values = column.values.to_vec();
            let sums = values.iter().scan(0.0, |sum, value| {
                *sum += value;
                Some(*sum)
            });
            Long::Empirical { sums: sums.collect(), values }
        }
    }))
}

/// Normal cut at zero; `mode` is where x·φ((x − mean) / sd) is greatest.
fn normal(mean: f64, sd: f64) -> Long {
    match sd > 0.0 {
        true => Long::Normal { mode: 0.5 * (mean + (mean * mean + 4.0 * sd * sd).sqrt()), sd },
        false => Long::Constant(mean),
    }
}

impl Long {
    fn sample(&self, key: Key) -> f64 {
        match self {
            Long::Constant(value) => *value,
            Long::Uniform { low, high } => (low * low + key.uniform(1) * (high * high - low * low)).sqrt(),
            Long::Normal { mode, sd } => long_normal(*mode, *sd, key),
            Long::LogNormal { mu, sigma } => libm::exp(mu + sigma * key.normal(1)),
            Long::Gamma(law) => law.sample(&mut Stream::new(key.index(1))).0,
            Long::Weibull { power, scale, shape } => {
                scale * libm::pow(power.sample(&mut Stream::new(key.index(1))).0, 1.0 / shape)
            }
            Long::Empirical { values, sums } => {
                let whole = sums.last().copied().unwrap_or(0.0);
                let at = sums.partition_point(|sum| *sum <= key.uniform(1) * whole);
                values.get(at).copied().unwrap_or(0.0)
            }
        }
    }
}

/// x·φ((x − mean) / sd) above zero lies below a normal density around its mode, since ln x lies below its tangent
/// there; accepted with probability (x / mode)·e^(1 − x / mode).
fn long_normal(mode: f64, sd: f64, key: Key) -> f64 {
    let mut n = 1;
    loop {
        let x = mode + sd * key.normal(n);
        let kept = x / mode * libm::exp(1.0 - x / mode);
        if x > 0.0 && key.uniform(n + 1) < kept {
            return x;
        }
        n += 2;
    }
}

/// Inverts ∫ (1 − F) / mean of a Pareto law cut at `cap`: 1 up to the minimum, then (minimum / x)^shape.
fn capped_pareto(minimum: f64, shape: f64, cap: f64, uniform: f64) -> f64 {
    let rest = 1.0 - shape;
    // ∫ (minimum / x)^shape dx from the minimum to x, in minima
    let tail = |x: f64| match rest == 0.0 {
        true => libm::log(x / minimum),
        false => (libm::pow(x / minimum, rest) - 1.0) / rest,
    };
    let area = uniform * (1.0 + tail(cap));
    let beyond = area - 1.0;
    let x = match (beyond <= 0.0, rest == 0.0) {
        (true, _) => area,
        (false, true) => libm::exp(beyond),
        (false, false) => libm::pow(1.0 + beyond * rest, 1.0 / rest),
    };
    (minimum * x).min(cap)
}

#[cfg(test)]
mod tests {
    use super::super::{ColumnSpec, Sampler};
    use super::*;
    use crate::units::Span;

    fn spec(text: &str) -> DistributionSpec<Span> {
        toml::from_str::<std::collections::BTreeMap<String, DistributionSpec<Span>>>(&format!("law = {text}"))
            .unwrap()
            .remove("law")
            .unwrap()
    }

    /// Mean E[X²] / 2 E[X] and second moment E[X³] / 3 E[X], the latter estimated from the law's own draws.
    fn agrees(law: &DistributionSpec<Span>) {
        const DRAWS: u64 = 200_000;
        let (sampler, residual) = (Sampler::new(law).unwrap(), Residual::new(law).unwrap());
        let key = Key::root(3, 1);
        let mean_of = |value: &dyn Fn(u64) -> f64| (0..DRAWS).map(value).sum::<f64>() / DRAWS as f64;
        let left = |n: u64| residual.sample(key.index(n));
        let drawn = |n: u64| sampler.sample(key.index(DRAWS), n);
        let exact = 0.5 * sampler.mean() * (1.0 + sampler.scv().unwrap());
        let square = mean_of(&|n| left(n) * left(n));
        let error = 4.0 * (square / DRAWS as f64).sqrt();
        assert!((mean_of(&left) - exact).abs() < error, "{law:?}: {} for {exact}", mean_of(&left));
        let cube = mean_of(&|n| libm::pow(drawn(n), 3.0)) / (3.0 * sampler.mean());
        assert!((square / cube - 1.0).abs() < 0.1, "{law:?}: second moment {square} for {cube}");
    }

    #[test]
    fn what_is_left_has_the_residual_laws_moments() {
        for law in [
            "\"2 s\"",
            "{ uniform = { low = \"1 s\", high = \"4 s\" } }",
            "{ exponential = \"2 s\" }",
            "{ normal = { mean = \"3 s\", sd = \"1 s\" } }",
            "{ normal = { mean = \"1 s\", sd = \"2 s\" } }",
            "{ normal = { mean = \"3 s\", sd = \"0 s\" } }",
            "{ log-normal = { mean = \"2 s\", sd = \"1 s\" } }",
            "{ erlang = { mean = \"2 s\", shape = 3 } }",
            "{ gamma = { mean = \"2 s\", shape = 0.7 } }",
            "{ weibull = { mean = \"2 s\", shape = 1.5 } }",
            "{ hyper-exponential = { mean = \"2 s\", scv = 3 } }",
            "{ pareto = { minimum = \"1 s\", shape = 2.5, cap = \"20 s\" } }",
            "{ pareto = { minimum = \"1 s\", shape = 1, cap = \"20 s\" } }",
        ] {
            agrees(&spec(law));
        }
        let column = ColumnSpec {
            file: String::new(),
            column: String::new(),
            values: vec![1.0, 1.0, 2.0, 8.0, 0.0].into(),
        };
        agrees(&DistributionSpec::Random(Shape::Empirical(column)));
    }
}
