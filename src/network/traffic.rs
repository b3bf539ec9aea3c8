//! When the devices of a class speak and how much they say, ready to be drawn.

use crate::model::distribution::{DistributionSpec, Sampler, Shape};
use crate::model::traffic::{MessageSpec, Phase, Schedule, Warp};
use crate::units::{Bytes, Span};

/// A class's traffic.
#[derive(Clone, Debug)]
pub struct Traffic {
    /// When.
    pub process: Process,
    /// Each periodic or scheduled message comes later by up to this much.
    pub jitter: Span,
    /// How the rate moves over the week.
    pub warp: Option<Warp>,
    /// How much, bytes.
    pub size: Sampler,
    /// The size, where it is always the same.
    pub fixed_bytes: Option<u32>,
    /// No message is larger; `None` if there is no bound.
    pub most_bytes: Option<u64>,
}

/// A message process.
#[derive(Clone, Debug)]
pub enum Process {
    /// One message each period; aligned periods begin with the clock, others at a random phase.
    Periodic {
        /// The period.
        period: Span,
        /// All devices together.
        aligned: bool,
    },
    /// Exponential intervals with this mean, s.
    Poisson {
        /// Mean interval, s.
        mean_s: f64,
    },
    /// Everyone at the same times.
    Schedule(Schedule),
    /// Think time from the end of one message to the next, s: a closed source.
    Idle {
        /// The think time.
        think: Sampler,
    },
}

impl Traffic {
    /// The traffic of a validated message spec.
    pub fn new(spec: &MessageSpec) -> Traffic {
        let process = if let Some(period) = spec.every {
            Process::Periodic { period, aligned: spec.phase == Some(Phase::Aligned) }
        } else if let Some(mean) = spec.poisson {
            Process::Poisson { mean_s: mean.as_secs_f64() }
        } else if let Some(schedule) = &spec.schedule {
            Process::Schedule(Schedule::new(schedule).expect("validated times of day"))
        } else {
            let think = spec.idle.as_ref().expect("a validated message has exactly one process");
            Process::Idle { think: Sampler::new(think).expect("a validated think time") }
        };
        Traffic {
            process,
            jitter: spec.jitter.unwrap_or_default(),
            warp: spec.profile.as_ref().map(|profile| Warp::new(profile).expect("a validated profile")),
            size: Sampler::new(&spec.size).expect("a validated size"),
            fixed_bytes: match &spec.size {
                DistributionSpec::Constant(bytes) => Some(bytes.0 as u32),
                DistributionSpec::Random(_) => None,
            },
            most_bytes: most(&spec.size),
        }
    }

    /// Messages a device offers per second, over the long run; for a closed source the upper bound of a network
    /// that answers at once. `None` where the mean does not exist.
    pub fn rate_per_s(&self) -> Option<f64> {
        match &self.process {
            Process::Periodic { period, .. } => Some(1.0 / period.as_secs_f64()),
            Process::Poisson { mean_s } => Some(1.0 / mean_s),
            Process::Schedule(schedule) => Some(schedule.per_week() as f64 / 604_800.0),
            Process::Idle { think } => Some(1.0 / think.mean()).filter(|rate| rate.is_finite()),
        }
    }

    /// The shortest time from one message's birth to the next's; zero where there is no such bound.
    pub fn least_interval(&self) -> Span {
        match &self.process {
            Process::Periodic { period, .. } if self.warp.is_none() => {
                Span(period.0.saturating_sub(self.jitter.0))
            }
            _ => Span::ZERO,
        }
    }
}

/// The greatest value of a size's distribution, where it has one.
fn most(size: &DistributionSpec<Bytes>) -> Option<u64> {
    match size {
        DistributionSpec::Constant(bytes) => Some(bytes.0),
        DistributionSpec::Random(Shape::Uniform(between)) => Some(between.high.0),
        DistributionSpec::Random(Shape::Pareto(pareto)) => Some(pareto.cap.0),
        DistributionSpec::Random(_) => None,
    }
}
