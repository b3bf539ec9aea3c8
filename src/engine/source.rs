//! Open sources: when messages are born is a function of the key alone, so arrivals are generated a window of
//! simulated time ahead, sorted, and never pass through the calendar. Nothing here looks at the network's state.

use crate::chance::{Key, Purpose};
use crate::engine::arrivals::{Arrival, sort_window};
use crate::engine::births::Births;
use crate::model::traffic::Walk;
use crate::network::{Class, Traffic};
use crate::units::{Span, Time};

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
    /// What a modulated or batched process remembers of each device; empty for all others.
    walks: Vec<Walk>,
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
    /// Number of the first message.
    base: u32,
    coming: [u32; BATCH],
}

impl<'a> Source<'a> {
    /// The source of a class whose luck is `class_key`, speaking over [begin, last).
    pub fn new(class: &Class, traffic: &'a Traffic, class_key: Key, begin: Time, last: Time) -> Source<'a> {
        let births = Births::new(traffic, class_key, begin, last);
        let devices = class.count as usize;
        let per_s = traffic.rate_per_s().unwrap_or(0.0) * devices as f64;
        let wanted = (devices as f64 / DEVICES_PER_ARRIVAL).max(LEAST_ARRIVALS);
        let width = Span::from_secs_f64((wanted / per_s.max(1e-9)).min(1e9));
        let mut walks = match births.remembers() {
            true => (0..class.count).map(|index| births.start(index)).collect(),
            false => Vec::new(),
        };
        let next = match births.remembers() {
            true => (0..).zip(&mut walks).map(|(index, walk)| births.step(index, walk, begin)).collect(),
            false => (0..class.count).map(|index| births.first(index)).collect(),
        };
        Source {
            next,
            n: (0..class.count).map(|index| births.first_number(index)).collect(),
            base: 0,
            walks,
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

    /// The same, its messages numbered from here.
    pub fn numbered_from(self, base: u32) -> Source<'a> {
        Source { base, ..self }
    }

    /// No more than these arrivals, which are in order.
    pub fn holding(self, arrivals: Vec<Arrival>) -> Source<'a> {
        Source { generated_to: self.last, window: arrivals, at: 0, ..self }
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
        if self.walks.is_empty() {
            self.plain(to);
        } else {
            self.remembered(to);
        }
        self.generated_to = to;
        sort_window(&mut self.window, &mut self.scratch, from, to - from, self.order);
    }

    /// Births up to `to` of a process that needs to know no more than the last one.
    fn plain(&mut self, to: Time) {
        for (index, (next, n)) in self.next.iter_mut().zip(&mut self.n).enumerate() {
            while *next < to {
                let time = *next + self.births.jitter(index as u32, *n);
                let arrival = Arrival { time, index: index as u32, n: self.base + *n };
                if time < to {
                    self.window.push(arrival)
                } else {
                    self.jittered.push(arrival)
                }
                *n += 1;
                *next = self.births.next(index as u32, *n, *next);
            }
        }
    }

    /// Births up to `to` of a process with states or batches: instants and messages are counted apart.
    fn remembered(&mut self, to: Time) {
        for (at, walk) in self.walks.iter_mut().enumerate() {
            let (index, next, n) = (at as u32, &mut self.next[at], &mut self.n[at]);
            while *next < to {
                let time = *next + self.births.jitter(index, walk.instant);
                let born = if time < to { &mut self.window } else { &mut self.jittered };
                for _ in 0..self.births.batch(index, walk.instant) {
                    born.push(Arrival { time, index, n: self.base + *n });
                    *n += 1;
                }
                walk.instant += 1;
                *next = self.births.step(index, walk, *next);
            }
        }
    }
}
