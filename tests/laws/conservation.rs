//! Promises 1 to 3 on random scenarios: every message ends once, somewhere, for one reason; its parts are its
//! latency; nobody serves more than they can.

use std::panic::catch_unwind;

use iotcap::engine::{self, Progress};
use iotcap::experiment::simulate::replicate;
use iotcap::model::cause::Cause;
use iotcap::network::Network;
use iotcap::network::layout::Layout;
use proptest::prelude::*;

use crate::ledger::{Balance, Ledger};
use crate::small;
use crate::world::{self, Dice};

/// Runs one replication and checks all that was told, and that the tally of a study counts the same.
fn check(text: &str) -> Result<(), String> {
    let network = Network::build(&small::scenario(text));
    let layout = Layout::draw(&network, 0);
    let mut ledger = Ledger::default();
    engine::run(&network, &layout, 0, network.clock, &mut ledger, &Progress::default());
    ledger.check(&network)?;
    let counted = replicate(&network, 0, network.clock, false, &Default::default());
    let (counted, born) = counted.map_err(|error| error.to_string())?;
    let balances = counted.counts.classes.totals.iter().map(|total| Balance {
        offered: total.offered,
        delivered: total.delivered,
        lost: total.lost_total(),
        in_flight: total.in_flight,
    });
    let (counted, told) = (balances.collect::<Vec<_>>(), ledger.balances(&network));
    if counted != told || born != ledger.born.len() as u64 {
        return Err(format!("counted {counted:?}, told {told:?}"));
    }
    match told.iter().all(|b| b.offered == b.delivered + b.lost + b.in_flight) {
        true => Ok(()),
        false => Err(format!("{told:?} does not balance")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_message_ends_once_and_every_nanosecond_has_a_hop(
        throws in prop::collection::vec(any::<u16>(), 230),
    ) {
        let text = world::scenario(&mut Dice::new(&throws));
        let checked = catch_unwind(|| check(&text));
        prop_assert!(matches!(checked, Ok(Ok(()))), "{checked:?}\n{text}");
    }
}

/// A random world must not be an empty one: over many of them every cause and every end occurs.
#[test]
fn random_worlds_are_various() {
    let (mut causes, mut sum) = (std::collections::BTreeSet::new(), Balance::default());
    for world in world::fixed(1).take(60) {
        let run = small::run(&world);
        for balance in run.ledger.balances(&run.network) {
            sum.delivered += balance.delivered;
            sum.in_flight += balance.in_flight;
        }
        causes.extend(run.ledger.ended.iter().filter_map(|(_, end)| match end {
            crate::ledger::End::Lost { cause, .. } => Some(*cause),
            _ => None,
        }));
    }
    assert!(sum.delivered > 1000 && sum.in_flight > 10, "{sum:?}");
    assert!(causes.len() >= 10, "{causes:?}");
    for cause in [Cause::LinkDown, Cause::StationDown, Cause::DeviceDown, Cause::Throttled] {
        assert!(causes.contains(&cause), "{cause:?} is not among {causes:?}");
    }
}
