//! How gateways answer in a plan: where and how fast in the two receive windows, and how strongly.
//!
//! Sources: LoRa Alliance RP002-1.0.3 (RX1 data rate offset 0, RX2 of each region); powers as ChirpStack's `band`
//! package has them (`GetDownlinkTXPower`), which for Europe are those of ETSI EN 300 220-2: 14 dBm, and 27 dBm in
//! 869.4-869.65 MHz.

use crate::model::radio::lorawan::airtime::Bandwidth;

/// How gateways answer in a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Downlink {
    /// Where the first window is.
    pub first: FirstWindow,
    /// Of both windows.
    pub bandwidth: Bandwidth,
    /// The second window's frequency.
    pub rx2_hz: u64,
    /// The second window's spreading factor.
    pub rx2_spreading_factor: u8,
    /// Radiated in the first window.
    pub power_dbm: f64,
    /// Radiated in the second window.
    pub rx2_power_dbm: f64,
}

/// Where a device listens first, at the spreading factor at which it sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstWindow {
    /// In the channel in which it sent.
    OwnChannel,
    /// In a row of channels of their own: the uplink channel's number modulo `count`.
    Row {
        /// Centre of the first, Hz.
        first_hz: u64,
        /// Between centres, Hz.
        step_hz: u64,
        /// How many.
        count: u64,
    },
}

/// Greatest payload of a frame down at 500 kHz by spreading factor 7 to 12, bytes (data rates 13 to 8 of US915 and AU915).
const WIDE_PAYLOAD: [u32; 6] = [242, 242, 242, 242, 129, 53];

impl Downlink {
    /// Greatest application payload of a frame down, bytes, where those up hold `up` at this spreading factor; `None` if the
    /// plan has no such data rate.
    pub fn max_payload(&self, spreading_factor: u8, up: Option<u32>) -> Option<u32> {
        match self.bandwidth {
            Bandwidth::Khz500 => WIDE_PAYLOAD.get(usize::from(spreading_factor.checked_sub(7)?)).copied(),
            _ => up,
        }
    }

    /// The first window's frequency after an uplink in the plan's channel of this number and frequency, Hz.
    pub fn rx1_hz(&self, channel: u64, uplink_hz: u64) -> u64 {
        match self.first {
            FirstWindow::OwnChannel => uplink_hz,
            FirstWindow::Row { first_hz, step_hz, count } => first_hz + channel % count * step_hz,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::radio::lorawan::region::{Region, names};

    #[test]
    fn windows_lie_in_sub_bands_of_their_plan() {
        for region in names().map(|name| Region::find(name).unwrap()) {
            let rx1 = |(at, channel): (usize, &super::super::Channel)| {
                region.downlink.rx1_hz(at as u64, channel.frequency_hz)
            };
            let mut windows: Vec<u64> = region.channels.iter().enumerate().map(rx1).collect();
            windows.push(region.downlink.rx2_hz);
            let known = |hz: &u64| region.sub_band_of(*hz).is_some();
            assert!(windows.iter().all(known), "{}", region.name);
        }
    }

    #[test]
    fn europe_answers_strongly_in_its_ten_percent_band() {
        let region = Region::find("EU868").unwrap();
        let band = region.sub_bands[region.sub_band_of(region.downlink.rx2_hz).unwrap()];
        assert_eq!((band.one_in, region.downlink.rx2_power_dbm), (10, 27.0));
        assert_eq!(region.downlink.rx1_hz(3, 867_100_000), 867_100_000);
        let america = Region::find("US915").unwrap().downlink;
        assert_eq!(america.rx1_hz(9, 905_700_000), 923_900_000);
    }
}
