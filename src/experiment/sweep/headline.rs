//! What a sweep says in a sentence.

use indexmap::IndexMap;

use super::{Sweep, SweptPoint};
use crate::experiment::results::Verdict;
use crate::units::noun;

/// At how many points all is met; along a single factor also where it turns, else which objectives are not.
pub fn headline(sweep: &Sweep) -> String {
    let all = sweep.points.len();
    let count = |verdict| sweep.points.iter().filter(|point| point.verdict == verdict).count();
    let points = |n: usize| format!("{n} {}", noun(n as u64, "point", "points"));
    let met = count(Verdict::Met);
    match met {
        _ if count(Verdict::None) == all => format!("{}; the scenario states no objectives", points(all)),
        _ if met == all => format!("every point of {all} meets all objectives"),
        0 => format!("no point of {all} meets all objectives: {}", broken(sweep)),
        _ => {
            let along = if sweep.factors.len() == 1 || sweep.zipped { turns(sweep) } else { None };
            let rest = along.unwrap_or_else(|| broken(sweep));
            format!("all objectives are met at {met} of {}: {rest}", points(all))
        }
    }
}

/// Which objectives are not met, at how many points, the most often broken first.
fn broken(sweep: &Sweep) -> String {
    let mut counts: IndexMap<&str, usize> = IndexMap::new();
    for measure in sweep.points.iter().flat_map(|point| &point.measures) {
        if let (Some(name), Some(Verdict::AtRisk | Verdict::Missed)) = (&measure.objective, measure.verdict) {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts.sort_by(|_, a, _, b| b.cmp(a));
    let texts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} is not at {count}")).collect();
    texts.join(", ")
}

/// The change from one point to the next, if there is only one.
fn turns(sweep: &Sweep) -> Option<String> {
    let met = |point: &SweptPoint| point.verdict == Verdict::Met;
    let changes: Vec<&[SweptPoint]> =
        sweep.points.windows(2).filter(|pair| met(&pair[0]) != met(&pair[1])).collect();
    let [pair] = changes[..] else { return None };
    let first = if met(&pair[0]) { &pair[1] } else { &pair[0] };
    let broken = |measure: &&super::Measure| {
        measure.objective.is_some() && measure.verdict.is_some_and(|verdict| verdict != Verdict::Met)
    };
    let names: Vec<&str> =
        first.measures.iter().filter(broken).filter_map(|measure| measure.objective.as_deref()).collect();
    let value = |point: &SweptPoint| sweep.factors[0].values[point.at[0]].clone();
    let (path, names) = (&sweep.factors[0].path, names.join(", "));
    let [before, after] = [&pair[0], &pair[1]].map(value);
    Some(match met(&pair[0]) {
        true => format!("still at {path} = {before}, no longer at {after} ({names})"),
        false => format!("not yet at {path} = {before} ({names}), from {after} on"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Measure, SweptFactor};
    use super::*;

    fn sweep(verdicts: &[Verdict]) -> Sweep {
        let point = |(at, verdict): (usize, &Verdict)| SweptPoint {
            at: vec![at],
            verdict: *verdict,
            measures: vec![Measure {
                objective: Some("swift".into()),
                verdict: Some(*verdict),
                ..Measure::default()
            }],
            ..SweptPoint::default()
        };
        let values = (1..=verdicts.len()).map(|n| n.to_string()).collect();
        Sweep {
            factors: vec![SweptFactor { path: "n".into(), values, ..SweptFactor::default() }],
            points: verdicts.iter().enumerate().map(point).collect(),
            ..Sweep::default()
        }
    }

    #[test]
    fn it_says_where_it_turns_and_what_breaks() {
        use Verdict::{AtRisk, Met, Missed, None};
        let said = |verdicts: &[Verdict]| headline(&sweep(verdicts));
        let turned = said(&[Met, Met, AtRisk]);
        assert_eq!(turned, "all objectives are met at 2 of 3 points: still at n = 2, no longer at 3 (swift)");
        let begun = said(&[Missed, Met]);
        assert_eq!(begun, "all objectives are met at 1 of 2 points: not yet at n = 1 (swift), from 2 on");
        assert_eq!(said(&[Met, Missed, Met]), "all objectives are met at 2 of 3 points: swift is not at 1");
        assert_eq!(said(&[Missed, Missed]), "no point of 2 meets all objectives: swift is not at 2");
        assert_eq!(said(&[Met]), "every point of 1 meets all objectives");
        assert_eq!(said(&[None]), "1 point; the scenario states no objectives");
    }
}
