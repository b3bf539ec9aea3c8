//! What a study tells while it runs: counters that anyone may read, and one flag that stops it.
//! It knows no terminal; whoever shows it polls it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::engine;

/// Shared between those who simulate and the one who watches.
#[derive(Debug, Default)]
pub struct Progress {
    runs: AtomicU64,
    reused: AtomicU64,
    reused_messages: AtomicU64,
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
