//! Messages of devices with a session: they wait in the device until there is one, pass the connecting stage no more, and with QoS 1
//! are repeated until their acknowledgement is there. Until then the device holds a copy, so that a message is lost only when it gives up.

use super::replies::Then;
use super::{State, Who};
use crate::engine::Run;
use crate::engine::errand::Errand;
use crate::engine::event::{Event, Kind};
use crate::engine::message::{Fate, Open};
use crate::engine::recorder::Recorder;
use crate::model::cause::Cause;
use crate::network::ways::Way;
use crate::units::Time;

/// What a device knows of a message that is to be acknowledged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hold {
    /// When the acknowledgement is there; foretold.
    acknowledged: Time,
    /// Repetitions so far.
    repeated: u32,
}

/// Numbers of acknowledgements lie beyond those of answers, and the repetition is in between.
const ACKNOWLEDGEMENT: u64 = 1 << 63;
const UNKNOWN: Hold = Hold { acknowledged: Time::NEVER, repeated: 0 };

impl Hold {
    /// An acknowledgement is there at `at`.
    pub fn acknowledge(&mut self, at: Time) {
        self.acknowledged = self.acknowledged.min(at);
    }
}

impl<R: Recorder> Run<'_, R> {
    /// A device with a session, or without one now, has something to say.
    #[inline(never)]
    pub(in crate::engine) fn offer_to_session(&mut self, slot: u32) {
        let Some(who) = self.line_of(self.messages[slot].message.device.0) else {
            return self.send_if_joined(slot);
        };
        let Some(sessions) = &mut self.sessions else { return };
        let Some((session, _)) = sessions.plans[who.class] else { return };
        let mut errand = Errand::message(Way::PastConnect);
        if session.acknowledged.is_some() {
            errand = errand.acknowledged();
            if sessions.holds.len() <= slot as usize {
                sessions.holds.resize(slot as usize + 1, UNKNOWN);
            }
            sessions.holds[slot as usize] = UNKNOWN;
        }
        self.messages[slot].errand = errand;
        match sessions.lines[who.line].is_up() {
            true => self.send_by_session(who, slot),
            false => self.keep_waiting(who, slot),
        }
    }

    /// It waits in its device; the eldest gives way where there is no room for all.
    fn keep_waiting(&mut self, who: Who, slot: u32) {
        let Some(sessions) = &mut self.sessions else { return };
        let room = sessions.plans[who.class].map_or(0, |(session, _)| session.queue);
        sessions.waiting.push(who.line, slot);
        if sessions.waiting.len(who.line) > room
            && let Some(eldest) = sessions.waiting.pop(who.line)
        {
            let radio = self.network.radios[self.radio_of(eldest)].element;
            let cause = if room == 0 { Cause::NoSession } else { Cause::Superseded };
            self.end_copy(eldest, Fate::on_radio(0, cause, radio), self.now, false);
        }
    }

    /// What waited in a device that has a session now.
    pub(super) fn send_waiting(&mut self, who: Who) {
        while let Some(sessions) = &mut self.sessions
            && sessions.lines[who.line].is_up()
            && let Some(slot) = sessions.waiting.pop(who.line)
        {
            self.send_by_session(who, slot);
        }
    }

    fn send_by_session(&mut self, who: Who, slot: u32) {
        let now = self.now;
        let Some(sessions) = &mut self.sessions else { return };
        let Some((session, _)) = sessions.plans[who.class] else { return };
        let line = &mut sessions.lines[who.line];
        if line.state == State::Up {
            line.since = now;
        }
        let Some((patience, _)) = session.acknowledged else { return self.transmit(slot) };
        let open = &mut self.messages[slot];
        // the device's own copy stays when the radio's is gone
        open.copies += 1;
        let (order, epoch) = (open.order, open.epoch);
        self.transmit(slot);
        let known =
            self.sessions.as_ref().map_or(Time::NEVER, |sessions| sessions.holds[slot as usize].acknowledged);
        if known <= now + patience {
            return self.acknowledge(slot);
        }
        self.agenda.push(now, Event::new(now + patience, Kind::Acknowledge, order, slot, epoch));
    }

    /// A session's message comes to its destination at `at`, from where it is acknowledged if it is to be.
    #[inline(never)]
    pub(in crate::engine) fn arrive_by_session(&mut self, slot: u32, at: Time) {
        let Open { message, errand, epoch, n, .. } = self.messages[slot];
        if !errand.is_acknowledged() {
            return;
        }
        let Some(who) = self.line_of(message.device.0) else { return };
        let Some(sessions) = &self.sessions else { return };
        let small = sessions.plans[who.class].map_or(0, |(session, _)| session.small.0);
        let number = ACKNOWLEDGEMENT | u64::from(sessions.holds[slot as usize].repeated) << 32 | u64::from(n);
        self.reply(who, at, small, number, Then::Acknowledge { slot, epoch });
    }

    fn acknowledge(&mut self, slot: u32) {
        self.recorder.acknowledged(self.messages[slot].message);
        self.let_go(slot);
    }

    /// The device forgets a message; if nothing else is on its way, its fate is settled.
    fn let_go(&mut self, slot: u32) {
        let open = &mut self.messages[slot];
        open.copies -= 1;
        self.lose_if_last(slot);
        self.release(slot);
    }

    /// So long after a message was sent its acknowledgement should be there. If not, it is sent again, or given up.
    pub(in crate::engine) fn miss_acknowledgement(&mut self, slot: u32, epoch: u32) {
        let Open { message, epoch: own, .. } = self.messages[slot];
        if own != epoch {
            return;
        }
        let Some(who) = self.line_of(message.device.0) else { return };
        let Some(sessions) = &mut self.sessions else { return };
        let Some((_, retries)) = sessions.plans[who.class].and_then(|(session, _)| session.acknowledged)
        else {
            return;
        };
        let hold = &mut sessions.holds[slot as usize];
        if hold.acknowledged <= self.now {
            return self.acknowledge(slot);
        }
        if hold.repeated >= retries {
            return self.let_go(slot);
        }
        hold.repeated += 1;
        let is_up = sessions.lines[who.line].is_up();
        let open = &mut self.messages[slot];
        if !open.closed {
            // the last attempt's own cause is what counts
            (open.furthest, open.lost_at, open.folded) = (None, self.now, false);
        }
        match is_up {
            true => self.send_by_session(who, slot),
            false => self.keep_waiting(who, slot),
        }
    }
}
