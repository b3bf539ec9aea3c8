//! The draws themselves: spread evenly, and nothing to be foreseen from a neighbour.

use iotcap::chance::{Key, Purpose};

const DRAWS: u64 = 200_000;
/// The normal law's two-sided one in a million.
const FAR: f64 = 4.9;

type Source = Box<dyn Fn(u64) -> u64>;

/// The ways in which draws follow each other in a run.
fn sources() -> Vec<(&'static str, Source)> {
    let root = Key::root(1, 0);
    vec![
        ("draws of a key", Box::new(move |n| root.draw(n))),
        ("first draws of neighbours", Box::new(move |n| root.named("meters").index(n).draw(0))),
        (
            "a purpose of neighbours",
            Box::new(move |n| root.named("meters").index(n).purpose(Purpose::Phase).draw(0)),
        ),
        ("replications", Box::new(|n| Key::root(1, n).draw(0))),
        ("seeds", Box::new(|n| Key::root(n, 0).draw(0))),
        ("messages of a device", Box::new(move |n| root.index(3).purpose(Purpose::Channel).index(n).draw(0))),
        ("links", Box::new(move |n| root.purpose(Purpose::Shadowing).index(n % 300).index(n / 300).draw(0))),
    ]
}

fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1u64 << 53) as f64
}

#[test]
fn values_are_spread_evenly() {
    const CELLS: usize = 1024;
    for (name, source) in sources() {
        for shift in [0, 27, 54] {
            let mut counts = [0.0; CELLS];
            (0..DRAWS).for_each(|n| counts[(source(n) >> shift) as usize % CELLS] += 1.0);
            let expected = DRAWS as f64 / CELLS as f64;
            let chi: f64 = counts.iter().map(|c: &f64| (c - expected).powi(2) / expected).sum();
            let freedom = (CELLS - 1) as f64;
            let z = (chi - freedom) / (2.0 * freedom).sqrt();
            assert!(z.abs() < FAR, "{name}, bits from {shift}: {z} deviations");
        }
    }
}

#[test]
fn neighbours_do_not_correlate() {
    for (name, source) in sources() {
        for lag in [1, 2, 3, 7, 64, 300] {
            let product = |n| (unit(source(n)) - 0.5) * (unit(source(n + lag)) - 0.5);
            let correlation = 12.0 * (0..DRAWS).map(product).sum::<f64>() / DRAWS as f64;
            let z = correlation * (DRAWS as f64).sqrt();
            assert!(z.abs() < FAR, "{name}, {lag} apart: {z} deviations");
        }
    }
}

#[test]
fn pairs_fill_the_square() {
    const SIDE: usize = 32;
    for (name, source) in sources() {
        let mut counts = vec![0.0; SIDE * SIDE];
        let cell = |n| (unit(source(n)) * SIDE as f64) as usize;
        (0..DRAWS).for_each(|n| counts[cell(2 * n) * SIDE + cell(2 * n + 1)] += 1.0);
        let expected = DRAWS as f64 / counts.len() as f64;
        let chi: f64 = counts.iter().map(|c: &f64| (c - expected).powi(2) / expected).sum();
        let freedom = (counts.len() - 1) as f64;
        let z = (chi - freedom) / (2.0 * freedom).sqrt();
        assert!(z.abs() < FAR, "{name}: {z} deviations");
    }
}

#[test]
fn purposes_and_names_of_one_entity_are_strangers() {
    let root = Key::root(1, 0);
    let correlation = |a: &dyn Fn(u64) -> Key, b: &dyn Fn(u64) -> Key| {
        let product = |n| (a(n).uniform(0) - 0.5) * (b(n).uniform(0) - 0.5);
        12.0 * (0..DRAWS).map(product).sum::<f64>() / (DRAWS as f64).sqrt()
    };
    let purpose = |purpose| move |n| root.index(n).purpose(purpose);
    let z = correlation(&purpose(Purpose::Phase), &purpose(Purpose::Interval));
    assert!(z.abs() < FAR, "purposes: {z}");
    let z = correlation(&|n| root.named("a").index(n), &|n| root.named("b").index(n));
    assert!(z.abs() < FAR, "names: {z}");
    let z = correlation(&|n| Key::root(1, 0).index(n), &|n| Key::root(1, 1).index(n));
    assert!(z.abs() < FAR, "replications: {z}");
    let z = correlation(&|n| root.index(n), &|n| root.index(n).index(0));
    assert!(z.abs() < FAR, "parent and child: {z}");
}

/// Share of output bits that flip when bit `bit` of the input does, times 64.
fn flipped(source: impl Fn(u64) -> u64, bit: u32) -> f64 {
    const TRIALS: u64 = 2_000;
    let flips = |n: u64| {
        let input = n.wrapping_mul(0x2545_F491_4F6C_DD1D);
        (source(input) ^ source(input ^ (1 << bit))).count_ones()
    };
    (0..TRIALS).map(flips).sum::<u32>() as f64 / TRIALS as f64
}

#[test]
fn one_bit_in_flips_half_the_bits_out() {
    let root = Key::root(1, 0);
    // 64 fair bits over 2000 trials: standard deviation 4 / √2000 = 0.09.
    for bit in 0..64 {
        let seen = [
            flipped(|n| root.draw(n), bit),
            flipped(|n| root.index(n).draw(0), bit),
            flipped(|n| Key::root(n, 0).draw(0), bit),
            flipped(|n| Key::root(1, n).draw(0), bit),
        ];
        assert!(seen.iter().all(|flips| (flips - 32.0).abs() < 0.5), "bit {bit}: {seen:?}");
    }
}

#[test]
fn draws_keep_their_ranges() {
    let key = Key::root(3, 0);
    for n in 0..DRAWS {
        assert!((0.0..1.0).contains(&key.uniform(n)));
        assert!(key.below(n, 8) < 8);
        let (exponential, normal) = (key.exponential(n), key.normal(n));
        assert!(exponential >= 0.0 && exponential.is_finite() && normal.is_finite());
    }
    let counts = (0..DRAWS).fold([0.0; 3], |mut counts, n| {
        counts[key.below(n, 3) as usize] += 1.0;
        counts
    });
    let expected = DRAWS as f64 / 3.0;
    let chi: f64 = counts.iter().map(|c: &f64| (c - expected).powi(2) / expected).sum();
    assert!(chi < 13.8, "{chi}");
}
