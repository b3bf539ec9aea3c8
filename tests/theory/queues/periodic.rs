//! ΣDᵢ/D/1: periodic sources at random phases and one server; unfinished work at a random instant. Smoother than
//! Poisson: the same phases come again and again, and no more than all of them can meet.

use iotcap::engine::recorder::Recorder;
use iotcap::network::ids::ElementId;
use iotcap::units::{Span, Time};

use super::DOOR;
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network, record};
use crate::oracle::{Row, rows};

/// Phases drawn for a sample: a run ends after two periods, so each sample averages over many.
const RUNS: u64 = 500;
const RUNS_OF_MANY: u64 = 100;
const MANY: f64 = 500.0;

/// Unfinished work at a station over the window.
struct Work {
    station: ElementId,
    from: Time,
    to: Time,
    limits: Vec<Span>,
    left: Span,
    since: Time,
    /// Time with more left than each limit.
    above: Vec<u64>,
}

impl Work {
    /// Until `now` the work goes down: it is above a limit until it has come down to it.
    fn pass(&mut self, now: Time) {
        let (start, end) = (self.since.max(self.from), now.min(self.to));
        for (limit, above) in self.limits.iter().zip(&mut self.above) {
            let until = self.since + Span(self.left.0.saturating_sub(limit.0));
            *above += (end.min(until) - start).0;
        }
        self.left = Span(self.left.0.saturating_sub((now - self.since).0));
        self.since = now;
    }
}

impl Recorder for Work {
    fn arrived(&mut self, element: ElementId, at: Time, work: Span) {
        if element == self.station {
            self.pass(at);
            self.left += work;
        }
    }
}

/// Shares of time above each limit, one row a sample.
fn shares(sources: f64, period: f64, limits: &[Span]) -> Vec<Vec<f64>> {
    let network = network(&format!(
        r#"
title = "Periodic sources"
[study]
duration = "{period} s"
warm_up  = "{period} s"
drain    = {{ traffic = "stops" }}
[radio.wire]
technology = "ideal"
[devices.sources]
count   = {sources}
radio   = "wire"
message = {{ every = "{period} s", size = "1 B" }}
{DOOR}[platform]
ingest = {{ service = "1 s" }}
"#
    ));
    let station = ElementId(element(&network, "platform.ingest") as u32);
    let (from, to) = (network.clock.from, network.clock.to);
    let idle = |_: &_| Work {
        station,
        from,
        to,
        limits: limits.to_vec(),
        left: Span::ZERO,
        since: network.clock.begin,
        above: vec![0; limits.len()],
    };
    let runs = if sources < MANY { RUNS } else { RUNS_OF_MANY };
    let mut all = record(&network, REPLICATIONS * runs, idle);
    all.iter_mut().for_each(|work| work.pass(to));
    let share = |group: &[Work], at: usize| {
        let above: u64 = group.iter().map(|work| work.above[at]).sum();
        Span(above).as_secs_f64() / (to - from).as_secs_f64() / group.len() as f64
    };
    let row = |group: &[Work]| (0..limits.len()).map(|at| share(group, at)).collect();
    all.chunks(runs as usize).map(row).collect()
}

/// P(V > x) of M/D/1 by Crommelin's formula, service 1.
fn poisson(load: f64, x: f64) -> f64 {
    let mut sum = 0.0;
    for k in 0..=x as u32 {
        let y = load * (f64::from(k) - x);
        let factorial: f64 = (1..=k).map(f64::from).product();
        sum += libm::pow(y, f64::from(k)) / factorial * libm::exp(-y);
    }
    1.0 - (1.0 - load) * sum
}

/// Smaller shares are left out: known within 10 % each costs some 0.02 CPU s / P, 3 s for the 0.0069 of 1000 sources
/// and years for 5·10^-11.
const LEAST: f64 = 0.007;

#[test]
fn unfinished_work_of_periodic_sources() {
    let mut table = Table::new("ΣDᵢ/D/1, unfinished work");
    let all = rows("queues_periodic_sumDiD1");
    let key =
        |row: &Row| (row.text("N_sources").to_string(), row.text("period_in_service_units").to_string());
    for group in all.chunk_by(|a, b| key(a) == key(b)) {
        let (sources, period) = (group[0].number("N_sources"), group[0].number("period_in_service_units"));
        let limits: Vec<Span> =
            group.iter().map(|row| Span::from_secs_f64(row.number("x_service_units"))).collect();
        let samples = shares(sources, period, &limits);
        for (at, row) in group.iter().enumerate() {
            let (exact, x) = (row.number("P_virtual_wait_gt_x"), row.number("x_service_units"));
            let of: Vec<f64> = samples.iter().map(|sample| sample[at]).collect();
            if exact < LEAST {
                continue;
            }
            // the load itself leaves no room for luck: every period brings the same work
            if x == 0.0 {
                let furthest = of.iter().map(|share| (share - exact).abs()).fold(0.0, f64::max);
                assert!(furthest < 1e-8, "{sources} sources: busy {furthest} more or less than {exact}");
                continue;
            }
            table.share(format!("{sources} sources at {}, x = {x}", row.text("rho")), exact, &of);
            let most = of.iter().fold(0.0, |a: f64, &b| a.max(b));
            let smoother = of.iter().sum::<f64>() / of.len() as f64;
            let poisson = poisson(row.number("rho"), x);
            assert!(smoother < poisson, "{sources} sources, x = {x}: {smoother} ({most}), Poisson {poisson}");
        }
    }
    table.judge();
}
