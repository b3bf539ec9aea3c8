//! LoRa time on air, every row to the nanosecond.

use iotcap::model::radio::lorawan::airtime::{Bandwidth, Modulation};
use iotcap::units::Span;

use crate::oracle::{Row, rows};

fn modulation(row: &Row) -> Modulation {
    Modulation {
        spreading_factor: row.number("SF") as u8,
        bandwidth: Bandwidth::from_hz(row.number("BW_Hz") as u64).unwrap(),
        coding_rate: row.number("CR_index_1is4_5") as u8,
        preamble_symbols: row.number("preamble_symbols") as u32,
        explicit_header: row.number("explicit_header") != 0.0,
        crc: row.number("crc") != 0.0,
    }
}

#[test]
fn time_on_air_is_exact() {
    let table = rows("lora_time_on_air");
    assert_eq!(table.len(), 462);
    for row in table {
        let (modulation, bytes) = (modulation(&row), row.number("PHY_payload_B") as u32);
        assert_eq!(modulation.low_data_rate_optimised(), row.number("LDRO") != 0.0, "{modulation:?}");
        assert_eq!(f64::from(modulation.payload_symbols(bytes)), row.number("payload_symbols"));
        let expected = Span((row.number("ToA_ms") * 1e6).round() as u64);
        assert_eq!(modulation.airtime(bytes), expected, "{modulation:?}, {bytes} B");
    }
}
