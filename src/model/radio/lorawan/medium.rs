//! The air between LoRaWAN devices and gateways: who overlaps whom, at each gateway, in each channel.
//!
//! A frame is entered into the (gateway, channel) cells it reaches when it begins. At its end only the
//! receptions that hold a demodulator are judged, against every frame that overlapped them, the ended ones too;
//! those leave a cell when nobody on the air began before their end.

use crate::chance::{Key, Purpose};
use crate::model::cause::Cause;
use crate::model::radio::lorawan::Capture;
use crate::model::radio::lorawan::plan::{BySf, Plan, SF_COUNT, sf_index};
use crate::model::radio::lorawan::timers::Timers;
use crate::model::radio::reach::{Entry, Reach};
use crate::model::radio::{Access, Copies, Frame, Heard, Loss, Next, Owner, Step};
use crate::units::Time;

/// A frame in a cell. Power in units of 10^-18 mW.
#[derive(Clone, Copy, Debug)]
struct OnAir {
    start: Time,
    end: Time,
    power: i64,
    message: u32,
    sf: u8,
}

/// One channel at one gateway.
#[derive(Clone, Debug, Default)]
struct Cell {
    frames: Vec<OnAir>,
    last_end: Time,
    purge_at: usize,
}

/// A cell is looked through for frames to forget when it holds this many, or twice what it held after the last look.
const PURGE_FROM: usize = 8;

impl Cell {
    #[inline]
    fn enter(&mut self, frame: OnAir) {
        if self.last_end <= frame.start {
            self.frames.clear();
        } else if self.frames.len() >= self.purge_at.max(PURGE_FROM) {
            self.purge(frame.start);
        }
        self.last_end = self.last_end.max(frame.end);
        self.frames.push(frame);
    }

    /// Forgets frames that ended before every frame still on the air began.
    fn purge(&mut self, now: Time) {
        let oldest = self.frames.iter().filter(|f| f.end > now).map(|f| f.start).min().unwrap_or(now);
        self.frames.retain(|f| f.end > oldest);
        self.purge_at = 2 * self.frames.len();
    }

    /// Interference that `wanted` met, by spreading factor: energy, power or peak power as the rule says.
    /// `None` if it met none at all.
    fn interference(&self, wanted: &OnAir, capture: Capture) -> Option<BySf<i128>> {
        let overlaps = |other: &&OnAir| {
            other.start < wanted.end && other.end > wanted.start && other.message != wanted.message
        };
        let first = self.frames.iter().position(|other| overlaps(&other))?;
        let mut sums = [0; SF_COUNT];
        for other in self.frames[first..].iter().filter(overlaps) {
            let sum: &mut i128 = &mut sums[sf_index(other.sf)];
            let power = i128::from(other.power);
            *sum = match capture {
                Capture::EnergyWeighted => {
                    let overlap = other.end.min(wanted.end) - other.start.max(wanted.start);
                    *sum + power * i128::from(overlap.0)
                }
                Capture::SumOverlap => *sum + power,
                Capture::PairwisePeak => power.max(*sum),
            };
        }
        Some(sums)
    }
}

/// What a message does on this radio.
#[derive(Clone, Copy, Debug)]
struct Flight {
    frame: Frame,
    start: Time,
    end: Time,
    /// Gateways of the reach list that hold a demodulator for it.
    held: u128,
    /// Gateways that could hear it and had none free.
    refused: u128,
    channel: u8,
    sf: u8,
    waiting: bool,
}

/// A running LoRaWAN radio.
#[derive(Debug)]
pub struct Medium<'a> {
    plan: &'a Plan,
    reach: &'a Reach,
    /// By gateway, then channel.
    cells: Vec<Cell>,
    /// Demodulators in use, by gateway.
    busy: Vec<u32>,
    /// By message.
    flights: Vec<Option<Flight>>,
    timers: Timers,
    channel_luck: Vec<Key>,
    fading_luck: Vec<Key>,
    heard: Vec<Heard>,
}

