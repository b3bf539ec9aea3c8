//! How a device comes back after its session broke: how long it waits before each attempt. Capped exponential back-off and its
//! jitters after M. Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Span;

/// A policy of coming back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reconnect {
    /// At once; after a failure again and again, `first` apart.
    Immediate,
    /// Always after `first`.
    Fixed,
    /// After `first`, then each time `factor` as long, at most `cap`.
    Exponential,
    /// Any time up to where exponential back-off is (Brooker's "full jitter").
    FullJitter,
    /// The latter half of that (his "equal jitter").
    EqualJitter,
    /// Any time from `first` to three times the last wait, at most `cap` (his "decorrelated jitter").
    DecorrelatedJitter,
    /// min(2^n s + up to 1 s at random, `cap`), as Google Cloud IoT Core asked of its devices and ClearBlade does; 64 s at most.
    CloudIotCore,
}

impl Reconnect {
    /// Every policy, the plainest first.
    pub const ALL: [Reconnect; 7] = [
        Reconnect::Immediate,
        Reconnect::Fixed,
        Reconnect::Exponential,
        Reconnect::FullJitter,
        Reconnect::EqualJitter,
        Reconnect::DecorrelatedJitter,
        Reconnect::CloudIotCore,
    ];

    /// The policy with its times, those of `spec` first.
    pub fn backoff(self, spec: Option<&BackoffSpec>) -> Backoff {
        let spec = spec.cloned().unwrap_or_default();
        let cap = if self == Reconnect::CloudIotCore { CLOUD_IOT_CORE_CAP } else { DEFAULT_CAP };
        Backoff {
            policy: self,
            first: spec.first.unwrap_or(DEFAULT_FIRST),
            cap: spec.cap.unwrap_or(cap),
            factor: spec.factor.unwrap_or(DEFAULT_FACTOR),
        }
    }
}

/// Times of a policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackoffSpec {
    /// The first wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Span>,
    /// The longest wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Span>,
    /// How many times as long each wait is as the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
}

/// The first wait, if left out: Eclipse Paho's MQTT clients (`reconnect_delay_set`, 1 s).
pub const DEFAULT_FIRST: Span = Span::from_secs(1);
/// The longest wait, if left out: Eclipse Paho's MQTT clients stop at 120 s; 60 s, of the order of a keep-alive, is our choice.
pub const DEFAULT_CAP: Span = Span::from_secs(60);
/// How many times as long each wait is, if left out.
pub const DEFAULT_FACTOR: f64 = 2.0;
/// The longest wait of Google Cloud IoT Core's policy ("truncated exponential backoff": 32 or 64 s).
pub const CLOUD_IOT_CORE_CAP: Span = Span::from_secs(64);
/// What it adds at random.
const CLOUD_IOT_CORE_JITTER: Span = Span::from_secs(1);
/// No device tries more often than this, whatever its policy says: attempts in no time would never end.
pub const LEAST_WAIT: Span = Span::from_millis(10);

/// A policy with its times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backoff {
    policy: Reconnect,
    /// The first wait.
    pub first: Span,
    /// The longest wait.
    pub cap: Span,
    factor: f64,
}

impl Backoff {
    /// How long a device waits after its session broke and `failures` attempts since have failed, having waited `last` the
    /// time before, by a uniform draw.
    pub fn wait(&self, failures: u32, last: Span, uniform: f64) -> Span {
        let grown = || {
            let times = libm::pow(self.factor, f64::from(failures.min(1 << 20)));
            Span::from_ns_f64(libm::fmin(self.first.0 as f64 * times, self.cap.0 as f64))
        };
        let part = |of: Span, share: f64| Span((of.0 as f64 * share) as u64);
        let wait = match self.policy {
            Reconnect::Immediate if failures == 0 => return Span::ZERO,
            Reconnect::Immediate | Reconnect::Fixed => self.first,
            Reconnect::Exponential => grown(),
            Reconnect::FullJitter => part(grown(), uniform),
            Reconnect::EqualJitter => part(grown(), 0.5 + uniform / 2.0),
            Reconnect::DecorrelatedJitter => {
                let most = Span(last.max(self.first).0.saturating_mul(3));
                self.cap.min(self.first + part(Span(most.0 - self.first.0), uniform))
            }
            Reconnect::CloudIotCore => self.cap.min(grown() + part(CLOUD_IOT_CORE_JITTER, uniform)),
        };
        if failures == 0 { wait } else { wait.max(LEAST_WAIT) }
    }

    /// Whether devices that failed together try again at times of their own.
    pub fn has_jitter(&self) -> bool {
        !matches!(self.policy, Reconnect::Immediate | Reconnect::Fixed | Reconnect::Exponential)
    }

    /// The mean wait once it has grown to its longest: how often a device tries that is refused on and on.
    pub fn settled(&self) -> Span {
        let mean = match self.policy {
            Reconnect::Immediate | Reconnect::Fixed => self.first,
            Reconnect::Exponential | Reconnect::CloudIotCore => self.cap,
            Reconnect::FullJitter => Span(self.cap.0 / 2),
            Reconnect::EqualJitter | Reconnect::DecorrelatedJitter => Span(self.cap.0 / 4 * 3),
        };
        mean.max(LEAST_WAIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(policy: Reconnect, uniform: f64) -> Vec<f64> {
        let backoff = policy.backoff(None);
        let mut last = Span::ZERO;
        let wait = |failures| {
            last = backoff.wait(failures, last, uniform);
            last.as_secs_f64()
        };
        (0..8).map(wait).collect()
    }

    #[test]
    fn without_jitter_all_wait_alike() {
        for uniform in [0.0, 0.7] {
            assert_eq!(waits(Reconnect::Immediate, uniform)[..3], [0.0, 1.0, 1.0]);
            assert_eq!(waits(Reconnect::Fixed, uniform)[..3], [1.0, 1.0, 1.0]);
            assert_eq!(waits(Reconnect::Exponential, uniform), [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]);
        }
    }

    #[test]
    fn jitters_are_those_of_the_formulas() {
        assert_eq!(waits(Reconnect::FullJitter, 0.5), [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]);
        assert_eq!(waits(Reconnect::EqualJitter, 0.5), [0.75, 1.5, 3.0, 6.0, 12.0, 24.0, 45.0, 45.0]);
        // min(cap, between(first, 3 · last))
        assert_eq!(waits(Reconnect::DecorrelatedJitter, 0.5)[..4], [2.0, 3.5, 5.75, 9.125]);
        assert_eq!(waits(Reconnect::DecorrelatedJitter, 0.999)[7], 60.0);
        // min(2^n + r, 64)
        assert_eq!(waits(Reconnect::CloudIotCore, 0.25)[..3], [1.25, 2.25, 4.25]);
        assert_eq!(waits(Reconnect::CloudIotCore, 0.25)[7], 64.0);
    }

    #[test]
    fn nobody_tries_without_end_in_no_time() {
        let none = BackoffSpec { first: Some(Span::ZERO), cap: Some(Span::ZERO), factor: None };
        for policy in Reconnect::ALL {
            let backoff = policy.backoff(Some(&none));
            assert!(
                (1..50).all(|failures| backoff.wait(failures, Span::ZERO, 0.0) >= LEAST_WAIT),
                "{policy:?}"
            );
            assert!(backoff.settled() >= LEAST_WAIT);
        }
        let grown = Reconnect::Exponential.backoff(Some(&BackoffSpec { factor: Some(1e9), ..none }));
        assert_eq!(grown.wait(u32::MAX, Span::ZERO, 0.0), LEAST_WAIT);
    }
}
