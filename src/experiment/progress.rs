//! What a study tells while it runs: counters that anyone may read, and one flag that stops it.
//! It knows no terminal; whoever shows it polls it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Shared between those who simulate and the one who watches.
#[derive(Debug, Default)]
pub struct Progress {
    runs: AtomicU64,
    messages: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// One more run is complete.
    pub fn run_done(&self) {
        self.runs.fetch_add(1, Relaxed);
    }

    /// So many more messages were generated. Call it once per stretch of simulated time, not per message.
    pub fn messages_done(&self, messages: u64) {
        self.messages.fetch_add(messages, Relaxed);
    }

    /// Complete runs so far.
    pub fn runs(&self) -> u64 {
        self.runs.load(Relaxed)
    }

    /// Messages generated so far, over all runs.
    pub fn messages(&self) -> u64 {
        self.messages.load(Relaxed)
    }

    /// Asks the study to end without a result.
    pub fn stop(&self) {
        self.stop.store(true, Relaxed);
    }

    /// Whether it was asked to end. Runs look at it several times a second.
    pub fn stopped(&self) -> bool {
        self.stop.load(Relaxed)
    }
}
