//! Ctrl-C: the run is asked to stop; if it has not within a second, the process ends all the same. Files are
//! never left in between: whoever writes holds the process until all are in place.

use std::process::exit;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use super::say;
use super::status::Failure;
use crate::experiment::progress::Progress;

/// Left to the run to stop by itself, so that promise "within a second" holds.
const PATIENCE: Duration = Duration::from_millis(800);

/// Keeps Ctrl-C from ending the process while files are written.
#[derive(Default)]
pub struct Interrupt {
    writing: Arc<Mutex<()>>,
}

impl Interrupt {
    /// Routes Ctrl-C to `progress`. Where the system refuses a handler, Ctrl-C ends the process at once.
    pub fn listen(progress: Arc<Progress>) -> Interrupt {
        let interrupt = Interrupt::default();
        let writing = interrupt.writing.clone();
        let handler = move || {
            progress.stop();
            sleep(PATIENCE);
            let _complete = writing.lock().unwrap_or_else(PoisonError::into_inner);
            say::failure(&Failure::Interrupted);
            exit(Failure::Interrupted.status() as i32);
        };
        ctrlc::set_handler(handler).ok();
        interrupt
    }

    /// Holds the process until the guard is dropped.
    pub fn hold(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
