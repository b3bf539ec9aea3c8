//! Random early detection: the probability of the table, and a link whose average is the queue itself, which is a Markov
//! chain.

use super::queue;
use crate::model::red::{Red, RedSpec};
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};
use crate::units::{Amount, Count, Share};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/red",
    about: "random early detection: its probability, losses and waits at weight 1",
    tables: &["red_probability"],
    cases,
};

const CUSTOMERS: f64 = 100_000.0;

fn cases(cases: &mut Cases) {
    for row in rows("red_probability") {
        let packets = |column: &str| Amount::Messages(Count(row.number(column) as u64));
        let red = Red::new(&RedSpec {
            min: packets("min_th"),
            max: packets("max_th"),
            probability: Some(Share(row.number("max_p"))),
            weight: None,
            gentle: Some(false),
        });
        let avg = row.number("avg_queue");
        cases.exactly(format!("average queue {avg}"), row.number("p_b"), red.probability(avg), 1e-9);
    }
    for rate in [0.7, 0.9, 1.1, 1.5] {
        let (loss, waiting) = Chain::solve(rate);
        let case = Case::new(format!("M/M/1 at {rate}"), link(rate))
            .share("loss", loss, |run| run.refused("links.first"))
            // Little's law of those let in
            .mean("mean wait, s", waiting / rate / (1.0 - loss), |run| run.waits("links.first").mean());
        cases.simulate(case);
    }
}

const MIN: usize = 2;
const MAX: usize = 8;
const MAX_P: f64 = 0.2;

/// Packets of exponential sizes, mean a second on the link; weight 1.
fn link(rate: f64) -> String {
    let (interval, percent) = (1.0 / rate, 100.0 * MAX_P);
    queue(
        CUSTOMERS,
        rate,
        &format!(
            r#"
[devices.customers]
count   = 1
radio   = "wire"
message = {{ poisson = "{interval} s", size = {{ exponential = "1 MB" }} }}
[gateways.door]
radio = "wire"
link  = "first"
[links.first]
to   = "platform"
rate = "8 Mbit/s"
drop = {{ red = {{ min = {MIN}, max = {MAX}, probability = "{percent} %", weight = 1 }} }}
"#
        ),
    )
}

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

/// How many states the packets since the last drop make: none counted, or at most 1/p_b of the least p_b, 1/30.
const COUNTS: usize = 33;
/// Beyond twice `max` waiting nobody is let in.
const SYSTEMS: usize = 2 * MAX + 3;

/// States: so many in the system, and packets since the last drop. Jumps at rate λ + 1 (uniformisation).
struct Chain(Vec<f64>);

impl Chain {
    /// Loss and mean number waiting at load `rate`, service rate 1.
    fn solve(rate: f64) -> (f64, f64) {
        let mut chain = Chain(vec![0.0; SYSTEMS * COUNTS]);
        chain.0[0] = 1.0;
        let mut loss = 0.0;
        for _ in 0..60_000 {
            let (next, lost) = chain.step(rate);
            let moved: f64 = next.iter().zip(&chain.0).map(|(a, b)| libm::fabs(a - b)).sum();
            (chain.0, loss) = (next, lost);
            if moved < 1e-13 {
                break;
            }
        }
        let waiting = |at: usize| (at / COUNTS).saturating_sub(1) as f64;
        (loss, chain.0.iter().enumerate().map(|(at, p)| waiting(at) * p).sum())
    }

    fn step(&self, rate: f64) -> (Vec<f64>, f64) {
        let (mut next, mut lost) = (vec![0.0; self.0.len()], 0.0);
        let (arrival, departure) = (rate / (rate + 1.0), 1.0 / (rate + 1.0));
        for (at, p) in self.0.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            let (n, count) = (at / COUNTS, at % COUNTS);
            next[n.saturating_sub(1) * COUNTS + count] += p * departure;
            let base = base(n.saturating_sub(1));
            if base <= 0.0 {
                next[(n + 1) * COUNTS] += p * arrival;
                continue;
            }
            let spread = 1.0 - count as f64 * base;
            let early = if base >= 1.0 || spread <= base { 1.0 } else { base / spread };
            lost += p * early;
            next[n * COUNTS + 1] += p * arrival * early;
            if early < 1.0 {
                next[(n + 1) * COUNTS + count + 1] += p * arrival * (1.0 - early);
            }
        }
        (next, lost)
    }
}
