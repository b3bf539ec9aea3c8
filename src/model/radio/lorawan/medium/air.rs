//! The air itself: who is on it where, which demodulators are taken, and what a gateway makes of a frame at its end.

use super::answer::{self, Sent};
use super::cell::{Cell, OnAir};
use crate::chance::Key;
use crate::model::cause::Cause;
use crate::model::radio::lorawan::Capture;
use crate::model::radio::lorawan::adr::Setting;
use crate::model::radio::lorawan::downlink::transmitter::Transmitter;
use crate::model::radio::lorawan::plan::{BySf, Plan, SF_COUNT, sf_index};
use crate::model::radio::reach::{Entry, Reach};
use crate::model::radio::{Copies, Frame, Heard, Loss, Next, Step};
use crate::units::Time;

/// What a message does on this radio.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    pub(super) frame: Frame,
    /// When it began, if it is on the air.
    pub(super) start: Time,
    /// Gateways of the reach list that hold a demodulator for it.
    pub(super) held: u128,
    /// Gateways that could hear it and had none free.
    pub(super) refused: u128,
    pub(super) channel: u8,
    pub(super) sf: u8,
    /// Steps below full power ([`Setting`]).
    pub(super) down: u8,
    pub(super) phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Not, or no longer, in the radio's hands.
    Away,
    /// In the device, until it may send.
    Waiting,
    /// Being sent.
    OnAir,
    /// Being sent by a device that listens afterwards.
    Attended,
    /// The device listens, or waits for what it may hear.
    Listening,
}

/// A gateway's demodulators.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demodulators {
    /// Taken; [`DEAF`] while the gateway sends.
    pub(super) busy: u32,
    pub(super) all: u32,
    /// Frames that began before this were lost when the gateway began to send.
    pub(super) deaf_after: Time,
}

/// More than any gateway has.
pub(super) const DEAF: u32 = u32::MAX;

/// The air itself: who is on it where, and which demodulators are taken.
#[derive(Debug)]
pub(super) struct Air<'a> {
    pub(super) plan: &'a Plan,
    pub(super) reach: &'a Reach,
    /// By gateway, then channel.
    pub(super) cells: Vec<Cell>,
    pub(super) demodulators: Vec<Demodulators>,
    pub(super) transmitters: Vec<Transmitter<Sent>>,
    pub(super) fading_luck: Vec<Key>,
    /// By spreading factor: the set of those that can break it, a bit each.
    pub(super) harmful: BySf<u8>,
}

