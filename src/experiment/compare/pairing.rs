//! Whether results can be paired at all, over how many replications, and what is to be said about it.

use super::comparison::Side;
use crate::experiment::results::Results;
use crate::units::noun;

/// Scenarios at most: each has a letter and a place on the page.
pub const MOST_SIDES: usize = 8;

/// How results are paired.
pub struct Pairing {
    /// Replications that all have.
    pub replications: usize,
    /// By scenario: whether these are all that it has.
    pub whole: Vec<bool>,
}

impl Pairing {
    /// An error says what stands against it.
    pub fn of(all: &[Results]) -> Result<Pairing, String> {
        if !(2..=MOST_SIDES).contains(&all.len()) {
            return Err(format!("from 2 to {MOST_SIDES} scenarios can be compared, not {}", all.len()));
        }
        for results in all {
            can_be_paired(&all[0], results)?;
        }
        let counts = all.iter().map(|results| results.scenario.replications as usize);
        let replications = counts.clone().min().unwrap_or(0);
        Ok(Pairing { replications, whole: counts.map(|count| count == replications).collect() })
    }

    /// What the reader must know of the pairing, and then of each side, the same of several said once.
    pub fn warnings(&self, all: &[Results], sides: &[Side]) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.replications == 1 {
            warnings.push("one replication: no difference has an interval, so none can be shown".to_string());
        }
        for (results, side) in all.iter().zip(sides).filter(|(r, _)| r.scenario.replications > 1) {
            let has = results.scenario.replications;
            if has as usize > self.replications {
                let label = side.label();
                let are = noun(self.replications as u64, "is", "are");
                warnings.push(format!("of {label} only the first {} of {has} replications {are} paired, the others have no more; its percentiles are means over these", self.replications));
            }
        }
        warnings.extend(windows(sides));
        warnings.extend(contents(all, sides));
        warnings.extend(of_sides(sides));
        warnings
    }
}

/// In a sentence that says what to do.
fn can_be_paired(first: &Results, other: &Results) -> Result<(), String> {
    let (a, b) = (&first.scenario, &other.scenario);
    if first.model_version != other.model_version {
        return Err(format!(
            "{} was simulated by model {} and {} by model {}; a comparison would show the models' difference: run both again",
            a.name, first.model_version, b.name, other.model_version
        ));
    }
    if a.seed != b.seed {
        return Err(format!(
            "{} has seed {} and {} seed {}, so their replications do not share their luck and cannot be paired; run one again with --seed of the other",
            a.name, a.seed, b.name, b.seed
        ));
    }
    if other.samples.is_empty() {
        return Err(format!(
            "the results of {} do not hold what each replication had by itself (they were written by an earlier iotcap); run it again",
            b.name
        ));
    }
    Ok(())
}

fn windows(sides: &[Side]) -> Vec<String> {
    let window = |side: &Side| {
        let s = &side.scenario;
        format!("{} s from {} after {} s of warm-up", s.simulated_s, s.start, s.warm_up_s)
    };
    let first = window(&sides[0]);
    let other = sides.iter().find(|side| window(side) != first);
    let words = |other: &Side| {
        let (a, b) = (sides[0].label(), other.label());
        format!("the windows differ: {a} measures {first}, {b} {}", window(other))
    };
    other.map(words).into_iter().collect()
}

/// The hash also covers the tables that a scenario names.
fn contents(all: &[Results], sides: &[Side]) -> Vec<String> {
    let mut warnings = Vec::new();
    for (results, side) in all.iter().zip(sides).skip(1) {
        let (same, known) = (results.scenario.hash == all[0].scenario.hash, !results.settings.is_empty());
        let (a, b) = (sides[0].label(), side.label());
        if same {
            warnings.push(format!("{a} and {b} are the same scenario: nothing can differ"));
        } else if known && results.settings == all[0].settings {
            warnings.push(format!("{a} and {b} say the same, but a table that they name has other contents"));
        }
    }
    warnings
}

fn of_sides(sides: &[Side]) -> Vec<String> {
    let mut told: Vec<(Vec<&str>, &str)> = Vec::new();
    for side in sides {
        for text in side.warnings.iter().filter(|text| !text.starts_with("one replication:")) {
            match told.iter_mut().find(|(_, other)| other == text) {
                Some((letters, _)) => letters.push(&side.letter),
                None => told.push((vec![&side.letter], text)),
            }
        }
    }
    told.into_iter().map(|(letters, text)| format!("{}: {text}", letters.join(", "))).collect()
}
