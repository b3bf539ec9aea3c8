//! Area coverage under shadowing (Jakes and Reudink) against draws of the model.

use iotcap::chance::{Key, normal_quantile};
use iotcap::model::propagation::shadowing_db;

use crate::oracle::rows;

const LINKS: u64 = 20_000;

/// Share of places, uniform in the cell's disc, whose margin at this link beats the shadowing.
fn coverage(key: Key, margin_db: f64, deviation_db: f64, exponent: f64) -> f64 {
    let covered = |i: u64| {
        let link = key.index(i);
        let radius = link.uniform(0).sqrt();
        let spare = margin_db - 10.0 * exponent * radius.log10();
        shadowing_db(link, 1, deviation_db) <= spare
    };
    (0..LINKS).filter(|&i| covered(i)).count() as f64 / LINKS as f64
}

#[test]
fn area_coverage_is_that_of_the_closed_form() {
    let table = rows("shadowing_coverage");
    assert_eq!(table.len(), 24);
    let per_row = 1.0 - 0.01 / (2.0 * table.len() as f64);
    for (at, row) in table.iter().enumerate() {
        let (margin, deviation) = (row.number("margin_dB"), row.number("sigma_dB"));
        let drawn = coverage(Key::root(1, at as u64), margin, deviation, row.number("pl_exponent"));
        let exact = row.number("area_coverage_closed");
        let allowed = normal_quantile(per_row) * (exact * (1.0 - exact) / LINKS as f64).sqrt();
        assert!((drawn - exact).abs() < allowed, "row {at}: {drawn} for {exact}");
    }
}

#[test]
fn draws_have_the_deviation_asked_for_and_are_clipped() {
    let draws: Vec<f64> = (0..100_000).map(|i| shadowing_db(Key::root(2, 0).index(i), 0, 4.0)).collect();
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws.len() as f64;
    assert!(mean.abs() < 0.05 && (variance.sqrt() - 4.0).abs() < 0.05, "{mean}, {}", variance.sqrt());
    assert!(draws.iter().all(|x| x.abs() <= 16.0));
}
