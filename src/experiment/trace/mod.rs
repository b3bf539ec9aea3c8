//! Following single messages: one replication is run to find those that are asked for, then again, on the same luck,
//! to write down what became of them and of all that stood in their way. Neither run counts anything for results.

mod air;
pub mod diary;
mod downs;
mod draft;
mod find;
mod follow;
mod levels;
mod names;
pub mod query;
mod why;
pub mod words;

use std::collections::HashMap;

use crate::engine;
use crate::engine::recorder::{Happening, Recorder, Who};
use crate::network::Network;
use crate::network::layout::Layout;
use crate::scenario::Scenario;

use super::progress::Progress;
use super::results::ScenarioInfo;
use diary::Trace;
use find::{Find, Match};
use follow::Follow;
use query::{Asked, Query};

/// Messages whose levels are summed up; of more, so many spread over the run.
const MOST_EXAMINED: usize = 100_000;

/// Why there is no trace.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// What was asked names what does not exist: every mistake in a sentence.
    #[error("{}", .0.join("\n"))]
    Asked(Vec<String>),
    /// It was told to stop.
    #[error("stopped before the trace was done")]
    Stopped,
}

/// What became of the messages that were asked for, in one replication of a validated scenario.
pub fn trace(
    scenario: &Scenario,
    info: ScenarioInfo,
    asked: &Asked,
    progress: &Progress,
) -> Result<Trace, TraceError> {
    let network = Network::build(scenario);
    let query = Query::of(asked, &network).map_err(TraceError::Asked)?;
    let replication = asked.replication.max(1) - 1;
    let layout = Layout::draw(&network, replication);
    let mut find = Find::new(&query, network.clock);
    run(&network, &layout, replication, &mut find, progress)?;
    let matches = find.matches();
    let shown = spread(matches.len(), query.limit);
    let mut examined = spread(matches.len(), MOST_EXAMINED);
    examined.extend(shown.iter().copied());
    let mut wanted: HashMap<(u32, u32), Option<usize>> = HashMap::new();
    for at in examined {
        wanted.entry(matches[at].key()).or_insert(None);
    }
    for (place, at) in shown.iter().enumerate() {
        wanted.insert(matches[*at].key(), Some(place));
    }
    let mut follow = Follow::new(&network, &layout, wanted, shown.len());
    if !matches.is_empty() {
        run(&network, &layout, replication, &mut follow, progress)?;
    }
    let info = ScenarioInfo { seed: network.seed, replications: 1, ..info };
    Ok(follow.finish(&query, find.counts(&network), info, replication + 1))
}

/// Either of the two listeners: the engine's loop is compiled once for both, and so stays small.
trait Watch {
    /// As [`Recorder::wants`].
    fn wants(&self, _who: Who) -> bool {
        false
    }
    /// As [`Recorder::happened`].
    fn happened(&mut self, who: Who, what: Happening);
}

struct Listener<'a>(&'a mut dyn Watch);

impl Recorder for Listener<'_> {
    const FOLLOWS: bool = true;

    fn wants(&self, who: Who) -> bool {
        self.0.wants(who)
    }

    fn happened(&mut self, who: Who, what: Happening) {
        self.0.happened(who, what);
    }
}

fn run(
    network: &Network,
    layout: &Layout,
    replication: u64,
    watch: &mut dyn Watch,
    progress: &Progress,
) -> Result<(), TraceError> {
    let (listener, clock) = (&mut Listener(watch), network.clock);
    let outcome = engine::run(network, layout, replication, clock, listener, progress.engine());
    progress.run_done();
    if outcome.stopped { Err(TraceError::Stopped) } else { Ok(()) }
}

/// At most `most` of `count` places, first and last among them and the others evenly between; of one, the middle.
fn spread(count: usize, most: usize) -> Vec<usize> {
    match most {
        _ if count <= most => (0..count).collect(),
        0 => Vec::new(),
        1 => vec![count / 2],
        _ => (0..most).map(|at| at * (count - 1) / (most - 1)).collect(),
    }
}

impl Match {
    /// The message among all of its run.
    fn key(&self) -> (u32, u32) {
        (self.device, self.n)
    }
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn the_shown_ones_are_spread_over_the_run() {
        assert_eq!(spread(3, 5), [0, 1, 2]);
        assert_eq!(spread(100, 4), [0, 33, 66, 99]);
        assert_eq!(spread(100, 1), [50]);
        assert!(spread(7, 0).is_empty() && spread(0, 7).is_empty());
    }
}
