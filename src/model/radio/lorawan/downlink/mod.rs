//! The way back: what a scenario may say of a LoRaWAN radio's downlink, and what it fixes. Windows and delays after
//! LoRaWAN TS001-1.0.4, clause 3.3; channels and powers of each region in [`super::region::downlink`].

pub mod transmitter;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::airtime::{Bandwidth, MAX_PHY_BYTES, Modulation};
use super::join::ACCEPT_DELAYS;
use super::plan::{BySf, SF_COUNT, SF_MIN, sf_index};
use super::region::Region;
use super::sensitivity::sensitivity_dbm;
use super::{DEFAULT_DEVICE_SENSITIVITY, LorawanSpec};
use crate::model::radio::reach::power_units;
use crate::units::{Bytes, Dbm, Span};

/// What a scenario may say of the way back (`radio.NAME.downlink`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DownlinkSpec {
    /// How gateways keep the sub-bands' duty cycle; "off-time" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty_cycle: Option<DutyCycle>,
    /// From the end of an uplink to the first window, the second opens a second later; 1 s if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rx1_delay: Option<Span>,
    /// Spreading factor of the second window; the region's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rx2_spreading_factor: Option<u8>,
    /// Power in the first window; the region's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<Dbm>,
    /// Power in the second window; the region's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rx2_power: Option<Dbm>,
    /// Size on the air of a frame that does nothing but acknowledge; 12 B if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledgement: Option<Bytes>,
}

/// How a gateway keeps the duty cycle of a sub-band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DutyCycle {
    /// After each frame the sub-band is closed for its airtime times (1 / duty cycle - 1).
    #[default]
    OffTime,
    /// The same counted from the frame's start, as ns-3 lorawan does: for comparison, since it passes the duty cycle by one
    /// part in (1 / duty cycle - 1).
    OffTimeFromStart,
    /// The airtime of any hour is at most that share of it (ETSI EN 300 220-1, clause 5.4.1).
    SlidingHour,
    /// Not at all.
    None,
}

/// From an uplink's end to the first window, if left out (TS001-1.0.4, RECEIVE_DELAY1).
pub const DEFAULT_RX1_DELAY: Span = Span::from_secs(1);
/// The second window opens so long after the first (RECEIVE_DELAY2 = RECEIVE_DELAY1 + 1 s).
pub const BETWEEN_WINDOWS: Span = Span::from_secs(1);
/// A frame that only acknowledges, if left out: MHDR 1, FHDR 7, MIC 4 (TS001-1.0.4, clause 4).
pub const DEFAULT_ACKNOWLEDGEMENT: Bytes = Bytes(12);
/// Symbols for which a window is open if no preamble comes (Semtech AN1200.22; SX1276 in LoRaMac-node).
pub const WINDOW_SYMBOLS: u64 = 8;

/// A receive window of an uplink.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// From the uplink's end.
    pub after: Span,
    /// Centre frequency, Hz: frames in different channels do not meet.
    pub hz: u64,
    /// Row of [`Plan::one_in`].
    pub band: u8,
    /// Spreading factor.
    pub sf: u8,
    /// Radiated, dBm.
    pub power_dbm: f64,
}

/// The way back as the file fixes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How the duty cycle is kept.
    pub duty_cycle: DutyCycle,
    /// By sub-band with a downlink channel: a gateway may be on air one part in so many of the time.
    pub one_in: Vec<u32>,
    /// Their limits, Hz.
    pub bands_hz: Vec<[u64; 2]>,
    /// PHY bytes of a frame that only acknowledges.
    pub acknowledgement: u32,
    /// Greatest application payload by spreading factor, bytes; `None` where the region has no such data rate.
    pub payload_limit: BySf<Option<u32>>,
    first: Vec<Window>,
    second: Window,
    /// The second window of a device that joins is the region's: it knows of no other yet.
    join_rx2_sf: u8,
    modulation: BySf<Modulation>,
    /// Units of 10^-18 mW.
    sensitivity: BySf<u64>,
}

/// How many windows follow an uplink.
pub const WINDOWS: u8 = 2;

