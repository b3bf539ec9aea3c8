//! Self-clocked fair queueing: S. J. Golestani, "A self-clocked fair queueing scheme for broadband applications",
//! INFOCOM 1994. Each job gets a finish tag; the least is served next, and its tag is the virtual time.

use super::Job;

/// Fractions of a nanosecond in which tags count, so that sums are exact in any order.
const SCALE: f64 = (1u64 << 20) as f64;

/// Virtual time, and the last tag of each class.
#[derive(Clone, Debug, Default)]
pub(super) struct Tags {
    now: u128,
    last: Vec<u128>,
}

impl Tags {
    /// The finish tag of a job that comes: F = L/r + max(F of the one before, v) (equation 2).
    pub fn tag(&mut self, job: &Job) -> u128 {
        let class = job.class as usize;
        if self.last.len() <= class {
            self.last.resize(class + 1, 0);
        }
        let length = libm::rint(job.work.0 as f64 * SCALE / job.weight) as u128;
        self.last[class] = self.last[class].max(self.now) + length;
        self.last[class]
    }

    /// A job of this tag begins to be served.
    pub fn serve(&mut self, tag: u128) {
        self.now = tag;
    }

    /// Nobody is there: a busy period is over.
    pub fn reset(&mut self) {
        self.now = 0;
        self.last.fill(0);
    }
}
