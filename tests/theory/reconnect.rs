//! A reconnect storm: whatever devices do, nobody comes back faster than the platform lets them in; and without jitter they come in waves.

use iotcap::engine::Progress;
use iotcap::selftest::Case;
use iotcap::selftest::run::{network, replicate};

const DEPTH: f64 = 1.0;

/// What a storm looked like.
struct Storm {
    last_connect_s: f64,
    connects: f64,
    /// Attempts in each second from two minutes after the break on, when waits have grown to their longest, until ten minutes after it.
    settled: Vec<u64>,
}

/// So many devices lose their sessions at once, of which `rate` a second are let in.
fn storm(devices: u32, rate: u32, policy: &str) -> Storm {
    let scenario = format!(
        r#"
title = "A storm"
[study]
duration = "30 min"
warm_up  = "0 s"
[radio.wire]
technology = "ideal"
delay      = "20 ms"
[devices.fleet]
count   = {devices}
radio   = "wire"
message = {{ every = "1 d", size = "1 B" }}
[devices.fleet.session]
protocol  = {{ round_trips = 1, bytes_up = "1 B", bytes_down = "1 B" }}
reconnect = "{policy}"
[gateways.door]
radio = "wire"
[platform]
connect = {{ service = "100 us", policer = {{ rate = "{rate} /s", depth = {DEPTH} }}, outages = {{ at = "1 s", for = "1 s" }} }}
"#
    );
    let network = network(&Case::new(policy, scenario));
    let of = |run: &iotcap::selftest::ledger::Ledger| Storm {
        last_connect_s: run.last_connect("fleet") - 1.0,
        connects: run.connects("fleet"),
        settled: run.attempts_by_second("fleet").into_iter().skip(121).take(480).collect(),
    };
    replicate(&network, 1, &Progress::default(), of).remove(0)
}

impl Storm {
    /// Most attempts in a second over their mean.
    fn waves(&self) -> f64 {
        *self.settled.iter().max().unwrap_or(&0) as f64 / self.mean()
    }

    fn mean(&self) -> f64 {
        self.settled.iter().sum::<u64>() as f64 / self.settled.len().max(1) as f64
    }

    /// The same if devices try independently of each other, each as often at any time: attempts are in proportion to those who
    /// wait, who become `rate` fewer every second, and scatter as a Poisson process does. Five standard deviations are passed
    /// in one second of 3.5 million.
    fn chance(&self, devices: f64, rate: f64) -> f64 {
        let waiting = |second: f64| devices - rate * second;
        let (from, to) = (120.0, 120.0 + self.settled.len() as f64);
        let first = waiting(from) / ((waiting(from) + waiting(to)) / 2.0);
        first + 5.0 * libm::sqrt(first / self.mean())
    }
}

#[test]
fn nobody_is_back_faster_than_the_platform_lets_them_in() {
    for policy in [
        "immediate",
        "fixed",
        "exponential",
        "full-jitter",
        "equal-jitter",
        "decorrelated-jitter",
        "cloud-iot-core",
    ] {
        let storm = storm(5_000, 5, policy);
        let least_s = (storm.connects - DEPTH) / 5.0;
        assert!(
            storm.last_connect_s >= least_s,
            "{policy}: {} connects in {} s",
            storm.connects,
            storm.last_connect_s
        );
        if storm.connects == 5_000.0 {
            assert!(storm.last_connect_s >= 999.8, "{policy}: {} s", storm.last_connect_s);
        }
    }
}

#[test]
fn a_hundred_thousand_need_a_thousand_seconds_and_are_back_soon_after_with_jitter() {
    let storm = storm(100_000, 100, "full-jitter");
    assert_eq!(storm.connects, 100_000.0);
    assert!(storm.last_connect_s >= 999.99 && storm.last_connect_s < 1_300.0, "{} s", storm.last_connect_s);
}

#[test]
fn without_jitter_they_come_in_waves() {
    let waves = |policy| storm(5_000, 5, policy).waves();
    assert!(waves("exponential") > 20.0, "{}", waves("exponential"));
    for policy in ["full-jitter", "decorrelated-jitter"] {
        let storm = storm(5_000, 5, policy);
        let chance = storm.chance(5_000.0, 5.0);
        assert!(
            chance < 2.1 && storm.waves() < chance,
            "{policy}: {}, by chance up to {chance}",
            storm.waves()
        );
    }
}
