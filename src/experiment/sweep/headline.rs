//! What a sweep says in a sentence.

use super::{Sweep, SweptPoint};
use crate::experiment::results::Verdict;
use crate::units::noun;

/// How many points hold; along a single factor also where it turns.
pub fn headline(sweep: &Sweep) -> String {
    let count = |verdict| sweep.points.iter().filter(|point| point.verdict == verdict).count();
    let all = sweep.points.len();
    let points = noun(all as u64, "point", "points");
    if count(Verdict::None) == all {
        return format!("{all} {points}; the scenario asks for no objectives");
    }
    let parts = [(Verdict::Met, "met"), (Verdict::AtRisk, "at risk"), (Verdict::Missed, "missed")];
    let parts = parts.map(|(verdict, word)| (count(verdict), word)).into_iter().filter(|(n, _)| *n > 0);
    let parts: Vec<String> = parts.map(|(n, word)| format!("{word} at {n}")).collect();
    let along = if sweep.factors.len() == 1 || sweep.zipped { turns(sweep) } else { None };
    format!("of {all} {points}, all objectives are {}{}", parts.join(", "), along.unwrap_or_default())
}

/// The first change from one point to the next, if it is the only one.
fn turns(sweep: &Sweep) -> Option<String> {
    let met = |point: &SweptPoint| point.verdict == Verdict::Met;
    let changes: Vec<&[SweptPoint]> =
        sweep.points.windows(2).filter(|pair| met(&pair[0]) != met(&pair[1])).collect();
    let [pair] = changes[..] else { return None };
    let (last, first) = if met(&pair[0]) { (&pair[0], &pair[1]) } else { (&pair[1], &pair[0]) };
    let broken = |measure: &&super::Measure| {
        measure.objective.is_some() && measure.verdict.is_some_and(|verdict| verdict != Verdict::Met)
    };
    let names: Vec<&str> =
        first.measures.iter().filter(broken).filter_map(|measure| measure.objective.as_deref()).collect();
    let value = |point: &SweptPoint| sweep.factors[0].values[point.at[0]].clone();
    Some(format!(
        ": met at {} = {}, at {} no longer ({})",
        sweep.factors[0].path,
        value(last),
        value(first),
        names.join(", ")
    ))
}
