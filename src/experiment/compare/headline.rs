//! What came out, in a sentence: by the objectives where both sides share any, else by the classes' measures.

use super::comparison::{Difference, Outcome, Pair, Side, Unit};
use super::pairing::Pairing;
use super::{fewer, words};
use crate::experiment::results::Verdict;

/// Measures named at most.
const MOST: usize = 3;

/// Better, worse, both or neither.
pub fn outcome(objectives: &[Difference], measures: &[Difference]) -> Outcome {
    let (better, worse) = sides(objectives, measures);
    match (!better.is_empty(), !worse.is_empty()) {
        (true, true) => Outcome::Mixed,
        (true, false) => Outcome::Better,
        (false, true) => Outcome::Worse,
        (false, false) => Outcome::NoDifference,
    }
}

/// What is better, and what is worse: of which fewer arrive first, asked for or not.
fn sides<'a>(
    objectives: &'a [Difference],
    measures: &'a [Difference],
) -> (Vec<&'a Difference>, Vec<&'a Difference>) {
    let basis = basis(objectives, measures);
    let better = |row: &&&Difference| row.outcome == Outcome::Better && !row.of_fewer;
    let worse = basis.iter().copied().filter(|row| row.outcome == Outcome::Worse);
    let unasked = if objectives.is_empty() { Vec::new() } else { fewer::unasked(objectives, measures) };
    (basis.iter().filter(better).copied().collect(), unasked.into_iter().chain(worse).collect())
}

/// The measures on which the outcome rests: not those that move slightly.
fn basis<'a>(objectives: &'a [Difference], measures: &'a [Difference]) -> Vec<&'a Difference> {
    if !objectives.is_empty() {
        return objectives.iter().filter(|difference| !difference.slight).collect();
    }
    let telling = ["delivery_ratio", "latency_mean", "latency_p95"];
    measures.iter().filter(|measure| telling.contains(&measure.metric.as_str())).collect()
}

/// Of one against the first.
pub fn of_pair(
    [a, b]: [&Side; 2],
    objectives: &[Difference],
    measures: &[Difference],
    outcome: Outcome,
    pairing: &Pairing,
) -> String {
    if pairing.replications < 2 {
        return "One replication gives no intervals, so no difference can be shown.".into();
    }
    let names = [a, b].map(|side| format!("{} ({})", side.letter, side.scenario.name));
    let basis = basis(objectives, measures);
    let (better, worse) = sides(objectives, measures);
    let survivors: Vec<&Difference> = basis.iter().copied().filter(|row| row.of_fewer).collect();
    let [first, other] = names;
    let slight = objectives.iter().filter(|difference| difference.slight).count();
    let found = match outcome {
        Outcome::Better => format!("{other} is better than {first}: {}", list(&better)),
        Outcome::Worse => format!("{other} is worse than {first}: {}", list(&worse)),
        Outcome::Mixed => {
            format!("{other} is worse than {first} in {}, and better in {}", list(&worse), list(&better))
        }
        _ => {
            let what = what(objectives.len(), basis.len());
            let matters = if slight > 0 { " that matters" } else { "" };
            format!("No difference{matters} shown between {first} and {other} in {what}")
        }
    };
    let rest = if outcome == Outcome::NoDifference { elsewhere(measures) } else { stay(&better, &worse) };
    let of_those = match survivors.is_empty() {
        true => String::new(),
        false => format!("; only of those that still arrive: {}", list(&survivors)),
    };
    format!("{found}{of_those}{}{rest}.", turned(objectives))
}

/// Whether what moved stays within its limits.
fn stay(better: &[&Difference], worse: &[&Difference]) -> String {
    let moved: Vec<_> = better.iter().chain(worse).collect();
    match moved.len() {
        _ if !moved.iter().all(|difference| stays_met(difference)) => String::new(),
        1 => "; it stays met".into(),
        _ => "; those that moved stay met".into(),
    }
}

fn what(objectives: usize, count: usize) -> String {
    match (objectives, count) {
        (0, 0) => "anything: they share no class".into(),
        (0, _) => "delivery and latency".into(),
        (1, _) => "the objective's measure".into(),
        (n, _) => format!("the measures of {n} objectives"),
    }
}

/// "readings-arrive -0.24 points, latency p95 of meters +3 ms (+2 %)": fewer that arrive first, then what is not
/// met, then the largest.
fn list(differences: &[&Difference]) -> String {
    let mut sorted = differences.to_vec();
    let rank = |row: &Difference| (!fewer::is_fewer(row), stays_met(row));
    sorted.sort_by(|a, b| rank(a).cmp(&rank(b)).then(b.size().total_cmp(&a.size())));
    let mut names: Vec<String> = sorted.iter().take(MOST).map(|difference| named(difference)).collect();
    if sorted.len() > MOST {
        names.push(format!("and {} more", sorted.len() - MOST));
    }
    names.join(", ")
}

