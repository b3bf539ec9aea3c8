//! When links and stations were down, for charts and words: drawn again from their names, run by run. What an outage
//! did is counted elsewhere.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::engine;
use crate::model::live::OutagePlan;
use crate::network::{Clock, Network};

/// Outages of an element, or of a member of its group on average, inside the window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outages {
    /// How many a run, on average over runs.
    pub per_run: f64,
    /// Seconds down in a run, on average over runs.
    pub down_s: f64,
    /// From when to when, s after the window's begin, where they are the same in every run and for every member;
    /// else empty.
    pub spans: Vec<[f64; 2]>,
}

/// Of the elements `members` over so many replications; none where nothing can go down.
pub fn of(network: &Network, clock: Clock, replications: u64, members: Range<usize>) -> Option<Outages> {
    let fails = |at: &usize| network.outages(*at).is_some_and(OutagePlan::is_whole);
    let failing: Vec<usize> = members.clone().filter(fails).collect();
    if failing.is_empty() || replications == 0 {
        return None;
    }
    let runs = (0..replications).flat_map(|run| failing.iter().map(move |at| (run, *at)));
    let mut all: Vec<Vec<[f64; 2]>> = runs.map(|(run, at)| spans(network, clock, run, at)).collect();
    let among = replications as f64 * members.len() as f64;
    let alike = failing.len() == members.len() && all.iter().all(|one| *one == all[0]);
    let count: usize = all.iter().map(Vec::len).sum();
    let down_s: f64 = all.iter().flatten().map(|[from, to]| to - from).sum();
    let spans = if alike { all.swap_remove(0) } else { Vec::new() };
    Some(Outages { per_run: count as f64 / among, down_s: down_s / among, spans })
}

/// Whether an element is down for all of the window in every run.
pub fn throughout(network: &Network, clock: Clock, replications: u64, element: usize) -> bool {
    let whole = [0.0, (clock.to - clock.from).as_secs_f64()];
    let fails = network.outages(element).is_some_and(OutagePlan::is_whole);
    fails && replications > 0 && (0..replications).all(|run| spans(network, clock, run, element) == [whole])
}

/// Of one element in one run, as far as they lie in the window.
fn spans(network: &Network, clock: Clock, run: u64, element: usize) -> Vec<[f64; 2]> {
    let downs = engine::downs(network, run, element, clock.to).into_iter();
    let inside = downs.map(|[from, to]| [from.max(clock.from), to]).filter(|[from, to]| from < to);
    inside.map(|ends| ends.map(|at| (at - clock.from).as_secs_f64())).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::scenario::load::load;

    fn outages(law: &str, replications: u64) -> Outages {
        let set = [format!("links.lte.outages={{ {law} }}"), "study.duration=\"2 h\"".to_string()];
        let network = Network::build(&load(Path::new("scenarios/brno.toml"), &set).unwrap().scenario);
        let group = network.groups.iter().find(|group| group.name == "links.lte").unwrap();
        let members = group.first.index()..group.first.index() + group.len as usize;
        of(&network, network.clock, replications, members).unwrap()
    }

    #[test]
    fn a_known_outage_is_told_with_its_times_and_drawn_ones_by_their_number() {
        let known = outages("at = \"30 min\", for = \"10 min\"", 3);
        assert_eq!(known, Outages { per_run: 1.0, down_s: 600.0, spans: vec![[1800.0, 2400.0]] });
        let drawn = outages("up = { exponential = \"9 min\" }, down = { exponential = \"1 min\" }", 200);
        // 2 h of cycles of 10 min, of which one is down: the mean number is 12, less what the first one is late
        assert!((drawn.per_run - 12.0).abs() < 0.6 && (drawn.down_s - 720.0).abs() < 50.0, "{drawn:?}");
        assert_eq!(drawn.spans, Vec::<[f64; 2]>::new());
    }
}
