//! The kinds of service behind one set of calls. `clock` is the time in which the element was up; `now` is the
//! clock on the wall, by which waits are measured.

use super::batch::Batch;
use super::line::Line;
use super::preemptive::Preemptive;
use super::queue::Queue;
use super::sharing::Sharing;
use super::{Discipline, Gone, Job, LivePlan};
use crate::model::cause::Cause;
use crate::units::Time;

/// Whoever is there, and how they are served.
#[derive(Clone, Debug)]
pub(super) enum Serving {
    Queue(Queue),
    Line(Box<Line>),
    Batch(Box<Batch>),
    Preemptive(Preemptive),
    Sharing(Sharing),
}

impl Serving {
    pub fn new(plan: &LivePlan) -> Serving {
        if let Some(batch) = &plan.batch {
            return Serving::Batch(Box::new(Batch::new(plan, batch)));
        }
        if plan.pace.is_some() {
            return Serving::Line(Box::new(Line::new(plan)));
        }
        match plan.discipline {
            Discipline::Fifo | Discipline::Priority | Discipline::WeightedFair => {
                Serving::Queue(Queue::new(plan))
            }
            Discipline::PreemptivePriority => Serving::Preemptive(Preemptive::new(plan.room)),
            Discipline::ProcessorSharing => Serving::Sharing(Sharing::new(plan)),
        }
    }

    /// From now on a link sends at this rate, bit/s; of the others only the work counts.
    pub fn set_rate(&mut self, rate: u64) {
        if let Serving::Line(line) = self {
            line.set_rate(rate);
        }
    }

    /// Everyone leaves, those in service first.
    pub fn evacuate(&mut self, gone: &mut Vec<Gone>) {
        match self {
            Serving::Queue(queue) => queue.evacuate(gone),
            Serving::Line(line) => line.evacuate(gone),
            Serving::Batch(station) => station.evacuate(gone),
            Serving::Preemptive(station) => station.evacuate(gone),
            Serving::Sharing(station) => station.evacuate(gone),
        }
    }

    /// A job comes; whether it is taken in.
    pub fn offer(&mut self, now: Time, up: bool, job: Job) -> bool {
        match self {
            Serving::Queue(queue) => queue.offer(now, up, job),
            Serving::Line(line) => line.offer(now, up, job),
            Serving::Batch(station) => station.offer(now, up, job),
            Serving::Preemptive(station) => station.offer(now, job),
            Serving::Sharing(station) => station.offer(now, job),
        }
    }

    /// Works until `clock` and ends what is done.
    pub fn advance(&mut self, clock: Time, gone: &mut Vec<Gone>) {
        match self {
            Serving::Queue(queue) => queue.advance(clock, gone),
            Serving::Line(line) => line.advance(clock, gone),
            Serving::Batch(station) => station.advance(clock, gone),
            Serving::Preemptive(station) => station.advance(clock, gone),
            Serving::Sharing(station) => station.advance(clock, gone),
        }
    }

    /// Gives idle servers work; where nobody waits to begin there is nothing to do.
    pub fn start(&mut self, clock: Time, now: Time, gone: &mut Vec<Gone>) {
        match self {
            Serving::Queue(queue) => queue.start(clock, now, gone),
            Serving::Line(line) => line.start(now, gone),
            Serving::Batch(station) => station.start(clock, now),
            Serving::Preemptive(_) | Serving::Sharing(_) => {}
        }
    }

    /// Those in service are lost.
    pub fn break_down(&mut self, cause: Cause, gone: &mut Vec<Gone>) {
        match self {
            Serving::Queue(queue) => queue.break_down(cause, gone),
            Serving::Line(line) => line.break_down(cause, gone),
            Serving::Batch(station) => station.break_down(cause, gone),
            Serving::Preemptive(station) => station.break_down(cause, gone),
            Serving::Sharing(station) => station.break_down(cause, gone),
        }
    }

    /// So many servers are down from now on; the scenario's checks see to it that only a queue is asked.
    pub fn stop_servers(&mut self, down: u32, clock: Time, lost: Option<Cause>, gone: &mut Vec<Gone>) {
        if let Serving::Queue(queue) = self {
            queue.stop_servers(down, clock, lost, gone);
        }
    }

    /// So many servers take nobody up from now on; the scenario's checks see to it that only a queue is asked.
    pub fn keep_out(&mut self, servers: u32) {
        if let Serving::Queue(queue) = self {
            queue.keep_out(servers);
        }
    }

    /// When the next service ends.
    pub fn next(&self) -> Option<Time> {
        match self {
            Serving::Queue(queue) => queue.next(),
            Serving::Line(line) => line.next(),
            Serving::Batch(station) => station.next(),
            Serving::Preemptive(station) => station.next(),
            Serving::Sharing(station) => station.next(),
        }
    }

    /// Servers at work.
    pub fn busy(&self) -> u32 {
        match self {
            Serving::Queue(queue) => queue.busy(),
            Serving::Line(line) => line.busy(),
            Serving::Batch(station) => station.busy(),
            Serving::Preemptive(station) => u32::from(!station.is_empty()),
            Serving::Sharing(station) => station.busy(),
        }
    }

    /// Jobs and bytes that wait, of those who need room.
    pub fn waiting(&self) -> (u64, u64) {
        match self {
            Serving::Queue(queue) => queue.waiting(),
            Serving::Line(line) => line.waiting(),
            Serving::Batch(station) => station.waiting(),
            Serving::Preemptive(station) => station.waiting(),
            Serving::Sharing(station) => station.waiting(),
        }
    }

    /// Nobody is there.
    pub fn is_empty(&self) -> bool {
        match self {
            Serving::Queue(queue) => queue.is_empty(),
            Serving::Line(line) => line.is_empty(),
            Serving::Batch(station) => station.is_empty(),
            Serving::Preemptive(station) => station.is_empty(),
            Serving::Sharing(station) => station.is_empty(),
        }
    }
}
