//! Live elements on the way of a copy or of a gateway's own packet: each is offered, or woken, and answers with
//! those gone. All kinds are driven by these calls alone.

use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::message::Open;
use crate::engine::recorder::{Message, Recorder};
use crate::engine::route::Place;
use crate::engine::state::{Server, Task};
use crate::model::cause::{Cause, DueTo};
use crate::model::live::{Change, Gone, Job};
use crate::network::ids::ElementId;
use crate::network::{Hop, NO_HOP};
use crate::units::Span;

/// Marks the handle of a gateway's own packet; that of a copy is the slot where it is parked.
pub(super) const CONTROL: u64 = 1 << 63;

impl<R: Recorder> Run<'_, R> {
    /// A live element takes the copy in, or has no room.
    pub(super) fn offer_live(&mut self, hop: &Hop, place: &Place) {
        let Open { message: Message { class, .. }, errand, .. } = self.messages[place.slot];
        let facts = self.classes[class.index()];
        let (handle, element) = (self.park(place), hop.element.index());
        if errand.is_control() && hop.next == NO_HOP && self.refuses(element) {
            self.unpark(handle);
            self.recorder.arrived(hop.element, place.at, Span::ZERO);
            self.drop(hop, place, place.at, Cause::StationDown);
            return;
        }
        let visit = self.visit(hop, place);
        let Server::Live(live, task) = &mut self.servers[element] else { return };
        let work = match task {
            Task::Serve(service) => {
                self.luck.service_time(&self.messages[place.slot], element, visit, service)
            }
            Task::Send(link, ..) => link.transmission(u64::from(place.bytes)),
        };
        let job = Job {
            handle: u64::from(handle),
            class: facts.queues_as,
            priority: facts.priority,
            weight: facts.weight,
            work,
            bytes: u64::from(place.bytes),
        };
        let mut gone = std::mem::take(&mut self.gone);
        let change = live.offer(self.now, job, &mut gone);
        let load = live.load(work);
        if change.full {
            self.unpark(handle);
            self.overflow(hop, place, load);
        } else {
            self.recorder.arrived(hop.element, place.at, load);
            self.lines.iter_mut().for_each(|lines| lines.take_over(u64::from(handle)));
        }
        self.heed(element, &change, gone);
    }

    /// A station that is down answers nobody: who would wait for an answer is turned away.
    fn refuses(&mut self, element: usize) -> bool {
        let Server::Live(live, Task::Serve(_)) = &mut self.servers[element] else { return false };
        // while nobody is there it does not ask to be woken, so it may not know yet
        let mut gone = std::mem::take(&mut self.gone);
        let change = live.wake(self.now, &mut gone);
        self.heed(element, &change, gone);
        self.servers[element].is_down()
    }

    /// A gateway's own packet comes to a live link; it is nobody's class, of the lowest priority and weight 1.
    pub(super) fn offer_control(&mut self, element: usize, gateway: u32, packet: u32, bytes: u64) {
        let Server::Live(live, Task::Send(link, ..)) = &mut self.servers[element] else { return };
        let work = link.transmission(bytes);
        let handle = CONTROL | u64::from(gateway) << 32 | u64::from(packet);
        let job = Job { handle, class: self.classes.len() as u32, priority: 0, weight: 1.0, work, bytes };
        let mut gone = std::mem::take(&mut self.gone);
        let change = live.offer(self.now, job, &mut gone);
        self.recorder.background(ElementId(element as u32), self.now, work);
        self.heed(element, &change, gone);
    }

    /// A live element asked to be woken, unless something came between.
    pub(super) fn wake_server(&mut self, element: usize, epoch: u32) {
        match &self.servers[element] {
            Server::Live(live, _) if live.is_due(epoch) => self.rouse(element),
            Server::Store(_) => self.wake_store(element),
            _ => {}
        }
    }

    /// A live element is woken.
    pub(super) fn rouse(&mut self, element: usize) {
        let Server::Live(live, _) = &mut self.servers[element] else { return };
        let mut gone = std::mem::take(&mut self.gone);
        let change = live.wake(self.now, &mut gone);
        self.heed(element, &change, gone);
    }

    /// Books a live element's busy time and its next wake.
    pub(super) fn book(&mut self, element: usize, change: &Change) {
        if let Some((from, servers)) = change.busy {
            self.recorder.servers_busy(ElementId(element as u32), servers, from, self.now);
        }
        if let Some((from, servers)) = change.absent {
            self.recorder.servers_absent(ElementId(element as u32), servers, from, self.now);
        }
        if let Some(at) = change.next.filter(|_| change.is_new) {
            let order = self.luck.element_order(element);
            self.agenda.push(self.now, Event::new(at, Kind::Depart, order, element as u32, change.epoch));
        }
    }

    /// The same, and sees those off who are gone.
    pub(super) fn heed(&mut self, element: usize, change: &Change, mut gone: Vec<Gone>) {
        self.book(element, change);
        self.account(element, &gone);
        for one in gone.drain(..) {
            match one.handle & CONTROL {
                0 => self.see_off(&one),
                _ if one.dropped.is_none() => {
                    self.leave_link((one.handle >> 32) as u32 & !(1 << 31), one.handle as u32);
                }
                _ => {}
            }
        }
        self.gone = gone;
        if self.lines.is_some() {
            self.tend_line(element);
        }
    }

    /// A copy goes on from a live element, or was dropped there.
    fn see_off(&mut self, gone: &Gone) {
        let place = self.unpark(gone.handle as u32);
        let hop = &self.network.hops[place.hop as usize];
        if let Some(cause) = gone.dropped {
            // one that was taken in found room: only CoDel takes it out of the queue again
            match cause {
                Cause::BufferOverflow => self.drop_due_to(hop, &place, self.now, cause, Some(DueTo::Codel)),
                _ => self.drop(hop, &place, self.now, cause),
            };
            return;
        }
        let element = hop.element.index();
        let waiting = Span((self.now - gone.arrival).0 - gone.work.0);
        self.recorder.waited(hop.element, self.now, waiting);
        let (delay, loss) = match &self.servers[element] {
            Server::Live(_, Task::Send(_, delay, loss)) => (*delay, *loss),
            _ => (Span::ZERO, 0.0),
        };
        if loss > 0.0 && self.is_lost(&place, element, loss) {
            self.drop(hop, &place, self.now, Cause::LinkLoss);
            return;
        }
        let delay = self.lines.as_mut().map_or(delay, |lines| lines.delay(element, self.now, delay));
        self.note(hop.element, hop.waiting_part, waiting);
        self.note(hop.element, hop.work_part, gone.work);
        self.note(hop.element, hop.propagation_part, delay);
        let place = Place { at: self.now + delay, ..place };
        let goes_on = if self.sites.is_some() { self.pass_site(hop, place) } else { Some(place) };
        if let Some(place) = goes_on {
            self.go_on(self.after(hop, place));
        }
    }
}
