//! Bulk service: a server takes up to b customers at once. Whoever is there is taken at once (M/M and M/D), or a
//! batch is waited for: until it is full, or until its first has waited long enough.

use super::{DOOR, poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, element, network, replicate};

const CUSTOMERS: f64 = 100_000.0;

/// Waits and times in the system at one station of these keys.
fn simulated(rate: f64, station: &str) -> [Vec<f64>; 2] {
    let parts = format!("{}{DOOR}[platform]\ningest = {{ {station} }}\n", poisson("customers", rate, 1, ""));
    let network = network(&queue(CUSTOMERS, rate, &parts));
    let station = element(&network, "platform.ingest");
    let runs = replicate(&network, REPLICATIONS, |ledger| {
        [ledger.waits(station).mean(), ledger.latencies(0).mean()]
    });
    [0, 1].map(|at| runs.iter().map(|run| run[at]).collect())
}

/// Solves f(x) = 0 for a falling f with f(0) > 0 > f(1).
fn root(f: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0 - 1e-12);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if f(middle) > 0.0 { low = middle } else { high = middle }
    }
    low
}

/// M/M^[1,b]/1 at service rate 1: with n waiting while the server is busy the balance (λ + 1) p_n = λ p_{n-1} + p_{n+b}
/// has p_n = p_0 r^n, and the idle state λ p = p_0 (Neuts 1967, a = 1; Medhi, Stochastic Models in Queueing Theory, 4.6).
fn wait_exponential(rate: f64, b: i32) -> f64 {
    let r = root(|r| rate - (rate + 1.0) * r + r.powi(b + 1));
    let sum = 1.0 / (1.0 - r);
    let p0 = 1.0 / (1.0 / rate + sum);
    p0 * r * sum * sum / rate
}

/// M/D^[1,b]/1, service 1 (Bailey 1954, but that the server waits for the first customer of an empty queue): those left
/// behind at the ends of services are a Markov chain, q' = max(q − b, 0) + A with A Poisson; then the time average.
fn wait_deterministic(rate: f64, b: usize) -> f64 {
    const STATES: usize = 300;
    let mut arrivals = vec![libm::exp(-rate); STATES];
    for n in 1..STATES {
        arrivals[n] = arrivals[n - 1] * rate / n as f64;
    }
    let mut chain = vec![0.0; STATES];
    chain[0] = 1.0;
    for _ in 0..20_000 {
        let mut next = vec![0.0; STATES];
        for (q, p) in chain.iter().enumerate().filter(|(_, p)| **p > 1e-18) {
            let left = q.saturating_sub(b);
            next[left..].iter_mut().zip(&arrivals).for_each(|(to, a)| *to += p * a);
        }
        let moved: f64 = next.iter().zip(&chain).map(|(a, b)| (a - b).abs()).sum();
        chain = next;
        if moved < 1e-14 {
            break;
        }
    }
    let left: f64 = chain.iter().enumerate().map(|(q, p)| q.saturating_sub(b) as f64 * p).sum();
    let cycle = 1.0 + chain[0] / rate;
    (left + rate / 2.0) / cycle / rate
}

#[test]
fn whoever_is_there_is_taken() {
    let mut table = Table::new("bulk service, at once");
    for (rate, b) in [(0.5, 2), (1.5, 2), (3.0, 4), (6.0, 8)] {
        let [wait, stay] =
            simulated(rate, &format!("service = {{ exponential = \"1 s\" }}, batch = {{ size = {b} }}"));
        let exact = wait_exponential(rate, b);
        table.mean(format!("M/M^[1,{b}]/1 at {rate}, wait"), exact, &wait);
        table.mean(format!("M/M^[1,{b}]/1 at {rate}, stay"), exact + 1.0, &stay);
        let [wait, _] = simulated(rate, &format!("service = \"1 s\", batch = {{ size = {b} }}"));
        table.mean(format!("M/D^[1,{b}]/1 at {rate}, wait"), wait_deterministic(rate, b as usize), &wait);
    }
    table.judge();
}

/// The exact answers themselves: batches of one are the M/M/1 and the M/D/1.
#[test]
fn batches_of_one_are_the_queues_everyone_knows() {
    for rate in [0.3, 0.6, 0.8] {
        assert!((wait_exponential(rate, 1) - rate / (1.0 - rate)).abs() < 1e-9);
        assert!((wait_deterministic(rate, 1) - rate / 2.0 / (1.0 - rate)).abs() < 1e-6);
    }
}

/// Only full batches: they come as Erlang's, so they queue as an E_b/M/1 (GI/M/1 with σ = (λ/(λ + 1 − σ))^b), and a
/// customer waits for (b − 1)/2 others on average.
#[test]
fn only_full_batches_are_taken() {
    let mut table = Table::new("bulk service, full batches only");
    for (rate, b) in [(1.0, 2), (1.6, 2), (3.0, 4), (6.4, 8)] {
        let [wait, _] = simulated(
            rate,
            &format!("service = {{ exponential = \"1 s\" }}, batch = {{ size = {b}, wait = \"300 d\" }}"),
        );
        let sigma = root(|x| (rate / (rate + 1.0 - x)).powi(b) - x);
        let exact = sigma / (1.0 - sigma) + f64::from(b - 1) / 2.0 / rate;
        table.mean(format!("M/M^[{b}]/1 at {rate}"), exact, &wait);
    }
    table.judge();
}

/// With a server for every batch nobody waits but for others: by renewal reward, the mean of the time for which n + 1 are
/// there over the mean of those taken, n arrivals in a time being Poisson.
#[test]
fn batches_are_waited_for_so_long() {
    let mut table = Table::new("bulk service, batches waited for");
    for (rate, b, patience) in [(1.0, 4, 2.0), (2.0, 8, 1.0), (4.0, 3, 2.0), (0.5, 5, 20.0)] {
        let [wait, _] = simulated(
            rate,
            &format!("servers = 1000, service = \"1 s\", batch = {{ size = {b}, wait = \"{patience} s\" }}"),
        );
        let (mut poisson, mut below) = (libm::exp(-rate * patience), 0.0);
        let (mut waited, mut taken) = (0.0, 1.0);
        for n in 0..b - 1 {
            below += poisson;
            waited += f64::from(n + 1) * (1.0 - below) / rate;
            taken += 1.0 - below;
            poisson *= rate * patience / f64::from(n + 1);
        }
        table.mean(format!("{b} or {patience} s at {rate}"), waited / taken, &wait);
    }
    table.judge();
}
