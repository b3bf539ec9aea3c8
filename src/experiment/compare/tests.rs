//! The statistics of a comparison, on figures made by hand.

use super::comparison::{Difference, Unit};
use super::series::{Series, paired};
use super::words;
use crate::measure::interval::t_quantile;

fn plain(own: &[f64]) -> Series {
    let mean = own.iter().sum::<f64>() / own.len() as f64;
    Series::plain(Some(mean), own.iter().copied().map(Some))
}

/// Two samples of eight with mean 0, variance 1 and no correlation.
fn orthogonal() -> [[f64; 8]; 2] {
    let unit = libm::sqrt(7.0 / 8.0);
    [[1, 1, 1, 1, -1, -1, -1, -1], [1, 1, -1, -1, 1, 1, -1, -1]].map(|row| row.map(|x| f64::from(x) * unit))
}

#[test]
fn pairing_saves_what_the_table_says() {
    let [x, y] = orthogonal();
    for line in include_str!("../../../tests/oracles/stats_crn_variance.csv").lines().skip(1) {
        let row: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        let [var1, var2, rho, independent, common, speedup] = row[..] else { panic!("{line}") };
        let mixed = |at: usize| rho * x[at] + libm::sqrt(1.0 - rho * rho) * y[at];
        let a = plain(&x.map(|x| x * libm::sqrt(var1)));
        let b = plain(&[0, 1, 2, 3, 4, 5, 6, 7].map(|at| mixed(at) * libm::sqrt(var2)));
        let found = paired(&a, &b, 0.95, Unit::Seconds);
        assert!((found.variance_reduction.unwrap() - speedup).abs() < 1e-9, "{line}: {found:?}");
        let half = t_quantile(7) * libm::sqrt(common / 8.0);
        assert!((found.ci.unwrap()[1] - half).abs() < 1e-9, "{line}: {found:?}");
        assert!((independent / common - speedup).abs() < 1e-9, "{line}");
    }
}

#[test]
fn the_further_replications_named_are_the_fewest_that_would_show_it() {
    let a = plain(&[0.0; 8]);
    let [x, _] = orthogonal();
    let b = plain(&x.map(|x| x + 0.5));
    let found = paired(&a, &b, 0.95, Unit::Seconds);
    assert!(!found.shows());
    let all = 8 + found.more.unwrap();
    let half = |n: u64| t_quantile(n as u32 - 1) / libm::sqrt(n as f64);
    assert!(half(all) < 0.5 && half(all - 1) >= 0.5, "{all}");
    let tiny = plain(&x.map(|x| x + 1e-6));
    assert_eq!(paired(&a, &tiny, 0.95, Unit::Seconds).more, None);
}

#[test]
fn a_ratio_is_paired_by_what_each_replication_weighs() {
    let offered = [100, 200, 300, 400];
    let a = Series::ratio(Some(0.9), &[90, 180, 270, 360], &offered);
    let b = Series::ratio(Some(0.8), &[80, 160, 240, 320], &offered);
    let found = paired(&a, &b, 0.95, Unit::Share);
    assert!((found.difference.unwrap() + 0.1).abs() < 1e-12);
    let [low, high] = found.ci.unwrap();
    assert!(found.shows() && high - low < 1e-9, "the same share everywhere: {low} to {high}");
}

#[test]
fn a_handful_of_events_is_no_difference() {
    let trials = [1000, 1000];
    let none = Series::ratio(Some(0.0), &[0, 0], &trials);
    let two = Series::ratio(Some(0.001), &[1, 1], &trials);
    let many = Series::ratio(Some(0.004), &[4, 4], &trials);
    assert!(!paired(&none, &two, 0.95, Unit::Share).shows());
    assert!(paired(&none, &many, 0.95, Unit::Share).shows());
}

#[test]
fn replications_without_the_measure_are_left_out_of_both() {
    let a = Series::plain(Some(2.0), [Some(1.0), None, Some(2.0), Some(3.0)]);
    let b = Series::plain(Some(3.0), [Some(2.0), Some(9.0), Some(3.0), None]);
    let found = paired(&a, &b, 0.95, Unit::Seconds);
    assert_eq!((found.n, found.ci), (2, Some([1.0, 1.0])));
    assert_eq!(found.variance_reduction, None, "the difference has no variance");
}

#[test]
fn differences_show_the_digits_that_their_interval_knows() {
    let of = |unit, a: f64, seen: f64, half: f64| Difference {
        unit,
        a: Some(a),
        b: Some(a + seen),
        difference: Some(seen),
        ci: Some([seen - half, seen + half]),
        ..Difference::default()
    };
    let share = of(Unit::Share, 0.892_4, -0.002_32, 0.000_46);
    assert_eq!(words::difference(&share), "-0.232 ± 0.046 points");
    assert_eq!(words::values(&share), ["89.24 %", "89.01 %"]);
    assert_eq!(words::short(&share), "-0.23 points");
    let few_lost = of(Unit::Share, 0.409, 0.590_79, 0.0072);
    assert_eq!(words::values(&few_lost), ["40.9 %", "99.98 %"], "not 100.0 %, which would hide four alarms");
    assert_eq!(words::values(&of(Unit::Share, 1.0, -0.744, 0.001)), ["100 %", "25.6 %"]);
    assert_eq!(words::values(&of(Unit::Share, 0.591, -0.590_79, 0.0072)), ["59.1 %", "0.02 %"]);
    let time = of(Unit::Seconds, 2.5, 0.621_4, 0.013);
    assert_eq!(words::difference(&time), "+621 ± 13 ms");
    assert_eq!(words::difference(&of(Unit::Seconds, 2.06, 0.0, 0.0)), "0 s");
    assert_eq!(words::difference(&of(Unit::Seconds, 3600.0, -5400.0, 600.0)), "-90 ± 10 min");
}
