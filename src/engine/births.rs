//! When the devices of an open source speak: each birth is a function of the class's key, the device and the
//! number of the message, or of the instant where several messages share one. Knows no windows and no order.

use crate::chance::{Key, Purpose};
use crate::model::traffic::{Schedule, Walk};
use crate::network::{Process, Traffic};
use crate::units::{Span, Time};

/// Draws the births of one class's messages.
#[derive(Clone, Debug)]
pub struct Births<'a> {
    traffic: &'a Traffic,
    begin: Time,
    last: Time,
    phase: Key,
    interval: Key,
    jitter: Key,
    modulation: Key,
    batch: Key,
    mix: Key,
}

impl<'a> Births<'a> {
    /// Births of a class whose luck is `class_key`, over [begin, last).
    pub fn new(traffic: &'a Traffic, class_key: Key, begin: Time, last: Time) -> Births<'a> {
        let of = |purpose| class_key.purpose(purpose);
        Births {
            traffic,
            begin,
            last,
            phase: of(Purpose::Phase),
            interval: of(Purpose::Interval),
            jitter: of(Purpose::Jitter),
            modulation: of(Purpose::Modulation),
            batch: of(Purpose::Batch),
            mix: of(Purpose::Mix),
        }
    }

    /// When a device's first message is due; it is born up to a jitter later.
    pub fn first(&self, index: u32) -> Time {
        match &self.traffic.process {
            Process::Periodic { .. } | Process::Mix(_) => self.periodic(index, 0),
            Process::Poisson { .. } | Process::Renewal { .. } => self.warped(self.begin, self.wait(index, 0)),
            Process::Schedule(schedule) => first_from(schedule, self.begin),
            Process::Burst(burst) => burst.due(self.interval.index(u64::from(index)), 0),
            Process::Trace(trace) => trace.due(self.phase, index, self.first_number(index)),
            Process::Idle { .. } => Time::NEVER,
        }
    }

    /// The number of a device's first message: a trace's is that of its first row when traffic begins.
    pub fn first_number(&self, index: u32) -> u32 {
        match &self.traffic.process {
            Process::Trace(trace) => trace.first(self.phase, index),
            _ => 0,
        }
    }

    /// When message `n` (>= 1) is due, the one before having been due at `last`.
    #[inline]
    pub fn next(&self, index: u32, n: u32, last: Time) -> Time {
        match &self.traffic.process {
            Process::Periodic { period, .. } if self.traffic.warp.is_none() => last + *period,
            Process::Periodic { .. } => self.periodic(index, n),
            Process::Poisson { mean_s } => self.warped(last, self.exponential(*mean_s, index, n)),
            process => self.seldom(process, index, n, last),
        }
    }

    /// [`Births::next`] of the less frequent processes.
    fn seldom(&self, process: &Process, index: u32, n: u32, last: Time) -> Time {
        match process {
            Process::Periodic { .. } => self.periodic(index, n),
            Process::Mix(mix) if self.traffic.warp.is_none() => last + mix.period(self.mix, index),
            Process::Mix(_) => self.periodic(index, n),
            Process::Poisson { .. } | Process::Renewal { .. } => self.warped(last, self.wait(index, n)),
            Process::Schedule(schedule) => schedule.next_after(last),
            Process::Burst(burst) => burst.due(self.interval.index(u64::from(index)), n),
            Process::Trace(trace) => trace.due(self.phase, index, n),
            Process::Idle { .. } => Time::NEVER,
        }
    }

    fn periodic(&self, index: u32, n: u32) -> Time {
        let (period, aligned) = match &self.traffic.process {
            Process::Periodic { period, aligned } => (*period, *aligned),
            Process::Mix(mix) => (mix.period(self.mix, index), false),
            _ => return Time::NEVER,
        };
        let phase = if aligned {
            // aligned periods count from midnight of Monday, whatever the warm-up
            (period.0 - self.begin.0 % period.0) % period.0
        } else {
            (self.phase.uniform(u64::from(index)) * period.0 as f64) as u64
        };
        let due = Span(phase.saturating_add(period.0.saturating_mul(u64::from(n))));
        self.warped(self.begin, due)
    }

    #[inline]
    fn exponential(&self, mean_s: f64, index: u32, n: u32) -> Span {
        Span::from_secs_f64(mean_s * self.interval.index(u64::from(index)).exponential(u64::from(n)))
    }

    /// How long a process at a steady rate waits for instant `n`, after the one before or, of the first, after a
    /// random instant.
    fn wait(&self, index: u32, n: u32) -> Span {
        let device = u64::from(index);
        match &self.traffic.process {
            Process::Periodic { period, .. } if n == 0 => {
                Span((self.phase.uniform(device) * period.0 as f64) as u64)
            }
            Process::Periodic { period, .. } => *period,
            Process::Poisson { mean_s } => self.exponential(*mean_s, index, n),
            Process::Renewal { first, .. } if n == 0 => {
                Span::from_secs_f64(first.sample(self.phase.index(device)))
            }
            Process::Renewal { gap, .. } => {
                Span::from_secs_f64(gap.sample(self.interval.index(device), u64::from(n)))
            }
            _ => Span(u64::MAX),
        }
    }

    /// The process has states or batches, so that [`Births::start`] and [`Births::step`] are to be asked.
    pub fn remembers(&self) -> bool {
        self.traffic.modulation.is_some() || self.traffic.batch.is_some()
    }

    /// Where a device's walk begins.
    pub fn start(&self, index: u32) -> Walk {
        let modulation = self.traffic.modulation.as_ref();
        modulation.map_or(Walk::default(), |states| states.start(self.states(index), self.begin))
    }

    /// When the walk's coming instant is due, the one before having been due at `last`.
    pub fn step(&self, index: u32, walk: &mut Walk, last: Time) -> Time {
        match &self.traffic.modulation {
            Some(modulation) => {
                let wait = self.wait(index, walk.instant);
                modulation.advance(walk, self.states(index), last, wait, self.last)
            }
            None if walk.instant == 0 => self.first(index),
            None => self.next(index, walk.instant, last),
        }
    }

    fn states(&self, index: u32) -> Key {
        self.modulation.index(u64::from(index))
    }

    /// Messages at an instant.
    pub fn batch(&self, index: u32, instant: u32) -> u32 {
        let device = self.batch.index(u64::from(index));
        self.traffic.batch.map_or(1, |batch| batch.draw(device, u64::from(instant)))
    }

    /// The instant by which `span` of a steady rate has passed under the profile.
    #[inline]
    fn warped(&self, from: Time, span: Span) -> Time {
        self.traffic.warp.as_ref().map_or(from + span, |warp| warp.advance(from, span))
    }

    /// How much later than due a message is born.
    #[inline]
    pub fn jitter(&self, index: u32, n: u32) -> Span {
        if self.traffic.jitter == Span::ZERO {
            return Span::ZERO;
        }
        let share = self.jitter.index(u64::from(index)).uniform(u64::from(n));
        Span((share * self.traffic.jitter.0 as f64) as u64)
    }
}

/// The first instant of a schedule at or after `begin`: a week later, a week before that.
fn first_from(schedule: &Schedule, begin: Time) -> Time {
    const WEEK: Span = Span::from_secs(7 * 86_400);
    Time(schedule.next_after(Time(begin.0 + WEEK.0 - 1)).0 - WEEK.0)
}
