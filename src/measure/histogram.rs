//! Counts of durations in log-linear buckets: 64 to the octave, exact below 128 ns, over all of `u64` ns.
//!
//! It is ours and not a crate's because the waterfall ([`super::waterfall`]) sums the parts of a latency under
//! the same bucket number, so that a delivered message is found once and costs one row. Merging adds integers:
//! exact, and the same in any order. A quantile answers with the middle of its bucket, at most 0.8 % off.

/// Buckets in an octave, and in a page.
pub const PAGE: usize = 64;
/// One page for 0..64 ns, then one for each octave.
pub const PAGES: usize = 59;
/// All buckets.
pub const BUCKETS: usize = PAGE * PAGES;

/// The bucket of a duration in ns.
#[inline]
pub fn index(ns: u64) -> usize {
    let page = (ns | 63).ilog2() - 5;
    let sub = (ns >> page.saturating_sub(1)) as usize & (PAGE - 1);
    page as usize * PAGE + sub
}

/// The shortest duration of a bucket, ns.
pub fn low(index: usize) -> u64 {
    match index / PAGE {
        0 => index as u64,
        page => ((PAGE + index % PAGE) as u64) << (page - 1),
    }
}

/// The longest duration of a bucket, ns.
pub fn high(index: usize) -> u64 {
    low(index) + ((1u64 << (index / PAGE).saturating_sub(1)) - 1)
}

/// The duration that stands for a bucket: its middle, ns.
pub fn middle(index: usize) -> u64 {
    low(index) + (high(index) - low(index)) / 2
}

/// A share of the ordered durations, in millionths: integers, so that ⌈q·n⌉ is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantile(pub u32);

impl Quantile {
    /// The median.
    pub const P50: Quantile = Quantile(500_000);
    /// Lower end of the cohort of the waterfall.
    pub const P94: Quantile = Quantile(940_000);
    /// 95th percentile.
    pub const P95: Quantile = Quantile(950_000);
    /// Upper end of the cohort of the waterfall.
    pub const P96: Quantile = Quantile(960_000);
    /// 99th percentile.
    pub const P99: Quantile = Quantile(990_000);
    /// 99.9th percentile.
    pub const P999: Quantile = Quantile(999_000);

    /// ⌈q·n⌉, at least 1: which of `n` ordered values it is (DEFINITIONS D11).
    pub fn rank(self, n: u64) -> u64 {
        (u128::from(self.0) * u128::from(n)).div_ceil(1_000_000).max(1) as u64
    }

    /// As a share between 0 and 1.
    pub fn share(self) -> f64 {
        f64::from(self.0) / 1e6
    }
}

/// The smallest bucket that reaches ⌈q·n⌉ of `n` counts given in ascending order; `None` if `n` is 0.
pub fn quantile_bucket(counts: impl Iterator<Item = (usize, u64)>, n: u64, q: Quantile) -> Option<usize> {
    rank_bucket(counts, if n == 0 { return None } else { q.rank(n) })
}

/// The bucket of the `rank`-th (from 1) of the durations counted, in ascending order.
pub fn rank_bucket(counts: impl Iterator<Item = (usize, u64)>, rank: u64) -> Option<usize> {
    let mut reached = 0;
    for (bucket, count) in counts {
        reached += count;
        if reached >= rank {
            return Some(bucket);
        }
    }
    None
}

/// Counts by bucket; a page is allocated when its first duration comes, so many mostly empty ones are cheap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    pages: Vec<Option<Box<[u64; PAGE]>>>,
    count: u64,
}

impl Histogram {
    /// Counts one duration of ns.
    #[inline]
    pub fn add(&mut self, ns: u64) {
        self.add_bucket(index(ns), 1);
    }

