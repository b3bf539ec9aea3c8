//! What is told only to a recorder that follows single messages. For all others the calls are nothing: which it is,
//! the compiler knows.

use crate::engine::Run;
use crate::engine::recorder::{Happening, Recorder, Who};
use crate::engine::route::Place;
use crate::model::cause::{Cause, DueTo};
use crate::model::radio::Access;
use crate::network::Hop;
use crate::network::ids::ElementId;
use crate::units::Time;

impl<R: Recorder> Run<'_, R> {
    fn who(&self, slot: u32) -> Who {
        let open = &self.messages[slot];
        Who { message: open.message, n: open.n, handle: slot }
    }

    /// Whether the slot is a message that the recorder may follow.
    #[inline(always)]
    fn follows(&self, slot: u32) -> bool {
        R::FOLLOWS && !self.messages[slot].errand.is_control()
    }

    /// Something happened to a message.
    #[inline(always)]
    pub(super) fn tell(&mut self, slot: u32, what: Happening) {
        if self.follows(slot) {
            self.recorder.happened(self.who(slot), what);
        }
    }

    /// The transmission of a message is about to be judged.
    #[inline(always)]
    pub(super) fn tell_why(&mut self, slot: u32, radio: usize) {
        if self.follows(slot) {
            let who = self.who(slot);
            let explain = || self.radios[radio].explain(self.now, slot);
            if let Some(explanation) = self.recorder.wants(who).then(explain).flatten() {
                let what = Happening::Judged { radio: radio as u32, explanation: &explanation };
                self.recorder.happened(who, what);
            }
        }
    }

    /// A copy whose way so far is in `parts` ends in vain.
    #[inline(always)]
    pub(super) fn tell_dropped(
        &mut self,
        hop: &Hop,
        place: &Place,
        at: Time,
        (cause, due_to): (Cause, Option<DueTo>),
    ) {
        if self.follows(place.slot) {
            let element = hop.element.index();
            let room = match (cause, due_to) {
                (Cause::BufferOverflow, Some(DueTo::Codel | DueTo::Red)) => None,
                (Cause::BufferOverflow, _) => self.servers[element].room(),
                (Cause::Throttled, _) => {
                    self.guards[element].as_ref().and_then(|guard| guard.tokens(at, u64::from(place.bytes)))
                }
                _ => None,
            };
            let what = Happening::Dropped {
                gateway: place.gateway,
                element: hop.element,
                at,
                cause,
                due_to,
                way: &self.parts,
                bytes: place.bytes,
                room,
            };
            let who = self.who(place.slot);
            self.recorder.happened(who, what);
        }
    }

    /// A copy ends as a duplicate; its way is in `best_parts` if another's is in `parts`.
    #[inline(always)]
    pub(super) fn tell_duplicate(&mut self, slot: u32, gateway: ElementId, at: Time, is_beside: bool) {
        if self.follows(slot) {
            let who = self.who(slot);
            let way = if is_beside { &self.best_parts } else { &self.parts };
            self.recorder.happened(who, Happening::Duplicate { gateway, at, way });
        }
    }

    /// A message reaches its destination; its way is in `parts`.
    #[inline(always)]
    pub(super) fn tell_delivered(&mut self, slot: u32, at: Time, late: Option<ElementId>) {
        if R::FOLLOWS {
            let who = self.who(slot);
            self.recorder.happened(who, Happening::Delivered { at, parts: &self.parts, late });
        }
    }
}
