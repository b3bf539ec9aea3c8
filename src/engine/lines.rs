//! Links that are more than a queue: one that goes over to its backup while it is down, one whose data are counted,
//! throttled or blocked beyond a cap, one whose delay changes. What is sent and what waits is the live element's own
//! business ([`super::live`]); stores in front of a link are told when it can take more ([`super::stores`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::guard::Door;
use crate::engine::live::CONTROL;
use crate::engine::recorder::Recorder;
use crate::engine::route::Place;
use crate::engine::state::{Server, Task};
use crate::model::cause::Cause;
use crate::model::data_plan::{Meter, Over};
use crate::model::link_trace::LinkTrace;
use crate::model::live::Gone;
use crate::network::ids::ElementId;
use crate::network::lines::LinePlan;
use crate::network::{Clock, Hop, Network};
use crate::units::{Span, Time};

/// Epoch of the event that ends a plan's period; a switch counts its own from 1.
const PERIOD_ENDS: u32 = 0;

/// The state of all such links, and of what stands before them.
#[derive(Debug)]
pub struct Lines {
    /// By element.
    rows: Vec<Option<Box<Line>>>,
    /// The copy of a store's backlog that is at a link: its handle there, and whose store.
    under_way: BTreeMap<u64, u32>,
    /// A store is handing a copy over: the link that takes it in notes its handle.
    pub(super) handing_over: Option<u32>,
}

/// One of them.
#[derive(Debug, Default)]
struct Line {
    /// It was up, and let through, when last looked at.
    was_open: bool,
    /// A store found no room: it is told when any is made.
    short: bool,
    switch: Option<Switch>,
    meter: Option<Meter>,
    /// What holds beyond the cap, since it was reached.
    over_cap: Option<Over>,
    delays: Option<Delays>,
    /// Stores in front of it, as elements.
    stores: Vec<u32>,
    /// Of these, those whose copy has left it.
    freed: Vec<u32>,
}

/// Which of a link and its backup carries.
#[derive(Debug)]
struct Switch {
    /// So long it is down before the backup takes over, and up before it does itself.
    after: [Span; 2],
    backup_carries: bool,
    /// The change under way, told apart from those given up.
    epoch: u32,
    is_due: bool,
}

/// Measured delays; what is sent later never arrives earlier.
#[derive(Debug)]
struct Delays {
    trace: Arc<LinkTrace>,
    origin: Time,
    last: Time,
}

impl Lines {
    /// Of one run; none if no link is more than a queue.
    pub fn new(network: &Network, clock: Clock) -> Option<Box<Lines>> {
        let plans = &network.lines;
        if plans.links.is_empty() && plans.stores.is_empty() {
            return None;
        }
        let mut rows: Vec<Option<Box<Line>>> = network.elements.iter().map(|_| None).collect();
        for plan in &plans.links {
            rows[plan.element.index()] = Some(Box::new(Line::new(plan, clock)));
        }
        for store in &plans.stores {
            let link = network.hops[store.hop as usize].next;
            let gates = [Some(link), plans.backup(link)];
            for gate in gates.into_iter().flatten() {
                let element = network.hops[gate as usize].element.index();
                rows[element].get_or_insert_default().stores.push(store.element.0);
            }
        }
        Some(Box::new(Lines { rows, under_way: BTreeMap::new(), handing_over: None }))
    }

    fn row(&mut self, element: usize) -> Option<&mut Line> {
        self.rows.get_mut(element)?.as_deref_mut()
    }

    /// Whether its backup carries for a link.
    pub(super) fn backup_carries(&self, element: usize) -> bool {
        let switch = self.rows[element].as_ref().and_then(|line| line.switch.as_ref());
        switch.is_some_and(|switch| switch.backup_carries)
    }

    /// Whether a plan turns away what comes. Where there is a backup they wait for it instead.
    pub(super) fn is_blocked(&self, element: usize) -> bool {
        let line = self.rows[element].as_ref();
        line.is_some_and(|line| line.over_cap == Some(Over::Block) && line.switch.is_none())
    }

    /// A store wants to be told when there is room again.
    pub(super) fn run_short(&mut self, element: usize) {
        self.row(element).into_iter().for_each(|line| line.short = true);
    }

    /// A copy that a store handed over was taken in.
    pub(super) fn take_over(&mut self, handle: u64) {
        if let Some(store) = self.handing_over.take() {
            self.under_way.insert(handle, store);
        }
    }

    /// The copy of a store's backlog has left a link, if it was one.
    fn free(&mut self, element: usize, handle: u64) {
        if let Some(store) = self.under_way.remove(&handle) {
            self.row(element).into_iter().for_each(|line| line.freed.push(store));
        }
    }

