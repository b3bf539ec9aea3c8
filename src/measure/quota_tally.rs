//! What came to a platform's limits inside the window, and what tripped them: by bin and limit, in integers. Without a quota
//! there is nothing to count.

use serde::{Deserialize, Serialize};

use super::bins::{Bins, Cursor};
use crate::network::Network;
use crate::units::Time;

/// All limits of one replication, or of several added up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QuotaTally {
    /// By limit.
    pub limits: Vec<LimitTally>,
    #[serde(skip)]
    cursor: Cursor,
}

/// One limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LimitTally {
    /// What was asked of it, by bin.
    pub asked: Vec<u64>,
    /// Messages that came to it.
    pub came: u64,
    /// Of these, those for which it had no room.
    pub trips: u64,
}

impl QuotaTally {
    /// Nothing counted yet.
    pub fn new(network: &Network, bins: &Bins) -> QuotaTally {
        let limits = network.quota.as_ref().map_or(0, |quota| quota.limits.len());
        let limit = LimitTally { asked: vec![0; bins.count()], ..LimitTally::default() };
        QuotaTally { limits: vec![limit; limits], cursor: Cursor::default() }
    }

    /// Whether it counts what another counts.
    pub fn has_shape_of(&self, other: &QuotaTally) -> bool {
        let bins =
            |tally: &QuotaTally| tally.limits.iter().map(|limit| limit.asked.len()).collect::<Vec<_>>();
        bins(self) == bins(other)
    }

    /// A message came to a limit and asked for so much of it.
    pub fn metered(&mut self, bins: &Bins, limit: u16, at: Time, counts: u64, trips: bool) {
        if let Some(bin) = bins.find(&mut self.cursor, at) {
            let limit = &mut self.limits[limit as usize];
            limit.asked[bin] += counts;
            limit.came += 1;
            limit.trips += u64::from(trips);
        }
    }

    /// Adds another replication's counts.
    pub fn merge(&mut self, other: &QuotaTally) {
        for (mine, theirs) in self.limits.iter_mut().zip(&other.limits) {
            mine.asked.iter_mut().zip(&theirs.asked).for_each(|(mine, theirs)| *mine += theirs);
            mine.came += theirs.came;
            mine.trips += theirs.trips;
        }
    }
}
