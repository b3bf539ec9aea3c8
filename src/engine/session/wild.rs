//! Devices in somebody else's hands that connect again and again, whether they have a session or not: each attempt is one packet with
//! all that the handshake sends up, to the connecting stage and through it. Their own sessions go on beside it; who joins over the air
//! has none until the next accept.

use super::replies::Then;
use crate::engine::Run;
use crate::engine::errand::{Ending, Errand, Sender};
use crate::engine::message::Open;
use crate::engine::recorder::{Deed, Recorder};
use crate::model::cause::Cause;
use crate::network::ways::Way;
use crate::units::Time;

impl<R: Recorder> Run<'_, R> {
    /// A device tries to connect because it is told to.
    pub(in crate::engine) fn connect_wildly(&mut self, class: usize, index: u32, n: u32) {
        let device = self.classes[class].first + index;
        let Some(who) = self.line_of(device) else { return self.begin_join(class, index) };
        self.tell_session(who, Deed::Insists);
        let bytes = self.extra_payload(class, index, n);
        self.send_control_work(Errand::control(Sender::Intruder, Way::ToConnect), class, index, n, bytes);
    }

    /// Such an attempt came to its end at `at`: the platform holds one session for each device, however often it connects.
    pub(in crate::engine) fn end_wild_connect(&mut self, slot: u32, at: Time, ending: Ending) {
        let Open { message, n, .. } = self.messages[slot];
        let Some(who) = self.line_of(message.device.0) else { return };
        let Some((_, session)) = self.line(who) else { return };
        let (refused, answer) = match ending {
            Ending::Reached if self.admit(who) => (None, Some(session.handshake.bytes_down)),
            Ending::Reached => (Some(Cause::Throttled), Some(session.small)),
            Ending::Lost(fate) => (Some(fate.cause), self.is_refusal(&fate).then_some(session.small)),
            Ending::Drained => return,
        };
        if let Some(bytes) = answer {
            self.reply(who, at, bytes.0, n.into(), Then::Rest);
        }
        self.recorder.session(message.class, at, Deed::Insisted(refused));
    }
}