impl Plan {
    /// Of a validated spec whose uplink uses the first `channels` of the region.
    pub fn new(spec: &LorawanSpec, region: &Region, channels: usize) -> Plan {
        let said = spec.downlink.clone().unwrap_or_default();
        let down = region.downlink;
        let mut bands: Vec<usize> = Vec::new();
        let mut band = |hz: u64| {
            let of = region.sub_band_of(hz).unwrap_or(0);
            let at = bands.iter().position(|known| *known == of).unwrap_or_else(|| {
                bands.push(of);
                bands.len() - 1
            });
            at as u8
        };
        let after = said.rx1_delay.unwrap_or(DEFAULT_RX1_DELAY);
        let in_use = region.channels.iter().take(channels).enumerate();
        let first = in_use
            .map(|(at, channel)| {
                let hz = down.rx1_hz(at as u64, channel.frequency_hz);
                let power_dbm = said.power.map_or(down.power_dbm, |dbm| dbm.0);
                Window { after, hz, band: band(hz), sf: SF_MIN, power_dbm }
            })
            .collect();
        let second = Window {
            after: after + BETWEEN_WINDOWS,
            hz: down.rx2_hz,
            band: band(down.rx2_hz),
            sf: said.rx2_spreading_factor.unwrap_or(down.rx2_spreading_factor),
            power_dbm: said.rx2_power.map_or(down.rx2_power_dbm, |dbm| dbm.0),
        };
        let table = spec.device_sensitivity.unwrap_or(DEFAULT_DEVICE_SENSITIVITY);
        let least = |sf| power_units(sensitivity_dbm(table, sf, down.bandwidth)) as u64;
        Plan {
            duty_cycle: said.duty_cycle.unwrap_or_default(),
            one_in: bands.iter().map(|&band| region.sub_bands[band].one_in).collect(),
            bands_hz: bands
                .iter()
                .map(|&band| region.sub_bands[band])
                .map(|b| [b.low_hz, b.high_hz])
                .collect(),
            acknowledgement: said.acknowledgement.unwrap_or(DEFAULT_ACKNOWLEDGEMENT).0 as u32,
            payload_limit: by_sf(|sf| down.max_payload(sf, region.max_payload(sf))),
            first,
            second,
            join_rx2_sf: down.rx2_spreading_factor,
            modulation: by_sf(|sf| modulation(sf, down.bandwidth, spec.coding_rate.unwrap_or(1))),
            sensitivity: by_sf(least),
        }
    }

    /// The windows after an uplink of spreading factor `sf` in a channel: the first, then the second.
    pub fn window(&self, number: u8, channel: u8, sf: u8) -> Window {
        if number == 0 { Window { sf, ..self.first[channel as usize] } } else { self.second }
    }

    /// The same after a join-request.
    pub fn join_window(&self, number: u8, channel: u8, sf: u8) -> Window {
        let window = self.window(number, channel, sf);
        match number {
            0 => Window { after: ACCEPT_DELAYS[0], ..window },
            _ => Window { after: ACCEPT_DELAYS[1], sf: self.join_rx2_sf, ..window },
        }
    }

    /// Where and how strongly devices are sent to that listen all the time: as in the second window (class C, TS001-1.0.4,
    /// clause 14).
    pub fn continuous(&self) -> Window {
        self.second
    }

    /// One part in so many of the time a gateway may be on the air in a window's sub-band; 1 where its rule asks for nothing.
    pub fn one_in_of(&self, window: Window) -> u32 {
        if self.duty_cycle == DutyCycle::None { 1 } else { self.one_in[window.band as usize] }
    }

    /// Time on air of a downlink of so many PHY bytes.
    pub fn airtime(&self, sf: u8, phy_bytes: u32) -> Span {
        self.modulation[sf_index(sf)].airtime(phy_bytes.min(MAX_PHY_BYTES))
    }

    /// The least power that a device receives, units of 10^-18 mW.
    pub fn sensitivity(&self, sf: u8) -> u64 {
        self.sensitivity[sf_index(sf)]
    }

    /// For how long a device listens in a window in which nothing comes.
    pub fn listening(&self, sf: u8) -> Span {
        Span(WINDOW_SYMBOLS * self.modulation[sf_index(sf)].symbol().0)
    }
}

/// A downlink carries no CRC of its payload (TS001-1.0.4, clause 3.2).
fn modulation(sf: u8, bandwidth: Bandwidth, coding_rate: u8) -> Modulation {
    Modulation { crc: false, ..Modulation::uplink(sf, bandwidth, coding_rate) }
}

fn by_sf<T>(value: impl Fn(u8) -> T) -> BySf<T> {
    const { assert!(SF_COUNT == 6) };
    std::array::from_fn(|at| value(SF_MIN + at as u8))
}