    /// Keeps account of the packets that leave a link: their bytes, and whose store may send the next one.
    fn account<R: Recorder>(&mut self, element: usize, now: Time, gone: &[Gone], recorder: &mut R) {
        gone.iter().for_each(|one| self.free(element, one.handle));
        let Some(line) = self.rows[element].as_deref_mut() else { return };
        for one in gone {
            if let Some(meter) = line.meter.as_mut().filter(|_| one.dropped.is_none()) {
                recorder.sent(ElementId(element as u32), now, one.bytes, false);
                meter.count(now, one.bytes);
            }
        }
    }

    /// Keeps account of what a link sends down.
    pub(super) fn count_down<R: Recorder>(
        &mut self,
        element: ElementId,
        now: Time,
        bytes: u64,
        recorder: &mut R,
    ) {
        if let Some(meter) = self.row(element.index()).and_then(|line| line.meter.as_mut()) {
            recorder.sent(element, now, bytes, true);
            meter.count(now, bytes);
        }
    }

    /// How long what leaves a link now takes to its far end.
    pub(super) fn delay(&mut self, element: usize, now: Time, own: Span) -> Span {
        let Some(delays) = self.row(element).and_then(|line| line.delays.as_mut()) else { return own };
        let delay = delays.trace.at(delays.origin, now).0.delay.unwrap_or(own);
        delays.last = delays.last.max(now + delay);
        delays.last - now
    }
}

impl Line {
    fn new(plan: &LinePlan, clock: Clock) -> Line {
        let switch = |after| Switch { after, backup_carries: false, epoch: PERIOD_ENDS, is_due: false };
        let delays =
            |trace: &Arc<LinkTrace>| Delays { trace: trace.clone(), origin: clock.from, last: Time(0) };
        Line {
            was_open: true,
            switch: plan.failover.map(switch),
            meter: plan.plan.as_ref().map(|plan| Meter::new(plan, clock.from)),
            delays: plan.delays.as_ref().map(delays),
            ..Line::default()
        }
    }

    /// What the link's state asks of the switch: when it changes, and as which event.
    fn ask_switch(&mut self, now: Time, is_open: bool) -> Option<(Time, u32)> {
        let switch = self.switch.as_mut()?;
        let wanted = is_open == switch.backup_carries;
        if wanted == switch.is_due {
            return None;
        }
        switch.is_due = wanted;
        switch.epoch = switch.epoch.wrapping_add(1).max(1);
        wanted.then(|| (now + switch.after[usize::from(is_open)], switch.epoch))
    }
}

