//! The air between LoRaWAN devices and gateways: who overlaps whom, at each gateway, in each channel.
//!
//! A frame is entered into the (gateway, channel) cells it reaches when it begins. At its end only the
//! receptions that hold a demodulator are judged, against every frame that overlapped them, the ended ones too;
//! those leave a cell when nobody on the air began before their end.

mod adapt;
mod air;
mod answer;
mod cell;
mod exchange;
mod explain;
mod jam;

use air::{Air, Flight, Phase, attempt};
use exchange::Exchange;

use crate::chance::{Key, Purpose};
use crate::model::cause::Cause;
use crate::model::radio::explain::{Explanation, JAMMER};
use crate::model::radio::lorawan::adr::{self, Setting};
use crate::model::radio::lorawan::downlink::WINDOWS;
use crate::model::radio::lorawan::plan::{Channel, Plan, sf_index};
use crate::model::radio::lorawan::timers::Timers;
use crate::model::radio::reach::Reach;
use crate::model::radio::{
    Access, Disturbance, Downlink, Frame, Heard, Listener, Loss, Missed, Next, Owner, Received, Step,
};
use crate::units::Time;

/// No message.
const NOBODY: u32 = JAMMER;

/// A running LoRaWAN radio.
#[derive(Debug)]
pub struct Medium<'a> {
    plan: &'a Plan,
    reach: &'a Reach,
    air: Air<'a>,
    /// By message.
    flights: Vec<Flight>,
    timers: Timers,
    /// By timer; none where nobody listens.
    exchanges: Vec<Exchange>,
    /// By timer; none where no data rate is adapted.
    adapted: Vec<adr::Device>,
    /// Not yet told.
    received: Option<Received>,
    channel_luck: Vec<Key>,
    back_off_luck: Vec<Key>,
    down_luck: Vec<Key>,
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
            exchanges: vec![Exchange::IDLE; if plan.anybody_listens() { plan.timers as usize } else { 0 }],
            adapted: {
                let adapts = plan.classes.iter().filter_map(|class| class.repeats).any(|repeats| repeats.adr);
                vec![adr::Device::new(0); if adapts { plan.timers as usize } else { 0 }]
            },
            received: None,
            channel_luck: luck(Purpose::Channel),
            back_off_luck: luck(Purpose::BackOff),
            down_luck: luck(Purpose::Downlink),
        }
    }

    /// Puts the frame on the air.
    #[inline]
    fn transmit(&mut self, now: Time, frame: Frame, channel: u8, setting: Setting) -> Step {
        let airtime = self.plan.airtime[sf_index(setting.sf)][(frame.payload + self.plan.overhead) as usize];
        let flight = self.air.begin(now, now + airtime, frame, channel, setting);
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

    /// The same, unless the payload is longer than the data rate allows.
    #[inline]
    fn attempt_if_it_fits(&mut self, now: Time, frame: Frame, setting: Setting) -> Step {
        match self.plan.payload_limit[sf_index(setting.sf)] {
            Some(limit) if frame.payload <= limit || frame.joins => self.attempt(now, frame, setting),
            _ => Step::to(Next::Lost(Loss { cause: Cause::TooLong, gateway: None })),
        }
    }

    /// Sends now, or waits for the duty cycle or the frame before.
    #[inline]
    fn attempt(&mut self, now: Time, frame: Frame, setting: Setting) -> Step {
        let class = self.plan.classes[frame.class as usize];
        let luck = attempt(self.channel_luck[frame.class as usize].index(u64::from(frame.index)), &frame);
        if class.timed {
            return self.attempt_timed(now, frame, setting, class.first_timer + frame.index, luck);
        }
        let channel = luck.below(u64::from(frame.n), self.plan.channels.len() as u32) as u8;
        self.transmit(now, frame, channel, setting)
    }

    /// The same for a device that may have to be silent: among the channels that are open to it now.
    #[inline(never)]
    fn attempt_timed(&mut self, now: Time, frame: Frame, setting: Setting, timer: u32, luck: Key) -> Step {
        let channels = self.channels_for(&frame);
        let open = |channel: &usize| self.timers.ready_at(timer, channels[*channel].sub_band) <= now;
        let free = (0..channels.len()).filter(open).count();
        if free == 0 {
            return self.hold(now, frame, setting, timer);
        }
        let chosen = luck.below(u64::from(frame.n), free as u32) as usize;
        let channel = (0..channels.len()).filter(open).nth(chosen).unwrap_or(0);
        let sub_band = channels[channel].sub_band;
        let step = self.transmit(now, frame, channel as u8, setting);
        self.timers.sent(timer, sub_band, now, step.on_air.unwrap_or_default());
        if self.listens(&frame) {
            self.flights[frame.message as usize].phase = Phase::Attended;
            self.count_for_adr(&frame);
        }
        step
    }

    /// The frame waits in the device until it may be sent; it takes the place of one that waited before.
    fn hold(&mut self, now: Time, frame: Frame, setting: Setting, timer: u32) -> Step {
        let replaced = self.timers.hold(timer, frame.message);
        let (held, refused, channel, phase) = (0, 0, 0, Phase::Waiting);
        let Setting { sf, down } = setting;
        self.remember(Flight { frame, start: now, held, refused, channel, sf, down, phase });
        Step { replaced, ..Step::to(Next::Wait(self.earliest(&frame, timer))) }
    }

    fn channels_for(&self, frame: &Frame) -> &'a [Channel] {
        let all = &self.plan.channels;
        if frame.joins { &all[..self.plan.join_channels] } else { all }
    }

    /// When a device may send a frame in one of its channels.
    fn earliest(&self, frame: &Frame, timer: u32) -> Time {
        let ready = |channel: &Channel| self.timers.ready_at(timer, channel.sub_band);
        match frame.joins {
            true => self.channels_for(frame).iter().map(ready).min().unwrap_or_default(),
            false => self.timers.earliest(timer),
        }
    }
}

