//! Gateways that send: a transmitter each, deaf while it is on, and whether devices hear them.

use super::air::{Air, DEAF, Phase};
use super::cell::{Cell, OnAir};
use super::{Medium, NOBODY};
use crate::chance::Key;
use crate::model::cause::Cause;
use crate::model::radio::lorawan::adr::Setting;
use crate::model::radio::lorawan::downlink::transmitter::{Booking, Transmitter};
use crate::model::radio::lorawan::plan::{Plan, SF_COUNT, sf_index};
use crate::model::radio::reach::Entry;
use crate::model::radio::{Broadcast, Listener, Missed, Next, Received, Step};
use crate::units::Time;

/// What a gateway sends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sent {
    /// In which channel.
    hz: u64,
    sf: u8,
    /// Radiated, dBm.
    power_dbm: f64,
    to: To,
}

/// Whom it is for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum To {
    /// The device that sent a message.
    One(Answer),
    /// All that listen all the time.
    All { luck: Key },
}

/// An answer to a message.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Answer {
    message: u32,
    listener: Listener,
    timer: u32,
    luck: Option<Key>,
    /// It also asks the device to send like this.
    change: Option<Setting>,
}

/// A transmitter for each gateway; none where nobody ever listens.
pub(super) fn transmitters(plan: &Plan) -> Vec<Transmitter<Sent>> {
    let down = &plan.downlink;
    let of = |_: &u32| Transmitter::new(down.duty_cycle, &down.one_in);
    let listens = plan.anybody_listens() || plan.broadcasts;
    if listens { plan.demodulators.iter().map(of).collect() } else { Vec::new() }
}

impl Medium<'_> {
    /// The platform's answer has come to a gateway, which promises to send it if it can.
    pub(super) fn promise(&mut self, now: Time, gateway: u32, message: u32, device: u32, window: u8) -> Step {
        let refused = Step::to(Next::Done);
        let Some(flight) = self.flights.get(message as usize) else { return refused };
        let frame = flight.frame;
        if frame.device != device || flight.phase != Phase::Listening {
            return refused;
        }
        let timer = self.timer(&frame);
        let plan = &self.plan.downlink;
        let window = self.window(flight, window);
        let start = self.exchanges[timer as usize].ended + window.after;
        if start < now {
            return refused;
        }
        let luck = self.plan.fading.then(|| {
            let of_class = self.down_luck[frame.class as usize];
            of_class.index(u64::from(frame.index)).index(u64::from(frame.attempt)).index(u64::from(frame.n))
        });
        let listener = Listener { class: frame.class, device, index: frame.index };
        let answer = Answer { message, listener, timer, luck, change: self.wanted(&frame) };
        let sent = Sent { hz: window.hz, sf: window.sf, power_dbm: window.power_dbm, to: To::One(answer) };
        let airtime = plan.airtime(window.sf, self.answer_bytes(message).unwrap_or(plan.acknowledgement));
        let booked = self.air.transmitters[gateway as usize].book(start, airtime, window.band, sent);
        if booked { Step { on_air: Some(airtime), ..Step::to(Next::Wait(start)) } } else { refused }
    }

    /// A frame for devices that listen all the time, where and as strongly as in the second window (TS001-1.0.4, clause 14):
    /// sent now, or when the gateway may.
    pub(super) fn broadcast(&mut self, now: Time, gateway: u32, frame: Broadcast) -> Step {
        let plan = &self.plan.downlink;
        let window = plan.continuous();
        let sent = Sent {
            hz: window.hz,
            sf: frame.rate,
            power_dbm: window.power_dbm,
            to: To::All { luck: frame.luck },
        };
        let airtime = plan.airtime(frame.rate, frame.bytes);
        let transmitter = &mut self.air.transmitters[gateway as usize];
        let at = transmitter.earliest(now, airtime, window.band, sent);
        if at > now || !transmitter.book(now, airtime, window.band, sent) {
            return Step::to(Next::Wait(at));
        }
        Step { on_air: Some(airtime), ..Step::to(Next::Wait(now)) }
    }

    /// A gateway's transmission ends or begins.
    pub(super) fn send_down(&mut self, now: Time, gateway: u32) -> Step {
        if let Some(ended) = self.air.transmitters[gateway as usize].ends(now) {
            self.air.demodulators[gateway as usize].busy = 0;
            self.receive(gateway, &ended);
        }
        let Some(begun) = self.air.transmitters[gateway as usize].begin(now) else {
            return Step::to(Next::Done);
        };
        self.air.deafen(gateway, now);
        if let To::One(answer) = begun.what.to {
            let exchange = &mut self.exchanges[answer.timer as usize];
            if exchange.message == answer.message {
                exchange.receiving_until = begun.end;
            }
        }
        Step { on_air: Some(begun.end - begun.start), ..Step::to(Next::Wait(begun.end)) }
    }

    /// The sub-band of what a gateway sends now.
    pub(super) fn band_on_air(&self, now: Time, gateway: u32) -> u8 {
        self.air.transmitters[gateway as usize].sent_at(now).map_or(0, |one| one.band)
    }

    fn receive(&mut self, gateway: u32, ended: &Booking<Sent>) {
        let To::One(answer) = ended.what.to else { return };
        let exchange = self.exchanges[answer.timer as usize];
        if exchange.message == answer.message && exchange.message != NOBODY {
            let hears = self.air.missed(gateway, ended, answer.listener, answer.luck).is_none();
            self.exchanges[answer.timer as usize].acknowledged |= hears;
            let first = exchange.ended + self.window(&self.flights[answer.message as usize], 0).after;
            self.received = hears.then(|| Received {
                message: answer.message,
                window: u8::from(ended.start != first),
                airtime: ended.end - ended.start,
            });
            if let Some(device) = self.adapted.get_mut(answer.timer as usize).filter(|_| hears) {
                device.answered(answer.change);
            }
        }
    }

    /// Why a device that listens all the time does not receive what ends now.
    pub(super) fn missed_broadcast(&self, now: Time, gateway: u32, listener: Listener) -> Option<Missed> {
        let ended = self.air.transmitters[gateway as usize].ends(now)?;
        let To::All { luck } = ended.what.to else { return Some(Missed::NotSent) };
        let timer = self.plan.classes[listener.class as usize].first_timer + listener.index;
        if self.timers.was_sending(timer, ended.start, ended.end) {
            return Some(Missed::DeviceTransmitting);
        }
        let luck = self.plan.fading.then(|| luck.index(u64::from(listener.device)));
        self.air.missed(gateway, &ended, listener, luck)
    }
}

