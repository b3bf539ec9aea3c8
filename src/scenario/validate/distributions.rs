//! Rules of distributions, of whatever quantity.

use super::Check;
use crate::model::distribution::{DistributionSpec, Shape};
use crate::scenario::complaint::below;
use crate::units::{self, Quantity};

/// Phases that an Erlang law may have.
const MAX_PHASES: f64 = 1000.0;

impl Check<'_> {
    pub(super) fn distribution<Q: Quantity>(&mut self, at: &[String], law: &DistributionSpec<Q>) {
        match law {
            DistributionSpec::Constant(value) => self.not_negative(at.to_vec(), *value),
            DistributionSpec::Random(shape) => self.shape(at, shape),
        }
    }

    fn shape<Q: Quantity>(&mut self, at: &[String], shape: &Shape<Q>) {
        match shape {
            Shape::Constant(value) => self.not_negative(at.to_vec(), *value),
            Shape::Exponential(mean) => self.positive(below(at, &["exponential"]), *mean),
            Shape::Uniform(ends) => {
                self.not_negative(below(at, &["uniform", "low"]), ends.low);
                if ends.low.base() > ends.high.base() {
                    let message = format!("`low` ({}) is greater than `high` ({})", ends.low, ends.high);
                    self.wrong(below(at, &["uniform", "low"]), message, "");
                }
            }
            Shape::Normal(law) => {
                self.not_negative(below(at, &["normal", "mean"]), law.mean);
                self.not_negative(below(at, &["normal", "sd"]), law.sd);
            }
            Shape::LogNormal(law) => {
                self.positive(below(at, &["log-normal", "mean"]), law.mean);
                self.not_negative(below(at, &["log-normal", "sd"]), law.sd);
            }
            Shape::Erlang(law) => {
                self.positive(below(at, &["erlang", "mean"]), law.mean);
                self.phases(below(at, &["erlang", "shape"]), law.shape);
            }
            Shape::Gamma(law) => self.mean_shape(&below(at, &["gamma"]), law.mean, law.shape),
            Shape::Weibull(law) => self.mean_shape(&below(at, &["weibull"]), law.mean, law.shape),
            Shape::HyperExponential(law) => {
                self.positive(below(at, &["hyper-exponential", "mean"]), law.mean);
                self.within(
                    below(at, &["hyper-exponential", "scv"]),
                    law.scv,
                    1.0,
                    1e4,
                    "1 (exponential) to 10000",
                );
            }
            Shape::Pareto(law) => {
                let at = below(at, &["pareto"]);
                self.positive(below(&at, &["minimum"]), law.minimum);
                self.tail(&at, law.shape);
                if law.cap.base() <= law.minimum.base() {
                    let message =
                        format!("`cap` ({}) must be greater than `minimum` ({})", law.cap, law.minimum);
                    self.wrong(below(&at, &["cap"]), message, "");
                }
            }
            Shape::Empirical(_) => (),
        }
    }

    fn mean_shape<Q: Quantity>(&mut self, at: &[String], mean: Q, shape: f64) {
        self.positive(below(at, &["mean"]), mean);
        self.within(below(at, &["shape"]), shape, 0.05, 1e4, "0.05 to 10000");
    }

    fn phases(&mut self, at: Vec<String>, phases: f64) {
        if !(1.0..=MAX_PHASES).contains(&phases) || phases.fract() != 0.0 {
            let help = format!("an Erlang law has 1 to {MAX_PHASES} phases; gamma takes any shape");
            self.wrong(at, format!("{} is not a whole number of phases", units::number(phases)), help);
        }
    }

    fn tail(&mut self, at: &[String], shape: f64) {
        self.within(below(at, &["shape"]), shape, 0.05, 1e4, "0.05 to 10000");
        if shape <= 2.0 {
            let path = at.join(".");
            self.warn(format!("{path}.shape is {shape}: at 2 or less only the cap keeps the variance finite, and averages settle slowly"));
        }
    }

    fn not_negative<Q: Quantity>(&mut self, at: Vec<String>, value: Q) {
        if value.base() < 0.0 {
            self.wrong(at, format!("{value} is negative"), format!("a {} here is zero or more", Q::WHAT));
        }
    }

    fn positive<Q: Quantity>(&mut self, at: Vec<String>, value: Q) {
        if value.base() <= 0.0 {
            self.wrong(
                at,
                format!("{value} is not possible here"),
                format!("a {} here is more than zero", Q::WHAT),
            );
        }
    }
}

/// The mean, roughly: enough to tell a law whose draws are all near zero.
pub(super) fn rough_mean<Q: Quantity>(law: &DistributionSpec<Q>) -> f64 {
    let DistributionSpec::Random(shape) = law else {
        let DistributionSpec::Constant(value) = law else { return 0.0 };
        return value.base();
    };
    match shape {
        Shape::Constant(value) | Shape::Exponential(value) => value.base(),
        Shape::Uniform(ends) => (ends.low.base() + ends.high.base()) / 2.0,
        Shape::Normal(law) | Shape::LogNormal(law) => law.mean.base().max(law.sd.base() / 3.0),
        Shape::Erlang(law) | Shape::Gamma(law) | Shape::Weibull(law) => law.mean.base(),
        Shape::HyperExponential(law) => law.mean.base(),
        Shape::Pareto(law) => law.minimum.base(),
        Shape::Empirical(column) => column.values.iter().sum::<f64>() / column.values.len().max(1) as f64,
    }
}
