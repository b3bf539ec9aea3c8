//! A gateway's demodulators are Erlang's loss system: a frame holds one from its start to its end, whatever
//! becomes of it, so collisions cannot touch the share of frames that find none.

use crate::model::cause::Cause;
use crate::selftest::case::REPLICATIONS;
use crate::selftest::effort::Depth;
use crate::selftest::families::cell::{Cell, airtime_s};
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "lora/demodulators",
    about: "frames without a demodulator: Erlang B with 8 and 16 paths",
    tables: &["lora_demod_paths_erlangB"],
    cases,
};

/// So many that they are Poisson.
const DEVICES: u32 = 20_000;
const MESSAGES: f64 = 50_000.0;
/// Rarer losses need longer runs, so many frames over all replications times the loss …
const LEAST_LOSS: f64 = 0.004;
const LOSSES: f64 = 4000.0;
/// … in a quick run there is room for frequent ones …
const LITTLE_LOSS: f64 = 0.02;
/// … rarer ones yet would take hours …
const RAREST_LOSS: f64 = 3e-4;
/// … and of these none is to be expected.
const NO_LOSS: f64 = 1e-9;
/// The greatest spreading factor of the region.
const SF: u8 = 10;

fn cases(cases: &mut Cases) {
    for row in rows("lora_demod_paths_erlangB") {
        for (demodulators, column) in [(8, "P_block_8_paths"), (16, "P_block_16_paths")] {
            let (erlang, exact) = (row.number("offered_erlang_all_channels_SFs"), row.number(column));
            let name = format!("{demodulators} demodulators, {erlang} Erlang");
            let rare = (RAREST_LOSS..LEAST_LOSS).contains(&exact);
            let messages = if rare { LOSSES / exact / REPLICATIONS as f64 } else { MESSAGES };
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
                duration_s: messages * interval / f64::from(DEVICES),
                ..Cell::default()
            };
            let depth = match exact {
                _ if rare => Depth::Full,
                _ if exact < LITTLE_LOSS => Depth::Usual,
                _ => Depth::Quick,
            };
            let case = Case::new(&name, cell.scenario()).depth(depth);
            if exact >= RAREST_LOSS {
                cases.simulate(case.share("no demodulator", exact, |run| run.lost(Cause::NoDemodulator)));
            } else if exact < NO_LOSS {
                cases.simulate(case.rare("no demodulator", exact, |run| run.lost(Cause::NoDemodulator)));
            } else {
                let needed = LOSSES / exact / 1e6;
                cases.leave_out(name, format!("{exact:.1e} of frames: needs {needed:.0} million"));
            }
        }
    }
}
