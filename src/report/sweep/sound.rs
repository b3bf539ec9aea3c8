//! Whether a sweep that was read from a file hangs together, so that its page is not nonsense.

use super::super::sound::{Sound, must, version, within};
use crate::experiment::sweep::{Measure, Sweep, SweptFactor, SweptPoint};

/// Greatest figure: axes count on it.
const GREATEST: f64 = 1e15;

/// Whether a sweep hangs together; else what does not, and where.
pub fn sound(sweep: &Sweep) -> Sound {
    version(&sweep.model_version)?;
    within(must(!sweep.factors.is_empty(), || "nothing is varied".into()), "factors")?;
    within(must(!sweep.points.is_empty(), || "there is none".into()), "points")?;
    for (at, one) in sweep.factors.iter().enumerate() {
        within(factor(one), &format!("factors.{at}"))?;
    }
    for (at, one) in sweep.points.iter().enumerate() {
        within(point(sweep, one), &format!("points.{at}"))?;
    }
    let window = sweep.scenario.simulated_s;
    within(must((0.0..GREATEST).contains(&window), || "it is no time".into()), "scenario.simulated_s")
}

fn factor(factor: &SweptFactor) -> Sound {
    must(!factor.values.is_empty(), || "it has no values".into())?;
    let Some(numbers) = &factor.numbers else { return Ok(()) };
    must(numbers.len() == factor.values.len(), || "not as many numbers as values".into())?;
    must(numbers.iter().all(|number| libm::fabs(*number) <= GREATEST), || "a number is none".into())
}

fn point(sweep: &Sweep, point: &SweptPoint) -> Sound {
    let inside = point.at.len() == sweep.factors.len()
        && point.at.iter().zip(&sweep.factors).all(|(at, factor)| *at < factor.values.len());
    must(inside, || "it is not of these factors".into())?;
    let sound = |measure: &Measure| {
        let figures = measure.ci.into_iter().flatten().chain(measure.value).chain(measure.limit_value);
        let ordered = measure.ci.is_none_or(|[low, high]| low <= high);
        ordered && figures.into_iter().all(|figure| (0.0..=GREATEST).contains(&figure))
    };
    let fault = |measure: &Measure| format!("{} of {} is no figure of a network", measure.metric, measure.of);
    point.measures.iter().try_for_each(|measure| must(sound(measure), || fault(measure)))
}
