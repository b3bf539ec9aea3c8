//! Capture at 6 dB in a uniform disc, one channel and spreading factor, everybody in range: with and without
//! Rayleigh fading, each interferer alone or all added. `a` is the mean number of overlapping frames, 2λT.

use crate::selftest::case::Oracle;
use crate::selftest::effort::Depth;
use crate::selftest::families::cell::{Cell, airtime_s};
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// Any overlap is a loss.
pub const NO_CAPTURE: Family = Family {
    name: "lora/no-capture",
    about: "uniform disc, any overlap is a loss: exp(-a)",
    tables: &["lora_capture_disc_nofading"],
    cases: no_capture,
};
/// The stronger survives.
pub const PAIRWISE: Family = Family {
    name: "lora/pairwise-capture",
    about: "uniform disc, 6 dB of capture over each interferer alone",
    tables: &["lora_capture_disc_nofading"],
    cases: pairwise,
};
/// With fading.
pub const RAYLEIGH: Family = Family {
    name: "lora/rayleigh-capture",
    about: "uniform disc, 6 dB of capture with Rayleigh fading, interferers alone and added",
    tables: &["lora_capture_disc_rayleigh"],
    cases: with_fading,
};
/// An independent Monte Carlo, with its own error: it alone knows the sum without fading.
pub const MONTE_CARLO: Family = Family {
    name: "lora/capture-monte-carlo",
    about: "uniform disc, capture against an independent Monte Carlo",
    tables: &["mc_lora_capture_check"],
    cases: monte_carlo,
};

/// So many that one device more or less is nothing: the tables are for Poisson traffic without N − 1.
const DEVICES: u32 = 5000;
/// Messages of a replication where most arrive, and where losses are rare.
const MESSAGES: f64 = 20_000.0;
const MESSAGES_OF_LITTLE_LOSS: f64 = 40_000.0;

struct Disc<'a> {
    a: f64,
    exponent: f64,
    rayleigh: bool,
    capture: &'a str,
    isolation: &'a str,
}

impl Disc<'_> {
    fn delivers(&self, name: String, oracle: impl Into<Oracle>) -> Case {
        let Disc { a, exponent, rayleigh, capture, isolation } = *self;
        let interval = 2.0 * f64::from(DEVICES) * airtime_s(12, Cell::default().phy_bytes, 1) / a;
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
        Case::new(name, cell.scenario()).share("delivered", oracle, |run| run.delivered())
    }
}

fn a(row: &Row) -> f64 {
    row.number("a=2*lambda_total*ToA")
}

fn no_capture(cases: &mut Cases) {
    let rows = rows("lora_capture_disc_nofading");
    for row in rows.iter().filter(|row| row.text("pathloss_exponent") == "3.76") {
        let disc =
            Disc { a: a(row), exponent: 3.76, rayleigh: false, capture: "pairwise-peak", isolation: "aloha" };
        cases.simulate(disc.delivers(format!("a = {}", a(row)), row.number("P_succ_no_capture")));
    }
}

fn pairwise(cases: &mut Cases) {
    for row in rows("lora_capture_disc_nofading") {
        let exponent = row.number("pathloss_exponent");
        let disc =
            Disc { a: a(&row), exponent, rayleigh: false, capture: "pairwise-peak", isolation: "co-channel" };
        let name = format!("exponent {exponent}, a = {}", a(&row));
        let depth = if exponent == 3.76 { Depth::Quick } else { Depth::Usual };
        cases.simulate(disc.delivers(name, row.number("P_succ_pairwise_capture")).depth(depth));
    }
}

fn with_fading(cases: &mut Cases) {
    for row in rows("lora_capture_disc_rayleigh") {
        let exponent = row.number("pathloss_exponent");
        let a = row.number("a=mean number of overlapping interferers");
        let name = format!("exponent {exponent}, a = {a}");
        if row.text("x=d1/R") != "disc average" {
            let at = format!("{name}, device at {} of the radius", row.text("x=d1/R"));
            cases.leave_out(at, "one device among 5000: its own ratio needs 5000 times the messages");
            continue;
        }
        for (capture, column) in [
            ("sum-overlap", "P_SIR_gt_6dB_sum_interference"),
            ("pairwise-peak", "P_SIR_gt_6dB_strongest_interferer"),
        ] {
            let disc = Disc { a, exponent, rayleigh: true, capture, isolation: "co-channel" };
            cases.simulate(disc.delivers(format!("{name}, {capture}"), row.number(column)));
        }
    }
}

fn monte_carlo(cases: &mut Cases) {
    for row in rows("mc_lora_capture_check") {
        let (a, exponent) = (row.number("a=2*lambda*ToA"), row.number("eta"));
        let rayleigh = row.text("fading") != "none";
        for (capture, column) in [
            ("sum-overlap", "MC_P_succ_sum_interference"),
            ("pairwise-peak", "MC_P_succ_strongest_interferer"),
        ] {
            let oracle = Oracle::from(row.number(column)).within(row.number("approx_ci95_half"));
            let name = format!("{}, exponent {exponent}, a = {a}, {capture}", row.text("fading"));
            let disc = Disc { a, exponent, rayleigh, capture, isolation: "co-channel" };
            cases.simulate(disc.delivers(name, oracle).depth(Depth::Usual));
        }
    }
}
