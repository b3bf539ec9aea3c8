//! The way of a copy from its gateway to delivery. What is foretold is computed at once, hop after hop; a copy
//! parks where arrivals may come out of order or where a live server takes it.

use std::cmp::Reverse;

use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::guard::Door;
use crate::engine::message::{Fate, Parked};
use crate::engine::recorder::{Happening, Recorder};
use crate::engine::state::Server;
use crate::model::cause::{Cause, DueTo};
use crate::model::link::Passage;
use crate::model::radio::Heard;
use crate::network::ids::ElementId;
use crate::network::{Fold, Hop};
use crate::units::{Span, Time};

/// Where a copy is, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub slot: u32,
    /// The gateway's element.
    pub gateway: ElementId,
    /// Among the copies of its frame, the strongest first.
    pub rank: u32,
    /// Its size on links.
    pub bytes: u32,
    pub hop: u32,
    pub at: Time,
    /// How often it was served where jobs may come again ([`Chance`](crate::network::turns::Chance)).
    pub visits: u64,
    /// Which transmission of its message it comes from.
    pub attempt: u8,
}

/// How far a copy got in one go.
enum Reached {
    /// It stands before the folding, which every copy reaches by foretold hops.
    Fold(Time),
    /// It left the last hop.
    End(Time),
    /// It is parked until an event, or was dropped.
    Gone,
}

