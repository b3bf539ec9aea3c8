//! Bulk service: a server takes up to so many who wait together, once they are that many or the eldest has waited
//! long enough (N. T. J. Bailey, "On queueing processes with bulk service", Journal of the Royal Statistical Society B
//! 16, 1954; with a least number, M. F. Neuts, Annals of Mathematical Statistics 38, 1967).

use std::collections::{BTreeMap, VecDeque};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Gone, Job, LivePlan, Present, Room};
use crate::model::cause::Cause;
use crate::units::{Count, Span, Time};

/// How a station takes those who wait together (`batch`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkSpec {
    /// So many at the most; one service time serves them all.
    pub size: Count,
    /// Fewer are taken once the eldest has waited so long; at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Span>,
}

/// Whoever is there is taken at once, if left out (the usual rule: Bailey 1954).
pub const DEFAULT_WAIT: Span = Span::ZERO;

/// Servers that take batches, and those who wait.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    size: usize,
    wait: Span,
    room: Room,
    idle: u32,
    servers: u32,
    /// By the end of their service and the number of the eldest.
    serving: BTreeMap<(Time, u64), Vec<Present>>,
    waiting: VecDeque<Present>,
    /// When an idle server takes fewer than it could.
    due: Option<Time>,
    arrivals: u64,
}

impl Batch {
    pub fn new(plan: &LivePlan, spec: &BulkSpec) -> Batch {
        Batch {
            size: (spec.size.0 as usize).max(1),
            wait: spec.wait.unwrap_or(DEFAULT_WAIT),
            room: plan.room,
            idle: plan.servers,
            servers: plan.servers,
            serving: BTreeMap::new(),
            waiting: VecDeque::new(),
            due: None,
            arrivals: 0,
        }
    }

    /// Whether the job is taken in; one with which an idle server begins needs no room.
    pub fn offer(&mut self, now: Time, up: bool, job: Job) -> bool {
        let begins = self.wait == Span::ZERO || self.waiting.len() + 1 >= self.size;
        let starts = up && self.idle > 0 && begins;
        if !starts && !self.room.admits(self.waiting.len() as u64, 0, 0) {
            return false;
        }
        self.waiting.push_back(Present { job, arrival: now, number: self.arrivals });
        self.arrivals += 1;
        true
    }

    /// Ends what is done by `clock`.
    pub fn advance(&mut self, clock: Time, gone: &mut Vec<Gone>) {
        while let Some(first) = self.serving.first_entry()
            && first.key().0 <= clock
        {
            gone.extend(first.remove().iter().map(|present| present.gone(None)));
            self.idle += 1;
        }
    }

    /// Gives idle servers their batches, or sets the time at which they take what is there.
    pub fn start(&mut self, clock: Time, now: Time) {
        self.due = None;
        while self.idle > 0
            && let Some(eldest) = self.waiting.front()
        {
            let patience = eldest.arrival + self.wait;
            if self.waiting.len() < self.size && patience > now {
                self.due = Some(clock + (patience - now));
                return;
            }
            self.take(clock);
        }
    }

    /// One server takes those at the head; the eldest's draw is the service time of all.
    fn take(&mut self, clock: Time) {
        let many = self.waiting.len().min(self.size);
        let mut batch: Vec<Present> = self.waiting.drain(..many).collect();
        let Some(&Present { job: Job { work, .. }, number, .. }) = batch.first() else { return };
        batch.iter_mut().for_each(|present| present.job.work = work);
        self.idle -= 1;
        self.serving.insert((clock + work, number), batch);
    }

    /// Those in service are lost.
    pub fn break_down(&mut self, cause: Cause, gone: &mut Vec<Gone>) {
        gone.extend(self.serving.values().flatten().map(|present| present.gone(Some(cause))));
        self.serving.clear();
        self.idle = self.servers;
    }

    /// Everyone leaves.
    pub fn evacuate(&mut self, gone: &mut Vec<Gone>) {
        let all = self.serving.values().flatten().chain(&self.waiting);
        gone.extend(all.map(|present| present.gone(None)));
        self.serving.clear();
        self.waiting.clear();
        self.idle = self.servers;
    }

    pub fn next(&self) -> Option<Time> {
        self.serving.first_key_value().map(|((end, _), _)| *end).into_iter().chain(self.due).min()
    }

    pub fn busy(&self) -> u32 {
        self.servers - self.idle
    }

    /// Jobs that wait; their bytes are not limited.
    pub fn waiting(&self) -> (u64, u64) {
        (self.waiting.len() as u64, 0)
    }

    pub fn is_empty(&self) -> bool {
        self.serving.is_empty() && self.waiting.is_empty()
    }
}
