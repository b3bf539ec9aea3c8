//! A cell whose spreading factors are rings by sensitivity, Poisson traffic. Rings are 2.5 dB wide, so 6 dB of
//! capture changes nothing but in the innermost disc.

use crate::judge::{Table, ratio};
use crate::ledger::{REPLICATIONS, network, replicate};
use crate::lora::Cell;
use crate::oracle::{Row, rows};

/// LoRaWAN's bytes around the payload.
const OVERHEAD: u32 = 13;
/// Messages of a replication.
const MESSAGES: f64 = 60_000.0;
/// A thin outermost ring: few devices, and their number differs much between layouts.
const FEW_DEVICES: f64 = 2000.0;
const MESSAGES_OF_FEW: f64 = 100_000.0;
const LAYOUTS_OF_FEW: u64 = 60;

fn cell<'a>(row: &Row, isolation: &'a str) -> Cell<'a> {
    let (count, interval) = (row.number("N"), row.number("mean_interval_s(Poisson)"));
    let messages = if count < FEW_DEVICES { MESSAGES_OF_FEW } else { MESSAGES };
    Cell {
        isolation,
        channels: row.number("channels") as u32,
        radius_m: row.number("R_m"),
        count: count as u32,
        spreading_factor: "{ link-budget = {} }",
        process: format!(r#"poisson = "{interval} s""#),
        phy_bytes: row.number("app_B") as u32 + OVERHEAD,
        duration_s: messages * interval / count,
        ..Cell::default()
    }
}

fn compare(isolation: &str, column: &str, table: &mut Table) {
    for rows in rows("lora_ring_cell").chunks(7) {
        let network = network(&cell(&rows[0], isolation).scenario());
        let few = rows[0].number("N") < FEW_DEVICES;
        let replications = if few { LAYOUTS_OF_FEW } else { REPLICATIONS };
        let runs = replicate(&network, replications, |ledger| {
            let of = |sf| ledger.delivered_of(sf);
            [of(7), of(8), of(9), of(10), of(11), of(12), ledger.delivered()]
        });
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.number("device_fraction") > 0.0) {
            let pairs: Vec<(f64, f64)> = runs.iter().map(|run| run[at]).collect();
            let label = format!(
                "{} in {} m, SF {}",
                row.text("N"),
                row.text("R_m"),
                row.text("SF").split(' ').next().unwrap_or("")
            );
            table.share(label, row.number(column), &ratio(&pairs));
        }
    }
}

#[test]
fn without_capture() {
    let mut table = Table::new("ring cell, no capture");
    compare("aloha", "PDR_no_capture", &mut table);
    table.judge();
}

#[test]
fn with_pairwise_capture() {
    let mut table = Table::new("ring cell, 6 dB of pairwise capture");
    compare("co-channel", "PDR_pairwise_6dB_capture", &mut table);
    table.judge();
}