impl Air<'_> {
    /// From now on the gateway hears nothing, and what it was receiving is gone.
    fn deafen(&mut self, gateway: u32, now: Time) {
        let demodulators = &mut self.demodulators[gateway as usize];
        (demodulators.busy, demodulators.deaf_after) = (DEAF, Time(now.0 + 1));
    }

    /// Why a gateway did not receive a frame that it could have heard: it was sending, or all demodulators were taken.
    #[cold]
    pub(super) fn unheard(&self, gateway: u32, start: Time, held: bool) -> Cause {
        let sending = |transmitter: &Transmitter<Sent>| transmitter.sent_at(start).is_some();
        if held || self.transmitters.get(gateway as usize).is_some_and(sending) {
            Cause::GatewayBusyTransmitting
        } else {
            Cause::NoDemodulator
        }
    }

    /// Why a device does not receive what a gateway has sent it: too weak, or what other gateways sent in that channel
    /// meanwhile. Uplinks do not meet it: their chirps are the other way round (TS001-1.0.4, clause 3.2).
    fn missed(
        &self,
        gateway: u32,
        sent: &Booking<Sent>,
        listener: Listener,
        luck: Option<Key>,
    ) -> Option<Missed> {
        let entries = self.reach.entries(self.reach.row(listener.device));
        let power = |at: u32, sender_dbm: f64| {
            let fading = luck.map_or(1.0, |luck| luck.exponential(self.plan.salts[at as usize]));
            let entry = entries.iter().find(|entry| entry.gateway == at)?;
            Some((self.power_down(listener, entry, sender_dbm) * fading) as u64)
        };
        let own = sf_index(sent.what.sf);
        let wanted = power(gateway, sent.what.power_dbm).unwrap_or(0);
        if wanted < self.plan.downlink.sensitivity(sent.what.sf) {
            return Some(Missed::OutOfRange);
        }
        let mut air = Cell::silent();
        for entry in entries.iter().filter(|entry| entry.gateway != gateway) {
            let others = self.transmitters[entry.gateway as usize].sent_within(sent.start, sent.end);
            air.frames.extend(others.filter(|other| other.what.hz == sent.what.hz).filter_map(|other| {
                let power = power(entry.gateway, other.what.power_dbm)?;
                Some(OnAir { start: other.start, end: other.end, power, message: OTHERS, sf: other.what.sf })
            }));
        }
        let wanted =
            OnAir { start: sent.start, end: sent.end, power: wanted, message: NOBODY, sf: sent.what.sf };
        let sums = air.interference(&wanted, self.plan.capture, self.harmful[own]);
        let signal = self.signal(&wanted);
        let clear =
            (0..SF_COUNT).all(|k| sums[k] == 0 || signal >= self.plan.required[own][k] * sums[k] as f64);
        (!clear).then_some(Missed::Collision)
    }

    /// Mean power with which a device receives a gateway: the way is as lossy down as up, so only what is radiated differs.
    fn power_down(&self, listener: Listener, entry: &Entry, sender_dbm: f64) -> f64 {
        let device_dbm = self.plan.classes[listener.class as usize].tx_power_dbm;
        f64::from(entry.power) * libm::exp10((sender_dbm - device_dbm) / 10.0)
    }

    /// Whether a device hears a gateway's broadcasts if nothing disturbs them.
    pub(super) fn hears(&self, gateway: u32, rate: u8, listener: Listener) -> bool {
        let entries = self.reach.entries(self.reach.row(listener.device));
        let sender_dbm = self.plan.downlink.continuous().power_dbm;
        let power = |entry: &Entry| self.power_down(listener, entry, sender_dbm) as u64;
        let least = self.plan.downlink.sensitivity(rate);
        entries.iter().any(|entry| entry.gateway == gateway && power(entry) >= least)
    }
}

/// Other gateways' frames.
const OTHERS: u32 = 0;
