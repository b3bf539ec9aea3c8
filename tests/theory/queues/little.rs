//! Identities of one event log, from an empty system to an empty one: exact to the nanosecond, whatever the luck.

use iotcap::engine::recorder::{Message, Part, Recorder};
use iotcap::network::ids::ElementId;
use iotcap::units::{Span, Time};

use super::{DOOR, poisson};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network, record};

const RATE: f64 = 0.8;
const DURATION_S: f64 = 100_000.0;

/// Sums over everything that ever happened.
#[derive(Default)]
struct Sums {
    station: usize,
    born: u64,
    delivered: u64,
    /// Customers in the system: one more at a birth, one fewer at a delivery.
    changes: Vec<(Time, i64)>,
    stays: u128,
    waits: u128,
    work: u128,
    busy: u128,
}

impl Recorder for Sums {
    fn born(&mut self, message: Message) {
        self.born += 1;
        self.changes.push((message.birth, 1));
    }

    fn arrived(&mut self, element: ElementId, _at: Time, work: Span) {
        self.work += if element.index() == self.station { u128::from(work.0) } else { 0 };
    }

    fn waited(&mut self, element: ElementId, _at: Time, waiting: Span) {
        self.waits += if element.index() == self.station { u128::from(waiting.0) } else { 0 };
    }

    fn busy(&mut self, element: ElementId, from: Time, to: Time) {
        self.busy += if element.index() == self.station { u128::from((to - from).0) } else { 0 };
    }

    fn delivered(&mut self, message: Message, at: Time, _: &[Part], _: u32, _: Option<ElementId>) {
        self.delivered += 1;
        self.changes.push((at, -1));
        self.stays += u128::from((at - message.birth).0);
    }
}

impl Sums {
    /// ∫ customers in the system dt, ns.
    fn area(&mut self) -> u128 {
        self.changes.sort_unstable();
        let (mut level, mut since, mut area) = (0_i64, Time(0), 0_u128);
        for &(at, change) in &self.changes {
            area += level as u128 * u128::from((at - since).0);
            (level, since) = (level + change, at);
        }
        assert_eq!(level, 0, "the last customer has left");
        area
    }
}

fn runs(station: &str, replications: u64) -> Vec<Sums> {
    let customers = poisson("customers", RATE, 1, "");
    let network = network(&format!(
        r#"
title = "A queue from empty to empty"
[study]
duration = "{DURATION_S} s"
warm_up  = "0 s"
drain    = {{ traffic = "stops" }}
[radio.wire]
technology = "ideal"
{customers}{DOOR}[platform]
ingest = {{ service = {{ exponential = "1 s" }}, {station} }}
"#
    ));
    let station = element(&network, "platform.ingest");
    record(&network, replications, |_| Sums { station, ..Sums::default() })
}

#[test]
fn little_holds_to_the_nanosecond() {
    let outages = "outages = { up = { exponential = \"100 s\" }, down = { exponential = \"10 s\" } }";
    for discipline in ["fifo", "priority", "preemptive-priority", "processor-sharing", "weighted-fair"] {
        for station in
            [format!("discipline = \"{discipline}\""), format!("discipline = \"{discipline}\", {outages}")]
        {
            for mut run in runs(&station, 3) {
                assert_eq!(run.born, run.delivered, "all that came have gone: {station}");
                assert_eq!(run.area(), run.stays, "L·t = Σ W: {station}");
                assert_eq!(run.waits + run.busy, run.stays, "a stay is a wait and a service: {station}");
                assert_eq!(run.busy, run.work, "all the work that came was done: {station}");
            }
        }
    }
}

#[test]
fn customers_in_the_system_and_utilisation() {
    let mut table = Table::new("M/M/1 at 0.8 from the event log");
    let mut runs = runs("discipline = \"preemptive-priority\"", REPLICATIONS);
    let mean = |ns: u128| ns as f64 * 1e-9 / DURATION_S;
    let utilisation: Vec<f64> = runs.iter().map(|run| mean(run.busy)).collect();
    let customers: Vec<f64> = runs.iter_mut().map(|run| mean(run.area())).collect();
    table.share("utilisation", RATE, &utilisation);
    table.mean("customers in the system", RATE / (1.0 - RATE), &customers);
    table.judge();
}
