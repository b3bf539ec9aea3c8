//! What firmware campaigns did inside the window, by incident; integers, as everywhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bins::{Bins, Cursor};
use super::histogram::{self, Histogram};
use crate::engine::recorder::Pushed;
use crate::model::radio::Missed;
use crate::network::Network;
use crate::network::incidents::{Incident, Strikes};
use crate::units::Time;

/// One campaign over the window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FirmwareTotal {
    /// When it begins, ns of the clock.
    from: u64,
    /// Frames that gateways sent.
    pub frames: u64,
    /// Their airtime, ns.
    pub airtime_ns: u64,
    /// Turns in which the gateways of a wave send a fragment, at the most.
    pub turns: u32,
    /// All was sent in time.
    pub ended: bool,
    /// Fragments that devices received.
    pub received: u64,
    /// Fragments that they missed, by [`Missed`].
    pub missed: [u64; Missed::ALL.len()],
    /// How long after the campaign's begin devices had the image.
    pub after: Histogram,
    /// The longest of these, ns.
    pub longest_ns: u64,
    /// Devices that had it, by class that gets it.
    pub by_class: BTreeMap<u32, u64>,
    /// Devices that had it, by bin.
    pub bins: Vec<u32>,
    #[serde(skip)]
    cursor: Cursor,
}

/// All campaigns of one replication, or of several added up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FirmwareTally {
    /// By incident; none of one that is no campaign.
    pub totals: Vec<Option<FirmwareTotal>>,
}

impl FirmwareTally {
    /// Nothing counted yet.
    pub fn new(network: &Network, bins: &Bins) -> FirmwareTally {
        let total = |incident: &Incident| match &incident.strikes {
            Strikes::Firmware(firmware) => {
                let bins = vec![0; bins.count()];
                let by_class = firmware.classes.iter().map(|class| (*class, 0)).collect();
                Some(FirmwareTotal { from: incident.at.0, bins, by_class, ..FirmwareTotal::default() })
            }
            _ => None,
        };
        FirmwareTally { totals: network.incidents.all.iter().map(total).collect() }
    }

    /// Whether it counts what another counts: the same campaigns and bins.
    pub fn has_shape_of(&self, other: &FirmwareTally) -> bool {
        let bins = |total: &Option<FirmwareTotal>| total.as_ref().map(|total| total.bins.len());
        self.totals.iter().map(bins).eq(other.totals.iter().map(bins))
    }

    /// A campaign did something.
    pub fn pushed(&mut self, bins: &Bins, incident: u16, at: Time, what: Pushed) {
        if let Some(total) = &mut self.totals[incident as usize] {
            total.pushed(bins, at, what);
        }
    }

    /// Adds another replication's counts.
    pub fn merge(&mut self, other: &FirmwareTally) {
        for (mine, theirs) in self.totals.iter_mut().zip(&other.totals) {
            if let (Some(mine), Some(theirs)) = (mine, theirs) {
                mine.merge(theirs);
            }
        }
    }
}

impl FirmwareTotal {
    fn pushed(&mut self, bins: &Bins, at: Time, what: Pushed) {
        let Some(bin) = bins.find(&mut self.cursor, at) else { return };
        match what {
            Pushed::Sent(airtime) => {
                self.frames += 1;
                self.airtime_ns += airtime.0;
            }
            Pushed::Begins(turns) => self.turns = self.turns.max(turns),
            Pushed::Ends => self.ended = true,
            Pushed::Received(count) => self.received += u64::from(count),
            Pushed::Missed(why, count) => self.missed[why as usize] += u64::from(count),
            Pushed::Completes(class) => {
                *self.by_class.entry(class.0).or_default() += 1;
                let after = at.0 - self.from;
                self.bins[bin] += 1;
                self.after.add(after);
                self.longest_ns = self.longest_ns.max(after);
            }
        }
    }

    /// When devices had the image, each of the `left` that never had it being later than all.
    pub fn times(&self, left: u64) -> Histogram {
        let mut times = self.after.clone();
        if left > 0 {
            times.add_bucket(histogram::BUCKETS - 1, left);
        }
        times
    }

    fn merge(&mut self, other: &FirmwareTotal) {
        self.frames += other.frames;
        self.airtime_ns += other.airtime_ns;
        self.turns = self.turns.max(other.turns);
        self.ended &= other.ended;
        self.received += other.received;
        self.missed.iter_mut().zip(other.missed).for_each(|(mine, theirs)| *mine += theirs);
        self.after.merge(&other.after);
        self.longest_ns = self.longest_ns.max(other.longest_ns);
        other.by_class.iter().for_each(|(class, count)| *self.by_class.entry(*class).or_default() += count);
        self.bins.iter_mut().zip(&other.bins).for_each(|(mine, theirs)| *mine += theirs);
    }
}
