//! Time on air of a LoRa frame, exact in whole nanoseconds.
//!
//! Source: Semtech SX1276/77/78/79 data sheet, section 4.1.1, and application note AN1200.13. A symbol lasts
//! 2^SF / bandwidth, a whole number of microseconds at all three bandwidths, so nothing is rounded.

use crate::units::{NS_PER_S, Span};

/// Longest PHY payload: the length field has one byte (data sheet, section 4.1.1).
pub const MAX_PHY_BYTES: u32 = 255;

/// Preamble symbols of LoRaWAN frames (RP002, every LoRa data rate).
pub const PREAMBLE_SYMBOLS: u32 = 8;

/// Symbols above which the low-data-rate optimisation is on (data sheet, section 4.1.1: mandated above 16 ms).
const OPTIMISED_ABOVE: Span = Span::from_millis(16);

/// Bandwidth of a LoRa channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bandwidth {
    /// 125 kHz.
    Khz125,
    /// 250 kHz.
    Khz250,
    /// 500 kHz.
    Khz500,
}

impl Bandwidth {
    /// In hertz.
    pub const fn hz(self) -> u64 {
        match self {
            Bandwidth::Khz125 => 125_000,
            Bandwidth::Khz250 => 250_000,
            Bandwidth::Khz500 => 500_000,
        }
    }

    /// The bandwidth of this many hertz, if LoRaWAN knows it.
    pub const fn from_hz(hz: u64) -> Option<Bandwidth> {
        match hz {
            125_000 => Some(Bandwidth::Khz125),
            250_000 => Some(Bandwidth::Khz250),
            500_000 => Some(Bandwidth::Khz500),
            _ => None,
        }
    }
}

/// How a frame is modulated: all that its time on air depends on, besides its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modulation {
    /// Spreading factor, 6 to 12.
    pub spreading_factor: u8,
    /// Bandwidth.
    pub bandwidth: Bandwidth,
    /// Coding rate, 1 (4/5) to 4 (4/8).
    pub coding_rate: u8,
    /// Preamble symbols, without the 4.25 of synchronisation.
    pub preamble_symbols: u32,
    /// Whether the PHY header is sent (spreading factor 6 works only without).
    pub explicit_header: bool,
    /// Whether the payload carries a CRC (uplinks do, downlinks do not).
    pub crc: bool,
}

impl Modulation {
    /// A LoRaWAN uplink: explicit header, CRC, preamble of eight symbols.
    pub const fn uplink(spreading_factor: u8, bandwidth: Bandwidth, coding_rate: u8) -> Modulation {
        Modulation {
            spreading_factor,
            bandwidth,
            coding_rate,
            preamble_symbols: PREAMBLE_SYMBOLS,
            explicit_header: true,
            crc: true,
        }
    }

    /// Length of a symbol.
    pub const fn symbol(&self) -> Span {
        Span((NS_PER_S / self.bandwidth.hz()) << self.spreading_factor)
    }

    /// Whether the low-data-rate optimisation is on: iff a symbol lasts more than 16 ms.
    pub const fn low_data_rate_optimised(&self) -> bool {
        self.symbol().0 > OPTIMISED_ABOVE.0
    }

    /// Length of the preamble with its 4.25 symbols of synchronisation.
    pub const fn preamble(&self) -> Span {
        Span((4 * self.preamble_symbols as u64 + 17) * self.symbol().0 / 4)
    }

    /// Symbols of header and payload, for a PHY payload of this many bytes.
    pub fn payload_symbols(&self, phy_bytes: u32) -> u32 {
        let sf = i64::from(self.spreading_factor);
        let header = if self.explicit_header { 0 } else { 20 };
        let bits = 8 * i64::from(phy_bytes) - 4 * sf + 28 + 16 * i64::from(self.crc) - header;
        let bits_per_block = 4 * (sf - 2 * i64::from(self.low_data_rate_optimised()));
        let blocks = (bits.max(0) as u64).div_ceil(bits_per_block as u64) as u32;
        8 + blocks * (u32::from(self.coding_rate) + 4)
    }

    /// Time on air of a frame with a PHY payload of this many bytes (at most [`MAX_PHY_BYTES`] fit).
    pub fn airtime(&self, phy_bytes: u32) -> Span {
        let payload = u64::from(self.payload_symbols(phy_bytes)) * self.symbol().0;
        self.preamble() + Span(payload)
    }

    /// The longest PHY payload whose time on air is within `limit`, in bytes; `None` if none is.
    pub fn longest_within(&self, limit: Span) -> Option<u32> {
        (0..=MAX_PHY_BYTES).rev().find(|&bytes| self.airtime(bytes) <= limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_of_the_meters() {
        let frame = Modulation::uplink(7, Bandwidth::Khz125, 1);
        assert_eq!(frame.symbol(), Span(1_024_000));
        assert_eq!(frame.airtime(33), Span(71_936_000));
    }

    #[test]
    fn slow_symbols_are_optimised() {
        let optimised = |sf, bandwidth| Modulation::uplink(sf, bandwidth, 1).low_data_rate_optimised();
        assert!(optimised(11, Bandwidth::Khz125) && optimised(12, Bandwidth::Khz250));
        assert!(!optimised(10, Bandwidth::Khz125) && !optimised(11, Bandwidth::Khz250));
        assert!(!optimised(12, Bandwidth::Khz500));
    }
}
