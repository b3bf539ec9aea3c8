//! The levels behind a verdict: the tests of the medium asked once more for one frame, with what they compared.

use super::Medium;
use super::air::{Air, Flight, Phase};
use super::cell::{Cell, OnAir};
use crate::model::cause::Cause;
use crate::model::radio::explain::{Contest, Explanation, Interferer, Verdict};
use crate::model::radio::lorawan::Capture;
use crate::model::radio::lorawan::plan::{SF_COUNT, sf_index};
use crate::model::radio::reach::{Entry, level_dbm};
use crate::units::{Span, Time};

impl Medium<'_> {
    /// Why the frame of a message that ends now fares as it does.
    pub(super) fn account(&self, now: Time, message: u32) -> Option<Explanation> {
        let flight = self
            .flights
            .get(message as usize)
            .filter(|flight| matches!(flight.phase, Phase::OnAir | Phase::Attended))?;
        let entries = self.reach.entries(self.reach.row(flight.frame.device));
        let verdict = |(at, entry)| self.air.verdict(now, flight, at, entry);
        Some(Explanation {
            data_rate: flight.sf,
            frequency_hz: self.plan.frequencies_hz[flight.channel as usize],
            bytes: flight.frame.payload + self.plan.overhead,
            least_dbm: self.plan.relevant_dbm[sf_index(flight.sf)],
            verdicts: entries.iter().enumerate().map(verdict).collect(),
        })
    }
}

impl Air<'_> {
    /// At the gateway of the `at`-th entry of the reach list.
    fn verdict(&self, now: Time, flight: &Flight, at: usize, entry: &Entry) -> Verdict {
        let cell = &self.cells[self.cell(entry.gateway, flight.channel)];
        let bit = 1_u128.checked_shl(at as u32).unwrap_or(0);
        let lost = match (flight.held & bit != 0, flight.refused & bit != 0) {
            (true, _) if self.demodulators[entry.gateway as usize].deaf_after <= flight.start => {
                self.judge(now, flight, entry, cell)
            }
            (true, _) | (_, true) => Some(self.unheard(entry.gateway, flight.start, flight.held & bit != 0)),
            (false, false) => Some(Cause::OutOfRange),
        };
        let power = self.power_on_air(flight, entry, cell);
        let contest = || self.contest(cell, flight, now, power);
        Verdict {
            gateway: entry.gateway,
            power_dbm: level_dbm(power as f64),
            sensitivity_dbm: self.plan.gateway_sensitivity_dbm[sf_index(flight.sf)],
            demodulators: self.demodulators[entry.gateway as usize].all,
            lost,
            contest: (flight.held & bit != 0).then(contest).flatten(),
        }
    }

    /// Against those of the spreading factor that broke the frame (its own is tested first), else came nearest to it.
    fn contest(&self, cell: &Cell, flight: &Flight, end: Time, power: u64) -> Option<Contest> {
        let own = sf_index(flight.sf);
        let wanted = OnAir { start: flight.start, end, power, message: flight.frame.message, sf: flight.sf };
        let sums = cell.interference(&wanted, self.plan.capture, self.harmful[own]);
        let signal = match self.plan.capture {
            Capture::EnergyWeighted => power as f64 * (end - flight.start).0 as f64,
            Capture::SumOverlap | Capture::PairwisePeak => power as f64,
        };
        let required = &self.plan.required[own];
        let short = |k: &usize| required[*k] * sums[*k] as f64 / signal;
        let met = (0..SF_COUNT).filter(|k| sums[*k] > 0);
        let nearest = met.max_by(|a, b| short(a).total_cmp(&short(b)))?;
        let decisive = if sums[own] > 0 && short(&own) > 1.0 { own } else { nearest };
        Some(Contest {
            ratio_db: 10.0 * libm::log10(signal / sums[decisive] as f64),
            needed_db: 10.0 * libm::log10(required[decisive]),
            others: others(cell, &wanted, decisive),
        })
    }
}

/// The frames of a spreading factor that overlap another, those of most energy first.
fn others(cell: &Cell, wanted: &OnAir, sf: usize) -> Vec<Interferer> {
    let met = |other: &&OnAir| {
        sf_index(other.sf) == sf && other.message != wanted.message && other.overlap(wanted) > Span::ZERO
    };
    let mut others: Vec<&OnAir> = cell.frames.iter().filter(met).collect();
    let energy = |other: &OnAir| u128::from(other.power) * u128::from(other.overlap(wanted).0);
    others.sort_by_key(|other| (std::cmp::Reverse(energy(other)), other.start, other.message));
    let interferer = |other: &OnAir| Interferer {
        message: other.message,
        start: other.start,
        end: other.end,
        data_rate: other.sf,
        power_dbm: level_dbm(other.power as f64),
        together: other.overlap(wanted),
    };
    others.into_iter().map(interferer).collect()
}
