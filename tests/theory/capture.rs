//! Capture at 6 dB in a uniform disc, one channel and spreading factor, everybody in range: with and without
//! Rayleigh fading, each interferer alone or all added. `a` is the mean number of overlapping frames, 2λT.

use crate::judge::{Table, ratio};
use crate::ledger::{REPLICATIONS, network, replicate};
use crate::lora::{Cell, airtime_s};
use crate::oracle::rows;

/// So many that one device more or less is nothing: the tables are for Poisson traffic without N − 1.
const DEVICES: u32 = 5000;
/// Messages of a replication where most arrive, and where losses are rare.
const MESSAGES: f64 = 20_000.0;
const MESSAGES_OF_LITTLE_LOSS: f64 = 40_000.0;

/// One sample of the delivery ratio from each replication.
fn delivery_ratios(a: f64, exponent: f64, rayleigh: bool, capture: &str, isolation: &str) -> Vec<f64> {
    let airtime = airtime_s(12, Cell::default().phy_bytes, 1);
    let interval = 2.0 * f64::from(DEVICES) * airtime / a;
    let messages = if a < 0.3 { MESSAGES_OF_LITTLE_LOSS } else { MESSAGES };
    let cell = Cell {
        capture,
        isolation,
        exponent,
        rayleigh,
        count: DEVICES,
        process: format!(r#"poisson = "{interval} s""#),
        duration_s: messages * interval / f64::from(DEVICES),
        ..Cell::default()
    };
    ratio(&replicate(&network(&cell.scenario()), REPLICATIONS, |ledger| ledger.delivered()))
}

#[test]
fn no_capture() {
    let mut table = Table::new("disc, no capture");
    for row in rows("lora_capture_disc_nofading").iter().filter(|row| row.text("pathloss_exponent") == "3.76")
    {
        let a = row.number("a=2*lambda_total*ToA");
        let samples = delivery_ratios(a, 3.76, false, "pairwise-peak", "aloha");
        table.share(format!("a = {a}"), row.number("P_succ_no_capture"), &samples);
    }
    table.judge();
}

#[test]
fn pairwise_capture_without_fading() {
    let mut table = Table::new("disc, pairwise capture");
    for row in rows("lora_capture_disc_nofading") {
        let (a, exponent) = (row.number("a=2*lambda_total*ToA"), row.number("pathloss_exponent"));
        let samples = delivery_ratios(a, exponent, false, "pairwise-peak", "co-channel");
        table.share(format!("exponent {exponent}, a = {a}"), row.number("P_succ_pairwise_capture"), &samples);
    }
    table.judge();
}

#[test]
fn capture_with_rayleigh_fading() {
    let mut table = Table::new("disc, capture with Rayleigh fading");
    for row in rows("lora_capture_disc_rayleigh").iter().filter(|row| row.text("x=d1/R") == "disc average") {
        let (a, exponent) =
            (row.number("a=mean number of overlapping interferers"), row.number("pathloss_exponent"));
        for (capture, column) in [
            ("sum-overlap", "P_SIR_gt_6dB_sum_interference"),
            ("pairwise-peak", "P_SIR_gt_6dB_strongest_interferer"),
        ] {
            let samples = delivery_ratios(a, exponent, true, capture, "co-channel");
            table.share(format!("exponent {exponent}, a = {a}, {capture}"), row.number(column), &samples);
        }
    }
    table.judge();
}

/// An independent Monte Carlo, with its own error: it alone knows the sum without fading.
#[test]
fn capture_agrees_with_a_monte_carlo() {
    let mut table = Table::new("disc, capture against a Monte Carlo");
    for row in rows("mc_lora_capture_check") {
        let (a, exponent, rayleigh) =
            (row.number("a=2*lambda*ToA"), row.number("eta"), row.text("fading") != "none");
        for (capture, column) in [
            ("sum-overlap", "MC_P_succ_sum_interference"),
            ("pairwise-peak", "MC_P_succ_strongest_interferer"),
        ] {
            let samples = delivery_ratios(a, exponent, rayleigh, capture, "co-channel");
            let label = format!("{}, exponent {exponent}, a = {a}, {capture}", row.text("fading"));
            table.share_within(label, row.number(column), row.number("approx_ci95_half"), &samples);
        }
    }
    table.judge();
}
