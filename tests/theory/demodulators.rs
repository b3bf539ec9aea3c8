//! A gateway's demodulators are Erlang's loss system: a frame holds one from its start to its end, whatever
//! becomes of it, so collisions cannot touch the share of frames that find none.

use iotcap::model::cause::Cause;

use crate::judge::{Table, ratio};
use crate::ledger::{REPLICATIONS, network, replicate};
use crate::lora::{Cell, airtime_s};
use crate::oracle::rows;

/// So many that they are Poisson.
const DEVICES: u32 = 20_000;
const MESSAGES: f64 = 50_000.0;
/// Rarer losses would need longer runs.
const LEAST_LOSS: f64 = 0.004;
/// The greatest spreading factor of the region.
const SF: u8 = 10;

#[test]
fn no_demodulator_is_erlang_b() {
    let mut table = Table::new("no demodulator: Erlang B");
    for row in rows("lora_demod_paths_erlangB") {
        for (demodulators, column) in [(8, "P_block_8_paths"), (16, "P_block_16_paths")] {
            let (erlang, exact) = (row.number("offered_erlang_all_channels_SFs"), row.number(column));
            if exact < LEAST_LOSS {
                continue;
            }
            let interval = f64::from(DEVICES) * airtime_s(SF, 10, 1) / erlang;
            let cell = Cell {
                region: "US915-64",
                channels: 64,
                isolation: "goursaud",
                demodulators,
                count: DEVICES,
                spreading_factor: "{ fixed = 10 }",
                process: format!(r#"poisson = "{interval} s""#),
                phy_bytes: 10,
                duration_s: MESSAGES * interval / f64::from(DEVICES),
                ..Cell::default()
            };
            let refused = |ledger: &crate::ledger::Ledger| ledger.lost(Cause::NoDemodulator);
            let samples = ratio(&replicate(&network(&cell.scenario()), REPLICATIONS, refused));
            table.share(format!("{demodulators} demodulators, {erlang} Erlang"), exact, &samples);
        }
    }
    table.judge();
}
