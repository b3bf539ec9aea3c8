//! LoRaSim's cell: devices with a mean of 10^6 ms between frames of 20 B at SF12, each with only N − 1 others.

use crate::selftest::effort::Depth;
use crate::selftest::families::cell::{Cell, airtime_s};
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// Any overlap is a loss.
pub const NO_CAPTURE: Family = Family {
    name: "lora/lorasim",
    about: "LoRaSim's cell, pure ALOHA of N - 1 others",
    tables: &["lora_lorasim_der"],
    cases: no_capture,
};
/// The stronger survives.
pub const CAPTURE: Family = Family {
    name: "lora/lorasim-capture",
    about: "LoRaSim's cell, 6 dB of pairwise capture",
    tables: &["lora_lorasim_der"],
    cases: capture,
};
/// The gap counts from the frame's end, as in LoRaSim: a device is silent with probability P/(P + T) and stays so
/// for T with e^(−T/P).
pub const GAPS: Family = Family {
    name: "lora/lorasim-gaps",
    about: "LoRaSim's cell, gaps from the frame's end: (P/(P + T) exp(-T/P))^(N - 1)",
    tables: &[],
    cases: gaps,
};

const MESSAGES: f64 = 20_000.0;
const INTERVAL_S: f64 = 1000.0;
const PHY_BYTES: u32 = 20;
/// Rarer losses need longer runs.
const FEW_DEVICES: f64 = 50.0;
const MESSAGES_OF_FEW: f64 = 60_000.0;

fn cell(devices: f64, channels: u32, coding_rate: u8, isolation: &str, process: String) -> Cell<'_> {
    let messages = if devices < FEW_DEVICES { MESSAGES_OF_FEW } else { MESSAGES.max(100.0 * devices) };
    Cell {
        channels,
        isolation,
        coding_rate,
        exponent: 2.08,
        count: devices as u32,
        process,
        phy_bytes: PHY_BYTES,
        duration_s: messages * INTERVAL_S / devices,
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

fn name(row: &Row) -> String {
    format!("{}, {} devices", row.text("config"), row.text("N_nodes"))
}

fn each(cases: &mut Cases, isolation: &str, column: &str) {
    for row in rows("lora_lorasim_der") {
        let Some((channels, coding_rate)) = configuration(row.text("config")) else {
            cases.leave_out(name(&row), "SF6 is none of LoRaWAN's spreading factors");
            continue;
        };
        let process = format!(r#"poisson = "{INTERVAL_S} s""#);
        let cell = cell(row.number("N_nodes"), channels, coding_rate, isolation, process);
        let case = Case::new(name(&row), cell.scenario()).depth(Depth::Usual);
        cases.simulate(case.share("delivered", row.number(column), |run| run.delivered()));
    }
}

fn no_capture(cases: &mut Cases) {
    each(cases, "aloha", "DER_pure_aloha_finite_Poisson");
    cases.leave_out(
        "columns of the five-symbol rule",
        "a frame whose interferer ends before its last five preamble symbols is lost here as any other",
    );
}

fn capture(cases: &mut Cases) {
    each(cases, "co-channel", "DER_pairwise_6dB_capture_disc_eta2.08");
}

fn gaps(cases: &mut Cases) {
    for coding_rate in [4, 1] {
        let airtime = airtime_s(12, PHY_BYTES, coding_rate);
        for devices in [100.0, 500.0, 1000.0] {
            let process = format!(r#"idle = {{ exponential = "{INTERVAL_S} s" }}"#);
            let cell = cell(devices, 1, coding_rate, "aloha", process);
            let silent = INTERVAL_S / (INTERVAL_S + airtime) * libm::exp(-airtime / INTERVAL_S);
            let exact = libm::pow(silent, devices - 1.0);
            let case = Case::new(format!("{airtime} s on air, {devices} devices"), cell.scenario());
            cases.simulate(case.share("delivered", exact, |run| run.delivered()));
        }
    }
}
