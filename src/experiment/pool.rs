//! Replications added up: one set of counts and a sample of each. Folding is in index order, so that the
//! pool of a prefix is the same whoever ran its replications, and when.

use super::replicate::{ClassSample, Replicate, Sample};
use crate::measure::bins::Bins;
use crate::measure::tally::Counts;

/// The replications so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    /// Their counts, added.
    pub counts: Counts,
    /// Their samples, in index order.
    pub samples: Vec<Sample>,
}

impl Pool {
    /// Adds the next replication.
    pub fn fold(&mut self, replicate: Replicate) {
        if self.samples.is_empty() {
            self.counts = replicate.counts;
        } else {
            self.counts.merge(&replicate.counts);
        }
        self.samples.push(replicate.sample);
    }

    /// How many replications.
    pub fn replications(&self) -> u64 {
        self.samples.len() as u64
    }

    /// The window.
    pub fn bins(&self) -> &Bins {
        &self.counts.bins
    }

    /// A class's samples.
    pub fn class(&self, class: usize) -> impl Iterator<Item = &ClassSample> {
        self.samples.iter().map(move |sample| &sample.classes[class])
    }
}
