//! The air between LoRaWAN devices and gateways: who overlaps whom, at each gateway, in each channel.
//!
//! A frame is entered into the (gateway, channel) cells it reaches when it begins. At its end only the
//! receptions that hold a demodulator are judged, against every frame that overlapped them, the ended ones too;
//! those leave a cell when nobody on the air began before their end.

mod explain;

use crate::chance::{Key, Purpose};
use crate::model::cause::Cause;
use crate::model::radio::explain::Explanation;
use crate::model::radio::lorawan::Capture;
use crate::model::radio::lorawan::plan::{BySf, Plan, SF_COUNT, sf_index};
use crate::model::radio::lorawan::timers::Timers;
use crate::model::radio::reach::{Entry, Reach};
use crate::model::radio::{Access, Copies, Frame, Heard, Loss, Next, Owner, Step};
use crate::units::{Span, Time};

/// A frame in a cell. Power in units of 10^-18 mW.
#[derive(Clone, Copy, Debug)]
struct OnAir {
    start: Time,
    end: Time,
    power: u64,
    message: u32,
    sf: u8,
}

impl OnAir {
    /// For how long two frames are on the air together.
    #[inline]
    fn overlap(&self, other: &OnAir) -> Span {
        self.end.min(other.end) - self.start.max(other.start)
    }
}

/// One channel at one gateway.
#[derive(Clone, Debug)]
struct Cell {
    frames: Vec<OnAir>,
    last_end: Time,
    purge_at: usize,
}

/// A cell is looked through for frames to forget when it holds this many, or twice what it held after the last look.
const PURGE_FROM: usize = 8;

impl Cell {
    fn silent() -> Cell {
        Cell { frames: Vec::new(), last_end: Time(0), purge_at: PURGE_FROM }
    }

    #[inline]
    fn enter(&mut self, frame: OnAir) {
        if self.last_end <= frame.start {
            self.frames.clear();
        } else if self.frames.len() >= self.purge_at {
            self.purge(frame.start);
        }
        self.last_end = self.last_end.max(frame.end);
        self.frames.push(frame);
    }

    /// Forgets frames that ended before every frame still on the air began.
    #[cold]
    fn purge(&mut self, now: Time) {
        let oldest = self.frames.iter().filter(|f| f.end > now).map(|f| f.start).min().unwrap_or(now);
        self.frames.retain(|f| f.end > oldest);
        self.purge_at = PURGE_FROM.max(2 * self.frames.len());
    }

    /// Interference that `wanted` met from spreading factors in the set `harmful`: energy, power or peak power
    /// as the rule says. In the loop it must not become a call because explanations ask it, too.
    #[inline(always)]
    fn interference(&self, wanted: &OnAir, capture: Capture, harmful: u8) -> BySf<u128> {
        let mut sums = [0; SF_COUNT];
        for other in &self.frames {
            let overlap = other.overlap(wanted);
            let sf = sf_index(other.sf);
            if overlap == Span::ZERO || other.message == wanted.message || harmful >> sf & 1 == 0 {
                continue;
            }
            let power = u128::from(other.power);
            let sum: &mut u128 = &mut sums[sf];
            *sum = match capture {
                Capture::EnergyWeighted => *sum + power * u128::from(overlap.0),
                Capture::SumOverlap => *sum + power,
                Capture::PairwisePeak => power.max(*sum),
            };
        }
        sums
    }
}

/// What a message does on this radio.
#[derive(Clone, Copy, Debug)]
struct Flight {
    frame: Frame,
    /// When it began, if it is on the air.
    start: Time,
    /// Gateways of the reach list that hold a demodulator for it.
    held: u128,
    /// Gateways that could hear it and had none free.
    refused: u128,
    channel: u8,
    sf: u8,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Not, or no longer, in the radio's hands.
    Away,
    /// In the device, until it may send.
    Waiting,
    /// Being sent.
    OnAir,
}

/// A gateway's demodulators.
#[derive(Clone, Copy, Debug)]
struct Demodulators {
    busy: u32,
    all: u32,
}

/// The air itself: who is on it where, and which demodulators are taken.
#[derive(Debug)]
struct Air<'a> {
    plan: &'a Plan,
    reach: &'a Reach,
    /// By gateway, then channel.
    cells: Vec<Cell>,
    demodulators: Vec<Demodulators>,
    fading_luck: Vec<Key>,
    /// By spreading factor: the set of those that can break it, a bit each.
    harmful: BySf<u8>,
}

