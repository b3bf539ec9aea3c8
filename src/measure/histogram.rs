//! Counts of durations in log-linear buckets: 64 to the octave, exact below 128 ns, over all of `u64` ns; [`FINE`] ones where asked.
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

/// So many buckets to the octave where hours are told apart by seconds: times without a session count from the break, what was
/// dark included.
pub const FINE: usize = 4096;

/// The buckets of so many to the octave, a power of two.
pub struct Scale<const OCTAVE: usize>;

impl<const OCTAVE: usize> Scale<OCTAVE> {
    /// All of them: the first octaves are one page.
    pub const BUCKETS: usize = OCTAVE * (65 - OCTAVE.ilog2() as usize);

    /// The bucket of a duration in ns.
    #[inline]
    pub fn index(ns: u64) -> usize {
        let page = (ns | (OCTAVE as u64 - 1)).ilog2() - (OCTAVE.ilog2() - 1);
        let sub = (ns >> page.saturating_sub(1)) as usize & (OCTAVE - 1);
        page as usize * OCTAVE + sub
    }

    /// The shortest duration of a bucket, ns.
    pub fn low(index: usize) -> u64 {
        match index / OCTAVE {
            0 => index as u64,
            page => ((OCTAVE + index % OCTAVE) as u64) << (page - 1),
        }
    }

    /// The longest duration of a bucket, ns.
    pub fn high(index: usize) -> u64 {
        Self::low(index) + ((1u64 << (index / OCTAVE).saturating_sub(1)) - 1)
    }

    /// The duration that stands for a bucket: its middle, ns.
    pub fn middle(index: usize) -> u64 {
        Self::low(index) + (Self::high(index) - Self::low(index)) / 2
    }
}

/// The bucket of a duration in ns.
#[inline]
pub fn index(ns: u64) -> usize {
    Scale::<PAGE>::index(ns)
}

/// The shortest duration of a bucket, ns.
pub fn low(index: usize) -> u64 {
    Scale::<PAGE>::low(index)
}

/// The longest duration of a bucket, ns.
pub fn high(index: usize) -> u64 {
    Scale::<PAGE>::high(index)
}

/// The duration that stands for a bucket: its middle, ns.
pub fn middle(index: usize) -> u64 {
    Scale::<PAGE>::middle(index)
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
pub struct Histogram<const OCTAVE: usize = PAGE> {
    pages: Vec<Option<Box<[u64; OCTAVE]>>>,
    count: u64,
}

impl<const OCTAVE: usize> Histogram<OCTAVE> {
    /// Counts one duration of ns.
    #[inline]
    pub fn add(&mut self, ns: u64) {
        self.add_bucket(Scale::<OCTAVE>::index(ns), 1);
    }

    /// Adds `count` to a bucket.
    #[inline]
    pub fn add_bucket(&mut self, bucket: usize, count: u64) {
        self.count += count;
        let page = bucket / OCTAVE;
        if page >= self.pages.len() {
            self.pages.resize(page + 1, None);
        }
        self.pages[page].get_or_insert_with(|| Box::new([0; OCTAVE]))[bucket % OCTAVE] += count;
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The buckets that hold anything, with their counts, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        let pages = self.pages.iter().enumerate().filter_map(|(at, page)| Some((at, page.as_ref()?)));
        pages
            .flat_map(|(at, page)| page.iter().enumerate().map(move |(sub, &n)| (at * OCTAVE + sub, n)))
            .filter(|(_, n)| *n > 0)
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: &Histogram<OCTAVE>) {
        for (bucket, count) in other.iter() {
            self.add_bucket(bucket, count);
        }
    }

    /// The quantile, ns; `None` if nothing was counted.
    pub fn quantile(&self, q: Quantile) -> Option<u64> {
        quantile_bucket(self.iter(), self.count, q).map(Scale::<OCTAVE>::middle)
    }
}

/// A histogram put away: only the buckets that hold anything (12 B each).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparse<const OCTAVE: usize = PAGE> {
    buckets: Vec<u32>,
    counts: Vec<u64>,
    count: u64,
}

impl<const OCTAVE: usize> Sparse<OCTAVE> {
    /// Puts away counts given in ascending order of buckets.
    pub fn new(counts: impl Iterator<Item = (usize, u64)>) -> Sparse<OCTAVE> {
        let mut sparse = Sparse::default();
        for (bucket, count) in counts {
            sparse.buckets.push(bucket as u32);
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
        quantile_bucket(self.iter(), self.count, q).map(Scale::<OCTAVE>::middle)
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
    fn fine_buckets_tell_hours_apart_by_seconds() {
        assert_eq!(Scale::<FINE>::index(u64::MAX), Scale::<FINE>::BUCKETS - 1);
        assert_eq!(Scale::<PAGE>::BUCKETS, BUCKETS);
        for s in (1..8000_u64).step_by(7) {
            let ns = s * 1_000_000_000;
            let bucket = Scale::<FINE>::index(ns);
            assert!(Scale::<FINE>::low(bucket) <= ns && ns <= Scale::<FINE>::high(bucket));
            assert_eq!(Scale::<FINE>::index(Scale::<FINE>::low(bucket)), bucket);
            assert!(Scale::<FINE>::middle(bucket).abs_diff(ns) <= 600_000_000, "{s} s");
        }
        let (mut coarse, mut fine): (Histogram, Histogram<FINE>) = Default::default();
        // after an hour's cut two seconds between policies
        for s in [3605_u64, 3607] {
            coarse.add(s * 1_000_000_000);
            fine.add(s * 1_000_000_000);
        }
        assert_eq!((coarse.iter().count(), fine.iter().count()), (1, 2));
    }

    #[test]
    fn d11_quantile_is_the_smallest_bucket_reaching_the_rank() {
        let mut histogram: Histogram = Histogram::default();
        (1..=100).for_each(|ns| histogram.add(ns));
        assert_eq!(histogram.quantile(Quantile::P50), Some(50));
        assert_eq!(histogram.quantile(Quantile::P95), Some(95));
        assert_eq!(histogram.quantile(Quantile::P99), Some(99));
        assert_eq!(histogram.quantile(Quantile::P999), Some(100));
        assert_eq!(Quantile(70_000).rank(100), 7, "0.07 * 100 is above 7 in floating point");
        assert_eq!(Histogram::<PAGE>::default().quantile(Quantile::P50), None);
    }

    #[test]
    fn d11_merging_adds_counts_in_any_order() {
        let [mut a, mut b, mut all]: [Histogram; 3] = Default::default();
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
        assert_eq!(Sparse::<PAGE>::new(all.iter()).quantile(Quantile::P95), all.quantile(Quantile::P95));
    }
}
