//! When the devices of a class speak and how much they say, ready to be drawn.

use crate::chance::Key;
use crate::model::distribution::{DistributionSpec, Residual, Sampler, Shape};
use crate::model::traffic::{BatchSpec, Burst, MessageSpec, Mix, Modulation, Phase, Schedule, Trace, Warp};
use crate::network::Clock;
use crate::units::{Bytes, Span, Time};

/// A class's traffic.
#[derive(Clone, Debug)]
pub struct Traffic {
    /// When.
    pub process: Process,
    /// Each periodic, scheduled or recorded message comes later by up to this much.
    pub jitter: Span,
    /// How the rate moves over the week.
    pub warp: Option<Warp>,
    /// How the rate moves with each device's state.
    pub modulation: Option<Modulation>,
    /// How many messages at each instant, if several.
    pub batch: Option<BatchSpec>,
    /// How much, bytes; of a trace with sizes, of rows that do not say.
    pub size: Sampler,
    /// The size, where it is always the same.
    pub fixed_bytes: Option<u32>,
    /// No message is larger; `None` if there is no bound.
    pub most_bytes: Option<u64>,
    /// Mean size, bytes.
    pub mean_bytes: f64,
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
    /// Independent intervals, s.
    Renewal {
        /// Between two messages.
        gap: Sampler,
        /// Until the first.
        first: Residual,
    },
    /// Periodic, at a period of the device's own.
    Mix(Mix),
    /// Everyone at the same times.
    Schedule(Schedule),
    /// Everyone once, within a short time.
    Burst(Burst),
    /// Recorded.
    Trace(Trace),
    /// Think time from the end of one message to the next, s: a closed source.
    Idle {
        /// The think time.
        think: Sampler,
    },
}

/// What a scenario must have passed before it becomes a network.
const VALIDATED: &str = "a validated message";

impl Process {
    fn new(spec: &MessageSpec, count: u32, clock: &Clock) -> Process {
        let sampler = |law: &DistributionSpec<Span>| Sampler::new(law).expect(VALIDATED);
        if let Some(period) = spec.every {
            Process::Periodic { period, aligned: spec.phase == Some(Phase::Aligned) }
        } else if let Some(mean) = spec.poisson {
            Process::Poisson { mean_s: mean.as_secs_f64() }
        } else if let Some(gap) = &spec.gap {
            Process::Renewal { gap: sampler(gap), first: Residual::new(gap).expect(VALIDATED) }
        } else if let Some(mix) = &spec.mix {
            Process::Mix(Mix::new(mix))
        } else if spec.mmpp.is_some() {
            // one message in each second of the modulation's time
            Process::Poisson { mean_s: 1.0 }
        } else if let Some(schedule) = &spec.schedule {
            Process::Schedule(Schedule::new(schedule).expect(VALIDATED))
        } else if let Some(burst) = &spec.burst {
            Process::Burst(Burst::new(burst, clock.begin, clock.from, clock.to))
        } else if let Some(trace) = &spec.trace {
            Process::Trace(Trace::new(trace, count, clock.begin, clock.from, clock.to))
        } else {
            Process::Idle { think: sampler(spec.idle.as_ref().expect(VALIDATED)) }
        }
    }

    fn rate_per_s(&self) -> f64 {
        match self {
            Process::Periodic { period, .. } => 1.0 / period.as_secs_f64(),
            Process::Poisson { mean_s } => 1.0 / mean_s,
            Process::Renewal { gap, .. } => 1.0 / gap.mean(),
            Process::Mix(mix) => mix.rate_per_s(),
            Process::Schedule(schedule) => schedule.per_week() as f64 / 604_800.0,
            Process::Burst(burst) => burst.rate_per_s(),
            Process::Trace(trace) => trace.rate_per_s(),
            Process::Idle { think } => 1.0 / think.mean(),
        }
    }
}

impl Traffic {
    /// The traffic of a validated message spec, for a class of so many devices.
    pub fn new(spec: &MessageSpec, count: u32, clock: &Clock) -> Traffic {
        let process = Process::new(spec, count, clock);
        let modulation = match (&spec.on_off, &spec.mmpp) {
            (Some(on_off), _) => Some(Modulation::on_off(on_off).expect(VALIDATED)),
            (None, Some(states)) => Some(Modulation::markov(states).expect(VALIDATED)),
            (None, None) => None,
        };
        let size = Sampler::new(&spec.size).expect("a validated size");
        let recorded = match &process {
            Process::Trace(trace) if trace.has_sizes() => Some(trace),
            _ => None,
        };
        Traffic {
            jitter: spec.jitter.unwrap_or_default(),
            warp: spec.profile.as_ref().map(|profile| Warp::new(profile).expect("a validated profile")),
            modulation,
            batch: spec.batch,
            fixed_bytes: match &spec.size {
                DistributionSpec::Constant(bytes) if recorded.is_none() => Some(bytes.0 as u32),
                _ => None,
            },
            most_bytes: most(&spec.size)
                .map(|most| recorded.and_then(Trace::largest).map_or(most, |row| most.max(u64::from(row)))),
            mean_bytes: recorded.map_or(size.mean(), |trace| trace.mean_bytes(size.mean())),
            size,
            process,
        }
    }

