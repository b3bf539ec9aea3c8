//! Adaptive data rate on the air: what the network hears of a device, what it asks of it, and how the device sends.
//! The network knows of a message what the gateways that received it measured, whether or not its copies arrive.

use super::Medium;
use super::air::Flight;
use crate::model::radio::lorawan::adr::{self, Setting};
use crate::model::radio::lorawan::airtime::Bandwidth;
use crate::model::radio::lorawan::sensitivity::noise_dbm;
use crate::model::radio::reach::level_dbm;
use crate::model::radio::{Frame, Heard};

/// Of a gateway, dB: with it the SX1301's sensitivities and the SNR that data rates need agree (ns-3 lorawan).
const NOISE_FIGURE_DB: f64 = 6.0;

impl Medium<'_> {
    pub(super) fn adapts(&self, frame: &Frame) -> bool {
        let repeats = self.plan.classes[frame.class as usize].repeats;
        !self.adapted.is_empty() && repeats.is_some_and(|repeats| repeats.adr) && !frame.joins
    }

    /// A device that joins begins as it was made, and the network knows nothing of it.
    pub(super) fn begin_anew(&mut self, timer: u32) {
        if let Some(device) = self.adapted.get_mut(timer as usize) {
            *device = adr::Device::new(0);
        }
    }

    /// How a device sends now.
    pub(super) fn setting(&self, frame: &Frame) -> Setting {
        let drawn = Setting { sf: self.reach.row(frame.device).data_rate, down: 0 };
        if !self.adapts(frame) {
            return drawn;
        }
        let setting = self.adapted[self.timer(frame) as usize].setting;
        if setting.sf == 0 { drawn } else { setting }
    }

    /// A transmission began: a message that goes unanswered is counted once.
    pub(super) fn count_for_adr(&mut self, frame: &Frame) {
        if frame.attempt > 0 || !self.adapts(frame) {
            return;
        }
        let setting = self.setting(frame);
        let timer = self.timer(frame) as usize;
        let device = &mut self.adapted[timer];
        device.setting = setting;
        device.sent(&self.plan.adr);
    }

    /// The network hears of a transmission that gateways received.
    pub(super) fn note_for_adr(&mut self, flight: &Flight, heard: &[Heard]) {
        if !self.adapts(&flight.frame) {
            return;
        }
        let entries = self.reach.entries(self.reach.row(flight.frame.device));
        let power = |one: &Heard| {
            let entry = entries.iter().find(|entry| entry.gateway == one.gateway)?;
            let cell = &self.air.cells[self.air.cell(one.gateway, flight.channel)];
            Some(self.air.power_on_air(flight, entry, cell))
        };
        let best = heard.iter().filter(|one| one.lost.is_none()).filter_map(power).max();
        if let Some(power) = best {
            let snr_db = level_dbm(power as f64) - noise_dbm(Bandwidth::Khz125, NOISE_FIGURE_DB);
            let timer = self.timer(&flight.frame) as usize;
            // what was sent at an earlier setting says nothing of this one
            if self.adapted[timer].setting == (Setting { sf: flight.sf, down: flight.down }) {
                self.adapted[timer].note(&self.plan.adr, snr_db);
            }
        }
    }

    /// What the network would have a device change.
    pub(super) fn wanted(&self, frame: &Frame) -> Option<Setting> {
        let class = &self.plan.classes[frame.class as usize];
        let device = self.adapts(frame).then(|| &self.adapted[self.timer(frame) as usize])?;
        device.wanted(&self.plan.adr, class.tx_power_dbm)
    }

    /// Bytes on the air of the answer to a message; `None` if there is nothing to say.
    pub(super) fn answer_bytes(&self, message: u32) -> Option<u32> {
        let frame = self.flights.get(message as usize)?.frame;
        if frame.joins {
            return Some(self.plan.accepts[frame.class as usize]);
        }
        let repeats = self.plan.classes[frame.class as usize].repeats?;
        let request = self.wanted(&frame).map(|_| adr::REQUEST_BYTES);
        let asks = self.adapts(&frame) && self.adapted[self.timer(&frame) as usize].asks();
        let speaks = repeats.confirmed || request.is_some() || asks;
        speaks.then(|| self.plan.downlink.acknowledgement + request.unwrap_or(0))
    }
}
