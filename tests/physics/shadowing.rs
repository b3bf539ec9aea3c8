//! Draws of shadowing; the area coverage that follows from them is a family of the self-test.

use iotcap::chance::Key;
use iotcap::model::propagation::shadowing_db;

#[test]
fn draws_have_the_deviation_asked_for_and_are_clipped() {
    let draws: Vec<f64> = (0..100_000).map(|i| shadowing_db(Key::root(2, 0).index(i), 0, 4.0)).collect();
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws.len() as f64;
    assert!(mean.abs() < 0.05 && (variance.sqrt() - 4.0).abs() < 0.05, "{mean}, {}", variance.sqrt());
    assert!(draws.iter().all(|x| x.abs() <= 16.0));
}
