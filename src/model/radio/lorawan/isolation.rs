//! How much stronger than an interferer a frame must be, by the spreading factors of both.
//!
//! The matrices disagree by more than 10 dB between different spreading factors, so a scenario names its own.

use super::Isolation;

/// Rows: wanted spreading factor 7 to 12; columns: interfering 7 to 12.
pub type Matrix = [[f64; 6]; 6];

/// Goursaud and Gorce, "Dedicated networks for IoT: PHY/MAC state of the art and challenges", EAI Endorsed
/// Trans. IoT 1(1), 2015; as in ns-3 lorawan (`lora-interference-helper.cc`). dB.
const GOURSAUD: Matrix = [
    [6.0, -16.0, -18.0, -19.0, -19.0, -20.0],
    [-24.0, 6.0, -20.0, -22.0, -22.0, -22.0],
    [-27.0, -27.0, 6.0, -23.0, -25.0, -25.0],
    [-30.0, -30.0, -30.0, 6.0, -26.0, -28.0],
    [-33.0, -33.0, -33.0, -33.0, 6.0, -29.0],
    [-36.0, -36.0, -36.0, -36.0, -36.0, 6.0],
];

/// Croce et al., "Impact of LoRa imperfect orthogonality: analysis of link-level performance", IEEE Commun.
/// Lett. 22(4), 2018; as in FLoRa (`LoRaReceiver.h`). dB.
const CROCE: Matrix = [
    [1.0, -8.0, -9.0, -9.0, -9.0, -9.0],
    [-11.0, 1.0, -11.0, -12.0, -13.0, -13.0],
    [-15.0, -13.0, 1.0, -13.0, -14.0, -15.0],
    [-19.0, -18.0, -17.0, 1.0, -17.0, -18.0],
    [-22.0, -22.0, -21.0, -20.0, 1.0, -20.0],
    [-25.0, -25.0, -25.0, -24.0, -23.0, 1.0],
];

/// LoRaSim's rule: 6 dB against one's own spreading factor, none needed against others. Bor et al., "Do LoRa
/// low-power wide-area networks scale?", MSWiM 2016, section 3 (`powerCollision` in `loraDir.py`). dB.
const CO_CHANNEL: Matrix = {
    let mut matrix = [[f64::NEG_INFINITY; 6]; 6];
    let mut sf = 0;
    while sf < 6 {
        matrix[sf][sf] = 6.0;
        sf += 1;
    }
    matrix
};

/// Pure ALOHA per spreading factor: no power is enough against one's own, none is needed against others.
const ALOHA: Matrix = {
    let mut matrix = [[f64::NEG_INFINITY; 6]; 6];
    let mut sf = 0;
    while sf < 6 {
        matrix[sf][sf] = f64::INFINITY;
        sf += 1;
    }
    matrix
};

/// Required signal-to-interference ratios in dB.
pub fn required_db(isolation: Isolation) -> &'static Matrix {
    match isolation {
        Isolation::Goursaud => &GOURSAUD,
        Isolation::Croce => &CROCE,
        Isolation::CoChannel => &CO_CHANNEL,
        Isolation::Aloha => &ALOHA,
    }
}

/// Required signal-to-interference power ratios; infinite and zero under [`Isolation::Aloha`].
pub fn required_ratio(isolation: Isolation) -> Matrix {
    required_db(isolation).map(|row| row.map(|db| libm::pow(10.0, db / 10.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_the_decibels() {
        let ratios = required_ratio(Isolation::Goursaud);
        assert!((ratios[0][0] - 3.981_071_705_534_972).abs() < 1e-12);
        assert!((ratios[3][2] - 1e-3).abs() < 1e-15);
        assert_eq!(required_db(Isolation::Croce)[5][0], -25.0);
    }

    #[test]
    fn co_channel_asks_for_6_db_of_its_own_alone() {
        let ratios = required_ratio(Isolation::CoChannel);
        for (wanted, row) in ratios.iter().enumerate() {
            for (other, &ratio) in row.iter().enumerate() {
                assert_eq!(ratio, if wanted == other { libm::pow(10.0, 0.6) } else { 0.0 });
            }
        }
    }

    #[test]
    fn aloha_knows_only_its_own() {
        let ratios = required_ratio(Isolation::Aloha);
        for (wanted, row) in ratios.iter().enumerate() {
            for (other, &ratio) in row.iter().enumerate() {
                assert_eq!(ratio, if wanted == other { f64::INFINITY } else { 0.0 });
            }
        }
    }
}
