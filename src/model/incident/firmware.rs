//! A firmware campaign over the air: the image goes down in fragments, to all devices of a wave at once or to one after the
//! other, and who has enough of them has the image (LoRa Alliance TS004-2.0.0, fragmented data block transport).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Names;
use crate::model::radio::lorawan::airtime::MAX_PHY_BYTES;
use crate::model::radio::lorawan::plan::{Plan, sf_index};
use crate::units::{Bytes, Count, Share, Span};

/// What a scenario may say of a campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirmwareSpec {
    /// Classes of one LoRaWAN radio that get the image: "devices.meters".
    pub of: Names,
    /// Size of the image (or of the difference to the old one).
    pub image: Bytes,
    /// Of the image in one frame; as much as the spreading factor allows if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fragment: Option<Bytes>,
    /// To all at once or one by one; "multicast" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// Multicast: coded fragments sent behind the image's own, as a share of these; 10 % if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redundancy: Option<Share>,
    /// Unicast: how often what a device missed is sent, the first time included; 3 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Count>,
    /// Into how many parts the fleet is cut by chance, one served after the other; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waves: Option<Count>,
    /// Least time from one fragment to the next of a gateway, which leaves its duty cycle room for answers; as soon as the
    /// duty cycle lets it if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<Span>,
    /// Of the frames sent down; that of the second receive window if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spreading_factor: Option<u8>,
}

/// How an image is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// Every fragment once from each gateway that some device hears best; devices listen all the time (class C).
    #[default]
    Multicast,
    /// Every fragment to every device from the gateway that it hears best; devices listen all the time (class C).
    Unicast,
}

/// Coded fragments, if `redundancy` is left out.
pub const DEFAULT_REDUNDANCY: Share = Share(0.1);
/// Rounds, if `rounds` is left out.
pub const DEFAULT_ROUNDS: Count = Count(3);
/// Waves, if `waves` is left out.
pub const DEFAULT_WAVES: Count = Count(1);
/// What a fragment has before it: command and number (TS004-2.0.0, DataFragment), bytes.
pub const FRAGMENT_HEADER: u32 = 3;
/// A fragment's number has 14 bits (the same).
pub const MOST_FRAGMENTS: u64 = (1 << 14) - 1;
/// Waves of a campaign, at most.
pub const MOST_WAVES: u64 = 1000;

impl FirmwareSpec {
    /// How many fragments an image is cut into, and how many coded ones follow.
    pub fn fragments(&self, fragment: u32) -> [u64; 2] {
        let own = self.image.0.div_ceil(u64::from(fragment.max(1)));
        let redundancy = match self.delivery.unwrap_or_default() {
            Delivery::Multicast => self.redundancy.unwrap_or(DEFAULT_REDUNDANCY).0,
            Delivery::Unicast => 0.0,
        };
        [own, libm::ceil(own as f64 * redundancy - 1e-9) as u64]
    }
}

/// What a campaign's frames look like on a radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frames {
    /// Spreading factor.
    pub rate: u8,
    /// Of the image in one frame at the most, bytes; `None` where the region has no such data rate.
    pub most: Option<u32>,
}

impl Frames {
    /// At the spreading factor that is asked for, or that of the second window.
    pub fn new(plan: &Plan, spec: &FirmwareSpec) -> Frames {
        let rate = spec.spreading_factor.unwrap_or_else(|| plan.downlink.continuous().sf);
        let limit = (7..=12).contains(&rate).then(|| plan.downlink.payload_limit[sf_index(rate)]).flatten();
        let most = |limit: u32| {
            limit.min(MAX_PHY_BYTES.saturating_sub(plan.overhead)).saturating_sub(FRAGMENT_HEADER)
        };
        Frames { rate, most: limit.map(most) }
    }
}

/// How many fragments beyond the image's own a device needs that has missed `missed` of these; `luck` is uniform in [0, 1).
///
/// A coded fragment is the sum of a random half of the image's own (TS004-2.0.0, clause 5), so `missed` unknowns are
/// solved by `missed + e` random binary equations with probability ∏ (1 − 2^-i), i from e + 1 to e + missed (the rank of
/// random matrices over GF(2); Kolchin, Random Graphs, 1999, theorem 3.2.1).
pub fn surplus(missed: u32, luck: f64) -> u32 {
    let solved =
        |e: u32| (e + 1..=e + missed.min(MATTER)).map(|i| 1.0 - libm::exp2(-f64::from(i))).product::<f64>();
    (0..MATTER).find(|e| luck < solved(*e)).unwrap_or(MATTER)
}

/// A factor 1 − 2^-64 is 1.
const MATTER: u32 = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_equations_are_short_of_rank_as_often_as_theory_says() {
        assert_eq!(surplus(0, 0.999), 0, "who misses none needs none");
        // one unknown: an equation names it every other time
        assert_eq!([0.49, 0.51, 0.74, 0.76].map(|luck| surplus(1, luck)), [0, 1, 1, 2]);
        // many: 0.2888, 0.5776, 0.7701 (Kolchin)
        assert_eq!(
            [0.288, 0.289, 0.577, 0.578, 0.770, 0.771].map(|luck| surplus(200, luck)),
            [0, 1, 1, 2, 2, 3]
        );
        let mean: f64 =
            (0..100_000).map(|n| f64::from(surplus(200, (f64::from(n) + 0.5) / 1e5))).sum::<f64>() / 1e5;
        assert!((mean - 1.6067).abs() < 0.001, "{mean}: 1/(2^i - 1) summed over i");
    }
}
