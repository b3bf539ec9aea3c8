//! Service without interruption by c servers: first come first served, by priority, or by fair tags.

use std::collections::BTreeMap;

use super::codel::Codel;
use super::fair::Tags;
use super::{Discipline, Gone, Job, LivePlan, Present, Room};
use crate::model::cause::Cause;
use crate::units::{Span, Time};

/// What those who wait are ordered by, before the order of arrival.
#[derive(Clone, Debug)]
enum Order {
    Arrival,
    Priority,
    Fair(Tags),
}

/// Servers and those who wait for them.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    order: Order,
    room: Room,
    servers: u32,
    /// Servers that an outage keeps from working.
    down: u32,
    codel: Option<Codel>,
    /// Whose server went down, with what was left of their service; the last is taken up again first.
    interrupted: Vec<(Span, Present)>,
    /// By the end of their service and their number.
    serving: BTreeMap<(Time, u64), Present>,
    /// By rank and number.
    waiting: BTreeMap<(u128, u64), Present>,
    waiting_bytes: u64,
    /// The largest packet so far: CoDel leaves one packet's worth alone.
    largest: u64,
    arrivals: u64,
}

impl Queue {
    pub fn new(plan: &LivePlan) -> Queue {
        let order = match plan.discipline {
            Discipline::Priority => Order::Priority,
            Discipline::WeightedFair => Order::Fair(Tags::default()),
            _ => Order::Arrival,
        };
        Queue {
            order,
            room: plan.room,
            servers: plan.servers,
            down: 0,
            interrupted: Vec::new(),
            codel: plan.codel.as_ref().map(Codel::new),
            serving: BTreeMap::new(),
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            largest: 0,
            arrivals: 0,
        }
    }

    fn idle(&self) -> u32 {
        (self.servers - self.down.min(self.servers)).saturating_sub(self.busy())
    }

    /// So many servers are down from now on: those who would end last stand still or are lost.
    pub fn stop_servers(&mut self, down: u32, clock: Time, lost: Option<Cause>, gone: &mut Vec<Gone>) {
        self.down = down;
        while self.busy() > self.servers.saturating_sub(down)
            && let Some(((end, _), present)) = self.serving.pop_last()
        {
            match lost {
                Some(_) => gone.push(present.gone(lost)),
                None => self.interrupted.push((end - clock, present)),
            }
        }
    }

    /// So many servers take nobody up from now on; whoever they serve is served to the end.
    pub fn keep_out(&mut self, servers: u32) {
        self.down = servers;
    }

    /// Whether the job is taken in; with an idle server at work it needs no room.
    pub fn offer(&mut self, now: Time, up: bool, job: Job) -> bool {
        let starts = up && self.idle() > 0 && self.interrupted.is_empty();
        if !starts && !self.room.admits(self.waiting.len() as u64, self.waiting_bytes, job.bytes) {
            return false;
        }
        let rank = match &mut self.order {
            Order::Arrival => 0,
            Order::Priority => u128::from(u8::MAX - job.priority),
            Order::Fair(tags) => tags.tag(&job),
        };
        self.waiting.insert((rank, self.arrivals), Present { job, arrival: now, number: self.arrivals });
        self.arrivals += 1;
        self.waiting_bytes += job.bytes;
        self.largest = self.largest.max(job.bytes);
        true
    }

    /// Ends what is done by `clock`.
    pub fn advance(&mut self, clock: Time, gone: &mut Vec<Gone>) {
        while let Some(first) = self.serving.first_entry()
            && first.key().0 <= clock
        {
            gone.push(first.remove().gone(None));
        }
    }

    /// Gives idle servers work.
    pub fn start(&mut self, clock: Time, now: Time, gone: &mut Vec<Gone>) {
        while self.idle() > 0
            && let Some((left, present)) = self.interrupted.pop()
        {
            self.serving.insert((clock + left, present.number), present);
        }
        while self.idle() > 0
            && let Some(present) = self.next_up(now, gone)
        {
            self.serving.insert((clock + present.job.work, present.number), present);
        }
        if self.is_empty()
            && let Order::Fair(tags) = &mut self.order
        {
            tags.reset();
        }
    }

    /// Who is served next, those dropped at the head of the queue not counted.
    pub fn next_up(&mut self, now: Time, gone: &mut Vec<Gone>) -> Option<Present> {
        while let Some(((rank, _), present)) = self.waiting.pop_first() {
            self.waiting_bytes -= present.job.bytes;
            let backlogged = self.waiting_bytes > self.largest;
            if let Some(codel) = &mut self.codel
                && codel.drops(now, present.arrival, backlogged)
            {
                gone.push(present.gone(Some(Cause::BufferOverflow)));
                continue;
            }
            if let Order::Fair(tags) = &mut self.order {
                tags.serve(rank);
            }
            return Some(present);
        }
        if let Some(codel) = &mut self.codel {
            codel.emptied();
        }
        None
    }

    /// Those in service are lost.
    pub fn break_down(&mut self, cause: Cause, gone: &mut Vec<Gone>) {
        gone.extend(self.serving.values().map(|present| present.gone(Some(cause))));
        self.serving.clear();
    }

    /// Everyone leaves: those in service by its end, then those who wait by their turn.
    pub fn evacuate(&mut self, gone: &mut Vec<Gone>) {
        gone.extend(self.serving.values().map(|present| present.gone(None)));
        gone.extend(self.interrupted.iter().rev().map(|(_, present)| present.gone(None)));
        gone.extend(self.waiting.values().map(|present| present.gone(None)));
        self.serving.clear();
        self.interrupted.clear();
        self.waiting.clear();
        self.waiting_bytes = 0;
    }

    pub fn next(&self) -> Option<Time> {
        self.serving.first_key_value().map(|((end, _), _)| *end)
    }

    pub fn busy(&self) -> u32 {
        self.serving.len() as u32
    }

    pub fn waiting(&self) -> (u64, u64) {
        (self.waiting.len() as u64, self.waiting_bytes)
    }

    pub fn is_empty(&self) -> bool {
        self.serving.is_empty() && self.waiting.is_empty() && self.interrupted.is_empty()
    }
}
