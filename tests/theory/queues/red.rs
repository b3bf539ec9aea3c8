//! Random early detection: the probability of the table, and a link whose average is the queue itself, which is a Markov
//! chain.

use iotcap::model::red::{Red, RedSpec};
use iotcap::units::Share;

use super::queue;
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network, replicate};
use crate::oracle::rows;

const CUSTOMERS: f64 = 100_000.0;

#[test]
fn probability_of_an_average_queue() {
    for row in rows("red_probability") {
        let packets = |column: &str| row.text(column).parse().expect("packets");
        let red = Red::new(&RedSpec {
            min: packets("min_th"),
            max: packets("max_th"),
            probability: Some(Share(row.number("max_p"))),
            weight: None,
            gentle: Some(false),
        });
        let (avg, exact) = (row.number("avg_queue"), row.number("p_b"));
        assert!(
            (red.probability(avg) - exact).abs() <= 1e-9,
            "{avg}: {} is not {exact}",
            red.probability(avg)
        );
    }
}

const MIN: usize = 2;
const MAX: usize = 8;
const MAX_P: f64 = 0.2;
/// Beyond twice `max` nobody is let in.
const QUEUES: usize = 2 * MAX + 1;

/// p_b of a queue of so many, gentle.
fn base(waiting: usize) -> f64 {
    let (q, min, max) = (waiting as f64, MIN as f64, MAX as f64);
    match waiting {
        _ if waiting < MIN => 0.0,
        _ if waiting < MAX => MAX_P * (q - min) / (max - min),
        _ if waiting < 2 * MAX => MAX_P + (1.0 - MAX_P) * (q - max) / max,
        _ => 1.0,
    }
}

/// States: so many in the system, and packets since the last drop (0: none counted). Jumps at rate λ + 1 (uniformisation).
struct Chain {
    counts: usize,
    p: Vec<f64>,
}

impl Chain {
    /// Loss and mean number waiting at load `rate`, service rate 1.
    fn solve(rate: f64) -> (f64, f64) {
        // 1/p_b packets at the most lie between two drops: 0.2/6 = 1/30 is the least p_b
        let counts = 33;
        let mut chain = Chain { counts, p: vec![0.0; (QUEUES + 2) * counts] };
        chain.p[0] = 1.0;
        let mut loss = 0.0;
        for _ in 0..60_000 {
            let (next, lost) = chain.step(rate);
            let moved: f64 = next.iter().zip(&chain.p).map(|(a, b)| (a - b).abs()).sum();
            (chain.p, loss) = (next, lost);
            if moved < 1e-13 {
                break;
            }
        }
        let waiting = |at: usize| (at / chain.counts).saturating_sub(1) as f64;
        let mean = chain.p.iter().enumerate().map(|(at, p)| waiting(at) * p).sum();
        (loss, mean)
    }

    fn step(&self, rate: f64) -> (Vec<f64>, f64) {
        let (mut next, mut lost) = (vec![0.0; self.p.len()], 0.0);
        let (arrival, departure) = (rate / (rate + 1.0), 1.0 / (rate + 1.0));
        for (at, p) in self.p.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            let (n, count) = (at / self.counts, at % self.counts);
            next[n.saturating_sub(1) * self.counts + count] += p * departure;
            let base = base(n.saturating_sub(1));
            if base <= 0.0 {
                next[(n + 1) * self.counts] += p * arrival;
                continue;
            }
            // stored one higher, so that 0 is "none counted"
            let since = count as f64;
            let spread = 1.0 - since * base;
            let early = if base >= 1.0 || spread <= base { 1.0 } else { base / spread };
            lost += p * early;
            next[n * self.counts + 1] += p * arrival * early;
            if early < 1.0 {
                next[(n + 1) * self.counts + count + 1] += p * arrival * (1.0 - early);
            }
        }
        (next, lost)
    }
}

/// Packets of exponential sizes, mean a second on the link; weight 1.
fn link(rate: f64) -> String {
    let (interval, thousands) = (1.0 / rate, 1_000_000);
    queue(
        CUSTOMERS,
        rate,
        &format!(
            r#"
[devices.customers]
count   = 1
radio   = "wire"
message = {{ poisson = "{interval} s", size = {{ exponential = "{thousands} B" }} }}
[gateways.door]
radio = "wire"
link  = "first"
[links.first]
to   = "platform"
rate = "8 Mbit/s"
drop = {{ red = {{ min = {MIN}, max = {MAX}, probability = "{} %", weight = 1 }} }}
"#,
            100.0 * MAX_P
        ),
    )
}

#[test]
fn a_link_with_red_of_weight_one_is_a_markov_chain() {
    let mut table = Table::new("M/M/1 with RED");
    for rate in [0.7, 0.9, 1.1, 1.5] {
        let network = network(&link(rate));
        let at = element(&network, "links.first");
        let runs = replicate(&network, REPLICATIONS, |ledger| [ledger.refused(at), ledger.waits(at).mean()]);
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        let (loss, waiting) = Chain::solve(rate);
        table.share(format!("load {rate}, loss"), loss, &of(0));
        // Little's law of those let in
        table.mean(format!("load {rate}, mean wait"), waiting / rate / (1.0 - loss), &of(1));
    }
    table.judge();
}
