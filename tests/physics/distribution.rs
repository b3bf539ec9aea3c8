//! Every distribution against its closed form and against plain rand_distr.

use std::sync::Arc;

use iotcap::chance::{Key, Stream};
use iotcap::model::distribution::{
    Between, ColumnSpec, DistributionError, DistributionSpec, MeanScv, MeanSd, MeanShape, ParetoSpec,
    Sampler, Shape,
};
use iotcap::units::{Bytes, Span};
use rand_distr::Distribution;
use statrs::distribution::ContinuousCDF;

const DRAWS: u64 = 20_000;
/// Kolmogorov's 0.1 % point, and the normal law's two-sided one in a million.
const KOLMOGOROV: f64 = 1.95;
const FAR: f64 = 4.9;

fn s(seconds: f64) -> Span {
    Span::from_secs_f64(seconds)
}

fn sampler(shape: Shape<Span>) -> Sampler {
    Sampler::new(&DistributionSpec::Random(shape)).unwrap()
}

fn draws(sampler: &Sampler) -> Vec<f64> {
    (0..DRAWS).map(|n| sampler.sample(Key::root(5, 0).named("ingest"), n)).collect()
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// Kolmogorov-Smirnov distance to a distribution function, times the root of the count.
fn distance(values: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    let values = sorted(values);
    let n = values.len() as f64;
    let gap = |(at, &x): (usize, &f64)| {
        let p = cdf(x);
        (p - at as f64 / n).max((at + 1) as f64 / n - p)
    };
    values.iter().enumerate().map(gap).fold(0.0, f64::max) * n.sqrt()
}

/// The same between two samples of equal size.
fn distance_between(a: Vec<f64>, b: Vec<f64>) -> f64 {
    let (a, b) = (sorted(a), sorted(b));
    let n = a.len() as f64;
    let rank = |x: f64| b.partition_point(|&y| y <= x) as f64 / n;
    let gap = |(at, &x): (usize, &f64)| (rank(x) - (at + 1) as f64 / n).abs();
    a.iter().enumerate().map(gap).fold(0.0, f64::max) * (n / 2.0).sqrt()
}

/// All laws with parameters that exercise cutting and capping.
fn laws() -> Vec<(&'static str, Sampler)> {
    let column = ColumnSpec {
        file: "sizes.csv".into(),
        column: "s".into(),
        values: Arc::new(vec![1.0, 2.0, 2.0, 7.5]),
    };
    vec![
        ("uniform", sampler(Shape::Uniform(Between { low: s(1.0), high: s(4.0) }))),
        ("exponential", sampler(Shape::Exponential(s(2.0)))),
        ("normal", sampler(Shape::Normal(MeanSd { mean: s(2.0), sd: s(0.2) }))),
        ("cut normal", sampler(Shape::Normal(MeanSd { mean: s(0.5), sd: s(1.0) }))),
        ("log-normal", sampler(Shape::LogNormal(MeanSd { mean: s(2.0), sd: s(1.0) }))),
        ("erlang", sampler(Shape::Erlang(MeanShape { mean: s(2.0), shape: 4.0 }))),
        ("gamma", sampler(Shape::Gamma(MeanShape { mean: s(2.0), shape: 0.5 }))),
        ("weibull", sampler(Shape::Weibull(MeanShape { mean: s(2.0), shape: 1.7 }))),
        ("hyper-exponential", sampler(Shape::HyperExponential(MeanScv { mean: s(2.0), scv: 4.0 }))),
        ("pareto", sampler(Shape::Pareto(ParetoSpec { minimum: s(20.0), shape: 2.5, cap: s(200.0) }))),
        ("pareto 1", sampler(Shape::Pareto(ParetoSpec { minimum: s(1.0), shape: 1.0, cap: s(50.0) }))),
        ("pareto 2", sampler(Shape::Pareto(ParetoSpec { minimum: s(1.0), shape: 2.0, cap: s(50.0) }))),
        ("empirical", sampler(Shape::Empirical(column))),
    ]
}

#[test]
fn means_and_variations_are_the_stated_ones() {
    for (name, sampler) in laws() {
        let values = draws(&sampler);
        let n = values.len() as f64;
        let moment = |f: &dyn Fn(f64) -> f64| values.iter().map(|&x| f(x)).sum::<f64>() / n;
        let mean = moment(&|x| x);
        let variance = moment(&|x| (x - mean).powi(2));
        let fourth = moment(&|x| (x - mean).powi(4));
        let error = (variance / n).sqrt();
        assert!((mean - sampler.mean()).abs() < FAR * error, "{name}: {mean} for {}", sampler.mean());
        let stated = sampler.scv().unwrap() * sampler.mean().powi(2);
        let error = ((fourth - variance * variance) / n).sqrt();
        assert!((variance - stated).abs() < FAR * error, "{name}: {variance} for {stated}");
        assert!(values.iter().all(|&x| x >= 0.0 && x.is_finite()), "{name}");
    }
}

#[test]
fn capped_pareto_is_that_of_the_mar_traffic_model() {
    // TR 45.820, annex E.2: shape 2.5, 20 B to 200 B; mean 32.9117 B.
    let pareto = ParetoSpec { minimum: Bytes(20), shape: 2.5, cap: Bytes(200) };
    let sampler = Sampler::new(&DistributionSpec::Random(Shape::Pareto(pareto))).unwrap();
    assert!((sampler.mean() - 32.9117).abs() < 1e-4, "{}", sampler.mean());
}

#[test]
fn shapes_are_those_of_the_distribution_functions() {
    let laws = laws();
    let of = |name: &str| draws(&laws.iter().find(|(other, _)| *other == name).unwrap().1);
    let log_sd = 1.25_f64.ln().sqrt();
    let log_mean = 2.0_f64.ln() - log_sd * log_sd / 2.0;
    let scale = 2.0 / statrs::function::gamma::gamma(1.0 + 1.0 / 1.7);
    let gamma = |shape: f64, rate: f64| statrs::distribution::Gamma::new(shape, rate).unwrap();
    let normal = statrs::distribution::Normal::new(2.0, 0.2).unwrap();
    let log_normal = statrs::distribution::LogNormal::new(log_mean, log_sd).unwrap();
    let weibull = statrs::distribution::Weibull::new(1.7, scale).unwrap();
    let root = 0.6_f64.sqrt();
    let hyper = |x: f64| {
        [0.5 * (1.0 + root), 0.5 * (1.0 - root)].iter().map(|p| p * (1.0 - (-x * p).exp())).sum::<f64>()
    };
    let tests = [
        ("uniform", distance(of("uniform"), |x| (x - 1.0) / 3.0)),
        ("exponential", distance(of("exponential"), |x| 1.0 - (-x / 2.0).exp())),
        ("normal", distance(of("normal"), |x| normal.cdf(x))),
        ("log-normal", distance(of("log-normal"), |x| log_normal.cdf(x))),
        ("erlang", distance(of("erlang"), |x| gamma(4.0, 2.0).cdf(x))),
        ("gamma", distance(of("gamma"), |x| gamma(0.5, 0.25).cdf(x))),
        ("weibull", distance(of("weibull"), |x| weibull.cdf(x))),
        ("hyper-exponential", distance(of("hyper-exponential"), hyper)),
    ];
    for (name, distance) in tests {
        assert!(distance < KOLMOGOROV, "{name}: {distance}");
    }
    let below_cap: Vec<f64> = of("pareto").into_iter().filter(|&x| x < 200.0).collect();
    let capped = DRAWS as f64 - below_cap.len() as f64;
    assert!((capped / DRAWS as f64 - 0.003162).abs() < 0.0025, "{capped}");
    let pareto = distance(below_cap, |x| (1.0 - (20.0 / x).powf(2.5)) / (1.0 - 0.1_f64.powf(2.5)));
    assert!(pareto < KOLMOGOROV, "pareto: {pareto}");
}

#[test]
fn plain_rand_distr_says_the_same() {
    let laws = laws();
    let compare = |name: &str, plain: &dyn Fn(&mut Stream) -> f64| {
        let ours = draws(&laws.iter().find(|(other, _)| *other == name).unwrap().1);
        let mut stream = Stream::new(Key::root(6, 1));
        let theirs = (0..DRAWS).map(|_| plain(&mut stream)).collect();
        let distance = distance_between(ours, theirs);
        assert!(distance < KOLMOGOROV, "{name}: {distance}");
    };
    let log_normal = rand_distr::LogNormal::from_mean_cv(2.0, 0.5).unwrap();
    let weibull =
        rand_distr::Weibull::new(2.0 / statrs::function::gamma::gamma(1.0 + 1.0 / 1.7), 1.7).unwrap();
    let (erlang, gamma) =
        (rand_distr::Gamma::new(4.0, 0.5).unwrap(), rand_distr::Gamma::new(0.5, 4.0).unwrap());
    let (normal, exponential) =
        (rand_distr::Normal::new(2.0, 0.2).unwrap(), rand_distr::Exp::new(0.5).unwrap());
    let pareto = rand_distr::Pareto::new(20.0_f64, 2.5).unwrap();
    compare("normal", &|stream| normal.sample(stream));
    compare("exponential", &|stream| exponential.sample(stream));
    compare("log-normal", &|stream| log_normal.sample(stream));
    compare("erlang", &|stream| erlang.sample(stream));
    compare("gamma", &|stream| gamma.sample(stream));
    compare("weibull", &|stream| weibull.sample(stream));
    compare("pareto", &|stream| pareto.sample(stream).min(200.0));
}

#[test]
fn a_draw_is_a_function_of_key_and_number() {
    for (name, sampler) in laws() {
        let key = Key::root(9, 9);
        let forwards: Vec<f64> = (0..50).map(|n| sampler.sample(key, n)).collect();
        let backwards: Vec<f64> = (0..50).rev().map(|n| sampler.sample(key, n)).collect();
        assert!(forwards.iter().eq(backwards.iter().rev()), "{name}");
    }
    let constant = Sampler::new(&DistributionSpec::Constant(s(3.0))).unwrap();
    assert_eq!((constant.sample(Key::root(0, 0), 7), constant.mean(), constant.scv()), (3.0, 3.0, Some(0.0)));
}

/// Same seed, same bits, on every machine. A change here changes every result: note it in the changelog.
#[test]
fn draws_never_change() {
    let mut hash = 0_u64;
    for (_, sampler) in laws() {
        for x in draws(&sampler) {
            hash = hash.rotate_left(5).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ x.to_bits();
        }
    }
    assert_eq!(hash, 0x73ee_3f72_c0a6_183c, "{hash:#x}");
}

#[test]
fn wrong_parameters_are_named() {
    let wrong = |shape| Sampler::new(&DistributionSpec::Random(shape)).unwrap_err();
    use DistributionError as E;
    assert_eq!(wrong(Shape::Uniform(Between { low: s(2.0), high: s(1.0) })), E::Ends);
    assert_eq!(wrong(Shape::Erlang(MeanShape { mean: s(1.0), shape: 1.5 })), E::Phases);
    assert_eq!(wrong(Shape::Gamma(MeanShape { mean: s(1.0), shape: 0.0 })), E::Shape);
    assert_eq!(wrong(Shape::Gamma(MeanShape { mean: s(0.0), shape: 1.0 })), E::Mean);
    assert_eq!(wrong(Shape::Weibull(MeanShape { mean: s(1.0), shape: f64::NAN })), E::Shape);
    assert_eq!(wrong(Shape::LogNormal(MeanSd { mean: s(0.0), sd: s(1.0) })), E::Mean);
    assert_eq!(wrong(Shape::HyperExponential(MeanScv { mean: s(1.0), scv: 0.5 })), E::Scv);
    assert_eq!(wrong(Shape::Pareto(ParetoSpec { minimum: s(2.0), shape: 1.0, cap: s(1.0) })), E::Cap);
    let column = ColumnSpec { file: "a.csv".into(), column: "b".into(), values: Arc::new(vec![]) };
    assert_eq!(wrong(Shape::Empirical(column)), E::Column("b".into()));
}
