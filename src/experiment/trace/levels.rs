//! Decibels that were missing and who was to blame, over all messages that were lost as asked.

use std::collections::BTreeMap;

use super::diary::{Level, NameCount};
use super::draft::{Draft, Seen};
use super::names;
use super::query::Fate;
use crate::model::cause::Cause;
use crate::network::Network;
use crate::network::ids::DeviceId;

/// Limits of the ranges, dB.
const LIMITS_DB: [f64; 6] = [0.0, 1.0, 3.0, 6.0, 10.0, 20.0];
/// Devices named at most.
const MOST_DEVICES: usize = 10;

/// What is known so far.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Messages looked at.
    pub examined: u64,
    missing_db: BTreeMap<Cause, Vec<f64>>,
    /// How often each device was the strongest of those who broke a message.
    strongest: BTreeMap<DeviceId, u64>,
}

impl Levels {
    /// A message ended.
    pub fn add(&mut self, draft: &Draft) {
        self.examined += 1;
        let Some((Fate::Lost(cause, element), _)) = draft.end else { return };
        let Some(sent) = draft.sent.last() else { return };
        let missing = match cause {
            Cause::OutOfRange => {
                sent.seen.iter().filter_map(Seen::margin_db).reduce(libm::fmax).map(|db| -db)
            }
            _ => {
                let there = sent.seen.iter().find(|seen| seen.gateway == element && seen.lost == Some(cause));
                let contest = there.and_then(|seen| seen.contest.as_ref());
                let first = contest.and_then(|(_, _, others)| others.first()?.device);
                first.into_iter().for_each(|device| *self.strongest.entry(device).or_default() += 1);
                contest.map(|(ratio, needed, _)| needed - ratio).filter(|missing| missing.is_finite())
            }
        };
        missing.into_iter().for_each(|db| self.missing_db.entry(cause).or_default().push(db));
    }

    /// By cause.
    pub fn levels(&mut self) -> Vec<Level> {
        let level = |(cause, missing): (&Cause, &mut Vec<f64>)| {
            missing.sort_by(f64::total_cmp);
            let within = |low: f64, high: Option<f64>| {
                let fits = |db: &&f64| **db >= low && high.is_none_or(|high| **db < high);
                missing.iter().filter(fits).count() as u64
            };
            let highs = LIMITS_DB[1..].iter().map(|high| Some(*high)).chain([None]);
            Level {
                cause: cause.info().name,
                messages: missing.len() as u64,
                min_db: missing[0],
                median_db: missing[missing.len().div_ceil(2) - 1],
                max_db: missing[missing.len() - 1],
                ranges: LIMITS_DB
                    .iter()
                    .zip(highs)
                    .map(|(low, high)| (*low, high, within(*low, high)))
                    .collect(),
            }
        };
        self.missing_db.iter_mut().map(level).collect()
    }

    /// Classes of those who broke messages.
    pub fn classes(&self, network: &Network) -> Vec<NameCount> {
        let mut counts = vec![0; network.classes.len()];
        for (device, count) in &self.strongest {
            counts[names::class_of(network, *device)] += count;
        }
        let named = network.classes.iter().zip(counts).filter(|(_, count)| *count > 0);
        most(named.map(|(class, count)| NameCount { name: class.name.clone(), count }).collect())
    }

    /// Devices that broke more than one.
    pub fn devices(&self, network: &Network) -> Vec<NameCount> {
        let often = self.strongest.iter().filter(|(_, count)| **count > 1);
        let named =
            often.map(|(device, count)| NameCount { name: names::device(network, *device), count: *count });
        let mut named = most(named.collect());
        named.truncate(MOST_DEVICES);
        named
    }
}

/// The most frequent first; of equals in the order of the network.
fn most(mut counts: Vec<NameCount>) -> Vec<NameCount> {
    counts.sort_by_key(|row| std::cmp::Reverse(row.count));
    counts
}
