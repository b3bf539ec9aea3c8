//! The course of a replication with incidents beside the same one without, bin by bin: who falls behind, and when that is
//! made good.

use std::collections::BTreeMap;
use std::ops::Range;

use super::results::{DRAINED, ENOUGH, MARKS, RECOVERED};
use crate::experiment::replicate::Sample;

/// Messages by bin of birth, and those under way at each bin's end; with incidents first, then without.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Both {
    pub offered: [Vec<u64>; 2],
    pub delivered: [Vec<u64>; 2],
    pub backlog: [Vec<i64>; 2],
}

impl Both {
    /// Of these classes in both samples of a replication.
    pub fn new(with: &Sample, without: &Sample, classes: &[usize]) -> Both {
        let days = [with, without];
        let sum = |sample: &Sample, column: usize| -> Vec<u64> {
            let bins = sample.classes.first().map_or(0, |class| class.bins.len());
            let of =
                |bin: usize| classes.iter().map(|at| u64::from(sample.classes[*at].bins[bin][column])).sum();
            (0..bins).map(of).collect()
        };
        let under_way = |sample: &Sample| {
            let mut open = 0;
            let change = |(bin, offered): (usize, u64)| {
                let ended: u64 = classes
                    .iter()
                    .map(|at| u64::from(sample.classes[*at].ends.get(bin).copied().unwrap_or(0)))
                    .sum();
                open += offered as i64 - ended as i64;
                open
            };
            sum(sample, 0).into_iter().enumerate().map(change).collect()
        };
        Both {
            offered: days.map(|sample| sum(sample, 0)),
            delivered: days.map(|sample| sum(sample, 1)),
            backlog: days.map(under_way),
        }
    }

    /// All replications together.
    pub fn sum(all: &[Both]) -> Both {
        let mut sum = all.first().cloned().unwrap_or_default();
        let add = |mine: &mut Vec<u64>, theirs: &Vec<u64>| {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        };
        for one in all.iter().skip(1) {
            for day in 0..2 {
                add(&mut sum.offered[day], &one.offered[day]);
                add(&mut sum.delivered[day], &one.delivered[day]);
                let pairs = sum.backlog[day].iter_mut().zip(&one.backlog[day]);
                pairs.for_each(|(mine, theirs)| *mine += theirs);
            }
        }
        sum
    }

    /// The first bin behind those from `bin` on that hold [`ENOUGH`] undisturbed deliveries to tell a hundredth of them, or
    /// behind the last.
    fn enough(&self, bin: usize) -> usize {
        let mut delivered = 0;
        let more = self.delivered[1][bin..].iter().position(|born| {
            delivered += born;
            delivered >= ENOUGH
        });
        more.map_or(self.delivered[1].len(), |more| bin + more + 1)
    }

    /// Whether of what is born in these bins as much is delivered as this share of the undisturbed.
    fn holds(&self, bins: Range<usize>, share: f64) -> bool {
        let [with, without] = [0, 1].map(|day| self.delivered[day][bins.clone()].iter().sum::<u64>() as f64);
        with >= share * without
    }

    fn is_back(&self, bin: usize, share: f64) -> bool {
        self.holds(bin..self.enough(bin), share)
    }

    /// No more than the first bins.
    pub fn cut(mut self, bins: usize) -> Both {
        self.offered.iter_mut().chain(&mut self.delivered).for_each(|row| row.truncate(bins));
        self.backlog.iter_mut().for_each(|row| row.truncate(bins));
        self
    }

    /// Whether delivery fell below this share in the incident.
    pub fn fell(&self, from: usize, end: usize, share: f64) -> bool {
        (from..(end + 2).min(self.delivered[0].len())).any(|bin| !self.is_back(bin, share))
    }

    /// The first bin from `end` on from which delivery is back twice on end.
    pub fn back(&self, end: usize, share: f64) -> Option<usize> {
        let bins = self.delivered[0].len();
        let stays = |next: usize| next >= bins || self.is_back(next, share);
        (end..bins).find(|bin| self.is_back(*bin, share) && stays(self.enough(*bin)))
    }

    /// Messages under way beyond the undisturbed, at the end of a bin.
    fn excess(&self, bin: usize) -> i64 {
        self.backlog[0][bin] - self.backlog[1][bin]
    }

    /// The most of them from a bin on.
    pub fn peak(&self, from: usize) -> f64 {
        (from..self.backlog[0].len()).map(|bin| self.excess(bin)).max().unwrap_or(0).max(0) as f64
    }

    /// The first bin from `end` on, after the peak, that begins with next to none of them.
    pub fn drained(&self, from: usize, end: usize) -> Option<usize> {
        let bins = self.backlog[0].len();
        let peak = self.peak(from);
        if peak <= 0.0 {
            return Some(end);
        }
        let at = (from..bins).find(|bin| self.excess(*bin) as f64 >= peak)?;
        (at.max(end)..bins).find(|bin| self.excess(*bin) as f64 <= DRAINED * peak).map(|bin| bin + 1)
    }
}

