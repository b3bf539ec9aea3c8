//! ALOHA among few devices, where each has only N − 1 others: closed sources that think from the end of one
//! frame to the next, and LoRaSim's cell.

use crate::judge::{Table, ratio};
use crate::ledger::{REPLICATIONS, network, replicate};
use crate::lora::{Cell, airtime_s};
use crate::oracle::rows;

const MESSAGES: f64 = 20_000.0;

fn delivery_ratios(cell: &Cell, replications: u64) -> Vec<f64> {
    ratio(&replicate(&network(&cell.scenario()), replications, |ledger| ledger.delivered()))
}

#[test]
fn unslotted_aloha_with_exponential_idle_times() {
    let mut table = Table::new("finite ALOHA, exponential idle times");
    let airtime = airtime_s(12, Cell::default().phy_bytes, 1);
    for row in rows("aloha_finite") {
        let (devices, share) = (row.number("N"), row.number("per_device_p_or_airtime_fraction"));
        let idle = airtime * (1.0 - share) / share;
        let cell = Cell {
            count: devices as u32,
            process: format!(r#"idle = {{ exponential = "{idle} s" }}"#),
            duration_s: MESSAGES * airtime / (devices * share),
            warm_up_s: 20.0 * (idle + airtime),
            ..Cell::default()
        };
        let label = format!("{devices} devices, G = {}", row.text("G_total"));
        table.share(label, row.number("unslotted_exp_idle_Psucc"), &delivery_ratios(&cell, REPLICATIONS));
    }
    table.judge();
}

/// LoRaSim's traffic: a mean of 10^6 ms between frames of 20 B at SF12.
const INTERVAL_S: f64 = 1000.0;
const PHY_BYTES: u32 = 20;

fn lorasim<'a>(
    devices: f64,
    channels: u32,
    coding_rate: u8,
    isolation: &'a str,
    process: String,
) -> Cell<'a> {
    Cell {
        channels,
        isolation,
        coding_rate,
        exponent: 2.08,
        count: devices as u32,
        process,
        phy_bytes: PHY_BYTES,
        duration_s: MESSAGES.max(100.0 * devices) * INTERVAL_S / devices,
        ..Cell::default()
    }
}

/// Channels and coding rate of a configuration of the table; SF6 is none of LoRaWAN's.
fn configuration(name: &str) -> Option<(u32, u8)> {
    let channels = if name.contains("3ch") { 3 } else { 1 };
    match name {
        _ if name.starts_with("SF12/125/CR4:8") => Some((channels, 4)),
        _ if name.starts_with("SF12/125/CR4:5") => Some((channels, 1)),
        _ => None,
    }
}

#[test]
fn lorasim_without_capture() {
    let mut table = Table::new("LoRaSim's cell, pure ALOHA");
    for row in rows("lora_lorasim_der") {
        let Some((channels, coding_rate)) = configuration(row.text("config")) else { continue };
        let devices = row.number("N_nodes");
        if ![10.0, 100.0, 500.0, 1000.0].contains(&devices) {
            continue;
        }
        let cell = lorasim(devices, channels, coding_rate, "aloha", format!(r#"poisson = "{INTERVAL_S} s""#));
        let label = format!("{}, {devices} devices", row.text("config"));
        table.share(
            label,
            row.number("DER_pure_aloha_finite_Poisson"),
            &delivery_ratios(&cell, REPLICATIONS),
        );
    }
    table.judge();
}

/// Capture depends on who stands where, so each sample is a layout of its own and there are more of them.
#[test]
fn lorasim_with_capture() {
    let mut table = Table::new("LoRaSim's cell, 6 dB of pairwise capture");
    for row in rows("lora_lorasim_der") {
        let Some((channels, coding_rate)) = configuration(row.text("config")) else { continue };
        let devices = row.number("N_nodes");
        if ![100.0, 500.0, 1000.0].contains(&devices) {
            continue;
        }
        let process = format!(r#"poisson = "{INTERVAL_S} s""#);
        let cell = lorasim(devices, channels, coding_rate, "co-channel", process);
        let label = format!("{}, {devices} devices", row.text("config"));
        let column = "DER_pairwise_6dB_capture_disc_eta2.08";
        table.share(label, row.number(column), &delivery_ratios(&cell, REPLICATIONS));
    }
    table.judge();
}

/// The gap counts from the frame's end, as in LoRaSim: a device is silent with probability P/(P + T) and stays
/// so for T with e^(−T/P).
#[test]
fn lorasim_with_gaps_from_the_frames_end() {
    let mut table = Table::new("LoRaSim's cell, gaps from the frame's end");
    for coding_rate in [4, 1] {
        let airtime = airtime_s(12, PHY_BYTES, coding_rate);
        for devices in [100.0, 500.0, 1000.0] {
            let process = format!(r#"idle = {{ exponential = "{INTERVAL_S} s" }}"#);
            let cell = lorasim(devices, 1, coding_rate, "aloha", process);
            let silent = INTERVAL_S / (INTERVAL_S + airtime) * libm::exp(-airtime / INTERVAL_S);
            let exact = libm::pow(silent, devices - 1.0);
            let label = format!("{airtime} s on air, {devices} devices");
            table.share(label, exact, &delivery_ratios(&cell, REPLICATIONS));
        }
    }
    table.judge();
}
