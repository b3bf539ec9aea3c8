//! Threads that many studies share: points times replications in one pool. Which replication is run next moves no
//! figure, since each study folds its own in index order; it moves only how soon all are done.
//!
//! Replications that are sure to be needed come first, of studies that are under way before those that are not, so
//! that few networks and pools are in memory at a time. Only threads that would stand idle otherwise run ahead of a
//! study that may stop before.

mod board;

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::course::Course;
use super::replicate::Replicate;
use super::study::{RunError, StudyError};
use crate::network::Clock;
use board::{Board, Task};

/// Threads at most.
const MOST_THREADS: usize = 512;

/// Studies to be run, each told by its number.
pub trait Studies: Sync {
    /// What the replications of one study share while it is under way: its network.
    type Open: Send + Sync;
    /// What is kept of a finished study.
    type Done: Send;

    /// Makes a study ready; called once, when its first replication is due.
    fn open(&self, at: usize) -> (Self::Open, Course);

    /// Runs one replication.
    fn simulate(
        &self,
        at: usize,
        open: &Self::Open,
        replication: u64,
        clock: Clock,
    ) -> Result<Replicate, RunError>;

    /// Hands the study its next replication.
    fn fold(&self, at: usize, open: &Self::Open, course: &mut Course, replicate: Replicate);

    /// Takes the study's end.
    fn close(&self, at: usize, open: &Self::Open, course: Course) -> Self::Done;
}

/// Runs the studies of these numbers, which are begun in this order, on so many threads; the answers come by
/// number, 0 first, and `order` holds each number below its length once.
///
/// # Errors
/// The first study whose books do not balance, or that it was told to stop.
pub fn run<S: Studies>(
    studies: &S,
    order: &[usize],
    jobs: usize,
    stop: &AtomicBool,
) -> Result<Vec<S::Done>, StudyError> {
    let shared =
        Shared { studies, board: Mutex::new(Board::new(order, jobs)), changed: Condvar::new(), stop };
    thread::scope(|scope| {
        for _ in 1..jobs.clamp(1, MOST_THREADS) {
            // a thread that cannot be had makes it slower and nothing else: this one is there
            if thread::Builder::new().spawn_scoped(scope, || shared.work()).is_err() {
                break;
            }
        }
        shared.work();
    });
    shared.board.into_inner().unwrap_or_else(PoisonError::into_inner).finish()
}

struct Shared<'a, S: Studies> {
    studies: &'a S,
    board: Mutex<Board<S>>,
    changed: Condvar,
    stop: &'a AtomicBool,
}

/// Others would wait for ever for the answer of a thread that panicked.
struct Bell<'a, S: Studies>(&'a Shared<'a, S>);

impl<S: Studies> Drop for Bell<'_, S> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().fail(StudyError::Stopped);
            self.0.changed.notify_all();
        }
    }
}

impl<S: Studies> Shared<'_, S> {
    fn lock(&self) -> MutexGuard<'_, Board<S>> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let _bell = Bell(self);
        while let Some(task) = self.next() {
            match task {
                Task::Open(at) => self.open(at),
                Task::Run { at, open, replication, clock } => {
                    let outcome = self.one(at, &open, replication, clock);
                    drop(open);
                    self.deliver(at, replication, outcome);
                }
            }
        }
    }

    /// The next thing to do, waited for; `None` when all is done.
    fn next(&self) -> Option<Task<S::Open>> {
        let mut board = self.lock();
        loop {
            if board.is_over() {
                return None;
            }
            if let Some(task) = board.next() {
                return Some(task);
            }
            board = self.changed.wait(board).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn one(&self, at: usize, open: &S::Open, replication: u64, clock: Clock) -> Result<Replicate, RunError> {
        if self.stop.load(Relaxed) {
            return Err(RunError::Stopped);
        }
        self.studies.simulate(at, open, replication, clock)
    }

    fn open(&self, at: usize) {
        let (open, course) = self.studies.open(at);
        self.lock().opened(at, Arc::new(open), course);
        self.fold(at);
        self.changed.notify_all();
    }

    fn deliver(&self, at: usize, replication: u64, outcome: Result<Replicate, RunError>) {
        self.lock().delivered(at, replication, outcome);
        self.fold(at);
        self.changed.notify_all();
    }

    /// Folds what has come in order, outside the lock; whoever folds a study has it to himself.
    fn fold(&self, at: usize) {
        loop {
            let Some((open, mut course, ready)) = self.lock().take(at) else { return };
            let failed = ready.into_iter().find_map(|outcome| {
                if course.is_done() {
                    return None;
                }
                let replication = course.folded();
                match outcome {
                    Ok(replicate) => self.studies.fold(at, &open, &mut course, replicate),
                    Err(error) => return Some(failure(replication, error)),
                }
                None
            });
            if let Some(error) = failed {
                return self.lock().fail(error);
            }
            if !course.is_done() {
                self.lock().put_back(at, course);
                continue;
            }
            return self.close(at, open, course);
        }
    }

    /// Replications ahead of the end may still be running: the last of them lets the network go.
    fn close(&self, at: usize, open: Arc<S::Open>, course: Course) {
        let done = self.studies.close(at, &open, course);
        self.lock().closed(at, done);
    }
}

fn failure(replication: u64, error: RunError) -> StudyError {
    match error {
        RunError::Stopped => StudyError::Stopped,
        RunError::Broken(source) => StudyError::Broken { replication, source },
    }
}