/// Met on both sides: a difference that leads to no other decision.
fn stays_met(difference: &Difference) -> bool {
    difference.objective.as_ref().is_some_and(|asked| asked.verdicts == [Verdict::Met; 2])
}

/// "latency p95 of meters +3 ms (+2 %)".
fn named(difference: &Difference) -> String {
    let subject = match &difference.objective {
        Some(asked) => asked.name.clone(),
        None => {
            let of = difference.of.strip_prefix("devices.").unwrap_or(&difference.of);
            format!("{} of {of}", words::metric(&difference.metric))
        }
    };
    let change = words::short(difference);
    match (difference.unit, difference.a) {
        (Unit::Seconds, Some(a)) if a > 0.0 => {
            let percent = difference.difference.unwrap_or(0.0) / a * 100.0;
            format!("{subject} {change} ({percent:+.0} %)")
        }
        _ => format!("{subject} {change}"),
    }
}

/// Objectives whose verdict is another one now.
fn turned(objectives: &[Difference]) -> String {
    let word = |verdict| match verdict {
        Verdict::None => "not judged",
        Verdict::Met => "met",
        Verdict::AtRisk => "at risk",
        Verdict::Missed => "missed",
    };
    let asked = objectives.iter().filter_map(|difference| difference.objective.as_ref());
    let turned = asked.filter(|asked| asked.verdicts[0] != asked.verdicts[1]);
    let texts: Vec<String> = turned
        .map(|asked| {
            let [before, after] = asked.verdicts.map(word);
            format!("{} goes from {before} to {after}", asked.name)
        })
        .collect();
    if texts.is_empty() { String::new() } else { format!("; {}", texts.join(", ")) }
}

/// Where the objectives show nothing, other measures may.
fn elsewhere(measures: &[Difference]) -> String {
    let shown = measures.iter().filter(|measure| measure.shows()).count();
    match shown {
        0 => format!(", nor in any of {} other measures", measures.len()),
        _ => format!("; {shown} of {} other measures differ", measures.len()),
    }
}

/// Of all: the one sentence, or a count where several are compared.
pub fn of_all(sides: &[Side], pairs: &[Pair], replications: usize) -> String {
    if let ([first, ..], true) = (pairs, pairs.len() == 1 || replications < 2) {
        return first.headline.clone();
    }
    let with = |wanted: Outcome| {
        let found = pairs.iter().filter(|pair| pair.outcome == wanted);
        found.map(|pair| name_of(sides, &pair.b)).collect::<Vec<_>>()
    };
    let groups = [Outcome::Better, Outcome::Worse, Outcome::Mixed, Outcome::NoDifference].map(|outcome| {
        let letters = with(outcome);
        (!letters.is_empty()).then(|| format!("{}: {}", words::outcome_word(outcome), letters.join(", ")))
    });
    let found: Vec<String> = losing(pairs).into_iter().chain(groups.into_iter().flatten()).collect();
    format!("Against {} ({}): {}.", sides[0].letter, sides[0].scenario.name, found.join("; "))
}

/// "fewer messages arrive in F (vibration -73 points), H (alarms -14 points)": where most are missing first.
fn losing(pairs: &[Pair]) -> Option<String> {
    let worst = |pair: &Pair| {
        let slight = |row: &Difference| {
            pair.objectives
                .iter()
                .any(|asked| asked.slight && (&asked.of, &asked.metric) == (&row.of, &row.metric))
        };
        let lost = pair.measures.iter().filter(|row| fewer::is_fewer(row) && !slight(row));
        let row = lost.max_by(|a, b| a.size().total_cmp(&b.size()))?;
        let class = row.of.strip_prefix("devices.").unwrap_or(&row.of);
        Some((row.size(), format!("{} ({class} {})", pair.b, words::short(row))))
    };
    let mut found: Vec<(f64, String)> = pairs.iter().filter_map(worst).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let more = found.len().saturating_sub(MOST);
    let mut texts: Vec<String> = found.into_iter().take(MOST).map(|(_, text)| text).collect();
    if more > 0 {
        texts.push(format!("and {more} more"));
    }
    (!texts.is_empty()).then(|| format!("fewer messages arrive in {}", texts.join(", ")))
}

/// "B (brno-tripled)".
fn name_of(sides: &[Side], letter: &str) -> String {
    let side = sides.iter().find(|side| side.letter == letter);
    side.map_or(letter.to_string(), |side| format!("{letter} ({})", side.scenario.name))
}