impl<'a> Air<'a> {
    pub(super) fn new(plan: &'a Plan, reach: &'a Reach, fading_luck: Vec<Key>) -> Air<'a> {
        let set = |ratios: &BySf<f64>| (0..SF_COUNT).fold(0, |set, k| set | u8::from(ratios[k] > 0.0) << k);
        Air {
            plan,
            reach,
            cells: vec![Cell::silent(); plan.demodulators.len() * plan.channels.len()],
            demodulators: {
                let idle = |&all: &u32| Demodulators { busy: 0, all, deaf_after: Time(0) };
                plan.demodulators.iter().map(idle).collect()
            },
            transmitters: answer::transmitters(plan),
            fading_luck,
            harmful: plan.required.each_ref().map(set),
        }
    }

    /// The frame goes on the air, into every cell it reaches.
    #[inline]
    pub(super) fn begin(
        &mut self,
        start: Time,
        end: Time,
        frame: Frame,
        channel: u8,
        setting: Setting,
    ) -> Flight {
        let Setting { sf, down } = setting;
        let sensitivity = self.plan.sensitivity[sf_index(sf)];
        let (fading, gain) = (self.fading(&frame), setting.gain());
        let (mut held, mut refused, mut bit) = (0, 0, 1_u128);
        for entry in self.reach.entries(self.reach.row(frame.device)) {
            let power = self.received_power(fading, gain, entry);
            let cell = self.cell(entry.gateway, channel);
            self.cells[cell].enter(OnAir { start, end, power, message: frame.message, sf });
            // a gateway beyond those that a mask can hold cannot decode it
            if power >= sensitivity && bit != 0 {
                let demodulators = &mut self.demodulators[entry.gateway as usize];
                if demodulators.busy < demodulators.all {
                    demodulators.busy += 1;
                    held |= bit;
                } else {
                    refused |= bit;
                }
            }
            bit <<= 1;
        }
        Flight { frame, start, held, refused, channel, sf, down, phase: Phase::OnAir }
    }

    /// The frame's fading at all gateways; `None` if nothing fades.
    #[inline]
    pub(super) fn fading(&self, frame: &Frame) -> Option<Key> {
        let of_device = || self.fading_luck[frame.class as usize].index(u64::from(frame.index));
        self.plan.fading.then(|| attempt(of_device().index(u64::from(frame.n)), frame))
    }

    #[inline]
    pub(super) fn received_power(&self, fading: Option<Key>, gain: f32, entry: &Entry) -> u64 {
        let mean = entry.power * gain;
        match fading {
            None => mean as u64,
            Some(luck) => {
                let gain = luck.exponential(self.plan.salts[entry.gateway as usize]);
                (f64::from(mean) * gain) as u64
            }
        }
    }

    /// The power with which a frame that ends now came in: as entered in its cell, so that fading is drawn once.
    #[inline]
    pub(super) fn power_on_air(&self, flight: &Flight, entry: &Entry, cell: &Cell) -> u64 {
        if !self.plan.varies {
            return entry.power as u64;
        }
        let own = |frame: &&OnAir| frame.message == flight.frame.message && frame.start == flight.start;
        let entered = cell.frames.iter().rev().find(own);
        let setting = Setting { sf: flight.sf, down: flight.down };
        let drawn = || self.received_power(self.fading(&flight.frame), setting.gain(), entry);
        entered.map_or_else(drawn, |frame| frame.power)
    }

    #[inline]
    pub(super) fn cell(&self, gateway: u32, channel: u8) -> usize {
        gateway as usize * self.plan.channels.len() + channel as usize
    }

    /// The frame ends now: judges it at every gateway that could hear it.
    #[inline]
    pub(super) fn end(&mut self, now: Time, flight: &Flight, heard: &mut Vec<Heard>) -> Step {
        let mut copies = 0_u128;
        let mut furthest: Option<(Cause, u64, u32)> = None;
        let entries = self.reach.entries(self.reach.row(flight.frame.device));
        let mut audible = flight.held | flight.refused;
        while audible != 0 {
            let bit = audible & audible.wrapping_neg();
            let entry = &entries[audible.trailing_zeros() as usize];
            audible ^= bit;
            let cell = &self.cells[self.cell(entry.gateway, flight.channel)];
            let held = flight.held & bit != 0;
            let demodulators = &mut self.demodulators[entry.gateway as usize];
            let was_held = held && demodulators.deaf_after <= flight.start;
            let lost = if was_held {
                demodulators.busy -= 1;
                self.judge(now, flight, entry, cell)
            } else {
                Some(self.unheard(entry.gateway, flight.start, held))
            };
            heard.push(Heard { gateway: entry.gateway, lost, held: was_held });
            match lost {
                None => copies |= bit,
                Some(cause) => {
                    let fate = (cause, self.power_on_air(flight, entry, cell), entry.gateway);
                    furthest = furthest.filter(|known| (known.0, known.1) >= (fate.0, fate.1)).or(Some(fate));
                }
            }
        }
        let next = if copies != 0 { Next::Done } else { Next::Lost(self.loss(furthest)) };
        Step { heard: Some(Copies(copies)), ..Step::to(next) }
    }

    /// Collision before interference (DEFINITIONS D8).
    #[inline]
    pub(super) fn judge(&self, end: Time, flight: &Flight, entry: &Entry, cell: &Cell) -> Option<Cause> {
        // if nobody else was there since it began, there is nothing to judge
        if cell.frames.len() == 1 { None } else { self.judge_among_others(end, flight, entry, cell) }
    }

    #[inline(never)]
    pub(super) fn judge_among_others(
        &self,
        end: Time,
        flight: &Flight,
        entry: &Entry,
        cell: &Cell,
    ) -> Option<Cause> {
        let power = self.power_on_air(flight, entry, cell);
        let Flight { start, sf, frame, .. } = *flight;
        let wanted = OnAir { start, end, power, message: frame.message, sf };
        let lost = self.drowned(&wanted, cell);
        if cell.is_jammed { self.blame_jammer(lost, &wanted, cell) } else { lost }
    }

    /// Which test a frame fails against the others in its cell.
    #[inline(always)]
    pub(super) fn drowned(&self, wanted: &OnAir, cell: &Cell) -> Option<Cause> {
        let own = sf_index(wanted.sf);
        let harmful = self.harmful[own];
        let sums = cell.interference(wanted, self.plan.capture, harmful);
        let signal = self.signal(wanted);
        let required = &self.plan.required[own];
        let drowned = |k: usize| sums[k] > 0 && signal < required[k] * sums[k] as f64;
        if drowned(own) {
            return Some(Cause::Collision);
        }
        let interfered = |k: usize| harmful >> k & 1 == 1 && drowned(k);
        (0..SF_COUNT).any(interfered).then_some(Cause::Interference)
    }

    /// What interference is compared with, in its unit.
    #[inline]
    pub(super) fn signal(&self, wanted: &OnAir) -> f64 {
        match self.plan.capture {
            Capture::EnergyWeighted => wanted.power as f64 * (wanted.end - wanted.start).0 as f64,
            Capture::SumOverlap | Capture::PairwisePeak => wanted.power as f64,
        }
    }

    pub(super) fn loss(&self, furthest: Option<(Cause, u64, u32)>) -> Loss {
        match furthest {
            Some((cause, _, gateway)) => Loss { cause, gateway: Some(gateway) },
            None if self.plan.demodulators.is_empty() => Loss { cause: Cause::GatewayDown, gateway: None },
            None => Loss { cause: Cause::OutOfRange, gateway: None },
        }
    }
}

/// The luck of one transmission among those of a message.
#[inline]
pub(super) fn attempt(luck: Key, frame: &Frame) -> Key {
    if frame.attempt == 0 { luck } else { luck.index(u64::from(frame.attempt)) }
}