/// One incident in each replication: when it ended, and both days until what happens later is not its doing.
pub struct Course {
    pub both: Vec<Both>,
    /// The bin in which it begins, those in which it ends, the last of these, and the first beyond it all.
    pub from: usize,
    pub ends: Vec<usize>,
    pub last: usize,
    pub horizon: usize,
    /// When it begins, after the window does, and how long it lasts, s.
    pub from_s: f64,
    pub lasts: Vec<f64>,
    pub width_s: f64,
}

impl Course {
    /// When a bin begins, after the window does, s.
    pub fn starts_s(&self, bin: usize) -> f64 {
        bin as f64 * self.width_s
    }

    /// The bin from which delivery is back, all replications together.
    pub fn back(&self) -> Option<usize> {
        Both::sum(&self.both).back(self.last, RECOVERED)
    }

    /// Whose fate is counted: those born from its beginning until delivery is back.
    pub fn counted(&self, back: Option<usize>) -> Range<usize> {
        self.from..back.unwrap_or(self.horizon).max(self.last + 1).min(self.horizon)
    }

    /// From its end until a bin begins, s.
    pub fn after(&self, bin: usize, end_s: f64) -> f64 {
        libm::fmax(self.starts_s(bin) - end_s, 0.0)
    }

    /// Each replication with the bin and the time of its end, s.
    fn ended(&self) -> impl Iterator<Item = (&Both, usize, f64)> {
        let ends = self.ends.iter().zip(&self.lasts);
        self.both.iter().zip(ends).map(|(one, (end, lasts))| (one, *end, self.from_s + lasts))
    }

    /// How long delivery took to be back, s, where it was; 0 where it never fell.
    pub fn recoveries(&self) -> Vec<f64> {
        let back = |(one, end, end_s): (&Both, usize, f64)| match one.fell(self.from, end, RECOVERED) {
            true => Some(self.after(one.back(end, RECOVERED)?, end_s)),
            false => Some(0.0),
        };
        self.ended().filter_map(back).collect()
    }

    /// How long the backlog took to drain, s, where it did.
    pub fn drains(&self) -> Vec<f64> {
        let drained =
            |(one, end, end_s): (&Both, usize, f64)| Some(self.after(one.drained(self.from, end)?, end_s));
        self.ended().filter_map(drained).collect()
    }

    /// When so much of delivery is back, all replications together, s after the end.
    pub fn marks(&self, until_s: f64) -> BTreeMap<String, f64> {
        let all = Both::sum(&self.both);
        let mark = |(share, name): &(f64, &str)| {
            Some((name.to_string(), self.after(all.back(self.last, *share)?, until_s)))
        };
        MARKS.iter().filter_map(mark).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(delivered: [[u64; 8]; 2], backlog: [[i64; 8]; 2]) -> Both {
        Both {
            offered: delivered.map(|_| vec![100; 8]),
            delivered: delivered.map(Vec::from),
            backlog: backlog.map(Vec::from),
        }
    }

    #[test]
    fn delivery_is_back_when_two_bins_on_end_say_so() {
        let course = both([[100, 20, 30, 99, 60, 99, 100, 98], [100; 8]], [[0; 8]; 2]);
        assert_eq!(
            (course.back(2, 0.99), course.back(2, 0.5), course.back(7, 0.99)),
            (Some(5), Some(3), None)
        );
        assert!(course.fell(1, 2, 0.99) && !course.fell(5, 5, 0.99));
    }

    /// A class that speaks seldom: one bin in which nothing is lost tells nothing of it.
    #[test]
    fn delivery_of_few_messages_is_told_by_a_hundred_of_them() {
        let mut course = both([[0; 8]; 2], [[0; 8]; 2]);
        course.delivered = [vec![40, 0, 40, 38, 0, 40, 40, 40], vec![40, 40, 40, 40, 0, 40, 40, 40]];
        assert_eq!((course.enough(0), course.enough(3), course.enough(6)), (3, 7, 8));
        // from bin 2 on, 118 of 120 and nothing but 80 of 80 behind
        assert_eq!((course.back(1, 0.99), course.back(1, 0.98)), (Some(4), Some(2)));
    }

    #[test]
    fn a_backlog_is_drained_when_next_to_nothing_of_its_peak_is_left() {
        let course = both([[100; 8]; 2], [[3, 50, 203, 120, 30, 4, 3, 3], [3; 8]]);
        assert_eq!((course.peak(1), course.drained(1, 2)), (200.0, Some(6)));
        let never = both([[100; 8]; 2], [[0, 9, 20, 30, 40, 50, 60, 70], [0; 8]]);
        assert_eq!(never.drained(1, 2), None);
        let calm = both([[100; 8]; 2], [[3; 8]; 2]);
        assert_eq!((calm.peak(1), calm.drained(1, 2)), (0.0, Some(2)));
    }
}