    /// Messages beyond a class's own, by a plain process.
    pub fn extra(process: Process, size: &DistributionSpec<Bytes>) -> Traffic {
        let sampler = Sampler::new(size).expect("a validated size");
        Traffic {
            process,
            jitter: Span::ZERO,
            warp: None,
            modulation: None,
            batch: None,
            fixed_bytes: None,
            most_bytes: most(size),
            mean_bytes: sampler.mean(),
            size: sampler,
        }
    }

    /// Messages a device offers per second: over the long run; of a burst or trace that comes once, over the
    /// window; for a closed source the upper bound of a network that answers at once. `None` where the mean does
    /// not exist.
    pub fn rate_per_s(&self) -> Option<f64> {
        let modulated = self.modulation.as_ref().map_or(1.0, Modulation::mean_rate);
        let at_once = self.batch.map_or(1.0, |batch| batch.mean());
        Some(self.process.rate_per_s() * modulated * at_once).filter(|rate| rate.is_finite())
    }

    /// Messages that a device is expected to offer between two instants: of a schedule or a profile those that fall
    /// there, else the mean rate for as long. `None` where the mean does not exist.
    pub fn expected(&self, from: Time, to: Time) -> Option<f64> {
        let modulated = self.modulation.as_ref().map_or(1.0, Modulation::mean_rate);
        let at_once = self.batch.map_or(1.0, |batch| batch.mean());
        let each = modulated * at_once;
        let number = match &self.process {
            Process::Schedule(schedule) => return Some(schedule.between(from, to) as f64 * each),
            Process::Burst(_) | Process::Trace(_) => {
                return Some(self.rate_per_s()? * (to - from).as_secs_f64());
            }
            process => process.rate_per_s() * each,
        };
        let lasts = self.warp.as_ref().map_or(to - from, |warp| warp.operational(from, to));
        Some(number * lasts.as_secs_f64()).filter(|number| number.is_finite())
    }

    /// The process alone decides when messages come: no profile, no states, one message at a time.
    pub fn is_plain(&self) -> bool {
        self.warp.is_none() && self.modulation.is_none() && self.batch.is_none()
    }

    /// Payload of a message whose size is not always the same; `key` is the device's stream of sizes.
    pub fn draw_bytes(&self, key: Key, index: u32, n: u32) -> u32 {
        let recorded = match &self.process {
            Process::Trace(trace) => trace.bytes(index, n),
            _ => None,
        };
        recorded.unwrap_or_else(|| libm::rint(self.size.sample(key, u64::from(n))) as u32)
    }

    /// The shortest time from one message's birth to the next's; zero where there is no such bound.
    pub fn least_interval(&self) -> Span {
        let jittered = |period: Span| Span(period.0.saturating_sub(self.jitter.0));
        if !self.is_plain() {
            return Span::ZERO;
        }
        match &self.process {
            Process::Periodic { period, .. } => jittered(*period),
            Process::Mix(mix) => jittered(mix.shortest()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Traffic {
        let spec = toml::from_str(&format!("{text}\nsize = \"20 B\"")).unwrap();
        let end = Time(0) + Span::from_secs(86_400);
        let clock = Clock { begin: Time(0), from: Time(0), to: end, until: end, bin: Span::from_secs(300) };
        Traffic::new(&spec, 10, &clock)
    }

    /// Messages of a device in a day, and whether the process alone decides when they come.
    #[test]
    fn every_process_knows_its_rate() {
        for (text, a_day, plain) in [
            ("every = \"1 h\"", 24.0, true),
            ("poisson = \"30 min\"", 48.0, true),
            ("gap = { erlang = { mean = \"1 h\", shape = 2 } }", 24.0, true),
            ("mix = \"mar\"", 11.2, true),
            ("mmpp = [{ poisson = \"10 min\", lasts = \"1 h\" }, { lasts = \"2 h\" }]", 48.0, false),
            ("every = \"1 h\"\non_off = { on = \"1 h\", off = { exponential = \"3 h\" } }", 6.0, false),
            ("poisson = \"1 h\"\nbatch = { geometric = 5 }", 120.0, false),
            ("burst = { at = \"09:00\", within = \"10 s\" }\nbatch = 2", 2.0, false),
            ("burst = { after = \"0 s\", within = \"10 s\", every = \"2 h\" }", 12.0, true),
            ("schedule = { at = [\"09:00\", \"17:00\"] }", 2.0, true),
        ] {
            let traffic = of(text);
            let rate = traffic.rate_per_s().unwrap() * 86_400.0;
            assert!((rate - a_day).abs() < 1e-9, "{text}: {rate}");
            assert_eq!(traffic.is_plain(), plain, "{text}");
        }
    }

    #[test]
    fn a_schedule_and_a_profile_are_counted_where_they_fall() {
        let hour = |n: u64| Time(n * 3_600_000_000_000);
        let daily = of("schedule = { at = [\"00:01\"] }");
        assert_eq!(daily.expected(hour(0), hour(1)), Some(1.0), "not a 24th of it");
        assert_eq!(daily.expected(hour(1), hour(24)), Some(0.0));
        let hours = [vec!["3"; 8], vec!["0"; 16]].concat().join(", ");
        let night = of(&format!("every = \"1 h\"\nprofile = {{ hours = [{hours}] }}"));
        assert_eq!(night.expected(hour(2), hour(4)).map(libm::rint), Some(6.0));
        assert_eq!(night.expected(hour(12), hour(14)), Some(0.0));
        assert_eq!(of("every = \"1 h\"").expected(hour(2), hour(4)), Some(2.0));
    }
}
