//! An answer of a pool, and how it differs from that of another: both lose the same group of replications in turn, so
//! that luck cancels where it is the same (R. G. Miller, "The jackknife: a review", Biometrika 61, 1974).

use crate::experiment::capacity::reading;
use crate::experiment::objectives::{self, Asked, Target, target};
use crate::experiment::pool::Pool;
use crate::experiment::verdict::Limit;
use crate::measure::interval::{Figure, around};
use crate::measure::metrics::{METRICS, Metric, Of, Unit};
use crate::measure::selection::crossing::pseudo_values;
use crate::network::Network;
use crate::scenario::Scenario;
use crate::scenario::diagnose::nearest;
use crate::scenario::objective::Side;

/// What is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The objective whose measure it is.
    pub objective: Option<String>,
    /// The class, group or element.
    pub of: String,
    /// The metric, and the objective's limit.
    pub asked: Asked,
    target: Target,
}

/// Those of all objectives; without any, what arrives of every class, and how late.
pub fn all(scenario: &Scenario, network: &Network) -> Vec<Measured> {
    let of = |(name, spec): (&String, &crate::scenario::objective::ObjectiveSpec)| {
        let (asked, target) = (objectives::asked(spec)?, target(network, &spec.of)?);
        Some(Measured { objective: Some(name.clone()), of: spec.of.clone(), asked, target })
    };
    if !scenario.objectives.is_empty() {
        return scenario.objectives.iter().filter_map(of).collect();
    }
    let classes = network.classes.iter().filter(|class| !class.foreign);
    let each = |class: &crate::network::Class| {
        [Metric::DeliveryRatio, Metric::LatencyP95]
            .into_iter()
            .filter_map(|metric| plain(network, &format!("devices.{}", class.name), metric))
            .collect::<Vec<_>>()
    };
    classes.flat_map(each).collect()
}

/// Named as sweeps do, "devices.meters.delivery_ratio", or by an objective.
///
/// # Errors
/// There is none of this name, in a sentence.
pub fn named(scenario: &Scenario, network: &Network, name: &str) -> Result<Measured, String> {
    let known = all(scenario, network);
    if let Some(found) = known.iter().find(|measured| measured.objective.as_deref() == Some(name)) {
        return Ok(found.clone());
    }
    let (of, metric) = name.rsplit_once('.').unwrap_or(("", name));
    let limited = || METRICS.iter().filter(|row| row.limits).map(|row| row.name);
    let Some(found) = Metric::named(metric).filter(|metric| metric.info().limits) else {
        let objectives = scenario.objectives.keys().map(String::as_str);
        let meant = nearest(metric, limited().chain(objectives));
        let help = meant.map_or("write for example devices.meters.delivery_ratio".to_string(), |meant| {
            format!("did you mean {meant}?")
        });
        return Err(format!("`{name}` names no objective and ends in no measure; {help}"));
    };
    plain(network, of, found).ok_or_else(|| {
        let wanted = match found.info().of {
            Of::Class => "a class, such as devices.meters",
            Of::Element => "an element, such as links.lte or platform.ingest",
        };
        format!("{metric} is measured of {wanted}; there is no {of} of that kind")
    })
}

fn plain(network: &Network, of: &str, metric: Metric) -> Option<Measured> {
    let target = target(network, of)?;
    let fits = matches!(
        (&target, metric.info().of),
        (Target::Class(_), Of::Class) | (Target::Elements(_), Of::Element)
    );
    let side = if metric == Metric::DeliveryRatio { Side::AtLeast } else { Side::AtMost };
    let limit = Limit { side, value: f64::NAN, unit: metric.info().unit, margin: None };
    let asked = Asked { metric, limit, text: String::new() };
    fits.then(|| Measured { objective: None, of: of.to_string(), asked, target })
}

/// An answer, and that of the pool without each group of replications in turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Of the whole pool.
    pub all: Option<f64>,
    without: Vec<Option<f64>>,
}

impl Measured {
    /// Of a pool.
    pub fn read(&self, network: &Network, pool: &mut Pool) -> Reading {
        let value = |pool: &Pool| {
            reading::value(network, pool, &self.target, &self.asked).filter(|value| value.is_finite())
        };
        let groups = if pool.samples.len() < 2 { 0 } else { pool.samples.len() };
        let without = (0..groups).map(|group| reading::leaving_out(pool, group, groups, value)).collect();
        Reading { all: value(pool), without }
    }

    /// The largest value there can be: of a share 1.
    fn most(&self) -> f64 {
        if self.asked.limit.unit == Unit::Share { 1.0 } else { f64::MAX }
    }

    /// A reading with its interval, as far as there can be values.
    pub fn figure(&self, reading: &Reading) -> Figure {
        reading.figure().cut(0.0, self.most())
    }

    /// A reading less that with every assumption at its value, as far as there can be values.
    pub fn change(&self, reading: &Reading, base: &Reading) -> Figure {
        let change = reading.less(base);
        base.all.map_or(change, |base| change.cut(-base, self.most() - base))
    }

    /// Whether a value keeps the limit; none without one.
    pub fn keeps(&self, value: f64) -> Option<bool> {
        let limit = self.asked.limit.value;
        (!limit.is_nan()).then_some(match self.asked.limit.side {
            Side::AtMost => value <= limit,
            Side::AtLeast => value >= limit,
        })
    }
}

impl Reading {
    /// What each replication contributes to the answer.
    fn pseudo(&self) -> Option<Vec<f64>> {
        Some(pseudo_values(self.all?, &self.without.iter().copied().collect::<Option<Vec<f64>>>()?))
    }

    /// With its interval.
    fn figure(&self) -> Figure {
        match (self.all, self.pseudo()) {
            (Some(all), Some(pseudo)) => around(all, &pseudo),
            (Some(all), None) => Figure::single(all),
            _ => Figure::default(),
        }
    }

    /// Less another of the same replications.
    fn less(&self, base: &Reading) -> Figure {
        let (Some(all), Some(other)) = (self.all, base.all) else { return Figure::default() };
        match (self.pseudo(), base.pseudo()) {
            (Some(mine), Some(theirs)) => {
                around(all - other, &mine.iter().zip(theirs).map(|(a, b)| a - b).collect::<Vec<_>>())
            }
            _ => Figure::single(all - other),
        }
    }
}
