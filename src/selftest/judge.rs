//! The pass rule. A row's estimate comes from one sample of each replication; a family holds if no row's difference
//! is significant at a family-wise 1 % (Student's t, Holm's correction: S. Holm, Scandinavian Journal of
//! Statistics 6, 1979) and every row is precise enough for that to mean something.

use super::case::{Exact, Expected, Kind, Sample};
use super::report::{Row, Verdict};
use crate::chance::normal_quantile;
use crate::measure::interval::{pseudo_values, t_distribution, t_quantile};

/// Chance that a family of true rows fails.
pub const FAMILY_WISE: f64 = 0.01;
/// Events without which a share is bounded by 3/n with 95 % (J. A. Hanley and A. Lippman-Hand, JAMA 249, 1983).
const RULE_OF_THREE: f64 = 3.0;

/// What the replications say of one measure; the verdict is [`judge`]'s, except on precision.
pub fn row(case: &str, expected: &Expected, samples: &[Sample]) -> Row {
    let row = Row::new(case, &expected.measure, expected.kind, expected.oracle, samples.len() as u64);
    match expected.kind {
        Kind::Rare => rare(row, samples),
        Kind::Identity | Kind::Exact => identity(row, samples),
        Kind::Mean | Kind::Share => estimate(row, expected.widest, samples),
    }
}

fn estimate(row: Row, widest: f64, samples: &[Sample]) -> Row {
    let values = pseudo_values(samples);
    let (simulated, standard_error) = mean_and_error(&values);
    let freedom = values.len() as u32 - 1;
    let joint = libm::hypot(standard_error, row.oracle.error);
    let difference = simulated - row.oracle.value;
    let beyond = (libm::fabs(difference) - row.oracle.band).max(0.0);
    let p = match joint > 0.0 {
        true => 2.0 * (1.0 - t_distribution(beyond / joint, freedom)),
        false => f64::from(u8::from(beyond <= 1e-9 * libm::fabs(row.oracle.value))),
    };
    let half_width = t_quantile(freedom) * standard_error;
    // NaN is not precise
    let verdict = if half_width <= widest { Verdict::Agrees } else { Verdict::Imprecise };
    let z = (joint > 0.0).then(|| normal_of_t(difference / joint, freedom));
    Row { simulated, half_width: Some(half_width), widest: Some(widest), z, p: Some(p), verdict, ..row }
}

/// The standard normal variable that is as far out as this t.
fn normal_of_t(t: f64, freedom: u32) -> f64 {
    const FARTHEST: f64 = 8.0;
    let tail = t_distribution(-libm::fabs(t), freedom);
    let z = if tail > 1e-15 { -normal_quantile(tail) } else { FARTHEST };
    libm::copysign(z, t)
}

/// P(k events or more) ≤ E / k whatever their dependence (Markov's inequality).
fn rare(row: Row, samples: &[Sample]) -> Row {
    let (events, trials) = samples.iter().fold((0.0, 0.0), |sum, x| (sum.0 + x.0, sum.1 + x.1));
    let p = if events > 0.0 { (row.oracle.value * trials / events).min(1.0) } else { 1.0 };
    let upper = (events.max(RULE_OF_THREE) / trials).min(1.0);
    Row { simulated: events / trials, upper: Some(upper), p: Some(p), verdict: Verdict::Agrees, ..row }
}

fn identity(row: Row, samples: &[Sample]) -> Row {
    let same = samples.iter().all(|sample| sample.0 == row.oracle.value);
    let other = samples.iter().find(|sample| sample.0 != row.oracle.value);
    let verdict = if same && !samples.is_empty() { Verdict::Agrees } else { Verdict::Differs };
    Row { simulated: other.map_or(row.oracle.value, |sample| sample.0), verdict, ..row }
}

/// A formula's row.
pub fn exact(exact: &Exact) -> Row {
    let row = Row::new(&exact.name, "", Kind::Exact, exact.oracle.into(), 0);
    let near = libm::fabs(exact.ours - exact.oracle) <= exact.tolerance || exact.ours == exact.oracle;
    let verdict = if near { Verdict::Agrees } else { Verdict::Differs };
    Row { simulated: exact.ours, widest: Some(exact.tolerance), verdict, ..row }
}

/// Marks the rows of a family that differ, by Holm's step-down.
pub fn judge(cases: &mut [Vec<Row>]) {
    let mut tested: Vec<&mut Row> = cases.iter_mut().flatten().filter(|row| row.p.is_some()).collect();
    tested.sort_by(|a, b| a.p.unwrap_or(1.0).total_cmp(&b.p.unwrap_or(1.0)));
    let all = tested.len();
    for (at, row) in tested.into_iter().enumerate() {
        if row.p.is_some_and(|p| p >= FAMILY_WISE / (all - at) as f64) {
            return;
        }
        row.verdict = Verdict::Differs;
    }
}

/// Mean of samples and its standard error.
fn mean_and_error(samples: &[f64]) -> (f64, f64) {
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    let squares: f64 = samples.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, libm::sqrt(squares / (n - 1.0) / n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Key;
    use crate::selftest::case::Case;

    fn judged(oracle: f64, of: impl Fn(u64) -> f64) -> Row {
        let case = Case::new("a case", "").mean("a measure", oracle, |_| 0.0);
        let samples: Vec<Sample> = (0..20).map(|n| (of(n), 1.0)).collect();
        let mut rows = [vec![row("a case", &case.expected[0], &samples)]];
        judge(&mut rows);
        rows[0].remove(0)
    }

    #[test]
    fn a_wrong_answer_differs_and_noise_is_imprecise() {
        let luck = Key::root(1, 1);
        assert_eq!(judged(10.0, |n| 10.0 + 0.1 * luck.normal(n)).verdict, Verdict::Agrees);
        assert_eq!(judged(10.1, |n| 10.0 + 0.1 * luck.normal(n)).verdict, Verdict::Differs);
        assert_eq!(judged(10.0, |n| 10.0 + 9.0 * luck.normal(n)).verdict, Verdict::Imprecise);
        assert_eq!(judged(10.0, |_| f64::NAN).verdict, Verdict::Imprecise);
    }

    #[test]
    fn holm_marks_more_rows_than_bonferroni() {
        let of = |p: f64| Row { p: Some(p), ..Row::new("", "", Kind::Mean, 1.0.into(), 20) };
        let mut rows = [vec![of(0.0026), of(0.5), of(0.0024), of(0.4)]];
        judge(&mut rows);
        let marked: Vec<_> = rows[0].iter().map(|row| row.verdict == Verdict::Differs).collect();
        assert_eq!(marked, [true, false, true, false], "0.0026 is below 1 % / 3, not below 1 % / 4");
    }

    #[test]
    fn events_that_should_not_be_are_told_by_their_chance() {
        let of = |events: f64| {
            let row = Row::new("", "", Kind::Rare, 1e-8.into(), 20);
            let mut rows = [vec![rare(row, &[(events, 1e5), (0.0, 1e5)])]];
            judge(&mut rows);
            (rows[0][0].verdict, rows[0][0].upper)
        };
        assert_eq!(of(0.0), (Verdict::Agrees, Some(1.5e-5)));
        assert_eq!(of(1.0).0, Verdict::Differs);
    }

    #[test]
    fn t_becomes_as_unlikely_a_normal() {
        assert!((normal_of_t(t_quantile(19), 19) - 1.959_963_98).abs() < 1e-6);
        assert!(normal_of_t(-3.0, 19) > -3.0 && normal_of_t(-1e9, 19) == -8.0);
    }
}
