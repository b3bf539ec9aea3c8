//! What may be left out if more options never do harm: a set within one that does not hold cannot hold. Whether that is
//! so, nobody checks here: a faster link may flood what stands behind it.

use super::order::Set;
use super::search::Search;
use crate::experiment::question::Unanswered;
use crate::experiment::results::Verdict;

/// Tries, for each option, the largest sets that do without it. What is within one that is clearly missed need not be tried.
pub fn probe(search: &mut Search, sets: &[Set]) -> Result<Vec<Set>, Unanswered> {
    let largest = |among: &[Set]| -> Vec<Set> {
        let within = |set: &&Set| among.iter().any(|other| other != *set && set.within(other));
        among.iter().filter(|set| !within(set)).cloned().collect()
    };
    let mut lost = Vec::new();
    let mut kept: Vec<Set> = Vec::new();
    let mut all: Vec<usize> = sets.iter().flat_map(|set| set.members()).copied().collect();
    all.sort_unstable();
    all.dedup();
    let without = all.into_iter().flat_map(|at| {
        let among: Vec<Set> = sets.iter().filter(|set| !set.has(at)).cloned().collect();
        largest(&among)
    });
    for set in largest(sets).into_iter().chain(without) {
        let known = kept.contains(&set) || lost.iter().any(|lost| set.within(lost));
        if known {
            continue;
        }
        match search.whole(&set)? {
            Verdict::Missed => lost.push(set),
            _ => kept.push(set),
        }
    }
    Ok(lost)
}
