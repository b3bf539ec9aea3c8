//! Who does what next: the state of all studies, held under one lock and looked at only for a moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Studies;
use crate::experiment::course::Course;
use crate::experiment::replicate::Replicate;
use crate::experiment::study::{RunError, StudyError};
use crate::network::Clock;

/// Something to do.
pub enum Task<O> {
    /// Make this study ready.
    Open(usize),
    /// Run one of its replications.
    Run {
        /// The study.
        at: usize,
        /// What its replications share.
        open: Arc<O>,
        /// Which.
        replication: u64,
        /// By which clock.
        clock: Clock,
    },
}

type Outcome = Result<Replicate, RunError>;

/// A study under way.
struct Slot<O> {
    at: usize,
    open: Arc<O>,
    /// `None` while someone folds.
    course: Option<Course>,
    clock: Clock,
    folded: u64,
    certain: u64,
    possible: u64,
    /// The next replication to start.
    next: u64,
    /// Finished ahead of their turn.
    waiting: BTreeMap<u64, Outcome>,
}

/// All studies.
pub struct Board<S: Studies> {
    /// Numbers of those not begun, the next one last.
    to_open: Vec<usize>,
    under_way: Vec<Slot<S::Open>>,
    done: BTreeMap<usize, S::Done>,
    studies: usize,
    jobs: u64,
    error: Option<StudyError>,
}

impl<S: Studies> Board<S> {
    pub fn new(order: &[usize], jobs: usize) -> Board<S> {
        Board {
            to_open: order.iter().rev().copied().collect(),
            under_way: Vec::new(),
            done: BTreeMap::new(),
            studies: order.len(),
            jobs: jobs as u64,
            error: None,
        }
    }

    /// Nothing is left to start: all are done, or one failed.
    pub fn is_over(&self) -> bool {
        self.error.is_some() || self.done.len() == self.studies
    }

    /// The next task, if there is one now.
    pub fn next(&mut self) -> Option<Task<S::Open>> {
        let certain = self.under_way.iter().position(|slot| slot.next < slot.certain);
        if let Some(slot) = certain {
            return Some(self.start(slot));
        }
        if let Some(at) = self.to_open.pop() {
            return Some(Task::Open(at));
        }
        let ahead = |slot: &Slot<S::Open>| slot.next.saturating_sub(slot.folded);
        let may = self.under_way.iter().enumerate();
        let may = may.filter(|(_, slot)| slot.next < slot.possible && ahead(slot) < self.jobs);
        let slot = may.min_by_key(|(_, slot)| ahead(slot)).map(|(slot, _)| slot)?;
        Some(self.start(slot))
    }

    fn start(&mut self, slot: usize) -> Task<S::Open> {
        let slot = &mut self.under_way[slot];
        let replication = slot.next;
        slot.next += 1;
        Task::Run { at: slot.at, open: slot.open.clone(), replication, clock: slot.clock }
    }

    /// A study is ready.
    pub fn opened(&mut self, at: usize, open: Arc<S::Open>, course: Course) {
        let clock = course.clock();
        let next = course.folded();
        let waiting = BTreeMap::new();
        let slot = Slot { at, open, course: None, clock, folded: 0, certain: 0, possible: 0, next, waiting };
        self.under_way.push(slot);
        self.put_back(at, course);
    }

    fn slot(&mut self, at: usize) -> Option<&mut Slot<S::Open>> {
        self.under_way.iter_mut().find(|slot| slot.at == at)
    }

    /// A replication came; one of a study that ended before is thrown away.
    pub fn delivered(&mut self, at: usize, replication: u64, outcome: Outcome) {
        if let Some(slot) = self.slot(at) {
            slot.waiting.insert(replication, outcome);
        }
    }

    /// Takes a study and those of its replications that are next in order; `None` if there are none, or someone
    /// else has it.
    pub fn take(&mut self, at: usize) -> Option<(Arc<S::Open>, Course, Vec<Outcome>)> {
        let slot = self.slot(at)?;
        let is_done = slot.course.as_ref()?.is_done();
        let ready: Vec<Outcome> = (slot.folded..).map_while(|n| slot.waiting.remove(&n)).collect();
        if ready.is_empty() && !is_done {
            return None;
        }
        Some((slot.open.clone(), slot.course.take()?, ready))
    }

    /// Gives a study back and sees what it needs now.
    pub fn put_back(&mut self, at: usize, course: Course) {
        let Some(slot) = self.slot(at) else { return };
        let (clock, folded) = (course.clock(), course.folded());
        // begun anew: what ran by the old clock was all folded, be it at once
        if clock != slot.clock {
            slot.next = folded;
        }
        (slot.clock, slot.folded) = (clock, folded);
        (slot.certain, slot.possible) = (course.certain(), course.possible());
        slot.course = Some(course);
    }

    /// A study is finished.
    pub fn closed(&mut self, at: usize, done: S::Done) {
        self.under_way.retain(|slot| slot.at != at);
        self.done.insert(at, done);
    }

    /// All end; the first reason counts.
    pub fn fail(&mut self, error: StudyError) {
        self.error.get_or_insert(error);
    }

    /// What came of all, by number.
    pub fn finish(self) -> Result<Vec<S::Done>, StudyError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.done.into_values().collect()),
        }
    }
}
