//! Whether a comparison that was read from a file hangs together, so that its page is not nonsense.

use serde_json::Value;

use super::super::sound::{GREATEST, Sound, must, rising, version, within};
use crate::experiment::compare::MOST_SIDES;
use crate::experiment::compare::comparison::{Comparison, Difference, Pair, Side};
use crate::units;

/// Whether a comparison hangs together; else what does not, and where.
pub fn sound(comparison: &Comparison) -> Sound {
    version(&comparison.model_version)?;
    within(must(comparison.replications > 0, || "it must be more than 0".into()), "replications")?;
    let level = 0.0 < comparison.confidence && comparison.confidence < 1.0;
    within(must(level, || "it must lie between 0 and 1".into()), "confidence")?;
    sides(comparison)?;
    for (at, setting) in comparison.settings.iter().enumerate() {
        let fault =
            || format!("{} values for {} scenarios", setting.values.len(), comparison.scenarios.len());
        let one_each = must(setting.values.len() == comparison.scenarios.len(), fault);
        within(one_each, &format!("settings.{at}"))?;
    }
    comparison.comparisons.iter().enumerate().try_for_each(|(at, pair)| {
        let mut differences = pair.objectives.iter().chain(&pair.measures);
        differences.try_for_each(ordered).map_err(|fault| format!("at `comparisons.{at}`: {fault}"))
    })?;
    let json = serde_json::to_value(comparison).map_err(|error| error.to_string())?;
    bounded(&json)
}

/// Each but the first is compared with the first.
fn sides(comparison: &Comparison) -> Sound {
    let sides = &comparison.scenarios;
    let number = (2..=MOST_SIDES).contains(&sides.len());
    within(must(number, || format!("{} cannot be compared", sides.len())), "scenarios")?;
    let pairs = |(pair, side): (&Pair, &Side)| pair.a == sides[0].letter && pair.b == side.letter;
    let matched = comparison.comparisons.len() + 1 == sides.len()
        && comparison.comparisons.iter().zip(&sides[1..]).all(pairs);
    within(must(matched, || "they are not each of the others against the first".into()), "comparisons")?;
    for (at, side) in sides.iter().enumerate() {
        for (name, class) in &side.classes {
            let path = format!("scenarios.{at}.classes.{name}");
            within(rising(&class.latency_cdf), &path)?;
            let lost = class.lost.values().map(|count| u128::from(*count)).sum::<u128>();
            let fault = || format!("{lost} lost of {} offered", class.offered);
            within(must(lost <= u128::from(class.offered), fault), &path)?;
        }
    }
    Ok(())
}

fn ordered(difference: &Difference) -> Sound {
    let holds = difference.ci.is_none_or(|[low, high]| low <= high);
    must(holds, || format!("the interval of {} {} is reversed", difference.of, difference.metric))
}

/// No number so great that an axis cannot count on it.
fn bounded(value: &Value) -> Sound {
    match value {
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            let fault = || format!("{} is no figure of a network", units::number(number));
            must(libm::fabs(number) <= GREATEST, fault)
        }
        Value::Array(list) => list.iter().try_for_each(bounded),
        Value::Object(table) => table.values().try_for_each(bounded),
        _ => Ok(()),
    }
}
