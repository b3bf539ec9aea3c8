//! Of which objectives anything is observed, by which they could be judged (DEFINITIONS D15): at the file's load, or else at
//! a few times as much. What is observed of nothing is never said to hold, and is no part of the search.

use super::places::{Places, Stop};
use super::search::{BEGINS, Effort};

/// Objectives of a scenario, by their numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// At the file's load.
    pub here: Vec<usize>,
    /// At a few times the file's load only, and the first place where.
    pub later: Vec<(usize, f64)>,
    /// At none, and how far was looked.
    pub nowhere: Vec<(usize, f64)>,
}

impl Observed {
    /// All that are observed somewhere.
    pub fn all(&self) -> impl Iterator<Item = usize> + '_ {
        self.here.iter().copied().chain(self.later.iter().map(|(at, _)| *at))
    }
}

/// Looks at the file's load with the pilot's replications, and at twice and four times it for what is not observed there.
pub fn observed(places: &mut Places, objectives: usize, effort: &Effort) -> Result<Observed, Stop> {
    let mut observed = Observed::default();
    let mut left: Vec<usize> = (0..objectives).collect();
    let mut last = 0.0;
    for x in BEGINS {
        if left.is_empty() {
            break;
        }
        let x = match places.look(libm::fmin(x, libm::log(effort.most_factor)), effort.pilot) {
            Ok(x) => x,
            // more than the machine or the scenario takes: it is judged by what was looked at
            Err(Stop::Beyond(_)) if x > 0.0 => break,
            Err(stop) => return Err(stop),
        };
        last = x;
        let seen = |at: &usize| places.at(x).is_some_and(|place| !place.readings[*at].all.is_nan());
        let (new, rest): (Vec<usize>, Vec<usize>) = left.iter().partition(|at| seen(at));
        match x > 0.0 {
            true => observed.later.extend(new.into_iter().map(|at| (at, x))),
            false => observed.here.extend(new),
        }
        left = rest;
    }
    observed.nowhere = left.into_iter().map(|at| (at, last)).collect();
    Ok(observed)
}
