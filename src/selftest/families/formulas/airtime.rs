//! LoRa time on air (SX1276 data sheet, 4.1.1.7), every row to the nanosecond.

use crate::model::radio::lorawan::airtime::{Bandwidth, Modulation};
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "formulas/time-on-air",
    about: "LoRa time on air, to the nanosecond",
    tables: &["lora_time_on_air"],
    cases,
};

fn modulation(row: &Row) -> Option<Modulation> {
    Some(Modulation {
        spreading_factor: row.number("SF") as u8,
        bandwidth: Bandwidth::from_hz(row.number("BW_Hz") as u64)?,
        coding_rate: row.number("CR_index_1is4_5") as u8,
        preamble_symbols: row.number("preamble_symbols") as u32,
        explicit_header: row.number("explicit_header") != 0.0,
        crc: row.number("crc") != 0.0,
    })
}

fn cases(cases: &mut Cases) {
    for row in rows("lora_time_on_air") {
        let kilohertz = row.number("BW_Hz") / 1e3;
        let (sf, bytes) = (row.text("SF"), row.text("PHY_payload_B"));
        let name = format!(
            "SF{sf}, {kilohertz} kHz, CR 4/{}, {bytes} B, header {}, crc {}",
            row.number("CR_index_1is4_5") + 4.0,
            row.text("explicit_header"),
            row.text("crc")
        );
        let Some(modulation) = modulation(&row) else {
            cases.leave_out(name, "not a bandwidth of LoRaWAN");
            continue;
        };
        let (bytes, optimised) = (row.number("PHY_payload_B") as u32, row.number("LDRO"));
        let ours = f64::from(u8::from(modulation.low_data_rate_optimised()));
        cases.exactly(format!("{name}: low data rate optimised"), optimised, ours, 0.0);
        let symbols = f64::from(modulation.payload_symbols(bytes));
        cases.exactly(format!("{name}: payload symbols"), row.number("payload_symbols"), symbols, 0.0);
        let ns = libm::round(row.number("ToA_ms") * 1e6);
        cases.exactly(format!("{name}: time on air, ns"), ns, modulation.airtime(bytes).0 as f64, 0.0);
    }
}
