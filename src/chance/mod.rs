//! Luck: every draw is a pure function of (seed, replication, entity, purpose, n). No generator has a state,
//! so adding a gateway cannot change when a meter speaks.
//!
//! A [`Key`] names a stream; draw `n` of it is output `n` of SplitMix64 started at the key (Steele, Lea and
//! Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with Stafford's mix 13). Keys are
//! derived through the same mixer, so neighbouring entities start at unrelated points.

mod normal;
mod number;
mod stream;

pub use normal::{normal_distribution, normal_quantile};
pub use number::Number;
pub use stream::Stream;

/// SplitMix64's increment, the odd fraction of the golden ratio.
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// Stafford's mix 13.
#[inline]
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What a draw is for. Each purpose is a stream of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Where it stands.
    Place = 1,
    /// Shadowing of a link between two places.
    Shadowing,
    /// Loss into a building, and whether it stands in one.
    Indoor,
    /// Spreading factor, where it is drawn.
    DataRate,
    /// When it first speaks.
    Phase,
    /// Intervals between messages, or thinking times.
    Interval,
    /// Jitter on a period or schedule.
    Jitter,
    /// Payload sizes.
    Size,
    /// Channel of a transmission.
    Channel,
    /// Fading of a frame at a gateway.
    Fading,
    /// Loss of a message on a radio or link.
    Loss,
    /// Service time of a message at a station.
    Service,
    /// Order of those who act at the same instant.
    Order,
    /// Which rows of a place file are used.
    Rows,
    /// When an element goes down and comes up.
    Outage,
    /// States of an on-off or modulated process, and how long they last.
    Modulation,
    /// Messages in a batch.
    Batch,
    /// Which of several periods a device has.
    Mix,
    /// Which way a job leaves a station.
    Turn,
    /// Random early detection of a message at a link.
    EarlyDrop,
    /// How long a device waits before it sends again.
    BackOff,
    /// Fading and loss of what is sent down to a device.
    Downlink,
    /// When a device connects, and how long it waits before it tries again.
    Session,
    /// How long an incident lasts, and who is struck by it how.
    Incident,
    /// Which partition of a station a device's work comes to.
    Partition,
}

/// The name of a stream of draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u64);

impl Key {
    /// The root of all streams of a replication.
    pub const fn root(seed: u64, replication: u64) -> Key {
        Key(mix(mix(seed.wrapping_add(GAMMA)).wrapping_add(replication.wrapping_mul(GAMMA))))
    }

    /// The stream of a named entity (FNV-1a of the name, mixed in).
    pub const fn named(self, name: &str) -> Key {
        let bytes = name.as_bytes();
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01B3);
            at += 1;
        }
        Key(mix(self.0 ^ mix(hash)))
    }

    /// The stream of one purpose.
    pub const fn purpose(self, purpose: Purpose) -> Key {
        Key(mix(self.0 ^ (purpose as u64).wrapping_mul(0xD134_2543_DE82_EF95)))
    }

    /// The stream of the `index`-th thing of this name.
    #[inline]
    pub const fn index(self, index: u64) -> Key {
        Key(mix(self.0.wrapping_add((index.wrapping_add(1)).wrapping_mul(GAMMA))))
    }

    /// Draw `n`: 64 uniform bits.
    #[inline]
    pub const fn draw(self, n: u64) -> u64 {
        mix(self.0.wrapping_add((n.wrapping_add(1)).wrapping_mul(GAMMA)))
    }

    /// Draw `n` as a number in [0, 1), 53 bits.
    #[inline]
    pub fn uniform(self, n: u64) -> f64 {
        (self.draw(n) >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Draw `n` as an integer in 0..bound (Lemire's multiply-shift; its bias is below bound / 2^64).
    #[inline]
    pub fn below(self, n: u64, bound: u32) -> u32 {
        ((u128::from(self.draw(n)) * u128::from(bound)) >> 64) as u32
    }

    /// Draw `n` from the exponential law of mean 1, by inversion; never infinite, since the uniform is never 1.
    #[inline]
    pub fn exponential(self, n: u64) -> f64 {
        -libm::log(1.0 - self.uniform(n))
    }
    /// Draw `n` from the standard normal law, by inversion.
    #[inline]
    pub fn normal(self, n: u64) -> f64 {
        normal_quantile(open_unit(self.draw(n)))
    }
}

/// Uniform bits as a number strictly between 0 and 1: the middles of 2^52 equal cells.
#[inline]
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_those_of_splitmix64() {
        // The generator's published outputs from seed 1234567.
        let expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431];
        let drawn: Vec<u64> = (0..4).map(|n| Key(1234567).draw(n)).collect();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn open_unit_never_touches_its_ends() {
        assert!(open_unit(0) > 0.0 && open_unit(u64::MAX) < 1.0);
    }
}
