//! How a device connects: round trip after round trip over its gateway's links, the last of them through the connecting stage; and what
//! it does when one fails.

use super::replies::Then;
use super::{Line, State, Who};
use crate::engine::Run;
use crate::engine::errand::{Ending, Errand, Sender};
use crate::engine::message::{Fate, Open};
use crate::engine::recorder::{Deed, Recorder};
use crate::model::cause::Cause;
use crate::model::platform::ADMISSION;
use crate::model::session::Session;
use crate::network::ElementKind;
use crate::network::ids::ClassId;
use crate::network::ways::Way;
use crate::units::{Span, Time};

/// A lost packet of a handshake is sent again after this long, then twice as long each time (RFC 6298, 2.1 and 5.5; RFC 6347, 4.2.4.1).
const RETRANSMISSION: Span = Span::from_secs(1);
/// Numbers of a device's own packets lie beyond those of its messages.
const OWN: u32 = 1 << 31;

impl<'a, R: Recorder> Run<'a, R> {
    pub(super) fn line(&mut self, who: Who) -> Option<(&mut Line, &'a Session)> {
        let sessions = self.sessions.as_deref_mut()?;
        let (session, _) = sessions.plans[who.class]?;
        Some((&mut sessions.lines[who.line], session))
    }

    pub(super) fn tell_session(&mut self, who: Who, deed: Deed) {
        self.recorder.session(ClassId(who.class as u32), self.now, deed);
    }

    /// A device tries to connect.
    pub(super) fn attempt(&mut self, who: Who) {
        self.tell_session(who, Deed::Attempts);
        let now = self.now;
        let Some((line, session)) = self.line(who) else { return };
        (line.trips, line.resent, line.until) = (0, 0, now + session.connect_timeout);
        self.ask(who);
    }

    /// It sends the packet of a round trip, for the first time or again.
    pub(super) fn ask(&mut self, who: Who) {
        let Some((line, session)) = self.line(who) else { return };
        let trips = session.handshake.round_trips.0.max(1);
        let (done, up) = (u64::from(line.trips), session.handshake.bytes_up.0);
        let bytes = up * (done + 1) / trips - up * done / trips;
        let way = if done + 1 >= trips { Way::ToConnect } else { Way::ToFold };
        line.state = State::Asking;
        line.sent += 1;
        let (n, until) = (OWN | line.sent, line.until);
        self.send_control_work(Errand::control(Sender::Session, way), who.class, who.index, n, bytes as u32);
        // where all is foretold the end of it is known by now
        if let Some((line, _)) = self.line(who)
            && line.state == State::Asking
        {
            self.set_timer(who, State::Asking, until);
        }
    }

    /// A device's own packet came to its end at `at`: what it is to hear of it.
    pub(in crate::engine) fn end_trip(&mut self, slot: u32, at: Time, ending: Ending) {
        let Open { message, n, .. } = self.messages[slot];
        let Some(who) = self.line_of(message.device.0) else { return };
        let Some((line, session)) = self.line(who) else { return };
        let (small, number) = (session.small.0, u64::from(n));
        if line.state != State::Asking || n != OWN | line.sent {
            // a keep-alive, or a packet of an attempt that its device has given up
            let is_heard = ending == Ending::Reached;
            return if is_heard {
                self.reply(who, at, small, number, Then::Rest)
            };
        }
        let (done, trips) = (u64::from(line.trips), session.handshake.round_trips.0.max(1));
        let down = session.handshake.bytes_down.0;
        let full = down * (done + 1) / trips - down * done / trips;
        let (state, bytes) = match ending {
            Ending::Reached if done + 1 >= trips && !self.admit(who) => {
                (State::Refused(Cause::Throttled), small)
            }
            Ending::Reached => (State::Answered, full),
            Ending::Lost(fate) if self.is_refusal(&fate) => (State::Refused(fate.cause), small),
            Ending::Lost(_) => return self.repeat_from(who, at),
            Ending::Drained => return,
        };
        self.reply(who, at, bytes, number, Then::Trip { n, state });
    }

