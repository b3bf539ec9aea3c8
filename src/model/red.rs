//! Random early detection: S. Floyd and V. Jacobson, "Random early detection gateways for congestion avoidance",
//! IEEE/ACM Transactions on Networking 1(4), 1993. Drops on arrival by an average of the queue, so that bursts pass
//! and standing queues do not; its gentle variant (S. Floyd, 2000) has no jump at the upper threshold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Amount, Share};

/// Random early detection before a link's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedSpec {
    /// Average queue, the packet being sent not counted, below which nothing is dropped: packets, or bytes.
    pub min: Amount,
    /// Average queue at which the probability reaches `probability`.
    pub max: Amount,
    /// Probability at `max`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<Share>,
    /// Weight of the queue as it is in its average.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// Beyond `max` the probability rises to 1 at twice `max` instead of jumping there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gentle: Option<bool>,
}

/// max_p, if left out (S. Floyd, "RED: discussions of setting parameters", 1997).
pub const DEFAULT_PROBABILITY: Share = Share(0.1);
/// w_q, if left out (Floyd and Jacobson 1993, section 6).
pub const DEFAULT_WEIGHT: f64 = 0.002;
/// Gentle, if left out (S. Floyd, "Recommendation on using the gentle_ variant of RED", 2000).
pub const DEFAULT_GENTLE: bool = true;

/// The queue as an arriving packet finds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Packets that wait.
    pub packets: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many packets like this one could have been sent since the link fell idle; `None` while it sends.
    pub idle: Option<f64>,
}

/// The algorithm of the paper's figure 2, under its names.
#[derive(Clone, Debug, PartialEq)]
pub struct Red {
    min: f64,
    max: f64,
    max_p: f64,
    weight: f64,
    gentle: bool,
    in_bytes: bool,
    avg: f64,
    /// Packets since the last drop; none before the average first reached `min`.
    count: Option<u64>,
}

impl Red {
    /// An average of nothing.
    pub fn new(spec: &RedSpec) -> Red {
        Red {
            min: spec.min.value() as f64,
            max: spec.max.value() as f64,
            max_p: spec.probability.unwrap_or(DEFAULT_PROBABILITY).0,
            weight: spec.weight.unwrap_or(DEFAULT_WEIGHT),
            gentle: spec.gentle.unwrap_or(DEFAULT_GENTLE),
            in_bytes: spec.min.is_bytes(),
            avg: 0.0,
            count: None,
        }
    }

    /// A packet arrives; whether it is dropped, by a uniform draw.
    pub fn drops(&mut self, found: Found, uniform: f64) -> bool {
        self.average(found);
        let base = self.probability(self.avg);
        if base <= 0.0 {
            self.count = None;
            return false;
        }
        let count = self.count.map_or(0, |count| count + 1);
        let spread = 1.0 - count as f64 * base;
        let dropped = base >= 1.0 || spread <= base || uniform < base / spread;
        self.count = Some(if dropped { 0 } else { count });
        dropped
    }

    fn average(&mut self, found: Found) {
        let queue = if self.in_bytes { found.bytes } else { found.packets } as f64;
        match found.idle {
            // the queue was empty for as long as m packets take: each would have found nothing
            Some(m) => self.avg *= libm::pow(1.0 - self.weight, m),
            None => self.avg += self.weight * (queue - self.avg),
        }
    }

    /// p_b: what an average queue of `avg` alone makes of a packet.
    pub fn probability(&self, avg: f64) -> f64 {
        if avg < self.min {
            0.0
        } else if avg < self.max {
            self.max_p * (avg - self.min) / (self.max - self.min)
        } else if self.gentle && avg < 2.0 * self.max {
            self.max_p + (1.0 - self.max_p) * (avg - self.max) / self.max
        } else {
            1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn red(weight: f64, gentle: bool) -> Red {
        let packets = |text: &str| text.parse().expect("packets");
        Red::new(&RedSpec {
            min: packets("5"),
            max: packets("15"),
            probability: Some(Share(0.1)),
            weight: Some(weight),
            gentle: Some(gentle),
        })
    }

    fn waiting(packets: u64) -> Found {
        Found { packets, bytes: 100 * packets, idle: None }
    }

    #[test]
    fn the_average_follows_the_queue_slowly() {
        let mut red = red(0.002, false);
        for _ in 0..1000 {
            red.drops(waiting(10), 1.0 - 1e-9);
        }
        assert!((red.avg - 10.0 * (1.0 - 0.998_f64.powi(1000))).abs() < 1e-9);
        let before = red.avg;
        red.drops(Found { packets: 0, bytes: 0, idle: Some(500.0) }, 0.5);
        assert!((red.avg - before * 0.998_f64.powi(500)).abs() < 1e-9, "as if 500 had found it empty");
    }

    #[test]
    fn between_two_drops_lie_uniformly_many_packets() {
        // at p_b = 0.05 the gap is uniform on 1 … 19 (section 7, method 2; figure 2 begins to count at 1): the last packet of them is always dropped
        let gap = |uniform: f64| {
            let mut red = red(1.0, false);
            red.count = Some(0);
            (1..).find(|_| red.drops(waiting(10), uniform)).expect("a drop")
        };
        assert_eq!(gap(1.0 - 1e-12), 19, "count reaches 19: 1 − 19 · 0.05 = p_b");
        let mut red = red(1.0, false);
        let key = crate::chance::Key::root(1, 1);
        let drops: Vec<u64> = (0..200_000).filter(|n| red.drops(waiting(10), key.uniform(*n))).collect();
        let mean = 200_000.0 / drops.len() as f64;
        assert!((mean - 10.0).abs() < 0.2, "uniform on 1 … 19: a mean of 10, not {mean}");
        assert!(drops.windows(2).all(|two| two[1] - two[0] <= 19));
    }

    #[test]
    fn gentle_rises_to_one_at_twice_the_upper_threshold() {
        let (gentle, jumping) = (red(1.0, true), red(1.0, false));
        for (avg, expected, jump) in
            [(14.999, 0.09999, 0.09999), (15.0, 0.1, 1.0), (22.5, 0.55, 1.0), (30.0, 1.0, 1.0)]
        {
            assert!((gentle.probability(avg) - expected).abs() < 1e-12, "{avg}");
            assert!((jumping.probability(avg) - jump).abs() < 1e-12, "{avg}");
        }
    }
}
