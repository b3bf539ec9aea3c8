//! Whether a capacity that was read from a file hangs together, so that its page is not nonsense.

use super::super::sound::{Sound, must, version, within};
use crate::experiment::capacity::results::{Broken, Capacity, Looked, ShadowPrice};

/// Greatest figure: axes count on it.
const GREATEST: f64 = 1e15;

/// Whether it hangs together; else what does not, and where.
pub fn sound(capacity: &Capacity) -> Sound {
    version(&capacity.model_version)?;
    within(must(!capacity.grown.is_empty(), || "nothing grows".into()), "grown")?;
    within(must(!capacity.objectives.is_empty(), || "there is none".into()), "objectives")?;
    within(must(figure(capacity.scenario.simulated_s), || "it is no time".into()), "scenario.simulated_s")?;
    for (at, asked) in capacity.objectives.iter().enumerate() {
        let limit = must(figure(asked.limit_value), || "it is no limit of a network".into());
        within(limit, &format!("objectives.{at}.limit_value"))?;
    }
    for (at, one) in capacity.places.iter().enumerate() {
        within(place(capacity, one), &format!("places.{at}"))?;
    }
    let rising = capacity.places.windows(2).all(|two| two[0].at.factor < two[1].at.factor);
    within(must(rising, || "loads are not in ascending order".into()), "places")?;
    for (at, one) in capacity.breaks.iter().enumerate() {
        within(broken(capacity, one), &format!("breaks.{at}"))?;
    }
    for (at, one) in capacity.never.iter().enumerate() {
        within(known(capacity, &one.objective), &format!("never.{at}"))?;
    }
    for (at, one) in capacity.not_judged.iter().enumerate() {
        within(known(capacity, &one.objective), &format!("not_judged.{at}"))?;
    }
    for (at, one) in capacity.shadow_prices.iter().enumerate() {
        within(price(one), &format!("shadow_prices.{at}"))?;
    }
    let searched = must(figure(capacity.searched.factor), || "it is no load".into());
    within(searched, "searched")?;
    if let Some(answer) = &capacity.answer {
        let sound = ordered(answer.ci) && ordered(answer.headroom_ci) && figure(answer.at.factor);
        within(must(sound, || "its interval is none".into()), "answer")?;
    }
    let answered = capacity.answer.is_none() || !capacity.breaks.is_empty();
    within(must(answered, || "an answer without a break".into()), "answer")
}

fn figure(value: f64) -> bool {
    (0.0..=GREATEST).contains(&value)
}

fn ordered([low, high]: [f64; 2]) -> bool {
    low <= high && libm::fabs(low) <= GREATEST && libm::fabs(high) <= GREATEST
}

fn known(capacity: &Capacity, name: &str) -> Sound {
    let known = capacity.objectives.iter().any(|asked| asked.name == name);
    must(known, || format!("there is no objective {name}"))
}

fn place(capacity: &Capacity, place: &Looked) -> Sound {
    let number = capacity.objectives.len();
    let each = place.measures.len() == number && place.holds.len() == number;
    must(each, || format!("{} measures of {number} objectives", place.measures.len()))?;
    let each = [0, number].contains(&place.drawn.len());
    must(each, || format!("{} measures drawn of {number} objectives", place.drawn.len()))?;
    let positive = place.at.factor > 0.0 && figure(place.at.factor) && figure(place.at.value);
    must(positive, || format!("{} is no load", place.at.factor))?;
    let sound = place.measures.iter().chain(&place.drawn).all(|measure| {
        measure.value.into_iter().chain(measure.ci.into_iter().flatten()).all(figure)
            && measure.ci.is_none_or(ordered)
    });
    must(sound, || "a measure is no figure of a network".into())
}

fn broken(capacity: &Capacity, broken: &Broken) -> Sound {
    known(capacity, &broken.objective)?;
    let sound =
        figure(broken.root) && broken.factor > 0.0 && figure(broken.factor) && broken.factor_ci[0] > 0.0;
    must(sound, || "it is at no load".into())?;
    must(ordered(broken.ci) && ordered(broken.factor_ci), || "the interval's ends are reversed".into())
}

fn price(price: &ShadowPrice) -> Sound {
    let gain = price.gain.is_none_or(|gain| libm::fabs(gain) <= GREATEST);
    must(gain && price.ci.is_none_or(ordered), || "its gain is none".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::capacity::results::{GrownPath, Never, Value};
    use crate::experiment::question::Asked;
    use crate::experiment::results::{Estimate, MODEL_VERSION};

    fn whole() -> Capacity {
        let looked = |factor: f64| Looked {
            at: Value { factor, value: 10.0 * factor, text: String::new() },
            measures: vec![Estimate { value: Some(0.5), ci: Some([0.4, 0.6]) }],
            holds: vec![Some(true)],
            ..Looked::default()
        };
        let asked = Asked { name: "arrive".into(), metric: "delivery_ratio".into(), ..Asked::default() };
        let broken =
            Broken { objective: "arrive".into(), factor: 1.5, factor_ci: [1.4, 1.6], ..Broken::default() };
        Capacity {
            model_version: MODEL_VERSION.to_string(),
            grown: vec![GrownPath::default()],
            objectives: vec![asked],
            places: vec![looked(1.0), looked(2.0)],
            breaks: vec![broken],
            ..Capacity::default()
        }
    }

    fn fault(break_it: impl Fn(&mut Capacity)) -> String {
        let mut capacity = whole();
        break_it(&mut capacity);
        sound(&capacity).unwrap_err()
    }

    #[test]
    fn what_hangs_together_is_sound() {
        assert_eq!(sound(&whole()), Ok(()));
    }

    #[test]
    fn what_does_not_is_told_by_its_place() {
        for (said, found) in [
            ("at `model_version`", fault(|c| c.model_version = "999.0".into())),
            ("at `grown`: nothing grows", fault(|c| c.grown.clear())),
            ("at `objectives`", fault(|c| c.objectives.clear())),
            ("at `places.1`: 0 measures of 1", fault(|c| c.places[1].measures.clear())),
            ("at `places.0`: -1 is no load", fault(|c| c.places[0].at.factor = -1.0)),
            ("ascending", fault(|c| c.places.reverse())),
            ("at `places.0`: a measure", fault(|c| c.places[0].measures[0].value = Some(1e300))),
            ("at `breaks.0`: there is no objective b", fault(|c| c.breaks[0].objective = "b".into())),
            ("reversed", fault(|c| c.breaks[0].factor_ci = [2.0, 1.0])),
            ("at no load", fault(|c| c.breaks[0].factor = 0.0)),
            ("at `never.0`", fault(|c| c.never = vec![Never::default()])),
            (
                "at `answer`",
                fault(|c| {
                    c.breaks.clear();
                    c.answer = Some(Default::default());
                }),
            ),
        ] {
            assert!(found.contains(said), "{said}: {found}");
        }
    }
}
