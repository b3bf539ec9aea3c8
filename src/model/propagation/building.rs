//! Loss into buildings, drawn once per device.
//!
//! Source: 3GPP TR 45.820, annex D.1, first scenario, in the form of ns-3 lorawan
//! (`building-penetration-loss.cc`): an external wall, and the greater of internal walls and depth. The gain
//! of higher floors is left out there and here: the device's height is already in the path loss.

use crate::chance::Key;

/// External wall: share of devices up to here, least and greatest loss in dB.
const EXTERNAL: [(f64, f64, f64); 3] = [(0.25, 4.0, 11.0), (0.9, 11.0, 19.0), (1.0, 19.0, 23.0)];
/// Share of devices behind at most 0, 1, 2 internal walls; the rest are behind 3.
const INTERNAL: [f64; 3] = [0.2833, 0.566, 0.85];
/// Loss of one internal wall, dB, least and greatest.
const WALL_DB: (f64, f64) = (4.0, 10.0);
/// Greatest depth in the building, m.
const DEPTH_M: f64 = 15.0;
/// Loss per metre of depth, dB.
const DEPTH_DB_PER_M: f64 = 0.6;

/// Loss into its building, dB, of the device with this key. Takes draws `first .. first + 5`.
pub fn building_loss_db(key: Key, first: u64) -> f64 {
    let class = key.uniform(first);
    let (_, low, high) = *EXTERNAL.iter().find(|(share, ..)| class < *share).unwrap_or(&EXTERNAL[2]);
    let external = between(low, high, key.uniform(first + 1));
    let which = key.uniform(first + 2);
    let walls = INTERNAL.iter().filter(|&&share| which >= share).count() as f64;
    let internal = walls * between(WALL_DB.0, WALL_DB.1, key.uniform(first + 3));
    let depth = DEPTH_DB_PER_M * DEPTH_M * key.uniform(first + 4);
    external + internal.max(depth)
}

fn between(low: f64, high: f64, uniform: f64) -> f64 {
    low + (high - low) * uniform
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean by quadrature over the uniforms: external 0.25·7.5 + 0.65·15 + 0.1·21, then E max(p·U(4,10), 0.6·U(0,15)).
    fn expected_mean() -> f64 {
        const STEPS: usize = 1000;
        let grid = |low: f64, high: f64, i: usize| low + (high - low) * (i as f64 + 0.5) / STEPS as f64;
        let greater = |walls: f64| -> f64 {
            let sum: f64 = (0..STEPS)
                .flat_map(|i| (0..STEPS).map(move |j| (i, j)))
                .map(|(i, j)| (walls * grid(4.0, 10.0, i)).max(grid(0.0, 9.0, j)))
                .sum();
            sum / (STEPS * STEPS) as f64
        };
        let walls = [(0.0, 0.2833), (1.0, 0.2827), (2.0, 0.284), (3.0, 0.15)];
        13.725 + walls.iter().map(|&(walls, share)| share * greater(walls)).sum::<f64>()
    }

    #[test]
    fn mean_is_that_of_the_table() {
        const N: u64 = 100_000;
        let draws: Vec<f64> = (0..N).map(|i| building_loss_db(Key::root(7, 0).index(i), 0)).collect();
        let mean = draws.iter().sum::<f64>() / N as f64;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / N as f64;
        let standard_error = (variance / N as f64).sqrt();
        assert!((mean - expected_mean()).abs() < 4.0 * standard_error, "{mean} for {}", expected_mean());
        assert!(draws.iter().all(|&db| (4.0..=53.0).contains(&db)));
    }
}
