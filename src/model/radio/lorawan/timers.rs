//! When a device may transmit again: one frame at a time, and the duty cycle of each sub-band
//! (ETSI EN 300 220; LoRaWAN regional parameters: T_off = T_air (1/DC − 1), counted from the frame's end).
//!
//! Kept only for classes whose next message can come before the last one's off time is over.

use crate::model::radio::lorawan::duty_cycle::open_again;
use crate::model::radio::lorawan::plan::Plan;
use crate::units::{Span, Time};

const NONE: u32 = u32::MAX;

/// Timers of the devices that need them.
#[derive(Clone, Debug)]
pub struct Timers {
    sub_bands: usize,
    /// By device, then sub-band: when it is open again.
    ready: Vec<Time>,
    /// By device: the message that waits.
    pending: Vec<u32>,
    one_in: Vec<u32>,
    /// By device: its last frame, from when to when; none where nobody listens all the time.
    last: Vec<[Time; 2]>,
}

impl Timers {
    /// All open, nobody waiting.
    pub fn new(plan: &Plan) -> Timers {
        let devices = plan.timers as usize;
        let sub_bands = plan.one_in.len();
        Timers {
            sub_bands,
            ready: vec![Time(0); devices * sub_bands],
            pending: vec![NONE; devices],
            one_in: plan.one_in.clone(),
            last: vec![[Time(0); 2]; if plan.broadcasts { devices } else { 0 }],
        }
    }

    /// When the device may use the sub-band.
    pub fn ready_at(&self, timer: u32, sub_band: u8) -> Time {
        self.ready[timer as usize * self.sub_bands + sub_band as usize]
    }

    /// When the device may use any sub-band.
    pub fn earliest(&self, timer: u32) -> Time {
        let first = timer as usize * self.sub_bands;
        self.ready[first..first + self.sub_bands].iter().copied().min().unwrap_or(Time(0))
    }

    /// A frame goes out: the sub-band closes for its off time, all of them while it is on air.
    pub fn sent(&mut self, timer: u32, sub_band: u8, now: Time, airtime: Span) {
        let first = timer as usize * self.sub_bands;
        let end = now + airtime;
        for ready in &mut self.ready[first..first + self.sub_bands] {
            *ready = (*ready).max(end);
        }
        if let Some(last) = self.last.get_mut(timer as usize) {
            *last = [now, end];
        }
        self.ready[first + sub_band as usize] = open_again(now, airtime, self.one_in[sub_band as usize]);
    }

    /// Whether the device was on the air at any time in [from, to], as far as its last frame tells.
    pub fn was_sending(&self, timer: u32, from: Time, to: Time) -> bool {
        self.last.get(timer as usize).is_some_and(|[start, end]| *start < to && from < *end)
    }

    /// The device listens until then: it sends nowhere before.
    pub fn block(&mut self, timer: u32, until: Time) {
        let first = timer as usize * self.sub_bands;
        self.ready[first..first + self.sub_bands].iter_mut().for_each(|ready| *ready = (*ready).max(until));
    }

    /// A message waits in the device; answers the one it replaces.
    pub fn hold(&mut self, timer: u32, message: u32) -> Option<u32> {
        let before = std::mem::replace(&mut self.pending[timer as usize], message);
        (before != NONE).then_some(before)
    }

    /// The waiting message goes out.
    pub fn release(&mut self, timer: u32) {
        self.pending[timer as usize] = NONE;
    }
}
