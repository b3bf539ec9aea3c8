//! The table of channel plans.

use super::downlink::{Downlink, FirstWindow};
use super::{DataRate, SubBand};
use crate::model::radio::lorawan::airtime::Bandwidth::{Khz125, Khz500};
use crate::units::Span;

/// Where a plan's channels are.
pub(super) enum Channels {
    /// Here, in hertz.
    At(&'static [u64]),
    /// So many, 200 kHz apart, from this one.
    Row { first_hz: u64, count: u64 },
}

/// Distance between neighbouring channels of a row, Hz.
const STEP_HZ: u64 = 200_000;

impl Channels {
    pub(super) fn frequencies(&self) -> Vec<u64> {
        match *self {
            Channels::At(list) => list.to_vec(),
            Channels::Row { first_hz, count } => (0..count).map(|at| first_hz + at * STEP_HZ).collect(),
        }
    }
}

/// One row of the table.
pub(super) struct Plan {
    pub name: &'static str,
    pub about: &'static str,
    pub channels: Channels,
    pub join_channels: usize,
    pub data_rates: &'static [DataRate],
    pub sub_bands: &'static [SubBand],
    pub dwell_time: Option<Span>,
    pub max_eirp_dbm: f64,
    pub downlink: Downlink,
}

impl Plan {
    /// Index of the sub-band that holds a frequency; every channel of the table lies in one (tested).
    pub(super) fn sub_band_of(&self, hz: u64) -> usize {
        self.sub_bands.iter().position(|band| (band.low_hz..band.high_hz).contains(&hz)).unwrap_or(0)
    }
}

/// The names of all plans.
pub fn names() -> impl Iterator<Item = &'static str> {
    PLANS.iter().map(|plan| plan.name)
}

const fn rate(spreading_factor: u8, max_payload: u32) -> DataRate {
    DataRate { spreading_factor, bandwidth: Khz125, max_payload }
}

const fn band(low_khz: u64, high_khz: u64, one_in: u32) -> SubBand {
    SubBand { low_hz: low_khz * 1000, high_hz: high_khz * 1000, one_in }
}

/// Data rates without a dwell time.
const SF12_TO_7: &[DataRate] =
    &[rate(12, 51), rate(11, 51), rate(10, 51), rate(9, 115), rate(8, 242), rate(7, 242)];
/// Data rates within 400 ms: slower ones cannot carry anything.
const SF10_TO_7: &[DataRate] = &[rate(10, 11), rate(9, 53), rate(8, 125), rate(7, 242)];
/// Dwell time of FCC 15.247 and of RP002 where it is on.
const DWELL: Option<Span> = Some(Span::from_millis(400));

/// ETSI EN 300 220-2 V3.1.1, annex B, bands K, L, M, N, P and R.
const EU868: &[SubBand] = &[
    band(863_000, 865_000, 1000),
    band(865_000, 868_000, 100),
    band(868_000, 868_600, 100),
    band(868_700, 869_200, 1000),
    band(869_400, 869_650, 10),
    band(869_700, 870_000, 100),
];

/// Answers in the uplink's own channel and data rate, then in one channel for all.
const fn own_channel(rx2_khz: u64, rx2_spreading_factor: u8, power_dbm: f64) -> Downlink {
    Downlink {
        first: FirstWindow::OwnChannel,
        bandwidth: Khz125,
        rx2_hz: rx2_khz * 1000,
        rx2_spreading_factor,
        power_dbm,
        rx2_power_dbm: power_dbm,
    }
}

/// Eight channels of 500 kHz from 923.3 MHz, in both windows.
const fn wide(power_dbm: f64) -> Downlink {
    Downlink {
        first: FirstWindow::Row { first_hz: 923_300_000, step_hz: 600_000, count: 8 },
        bandwidth: Khz500,
        rx2_hz: 923_300_000,
        rx2_spreading_factor: 12,
        power_dbm,
        rx2_power_dbm: power_dbm,
    }
}

macro_rules! blocks {
    ($name:literal, $about:literal, $first_khz:literal + $block:literal, $power_dbm:literal) => {
        Plan {
            name: $name,
            about: $about,
            channels: Channels::Row { first_hz: ($first_khz + ($block - 1) * 1600) * 1000, count: 8 },
            join_channels: 8,
            data_rates: SF10_TO_7,
            sub_bands: &[band(902_000, 928_000, 1)],
            dwell_time: DWELL,
            max_eirp_dbm: 30.0,
            downlink: wide($power_dbm),
        }
    };
}

