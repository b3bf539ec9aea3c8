//! Ctrl-C: the first asks the run to stop, which it does within a second and without touching earlier
//! results; the second ends the process at once.

use std::process::exit;
use std::sync::Arc;

use super::status::Status;
use crate::experiment::progress::Progress;

/// Routes Ctrl-C to `progress`. Where the system refuses a handler, Ctrl-C keeps ending the process, which
/// loses no earlier result either.
pub fn listen(progress: Arc<Progress>) {
    let handler = move || {
        if progress.stopped() {
            exit(Status::Interrupted as i32);
        }
        progress.stop();
    };
    ctrlc::set_handler(handler).ok();
}
