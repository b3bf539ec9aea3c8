//! What may be left out if more options never do harm: a set within one that does not hold cannot hold. Whether that is
//! so, nobody checks here: a faster link may flood what stands behind it.

use super::order::Set;
use super::search::Search;
use crate::experiment::question::Unanswered;
use crate::experiment::results::Verdict;

/// Tries, for each option, the largest sets that do without it. What is within one that is clearly missed need not be tried.
pub fn probe(search: &mut Search, sets: &[Set]) -> Result<Vec<Set>, Unanswered> {
    let largest = |among: &[Set]| -> Vec<Set> {
        among
            .iter()
            .copied()
            .filter(|set| !among.iter().any(|other| other != set && other & set == *set))
            .collect()
    };
    let mut lost = Vec::new();
    let mut kept: Vec<Set> = Vec::new();
    let all = sets.iter().fold(0, |all, set| all | set);
    let without = (0..Set::BITS).filter(|bit| all & (1 << bit) != 0).flat_map(|bit| {
        let among: Vec<Set> = sets.iter().copied().filter(|set| set & (1 << bit) == 0).collect();
        largest(&among)
    });
    for set in largest(sets).into_iter().chain(without) {
        let known = kept.contains(&set) || lost.iter().any(|lost: &Set| lost & set == set);
        if known {
            continue;
        }
        match search.whole(set)? {
            Verdict::Missed => lost.push(set),
            _ => kept.push(set),
        }
    }
    Ok(lost)
}