impl<R: Recorder> Run<'_, R> {
    /// Links that somebody watches are asked when they go down, though nobody has come to them yet. What was used of a
    /// plan may be all of it.
    pub(super) fn start_lines(&mut self) {
        let Some(lines) = &self.lines else { return };
        let known: Vec<usize> = (0..lines.rows.len()).filter(|at| lines.rows[*at].is_some()).collect();
        for element in known {
            self.rouse(element);
        }
    }

    /// Keeps account of those gone from a live element.
    #[inline]
    pub(super) fn account(&mut self, element: usize, gone: &[Gone]) {
        if let Some(lines) = &mut self.lines {
            // the plan's first month begins with the window
            if self.now >= self.clock.from {
                lines.account(element, self.now, gone, &mut *self.recorder);
            } else {
                gone.iter().for_each(|one| lines.free(element, one.handle));
            }
        }
    }

    /// Something happened at a link: its cap may be reached, its backup asked for, and a store may send.
    #[inline(never)]
    pub(super) fn tend_line(&mut self, element: usize) {
        self.heed_cap(element);
        let is_open = self.is_open(element);
        let (now, order) = (self.now, self.luck.element_order(element));
        let Some(line) = self.lines.as_mut().and_then(|lines| lines.row(element)) else { return };
        if let Some((at, epoch)) = line.ask_switch(now, is_open) {
            self.agenda.push(now, Event::new(at, Kind::Switch, order, element as u32, epoch));
        }
        let all =
            std::mem::replace(&mut line.was_open, is_open) != is_open || std::mem::take(&mut line.short);
        let freed = std::mem::take(&mut line.freed);
        let stores = if all && is_open { line.stores.clone() } else { freed.clone() };
        freed.into_iter().for_each(|store| self.has_sent(store as usize));
        stores.into_iter().for_each(|store| self.drain(store as usize));
    }

    /// Whether a link is up and lets through.
    pub(super) fn is_open(&self, element: usize) -> bool {
        let blocked = self.lines.as_ref().is_some_and(|lines| lines.is_blocked(element));
        !blocked && !self.servers[element].is_down()
    }

    /// Beyond the cap from now on, or within it again.
    fn heed_cap(&mut self, element: usize) {
        let Some(line) = self.lines.as_mut().and_then(|lines| lines.row(element)) else { return };
        let Some(meter) = &mut line.meter else { return };
        meter.begin_anew(self.now);
        let (over, ends) = (meter.over(), meter.ends());
        if over == line.over_cap {
            return;
        }
        line.over_cap = over;
        if over.is_some() {
            let order = self.luck.element_order(element);
            self.agenda.push(self.now, Event::new(ends, Kind::Switch, order, element as u32, PERIOD_ENDS));
        }
        let limit = match over {
            Some(Over::Throttle(rate)) => Some(libm::rint(rate.0) as u64),
            Some(Over::Block) => Some(0),
            _ => None,
        };
        let turns_away = over == Some(Over::Block) && line.switch.is_none();
        if let Server::Live(live, _) = &mut self.servers[element] {
            let mut gone = std::mem::take(&mut self.gone);
            let change = live.limit(self.now, limit, &mut gone);
            self.heed(element, &change, gone);
        }
        if turns_away {
            self.turn_all_out(element, true);
        }
    }

    /// A switch has waited long enough, a plan's period ends, or a site's packet is due.
    pub(super) fn switch(&mut self, element: usize, epoch: u32) {
        if self.wake_site(element, epoch) {
            return;
        }
        if epoch == PERIOD_ENDS {
            return self.tend_line(element);
        }
        let line = self.lines.as_mut().and_then(|lines| lines.row(element));
        let Some(switch) = line.and_then(|line| line.switch.as_mut()) else { return };
        if switch.epoch != epoch || !switch.is_due {
            return;
        }
        switch.is_due = false;
        switch.backup_carries = !switch.backup_carries;
        if switch.backup_carries {
            self.turn_all_out(element, false);
        }
        let line = self.lines.as_mut().and_then(|lines| lines.row(element));
        let stores = line.map_or(Vec::new(), |line| line.stores.clone());
        stores.into_iter().for_each(|store| self.drain(store as usize));
        self.tend_line(element);
    }

    /// Those who were at a link when its backup took over go there; those whom a plan blocks are lost. A gateway's own
    /// packet is nobody's.
    fn turn_all_out(&mut self, element: usize, blocked: bool) {
        let Server::Live(live, _) = &mut self.servers[element] else { return };
        let mut gone = std::mem::take(&mut self.gone);
        let change = live.evacuate(self.now, &mut gone);
        self.book(element, &change);
        for one in gone.drain(..) {
            if let Some(lines) = &mut self.lines {
                lines.free(element, one.handle);
            }
            if one.handle & CONTROL != 0 {
                continue;
            }
            let place = self.unpark(one.handle as u32);
            let hop = &self.network.hops[place.hop as usize];
            if blocked {
                self.drop(hop, &place, self.now, Cause::Throttled);
                continue;
            }
            self.recorder.waited(hop.element, self.now, self.now - one.arrival);
            self.note(hop.element, hop.waiting_part, self.now - one.arrival);
            let next = self.network.lines.backup(place.hop).unwrap_or(hop.next);
            self.go_on(Place { hop: next, ..place });
        }
        self.gone = gone;
    }

    /// A copy stands before a link that may have gone over to its backup, or be blocked.
    #[inline(never)]
    pub(super) fn detour(&mut self, hop: &Hop, place: &Place) -> Option<Door> {
        let (lines, element) = (self.lines.as_ref()?, hop.element.index());
        if lines.backup_carries(element) {
            let backup = self.network.lines.backup(place.hop)?;
            self.go_on(Place { hop: backup, ..*place });
            return Some(Door::Through(None));
        }
        if lines.is_blocked(element) {
            let work = match &self.servers[element] {
                Server::Live(_, Task::Send(link, ..)) => link.transmission(u64::from(place.bytes)),
                _ => Span::ZERO,
            };
            self.recorder.arrived(hop.element, place.at, work);
            return Some(Door::Through(self.drop(hop, place, place.at, Cause::Throttled)));
        }
        None
    }

    /// The hop that a gateway's own packet takes; none if a plan blocks it.
    pub(super) fn hop_of_control(&self, hop: u32) -> Option<u32> {
        let Some(lines) = &self.lines else { return Some(hop) };
        let element = self.network.hops[hop as usize].element.index();
        match lines.backup_carries(element) {
            true => self.network.lines.backup(hop),
            false => Some(hop).filter(|_| !lines.is_blocked(element)),
        }
    }
}
