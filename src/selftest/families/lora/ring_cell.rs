//! A cell whose spreading factors are rings by sensitivity, Poisson traffic. Rings are 2.5 dB wide, so 6 dB of
//! capture changes nothing but in the innermost disc.

use crate::selftest::case::REPLICATIONS;
use crate::selftest::families::cell::Cell;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// Any overlap is a loss.
pub const NO_CAPTURE: Family = Family {
    name: "lora/ring-cell",
    about: "rings of spreading factors, no capture",
    tables: &["lora_ring_cell"],
    cases: |cases| each(cases, "aloha", "PDR_no_capture"),
};
/// The stronger survives.
pub const CAPTURE: Family = Family {
    name: "lora/ring-cell-capture",
    about: "rings of spreading factors, 6 dB of pairwise capture",
    tables: &["lora_ring_cell"],
    cases: |cases| each(cases, "co-channel", "PDR_pairwise_6dB_capture"),
};

/// LoRaWAN's bytes around the payload.
const OVERHEAD: u32 = 13;
/// Messages of a replication.
const MESSAGES: f64 = 60_000.0;
/// A thin outermost ring: few devices, and their number differs much between layouts.
const FEW_DEVICES: f64 = 2000.0;
const MESSAGES_OF_FEW: f64 = 100_000.0;
const LAYOUTS_OF_FEW: u64 = 60;
/// Rows of a cell: six spreading factors and all together.
const ROWS: usize = 7;

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

fn each(cases: &mut Cases, isolation: &str, column: &str) {
    for rows in rows("lora_ring_cell").chunks(ROWS) {
        let few = rows[0].number("N") < FEW_DEVICES;
        let name = format!("{} devices in {} m", rows[0].text("N"), rows[0].text("R_m"));
        let mut case = Case::new(&name, cell(&rows[0], isolation).scenario()).replications(if few {
            LAYOUTS_OF_FEW
        } else {
            REPLICATIONS
        });
        if let [.., all] = rows {
            case = case.share("all delivered", all.number(column), |run| run.delivered());
        }
        for (row, sf) in rows.iter().zip(7..=12) {
            if row.number("device_fraction") > 0.0 {
                let measure = format!("SF{sf} delivered");
                case = case.share(measure, row.number(column), move |run| run.delivered_of(sf));
            } else {
                cases.leave_out(format!("{name}, SF{sf}"), "no device is so far out");
            }
        }
        cases.simulate(case);
    }
}
