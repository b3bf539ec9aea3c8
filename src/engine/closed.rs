//! Closed sources: a device thinks when its message has ended, then sends the next. Their births depend on what
//! becomes of messages, so each is an event.

use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::recorder::Recorder;
use crate::network::Process;
use crate::units::{Span, Time};

impl<R: Recorder> Run<'_, R> {
    /// Every device of a closed source thinks first.
    pub(super) fn start_closed_sources(&mut self) {
        for (class, plan) in self.network.classes.iter().enumerate() {
            if self.classes[class].thinks && plan.taken_from.is_none() {
                (0..plan.count).for_each(|index| self.think(class, index, 0, self.clock.begin));
            }
        }
    }

    /// From `now` on a device thinks, then it sends message `n`. Its slot is the device, its epoch the number.
    pub(super) fn think(&mut self, class: usize, index: u32, n: u32, now: Time) {
        let traffic = self.network.classes[class].traffic.as_ref();
        let Some(Process::Idle { think }) = traffic.map(|traffic| &traffic.process) else { return };
        let wait = think.sample(self.luck.think(class, index), u64::from(n));
        let at = now + Span::from_secs_f64(wait);
        if at > self.clock.until || (!self.network.traffic_drains && at >= self.clock.to) {
            return;
        }
        let device = self.classes[class].first + index;
        let order = self.luck.order(class, index, n);
        self.agenda.push(self.now, Event::new(at, Kind::Send, order, device, n));
    }

    /// A device of a closed source has thought enough.
    pub(super) fn send_next(&mut self, device: u32, n: u32) {
        let class = self.classes.partition_point(|class| class.first <= device) - 1;
        let index = device - self.classes[class].first;
        if self.classes[class].struck {
            return self.offer_struck(class, index, n);
        }
        self.offer(class, index, n);
    }
}
