//! The way of a copy from its gateway to delivery. What is foretold is computed at once, hop after hop; a copy
//! parks where arrivals may come out of order or where a live server takes it.

use std::cmp::Reverse;

use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::message::{Fate, Parked};
use crate::engine::recorder::{Part, Recorder};
use crate::engine::state::Server;
use crate::model::cause::Cause;
use crate::model::link::Passage;
use crate::model::radio::Heard;
use crate::model::station::priority::Change;
use crate::network::ids::ElementId;
use crate::network::{Fold, Hop, NO_HOP, RadioNetwork, ServerPlan};
use crate::units::{Span, Time};

/// Where a copy is, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub slot: u32,
    pub gateway: u32,
    /// Among the copies of its frame, the strongest first.
    pub rank: u32,
    pub hop: u32,
    pub at: Time,
}

/// How far a copy got in one go.
enum Reached {
    /// It stands before the folding, which every copy reaches by foretold hops.
    Fold(Time),
    /// It left the last hop.
    End(Time),
    /// It waits for an event.
    Parked,
    /// It was dropped then; whether behind the folding.
    Dropped(Fate, Time, bool),
}

impl<R: Recorder> Run<'_, R> {
    /// Sends a copy on from every gateway that passed the frame on; `parts` holds the way so far.
    pub(super) fn forward(&mut self, slot: u32, radio: &RadioNetwork, heard: &[Heard]) {
        let origin = self.parts.len();
        let mut first: Option<(Time, u32)> = None;
        for (one, rank) in heard.iter().filter(|one| one.lost.is_none()).zip(0..) {
            let gateway = radio.gateways[one.gateway as usize];
            let hop = self.network.gateways[gateway as usize].first_hop;
            self.parts.truncate(origin);
            self.messages[slot].copies += 1;
            match self.travel(Place { slot, gateway, rank, hop, at: self.now }) {
                Reached::Fold(at) => first = Some(self.earlier(slot, origin, first, (at, gateway))),
                reached => self.settle(slot, reached),
            }
        }
        if let (Some((at, gateway)), Some(fold)) = (first, self.network.fold) {
            std::mem::swap(&mut self.parts, &mut self.best_parts);
            self.fold(slot, gateway, fold, at);
        }
    }

    /// Of two copies before the folding the earlier goes on, the other ends as a duplicate.
    fn earlier(
        &mut self,
        slot: u32,
        origin: usize,
        first: Option<(Time, u32)>,
        copy: (Time, u32),
    ) -> (Time, u32) {
        if let Some(fold) = self.network.fold {
            self.recorder.arrived(fold.element, copy.0, Span::ZERO);
        }
        let (winner, late) = match first {
            Some(first) if first.0 <= copy.0 => (first, Some(copy.0)),
            _ => {
                std::mem::swap(&mut self.parts, &mut self.best_parts);
                self.parts.clear();
                self.parts.extend_from_slice(&self.best_parts[..origin]);
                (copy, first.map(|(at, _)| at))
            }
        };
        if let (Some(at), Some(fold)) = (late, self.network.fold) {
            self.recorder.duplicate(fold.element, at);
            self.messages[slot].copies -= 1;
        }
        winner
    }

    /// The first copy waits for the folding's window to close, then goes on.
    fn fold(&mut self, slot: u32, gateway: u32, fold: Fold, at: Time) {
        self.messages[slot].folded = true;
        if fold.window > Span::ZERO {
            self.parts.push(Part { row: fold.part, element: fold.element, span: fold.window });
        }
        // behind the folding there is but one copy, so its rank decides nothing
        let place = Place { slot, gateway, rank: 0, hop: fold.next, at: at + fold.window };
        let reached = self.travel(place);
        self.settle(slot, reached);
    }

    /// A parked copy's time has come.
    pub(super) fn resume(&mut self, parked: u32) {
        let place = self.unpark(parked);
        let hop = self.network.hops[place.hop as usize];
        let Some(fold) = self.network.fold.filter(|_| hop.is_fold) else {
            let reached = self.travel(place);
            return self.settle(place.slot, reached);
        };
        self.recorder.arrived(fold.element, self.now, Span::ZERO);
        if self.messages[place.slot].folded {
            self.recorder.duplicate(fold.element, self.now);
            self.messages[place.slot].copies -= 1;
            self.release(place.slot);
        } else {
            self.fold(place.slot, place.gateway, fold, self.now);
        }
    }

    /// Passes hops until the end, the folding, an event or a drop.
    fn travel(&mut self, mut place: Place) -> Reached {
        while place.hop != NO_HOP {
            let hop = self.network.hops[place.hop as usize];
            if hop.is_fold && !hop.by_event {
                return Reached::Fold(place.at);
            }
            if hop.by_event && (place.at > self.now || hop.is_fold) {
                self.park_until(place);
                return Reached::Parked;
            }
            match self.serve(&hop, &place) {
                Ok(Some(at)) => place = Place { hop: hop.next, at, ..place },
                Ok(None) => return Reached::Parked,
                Err((at, cause)) => {
                    let rank = Reverse(place.rank);
                    let fate = Fate { stage: hop.stage, rank, cause, element: hop.element };
                    return Reached::Dropped(fate, at, hop.is_behind_fold && self.network.fold.is_some());
                }
            }
        }
        Reached::End(place.at)
    }

    fn settle(&mut self, slot: u32, reached: Reached) {
        match reached {
            Reached::Parked => {}
            Reached::Dropped(fate, at, is_only) => self.end_copy(slot, fate, at, is_only),
            Reached::End(at) | Reached::Fold(at) => {
                self.deliver(slot, at);
                self.messages[slot].copies -= 1;
                self.release(slot);
            }
        }
    }

    /// One element: when the copy leaves it, `None` if a live server keeps it, or when and why it was dropped.
    fn serve(&mut self, hop: &Hop, place: &Place) -> Result<Option<Time>, (Time, Cause)> {
        let element = hop.element.index();
        let open = &self.messages[place.slot];
        let (class, index, n) = (open.message.class.index(), open.index, open.n);
        let (mut delay, mut loss) = (Span::ZERO, 0.0);
        let (work, bytes) = match &self.network.servers[element] {
            ServerPlan::Link { idle, delay: propagation, loss: share } => {
                (delay, loss) = (*propagation, *share);
                let bytes = self.link_bytes(place);
                (idle.transmission(bytes), bytes)
            }
            ServerPlan::Station { service, .. } => {
                let luck = self.luck.service(class, index, element);
                (Span::from_secs_f64(service.sample(luck, u64::from(n))), 0)
            }
            ServerPlan::None => (Span::ZERO, 0),
        };
        self.recorder.arrived(hop.element, place.at, work);
        let passage = match &mut self.servers[element] {
            Server::None => Passage::Served { start: place.at, end: place.at },
            Server::Link(link) => link.offer(place.at, bytes),
            Server::Fifo(station) => station.offer(place.at, work),
            Server::Priority(_) => return self.offer_live(hop, place, work),
        };
        let Passage::Served { start, end } = passage else {
            self.recorder.dropped(hop.element, place.at, Cause::BufferOverflow);
            return Err((place.at, Cause::BufferOverflow));
        };
        self.recorder.waited(hop.element, start, start - place.at);
        self.recorder.busy(hop.element, start, end);
        if loss > 0.0 && self.luck.loss(class, index, n, element) < loss {
            self.recorder.dropped(hop.element, end, Cause::LinkLoss);
            return Err((end, Cause::LinkLoss));
        }
        self.note(hop.element, hop.waiting_part, start - place.at);
        self.note(hop.element, hop.work_part, end - start);
        self.note(hop.element, hop.propagation_part, delay);
        Ok(Some(end + delay))
    }

    fn note(&mut self, element: ElementId, row: u16, span: Span) {
        if span > Span::ZERO {
            self.parts.push(Part { row, element, span });
        }
    }

    fn link_bytes(&self, place: &Place) -> u64 {
        let open = &self.messages[place.slot];
        let overhead = self.network.radios[self.radio_of(place.slot)].overhead;
        self.network.gateways[place.gateway as usize].link_bytes(open.payload + overhead)
    }

    /// A live server takes the copy in, or has no room.
    fn offer_live(&mut self, hop: &Hop, place: &Place, work: Span) -> Result<Option<Time>, (Time, Cause)> {
        let class = self.messages[place.slot].message.class.index();
        let priority = self.network.classes[class].priority;
        let job = self.park(*place);
        let element = hop.element.index();
        let Server::Priority(station) = &mut self.servers[element] else { return Ok(Some(place.at)) };
        let change = station.offer(self.now, job, priority, work);
        self.heed(element, &change);
        if change.full {
            self.unpark(job);
            self.recorder.dropped(hop.element, self.now, Cause::BufferOverflow);
            return Err((self.now, Cause::BufferOverflow));
        }
        Ok(None)
    }

    /// A live server asked to be woken; unless something came between, its job departs.
    pub(super) fn wake_server(&mut self, element: usize, epoch: u32) {
        let Server::Priority(station) = &mut self.servers[element] else { return };
        if !station.is_due(epoch) {
            return;
        }
        let change = station.wake(self.now);
        self.heed(element, &change);
        let Some(gone) = change.departed else { return };
        let place = self.unpark(gone.job);
        let hop = self.network.hops[place.hop as usize];
        let waiting = Span((self.now - gone.arrival).0 - gone.service.0);
        self.recorder.waited(hop.element, self.now, waiting);
        self.note(hop.element, hop.waiting_part, waiting);
        self.note(hop.element, hop.work_part, gone.service);
        let reached = self.travel(Place { hop: hop.next, at: self.now, ..place });
        self.settle(place.slot, reached);
    }

    /// Books a live server's busy time and its next wake.
    fn heed(&mut self, element: usize, change: &Change) {
        if let Some(from) = change.busy_from {
            self.recorder.busy(ElementId(element as u32), from, self.now);
        }
        if let Some(at) = change.next {
            let order = self.luck.element_order(element);
            self.calendar.push(Event::new(at, Kind::Depart, order, element as u32, change.epoch));
        }
    }

    fn park_until(&mut self, place: Place) {
        let parked = self.park(place);
        let open = &self.messages[place.slot];
        let gateway = self.network.gateways[place.gateway as usize].element;
        let order = self.luck.order(open.message.class.index(), open.index, open.n)
            ^ self.luck.element_order(gateway.index());
        self.calendar.push(Event::new(place.at, Kind::Arrive, order, parked, 0));
    }

    /// Lays a copy with its way so far aside.
    fn park(&mut self, place: Place) -> u32 {
        let slot = self.parked.take();
        let parked = &mut self.parked[slot];
        (parked.message, parked.gateway) = (place.slot, place.gateway);
        (parked.rank, parked.hop) = (place.rank, place.hop);
        parked.parts.clear();
        parked.parts.extend_from_slice(&self.parts);
        slot
    }

    /// Takes a copy up again, now.
    fn unpark(&mut self, slot: u32) -> Place {
        let parked = &mut self.parked[slot];
        self.parts.clear();
        self.parts.extend_from_slice(&parked.parts);
        let Parked { message, gateway, rank, hop, .. } = *parked;
        let place = Place { slot: message, gateway, rank, hop, at: self.now };
        self.parked.give_back(slot);
        place
    }
}
