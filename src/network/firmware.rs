//! A firmware campaign, made concrete: how many fragments of which size go down to whom, and how fast at best.

use crate::model::incident::firmware::{
    DEFAULT_ROUNDS, DEFAULT_WAVES, Delivery, FRAGMENT_HEADER, FirmwareSpec, Frames,
};
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::LorawanSpec;
use crate::model::radio::lorawan::plan::{Plan, REACH_MARGIN_DB};
use crate::scenario::Scenario;
use crate::units::Span;

/// A campaign as the file fixes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Firmware {
    /// The radio by which it goes.
    pub radio: u32,
    /// Classes that get the image.
    pub classes: Vec<u32>,
    /// Devices of these.
    pub devices: u64,
    /// Size of the image, bytes.
    pub image: u64,
    /// Of the image in one frame, bytes.
    pub fragment: u32,
    /// Fragments of the image.
    pub fragments: u32,
    /// Coded ones behind them.
    pub coded: u32,
    /// How they are sent.
    pub delivery: Delivery,
    /// How often what a device missed is sent.
    pub rounds: u32,
    /// Parts of the fleet.
    pub waves: u32,
    /// Least time between two fragments of a gateway.
    pub pace: Span,
    /// Spreading factor of the frames.
    pub rate: u8,
    /// Size of a frame on the air, bytes.
    pub bytes: u32,
    /// Its time on air.
    pub airtime: Span,
    /// Gateways may be on air one part in so many of the time.
    pub one_in: u32,
}

impl Firmware {
    /// Of a validated campaign to these classes of so many devices.
    pub fn new(scenario: &Scenario, spec: &FirmwareSpec, classes: &[u32], devices: u64) -> Firmware {
        let radio = classes.first().and_then(|at| {
            let (_, class) = scenario.devices.get_index(*at as usize)?;
            scenario.radio.get_index_of(&class.radio)
        });
        let radio = radio.expect("a validated campaign names classes");
        let plan = lorawan(scenario, radio).and_then(|spec| Plan::new(spec, REACH_MARGIN_DB));
        let plan = plan.expect("a validated campaign goes by LoRaWAN");
        let Frames { rate, most } = Frames::new(&plan, spec);
        let fragment = spec.fragment.map_or(most.unwrap_or(1), |bytes| bytes.0 as u32);
        let [fragments, coded] = spec.fragments(fragment).map(|count| count as u32);
        let bytes = fragment + FRAGMENT_HEADER + plan.overhead;
        Firmware {
            radio: radio as u32,
            classes: classes.to_vec(),
            devices,
            image: spec.image.0,
            fragment,
            fragments,
            coded,
            delivery: spec.delivery.unwrap_or_default(),
            rounds: spec.rounds.unwrap_or(DEFAULT_ROUNDS).0 as u32,
            waves: spec.waves.unwrap_or(DEFAULT_WAVES).0 as u32,
            pace: spec.pace.unwrap_or_default(),
            rate,
            bytes,
            airtime: plan.downlink.airtime(rate, bytes),
            one_in: plan.downlink.one_in_of(plan.downlink.continuous()),
        }
    }

    /// From the start of a gateway's fragment to that of its next, at the least.
    pub fn interval(&self) -> Span {
        Span(self.airtime.0 * u64::from(self.one_in.max(1))).max(self.pace)
    }

    /// The least time until all have it if all of so many gateways are as busy as they may be and nothing is missed: the
    /// coded fragments of the last wave are spare then, those of the waves before stand in its way.
    pub fn least(&self, gateways: usize) -> Span {
        let spare = if self.delivery == Delivery::Multicast { self.coded } else { 0 };
        self.lasts(self.frames(gateways) - u64::from(spare))
    }

    /// The same until all of it is sent.
    pub fn until_sent(&self, gateways: usize) -> Span {
        self.lasts(self.frames(gateways))
    }

    /// Frames of a gateway if nothing is missed.
    fn frames(&self, gateways: usize) -> u64 {
        match self.delivery {
            Delivery::Multicast => u64::from(self.fragments + self.coded) * u64::from(self.waves.max(1)),
            Delivery::Unicast => (self.devices * u64::from(self.fragments)).div_ceil(gateways.max(1) as u64),
        }
    }

    /// From the start of the first of so many frames to the end of the last.
    fn lasts(&self, frames: u64) -> Span {
        Span(self.interval().0.saturating_mul(frames.saturating_sub(1)).saturating_add(self.airtime.0))
    }

    /// Fragments that come to devices in so long a time, at the most, so many gateways sending.
    pub fn at_devices(&self, lasts_s: f64, gateways: usize) -> f64 {
        let frames = lasts_s / libm::fmax(self.interval().as_secs_f64(), 1e-9);
        let devices = self.devices as f64;
        match self.delivery {
            Delivery::Multicast => {
                devices / f64::from(self.waves.max(1))
                    * libm::fmin(frames, f64::from(self.waves * (self.fragments + self.coded)))
            }
            Delivery::Unicast => {
                libm::fmin(frames * gateways as f64, devices * f64::from(self.fragments * self.rounds))
            }
        }
    }
}

/// The spec of a radio, if it is LoRaWAN.
pub fn lorawan(scenario: &Scenario, radio: usize) -> Option<&LorawanSpec> {
    match scenario.radio.get_index(radio)?.1 {
        RadioSpec::Lorawan(spec) => Some(spec),
        RadioSpec::Ideal(_) => None,
    }
}
