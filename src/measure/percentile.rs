//! Percentiles over replications: the quantile of the merged histogram, with the interval that the number of
//! observations allows, or the honest answer that they allow none.

use super::histogram::{self, Histogram, Quantile, Scale, Sparse};
use super::interval::{Figure, Note, around};

/// A replication's own quantile is trusted from this many observations beyond it.
const BEYOND: u64 = 10;
/// Fewer groups of replications than this give no spread worth the name.
const FEWEST_GROUPS: usize = 5;
/// Below exp(-700) the binomial's first term is lost in floating point.
const SMALLEST_LN: f64 = -700.0;

/// The quantile over all replications, in seconds; `None` where observations are too few to bound it.
///
/// Interval: ± t·s/√R of the replications' own quantiles; of groups of replications where single ones have
/// fewer than 10/(1-q) observations; else by order statistics, as if observations were independent; else none.
pub fn percentile<const OCTAVE: usize>(replications: &[&Sparse<OCTAVE>], q: Quantile) -> Figure {
    let merged = merge(replications);
    let Some(value) = merged.quantile(q) else {
        return Figure { note: Note::Nothing, ..Figure::default() };
    };
    let value = seconds(value);
    if merged.count() < fewest(q) {
        return too_few(merged.count(), replications.len() as u64, q);
    }
    if replications.len() < 2 {
        return Figure::single(value);
    }
    let groups = group(replications, need(q));
    if groups.len() == replications.len() || groups.len() >= FEWEST_GROUPS {
        let own: Vec<f64> = groups.iter().filter_map(|group| group.quantile(q)).map(seconds).collect();
        return around(value, &own).cut(0.0, f64::MAX);
    }
    let Some((r, s)) = order_statistics(merged.count(), q) else {
        return too_few(merged.count(), replications.len() as u64, q);
    };
    let at = |rank| {
        histogram::rank_bucket(merged.iter(), rank).map_or(0.0, |b| seconds(Scale::<OCTAVE>::middle(b)))
    };
    let low = if r == 0 { 0.0 } else { at(r) };
    Figure { value: Some(value), ci: Some([low, at(s)]), note: Note::Plain }
}

/// The quantile after one replication, after two, and so on, in seconds: each as [`percentile`] would answer with
/// that many. `None` where observations are too few.
pub fn as_they_add_up<const OCTAVE: usize>(
    replications: &[&Sparse<OCTAVE>],
    q: Quantile,
) -> Vec<Option<f64>> {
    let mut merged = Histogram::<OCTAVE>::default();
    let next = |replication: &&Sparse<OCTAVE>| {
        replication.iter().for_each(|(bucket, count)| merged.add_bucket(bucket, count));
        merged.quantile(q).filter(|_| merged.count() >= fewest(q)).map(seconds)
    };
    replications.iter().map(next).collect()
}

/// One replication's own quantile, in seconds; `None` where it has too few observations beyond it to be trusted.
pub fn own<const OCTAVE: usize>(replication: &Sparse<OCTAVE>, q: Quantile) -> Option<f64> {
    replication.quantile(q).filter(|_| replication.count() >= need(q)).map(seconds)
}

/// The quantile over all replications in seconds, by rank within its bucket: without the steps from bucket to bucket, so
/// that it moves as its cause moves. `None` where observations are too few to bound it.
pub fn smooth<const OCTAVE: usize>(replications: &[&Sparse<OCTAVE>], q: Quantile) -> Option<f64> {
    let merged = merge(replications);
    if merged.count() < fewest(q) {
        return None;
    }
    let rank = q.share() * merged.count() as f64;
    let mut below = 0.0;
    for (bucket, count) in merged.iter() {
        let count = count as f64;
        if below + count >= rank {
            let (low, high) = (Scale::<OCTAVE>::low(bucket) as f64, Scale::<OCTAVE>::high(bucket) as f64);
            return Some((low + (high - low) * (rank - below) / count) / 1e9);
        }
        below += count;
    }
    None
}

fn seconds(ns: u64) -> f64 {
    ns as f64 / 1e9
}

fn need(q: Quantile) -> u64 {
    (BEYOND * 1_000_000).div_ceil(u64::from(1_000_000 - q.0.min(999_999)))
}

fn merge<const OCTAVE: usize>(replications: &[&Sparse<OCTAVE>]) -> Histogram<OCTAVE> {
    let mut merged = Histogram::default();
    for (bucket, count) in replications.iter().flat_map(|replication| replication.iter()) {
        merged.add_bucket(bucket, count);
    }
    merged
}

/// Joins neighbouring replications until each group has `need` observations; the rest joins the last group.
fn group<const OCTAVE: usize>(replications: &[&Sparse<OCTAVE>], need: u64) -> Vec<Histogram<OCTAVE>> {
    let mut groups: Vec<Histogram<OCTAVE>> = Vec::new();
    let mut open = Vec::new();
    for replication in replications {
        open.push(*replication);
        if open.iter().map(|r| r.count()).sum::<u64>() >= need {
            groups.push(merge(&std::mem::take(&mut open)));
        }
    }
    if let Some(last) = groups.last_mut() {
        last.merge(&merge(&open));
    }
    groups
}

