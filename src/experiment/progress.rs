//! What a study tells while it runs: counters that anyone may read, and one flag that stops it.
//! It knows no terminal; whoever shows it polls it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use crate::engine;

/// What is still to come after the points under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// So many at the most.
    pub most: u64,
    /// Of what: one, several.
    pub what: [&'static str; 2],
}

/// Shared between those who simulate and the one who watches.
#[derive(Debug, Default)]
pub struct Progress {
    runs: AtomicU64,
    reused: AtomicU64,
    reused_messages: AtomicU64,
    planned: AtomicU64,
    ahead: Mutex<Option<Ahead>>,
    engine: engine::Progress,
}

impl Progress {
    /// One more run is complete.
    pub fn run_done(&self) {
        self.runs.fetch_add(1, Relaxed);
    }

    /// A run of so many messages was found in a store and need not be simulated.
    pub fn run_reused(&self, messages: u64) {
        self.reused_messages.fetch_add(messages, Relaxed);
        self.reused.fetch_add(1, Relaxed);
    }

    /// Points are begun that take so many runs at the most.
    pub fn begin(&self, runs: u64) {
        self.planned.fetch_add(runs, Relaxed);
    }

    /// So many of them are not needed.
    pub fn spare(&self, runs: u64) {
        self.planned.fetch_sub(runs, Relaxed);
    }

    /// Runs that the points begun so far take at the most, simulated or not.
    pub fn planned(&self) -> u64 {
        self.planned.load(Relaxed)
    }

    /// After the points under way, or begun next, so many are still to come at the most.
    pub fn expect(&self, most: u64, what: [&'static str; 2]) {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(Ahead { most, what });
    }

    /// What is still to come; none if nobody knows.
    pub fn ahead(&self) -> Option<Ahead> {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs so far that were not simulated again.
    pub fn reused(&self) -> u64 {
        self.reused.load(Relaxed)
    }

    /// Messages of these.
    pub fn reused_messages(&self) -> u64 {
        self.reused_messages.load(Relaxed)
    }

    /// The engine's part, which runs write to.
    pub fn engine(&self) -> &engine::Progress {
        &self.engine
    }

    /// Complete runs so far.
    pub fn runs(&self) -> u64 {
        self.runs.load(Relaxed)
    }

    /// Messages generated so far, over all runs.
    pub fn messages(&self) -> u64 {
        self.engine.messages.load(Relaxed)
    }

    /// Asks the study to end without a result.
    pub fn stop(&self) {
        self.engine.stop.store(true, Relaxed);
    }

    /// Whether it was asked to end. Runs look at it several times a second.
    pub fn stopped(&self) -> bool {
        self.engine.stop.load(Relaxed)
    }
}
