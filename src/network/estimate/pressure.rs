//! What meets an element's queue, once what turns jobs away has had its say.

use super::loads::Loads;
use crate::network::Network;

/// What an element's queue meets.
#[derive(Clone, Copy, Debug)]
pub struct Pressure {
    /// Jobs a second that reach its queue: what a policer turns away does not.
    pub jobs_per_s: f64,
    /// Work that they bring over work it can do.
    pub load: f64,
    /// The same while bursts are at their height.
    pub peak: f64,
}

impl Loads {
    /// What meets the queue of an element.
    pub fn pressure(&self, network: &Network, at: usize) -> Pressure {
        let element = &network.elements[at];
        let able = f64::from(element.servers.max(1)) * element.availability;
        let let_in = 1.0 / libm::fmax(self.policed[at], 1.0);
        Pressure {
            jobs_per_s: self.jobs[at] * let_in,
            load: self.busy[at] / able * let_in,
            peak: self.peaks[at] / able * let_in,
        }
    }
}