impl<'a> Air<'a> {
    fn new(plan: &'a Plan, reach: &'a Reach, fading_luck: Vec<Key>) -> Air<'a> {
        let set = |ratios: &BySf<f64>| (0..SF_COUNT).fold(0, |set, k| set | u8::from(ratios[k] > 0.0) << k);
        Air {
            plan,
            reach,
            cells: vec![Cell::silent(); plan.demodulators.len() * plan.channels.len()],
            demodulators: plan.demodulators.iter().map(|&all| Demodulators { busy: 0, all }).collect(),
            fading_luck,
            harmful: plan.required.each_ref().map(set),
        }
    }

    /// The frame goes on the air, into every cell it reaches.
    #[inline]
    fn begin(&mut self, start: Time, end: Time, frame: Frame, channel: u8, sf: u8) -> Flight {
        let sensitivity = self.plan.sensitivity[sf_index(sf)];
        let fading = self.fading(&frame);
        let (mut held, mut refused, mut bit) = (0, 0, 1_u128);
        for entry in self.reach.entries(self.reach.row(frame.device)) {
            let power = self.received_power(fading, entry);
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
        Flight { frame, start, held, refused, channel, sf, phase: Phase::OnAir }
    }

    /// The frame's fading at all gateways; `None` if nothing fades.
    #[inline]
    fn fading(&self, frame: &Frame) -> Option<Key> {
        let of_device = || self.fading_luck[frame.class as usize].index(u64::from(frame.index));
        self.plan.fading.then(|| of_device().index(u64::from(frame.n)))
    }

    #[inline]
    fn received_power(&self, fading: Option<Key>, entry: &Entry) -> u64 {
        match fading {
            None => entry.power as u64,
            Some(luck) => {
                let gain = luck.exponential(self.plan.salts[entry.gateway as usize]);
                (f64::from(entry.power) * gain) as u64
            }
        }
    }

    /// The power with which a frame that ends now came in: as entered in its cell, so that fading is drawn once.
    #[inline]
    fn power_on_air(&self, flight: &Flight, entry: &Entry, cell: &Cell) -> u64 {
        if !self.plan.fading {
            return entry.power as u64;
        }
        let own = |frame: &&OnAir| frame.message == flight.frame.message && frame.start == flight.start;
        let entered = cell.frames.iter().rev().find(own);
        let drawn = || self.received_power(self.fading(&flight.frame), entry);
        entered.map_or_else(drawn, |frame| frame.power)
    }

    #[inline]
    fn cell(&self, gateway: u32, channel: u8) -> usize {
        gateway as usize * self.plan.channels.len() + channel as usize
    }

    /// The frame ends now: judges it at every gateway that could hear it.
    #[inline]
    fn end(&mut self, now: Time, flight: &Flight, heard: &mut Vec<Heard>) -> Step {
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
            let lost = if held {
                self.demodulators[entry.gateway as usize].busy -= 1;
                self.judge(now, flight, entry, cell)
            } else {
                Some(Cause::NoDemodulator)
            };
            heard.push(Heard { gateway: entry.gateway, lost, held });
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
    fn judge(&self, end: Time, flight: &Flight, entry: &Entry, cell: &Cell) -> Option<Cause> {
        // if nobody else was there since it began, there is nothing to judge
        if cell.frames.len() == 1 { None } else { self.judge_among_others(end, flight, entry, cell) }
    }

    #[inline(never)]
    fn judge_among_others(&self, end: Time, flight: &Flight, entry: &Entry, cell: &Cell) -> Option<Cause> {
        let power = self.power_on_air(flight, entry, cell);
        let Flight { start, sf, frame, .. } = *flight;
        let own = sf_index(sf);
        let harmful = self.harmful[own];
        let wanted = OnAir { start, end, power, message: frame.message, sf };
        let sums = cell.interference(&wanted, self.plan.capture, harmful);
        let signal = match self.plan.capture {
            Capture::EnergyWeighted => power as f64 * (end - start).0 as f64,
            Capture::SumOverlap | Capture::PairwisePeak => power as f64,
        };
        let required = &self.plan.required[own];
        let drowned = |k: usize| sums[k] > 0 && signal < required[k] * sums[k] as f64;
        if drowned(own) {
            return Some(Cause::Collision);
        }
        let interfered = |k: usize| harmful >> k & 1 == 1 && drowned(k);
        (0..SF_COUNT).any(interfered).then_some(Cause::Interference)
    }

    fn loss(&self, furthest: Option<(Cause, u64, u32)>) -> Loss {
        match furthest {
            Some((cause, _, gateway)) => Loss { cause, gateway: Some(gateway) },
            None if self.plan.demodulators.is_empty() => Loss { cause: Cause::GatewayDown, gateway: None },
            None => Loss { cause: Cause::OutOfRange, gateway: None },
        }
    }
}

/// A running LoRaWAN radio.
#[derive(Debug)]
pub struct Medium<'a> {
    plan: &'a Plan,
    reach: &'a Reach,
    air: Air<'a>,
    /// By message.
    flights: Vec<Flight>,
    timers: Timers,
    channel_luck: Vec<Key>,
}

