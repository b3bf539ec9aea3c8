//! Devices in somebody else's hands that connect again and again, whether they have a session or not: each attempt is one packet with
//! all that the handshake sends up, to the connecting stage and through it. Their own sessions go on beside it; who joins over the air
//! has none until the next accept.

use crate::engine::Run;
use crate::engine::errand::{Ending, Errand, Sender};
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
        let message = self.messages[slot].message;
        let Some(who) = self.line_of(message.device.0) else { return };
        let refused = match ending {
            Ending::Reached if self.admit(who) => None,
            Ending::Reached => Some(Cause::Throttled),
            Ending::Lost(fate) => Some(fate.cause),
            Ending::Drained => return,
        };
        self.recorder.session(message.class, at, Deed::Insisted(refused));
    }
}
