//! Whether an answer that was read from a file hangs together, so that its page is not nonsense.

use super::super::sound::{Sound, must, version, within};
use crate::experiment::options::results::{Options, Tried};

/// Greatest figure and sum: axes count on it.
const GREATEST: f64 = 1e15;
/// Longest lead time, days.
const LONGEST_LEAD: f64 = 1e6;
/// Longest time that makes an axis, months.
const LONGEST: u64 = 12_000;

/// Whether it hangs together; else what does not, and where.
pub fn sound(options: &Options) -> Sound {
    version(&options.model_version)?;
    within(must(!options.sets.is_empty(), || "there is none".into()), "sets")?;
    within(must(options.horizon.months <= LONGEST, || "it is no time".into()), "horizon.months")?;
    let inside = |at: &usize| *at < options.sets.len();
    let told = options.answer.iter().chain(&options.best).chain(&options.front);
    within(must({ told }.all(inside), || "it is none of the sets".into()), "answer")?;
    for (at, one) in options.sets.iter().enumerate() {
        within(set(options, one), &format!("sets.{at}"))?;
    }
    let limits = options.objectives.iter().all(|asked| (0.0..=GREATEST).contains(&asked.limit_value));
    within(must(limits, || "a limit is none".into()), "objectives")?;
    let leads = options.options.iter().filter_map(|one| one.lead_days);
    within(
        must({ leads }.all(|days| (0.0..=LONGEST_LEAD).contains(&days)), || "a lead time is none".into()),
        "options",
    )?;
    let window = options.scenario.simulated_s;
    within(must((0.0..GREATEST).contains(&window), || "it is no time".into()), "scenario.simulated_s")
}

fn set(options: &Options, tried: &Tried) -> Sound {
    let sums = [tried.cost, tried.per_month, tried.total];
    must(sums.iter().all(|sum| libm::fabs(*sum) <= GREATEST), || "a price is none".into())?;
    must(tried.objectives.len() == options.objectives.len(), || {
        "not as many objectives as are asked".into()
    })?;
    must(tried.lasts.is_none_or(|months| months <= LONGEST), || "it lasts no time".into())?;
    tried.objectives.iter().try_for_each(|judged| {
        let mut figures = judged.ci.into_iter().flatten().chain(judged.value);
        let ordered = judged.ci.is_none_or(|[low, high]| low <= high);
        must(ordered && figures.all(|figure| (0.0..=GREATEST).contains(&figure)), || {
            format!("{} is no figure of a network", judged.name)
        })
    })
}