impl<'a> Medium<'a> {
    /// Silent air; `classes` are the streams of the classes of devices.
    pub fn new(plan: &'a Plan, reach: &'a Reach, classes: &[Key]) -> Medium<'a> {
        let gateways = plan.demodulators.len();
        let luck = |purpose| classes.iter().map(|class| class.purpose(purpose)).collect();
        Medium {
            plan,
            reach,
            cells: vec![Cell::default(); gateways * plan.channels.len()],
            busy: vec![0; gateways],
            flights: Vec::new(),
            timers: Timers::new(plan),
            channel_luck: luck(Purpose::Channel),
            fading_luck: luck(Purpose::Fading),
            heard: Vec::with_capacity(Copies::MOST),
        }
    }

    /// Puts the frame on the air, in every cell it reaches.
    fn transmit(&mut self, now: Time, frame: Frame, channel: u8, sf: u8) -> Step {
        let phy = (frame.payload + self.plan.overhead) as usize;
        let airtime = self.plan.airtime[sf_index(sf)][phy];
        let end = now + airtime;
        let mut flight = Flight { frame, start: now, end, held: 0, refused: 0, channel, sf, waiting: false };
        let sensitivity = self.plan.sensitivity[sf_index(sf)];
        let entries = self.reach.entries(self.reach.row(frame.device));
        for (k, entry) in entries.iter().enumerate() {
            let power = self.received_power(&frame, entry);
            let gateway = entry.gateway as usize;
            let on_air = OnAir { start: now, end, power, message: frame.message, sf };
            let cell = self.cell(entry.gateway, channel);
            self.cells[cell].enter(on_air);
            if power < sensitivity || k >= Copies::MOST {
                continue;
            }
            if self.busy[gateway] < self.plan.demodulators[gateway] {
                self.busy[gateway] += 1;
                flight.held |= 1 << k;
            } else {
                flight.refused |= 1 << k;
            }
        }
        self.remember(flight);
        Step { on_air: Some(airtime), ..Step::to(Next::Wait(end)) }
    }

    #[inline]
    fn received_power(&self, frame: &Frame, entry: &Entry) -> i64 {
        if !self.plan.fading {
            return entry.power as i64;
        }
        let luck =
            self.fading_luck[frame.class as usize].index(u64::from(frame.index)).index(u64::from(frame.n));
        let gain = luck.exponential(self.plan.salts[entry.gateway as usize]);
        (f64::from(entry.power) * gain) as i64
    }

    /// The power with which a frame that ends now came in: as entered in its cell, so that fading is drawn once.
    fn power_on_air(&self, flight: &Flight, entry: &Entry) -> i64 {
        if !self.plan.fading {
            return entry.power as i64;
        }
        let cell = &self.cells[self.cell(entry.gateway, flight.channel)];
        let own = |frame: &&OnAir| frame.message == flight.frame.message && frame.start == flight.start;
        let entered = cell.frames.iter().rev().find(own);
        entered.map_or_else(|| self.received_power(&flight.frame, entry), |frame| frame.power)
    }

    #[inline]
    fn cell(&self, gateway: u32, channel: u8) -> usize {
        gateway as usize * self.plan.channels.len() + channel as usize
    }

    fn remember(&mut self, flight: Flight) {
        let message = flight.frame.message as usize;
        if self.flights.len() <= message {
            self.flights.resize(message + 1, None);
        }
        self.flights[message] = Some(flight);
    }

    /// The frame has ended: judges it at every gateway that could hear it.
    fn finish(&mut self, flight: Flight) -> Step {
        self.heard.clear();
        let mut copies = 0_u128;
        let mut furthest: Option<(Cause, i64, u32)> = None;
        let entries = self.reach.entries(self.reach.row(flight.frame.device));
        let mut audible = flight.held | flight.refused;
        while audible != 0 {
            let k = audible.trailing_zeros();
            audible &= audible - 1;
            let entry = &entries[k as usize];
            let held = flight.held >> k & 1 == 1;
            let power = self.power_on_air(&flight, entry);
            let lost = if held {
                self.busy[entry.gateway as usize] -= 1;
                self.judge(&flight, entry.gateway, power)
            } else {
                Some(Cause::NoDemodulator)
            };
            match lost {
                None => copies |= 1 << k,
                Some(cause) if furthest.is_none_or(|(c, p, _)| (cause, power) > (c, p)) => {
                    furthest = Some((cause, power, entry.gateway));
                }
                Some(_) => {}
            }
            self.heard.push(Heard { gateway: entry.gateway, lost, held });
        }
        let next = if copies != 0 { Next::Done } else { Next::Lost(self.loss(furthest)) };
        Step { heard: Some(Copies(copies)), ..Step::to(next) }
    }

    /// Collision before interference (DEFINITIONS D8).
    fn judge(&self, flight: &Flight, gateway: u32, power: i64) -> Option<Cause> {
        let cell = &self.cells[self.cell(gateway, flight.channel)];
        let Flight { start, end, sf, .. } = *flight;
        let wanted = OnAir { start, end, power, message: flight.frame.message, sf };
        let sums = cell.interference(&wanted, self.plan.capture)?;
        let signal = match self.plan.capture {
            Capture::EnergyWeighted => power as f64 * (end - start).0 as f64,
            Capture::SumOverlap | Capture::PairwisePeak => power as f64,
        };
        let required = &self.plan.required[sf_index(sf)];
        let drowned = |k: usize| sums[k] > 0 && signal < required[k] * sums[k] as f64;
        if drowned(sf_index(sf)) {
            return Some(Cause::Collision);
        }
        (0..SF_COUNT).any(drowned).then_some(Cause::Interference)
    }

    fn loss(&self, furthest: Option<(Cause, i64, u32)>) -> Loss {
        match furthest {
            Some((cause, _, gateway)) => Loss { cause, gateway: Some(gateway) },
            None if self.plan.demodulators.is_empty() => Loss { cause: Cause::GatewayDown, gateway: None },
            None => Loss { cause: Cause::OutOfRange, gateway: None },
        }
    }

    /// The channel for a transmission now, or the instant from which one is allowed.
    fn channel(&self, now: Time, frame: &Frame) -> Result<u8, Time> {
        let channels = &self.plan.channels;
        let luck = self.channel_luck[frame.class as usize].index(u64::from(frame.index));
        let class = self.plan.classes[frame.class as usize];
        if !class.timed {
            return Ok(luck.below(u64::from(frame.n), channels.len() as u32) as u8);
        }
        let timer = class.first_timer + frame.index;
        let open = |channel: &usize| self.timers.ready_at(timer, channels[*channel].sub_band) <= now;
        let free = (0..channels.len()).filter(open).count();
        if free == 0 {
            return Err(self.timers.earliest(timer));
        }
        let chosen = luck.below(u64::from(frame.n), free as u32) as usize;
        Ok((0..channels.len()).filter(open).nth(chosen).unwrap_or(0) as u8)
    }

    /// Sends now, or waits for the duty cycle or the frame before.
    fn attempt(&mut self, now: Time, frame: Frame, sf: u8) -> Step {
        let class = self.plan.classes[frame.class as usize];
        match self.channel(now, &frame) {
            Ok(channel) => {
                let step = self.transmit(now, frame, channel, sf);
                if let (true, Some(airtime)) = (class.timed, step.on_air) {
                    let sub_band = self.plan.channels[channel as usize].sub_band;
                    self.timers.sent(class.first_timer + frame.index, sub_band, now, airtime);
                }
                step
            }
            Err(at) => {
                let replaced = self.timers.hold(class.first_timer + frame.index, frame.message);
                let (start, end) = (now, now);
                self.remember(Flight {
                    frame,
                    start,
                    end,
                    held: 0,
                    refused: 0,
                    channel: 0,
                    sf,
                    waiting: true,
                });
                Step { replaced, ..Step::to(Next::Wait(at)) }
            }
        }
    }
}

impl Access for Medium<'_> {
    fn send(&mut self, now: Time, frame: Frame) -> Step {
        let sf = self.reach.row(frame.device).data_rate;
        match self.plan.payload_limit[sf_index(sf)] {
            Some(limit) if frame.payload <= limit => self.attempt(now, frame, sf),
            _ => Step::to(Next::Lost(Loss { cause: Cause::TooLong, gateway: None })),
        }
    }

    fn wake(&mut self, now: Time, owner: Owner) -> Step {
        let flight = match owner {
            Owner::Message(message) => self.flights[message as usize].take(),
            Owner::Device(_) | Owner::Gateway(_) | Owner::Cell(_) => None,
        };
        match flight {
            None => Step::to(Next::Done),
            Some(flight) if flight.waiting => {
                let class = self.plan.classes[flight.frame.class as usize];
                self.timers.release(class.first_timer + flight.frame.index);
                self.attempt(now, flight.frame, flight.sf)
            }
            Some(flight) => self.finish(flight),
        }
    }

    #[inline]
    fn fetch(&self, devices: &[u32]) {
        self.reach.fetch(devices);
    }

    fn receptions(&self) -> &[Heard] {
        &self.heard
    }
}
