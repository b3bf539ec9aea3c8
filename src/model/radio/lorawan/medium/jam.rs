//! Jammers: interferers that stand in the cells of gateways from the start of a run, in wait for their time. They hold no
//! demodulator and disturb no device; a frame that would have got through without them is lost to interference.

use super::NOBODY;
use super::air::Air;
use super::cell::{Cell, OnAir};
use crate::model::cause::Cause;
use crate::model::radio::Disturbance;
use crate::model::radio::lorawan::plan::{SF_COUNT, SF_MIN, sf_index};
use crate::model::radio::lorawan::sensitivity::required_snr_db;
use crate::model::radio::reach::power_units;

impl Air<'_> {
    /// Somebody sends without a break, into the cells of every gateway that receives anything of it.
    pub(super) fn jam(&mut self, by: &Disturbance) {
        let frames = match by.data_rate {
            Some(sf) => vec![(sf, 0.0)],
            None => (SF_MIN..).take(SF_COUNT).map(|sf| (sf, self.noise_as_frames_db(sf))).collect(),
        };
        for (gateway, dbm) in (0..).zip(&by.received_dbm) {
            for &(sf, weight_db) in &frames {
                let power = power_units(dbm + weight_db) as u64;
                let frame = OnAir { start: by.from, end: by.to, power, message: NOBODY, sf };
                for channel in by.channels.iter().filter(|_| power > 0) {
                    let cell = self.cell(gateway, *channel);
                    self.cells[cell].stay(frame);
                }
            }
        }
    }

    /// How much weaker or stronger frames of a spreading factor do the harm that noise does to it: noise breaks a frame below
    /// its least signal to noise, a frame of the same spreading factor below the ratio that the matrix asks for.
    fn noise_as_frames_db(&self, sf: u8) -> f64 {
        let against_own = 10.0 * libm::log10(self.plan.required[sf_index(sf)][sf_index(sf)]);
        if against_own.is_finite() { required_snr_db(sf) - against_own } else { 0.0 }
    }

    /// A loss that is a jammer's doing is interference: no frame of anybody's was to blame.
    #[cold]
    pub(super) fn blame_jammer(&self, lost: Option<Cause>, wanted: &OnAir, cell: &Cell) -> Option<Cause> {
        lost.map(|cause| self.drowned(wanted, &cell.unjammed()).map_or(Cause::Interference, |_| cause))
    }
}

impl Cell {
    /// Takes a frame in that may be on the air later.
    fn stay(&mut self, frame: OnAir) {
        self.frames.push(frame);
        self.last_end = self.last_end.max(frame.end);
        self.is_jammed = true;
    }

    /// The same without jammers.
    fn unjammed(&self) -> Cell {
        let frames = self.frames.iter().filter(|frame| frame.message != NOBODY).copied().collect();
        Cell { frames, ..Cell::silent() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cell::PURGE_FROM;
    use super::*;
    use crate::model::radio::lorawan::isolation::required_db;
    use crate::model::radio::lorawan::{Capture, Isolation};
    use crate::units::Time;

    fn frame(start: u64, end: u64, message: u32, sf: u8) -> OnAir {
        OnAir { start: Time(start), end: Time(end), power: 1000, message, sf }
    }

    /// What stands for noise against one spreading factor does no other more harm than noise does.
    #[test]
    fn noise_does_each_spreading_factor_its_own_harm_alone() {
        for isolation in [Isolation::Goursaud, Isolation::Croce] {
            let required = required_db(isolation);
            for (wanted, interferer) in (0..SF_COUNT).flat_map(|w| (0..SF_COUNT).map(move |i| (w, i))) {
                let weight = required_snr_db(SF_MIN + interferer as u8) - required[interferer][interferer];
                let least = required[wanted][interferer] + weight;
                let noise = required_snr_db(SF_MIN + wanted as u8);
                assert!(least <= noise + 1e-9, "{isolation:?} SF{} by SF{}", 7 + wanted, 7 + interferer);
                assert!(wanted != interferer || (least - noise).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_jammer_waits_for_its_time_and_outlives_the_frames_it_meets() {
        let mut cell = Cell::silent();
        cell.stay(frame(500, 900, NOBODY, 7));
        cell.stay(frame(10_000, 20_000, NOBODY, 7));
        let met = |cell: &Cell, start| {
            cell.interference(&frame(start, start + 10, 1, 7), Capture::SumOverlap, u8::MAX)[0]
        };
        for n in 0..1000 {
            cell.enter(frame(20 * n, 20 * n + 10, n as u32, 8));
            assert!(cell.frames.len() <= PURGE_FROM + 2, "{}", cell.frames.len());
        }
        assert_eq!([met(&cell, 495), met(&cell, 9_985), met(&cell, 9_995)], [0, 0, 1000]);
        cell.enter(frame(20_000, 20_010, 7, 8));
        assert_eq!(cell.frames.len(), 1, "nobody is left of before");
    }
}