impl Access for Medium<'_> {
    #[inline]
    fn send(&mut self, now: Time, frame: Frame, _heard: &mut Vec<Heard>) -> Step {
        if self.listens(&frame) {
            return self.begin_exchange(now, frame);
        }
        let sf = self.reach.row(frame.device).data_rate;
        self.attempt_if_it_fits(now, frame, Setting { sf, down: 0 })
    }

    #[inline]
    fn wake(&mut self, now: Time, owner: Owner, heard: &mut Vec<Heard>) -> Step {
        let message = match owner {
            Owner::Message(message) => message,
            Owner::Gateway(gateway) => return self.send_down(now, gateway),
            Owner::Device(_) | Owner::Cell(_) => return Step::to(Next::Done),
        };
        let flight = &mut self.flights[message as usize];
        match std::mem::replace(&mut flight.phase, Phase::Away) {
            Phase::Away => Step::to(Next::Done),
            Phase::OnAir => self.air.end(now, flight, heard),
            Phase::Attended => self.end_attended(now, message, heard),
            Phase::Listening => self.close_windows(now, message),
            Phase::Waiting => {
                let (frame, setting) = (flight.frame, Setting { sf: flight.sf, down: flight.down });
                self.timers.release(self.timer(&frame));
                if self.exchanges.is_empty() {
                    return self.attempt(now, frame, setting);
                }
                self.try_again(now, frame, setting)
            }
        }
    }

    fn down(&mut self, now: Time, gateway: u32, down: Downlink) -> Step {
        match down {
            Downlink::Answer { message, device, window } => {
                self.promise(now, gateway, message, device, window)
            }
            Downlink::Broadcast(frame) => self.broadcast(now, gateway, frame),
        }
    }

    fn missed(&self, now: Time, gateway: u32, listener: Listener) -> Option<Missed> {
        self.missed_broadcast(now, gateway, listener)
    }

    fn hears(&self, gateway: u32, rate: u8, listener: Listener) -> bool {
        self.air.hears(gateway, rate, listener)
    }

    fn windows(&self) -> u8 {
        WINDOWS
    }

    fn answer_bytes(&self, message: u32) -> Option<u32> {
        Medium::answer_bytes(self, message)
    }

    fn data_rate(&self, frame: &Frame) -> u8 {
        self.setting(frame).sf
    }

    fn band_on_air(&self, now: Time, gateway: u32) -> u8 {
        Medium::band_on_air(self, now, gateway)
    }

    fn received(&mut self) -> Option<Received> {
        self.received.take()
    }

    #[inline]
    fn fetch(&self, devices: &[u32]) {
        self.reach.fetch(devices);
    }

    fn forget(&mut self, message: u32) -> bool {
        let flight = &mut self.flights[message as usize];
        if !matches!(flight.phase, Phase::Waiting | Phase::Listening) {
            return false;
        }
        let waits = std::mem::replace(&mut flight.phase, Phase::Away) == Phase::Waiting;
        let frame = flight.frame;
        let timer = self.timer(&frame);
        if waits {
            self.timers.release(timer);
        }
        if self.listens(&frame) {
            self.end_exchange(timer, message);
        }
        true
    }

    fn disturb(&mut self, by: &Disturbance) {
        self.air.jam(by);
    }

    fn explain(&self, now: Time, message: u32) -> Option<Explanation> {
        self.account(now, message)
    }
}
