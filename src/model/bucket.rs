//! Token buckets: a policer turns away what finds too few tokens, a shaper lets it wait for them. The bucket starts
//! full and fills continuously; a message conforms iff there are tokens for all of it (RFC 2697, clause 3, in colour-blind
//! mode with one bucket). It is kept as the generic cell rate algorithm does (ITU-T I.371, annex A): by the instant
//! at which it will be full again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Amount, Flow, Span, Time};

/// A token bucket as a scenario writes it (`shaper`, `policer`): both in bytes, or both in messages.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BucketSpec {
    /// Tokens that flow in: bits or messages in a time.
    pub rate: Flow,
    /// Tokens that it holds: bytes or messages. What is larger never passes.
    pub depth: Amount,
}

impl BucketSpec {
    /// Bytes or messages that one message of so many bytes takes.
    pub fn tokens(&self, bytes: u64) -> u64 {
        if self.depth.is_bytes() { bytes } else { 1 }
    }

    /// Time in which the tokens for one message of so many bytes flow in, s.
    pub fn refill_s(&self, bytes: f64) -> f64 {
        if self.depth.is_bytes() { bytes / self.rate.per_s() } else { 1.0 / self.rate.per_s() }
    }
}

/// Parts of a nanosecond in which tokens are counted, so that n tokens take exactly n times as long as one.
const FINE: u32 = 20;

/// A token bucket at work.
#[derive(Clone, Debug, PartialEq)]
pub struct Bucket {
    spec: BucketSpec,
    /// Time for one token to flow in.
    token: u128,
    /// Time for the empty bucket to fill.
    depth: u128,
    full_at: u128,
}

impl Bucket {
    /// A full bucket.
    pub fn new(spec: BucketSpec) -> Bucket {
        let fine = libm::rint(1e9 * f64::from(1u32 << FINE) / spec.rate.per_s());
        let token = (fine as u128).max(1);
        Bucket { spec, token, depth: token * u128::from(spec.depth.value()), full_at: 0 }
    }

    fn size(&self, bytes: u64) -> u128 {
        self.token * u128::from(self.spec.tokens(bytes))
    }

    /// Policing: takes the tokens for a message if they are there now.
    pub fn takes(&mut self, now: Time, bytes: u64) -> bool {
        let conforms = self.conforms_at(now, bytes) == Some(now);
        if conforms {
            self.take(now, bytes);
        }
        conforms
    }

    /// The same of another bucket of this kind, of which no more is known than when it will be full.
    pub fn takes_of(&self, full_at: &mut u128, now: Time, bytes: u64) -> bool {
        let mut other = Bucket { full_at: *full_at, ..self.clone() };
        let conforms = other.takes(now, bytes);
        *full_at = other.full_at;
        conforms
    }

    /// Shaping: when, not before `from`, the tokens for a message will be there; never for one larger than the bucket.
    pub fn conforms_at(&self, from: Time, bytes: u64) -> Option<Time> {
        let size = self.size(bytes);
        if size > self.depth {
            return None;
        }
        let enough = (self.full_at + size).saturating_sub(self.depth);
        let enough = u64::try_from((enough + (1 << FINE) - 1) >> FINE).unwrap_or(u64::MAX);
        Some(from.max(Time(enough)))
    }

    /// Whole tokens there at an instant, how many it holds, and how many a message of so many bytes takes.
    pub fn tokens(&self, now: Time, bytes: u64) -> [u64; 3] {
        let missing = self.full_at.saturating_sub(u128::from(now.0) << FINE);
        let there = self.depth.saturating_sub(missing) / self.token;
        [u64::try_from(there).unwrap_or(u64::MAX), self.spec.depth.value(), self.spec.tokens(bytes)]
    }

    /// Takes the tokens for a message that conforms at `at`; calls must come in order of time.
    pub fn take(&mut self, at: Time, bytes: u64) {
        self.full_at = self.full_at.max(u128::from(at.0) << FINE) + self.size(bytes);
    }

    /// Time in which the tokens for a message flow in.
    pub fn refill(&self, bytes: u64) -> Span {
        Span(u64::try_from(self.size(bytes) >> FINE).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(rate: &str, depth: &str) -> Bucket {
        Bucket::new(BucketSpec {
            rate: rate.parse().expect("a rate"),
            depth: depth.parse().expect("a depth"),
        })
    }

    #[test]
    fn a_full_bucket_passes_a_burst_and_then_a_token_at_a_time() {
        let mut bucket = bucket("3 /s", "5");
        let passed = (0..9).filter(|_| bucket.takes(Time(0), 1000)).count();
        assert_eq!(passed, 5, "a third of a second a token leaves nothing to rounding");
        assert!(!bucket.takes(Time(333_333_333), 1));
        assert!(bucket.takes(Time(333_333_334), 1));
        assert!(!bucket.takes(Time(333_333_334), 1), "what is turned away takes none");
        assert!(bucket.takes(Time(666_666_667), 1));
    }

    #[test]
    fn bytes_take_as_many_tokens() {
        let mut bucket = bucket("8 kbit/s", "1500 B"); // a byte each millisecond
        assert!(bucket.takes(Time(0), 1000));
        assert_eq!(bucket.tokens(Time(0), 501), [500, 1500, 501]);
        assert!(!bucket.takes(Time(0), 501));
        assert!(bucket.takes(Time(0), 500));
        assert_eq!(bucket.conforms_at(Time(0), 100), Some(Time(100_000_000)));
        assert_eq!(bucket.conforms_at(Time(0), 1501), None, "it never holds as many");
        assert_eq!(bucket.refill(100), Span(100_000_000));
    }

    #[test]
    fn a_shaper_spaces_what_comes_at_once() {
        let mut bucket = bucket("10 /s", "2");
        let mut last = Time(0);
        let starts: Vec<u64> = (0..5)
            .map(|_| {
                last = bucket.conforms_at(last, 1).expect("it fits");
                bucket.take(last, 1);
                last.0 / 1_000_000
            })
            .collect();
        assert_eq!(starts, [0, 0, 100, 200, 300]);
    }
}
