//! Engset: few sources that think, are served at once or turned away, and think again. Those who ask see the
//! system of the other N − 1, not the time average.

use iotcap::engine::recorder::Recorder;
use iotcap::model::cause::Cause;
use iotcap::network::ids::ElementId;
use iotcap::units::{Span, Time};

use super::{DOOR, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network, record};
use crate::oracle::rows;

const CUSTOMERS: f64 = 50_000.0;

/// Counts attempts at one station, and when its servers begin and end.
struct Occupancy {
    station: ElementId,
    from: Time,
    to: Time,
    attempts: u64,
    blocked: u64,
    changes: Vec<(Time, i64)>,
}

impl Recorder for Occupancy {
    fn arrived(&mut self, element: ElementId, at: Time, _work: Span) {
        self.attempts += u64::from(element == self.station && self.from <= at && at < self.to);
    }

    fn dropped(&mut self, element: ElementId, at: Time, _cause: Cause) {
        self.blocked += u64::from(element == self.station && self.from <= at && at < self.to);
    }

    fn busy(&mut self, element: ElementId, from: Time, to: Time) {
        if element == self.station {
            self.changes.extend([(from.clamp(self.from, self.to), 1), (to.clamp(self.from, self.to), -1)]);
        }
    }
}

impl Occupancy {
    /// Share of attempts that found every server busy.
    fn call_congestion(&self) -> f64 {
        self.blocked as f64 / self.attempts as f64
    }

    /// Share of time with this many servers busy.
    fn time_congestion(&mut self, servers: i64) -> f64 {
        self.changes.sort_unstable();
        let (mut level, mut since, mut full) = (0, self.from, Span::ZERO);
        for &(at, change) in &self.changes {
            if level == servers {
                full += at - since;
            }
            (level, since) = (level + change, at);
        }
        full.as_secs_f64() / (self.to - self.from).as_secs_f64()
    }
}

#[test]
fn engset_loss() {
    let mut table = Table::new("Engset");
    for row in rows("queues_engset") {
        let (sources, channels) = (row.number("N_sources"), row.number("channels"));
        let think = 1.0 / row.number("alpha_idle_source_rate_over_mu");
        let parts = format!(
            r#"
[devices.sources]
count   = {sources}
radio   = "wire"
message = {{ idle = {{ exponential = "{think} s" }}, size = "1 B" }}
{DOOR}[platform]
ingest = {{ servers = {channels}, service = {{ exponential = "1 s" }}, waiting_room = 0 }}
"#
        );
        let network = network(&queue(CUSTOMERS, sources / (think + 1.0), &parts));
        let station = ElementId(element(&network, "platform.ingest") as u32);
        let (from, to) = (network.clock.from, network.clock.to);
        let idle = |_: &_| Occupancy { station, from, to, attempts: 0, blocked: 0, changes: Vec::new() };
        let mut runs = record(&network, REPLICATIONS, idle);
        let name = format!("{sources} sources, {channels} channels");
        let call: Vec<f64> = runs.iter().map(Occupancy::call_congestion).collect();
        let time: Vec<f64> = runs.iter_mut().map(|run| run.time_congestion(channels as i64)).collect();
        table.share(format!("{name}, call congestion"), row.number("call_congestion"), &call);
        table.share(format!("{name}, time congestion"), row.number("time_congestion"), &time);
    }
    table.judge();
}
