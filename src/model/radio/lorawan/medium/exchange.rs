//! Devices that listen after they have sent: both receive windows, then the message once more until it is acknowledged
//! or has been sent often enough (TS001-1.0.4, clauses 3.3 and 4.3). A newer message takes the place of one that is not
//! through.

use super::air::{Flight, Phase};
use super::{Medium, NOBODY};
use crate::model::radio::lorawan::RETRANSMIT_TIMEOUT;
use crate::model::radio::lorawan::adr::Setting;
use crate::model::radio::lorawan::downlink::{self, WINDOWS, Window};
use crate::model::radio::lorawan::plan::Repeats;
use crate::model::radio::{Frame, Heard, Next, Step};
use crate::units::{Span, Time};

/// What a device is at work on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exchange {
    /// The message, or [`NOBODY`].
    pub message: u32,
    /// When its last transmission ended.
    pub ended: Time,
    /// A frame that comes down to it lasts until then.
    pub receiving_until: Time,
    /// It was received.
    pub acknowledged: bool,
}

impl Exchange {
    pub(super) const IDLE: Exchange = Exchange::of(NOBODY);

    const fn of(message: u32) -> Exchange {
        Exchange { message, ended: Time(0), receiving_until: Time(0), acknowledged: false }
    }
}

impl Medium<'_> {
    /// A message comes to a device that listens; it gives up what it was at work on, unless that is on the air.
    #[inline(never)]
    pub(super) fn begin_exchange(&mut self, now: Time, frame: Frame) -> Step {
        let timer = self.timer(&frame);
        let before = std::mem::replace(&mut self.exchanges[timer as usize], Exchange::of(frame.message));
        let given_up = self.give_up(before, timer);
        if frame.joins {
            self.begin_anew(timer);
        }
        let step = self.attempt_if_it_fits(now, frame, self.setting(&frame));
        self.end_if_lost(timer, &step);
        Step { replaced: step.replaced.or(given_up), ..step }
    }

    /// A message that waited goes out, at the rate that its device has by now.
    #[inline(never)]
    pub(super) fn try_again(&mut self, now: Time, frame: Frame, setting: Setting) -> Step {
        let adapted = self.adapts(&frame);
        let step = self.attempt_if_it_fits(now, frame, if adapted { self.setting(&frame) } else { setting });
        self.end_if_lost(self.timer(&frame), &step);
        step
    }

    /// A message that cannot be sent at all is nobody's work any more.
    fn end_if_lost(&mut self, timer: u32, step: &Step) {
        if matches!(step.next, Next::Lost(_)) {
            self.exchanges[timer as usize] = Exchange::IDLE;
        }
    }

    fn give_up(&mut self, before: Exchange, timer: u32) -> Option<u32> {
        let Exchange { message, ended, .. } = before;
        let flight = *self.flights.get(message as usize)?;
        match flight.phase {
            Phase::Waiting => self.timers.release(timer),
            // nothing is sent before both windows are over, of which one that joins has watched but the first
            Phase::Listening => {
                self.listen(&flight, timer, ended, WINDOWS - 1);
            }
            Phase::Away | Phase::OnAir | Phase::Attended => return None,
        }
        self.flights[message as usize].phase = Phase::Away;
        Some(message)
    }

    /// The transmission of a message ends whose device listens now.
    #[inline(never)]
    pub(super) fn end_attended(&mut self, now: Time, message: u32, heard: &mut Vec<Heard>) -> Step {
        let flight = self.flights[message as usize];
        let step = self.air.end(now, &flight, heard);
        let timer = self.timer(&flight.frame);
        self.note_for_adr(&flight, heard);
        let exchange = &mut self.exchanges[timer as usize];
        if exchange.message != message {
            return Step { next: Next::Done, ..step };
        }
        (exchange.ended, exchange.acknowledged) = (now, false);
        // a join-accept is acted on as soon as it is there
        let watched = if flight.frame.joins { 0 } else { WINDOWS - 1 };
        Step { next: self.listen(&flight, timer, now, watched), ..step }
    }

    /// A window of a frame's device, who knows others when it joins.
    pub(super) fn window(&self, flight: &Flight, number: u8) -> Window {
        let plan = &self.plan.downlink;
        let windows = if flight.frame.joins { downlink::Plan::join_window } else { downlink::Plan::window };
        windows(plan, number, flight.channel, flight.sf)
    }

    /// The device listens until a window closes after its frame that ended at `ended`, and sends nothing before.
    fn listen(&mut self, flight: &Flight, timer: u32, ended: Time, window: u8) -> Next {
        let last = self.window(flight, window);
        let closes = ended + last.after + self.plan.downlink.listening(last.sf);
        self.timers.block(timer, closes);
        self.flights[flight.frame.message as usize].phase = Phase::Listening;
        Next::Listen(closes)
    }

    /// A window of a device that joins is over.
    fn close_join_window(&mut self, now: Time, flight: &Flight, timer: u32) -> Step {
        let Exchange { ended, acknowledged, .. } = self.exchanges[timer as usize];
        if !acknowledged && now < ended + self.window(flight, WINDOWS - 1).after {
            return Step::to(self.listen(flight, timer, ended, WINDOWS - 1));
        }
        self.exchanges[timer as usize] = Exchange::IDLE;
        Step::to(if acknowledged { Next::Acknowledged } else { Next::Unanswered })
    }

    /// The device gives the message up, if it is at it.
    pub(super) fn end_exchange(&mut self, timer: u32, message: u32) {
        let exchange = &mut self.exchanges[timer as usize];
        if exchange.message == message {
            *exchange = Exchange::IDLE;
        }
    }

    /// The windows are over, unless a frame comes in.
    pub(super) fn close_windows(&mut self, now: Time, message: u32) -> Step {
        let mut flight = self.flights[message as usize];
        let timer = self.timer(&flight.frame);
        let exchange = &mut self.exchanges[timer as usize];
        if exchange.receiving_until > now {
            self.flights[message as usize].phase = Phase::Listening;
            return Step::to(Next::Listen(exchange.receiving_until));
        }
        if flight.frame.joins {
            return self.close_join_window(now, &flight, timer);
        }
        let Some(repeats) = self.plan.classes[flight.frame.class as usize].repeats else {
            return Step::to(Next::Done);
        };
        flight.frame.attempt += 1;
        // an answer ends unconfirmed repetitions, too (TS001-1.0.4, clause 4.3.1.3)
        if exchange.acknowledged || flight.frame.attempt >= repeats.transmissions {
            let known = exchange.acknowledged && repeats.confirmed;
            let next = if known { Next::Acknowledged } else { Next::Done };
            *exchange = Exchange::IDLE;
            return Step::to(next);
        }
        let ended = exchange.ended;
        let again = ended.max(self.timeout(ended, &flight.frame, flight.channel, repeats));
        flight.phase = Phase::Waiting;
        self.timers.hold(timer, message);
        self.remember(flight);
        Step::to(Next::Wait(again.max(self.timers.earliest(timer)).max(now)))
    }

    /// The earliest next transmission of a message whose last one ended at `ended`.
    fn timeout(&self, ended: Time, frame: &Frame, channel: u8, repeats: Repeats) -> Time {
        if !repeats.confirmed {
            return ended;
        }
        let opens = ended + self.plan.downlink.window(WINDOWS - 1, channel, 7).after;
        let [least, most] = RETRANSMIT_TIMEOUT;
        let luck = self.back_off_luck[frame.class as usize].index(u64::from(frame.index));
        let share = luck.index(u64::from(frame.attempt)).uniform(u64::from(frame.n));
        opens + least + Span(((most.0 - least.0) as f64 * share) as u64)
    }

    /// Whether a device listens when it has sent.
    #[inline]
    pub(super) fn listens(&self, frame: &Frame) -> bool {
        !self.exchanges.is_empty() && self.plan.classes[frame.class as usize].repeats.is_some()
    }

    #[inline]
    pub(super) fn timer(&self, frame: &Frame) -> u32 {
        self.plan.classes[frame.class as usize].first_timer + frame.index
    }
}
