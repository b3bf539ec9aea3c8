//! Channel plans: where devices may send, how fast, how long and how often.
//!
//! Sources: LoRa Alliance RP002-1.0.3 (data rates, payloads N, EIRP) as in LoRaMac-node's `Region*.h` and The
//! Things Stack's `pkg/band`; channels from github.com/TheThingsNetwork/lorawan-frequency-plans (Apache-2.0,
//! commit 041ab056); duty cycles from ETSI EN 300 220-2 V3.1.1 for Europe. Only the 125 kHz channels are used:
//! a plan's single 250 or 500 kHz channel and its FSK channel carry no traffic here.

pub mod downlink;
mod plans;

use super::airtime::Bandwidth;
use crate::units::Span;

use downlink::Downlink;
pub use plans::names;

/// A data rate that devices may use in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataRate {
    /// Spreading factor.
    pub spreading_factor: u8,
    /// Bandwidth.
    pub bandwidth: Bandwidth,
    /// Greatest application payload, bytes (RP002's N, frame options empty).
    pub max_payload: u32,
}

/// A stretch of spectrum with its own duty cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubBand {
    /// Lower end, Hz; belongs to it.
    pub low_hz: u64,
    /// Upper end, Hz; does not belong to it.
    pub high_hz: u64,
    /// A device may be on air one part in so many of the time: 100 is 1 %, 1 is no limit.
    pub one_in: u32,
}

/// An uplink channel of 125 kHz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Centre frequency, Hz.
    pub frequency_hz: u64,
    /// Its sub-band, an index into [`Region::sub_bands`].
    pub sub_band: usize,
}

/// A channel plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its name in scenarios.
    pub name: &'static str,
    /// What it is and which choices were made.
    pub about: &'static str,
    /// Uplink channels.
    pub channels: Vec<Channel>,
    /// On how many of these, the first, devices join (RP002: the default channels, or all).
    pub join_channels: usize,
    /// Data rates, slowest first.
    pub data_rates: &'static [DataRate],
    /// Sub-bands.
    pub sub_bands: &'static [SubBand],
    /// Longest time on air, where there is a limit.
    pub dwell_time: Option<Span>,
    /// Greatest power radiated by a device, dBm EIRP.
    pub max_eirp_dbm: f64,
    /// How gateways answer.
    pub downlink: Downlink,
}

impl Region {
    /// The plan of this name (case does not matter), or `None`; [`names`] lists them.
    pub fn find(name: &str) -> Option<Region> {
        let plan = plans::PLANS.iter().find(|plan| plan.name.eq_ignore_ascii_case(name.trim()))?;
        let channel = |frequency_hz| Channel { frequency_hz, sub_band: plan.sub_band_of(frequency_hz) };
        Some(Region {
            name: plan.name,
            about: plan.about,
            channels: plan.channels.frequencies().into_iter().map(channel).collect(),
            join_channels: plan.join_channels,
            data_rates: plan.data_rates,
            sub_bands: plan.sub_bands,
            dwell_time: plan.dwell_time,
            max_eirp_dbm: plan.max_eirp_dbm,
            downlink: plan.downlink,
        })
    }

    /// The data rate of a spreading factor, or `None` if the plan does not allow it.
    pub fn data_rate(&self, spreading_factor: u8) -> Option<&'static DataRate> {
        self.data_rates.iter().find(|rate| rate.spreading_factor == spreading_factor)
    }

    /// Greatest application payload at a spreading factor, bytes.
    pub fn max_payload(&self, spreading_factor: u8) -> Option<u32> {
        self.data_rate(spreading_factor).map(|rate| rate.max_payload)
    }

    /// Least and greatest spreading factor.
    pub fn spreading_factors(&self) -> (u8, u8) {
        let all = self.data_rates.iter().map(|rate| rate.spreading_factor);
        all.fold((12, 7), |(least, greatest), sf| (least.min(sf), greatest.max(sf)))
    }

    /// The sub-band that holds a frequency, an index into [`Region::sub_bands`]; `None` if none does.
    pub fn sub_band_of(&self, hz: u64) -> Option<usize> {
        self.sub_bands.iter().position(|band| (band.low_hz..band.high_hz).contains(&hz))
    }

    /// The carrier for path loss where a scenario names none: the first channel's, Hz.
    pub fn frequency_hz(&self) -> f64 {
        self.channels.first().map_or(868.1e6, |channel| channel.frequency_hz as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::radio::lorawan::airtime::Modulation;

    fn all() -> Vec<Region> {
        names().map(|name| Region::find(name).unwrap()).collect()
    }

    #[test]
    fn every_channel_lies_in_its_sub_band_and_clear_of_the_others() {
        for region in all() {
            assert!((1..=region.channels.len()).contains(&region.join_channels), "{}", region.name);
            for (at, channel) in region.channels.iter().enumerate() {
                let band = region.sub_bands[channel.sub_band];
                assert!((band.low_hz..band.high_hz).contains(&channel.frequency_hz), "{}", region.name);
                let clear = |other: &Channel| channel.frequency_hz.abs_diff(other.frequency_hz) >= 125_000;
                assert!(region.channels[at + 1..].iter().all(clear), "{}", region.name);
            }
        }
    }

    #[test]
    fn europe_has_its_two_one_percent_bands() {
        let region = Region::find("eu868").unwrap();
        assert_eq!(region.channels.len(), 8);
        let duty = |hz| {
            let channel = region.channels.iter().find(|c| c.frequency_hz == hz).unwrap();
            (channel.sub_band, region.sub_bands[channel.sub_band].one_in)
        };
        assert_eq!(duty(868_100_000).1, 100);
        assert_eq!(duty(867_900_000).1, 100);
        assert_ne!(duty(868_100_000).0, duty(867_900_000).0);
        let payloads: Vec<_> = (7..=12).rev().map(|sf| region.max_payload(sf).unwrap()).collect();
        assert_eq!(payloads, [51, 51, 51, 115, 242, 242]);
    }

    #[test]
    fn america_has_sixty_four_channels_of_which_the_second_eight_are_usual() {
        let usual = Region::find("US915").unwrap();
        assert_eq!(usual.channels[0].frequency_hz, 903_900_000);
        assert_eq!(usual.channels.len(), 8);
        assert_eq!(usual.channels, Region::find("US915-FSB2").unwrap().channels);
        let whole = Region::find("US915-64").unwrap();
        assert_eq!(whole.channels.len(), 64);
        assert_eq!(whole.channels[63].frequency_hz, 914_900_000);
        assert_eq!(usual.spreading_factors(), (7, 10));
        assert_eq!((usual.max_payload(10), usual.max_payload(11)), (Some(11), None));
    }

    #[test]
    fn greatest_payloads_keep_the_dwell_time() {
        for region in all() {
            let Some(dwell) = region.dwell_time else { continue };
            for rate in region.data_rates {
                let modulation = Modulation::uplink(rate.spreading_factor, rate.bandwidth, 1);
                let airtime = modulation.airtime(rate.max_payload + 13);
                assert!(airtime <= dwell, "{} SF{}", region.name, rate.spreading_factor);
            }
        }
    }

    #[test]
    fn unknown_names_have_no_plan() {
        assert_eq!(Region::find("EU869"), None);
        assert!(names().count() > 9);
    }
}