    /// Adds `count` to a bucket.
    #[inline]
    pub fn add_bucket(&mut self, bucket: usize, count: u64) {
        self.count += count;
        let page = bucket / PAGE;
        if page >= self.pages.len() {
            self.pages.resize(page + 1, None);
        }
        self.pages[page].get_or_insert_with(|| Box::new([0; PAGE]))[bucket % PAGE] += count;
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The buckets that hold anything, with their counts, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        let pages = self.pages.iter().enumerate().filter_map(|(at, page)| Some((at, page.as_ref()?)));
        pages
            .flat_map(|(at, page)| page.iter().enumerate().map(move |(sub, &n)| (at * PAGE + sub, n)))
            .filter(|(_, n)| *n > 0)
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: &Histogram) {
        for (bucket, count) in other.iter() {
            self.add_bucket(bucket, count);
        }
    }

    /// The quantile, ns; `None` if nothing was counted.
    pub fn quantile(&self, q: Quantile) -> Option<u64> {
        quantile_bucket(self.iter(), self.count, q).map(middle)
    }
}

/// A histogram put away: only the buckets that hold anything (10 B each).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparse {
    buckets: Vec<u16>,
    counts: Vec<u64>,
    count: u64,
}

impl Sparse {
    /// Puts away counts given in ascending order of buckets.
    pub fn new(counts: impl Iterator<Item = (usize, u64)>) -> Sparse {
        let mut sparse = Sparse::default();
        for (bucket, count) in counts {
            sparse.buckets.push(bucket as u16);
            sparse.counts.push(count);
            sparse.count += count;
        }
        sparse
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The buckets with their counts, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        self.buckets.iter().zip(&self.counts).map(|(&bucket, &count)| (bucket as usize, count))
    }

    /// The quantile, ns; `None` if nothing was counted.
    pub fn quantile(&self, q: Quantile) -> Option<u64> {
        quantile_bucket(self.iter(), self.count, q).map(middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_each_other_without_gap() {
        assert_eq!(low(0), 0);
        for bucket in 1..BUCKETS {
            assert_eq!(low(bucket), high(bucket - 1) + 1);
            assert_eq!((index(low(bucket)), index(high(bucket))), (bucket, bucket));
        }
        assert_eq!(index(u64::MAX), BUCKETS - 1);
        assert_eq!(high(BUCKETS - 1), u64::MAX);
    }

    #[test]
    fn the_middle_is_at_most_one_per_cent_off() {
        for bucket in PAGE..BUCKETS {
            let half = (high(bucket) - middle(bucket)).max(middle(bucket) - low(bucket));
            assert!(half as f64 <= 0.008 * low(bucket) as f64, "{bucket}");
        }
    }

    #[test]
    fn d11_quantile_is_the_smallest_bucket_reaching_the_rank() {
        let mut histogram = Histogram::default();
        (1..=100).for_each(|ns| histogram.add(ns));
        assert_eq!(histogram.quantile(Quantile::P50), Some(50));
        assert_eq!(histogram.quantile(Quantile::P95), Some(95));
        assert_eq!(histogram.quantile(Quantile::P99), Some(99));
        assert_eq!(histogram.quantile(Quantile::P999), Some(100));
        assert_eq!(Quantile(70_000).rank(100), 7, "0.07 * 100 is above 7 in floating point");
        assert_eq!(Histogram::default().quantile(Quantile::P50), None);
    }

    #[test]
    fn d11_merging_adds_counts_in_any_order() {
        let (mut a, mut b, mut all) = (Histogram::default(), Histogram::default(), Histogram::default());
        for n in 0..1000u64 {
            let ns = n * n * n * 1009;
            if n % 3 == 0 {
                a.add(ns)
            } else {
                b.add(ns)
            }
            all.add(ns);
        }
        let (mut ab, mut ba) = (a.clone(), b.clone());
        ab.merge(&b);
        ba.merge(&a);
        assert_eq!(ab, all);
        assert_eq!(ba, all);
        assert_eq!(Sparse::new(all.iter()).quantile(Quantile::P95), all.quantile(Quantile::P95));
    }
}
