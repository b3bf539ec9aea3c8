//! Sensitivities: the least power at which a frame is received in noise alone. The tables differ by up to
//! 9 dB at the same spreading factor, so a scenario names the one it uses.

use super::Sensitivity;
use super::airtime::Bandwidth;

/// Rows 125, 250, 500 kHz; columns spreading factor 7 to 12; dBm.
type Table = [[f64; 6]; 3];

/// Gateway: Semtech SX1301 data sheet at 125 kHz, as in ns-3 lorawan (`gateway-lora-phy.cc`). The wider rows
/// are the first raised by the noise of the wider band, 10·log10(2) a step.
const SX1301: Table = [
    [-130.0, -132.5, -135.0, -137.5, -140.0, -142.5],
    [-126.99, -129.49, -131.99, -134.49, -136.99, -139.49],
    [-123.98, -126.48, -128.98, -131.48, -133.98, -136.48],
];

/// Device: Semtech SX1272/73 data sheet, as in FLoRa (`LoRaReceiver.cc`); 125 kHz also in ns-3 lorawan.
const SX1272: Table = [
    [-124.0, -127.0, -130.0, -133.0, -135.0, -137.0],
    [-122.0, -125.0, -128.0, -130.0, -132.0, -135.0],
    [-116.0, -119.0, -122.0, -125.0, -128.0, -129.0],
];

/// Measured: Bor, Roedig, Voigt and Alonso, "Do LoRa low-power wide-area networks scale?", MSWiM 2016, as in
/// LoRaSim (`loraDir.py`).
const BOR: Table = [
    [-126.5, -127.25, -131.25, -132.75, -134.5, -133.25],
    [-124.25, -126.75, -128.25, -130.25, -132.75, -132.25],
    [-120.75, -124.0, -127.5, -128.75, -128.75, -132.25],
];

/// Sensitivity, dBm, of a spreading factor from 7 to 12 (others read as the nearest of these).
pub fn sensitivity_dbm(table: Sensitivity, spreading_factor: u8, bandwidth: Bandwidth) -> f64 {
    let rows = match table {
        Sensitivity::Sx1301 => &SX1301,
        Sensitivity::Sx1272 => &SX1272,
        Sensitivity::Bor => &BOR,
    };
    let column = usize::from(spreading_factor.clamp(7, 12) - 7);
    match bandwidth {
        Bandwidth::Khz125 => rows[0][column],
        Bandwidth::Khz250 => rows[1][column],
        Bandwidth::Khz500 => rows[2][column],
    }
}

/// Least signal-to-noise ratio, dB, at which a spreading factor from 7 to 12 is demodulated (Semtech SX1276
/// data sheet, table of spreading factors; ChirpStack's ADR table).
pub fn required_snr_db(spreading_factor: u8) -> f64 {
    -7.5 - 2.5 * f64::from(spreading_factor.clamp(7, 12) - 7)
}

/// Thermal noise, dBm, in a bandwidth: -174 dBm/Hz at 290 K and the receiver's noise figure.
pub fn noise_dbm(bandwidth: Bandwidth, noise_figure_db: f64) -> f64 {
    -174.0 + noise_figure_db + 10.0 * libm::log10(bandwidth.hz() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Sensitivity; 3] = [Sensitivity::Sx1301, Sensitivity::Sx1272, Sensitivity::Bor];

    #[test]
    fn wider_channels_need_more_power() {
        for (table, sf) in ALL.iter().flat_map(|t| (7..=12).map(move |sf| (*t, sf))) {
            let at = |bandwidth| sensitivity_dbm(table, sf, bandwidth);
            assert!(at(Bandwidth::Khz125) < at(Bandwidth::Khz250), "{table:?} SF{sf}");
            assert!(at(Bandwidth::Khz250) <= at(Bandwidth::Khz500), "{table:?} SF{sf}");
        }
    }

    #[test]
    fn gateway_hears_more_than_thermal_noise_and_table_say() {
        let from_noise = noise_dbm(Bandwidth::Khz125, 6.0) + required_snr_db(12);
        assert!((from_noise + 137.0309).abs() < 1e-6);
        assert_eq!(sensitivity_dbm(Sensitivity::Sx1301, 12, Bandwidth::Khz125), -142.5);
        assert_eq!(sensitivity_dbm(Sensitivity::Bor, 12, Bandwidth::Khz125), -133.25);
    }
}
