//! Where a class's time goes (DEFINITIONS D6): per latency bucket, how many messages and the sum of each part.
//! Column 0 is the class's latency histogram, so a delivered message touches one contiguous row.

use super::histogram::{self, PAGE, Quantile};
use crate::engine::recorder::Part;

/// From this page (17 s) on sums are kept in units of 1024 ns, so that hours of backlog times 10^8 messages
/// stay within 64 bits; what is rounded away is below 10^-7 of the latency.
const COARSE_PAGE: usize = 29;
const COARSE_SHIFT: u32 = 10;

fn shift(page: usize) -> u32 {
    if page >= COARSE_PAGE { COARSE_SHIFT } else { 0 }
}

/// Rows of count and part sums, by latency bucket; pages are allocated as they are needed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waterfall {
    stride: usize,
    pages: Vec<Option<Box<[u64]>>>,
    count: u64,
}

impl Waterfall {
    /// An empty table for so many parts ([`crate::network::Network::parts`]).
    pub fn new(parts: usize) -> Waterfall {
        Waterfall { stride: parts + 1, pages: Vec::new(), count: 0 }
    }

    /// Files one message under its latency.
    #[inline]
    pub fn add(&mut self, bucket: usize, parts: &[Part]) {
        self.count += 1;
        let shift = shift(bucket / PAGE);
        let row = self.row(bucket);
        row[0] += 1;
        for part in parts {
            row[1 + part.row as usize] += part.span.0 >> shift;
        }
    }

    #[inline]
    fn row(&mut self, bucket: usize) -> &mut [u64] {
        let (page, at, stride) = (bucket / PAGE, bucket % PAGE * self.stride, self.stride);
        if page >= self.pages.len() {
            self.pages.resize(page + 1, None);
        }
        let page = self.pages[page].get_or_insert_with(|| vec![0; PAGE * stride].into_boxed_slice());
        &mut page[at..at + stride]
    }

    /// Messages filed.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// An empty table of rows this long, count included.
    pub(super) fn with_stride(stride: usize) -> Waterfall {
        Waterfall { stride, ..Waterfall::default() }
    }

    /// Length of a row: the count and each part.
    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// Puts a row in its place.
    pub(super) fn put(&mut self, bucket: usize, row: &[u64]) {
        self.count += row.first().copied().unwrap_or(0);
        self.row(bucket).copy_from_slice(row);
    }

    /// Rows that hold anything: bucket, count, and part sums in the page's unit.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &[u64])> + '_ {
        let pages = self.pages.iter().enumerate().filter_map(|(at, page)| Some((at, page.as_ref()?)));
        pages
            .flat_map(|(at, page)| {
                page.chunks_exact(self.stride).enumerate().map(move |(sub, row)| (at * PAGE + sub, row))
            })
            .filter(|(_, row)| row[0] > 0)
    }

    /// The latency histogram: buckets and counts, ascending.
    pub fn latencies(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        self.rows().map(|(bucket, row)| (bucket, row[0]))
    }

    /// The latency's quantile, ns.
    pub fn quantile(&self, q: Quantile) -> Option<u64> {
        self.bucket(q).map(histogram::middle)
    }

    fn bucket(&self, q: Quantile) -> Option<usize> {
        histogram::quantile_bucket(self.latencies(), self.count, q)
    }

    /// Messages and sums of parts (ns) over latency buckets `first ..= last`.
    pub fn sums(&self, first: usize, last: usize) -> (u64, Vec<u128>) {
        let (mut count, mut sums) = (0, vec![0u128; self.stride.saturating_sub(1)]);
        for (bucket, row) in self.rows().filter(|(bucket, _)| (first..=last).contains(bucket)) {
            count += row[0];
            for (sum, &part) in sums.iter_mut().zip(&row[1..]) {
                *sum += u128::from(part) << shift(bucket / PAGE);
            }
        }
        (count, sums)
    }

    /// Over all messages.
    pub fn all(&self) -> (u64, Vec<u128>) {
        self.sums(0, histogram::BUCKETS)
    }

    /// Over the messages whose latency lies in the buckets of p94 to p96.
    pub fn cohort(&self) -> (u64, Vec<u128>) {
        match (self.bucket(Quantile::P94), self.bucket(Quantile::P96)) {
            (Some(first), Some(last)) => self.sums(first, last),
            _ => (0, vec![0; self.stride.saturating_sub(1)]),
        }
    }

    /// Whether it has the same parts.
    pub fn has_parts_of(&self, other: &Waterfall) -> bool {
        self.stride == other.stride
    }

    /// Adds another's counts and sums.
    pub fn merge(&mut self, other: &Waterfall) {
        self.stride = self.stride.max(other.stride);
        self.count += other.count;
        for (bucket, theirs) in other.rows() {
            for (mine, add) in self.row(bucket).iter_mut().zip(theirs) {
                *mine = mine.saturating_add(*add);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::ids::ElementId;
    use crate::units::Span;

    fn table(latencies: impl Iterator<Item = u64>) -> Waterfall {
        let mut table = Waterfall::new(2);
        for ns in latencies {
            let parts = [
                Part { row: 0, element: ElementId(0), span: Span(ns / 4) },
                Part { row: 1, element: ElementId(0), span: Span(ns - ns / 4) },
            ];
            table.add(histogram::index(ns), &parts);
        }
        table
    }

    #[test]
    fn d6_parts_sum_to_the_latency() {
        let table = table(1..=100);
        let (count, sums) = table.all();
        assert_eq!((count, sums.iter().sum::<u128>()), (100, 5050));
        assert_eq!(table.quantile(Quantile::P95), Some(95));
    }

    #[test]
    fn d6_cohort_is_p94_to_p96() {
        let (count, sums) = table(1..=100).cohort();
        assert_eq!(count, 3);
        assert_eq!(sums, [23 + 23 + 24, 94 + 95 + 96 - 70]);
    }

    #[test]
    fn hours_are_summed_coarsely_but_closely() {
        let hour = 3_600_000_000_123;
        let (count, sums) = table(std::iter::repeat_n(hour, 7)).all();
        let off = u128::from(7 * hour) - sums.iter().sum::<u128>();
        assert_eq!(count, 7);
        assert!(off < 7 * 2 * 1024);
    }

    #[test]
    fn merging_equals_filing_together() {
        let mut merged = table(1..=50);
        merged.merge(&table(51..=100));
        assert_eq!(merged, table(1..=100));
    }
}
