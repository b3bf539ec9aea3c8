//! What a scenario file fixes of a LoRaWAN radio, with everything precomputed that needs a logarithm or a power.

use super::adr;
use super::airtime::{Bandwidth, MAX_PHY_BYTES, Modulation};
use super::downlink;
use super::duty_cycle::off_time;
use super::isolation::{required_db, required_ratio};
use super::region::Region;
use super::sensitivity::sensitivity_dbm;
use super::{
    Capture, DEFAULT_CAPTURE, DEFAULT_CODING_RATE, DEFAULT_DEVICE_SENSITIVITY, DEFAULT_GATEWAY_SENSITIVITY,
    DEFAULT_ISOLATION, DEFAULT_OVERHEAD, Isolation, LorawanSpec, Sensitivity,
};
use crate::model::propagation::PathLoss;
use crate::model::radio::reach::power_units;
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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassPlan {
    /// Whether a message can come before the device may transmit again, so that its timers must be kept.
    pub timed: bool,
    /// Number of its first device among the timed ones.
    pub first_timer: u32,
    /// What its devices radiate, dBm: a gateway that radiates as much is heard as well as it hears them.
    pub tx_power_dbm: f64,
    /// Its devices listen after they have sent, and may send again.
    pub repeats: Option<Repeats>,
}

/// How a class sends a message more than once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repeats {
    /// Until it is acknowledged, if it is to be.
    pub confirmed: bool,
    /// At the most.
    pub transmissions: u8,
    /// The network adapts how its devices send.
    pub adr: bool,
}

/// A LoRaWAN radio as the file fixes it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Uplink channels.
    pub channels: Vec<Channel>,
    /// On how many of them, the first, devices join.
    pub join_channels: usize,
    /// Their centres, Hz.
    pub frequencies_hz: Vec<u64>,
    /// Duty cycle by sub-band: a device may be on air one part in so many of the time.
    pub one_in: Vec<u32>,
    /// Time on air by spreading factor and PHY payload.
    pub airtime: BySf<Vec<Span>>,
    /// Greatest application payload by spreading factor, bytes; `None` where the region has no such data rate.
    pub payload_limit: BySf<Option<u32>>,
    /// MAC bytes around the application payload.
    pub overhead: u32,
    /// Gateway sensitivity, dBm.
    pub gateway_sensitivity_dbm: BySf<f64>,
    /// The same in units of 10^-18 mW.
    pub sensitivity: BySf<u64>,
    /// The sensitivity by which spreading factors are chosen, installation margin included, dBm.
    pub device_sensitivity_dbm: BySf<f64>,
    /// Weaker frames of this spreading factor cannot break any reception, dBm.
    pub relevant_dbm: BySf<f64>,
    /// Required signal to interference, linear, wanted by interfering.
    pub required: BySf<BySf<f64>>,
    /// How overlapping frames add up.
    pub capture: Capture,
    /// Path loss.
    pub path_loss: PathLoss,
    /// Standard deviation of shadowing, dB.
    pub shadowing_db: f64,
    /// Standard deviation of what all links of a gateway have in common, dB.
    pub gateway_spread_db: f64,
    /// Standard deviation of what all links of a device's place have in common, dB.
    pub place_spread_db: f64,
    /// The way back.
    pub downlink: downlink::Plan,
    /// Adaptive data rate.
    pub adr: adr::Plan,
    /// A frame may come in with another power than the mean one: it fades, or its device may be turned down.
    pub varies: bool,
    /// Rayleigh block fading per frame and gateway.
    pub fading: bool,
    /// Demodulators by gateway.
    pub demodulators: Vec<u32>,
    /// A number for each gateway that depends on its name alone, for draws.
    pub salts: Vec<u64>,
    /// By class of the network.
    pub classes: Vec<ClassPlan>,
    /// By class: PHY bytes of a join-accept.
    pub accepts: Vec<u32>,
    /// Devices whose timers are kept.
    pub timers: u32,
    /// Gateways send to devices that listen all the time.
    pub broadcasts: bool,
}

/// A reach list keeps what is up to this far below the level at which one frame alone could break the weakest
/// reception: many such frames would have to meet to matter. A test halves it and sees no figure move.
pub const REACH_MARGIN_DB: f64 = 6.0;
/// With fading a frame may come in stronger than its mean: one in 500 000 by more than this (13.1 times).
pub const FADING_MARGIN_DB: f64 = 11.2;

