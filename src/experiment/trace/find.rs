//! The first run: which messages are those that were asked for, and what became of all of their kind.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Watch;
use super::diary::FateCount;
use super::query::{Fate, Query, managed_at};
use crate::engine::recorder::{Happening, Who};
use crate::model::cause::{Cause, DueTo};
use crate::network::{Clock, Network};
use crate::units::Time;

/// A message that ended as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Its birth.
    pub birth: Time,
    /// Its device.
    pub device: u32,
    /// The device's message number.
    pub n: u32,
}

/// Counts.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Born.
    pub offered: u64,
    /// Ended as asked.
    pub matching: u64,
    /// By fate, the most frequent first.
    pub fates: Vec<FateCount>,
}

/// Listens for messages that end as asked.
pub struct Find<'a> {
    query: &'a Query,
    clock: Clock,
    offered: u64,
    fates: BTreeMap<Fate, u64>,
    found: Vec<Match>,
}

impl<'a> Find<'a> {
    /// Nothing found yet.
    pub fn new(query: &'a Query, clock: Clock) -> Find<'a> {
        Find { query, clock, offered: 0, fates: BTreeMap::new(), found: Vec::new() }
    }

    /// Those found, in the order of births.
    pub fn matches(&mut self) -> Vec<Match> {
        let mut found = std::mem::take(&mut self.found);
        found.sort_unstable();
        found
    }

    /// What became of all.
    pub fn counts(&self, network: &Network) -> Counts {
        let mut fates: Vec<(&Fate, &u64)> = self.fates.iter().collect();
        fates.sort_by_key(|(fate, count)| (Reverse(**count), **fate));
        let matching =
            fates.iter().filter(|(fate, _)| self.query.wants(**fate)).map(|(_, count)| **count).sum();
        let row = |(fate, count): (&Fate, &u64)| {
            let due_to = match fate {
                Fate::Lost(Cause::BufferOverflow, at) => managed_at(network, at.index()).map(DueTo::name),
                _ => None,
            };
            let (fate, cause, element) = fate.names(network);
            FateCount { fate, cause, due_to, element, count: *count }
        };
        Counts { offered: self.offered, matching, fates: fates.into_iter().map(row).collect() }
    }

    fn ended(&mut self, who: Who, fate: Fate) {
        *self.fates.entry(fate).or_default() += 1;
        if self.query.wants(fate) {
            self.found.push(Match { birth: who.message.birth, device: who.message.device.0, n: who.n });
        }
    }
}

impl Watch for Find<'_> {
    fn happened(&mut self, who: Who, what: Happening) {
        let fate = match what {
            Happening::Born { .. } => None,
            Happening::Delivered { late: None, .. } => Some(Fate::Delivered),
            Happening::Delivered { late: Some(element), .. } => Some(Fate::Lost(Cause::Expired, element)),
            Happening::Lost { cause, element, .. } => Some(Fate::Lost(cause, element)),
            Happening::InFlight => Some(Fate::InFlight),
            _ => return,
        };
        if self.query.covers(&self.clock, &who.message) {
            match fate {
                None => self.offered += 1,
                Some(fate) => self.ended(who, fate),
            }
        }
    }
}