impl<'a> Medium<'a> {
    /// Silent air; `classes` are the streams of the classes of devices.
    pub fn new(plan: &'a Plan, reach: &'a Reach, classes: &[Key]) -> Medium<'a> {
        let luck = |purpose| classes.iter().map(|class| class.purpose(purpose)).collect();
        Medium {
            plan,
            reach,
            air: Air::new(plan, reach, luck(Purpose::Fading)),
            flights: Vec::new(),
            timers: Timers::new(plan),
            channel_luck: luck(Purpose::Channel),
        }
    }

    /// Puts the frame on the air.
    #[inline]
    fn transmit(&mut self, now: Time, frame: Frame, channel: u8, sf: u8) -> Step {
        let airtime = self.plan.airtime[sf_index(sf)][(frame.payload + self.plan.overhead) as usize];
        let flight = self.air.begin(now, now + airtime, frame, channel, sf);
        self.remember(flight);
        Step { on_air: Some(airtime), ..Step::to(Next::Wait(now + airtime)) }
    }

    #[inline]
    fn remember(&mut self, flight: Flight) {
        let message = flight.frame.message as usize;
        match self.flights.get_mut(message) {
            Some(known) => *known = flight,
            None => {
                self.flights.resize(message, Flight { phase: Phase::Away, ..flight });
                self.flights.push(flight);
            }
        }
    }

    /// Sends now, or waits for the duty cycle or the frame before.
    #[inline]
    fn attempt(&mut self, now: Time, frame: Frame, sf: u8) -> Step {
        let class = self.plan.classes[frame.class as usize];
        let luck = self.channel_luck[frame.class as usize].index(u64::from(frame.index));
        if class.timed {
            return self.attempt_timed(now, frame, sf, class.first_timer + frame.index, luck);
        }
        let channel = luck.below(u64::from(frame.n), self.plan.channels.len() as u32) as u8;
        self.transmit(now, frame, channel, sf)
    }

    /// The same for a device that may have to be silent: among the channels that are open to it now.
    #[inline(never)]
    fn attempt_timed(&mut self, now: Time, frame: Frame, sf: u8, timer: u32, luck: Key) -> Step {
        let channels = &self.plan.channels;
        let open = |channel: &usize| self.timers.ready_at(timer, channels[*channel].sub_band) <= now;
        let free = (0..channels.len()).filter(open).count();
        if free == 0 {
            return self.hold(now, frame, sf, timer);
        }
        let chosen = luck.below(u64::from(frame.n), free as u32) as usize;
        let channel = (0..channels.len()).filter(open).nth(chosen).unwrap_or(0);
        let sub_band = channels[channel].sub_band;
        let step = self.transmit(now, frame, channel as u8, sf);
        self.timers.sent(timer, sub_band, now, step.on_air.unwrap_or_default());
        step
    }

    /// The frame waits in the device until it may be sent; it takes the place of one that waited before.
    fn hold(&mut self, now: Time, frame: Frame, sf: u8, timer: u32) -> Step {
        let replaced = self.timers.hold(timer, frame.message);
        let (held, refused, channel, phase) = (0, 0, 0, Phase::Waiting);
        self.remember(Flight { frame, start: now, held, refused, channel, sf, phase });
        Step { replaced, ..Step::to(Next::Wait(self.timers.earliest(timer))) }
    }
}

impl Access for Medium<'_> {
    #[inline]
    fn send(&mut self, now: Time, frame: Frame, _heard: &mut Vec<Heard>) -> Step {
        let sf = self.reach.row(frame.device).data_rate;
        match self.plan.payload_limit[sf_index(sf)] {
            Some(limit) if frame.payload <= limit => self.attempt(now, frame, sf),
            _ => Step::to(Next::Lost(Loss { cause: Cause::TooLong, gateway: None })),
        }
    }

    #[inline]
    fn wake(&mut self, now: Time, owner: Owner, heard: &mut Vec<Heard>) -> Step {
        let Owner::Message(message) = owner else { return Step::to(Next::Done) };
        let flight = &mut self.flights[message as usize];
        match std::mem::replace(&mut flight.phase, Phase::Away) {
            Phase::Away => Step::to(Next::Done),
            Phase::OnAir => self.air.end(now, flight, heard),
            Phase::Waiting => {
                let (frame, sf) = (flight.frame, flight.sf);
                self.timers.release(self.plan.classes[frame.class as usize].first_timer + frame.index);
                self.attempt(now, frame, sf)
            }
        }
    }

    #[inline]
    fn fetch(&self, devices: &[u32]) {
        self.reach.fetch(devices);
    }

    fn forget(&mut self, message: u32) -> bool {
        let flight = &mut self.flights[message as usize];
        let waits = flight.phase == Phase::Waiting;
        if waits {
            flight.phase = Phase::Away;
            self.timers
                .release(self.plan.classes[flight.frame.class as usize].first_timer + flight.frame.index);
        }
        waits
    }

    fn explain(&self, now: Time, message: u32) -> Option<Explanation> {
        self.account(now, message)
    }
}