/// All plans. In the American and Australian ones a block of eight channels ("FSB") is what one gateway hears.
pub(super) const PLANS: &[Plan] = &[
    Plan {
        name: "EU868",
        about: "Europe, 863-870 MHz: three default channels and the five usual ones at 867.1-867.9 MHz; duty \
                cycle 1 % in either group",
        channels: Channels::At(&[
            868_100_000,
            868_300_000,
            868_500_000,
            867_100_000,
            867_300_000,
            867_500_000,
            867_700_000,
            867_900_000,
        ]),
        join_channels: 3,
        data_rates: SF12_TO_7,
        sub_bands: EU868,
        dwell_time: None,
        max_eirp_dbm: 16.0,
        downlink: Downlink { rx2_power_dbm: 27.0, ..own_channel(869_525, 12, 14.0) },
    },
    blocks!(
        "US915",
        "North America, 902-928 MHz: block 2 of the eight, channels 8-15, the usual one; \
             dwell time 400 ms",
        902_300 + 2,
        20.0
    ),
    blocks!("US915-FSB1", "North America, channels 0-7", 902_300 + 1, 20.0),
    blocks!("US915-FSB2", "North America, channels 8-15", 902_300 + 2, 20.0),
    blocks!("US915-FSB3", "North America, channels 16-23", 902_300 + 3, 20.0),
    blocks!("US915-FSB4", "North America, channels 24-31", 902_300 + 4, 20.0),
    blocks!("US915-FSB5", "North America, channels 32-39", 902_300 + 5, 20.0),
    blocks!("US915-FSB6", "North America, channels 40-47", 902_300 + 6, 20.0),
    blocks!("US915-FSB7", "North America, channels 48-55", 902_300 + 7, 20.0),
    blocks!("US915-FSB8", "North America, channels 56-63", 902_300 + 8, 20.0),
    Plan {
        name: "US915-64",
        about: "North America, all 64 channels: every gateway hears all of them",
        channels: Channels::Row { first_hz: 902_300_000, count: 64 },
        join_channels: 64,
        data_rates: SF10_TO_7,
        sub_bands: &[band(902_000, 928_000, 1)],
        dwell_time: DWELL,
        max_eirp_dbm: 30.0,
        downlink: wide(20.0),
    },
    blocks!(
        "AU915",
        "Australia and Latin America, 915-928 MHz: block 2 of the eight, channels 8-15, the \
             usual one; dwell time 400 ms, as devices begin (RP002)",
        915_200 + 2,
        27.0
    ),
    Plan {
        name: "AS923",
        about: "Asia, group 1: the two default channels; dwell time 400 ms, as devices begin (RP002); duty \
                cycle 1 %",
        channels: Channels::At(&[923_200_000, 923_400_000]),
        join_channels: 2,
        data_rates: SF10_TO_7,
        sub_bands: &[band(915_000, 928_000, 100)],
        dwell_time: DWELL,
        max_eirp_dbm: 16.0,
        downlink: own_channel(923_200, 10, 14.0),
    },
    Plan {
        name: "AS923-2",
        about: "Asia, group 2 (Indonesia, Vietnam): the two default channels; otherwise as AS923",
        channels: Channels::At(&[921_400_000, 921_600_000]),
        join_channels: 2,
        data_rates: SF10_TO_7,
        sub_bands: &[band(915_000, 928_000, 100)],
        dwell_time: DWELL,
        max_eirp_dbm: 16.0,
        downlink: own_channel(921_400, 10, 14.0),
    },
    Plan {
        name: "IN865",
        about: "India, 865-867 MHz: three default channels and five more; no duty cycle",
        channels: Channels::At(&[
            865_062_500,
            865_402_500,
            865_985_000,
            865_232_500,
            866_185_000,
            866_385_000,
            866_585_000,
            866_785_000,
        ]),
        join_channels: 3,
        data_rates: SF12_TO_7,
        sub_bands: &[band(865_000, 867_000, 1)],
        dwell_time: None,
        max_eirp_dbm: 30.0,
        downlink: own_channel(866_550, 10, 27.0),
    },
    Plan {
        name: "KR920",
        about: "South Korea, 920-923 MHz: seven channels; listening before talking is not modelled",
        channels: Channels::Row { first_hz: 922_100_000, count: 7 },
        join_channels: 3,
        data_rates: SF12_TO_7,
        sub_bands: &[band(920_900, 923_500, 1)],
        dwell_time: None,
        max_eirp_dbm: 14.0,
        downlink: own_channel(921_900, 12, 23.0),
    },
    Plan {
        name: "CN470",
        about: "China, 470-510 MHz: block 11 of the twelve; payloads of RP001-1.1 rev. B",
        channels: Channels::Row { first_hz: 486_300_000, count: 8 },
        join_channels: 8,
        data_rates: SF12_TO_7,
        sub_bands: &[band(470_000, 510_000, 1)],
        dwell_time: None,
        max_eirp_dbm: 19.15,
        downlink: Downlink {
            first: FirstWindow::Row { first_hz: 500_300_000, step_hz: 200_000, count: 48 },
            ..own_channel(505_300, 12, 14.0)
        },
    },
    Plan {
        name: "EU433",
        about: "Europe, 433 MHz: eight channels; duty cycle 10 %",
        channels: Channels::Row { first_hz: 433_175_000, count: 8 },
        join_channels: 3,
        data_rates: SF12_TO_7,
        sub_bands: &[band(433_050, 434_790, 10)],
        dwell_time: None,
        max_eirp_dbm: 12.15,
        downlink: own_channel(434_665, 12, 12.15),
    },
    Plan {
        name: "RU864",
        about: "Russia, 864-870 MHz: two default channels and five more; duty cycle 1 %",
        channels: Channels::At(&[
            868_900_000,
            869_100_000,
            864_100_000,
            864_300_000,
            864_500_000,
            864_700_000,
            864_900_000,
        ]),
        join_channels: 2,
        data_rates: SF12_TO_7,
        sub_bands: &[band(864_000, 870_000, 100)],
        dwell_time: None,
        max_eirp_dbm: 16.0,
        downlink: own_channel(869_100, 12, 14.0),
    },
];
