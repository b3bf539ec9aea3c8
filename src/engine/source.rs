//! Open sources: when messages are born is a function of the key alone, so arrivals are generated a window of
//! simulated time ahead, sorted, and never pass through the calendar. Nothing here looks at the network's state.

use crate::chance::{Key, Purpose};
use crate::engine::arrivals::{Arrival, sort_window};
use crate::model::traffic::Schedule;
use crate::network::{Class, Process, Traffic};
use crate::units::{Span, Time};

/// Draws the births of one class's messages.
#[derive(Clone, Debug)]
struct Births<'a> {
    traffic: &'a Traffic,
    begin: Time,
    phase: Key,
    interval: Key,
    jitter: Key,
}

impl Births<'_> {
    /// When a device's first message is due; it is born up to a jitter later.
    fn first(&self, index: u32) -> Time {
        match &self.traffic.process {
            Process::Periodic { .. } => self.periodic(index, 0),
            Process::Poisson { .. } => self.after(index, 0, self.begin),
            Process::Schedule(schedule) => first_from(schedule, self.begin),
            Process::Idle { .. } => Time::NEVER,
        }
    }

    /// When message `n` (>= 1) is due, the one before having been due at `last`.
    fn next(&self, index: u32, n: u32, last: Time) -> Time {
        match &self.traffic.process {
            Process::Periodic { period, .. } if self.traffic.warp.is_none() => last + *period,
            Process::Periodic { .. } => self.periodic(index, n),
            Process::Poisson { .. } => self.after(index, n, last),
            Process::Schedule(schedule) => schedule.next_after(last),
            Process::Idle { .. } => Time::NEVER,
        }
    }

    fn periodic(&self, index: u32, n: u32) -> Time {
        let Process::Periodic { period, aligned } = self.traffic.process else { return Time::NEVER };
        let phase = if aligned {
            // aligned periods count from midnight of Monday, whatever the warm-up
            (period.0 - self.begin.0 % period.0) % period.0
        } else {
            (self.phase.uniform(u64::from(index)) * period.0 as f64) as u64
        };
        let due = Span(phase.saturating_add(period.0.saturating_mul(u64::from(n))));
        self.warped(self.begin, due)
    }

    fn after(&self, index: u32, n: u32, last: Time) -> Time {
        let Process::Poisson { mean_s } = self.traffic.process else { return Time::NEVER };
        let wait = mean_s * self.interval.index(u64::from(index)).exponential(u64::from(n));
        self.warped(last, Span::from_secs_f64(wait))
    }

    /// The instant by which `span` of a steady rate has passed under the profile.
    fn warped(&self, from: Time, span: Span) -> Time {
        self.traffic.warp.as_ref().map_or(from + span, |warp| warp.advance(from, span))
    }

    fn jitter(&self, index: u32, n: u32) -> Span {
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

/// Arrivals generated at a time, as a share of the class's devices: a window costs a look at every device.
const DEVICES_PER_ARRIVAL: f64 = 10.0;
const LEAST_ARRIVALS: f64 = 4_096.0;
/// Arrivals whose rows are fetched together: their cache misses overlap.
const BATCH: usize = 16;

/// The messages of one class, in order of birth.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    births: Births<'a>,
    /// When each device's next message is due.
    next: Vec<Time>,
    /// Number of each device's next message.
    n: Vec<u32>,
    order: Key,
    width: Span,
    generated_to: Time,
    last: Time,
    window: Vec<Arrival>,
    /// Due in an earlier window, born after it: a jitter may be longer than the interval, or than the window.
    jittered: Vec<Arrival>,
    scratch: Vec<Arrival>,
    at: usize,
    /// The class's first device.
    first: u32,
    coming: [u32; BATCH],
}

impl<'a> Source<'a> {
    /// The source of a class whose luck is `class_key`, speaking over [begin, last).
    pub fn new(class: &Class, traffic: &'a Traffic, class_key: Key, begin: Time, last: Time) -> Source<'a> {
        let births = Births {
            traffic,
            begin,
            phase: class_key.purpose(Purpose::Phase),
            interval: class_key.purpose(Purpose::Interval),
            jitter: class_key.purpose(Purpose::Jitter),
        };
        let devices = class.count as usize;
        let per_s = traffic.rate_per_s().unwrap_or(0.0) * devices as f64;
        let wanted = (devices as f64 / DEVICES_PER_ARRIVAL).max(LEAST_ARRIVALS);
        let width = Span::from_secs_f64((wanted / per_s.max(1e-9)).min(1e9));
        Source {
            next: (0..class.count).map(|index| births.first(index)).collect(),
            n: vec![0; devices],
            births,
            order: class_key.purpose(Purpose::Order),
            width: Span(width.0.max(1)),
            generated_to: begin,
            last,
            window: Vec::new(),
            jittered: Vec::new(),
            scratch: Vec::new(),
            at: 0,
            first: class.first.0,
            coming: [0; BATCH],
        }
    }

    /// The next arrival, if any is left.
    #[inline]
    pub fn peek(&mut self) -> Option<Arrival> {
        while self.at == self.window.len() {
            if self.generated_to >= self.last {
                return None;
            }
            self.generate();
        }
        Some(self.window[self.at])
    }

    /// Takes the arrival last peeked. Now and then answers the devices that speak next but one batch, for their
    /// rows to be fetched while others are worked on.
    #[inline]
    pub fn advance(&mut self) -> Option<&[u32]> {
        self.at += 1;
        self.at.is_multiple_of(BATCH).then(|| self.coming())
    }

    fn coming(&mut self) -> &[u32] {
        let from = (self.at + BATCH).min(self.window.len());
        let coming = &self.window[from..(from + BATCH).min(self.window.len())];
        for (device, arrival) in self.coming.iter_mut().zip(coming) {
            *device = self.first + arrival.index;
        }
        &self.coming[..coming.len()]
    }

    /// Generates and sorts the next window.
    fn generate(&mut self) {
        let from = self.generated_to;
        let to = (from + self.width).min(self.last);
        self.window.clear();
        self.at = 0;
        self.window.extend(self.jittered.extract_if(.., |arrival| arrival.time < to));
        for (index, (next, n)) in self.next.iter_mut().zip(&mut self.n).enumerate() {
            while *next < to {
                let time = *next + self.births.jitter(index as u32, *n);
                let arrival = Arrival { time, index: index as u32, n: *n };
                if time < to {
                    self.window.push(arrival)
                } else {
                    self.jittered.push(arrival)
                }
                *n += 1;
                *next = self.births.next(index as u32, *n, *next);
            }
        }
        self.generated_to = to;
        sort_window(&mut self.window, &mut self.scratch, from, to - from, self.order);
    }
}
