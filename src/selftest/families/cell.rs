//! LoRaWAN cells: one gateway in the middle of a disc, at the devices' own height so that distances lie
//! in the plane as they do in the formulas, with a demodulator for every frame unless a table limits them.

use crate::model::radio::lorawan::airtime::{Bandwidth, Modulation};

/// What the tables vary.
#[allow(missing_docs, reason = "the names are those of the scenario language")]
pub struct Cell<'a> {
    pub region: &'a str,
    pub channels: u32,
    pub capture: &'a str,
    pub isolation: &'a str,
    pub coding_rate: u8,
    pub exponent: f64,
    pub rayleigh: bool,
    pub demodulators: u32,
    pub radius_m: f64,
    pub count: u32,
    /// TOML of `spreading_factor`.
    pub spreading_factor: &'a str,
    /// When: TOML of the message process, such as `poisson = "600 s"`.
    pub process: String,
    /// PHY payload, bytes.
    pub phy_bytes: u32,
    /// Measured window, s.
    pub duration_s: f64,
    /// Before it, s.
    pub warm_up_s: f64,
}

impl Default for Cell<'_> {
    fn default() -> Self {
        Cell {
            region: "EU868",
            channels: 1,
            capture: "pairwise-peak",
            isolation: "aloha",
            coding_rate: 1,
            exponent: 3.76,
            rayleigh: false,
            demodulators: 1024,
            radius_m: 100.0,
            count: 1,
            spreading_factor: "{ fixed = 12 }",
            process: String::new(),
            phy_bytes: 23,
            duration_s: 0.0,
            warm_up_s: 60.0,
        }
    }
}

impl Cell<'_> {
    /// As a scenario file.
    pub fn scenario(&self) -> String {
        let Cell { region, channels, capture, isolation, coding_rate, exponent, demodulators, .. } = self;
        let Cell { radius_m, count, spreading_factor, process, phy_bytes, duration_s, warm_up_s, .. } = self;
        let fading = if self.rayleigh { "fading = \"rayleigh\"" } else { "" };
        format!(
            r#"
title = "A cell"
[study]
duration = "{duration_s} s"
warm_up  = "{warm_up_s} s"
[radio.lora]
technology         = "lorawan"
region             = "{region}"
channels           = {channels}
capture            = "{capture}"
isolation          = "{isolation}"
device_sensitivity = "sx1301"
coding_rate        = {coding_rate}
overhead           = "0 B"
duty_cycle         = false
[radio.lora.propagation]
model     = "log-distance"
reference = {{ distance = "1 m", loss = "7.7 dB" }}
exponent  = {exponent}
{fading}
[devices.nodes]
count            = {count}
radio            = "lora"
place            = {{ disc = {{ radius = "{radius_m} m" }} }}
height           = "1 m"
spreading_factor = {spreading_factor}
message          = {{ {process}, size = "{phy_bytes} B" }}
[gateways.gateway]
radio        = "lora"
height       = "1 m"
demodulators = {demodulators}
[platform]
deduplication = {{ window = "0 s" }}
"#
        )
    }
}

/// Time on air at 125 kHz, s.
pub fn airtime_s(sf: u8, phy_bytes: u32, coding_rate: u8) -> f64 {
    Modulation::uplink(sf, Bandwidth::Khz125, coding_rate).airtime(phy_bytes).as_secs_f64()
}
