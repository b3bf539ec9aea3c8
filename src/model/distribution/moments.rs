//! Means and mean squares of the distributions, after cutting at zero and capping.

use super::{Between, MeanScv, MeanSd, MeanShape, ParetoSpec, Shape};
use crate::chance::normal_distribution;
use crate::units::Quantity;

/// Mean and mean square, in the base unit and its square.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moments {
    pub mean: f64,
    pub square: f64,
}

impl Moments {
    fn of(mean: f64, scv: f64) -> Moments {
        Moments { mean, square: mean * mean * (1.0 + scv) }
    }
}

/// Moments of a shape whose parameters have been checked.
pub(super) fn moments<Q: Quantity>(shape: &Shape<Q>) -> Moments {
    match shape {
        Shape::Constant(value) => Moments::of(value.base(), 0.0),
        Shape::Uniform(Between { low, high }) => {
            let (low, high) = (low.base(), high.base());
            Moments { mean: 0.5 * (low + high), square: (low * low + low * high + high * high) / 3.0 }
        }
        Shape::Exponential(mean) => Moments::of(mean.base(), 1.0),
        Shape::Normal(MeanSd { mean, sd }) => cut_normal(mean.base(), sd.base()),
        Shape::LogNormal(MeanSd { mean, sd }) => {
            let ratio = sd.base() / mean.base();
            Moments::of(mean.base(), ratio * ratio)
        }
        Shape::Erlang(MeanShape { mean, shape }) | Shape::Gamma(MeanShape { mean, shape }) => {
            Moments::of(mean.base(), 1.0 / shape)
        }
        Shape::Weibull(MeanShape { mean, shape }) => {
            let first = libm::tgamma(1.0 + 1.0 / shape);
            Moments::of(mean.base(), libm::tgamma(1.0 + 2.0 / shape) / (first * first) - 1.0)
        }
        Shape::HyperExponential(MeanScv { mean, scv }) => Moments::of(mean.base(), *scv),
        Shape::Pareto(ParetoSpec { minimum, shape, cap }) => {
            capped_pareto(minimum.base(), *shape, cap.base())
        }
        Shape::Empirical(column) => {
            let count = column.values.len() as f64;
            let mean_of =
                |value: fn(f64) -> f64| column.values.iter().map(|&x| value(x)).sum::<f64>() / count;
            Moments { mean: mean_of(|x| x), square: mean_of(|x| x * x) }
        }
    }
}

/// Normal with its negative values moved to zero: m·Φ(m/s) + s·φ(m/s) and (m² + s²)·Φ(m/s) + m·s·φ(m/s).
fn cut_normal(mean: f64, sd: f64) -> Moments {
    if sd == 0.0 {
        return Moments::of(mean, 0.0);
    }
    let z = mean / sd;
    let above = normal_distribution(z);
    let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
    Moments {
        mean: mean * above + sd * density,
        square: (mean * mean + sd * sd) * above + mean * sd * density,
    }
}

/// Pareto with its values above the cap moved to it: m + ∫ (m/x)^a dx and m² + 2 ∫ x (m/x)^a dx from m to cap.
fn capped_pareto(minimum: f64, shape: f64, cap: f64) -> Moments {
    let integral = |power: f64| {
        let exponent = power - shape;
        if exponent == 0.0 {
            libm::pow(minimum, shape) * libm::log(cap / minimum)
        } else {
            libm::pow(minimum, shape) * (libm::pow(cap, exponent) - libm::pow(minimum, exponent)) / exponent
        }
    };
    Moments { mean: minimum + integral(1.0), square: minimum * minimum + 2.0 * integral(2.0) }
}
