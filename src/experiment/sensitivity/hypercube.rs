//! The Latin hypercube (M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics 21, 1979): of n samples each lies in
//! another of n equal slices of every assumption's range, at a drawn place in it, the slices paired by chance.

use crate::chance::Key;

/// Shares of the way from low to high: `[sample][assumption]`. Keyed by the assumption's name, so that another
/// assumption moves nobody's slices.
pub fn samples(names: &[String], count: usize, seed: u64) -> Vec<Vec<f64>> {
    let columns: Vec<Vec<f64>> = names.iter().map(|name| column(name, count, seed)).collect();
    (0..count).map(|sample| columns.iter().map(|column| column[sample]).collect()).collect()
}

fn column(name: &str, count: usize, seed: u64) -> Vec<f64> {
    let luck = Key::root(seed, 0).named(&format!("assumption {name}"));
    let (order, place) = (luck.index(0), luck.index(1));
    let mut slices: Vec<usize> = (0..count).collect();
    slices.sort_by_key(|&slice| (order.draw(slice as u64), slice));
    let within =
        |(sample, slice): (usize, usize)| (slice as f64 + place.uniform(sample as u64)) / count as f64;
    slices.into_iter().enumerate().map(within).collect()
}

/// Spearman's rank correlation of pairs; none where one side does not vary.
pub fn rank_correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let ranks = |of: fn(&(f64, f64)) -> f64| -> Vec<f64> {
        let rank = |value: f64| {
            let below = pairs.iter().filter(|pair| of(pair) < value).count() as f64;
            let equal = pairs.iter().filter(|pair| of(pair) == value).count() as f64;
            below + (equal + 1.0) / 2.0
        };
        pairs.iter().map(|pair| rank(of(pair))).collect()
    };
    let (x, y) = (ranks(|pair| pair.0), ranks(|pair| pair.1));
    let mean = (pairs.len() as f64 + 1.0) / 2.0;
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
    let scale = libm::sqrt(sum(&x, &x) * sum(&y, &y));
    (scale > 0.0).then(|| sum(&x, &y) / scale)
}

/// The p-quantile of values in ascending order, between neighbours in proportion (R. J. Hyndman and Y. Fan, The American
/// Statistician 50, 1996, definition 7).
pub fn quantile(ascending: &[f64], p: f64) -> f64 {
    let place = p * (ascending.len() - 1) as f64;
    let (low, part) = (libm::floor(place), place - libm::floor(place));
    let [a, b] = [low, low + 1.0].map(|at| ascending[(at as usize).min(ascending.len() - 1)]);
    a + part * (b - a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slice_of_every_assumption_is_hit_once() {
        let names: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        let all = samples(&names, 37, 5);
        for assumption in 0..3 {
            let mut slices: Vec<usize> =
                all.iter().map(|sample| (sample[assumption] * 37.0) as usize).collect();
            slices.sort_unstable();
            assert_eq!(slices, (0..37).collect::<Vec<_>>());
        }
        let alone = samples(&names[1..2], 37, 5);
        assert!(
            all.iter().zip(&alone).all(|(all, alone)| all[1] == alone[0]),
            "another's slices do not move"
        );
        assert_ne!(all, samples(&names, 37, 6));
    }

    #[test]
    fn ranks_and_quantiles_are_those_of_the_books() {
        let pairs: Vec<(f64, f64)> = (1..=9).map(|x| (f64::from(x), f64::from(x * x))).collect();
        assert_eq!(rank_correlation(&pairs), Some(1.0));
        let falling: Vec<(f64, f64)> = pairs.iter().map(|(x, y)| (*x, -y)).collect();
        assert_eq!(rank_correlation(&falling), Some(-1.0));
        assert_eq!(rank_correlation(&[(1.0, 2.0), (2.0, 2.0)]), None);
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), 2.5);
        assert_eq!([quantile(&[7.0], 0.05), quantile(&[1.0, 3.0], 1.0)], [7.0, 3.0]);
    }
}
