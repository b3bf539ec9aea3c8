//! What a scenario file fixes of a LoRaWAN radio, with everything precomputed that needs a logarithm or a power.

use crate::model::radio::lorawan::{Capture, Isolation, Sensitivity};
use crate::units::Span;

/// Least spreading factor.
pub const SF_MIN: u8 = 7;
/// Spreading factors 7 to 12.
pub const SF_COUNT: usize = 6;

/// One row of tables by spreading factor.
pub type BySf<T> = [T; SF_COUNT];

/// The index of a spreading factor in a [`BySf`].
#[inline]
pub fn sf_index(sf: u8) -> usize {
    (sf - SF_MIN) as usize
}

/// A channel of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Which sub-band's duty cycle it counts against.
    pub sub_band: u8,
}

/// What differs between classes on one radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassPlan {
    /// Whether a message can come before the device may transmit again, so that its timers must be kept.
    pub timed: bool,
    /// Number of its first device among the timed ones.
    pub first_timer: u32,
}

/// A LoRaWAN radio as the file fixes it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Uplink channels.
    pub channels: Vec<Channel>,
    /// Off time per airtime by sub-band: 1/DC − 1, or 0 without a duty cycle.
    pub off_factor: Vec<f64>,
    /// Time on air by spreading factor and PHY payload, ns.
    pub airtime: BySf<Vec<Span>>,
    /// Greatest application payload by spreading factor, bytes; `None` where the region has no such data rate.
    pub payload_limit: BySf<Option<u32>>,
    /// MAC bytes around the application payload.
    pub overhead: u32,
    /// Gateway sensitivity, units of 10^-18 mW.
    pub sensitivity: BySf<i64>,
    /// Required signal to interference, linear, wanted by interfering.
    pub required: BySf<BySf<f64>>,
    /// How overlapping frames add up.
    pub capture: Capture,
    /// Rayleigh block fading per frame and gateway.
    pub fading: bool,
    /// Demodulators by gateway.
    pub demodulators: Vec<u32>,
    /// A number for each gateway that depends on its name alone, for draws.
    pub salts: Vec<u64>,
    /// By class of the network.
    pub classes: Vec<ClassPlan>,
    /// Devices whose timers are kept.
    pub timers: u32,
    /// The tables chosen, for the page.
    pub tables: (Sensitivity, Isolation),
}