/// Ranks (r, s), from 1, of the ordered observations between which the quantile lies with 95 %: r is the largest
/// with P(B ≤ r-1) ≤ 2.5 %, s the smallest with P(B ≤ s-1) ≥ 97.5 %, B ~ Bin(n, q); r = 0 means no lower
/// bound. `None` if no observation bounds it from above (W. J. Conover, "Practical Nonparametric Statistics").
pub fn order_statistics(n: u64, q: Quantile) -> Option<(u64, u64)> {
    let p = 1.0 - q.share();
    let mut term = first_term(n, q)?;
    let (mut cdf, mut beyond, mut upper) = (0.0, 0u64, None);
    loop {
        cdf += term;
        if cdf <= 0.025 {
            upper = Some(n - beyond);
        }
        if cdf >= 0.975 || beyond == n {
            return upper.map(|s| (n - beyond, s));
        }
        term *= (n - beyond) as f64 / (beyond + 1) as f64 * p / (1.0 - p);
        beyond += 1;
    }
}

/// P(no observation beyond the quantile).
fn first_term(n: u64, q: Quantile) -> Option<f64> {
    let ln = n as f64 * libm::log(q.share());
    (ln > SMALLEST_LN).then(|| libm::exp(ln))
}

/// Order statistics need one observation beyond with 97.5 %: q^n ≤ 2.5 %. With fewer the greatest of all may still lie
/// below the percentile.
fn fewest(q: Quantile) -> u64 {
    libm::ceil(libm::log(0.025) / libm::log(q.share())) as u64
}

/// No value either: it would be the greatest observation, whatever the percentile is.
fn too_few(n: u64, replications: u64, q: Quantile) -> Figure {
    let observations = fewest(q).max(n + 1);
    let would_do = libm::ceil(observations as f64 * replications as f64 / n as f64) as u64;
    let note = Note::TooFew { observations, replications: would_do.max(replications + 1) };
    Figure { note, ..Figure::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sparse(values: impl Iterator<Item = u64>) -> Sparse {
        let mut histogram: Histogram = Histogram::default();
        values.for_each(|ns| histogram.add(ns));
        Sparse::new(histogram.iter())
    }

    #[test]
    fn long_replications_give_their_own_quantiles() {
        let runs: Vec<Sparse> = (0..4).map(|shift| sparse((1..=200).map(|n| n + shift))).collect();
        let figure = percentile(&runs.iter().collect::<Vec<_>>(), Quantile::P95);
        let own: Vec<f64> = runs.iter().map(|r| seconds(r.quantile(Quantile::P95).unwrap())).collect();
        assert_eq!(figure.ci, around(figure.value.unwrap(), &own).ci);
        assert_eq!(figure.note, Note::Plain);
    }

    #[test]
    fn the_last_of_those_that_add_up_is_the_percentile_of_all() {
        // a mean of the replications' own would be half of it: nearly all beyond the percentile is in one
        let runs = [sparse(1..=1000), sparse((1..=1000).map(|n| n * 1000)), sparse(1..=1000)];
        let runs: Vec<&Sparse> = runs.iter().collect();
        let after = as_they_add_up(&runs, Quantile::P95);
        assert_eq!(after.len(), 3);
        for n in 1..=3 {
            assert_eq!(after[n - 1], percentile(&runs[..n], Quantile::P95).value);
        }
        assert_eq!(as_they_add_up(&[&sparse(1..=5)], Quantile::P99), [None]);
    }

    #[test]
    fn short_replications_are_grouped_and_none_is_left_out() {
        let runs: Vec<Sparse> = (0..21).map(|_| sparse(1..=50)).collect();
        let groups = group(&runs.iter().collect::<Vec<_>>(), need(Quantile::P95));
        assert_eq!(groups.iter().map(Histogram::count).collect::<Vec<_>>(), [200, 200, 200, 200, 250]);
        assert!(percentile(&runs.iter().collect::<Vec<_>>(), Quantile::P95).ci.is_some());
    }

    #[test]
    fn a_smooth_quantile_lies_in_its_bucket_and_moves_within_it() {
        let of = |values: std::ops::Range<u64>| {
            smooth(&[&sparse(values.map(|n| 1000 * n))], Quantile::P95).unwrap()
        };
        let (a, b) = (of(1..10_001), of(2..10_002));
        assert!(b > a && (a - 9.5e-3).abs() < 0.016 * 9.5e-3, "{a} {b}");
        assert_eq!(smooth(&[&sparse(1..=30)], Quantile::P95), None);
    }

    #[test]
    fn few_observations_take_order_statistics() {
        let runs = [sparse(1..=50), sparse(51..=100)];
        let figure = percentile(&[&runs[0], &runs[1]], Quantile::P95);
        assert_eq!(figure.value, Some(95e-9));
        assert_eq!(figure.ci, Some([90e-9, 100e-9]));
    }

    #[test]
    fn too_few_observations_are_refused_with_what_would_do() {
        let runs = [sparse(1..=30), sparse(1..=30)];
        let figure = percentile(&[&runs[0], &runs[1]], Quantile::P95);
        assert_eq!((figure.value, figure.ci), (None, None));
        assert_eq!(figure.note, Note::TooFew { observations: 72, replications: 3 });
        let p999 = percentile(&[&runs[0], &runs[1]], Quantile::P999).note;
        assert_eq!(p999, Note::TooFew { observations: 3688, replications: 123 });
        let one = sparse(1..=73);
        assert_eq!(percentile(&[&one], Quantile::P95).note, Note::OneReplication);
        assert_eq!(percentile(&[&runs[0]], Quantile::P95).value, None);
        assert_eq!(percentile::<64>(&[], Quantile::P95).note, Note::Nothing);
    }
}
