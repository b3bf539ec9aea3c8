//! What became of devices' sessions inside the window: attempts, how they ended, how long it took to be back. By class, those without
//! sessions having none; integers, as everywhere.

use serde::{Deserialize, Serialize};

use super::bins::{Bins, Cursor};
use super::histogram::{FINE, Histogram, Scale};
use crate::engine::recorder::Deed;
use crate::model::cause::Cause;
use crate::network::Network;
use crate::units::Time;

/// One class in one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionBin {
    /// Attempts begun.
    pub attempts: u32,
    /// Attempts that failed.
    pub failed: u32,
    /// Devices that have a session, more than a bin before.
    pub connected: i32,
    /// Devices whose attempt is under way, more than a bin before.
    pub asking: i32,
}

/// One class over the window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionTotal {
    /// Connected when the window began.
    pub connected: i64,
    /// Attempting when it began.
    pub asking: i64,
    /// Attempts begun.
    pub attempts: u64,
    /// Sessions made.
    pub connects: u64,
    /// Sessions that broke.
    pub breaks: u64,
    /// Attempts refused, by [`Cause`].
    pub refused: [u64; Cause::COUNT],
    /// Attempts that were not answered in time.
    pub timed_out: u64,
    /// Joins that the platform accepted and a gateway sent to the device.
    pub accepted: u64,
    /// Joins that it accepted, and no gateway could send in time.
    pub unaccepted: u64,
    /// How long devices were without a session until they had one.
    pub after: Histogram<FINE>,
    /// The longest of these, ns.
    pub longest_ns: u64,
    /// Since when the first sessions that broke had been cut off, ns after the window's begin; none if none was.
    pub first_break_ns: Option<u64>,
    /// Most attempts in any second of the window.
    pub peak: u64,
    /// By bin.
    pub bins: Vec<SessionBin>,
    /// The second that is counted, and its attempts.
    #[serde(skip)]
    second: (u64, u64),
    #[serde(skip)]
    cursor: Cursor,
}

/// All classes of one replication, or of several added up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionTally {
    /// By class id; none of a class without sessions.
    pub totals: Vec<Option<SessionTotal>>,
}

impl SessionTally {
    /// Nothing counted yet.
    pub fn new(network: &Network, bins: &Bins) -> SessionTally {
        let total =
            || SessionTotal { bins: vec![SessionBin::default(); bins.count()], ..SessionTotal::default() };
        let of_class = |class: &crate::network::Class| class.connects().then(total);
        SessionTally { totals: network.classes.iter().map(of_class).collect() }
    }

    /// Whether it counts what another counts: the same classes and bins.
    pub fn has_shape_of(&self, other: &SessionTally) -> bool {
        let bins = |total: &Option<SessionTotal>| total.as_ref().map(|total| total.bins.len());
        self.totals.iter().map(bins).eq(other.totals.iter().map(bins))
    }

    /// Something became of a session.
    pub fn deed(&mut self, bins: &Bins, class: usize, at: Time, deed: Deed) {
        if let Some(total) = &mut self.totals[class] {
            total.deed(bins, at, deed);
        }
    }

    /// Adds another replication's counts.
    pub fn merge(&mut self, other: &SessionTally) {
        for (mine, theirs) in self.totals.iter_mut().zip(&other.totals) {
            if let (Some(mine), Some(theirs)) = (mine, theirs) {
                mine.merge(theirs);
            }
        }
    }
}

impl SessionTotal {
    fn deed(&mut self, bins: &Bins, at: Time, deed: Deed) {
        let (connected, asking) = match deed {
            Deed::Found => (1, 0),
            Deed::Attempts => (0, 1),
            Deed::Connects { .. } => (1, -1),
            Deed::Fails(_) => (0, -1),
            Deed::Breaks { .. } => (-1, 0),
            Deed::Accepted(_) | Deed::Insists | Deed::Insisted(_) => (0, 0),
        };
        if at < bins.from() {
            self.connected += i64::from(connected);
            self.asking += i64::from(asking);
            return;
        }
        if deed == Deed::Found {
            self.connected += 1;
            return;
        }
        let Some(bin) = bins.find(&mut self.cursor, at) else { return };
        let row = &mut self.bins[bin];
        row.connected += connected;
        row.asking += asking;
        match deed {
            Deed::Found => {}
            Deed::Attempts | Deed::Insists => {
                row.attempts += 1;
                self.attempts += 1;
                self.count_second((at - bins.from()).0 / crate::units::NS_PER_S);
            }
            Deed::Connects { after } => {
                self.connects += 1;
                self.after.add(after.0);
                self.longest_ns = self.longest_ns.max(after.0);
            }
            Deed::Insisted(None) => self.connects += 1,
            Deed::Insisted(Some(cause)) => {
                row.failed += 1;
                self.refused[cause as usize] += 1;
            }
            Deed::Fails(cause) => {
                row.failed += 1;
                match cause {
                    Some(cause) => self.refused[cause as usize] += 1,
                    None => self.timed_out += 1,
                }
            }
            Deed::Accepted(true) => self.accepted += 1,
            Deed::Accepted(false) => self.unaccepted += 1,
            Deed::Breaks { since } => {
                self.breaks += 1;
                // times to be back count from here, though a break may be noticed later
                let begins = since.since(bins.from()).0;
                self.first_break_ns = Some(self.first_break_ns.map_or(begins, |first| first.min(begins)));
            }
        }
    }

    fn count_second(&mut self, second: u64) {
        if self.second.0 != second {
            self.second = (second, 0);
        }
        self.second.1 += 1;
        self.peak = self.peak.max(self.second.1);
    }

    /// How long devices were without a session, each of the `left` that never had one again being longer than all.
    pub fn waits(&self, left: u64) -> Histogram<FINE> {
        let mut waits = self.after.clone();
        if left > 0 {
            waits.add_bucket(Scale::<FINE>::BUCKETS - 1, left);
        }
        waits
    }

    /// Devices with a session when the window ended.
    pub fn connected_at_end(&self) -> i64 {
        self.connected + self.bins.iter().map(|bin| i64::from(bin.connected)).sum::<i64>()
    }

    fn merge(&mut self, other: &SessionTotal) {
        self.connected += other.connected;
        self.asking += other.asking;
        self.attempts += other.attempts;
        self.connects += other.connects;
        self.breaks += other.breaks;
        self.refused.iter_mut().zip(other.refused).for_each(|(mine, theirs)| *mine += theirs);
        self.timed_out += other.timed_out;
        self.accepted += other.accepted;
        self.unaccepted += other.unaccepted;
        self.after.merge(&other.after);
        self.longest_ns = self.longest_ns.max(other.longest_ns);
        self.peak = self.peak.max(other.peak);
        self.first_break_ns = self.first_break_ns.into_iter().chain(other.first_break_ns).min();
        for (mine, theirs) in self.bins.iter_mut().zip(&other.bins) {
            mine.attempts += theirs.attempts;
            mine.failed += theirs.failed;
            mine.connected += theirs.connected;
            mine.asking += theirs.asking;
        }
    }
}
