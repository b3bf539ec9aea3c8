//! When the devices of a class speak and how much they say, ready to be drawn.

use crate::model::distribution::Sampler;
use crate::model::traffic::{MessageSpec, Phase, Schedule, Warp};
use crate::units::Span;

/// A class's traffic.
#[derive(Clone, Debug)]
pub struct Traffic {
    /// When.
    pub process: Process,
    /// Each periodic or scheduled message comes later by up to this much.
    pub jitter: Span,
    /// How the rate moves over the week.
    pub warp: Warp,
    /// How much, bytes.
    pub size: Sampler,
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
            Process::Schedule(Schedule::new(schedule))
        } else {
            let think = spec.idle.as_ref().expect("a validated message has exactly one process");
            Process::Idle { think: Sampler::new(think) }
        };
        Traffic {
            process,
            jitter: spec.jitter.unwrap_or_default(),
            warp: spec.profile.as_ref().map(Warp::from).unwrap_or_default(),
            size: Sampler::new(&spec.size),
        }
    }

    /// Messages a device offers per second, over the long run; for a closed source the upper bound of a network
    /// that answers at once. `None` where the mean does not exist.
    pub fn rate_per_s(&self) -> Option<f64> {
        match &self.process {
            Process::Periodic { period, .. } => Some(1.0 / period.as_secs_f64()),
            Process::Poisson { mean_s } => Some(1.0 / mean_s),
            Process::Schedule(schedule) => Some(schedule.per_week() as f64 / 604_800.0),
            Process::Idle { think } => think.mean().map(|mean| 1.0 / mean),
        }
    }

    /// The shortest time from one message's birth to the next's; zero where there is no such bound.
    pub fn least_interval(&self) -> Span {
        match &self.process {
            Process::Periodic { period, .. } if self.warp.is_identity() => {
                Span(period.0.saturating_sub(self.jitter.0))
            }
            Process::Schedule(schedule) => Span(schedule.least_gap().0.saturating_sub(self.jitter.0)),
            _ => Span::ZERO,
        }
    }
}
