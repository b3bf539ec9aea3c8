//! Laws of every path loss in the table.

use iotcap::selftest::families::formulas::path_loss::path_loss;
use iotcap::selftest::tables::rows;

#[test]
fn never_falls_with_distance_and_range_is_its_inverse() {
    for row in rows("propagation_pathloss") {
        let curve = path_loss(&row).expect("a model").curve(25.0, 1.5);
        let losses: Vec<f64> = (0..2000).map(|step| curve.loss_db(f64::from(step) * 10.0)).collect();
        assert!(losses.windows(2).all(|pair| pair[0] <= pair[1]), "{}", row.text("model"));
        for distance in [50.0, 777.0, 12_345.0] {
            let range = curve.max_range_m(curve.loss_db(distance));
            assert!((range - distance).abs() < 2e-3, "{}: {range} m", row.text("model"));
        }
        assert_eq!(curve.max_range_m(-1e3), 0.0);
    }
}
