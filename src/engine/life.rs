//! A message's life: born, sent, heard, and delivered or lost. Its way between gateway and platform is in
//! [`super::route`].

use crate::engine::Run;
use crate::engine::errand::{Ending, Errand};
use crate::engine::event::{Event, Kind};
use crate::engine::incidents::is_extra;
use crate::engine::message::{Fate, Open};
use crate::engine::recorder::{Happening, Part, Reception, Recorder};
use crate::model::cause::Cause;
use crate::model::radio::{Access, Loss, Next, Owner, Step};
use crate::network::ids::ElementId;
use crate::units::{Span, Time};

impl<R: Recorder> Run<'_, R> {
    /// A device has something to say: its message is born and handed to the radio.
    #[inline]
    pub(super) fn offer(&mut self, class: usize, index: u32, n: u32) {
        let slot = self.bear(class, index, n);
        match self.classes[class].connects {
            false => self.transmit(slot),
            true => self.offer_to_session(slot),
        }
    }

    /// A message is born; its slot.
    #[inline]
    pub(super) fn bear(&mut self, class: usize, index: u32, n: u32) -> u32 {
        let facts = self.classes[class];
        let payload = facts.payload.unwrap_or_else(|| self.drawn_payload(class, index, n));
        let slot = self.open_slot(Errand::MESSAGE, class, index, n, payload);
        let message = self.messages[slot].message;
        self.born += 1;
        self.open_in_window += u64::from(self.in_window(self.now));
        self.recorder.born(message);
        self.tell(slot, Happening::Born { bytes: payload });
        slot
    }

    #[cold]
    fn drawn_payload(&self, class: usize, index: u32, n: u32) -> u32 {
        if is_extra(n) {
            return self.extra_payload(class, index, n);
        }
        let traffic = self.network.classes[class].traffic.as_ref().expect("only classes with traffic offer");
        traffic.draw_bytes(self.luck.size(class, index), index, n)
    }

    /// A radio asked to be woken for a message; stale if it has moved on since.
    #[inline]
    pub(super) fn wake(&mut self, slot: u32, epoch: u32) {
        if self.messages[slot].epoch == epoch {
            if self.power.is_some() && self.wake_in_the_dark(slot) {
                return;
            }
            let radio = self.radio_of(slot);
            self.heard.clear();
            self.tell_why(slot, radio);
            let step = self.radios[radio].wake(self.now, Owner::Message(slot), &mut self.heard);
            self.follow(slot, radio, step);
        }
    }

    /// Does what a radio's answer asks for.
    #[inline]
    pub(super) fn follow(&mut self, slot: u32, radio: usize, step: Step) {
        if let Some(replaced) = step.replaced {
            self.replace(replaced);
        }
        let mut kind = Kind::Wake;
        if let Some(airtime) = step.on_air {
            kind = Kind::FrameEnd;
            let open = &mut self.messages[slot];
            open.air_start = self.now;
            open.attempts = open.attempts.wrapping_add(1);
            let element = self.network.radios[radio].element;
            match open.errand.is_control() {
                false => self.recorder.transmitted(open.message, element, self.now, airtime),
                true => self.send_control_frame(slot, element, airtime),
            }
            self.tell(slot, Happening::OnAir { start: self.now, airtime });
        }
        let mut next = step.next;
        if step.heard.is_some() {
            if self.silence.is_some() {
                next = self.fall_silent(slot, radio, next);
            }
            self.hear(slot);
        }
        match next {
            Next::Wait(at) | Next::Listen(at) => {
                let open = &self.messages[slot];
                self.agenda.push(self.now, Event::new(at, kind, open.order, slot, open.epoch));
            }
            Next::Done => self.end_radio(slot),
            Next::Acknowledged | Next::Unanswered => {
                self.hear_answer(slot, next == Next::Acknowledged);
                self.end_radio(slot);
            }
            Next::Lost(loss) => self.lose_on_radio(slot, loss),
        }
    }

    /// What the radio heard, less what gateways that are down did not.
    #[cold]
    fn fall_silent(&mut self, slot: u32, radio: usize, next: Next) -> Next {
        let since = self.messages[slot].air_start;
        match &self.silence {
            Some(silence) => silence.falls(radio, since, self.now, &mut self.heard, next),
            None => next,
        }
    }

    /// A message that waited in its device, for the first time or to be sent again, made room for a newer one.
    #[cold]
    fn replace(&mut self, slot: u32) {
        let radio = self.network.radios[self.radio_of(slot)].element;
        let open = &mut self.messages[slot];
        // whatever it asked to be woken for is stale
        open.epoch = open.epoch.wrapping_add(1);
        if open.attempts > 0 {
            self.end_radio(slot);
        } else {
            self.end_copy(slot, Fate::on_radio(0, Cause::Superseded, radio), self.now, false);
        }
    }

    fn lose_on_radio(&mut self, slot: u32, loss: Loss) {
        let radio = self.radio_of(slot);
        let of_gateway = |gateway: u32| self.doors[radio][gateway as usize].element;
        let element = loss.gateway.map_or(self.network.radios[radio].element, of_gateway);
        let attempt = self.messages[slot].attempts;
        self.end_copy(slot, Fate::on_radio(attempt, loss.cause, element), self.now, false);
    }

    /// A transmission ended: every gateway that passed it on starts a copy on its way.
    #[inline]
    fn hear(&mut self, slot: u32) {
        let open = &self.messages[slot];
        let facts = self.classes[open.message.class.index()];
        let air_start = open.air_start;
        let heard = std::mem::take(&mut self.heard);
        let mut passed = 0;
        for one in &heard {
            let gateway = self.doors[facts.radio as usize][one.gateway as usize].element;
            let reception = Reception { gateway, lost: one.lost, held: one.held };
            self.recorder.received(reception, air_start, self.now);
            self.tell(slot, Happening::Received(reception));
            passed += u32::from(one.lost.is_none());
        }
        if facts.listens {
            self.attend(slot, &heard, passed);
        }
        if passed > 0 {
            self.messages[slot].passed += passed;
            if facts.foreign {
                self.start_way(facts.radio as usize, self.messages[slot].message.birth, air_start);
                self.deliver(slot, self.now);
            } else {
                self.forward(slot, facts.radio as usize, &heard, passed);
            }
        }
        self.heard = heard;
    }

    /// Begins `parts` with the way to the gateways: until the transmission that got through, and that itself.
    #[inline]
    pub(super) fn start_way(&mut self, radio: usize, birth: Time, air_start: Time) {
        let radio = &self.network.radios[radio];
        self.parts.clear();
        self.note(radio.element, radio.access_part, air_start - birth);
        self.note(radio.element, radio.air_part, self.now - air_start);
    }

    /// Adds a stretch to the way; none that took no time.
    #[inline]
    pub(super) fn note(&mut self, element: ElementId, row: u16, span: Span) {
        if span > Span::ZERO {
            self.parts.push(Part { row, element, span });
        }
    }

    /// A copy, or the radio's own work, ends in vain at `at`. The only copy behind the folding takes the message
    /// with it; before it, the last one does.
    pub(super) fn end_copy(&mut self, slot: u32, fate: Fate, at: Time, is_only: bool) {
        let open = &mut self.messages[slot];
        open.furthest = open.furthest.max(Some(fate));
        open.lost_at = open.lost_at.max(at);
        open.copies -= 1;
        if is_only && !open.closed && !open.errand.is_acknowledged() {
            self.lose(slot, fate, at);
        } else {
            self.lose_if_last(slot);
        }
        self.release(slot);
    }

    /// The radio is through with a message of which copies travel on.
    #[inline]
    fn end_radio(&mut self, slot: u32) {
        let open = &mut self.messages[slot];
        open.copies -= 1;
        if open.copies == 0 {
            self.lose_if_last(slot);
            self.release(slot);
        }
    }

    /// A message whose copies all came to nothing is lost where one of them got furthest.
    pub(super) fn lose_if_last(&mut self, slot: u32) {
        let open = &self.messages[slot];
        if open.copies == 0
            && !open.closed
            && (!open.folded || open.errand.is_acknowledged())
            && let Some(fate) = open.furthest
        {
            // a device that might have sent it again knows only now that it is lost
            self.lose(slot, fate, open.lost_at.max(self.now));
        }
    }

    /// Lost at `at`; a loss foretold for after the drain leaves the message in flight (D3).
    fn lose(&mut self, slot: u32, fate: Fate, at: Time) {
        let Open { message, errand, .. } = self.messages[slot];
        if errand.is_control() {
            return self.end_errand(slot, at, Ending::Lost(fate));
        }
        if at > self.clock.until {
            self.recorder.in_flight(message);
            self.tell(slot, Happening::InFlight);
        } else {
            self.recorder.lost(message, at, fate.cause, fate.element);
            self.tell(slot, Happening::Lost { at, cause: fate.cause, element: fate.element });
        }
        self.close(slot, at);
    }

    /// The first copy has left its last stage at `at`; its way is in `parts`.
    #[inline]
    pub(super) fn deliver(&mut self, slot: u32, at: Time) {
        let Open { message, passed, errand, closed, .. } = self.messages[slot];
        if errand != Errand::MESSAGE {
            match errand.is_control() {
                true if closed => {}
                true => return self.end_errand(slot, at, Ending::Reached),
                // acknowledged once more if it comes once more: the device may not have heard
                false => self.arrive_by_session(slot, at),
            }
        }
        if closed {
            return;
        }
        if at > self.clock.until {
            self.recorder.in_flight(message);
            self.tell(slot, Happening::InFlight);
        } else {
            let is_late = at - message.birth > self.classes[message.class.index()].deadline;
            let late = is_late.then(|| self.longest_wait(slot));
            self.recorder.delivered(message, at, &self.parts, passed, late);
            self.tell_delivered(slot, at, late);
        }
        self.close(slot, at);
    }

    /// Where the message waited longest, or spent most of its time if it waited nowhere: a late one is lost
    /// there (D5).
    #[cold]
    fn longest_wait(&self, slot: u32) -> ElementId {
        let radio = self.network.radios[self.radio_of(slot)].element;
        let waits = |part: &Part| self.network.parts[part.row as usize].is_wait();
        // who came again to an element waited there once more
        let there = |part: &Part| {
            let same = self.parts.iter().filter(|of| (of.row, of.element) == (part.row, part.element));
            same.map(|of| of.span.0).sum::<u64>()
        };
        let by_length = |part: &&Part| (waits(part), there(part), std::cmp::Reverse(part.row));
        self.parts.iter().max_by_key(by_length).map_or(radio, |part| part.element)
    }

    /// A message's fate is settled at `at`; a closed source starts to think.
    #[inline]
    fn close(&mut self, slot: u32, at: Time) {
        let open = &mut self.messages[slot];
        open.closed = true;
        let Open { message, index, n, .. } = *open;
        let class = message.class.index();
        if !self.classes[class].watched {
            self.open_in_window -= u64::from(self.in_window(message.birth));
        }
        if self.classes[class].thinks && !is_extra(n) {
            self.think(class, index, n + 1, at);
        }
    }

    /// A slot whose message is closed and whose copies are all gone is free.
    #[inline]
    pub(super) fn release(&mut self, slot: u32) {
        let open = &mut self.messages[slot];
        if open.closed && open.copies == 0 {
            open.epoch = open.epoch.wrapping_add(1);
            let message = open.message;
            if self.classes[message.class.index()].watched && !open.errand.is_control() {
                self.open_in_window -= u64::from(self.in_window(message.birth));
            }
            self.messages.give_back(slot);
        }
    }

    #[inline]
    pub(super) fn radio_of(&self, slot: u32) -> usize {
        self.classes[self.messages[slot].message.class.index()].radio as usize
    }
}
