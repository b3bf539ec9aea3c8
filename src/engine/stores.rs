//! Store and forward at gateways: while the first link is down, or its backup if that carries, copies are kept; then the
//! backlog follows one copy at a time, the next when the one before has been sent. A store knows its own link alone: what
//! is down further up keeps its packets itself.

use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::recorder::Recorder;
use crate::engine::route::Place;
use crate::engine::state::Server;
use crate::model::cause::{Cause, DueTo};
use crate::model::store::{Kept, Store};
use crate::network::Hop;
use crate::units::{Span, Time};

/// A store in a run.
#[derive(Clone, Debug)]
pub struct Keeping {
    store: Store,
    /// The hop of the link behind it.
    link: u32,
    /// A copy of the backlog has been handed to the link and is not yet sent.
    is_sending: bool,
    /// When it looks for what is kept too long.
    due: Option<Time>,
}

impl Keeping {
    /// Empty, before the link at this hop.
    pub fn new(store: Store, link: u32) -> Keeping {
        Keeping { store, link, is_sending: false, due: None }
    }

    /// How full it is.
    pub fn room(&self) -> Option<(u64, u64, &'static str)> {
        self.store.room()
    }
}

impl<R: Recorder> Run<'_, R> {
    fn keeping(&mut self, element: usize) -> Option<&mut Keeping> {
        match self.servers.get_mut(element) {
            Some(Server::Store(keeping)) => Some(keeping),
            _ => None,
        }
    }

    /// The link that carries for the one at this hop.
    fn carrier(&self, link: u32) -> usize {
        self.network.hops[self.backup_of(link).unwrap_or(link) as usize].element.index()
    }

    /// The hop of a backup that carries now for the link at this hop.
    pub(super) fn backup_of(&self, link: u32) -> Option<u32> {
        let own = self.network.hops[link as usize].element.index();
        let carries = self.lines.as_ref().is_some_and(|lines| lines.backup_carries(own));
        self.network.lines.backup(link).filter(|_| carries)
    }

    /// A copy comes to a store: when it goes on, `None` if it is kept or lost.
    #[inline(never)]
    pub(super) fn pass_store(&mut self, hop: &Hop, place: &Place) -> Option<Time> {
        let element = hop.element.index();
        let is_open = self.is_open(self.carrier(hop.next));
        if is_open && self.keeping(element).is_none_or(|keeping| keeping.store.lets_pass()) {
            self.recorder.served(hop.element, place.at, place.at, place.at);
            return Some(place.at);
        }
        self.recorder.arrived(hop.element, place.at, Span::ZERO);
        let class = self.messages[place.slot].message.class;
        let priority = self.classes[class.index()].priority;
        let handle = self.park(place);
        let packet = Kept { handle, bytes: u64::from(place.bytes), arrival: self.now };
        let mut full = Vec::new();
        self.keeping(element)?.store.keep(packet, priority, &mut full);
        for packet in full {
            let place = self.unpark(packet.handle);
            self.drop_due_to(
                hop,
                &place,
                self.now,
                Cause::BufferOverflow,
                (!is_open).then_some(DueTo::Outage),
            );
        }
        self.expect_expiry(element);
        None
    }

    /// Sends what the link can take of a backlog.
    pub(super) fn drain(&mut self, element: usize) {
        while let Some(keeping) = self.keeping(element).filter(|keeping| !keeping.is_sending) {
            let (link, next) = (keeping.link, keeping.store.next().map(|packet| packet.bytes));
            let carrier = self.carrier(link);
            match next {
                Some(bytes) if self.is_open(carrier) && self.has_room(carrier, bytes) => {
                    self.hand_over(element);
                }
                _ => return,
            }
        }
    }

    /// The copy of the backlog that was handed to the link has left it.
    pub(super) fn has_sent(&mut self, element: usize) {
        self.keeping(element).into_iter().for_each(|keeping| keeping.is_sending = false);
    }

    /// The next of the backlog goes to the link.
    fn hand_over(&mut self, element: usize) {
        let Some(keeping) = self.keeping(element) else { return };
        // nobody else may drain it while the copy is on its way into the link
        keeping.is_sending = true;
        let Some(packet) = keeping.store.release() else { return };
        let place = self.unpark(packet.handle);
        let hop = &self.network.hops[place.hop as usize];
        self.recorder.waited(hop.element, self.now, self.now - packet.arrival);
        self.note(hop.element, hop.waiting_part, self.now - packet.arrival);
        self.lines.iter_mut().for_each(|lines| lines.handing_over = Some(element as u32));
        self.go_on(Place { hop: hop.next, ..place });
        // what the link did not take in is gone
        if self.lines.as_mut().and_then(|lines| lines.handing_over.take()).is_some() {
            self.has_sent(element);
        }
    }

    fn has_room(&mut self, link: usize, bytes: u64) -> bool {
        let has = match &self.servers[link] {
            Server::Live(live, _) => live.has_room(bytes),
            _ => true,
        };
        if let Some(lines) = self.lines.as_mut().filter(|_| !has) {
            lines.run_short(link);
        }
        has
    }

    /// What has been kept too long is lost.
    pub(super) fn wake_store(&mut self, element: usize) {
        let now = self.now;
        let Some(keeping) = self.keeping(element) else { return };
        keeping.due = None;
        while let Some(packet) = self.keeping(element).and_then(|keeping| keeping.store.expire(now)) {
            let place = self.unpark(packet.handle);
            let hop = &self.network.hops[place.hop as usize];
            self.drop_due_to(hop, &place, now, Cause::Expired, None);
        }
        self.expect_expiry(element);
    }

    fn expect_expiry(&mut self, element: usize) {
        let Some(keeping) = self.keeping(element) else { return };
        if let Some(at) = keeping.store.expires().filter(|_| keeping.due.is_none()) {
            keeping.due = Some(at);
            let order = self.luck.element_order(element);
            self.agenda.push(self.now, Event::new(at, Kind::Depart, order, element as u32, 0));
        }
    }
}
