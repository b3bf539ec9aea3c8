//! The arrivals of a window of time in order: open sources are generated and sorted a window at a time and
//! never pass through the calendar.
//!
//! Arrivals are spread rather evenly over their window, so one scatter by the top bits of their offset leaves
//! buckets small enough for the nearest cache, at a cost that does not grow with their number.

use super::event::Kind;
use crate::chance::Key;
use crate::units::{Span, Time};

/// Arrivals aimed at in a bucket: few enough to be put in order by insertion.
const BUCKET: usize = 4;

/// Message `n` of a device is born.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Arrival {
    /// When, ns.
    pub time: Time,
    /// Whose: the device's number within its class.
    pub index: u32,
    /// Which of its messages, from 0.
    pub n: u32,
}

impl Arrival {
    /// Where it stands among the events of its instant; `key` is the stream of `Purpose::Order`.
    #[inline]
    pub const fn order(&self, key: Key) -> u64 {
        Kind::Send.order(key.index(self.index as u64).draw(self.n as u64))
    }
}

/// Sorts the arrivals of the window `from .. from + width` by (time, order under `key`, device, n). Those outside
/// the window are sorted too, only more slowly. `scratch` is room that is reused from window to window.
pub fn sort_window(
    arrivals: &mut Vec<Arrival>,
    scratch: &mut Vec<Arrival>,
    from: Time,
    width: Span,
    key: Key,
) {
    if arrivals.len() > BUCKET {
        let buckets = (arrivals.len() / BUCKET) as u64;
        let shift = (u64::BITS - width.0.leading_zeros()).saturating_sub(buckets.ilog2() + 1);
        let last = (width.0 >> shift) as usize;
        let bucket = |arrival: &Arrival| ((arrival.time.since(from).0 >> shift) as usize).min(last);
        let ends = scatter(arrivals, scratch, last + 1, bucket);
        std::mem::swap(arrivals, scratch);
        let mut start = 0;
        for end in ends {
            sort(&mut arrivals[start..end as usize], key);
            start = end as usize;
        }
    } else {
        sort(arrivals, key);
    }
}

/// Sorts by time alone, which takes no branches, then those of one instant by a hash drawn once for each.
fn sort(arrivals: &mut [Arrival], key: Key) {
    arrivals.sort_unstable_by_key(|arrival| arrival.time);
    if arrivals.windows(2).any(|pair| pair[0].time == pair[1].time) {
        sort_ties(arrivals, key);
    }
}

#[cold]
fn sort_ties(arrivals: &mut [Arrival], key: Key) {
    for tied in arrivals.chunk_by_mut(|a, b| a.time == b.time).filter(|tied| tied.len() > 1) {
        tied.sort_by_cached_key(|arrival| (arrival.order(key), arrival.index, arrival.n));
    }
}

/// Copies arrivals to `out` bucket by bucket and answers where each bucket ends (a counting sort).
fn scatter(
    arrivals: &[Arrival],
    out: &mut Vec<Arrival>,
    buckets: usize,
    bucket: impl Fn(&Arrival) -> usize,
) -> Vec<u32> {
    let mut ends = vec![0u32; buckets];
    arrivals.iter().for_each(|arrival| ends[bucket(arrival)] += 1);
    let mut total = 0;
    for end in &mut ends {
        (*end, total) = (total, total + *end);
    }
    out.resize(arrivals.len(), Arrival::default());
    for arrival in arrivals {
        let end = &mut ends[bucket(arrival)];
        out[*end as usize] = *arrival;
        *end += 1;
    }
    ends
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_a_plain_sort_does(
            from in prop_oneof![Just(0), 0..1u64 << 50],
            width in prop_oneof![Just(0), Just(1), 0..1_000u64, 0..u64::MAX],
            offsets in prop::collection::vec((any::<u64>(), 0..9u32, 0..3u32, any::<bool>()), 0..700),
        ) {
            let key = Key::root(1, 0);
            let mut arrivals: Vec<_> = offsets.into_iter().map(|(offset, device, n, outside)| {
                // mostly inside the window, with ties where it is narrow
                let offset = if outside && n == 0 { offset } else { offset % width.max(1) };
                Arrival { time: Time(from) + Span(offset), index: device, n }
            }).collect();
            let mut expected = arrivals.clone();
            expected.sort_by_key(|a| (a.time, a.order(key), a.index, a.n));
            sort_window(&mut arrivals, &mut Vec::new(), Time(from), Span(width), key);
            prop_assert_eq!(arrivals, expected);
        }
    }

    #[test]
    fn those_of_one_instant_stand_in_keyed_order() {
        let key = Key::root(7, 3);
        let mut arrivals: Vec<_> =
            (0..100_000).map(|device| Arrival { time: Time(9), index: device, n: 0 }).collect();
        sort_window(&mut arrivals, &mut Vec::new(), Time(0), Span(1_000), key);
        assert!(arrivals.is_sorted_by_key(|a| a.order(key)));
        assert!(!arrivals.is_sorted_by_key(|a| a.index));
    }
}