impl Plan {
    /// What a validated spec fixes, gateways and classes not yet known; `margin_db` is [`REACH_MARGIN_DB`].
    pub fn new(spec: &LorawanSpec, margin_db: f64) -> Option<Plan> {
        let region = Region::find(&spec.region)?;
        let path_loss = PathLoss::new(&spec.propagation, region.frequency_hz()).ok()?;
        let fading = spec.propagation.fading.is_some();
        let isolation = spec.isolation.unwrap_or(DEFAULT_ISOLATION);
        let sensitivity = |table: Sensitivity| {
            by_sf(|sf| {
                let bandwidth = region.data_rate(sf).map_or(Bandwidth::Khz125, |rate| rate.bandwidth);
                sensitivity_dbm(table, sf, bandwidth)
            })
        };
        let heard = sensitivity(spec.gateway_sensitivity.unwrap_or(DEFAULT_GATEWAY_SENSITIVITY));
        let chosen = sensitivity(spec.device_sensitivity.unwrap_or(DEFAULT_DEVICE_SENSITIVITY));
        let installation = spec.installation_margin.unwrap_or_default().0;
        let overhead = spec.overhead.unwrap_or(DEFAULT_OVERHEAD).0 as u32;
        let margin_db = margin_db + if fading { FADING_MARGIN_DB } else { 0.0 };
        let (channels, one_in) = channels(spec, &region);
        let in_use = region.channels.iter().take(channels.len());
        let downlink = downlink::Plan::new(spec, &region, channels.len());
        let adr = adr::Plan::new(spec, &region);
        Some(Plan {
            frequencies_hz: in_use.map(|channel| channel.frequency_hz).collect(),
            join_channels: region.join_channels.min(channels.len()),
            channels,
            one_in,
            airtime: by_sf(|sf| airtimes(sf, spec.coding_rate.unwrap_or(DEFAULT_CODING_RATE))),
            payload_limit: by_sf(|sf| {
                let fits = MAX_PHY_BYTES.saturating_sub(overhead);
                region.max_payload(sf).map(|limit| limit.min(fits))
            }),
            overhead,
            sensitivity: heard.map(|dbm| power_units(dbm) as u64),
            relevant_dbm: relevant(&heard, isolation).map(|dbm| dbm - margin_db),
            gateway_sensitivity_dbm: heard,
            device_sensitivity_dbm: chosen.map(|dbm| dbm + installation),
            required: required_ratio(isolation),
            downlink,
            adr,
            varies: fading,
            capture: spec.capture.unwrap_or(DEFAULT_CAPTURE),
            path_loss,
            shadowing_db: spec.propagation.shadowing.unwrap_or_default().0,
            gateway_spread_db: spec.propagation.gateway_spread.unwrap_or_default().0,
            place_spread_db: spec.propagation.place_spread.unwrap_or_default().0,
            fading,
            demodulators: Vec::new(),
            salts: Vec::new(),
            classes: Vec::new(),
            accepts: Vec::new(),
            timers: 0,
            broadcasts: false,
        })
    }

    /// Whether the devices of any class listen when they have sent.
    pub fn anybody_listens(&self) -> bool {
        self.classes.iter().any(|class| class.repeats.is_some())
    }

    /// The longest time from a frame's start until its device may surely send again.
    pub fn longest_silence(&self, payload: u32) -> Span {
        let one_in = self.one_in.iter().copied().max().unwrap_or(1).max(1);
        let phy = ((payload + self.overhead) as usize).min(MAX_PHY_BYTES as usize);
        let longest = self.airtime.iter().map(|by_size| by_size[phy]).max().unwrap_or_default();
        longest + off_time(longest, one_in)
    }
}

fn by_sf<T>(value: impl Fn(u8) -> T) -> BySf<T> {
    std::array::from_fn(|at| value(SF_MIN + at as u8))
}

fn airtimes(sf: u8, coding_rate: u8) -> Vec<Span> {
    let modulation = Modulation::uplink(sf, Bandwidth::Khz125, coding_rate);
    (0..=MAX_PHY_BYTES).map(|phy| modulation.airtime(phy)).collect()
}

/// The channels in use and the duty cycles of their sub-bands, numbered from the first used.
fn channels(spec: &LorawanSpec, region: &Region) -> (Vec<Channel>, Vec<u32>) {
    let most = spec.channels.map_or(region.channels.len(), |count| count.0 as usize);
    let used: Vec<usize> = region.channels.iter().take(most.max(1)).map(|channel| channel.sub_band).collect();
    let keep = spec.duty_cycle.unwrap_or(true);
    let mut bands: Vec<usize> = Vec::new();
    let channels = used
        .iter()
        .map(|band| {
            let known = bands.iter().position(|b| b == band).filter(|_| keep);
            let sub_band = known.unwrap_or_else(|| {
                bands.push(*band);
                bands.len() - 1
            });
            Channel { sub_band: if keep { sub_band as u8 } else { 0 } }
        })
        .collect();
    let one_in =
        if keep { bands.iter().map(|&band| region.sub_bands[band].one_in).collect() } else { vec![1] };
    (channels, one_in)
}

/// By interfering spreading factor: the power at which one frame alone breaks the weakest reception of some
/// wanted one. Under ALOHA power does not count; a frame matters where it could itself be heard.
fn relevant(heard: &BySf<f64>, isolation: Isolation) -> BySf<f64> {
    let required = required_db(isolation);
    std::array::from_fn(|interferer| {
        let harm = |wanted: usize| heard[wanted] - required[wanted][interferer].min(MOST_REQUIRED_DB);
        let least = (0..SF_COUNT).map(harm).fold(f64::INFINITY, f64::min);
        if isolation == Isolation::Aloha { heard[interferer] } else { least }
    })
}

/// No finite matrix asks for more.
const MOST_REQUIRED_DB: f64 = 30.0;