impl<R: Recorder> Run<'_, R> {
    /// Sends a copy on from every gateway that passed the frame on. While a copy stands before the folding its
    /// way is in `parts`, or in `best_parts` while another goes its own.
    #[inline]
    pub(super) fn forward(&mut self, slot: u32, radio: usize, heard: &[Heard], passed: u32) {
        let open = &mut self.messages[slot];
        let phy = open.payload + self.network.radios[radio].overhead;
        let (birth, air_start, attempt) = (open.message.birth, open.air_start, open.attempts);
        let errand = open.errand;
        open.copies += passed;
        let mut first: Option<Place> = None;
        for (one, rank) in heard.iter().filter(|one| one.lost.is_none()).zip(0..) {
            let door = &self.doors[radio][one.gateway as usize];
            let (hop, forwarding) = match errand.is_plain() {
                true => (door.first_hop, door.forwarding),
                false => {
                    let packed = door.forwarding.filter(|_| !errand.is_packet_on_link());
                    (self.first_hop(errand, radio, one.gateway), packed)
                }
            };
            let bytes = forwarding.map_or(phy, |spec| spec.packet_bytes(u64::from(phy)) as u32);
            let (gateway, at) = (door.element, self.now);
            let place = Place { slot, gateway, rank, bytes, hop, at, visits: 0, attempt };
            if first.is_some() {
                std::mem::swap(&mut self.parts, &mut self.best_parts);
            }
            self.start_way(radio, birth, air_start);
            match (self.travel(place), first) {
                (Reached::Fold(at), None) => first = Some(self.reach_fold(Place { at, ..place })),
                (Reached::Fold(at), Some(one)) => first = Some(self.earlier(one, Place { at, ..place })),
                (Reached::End(at), _) => self.end_way(place, at),
                (Reached::Gone, None) => {}
                (Reached::Gone, Some(_)) => std::mem::swap(&mut self.parts, &mut self.best_parts),
            }
        }
        if let (Some(place), Some(fold)) = (first, &self.network.fold) {
            self.fold(place, fold);
        }
    }

    /// A copy stands before the folding.
    #[inline]
    fn reach_fold(&mut self, copy: Place) -> Place {
        if let Some(fold) = &self.network.fold {
            self.recorder.arrived(fold.element, copy.at, Span::ZERO);
        }
        copy
    }

    /// Of two copies before the folding the earlier goes on, its way in `parts`; the other ends as a
    /// duplicate.
    #[inline]
    fn earlier(&mut self, first: Place, copy: Place) -> Place {
        self.reach_fold(copy);
        let (winner, late) = if first.at <= copy.at { (first, copy) } else { (copy, first) };
        if first.at <= copy.at {
            std::mem::swap(&mut self.parts, &mut self.best_parts);
        }
        if let Some(fold) = &self.network.fold {
            self.recorder.duplicate(fold.element, late.at);
            self.tell_duplicate(late.slot, late.gateway, late.at, true);
        }
        self.messages[copy.slot].copies -= 1;
        winner
    }

    /// The first copy, before the folding now or soon, waits for its window to close, then goes on.
    #[inline]
    fn fold(&mut self, place: Place, fold: &Fold) {
        if self.down.is_some() {
            self.ask_for_answer(place.slot, place.attempt, place.at);
        }
        if self.messages[place.slot].folded {
            return self.fold_again(&place, fold);
        }
        let open = &mut self.messages[place.slot];
        open.folded = true;
        let errand = open.errand;
        let hop = if errand.is_plain() { fold.next } else { self.behind_fold(errand, fold.next) };
        self.note(fold.element, fold.part, fold.window);
        // behind the folding there is but one copy, so its rank decides nothing
        self.go_on(Place { rank: 0, hop, at: place.at + fold.window, ..place });
    }

    /// A copy of a message of which another has gone on, from this transmission or an earlier one.
    #[inline(never)]
    fn fold_again(&mut self, place: &Place, fold: &Fold) {
        self.recorder.duplicate(fold.element, place.at);
        self.tell_duplicate(place.slot, place.gateway, place.at, false);
        if self.messages[place.slot].errand.is_acknowledged() {
            self.arrive_by_session(place.slot, place.at);
        }
        self.messages[place.slot].copies -= 1;
        self.release(place.slot);
    }

    /// A copy goes on that has no other beside it now.
    #[inline]
    pub(super) fn go_on(&mut self, place: Place) {
        if let Reached::End(at) | Reached::Fold(at) = self.travel(place) {
            self.end_way(place, at);
        }
    }

    /// A parked copy's time has come.
    #[inline]
    pub(super) fn resume(&mut self, parked: u32) {
        let place = self.unpark(parked);
        let is_fold = self.network.hops[place.hop as usize].is_fold;
        let Some(fold) = self.network.fold.as_ref().filter(|_| is_fold) else {
            return self.go_on(place);
        };
        self.recorder.arrived(fold.element, self.now, Span::ZERO);
        self.fold(place, fold);
    }

    /// Passes hops until the end, the folding, an event or a drop.
    fn travel(&mut self, mut place: Place) -> Reached {
        let network = self.network;
        while let Some(hop) = network.hops.get(place.hop as usize) {
            if hop.is_fold && !hop.by_event {
                return Reached::Fold(place.at);
            }
            if hop.by_event && (place.at > self.now || hop.is_fold) {
                self.park_until(&place);
                return Reached::Gone;
            }
            match self.serve(hop, &place) {
                Some(at) => place = self.after(hop, Place { at, ..place }),
                None => return Reached::Gone,
            }
        }
        Reached::End(place.at)
    }

    /// A copy has left its last hop.
    #[inline]
    pub(super) fn end_way(&mut self, place: Place, at: Time) {
        let slot = place.slot;
        self.tell(slot, Happening::Through(place.gateway));
        self.deliver(slot, at);
        self.messages[slot].copies -= 1;
        self.release(slot);
    }

    /// One element: when the copy leaves it; `None` if a live server keeps it or it was dropped.
    #[inline]
    fn serve(&mut self, hop: &Hop, place: &Place) -> Option<Time> {
        let element = hop.element.index();
        let visit = self.visit(hop, place);
        if hop.is_guarded
            && let Door::Through(left) = self.pass_door(hop, place)
        {
            return left;
        }
        match &mut self.servers[element] {
            Server::None => Some(place.at),
            Server::Link(link, delay, loss) => {
                let (delay, loss) = (*delay, *loss);
                let work = link.transmission(u64::from(place.bytes));
                let Passage::Served { start, end } = link.offer(place.at, u64::from(place.bytes)) else {
                    return self.overflow(hop, place, work);
                };
                self.recorder.served(hop.element, place.at, start, end);
                if loss > 0.0 && self.is_lost(place, element, loss) {
                    return self.drop(hop, place, end, Cause::LinkLoss);
                }
                self.note(hop.element, hop.waiting_part, start - place.at);
                self.note(hop.element, hop.work_part, work);
                self.note(hop.element, hop.propagation_part, delay);
                Some(end + delay)
            }
            Server::Fifo(station, service) => {
                let work = self.luck.service_time(&self.messages[place.slot], element, visit, service);
                let Passage::Served { start, end } = station.offer(place.at, work) else {
                    return self.overflow(hop, place, work);
                };
                self.recorder.served(hop.element, place.at, start, end);
                self.note(hop.element, hop.waiting_part, start - place.at);
                self.note(hop.element, hop.work_part, work);
                Some(end)
            }
            Server::Store(_) => self.pass_store(hop, place),
            Server::Live(..) => {
                self.offer_live(hop, place);
                None
            }
        }
    }

    #[inline(never)]
    pub(super) fn is_lost(&self, place: &Place, element: usize, share: f64) -> bool {
        let open = &self.messages[place.slot];
        // what is sent again tries its luck again
        let again = place.attempt.saturating_sub(1);
        self.luck.loss(open.message.class.index(), (open.index, open.n, again), element) < share
    }

    /// There is no room for a copy that came with `work`.
    #[cold]
    pub(super) fn overflow(&mut self, hop: &Hop, place: &Place, work: Span) -> Option<Time> {
        self.recorder.arrived(hop.element, place.at, work);
        self.drop(hop, place, place.at, Cause::BufferOverflow)
    }

    /// The copy ends at `at` in vain.
    #[cold]
    pub(super) fn drop(&mut self, hop: &Hop, place: &Place, at: Time, cause: Cause) -> Option<Time> {
        let down = match cause {
            Cause::LinkDown | Cause::StationDown => true,
            Cause::BufferOverflow => self.servers[hop.element.index()].is_down(),
            _ => false,
        };
        self.drop_due_to(hop, place, at, cause, down.then_some(DueTo::Outage))
    }

    /// The same, where it is known what stands behind it.
    #[cold]
    pub(super) fn drop_due_to(
        &mut self,
        hop: &Hop,
        place: &Place,
        at: Time,
        cause: Cause,
        due_to: Option<DueTo>,
    ) -> Option<Time> {
        self.recorder.dropped(hop.element, at, cause, due_to);
        self.tell_dropped(hop, place, at, (cause, due_to));
        let (stage, attempt, rank) = (hop.stage, place.attempt, Reverse(place.rank));
        let fate = Fate { stage, attempt, rank, cause, element: hop.element };
        self.end_copy(place.slot, fate, at, hop.is_behind_fold && self.network.fold.is_some());
        None
    }

    #[inline]
    fn park_until(&mut self, place: &Place) {
        let order = self.messages[place.slot].order ^ self.luck.element_order(place.gateway.index());
        let parked = self.park(place);
        self.agenda.push(self.now, Event::new(place.at, Kind::Arrive, order, parked, 0));
    }

    /// Lays a copy with its way so far aside; `parts` is another's from here.
    #[inline]
    pub(super) fn park(&mut self, place: &Place) -> u32 {
        let slot = self.parked.take();
        let Parked { message, gateway, rank, bytes, hop, visits, attempt, parts } = &mut self.parked[slot];
        (*message, *gateway, *rank, *attempt) = (place.slot, place.gateway, place.rank, place.attempt);
        (*bytes, *hop, *visits) = (place.bytes, place.hop, place.visits);
        std::mem::swap(parts, &mut self.parts);
        slot
    }

    /// Takes a copy up again, now.
    #[inline]
    pub(super) fn unpark(&mut self, slot: u32) -> Place {
        let Parked { message, gateway, rank, bytes, hop, visits, attempt, parts } = &mut self.parked[slot];
        let (gateway, rank, bytes, hop) = (*gateway, *rank, *bytes, *hop);
        let (visits, attempt) = (*visits, *attempt);
        let place = Place { slot: *message, gateway, rank, bytes, hop, at: self.now, visits, attempt };
        std::mem::swap(parts, &mut self.parts);
        self.parked.give_back(slot);
        place
    }
}
