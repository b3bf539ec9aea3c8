//! Gateways that answer: a transmitter each, deaf while they send, and whether the device hears them.

use super::air::{Air, DEAF, Phase};
use super::cell::{Cell, OnAir};
use super::{Medium, NOBODY};
use crate::chance::Key;
use crate::model::cause::Cause;
use crate::model::radio::lorawan::adr::Setting;
use crate::model::radio::lorawan::downlink::transmitter::{Booking, Transmitter};
use crate::model::radio::lorawan::plan::{Plan, SF_COUNT, sf_index};
use crate::model::radio::{Downlink, Next, Step};
use crate::units::Time;

/// What a gateway sends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Answer {
    /// The message it answers.
    message: u32,
    device: u32,
    timer: u32,
    /// In which channel.
    hz: u64,
    sf: u8,
    /// Radiated by the gateway, and by the device when it sends, dBm.
    power_dbm: [f64; 2],
    luck: Option<Key>,
    /// It also asks the device to send like this.
    change: Option<Setting>,
}

/// A transmitter for each gateway; none where nobody listens.
pub(super) fn transmitters(plan: &Plan) -> Vec<Transmitter<Answer>> {
    let down = &plan.downlink;
    let of = |_: &u32| Transmitter::new(down.duty_cycle, &down.one_in);
    if plan.anybody_listens() { plan.demodulators.iter().map(of).collect() } else { Vec::new() }
}

impl Medium<'_> {
    /// The platform's answer has come to a gateway, which promises to send it if it can.
    pub(super) fn promise(&mut self, now: Time, gateway: u32, down: Downlink) -> Step {
        let refused = Step::to(Next::Done);
        let Some(flight) = self.flights.get(down.message as usize) else { return refused };
        let class = self.plan.classes[flight.frame.class as usize];
        let (Some(repeats), Phase::Listening) = (class.repeats, flight.phase) else { return refused };
        if flight.frame.device != down.device {
            return refused;
        }
        let timer = self.timer(&flight.frame);
        let plan = &self.plan.downlink;
        let window = self.window(flight, down.window);
        let start = self.exchanges[timer as usize].ended + window.after;
        if start < now {
            return refused;
        }
        let luck = self.plan.fading.then(|| {
            let of_class = self.down_luck[flight.frame.class as usize];
            of_class.index(u64::from(flight.frame.index)).index(u64::from(flight.frame.attempt))
        });
        let answer = Answer {
            message: down.message,
            device: down.device,
            timer,
            hz: window.hz,
            sf: window.sf,
            power_dbm: [window.power_dbm, repeats.tx_power_dbm],
            luck: luck.map(|key| key.index(u64::from(flight.frame.n))),
            change: self.wanted(&flight.frame),
        };
        let bytes = self.answer_bytes(down.message).unwrap_or(plan.acknowledgement);
        let airtime = plan.airtime(window.sf, bytes);
        let booked = self.air.transmitters[gateway as usize].book(start, airtime, window.band, answer);
        if booked { Step { on_air: Some(airtime), ..Step::to(Next::Wait(start)) } } else { refused }
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
        let exchange = &mut self.exchanges[begun.what.timer as usize];
        if exchange.message == begun.what.message {
            exchange.receiving_until = begun.end;
        }
        Step { on_air: Some(begun.end - begun.start), ..Step::to(Next::Wait(begun.end)) }
    }

    /// The sub-band of what a gateway sends now.
    pub(super) fn band_on_air(&self, now: Time, gateway: u32) -> u8 {
        self.air.transmitters[gateway as usize].sent_at(now).map_or(0, |one| one.band)
    }

    fn receive(&mut self, gateway: u32, ended: &Booking<Answer>) {
        let exchange = self.exchanges[ended.what.timer as usize];
        if exchange.message == ended.what.message && exchange.message != NOBODY {
            let hears = self.air.device_hears(gateway, ended);
            self.exchanges[ended.what.timer as usize].acknowledged |= hears;
            if let Some(device) = self.adapted.get_mut(ended.what.timer as usize).filter(|_| hears) {
                device.answered(ended.what.change);
            }
        }
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
        let sending = |transmitter: &Transmitter<Answer>| transmitter.sent_at(start).is_some();
        if held || self.transmitters.get(gateway as usize).is_some_and(sending) {
            Cause::GatewayBusyTransmitting
        } else {
            Cause::NoDemodulator
        }
    }

    /// Whether a device receives what a gateway has sent it: strong enough, and clear of what other gateways sent in that
    /// channel meanwhile. Uplinks do not meet it: their chirps are the other way round (TS001-1.0.4, clause 3.2).
    fn device_hears(&self, gateway: u32, sent: &Booking<Answer>) -> bool {
        let entries = self.reach.entries(self.reach.row(sent.what.device));
        // the way is as lossy down as up, so only what is radiated differs
        let power = |at: u32, sender_dbm: f64| {
            let entry = entries.iter().find(|entry| entry.gateway == at)?;
            let fading = sent.what.luck.map_or(1.0, |luck| luck.exponential(self.plan.salts[at as usize]));
            let gain = libm::exp10((sender_dbm - sent.what.power_dbm[1]) / 10.0);
            Some((f64::from(entry.power) * gain * fading) as u64)
        };
        let own = sf_index(sent.what.sf);
        let Some(wanted) = power(gateway, sent.what.power_dbm[0]) else { return false };
        if wanted < self.plan.downlink.sensitivity(sent.what.sf) {
            return false;
        }
        let mut air = Cell::silent();
        for entry in entries.iter().filter(|entry| entry.gateway != gateway) {
            let others = self.transmitters[entry.gateway as usize].sent_within(sent.start, sent.end);
            air.frames.extend(others.filter(|other| other.what.hz == sent.what.hz).filter_map(|other| {
                let power = power(entry.gateway, other.what.power_dbm[0])?;
                Some(OnAir { start: other.start, end: other.end, power, message: NOBODY, sf: other.what.sf })
            }));
        }
        let message = sent.what.message;
        let wanted = OnAir { start: sent.start, end: sent.end, power: wanted, message, sf: sent.what.sf };
        let sums = air.interference(&wanted, self.plan.capture, self.harmful[own]);
        let signal = self.signal(&wanted);
        (0..SF_COUNT).all(|k| sums[k] == 0 || signal >= self.plan.required[own][k] * sums[k] as f64)
    }
}
