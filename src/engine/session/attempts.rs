//! How a device connects: round trip after round trip over its gateway's links, the last of them through the connecting stage; and what
//! it does when one fails.

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
    fn line(&mut self, who: Who) -> Option<(&mut Line, &'a Session)> {
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
        let back = self.way_back(who);
        let Some((line, session)) = self.line(who) else { return };
        if line.state != State::Asking || n != OWN | line.sent {
            return;
        }
        let (last, until) = (u64::from(line.trips) + 1 >= session.handshake.round_trips.0, line.until);
        let answer = at + back;
        let (state, due) = match ending {
            Ending::Reached if last && !self.admit(who) => (State::Refused(Cause::Throttled), answer),
            Ending::Reached => (State::Answered, answer),
            Ending::Lost(fate) if self.is_refusal(&fate) => (State::Refused(fate.cause), answer),
            Ending::Lost(_) => (State::Repeating, self.repeats_at(who, at)),
            Ending::Drained => return,
        };
        // too late, it gives up before
        if due < until {
            self.set_timer(who, state, due);
        }
    }

    /// The platform says so when it turns a connect away; what a gateway, a link or the air swallows nobody hears of.
    fn is_refusal(&self, fate: &Fate) -> bool {
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

    /// Time from the platform back to a device.
    pub(super) fn way_back(&self, who: Who) -> Span {
        let Some(sessions) = &self.sessions else { return Span::ZERO };
        let radio = self.classes[who.class].radio as usize;
        let gateway = sessions.gateway(self.network, who.class, who.index);
        gateway.map_or(Span::ZERO, |gateway| sessions.back[radio][gateway as usize])
    }
}
