//! Hand-fed replications: study, objectives, bottleneck and results.

mod campaign;
mod judging;
mod results;
mod study;

use super::pool::Pool;
use super::replicate::Replicate;
use crate::measure::fixture::{counts, network};
use crate::measure::tally::Tally;
use crate::scenario::Scenario;

/// A scenario of the fixture's names with more lines.
pub(super) fn scenario(lines: &str) -> Scenario {
    let text = format!("title = \"test\"\n{lines}");
    toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

/// A pool of replications, each told by `tell`.
fn pool(replications: u64, tell: impl Fn(u64, &mut Tally)) -> Pool {
    let mut pool = Pool::default();
    for replication in 0..replications {
        pool.fold(Replicate::new(&network(), replication, counts(|tally| tell(replication, tally))));
    }
    pool
}
