//! Is the difference real? Finished results laid side by side, replication by replication: what differs in the files,
//! and of every measure the difference, its interval and whether it shows.
//!
//! Replication i of every scenario throws the same dice (promise 5), so the difference of a replication is due to the
//! change alone, and a paired Student-t interval over replications is far narrower than one of independent runs
//! (A. M. Law, "Simulation Modeling and Analysis", 11.2: common random numbers). Nothing here simulates.

pub mod comparison;
mod fewer;
mod headline;
mod measures;
mod pairing;
mod series;
mod settings;
#[cfg(test)]
mod tests;
mod upkeep;
pub mod words;

use comparison::{Comparison, Difference, Pair, SCHEMA, Side, SideClass};
use measures::Measure;
pub use pairing::MOST_SIDES;
use pairing::Pairing;
use series::paired;

use super::results::{ClassResult, Results, Verdict};

/// Compares each of the results with the first; an error says in a sentence why that cannot be done.
pub fn compare(all: &[Results]) -> Result<Comparison, String> {
    let pairing = Pairing::of(all)?;
    let sides: Vec<Side> = all.iter().enumerate().map(|(at, results)| side(at, results)).collect();
    let confidence = 1.0 - 0.05 / (all.len() - 1) as f64;
    let pair = |at: usize| pair(&sides, all, at, &pairing, confidence);
    let pairs: Vec<Pair> = (1..all.len()).map(pair).collect();
    if let Some(other) = pairs.iter().position(|pair| pair.objectives.is_empty() && pair.measures.is_empty())
    {
        let [a, b] =
            [&sides[0], &sides[other + 1]].map(|side| format!("{} ({})", side.letter, side.scenario.name));
        return Err(format!("nothing to compare: {a} and {b} share no class, no element and no objective"));
    }
    Ok(Comparison {
        schema: SCHEMA,
        model_version: all[0].model_version.clone(),
        seed: all[0].scenario.seed,
        replications: pairing.replications as u64,
        confidence,
        headline: headline::of_all(&sides, &pairs, pairing.replications),
        warnings: pairing.warnings(all, &sides),
        settings: settings::differing(all),
        scenarios: sides,
        comparisons: pairs,
    })
}

/// "A", "B", ….
fn letter(at: usize) -> String {
    char::from(b'A' + (at % MOST_SIDES) as u8).to_string()
}

fn side(at: usize, results: &Results) -> Side {
    let ours = results.classes.iter().enumerate().filter(|(_, (_, class))| !class.foreign);
    let class = |(place, (name, class)): (usize, (&String, &ClassResult))| {
        let lost = class.lost_by_cause().map(|(cause, lost)| (cause.to_string(), lost));
        let class = SideClass {
            place,
            offered: class.offered,
            delivery_ratio: class.delivery_ratio,
            lost: lost.collect(),
            latency_cdf: class.latency_cdf.clone(),
        };
        (name.clone(), class)
    };
    Side {
        letter: letter(at),
        scenario: results.scenario.clone(),
        verdict: results.verdict,
        classes: ours.map(class).collect(),
        warnings: results.warnings.clone(),
    }
}

fn pair(sides: &[Side], all: &[Results], at: usize, pairing: &Pairing, confidence: f64) -> Pair {
    let (a, b) = (&all[0], &all[at]);
    let letters = [sides[0].letter.clone(), sides[at].letter.clone()];
    let difference = |measure: Measure| difference(measure, pairing, at, confidence, &letters);
    let unmatched = measures::unmatched(a, b, &letters);
    let mut objectives: Vec<Difference> = measures::objectives(a, b).into_iter().map(difference).collect();
    let mut measures: Vec<Difference> = measures::measures(a, b).into_iter().map(difference).collect();
    fewer::mark(&mut objectives, &mut measures);
    let outcome = headline::outcome(&objectives, &measures);
    let headline = headline::of_pair([&sides[0], &sides[at]], &objectives, &measures, outcome, pairing);
    Pair { a: letters[0].clone(), b: letters[1].clone(), outcome, headline, objectives, measures, unmatched }
}

fn difference(
    mut measure: Measure,
    pairing: &Pairing,
    at: usize,
    confidence: f64,
    letters: &[String; 2],
) -> Difference {
    let n = pairing.replications;
    measure.a.keep(n, pairing.whole[0]);
    measure.b.keep(n, pairing.whole[at]);
    let paired = paired(&measure.a, &measure.b, confidence, measure.unit);
    let (outcome, reason) = words::judge(&paired, &measure, letters);
    let mut difference = Difference {
        of: measure.of,
        metric: measure.metric,
        unit: measure.unit,
        objective: measure.objective,
        a: measure.a.value,
        b: measure.b.value,
        difference: paired.difference,
        ci: paired.ci,
        n: paired.n as u64,
        variance_reduction: paired.variance_reduction,
        more_replications: paired.more,
        outcome,
        reason,
        slight: false,
        of_fewer: false,
    };
    difference.slight = slight(&difference);
    difference
}

/// Met on both sides, and far less moved than there is room to the limit.
fn slight(difference: &Difference) -> bool {
    const SLIGHT: f64 = 0.01;
    let met = difference.objective.as_ref().is_some_and(|asked| asked.verdicts == [Verdict::Met; 2]);
    met && difference.shows() && difference.size() < SLIGHT
}
