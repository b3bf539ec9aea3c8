//! Bulk service: a server takes up to b customers at once. Whoever is there is taken at once (M/M and M/D), or a
//! batch is waited for: until it is full, or until its first has waited long enough.

use super::{ingest, poisson, queue};
use crate::selftest::effort::Depth;
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/bulk-service",
    about: "bulk service: waits of those who are taken together",
    tables: &[],
    cases,
};

const CUSTOMERS: f64 = 50_000.0;

fn case(name: String, rate: f64, keys: &str, wait: f64) -> Case {
    let parts = format!("{}{}", poisson("customers", rate, 1, ""), ingest(keys));
    Case::new(name, queue(CUSTOMERS, rate, &parts))
        .mean("mean wait, s", wait, |run| run.waits("platform.ingest").mean())
        .mean("mean latency, s", wait + 1.0, |run| run.latencies("customers").mean())
}

fn cases(cases: &mut Cases) {
    for (rate, b) in [(0.5, 2), (1.5, 2), (3.0, 4), (6.0, 8)] {
        let keys = format!("service = {{ exponential = \"1 s\" }}, batch = {{ size = {b} }}");
        cases.simulate(case(format!("M/M^[1,{b}]/1 at {rate}"), rate, &keys, exponential(rate, b)));
        let keys = format!("service = \"1 s\", batch = {{ size = {b} }}");
        cases.simulate(case(format!("M/D^[1,{b}]/1 at {rate}"), rate, &keys, deterministic(rate, b)));
    }
    for (rate, b) in [(1.0, 2), (1.6, 2), (3.0, 4), (6.4, 8)] {
        let keys =
            format!("service = {{ exponential = \"1 s\" }}, batch = {{ size = {b}, wait = \"300 d\" }}");
        let case = case(format!("M/M^[{b}]/1 at {rate}, full only"), rate, &keys, full_only(rate, b));
        cases.simulate(case.depth(Depth::Usual));
    }
    for (rate, b, patience) in [(1.0, 4, 2.0), (2.0, 8, 1.0), (4.0, 3, 2.0), (0.5, 5, 20.0)] {
        let keys =
            format!("servers = 1000, service = \"1 s\", batch = {{ size = {b}, wait = \"{patience} s\" }}");
        let name = format!("{b} or {patience} s at {rate}");
        cases.simulate(case(name, rate, &keys, waited_for(rate, b, patience)).depth(Depth::Usual));
    }
}

/// Solves f(x) = 0 in [0, 1) for an f that is positive below the root and negative above it.
fn root(f: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0 - 1e-9);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if f(middle) > 0.0 { low = middle } else { high = middle }
    }
    low
}

/// M/M^[1,b]/1 at service rate 1: with n waiting while the server is busy the balance (λ + 1) p_n = λ p_{n-1} + p_{n+b}
/// has p_n = p_0 r^n, and the idle state λ p = p_0 (Neuts 1967, a = 1).
fn exponential(rate: f64, b: u32) -> f64 {
    let r = root(|r| rate - (rate + 1.0) * r + libm::pow(r, f64::from(b + 1)));
    let sum = 1.0 / (1.0 - r);
    let p0 = 1.0 / (1.0 / rate + sum);
    p0 * r * sum * sum / rate
}

/// M/D^[1,b]/1, service 1 (Bailey 1954, but that the server waits for the first customer of an empty queue): those left
/// behind at the ends of services are a Markov chain, q' = max(q − b, 0) + A with A Poisson; then the time average.
fn deterministic(rate: f64, b: u32) -> f64 {
    const STATES: usize = 300;
    let b = b as usize;
    let mut arrivals = vec![libm::exp(-rate); STATES];
    for n in 1..STATES {
        arrivals[n] = arrivals[n - 1] * rate / n as f64;
    }
    let mut chain = vec![0.0; STATES];
    chain[0] = 1.0;
    for _ in 0..20_000 {
        let mut next = vec![0.0; STATES];
        for (q, p) in chain.iter().enumerate().filter(|(_, p)| **p > 1e-18) {
            next[q.saturating_sub(b)..].iter_mut().zip(&arrivals).for_each(|(to, a)| *to += p * a);
        }
        let moved: f64 = next.iter().zip(&chain).map(|(a, b)| libm::fabs(a - b)).sum();
        chain = next;
        if moved < 1e-14 {
            break;
        }
    }
    let left: f64 = chain.iter().enumerate().map(|(q, p)| q.saturating_sub(b) as f64 * p).sum();
    let cycle = 1.0 + chain[0] / rate;
    (left + rate / 2.0) / cycle / rate
}

/// Only full batches: they come as Erlang's, so they queue as an E_b/M/1 (GI/M/1 with σ = (λ/(λ + 1 − σ))^b), and a
/// customer waits for (b − 1)/2 others on average.
fn full_only(rate: f64, b: u32) -> f64 {
    let sigma = root(|x| libm::pow(rate / (rate + 1.0 - x), f64::from(b)) - x);
    sigma / (1.0 - sigma) + f64::from(b - 1) / 2.0 / rate
}

/// With a server for every batch nobody waits but for others: by renewal reward, the mean of the time for which n + 1 are
/// there over the mean of those taken, n arrivals in a time being Poisson.
fn waited_for(rate: f64, b: u32, patience: f64) -> f64 {
    let (mut poisson, mut below) = (libm::exp(-rate * patience), 0.0);
    let (mut waited, mut taken) = (0.0, 1.0);
    for n in 0..b - 1 {
        below += poisson;
        waited += f64::from(n + 1) * (1.0 - below) / rate;
        taken += 1.0 - below;
        poisson *= rate * patience / f64::from(n + 1);
    }
    waited / taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_of_one_are_the_queues_everyone_knows() {
        for rate in [0.3, 0.6, 0.8] {
            assert!((exponential(rate, 1) - rate / (1.0 - rate)).abs() < 1e-9);
            assert!((full_only(rate, 1) - rate / (1.0 - rate)).abs() < 1e-9);
            assert!((deterministic(rate, 1) - rate / 2.0 / (1.0 - rate)).abs() < 1e-6);
        }
        assert_eq!(waited_for(2.0, 1, 5.0), 0.0);
        assert!((waited_for(2.0, 2, 1e6) - 0.25).abs() < 1e-9, "one of two waits half a second");
    }
}