    /// The answer to a packet of its own comes to a device at `at`, or never.
    pub(super) fn hear_of_trip(&mut self, who: Who, n: u32, state: State, at: Option<Time>) {
        let now = self.now;
        let Some((line, _)) = self.line(who) else { return };
        if line.state != State::Asking || n != OWN | line.sent {
            return;
        }
        match at {
            // too late, it gives up before
            Some(at) if at >= line.until => {}
            Some(at) => self.set_timer(who, state, at),
            None => self.repeat_from(who, now),
        }
    }

    /// Nobody will hear a device's packet, or it no answer: it sends it again, if it does not give up before.
    fn repeat_from(&mut self, who: Who, at: Time) {
        let due = self.repeats_at(who, at);
        if self.line(who).is_some_and(|(line, _)| due < line.until) {
            self.set_timer(who, State::Repeating, due);
        }
    }

    /// The platform says so when it turns a connect away; what a gateway, a link or the air swallows nobody hears of.
    pub(super) fn is_refusal(&self, fate: &Fate) -> bool {
        let element = &self.network.elements[fate.element.index()];
        element.kind == ElementKind::Station || element.name == ADMISSION
    }

    fn repeats_at(&mut self, who: Who, at: Time) -> Time {
        let Some((line, _)) = self.line(who) else { return at };
        line.resent = line.resent.saturating_add(1);
        at + Span(RETRANSMISSION.0 << (line.resent - 1).min(10))
    }

    /// Whether the platform has room for one more session; one that it holds already is taken over.
    pub(super) fn admit(&mut self, who: Who) -> bool {
        let Some(sessions) = &mut self.sessions else { return false };
        let line = &mut sessions.lines[who.line];
        if !line.held && sessions.held >= sessions.limit {
            return false;
        }
        sessions.held += u64::from(!line.held);
        line.held = true;
        true
    }

    /// The answer to a round trip is there: the next one, or a session.
    pub(super) fn go_on_connecting(&mut self, who: Who) {
        let now = self.now;
        let Some((line, session)) = self.line(who) else { return };
        (line.trips, line.resent) = (line.trips + 1, 0);
        if u64::from(line.trips) < session.handshake.round_trips.0 {
            return self.ask(who);
        }
        let (after, keep_alive) = (now - line.since, session.keep_alive);
        (line.state, line.failures, line.waited, line.since) = (State::Up, 0, Span::ZERO, now);
        self.tell_session(who, Deed::Connects { after });
        match keep_alive {
            Some(idle) => self.set_timer(who, State::Up, now + idle),
            None => self.stop_timer(who),
        }
        self.send_waiting(who);
    }

    /// An attempt came to nothing: the device waits, then tries again.
    pub(super) fn fail(&mut self, who: Who, cause: Option<Cause>) {
        self.tell_session(who, Deed::Fails(cause));
        if let Some((line, _)) = self.line(who) {
            line.failures = line.failures.saturating_add(1);
        }
        self.wait_to_attempt(who, self.now);
    }

    /// A device waits from `from` on before its next attempt, as its policy says.
    pub(super) fn wait_to_attempt(&mut self, who: Who, from: Time) {
        let Some(sessions) = &self.sessions else { return };
        let n = sessions.lines[who.line].sent;
        let uniform = sessions.uniform(who, u64::from(n));
        let Some((line, session)) = self.line(who) else { return };
        let wait = session.backoff.wait(line.failures, line.waited, uniform);
        line.waited = wait;
        self.set_timer(who, State::Off, from + wait);
    }

    /// A connected device has been silent for long: it says that it is there.
    pub(super) fn keep_alive(&mut self, who: Who) {
        let (now, begin) = (self.now, self.clock.begin);
        let Some((line, session)) = self.line(who) else { return };
        let Some(idle) = session.keep_alive else { return };
        if line.since > begin && line.since + idle > now {
            let due = line.since + idle;
            return self.set_timer(who, State::Up, due);
        }
        line.since = now;
        line.sent += 1;
        let (n, bytes) = (OWN | line.sent, session.small.0 as u32);
        self.send_control_work(Errand::control(Sender::Session, Way::ToFold), who.class, who.index, n, bytes);
        self.set_timer(who, State::Up, now + idle);
    }
}
