//! Servers that go down and come up: M/M/1 with breakdowns (service resumes), availability of one and of several,
//! and what one known outage does to a flow.

use iotcap::engine::recorder::Recorder;
use iotcap::network::ids::ElementId;
use iotcap::units::{Span, Time};

use super::{DOOR, poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network, record, replicate};
use crate::oracle::rows;

/// Failures and repairs in a replication.
const CYCLES: f64 = 400.0;
const FAILURES: f64 = 100.0;
const MOST_CUSTOMERS: f64 = 500_000.0;

#[test]
fn breakdowns() {
    let mut table = Table::new("M/M/1 with breakdowns");
    for row in rows("queues_breakdown") {
        let [rate, mu, up, down] = ["lambda_per_s", "mu_per_s", "MTBF_s", "MTTR_s"].map(|of| row.number(of));
        let customers = (CYCLES * rate * (up + down)).max(100_000.0);
        if customers > MOST_CUSTOMERS {
            // a mean of so rare and long outages takes some 18 000 cycles of 870 000 customers: about 2 h of one core
            println!("MTBF {up} s is out of reach: {customers:.0} customers a replication");
            continue;
        }
        let parts = format!(
            "{}{DOOR}[platform.ingest]\nservice = {{ exponential = \"{} s\" }}\n\
             outages = {{ up = {{ exponential = \"{up} s\" }}, down = {{ exponential = \"{down} s\" }} }}\n",
            poisson("customers", rate, 1, ""),
            1.0 / mu,
        );
        let network = network(&queue(customers, rate, &parts));
        let station = element(&network, "platform.ingest");
        let runs =
            replicate(&network, REPLICATIONS, |ledger| [ledger.latencies(0).mean(), ledger.busy(station)]);
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        let name = format!("{rate} of {mu}, {up} s up and {down} s down");
        table.mean(format!("{name}, T_mean_s"), row.number("T_mean_s"), &of(0));
        table.share(format!("{name}, busy"), rate / mu, &of(1));
    }
    table.judge();
}

/// When three links were up, each being at work without end.
struct Ups {
    first: usize,
    from: Time,
    to: Time,
    changes: Vec<(Time, i64)>,
}

impl Recorder for Ups {
    fn busy(&mut self, element: ElementId, from: Time, to: Time) {
        if element.index() >= self.first {
            self.changes.extend([(from.max(self.from), 1), (to.min(self.to), -1)]);
        }
    }
}

impl Ups {
    /// Shares of time: of a link being up, and of all three.
    fn shares(&mut self) -> [f64; 2] {
        self.changes.sort_unstable();
        let (mut level, mut since, mut each, mut all) = (0_i64, self.from, 0.0, 0.0);
        for &(at, change) in &self.changes {
            let span = (at - since).as_secs_f64();
            each += level as f64 * span / 3.0;
            all += if level == 3 { span } else { 0.0 };
            (level, since) = (level + change, at);
        }
        let window = (self.to - self.from).as_secs_f64();
        [each / window, all / window]
    }
}

#[test]
fn availability_of_one_and_of_three_in_a_row() {
    let mut table = Table::new("availability");
    for row in rows("availability") {
        let [up, down] = ["MTBF_h", "MTTR_h"].map(|of| row.number(of));
        // each link is given packets that take 25 years, one a year: it is at work whenever it is up
        let one = |name: &str| {
            format!(
                "[devices.{name}]\ncount = 1\nradio = \"wire\"\ngateway = \"{name}\"\n\
                 message = {{ every = \"8760 h\", phase = \"aligned\", size = \"100 MB\" }}\n\
                 [gateways.{name}]\nradio = \"wire\"\nlink = \"{name}\"\n\
                 [links.{name}]\nto = \"platform\"\nrate = \"1 bit/s\"\n\
                 outages = {{ up = {{ exponential = \"{up} h\" }}, down = {{ exponential = \"{down} h\" }} }}\n"
            )
        };
        let links = ["first", "second", "third"].map(one).concat();
        let network = network(&format!(
            "title = \"Three links\"\n[study]\nduration = \"{} h\"\nwarm_up = \"0 s\"\n\
             [radio.wire]\ntechnology = \"ideal\"\n{links}",
            FAILURES * (up + down)
        ));
        let (first, from, to) = (element(&network, "links.first"), network.clock.from, network.clock.to);
        let mut runs = record(&network, REPLICATIONS, |_: &_| Ups { first, from, to, changes: Vec::new() });
        let shares: Vec<[f64; 2]> = runs.iter_mut().map(Ups::shares).collect();
        let of = |at: usize| shares.iter().map(|share| 1.0 - share[at]).collect::<Vec<f64>>();
        let name = format!("{up} h up and {down} h down");
        table.share(format!("{name}, one down"), 1.0 - row.number("A_single"), &of(0));
        table.share(format!("{name}, any of three down"), 1.0 - row.number("A_series_of_3"), &of(1));
    }
    table.judge();
}

/// Waits at one link, and who stood in line when it came up again.
struct Backlog {
    link: usize,
    up_again: Time,
    waiting: u64,
    affected: u64,
    waits: Span,
    clear: Time,
}

impl Recorder for Backlog {
    fn waited(&mut self, element: ElementId, at: Time, waiting: Span) {
        if element.index() == self.link && waiting > Span::ZERO {
            // a live link tells of a wait when the packet has been sent
            self.affected += 1;
            self.waits += waiting;
            self.clear = at;
            let began = at.0 - waiting.0;
            self.waiting += u64::from(began <= self.up_again.0);
        }
    }
}

/// A packet every 1/λ s and 1/μ s for each: as near as packets come to a fluid.
#[test]
fn one_outage_and_the_backlog_it_leaves() {
    for row in rows("fluid_outage_backlog") {
        let [rate, mu, outage] = ["lambda_per_s", "mu_per_s", "outage_s"].map(|of| row.number(of));
        let clear = row.number("time_outage_start_to_clear_s");
        let parts = format!(
            "{}[gateways.door]\nradio = \"wire\"\nlink = \"line\"\n\
             [links.line]\nto = \"platform\"\nrate = \"{} bit/s\"\n\
             outages = {{ at = \"10 s\", for = \"{outage} s\" }}\n",
            poisson("packets", rate, 100, "").replace("poisson", "phase = \"aligned\", every"),
            800.0 * mu,
        );
        let text = queue(rate * (clear + 60.0), rate, &parts)
            .replace(&format!("warm_up  = \"{} s\"", super::WARM_UP / rate), "warm_up = \"0 s\"");
        let network = network(&text);
        let link = element(&network, "links.line");
        let start = network.clock.from + Span::from_secs(10);
        let idle = |_: &_| Backlog {
            link,
            up_again: start + Span::from_secs_f64(outage),
            waiting: 0,
            affected: 0,
            waits: Span::ZERO,
            clear: Time(0),
        };
        let run = &record(&network, 1, idle)[0];
        let packet = 1.0 / rate;
        let near = |what: &str, value: f64, exact: f64, by: f64| {
            assert!((value - exact).abs() <= by, "{what} of {rate}, {mu}, {outage}: {value} for {exact}");
        };
        near("backlog", run.waiting as f64, row.number("backlog_at_restore"), 1.0);
        near("time to clear", (run.clear - start).as_secs_f64(), clear, 2.0 * packet);
        let mean = run.waits.as_secs_f64() / run.affected as f64;
        near("mean wait", mean, row.number("mean_wait_of_affected_s"), packet);
    }
}
