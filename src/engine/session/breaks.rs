//! What breaks sessions: the connecting stage or the way to it going down, and whoever calls [`Run::interrupt`].
//!
//! A stage that goes down resets its connections, which its devices learn at once. A way that goes down is noticed by silence
//! alone: the platform gives a device up of which it heard nothing for one and a half keep-alives (MQTT 3.1.1, 3.1.2.10), and
//! without a keep-alive never.

use super::{DOUBT, State, Who};
use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::recorder::{Deed, Recorder};
use crate::engine::state::downs;
use crate::model::cause::Cause;
use crate::model::session::MISSED_KEEP_ALIVES;
use crate::network::ids::{ClassId, DeviceId, ElementId};
use crate::network::{NO_HOP, Network};
use crate::units::{Span, Time};

/// Marks the slot of a break among those of devices.
pub(super) const MANY: u32 = 1 << 31;

/// An element goes down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Break {
    element: usize,
    from: Time,
    until: Time,
    /// The stage that holds the sessions itself.
    resets: bool,
}

/// All breaks of a replication, in the order of the elements.
pub(super) fn all(network: &Network, replication: u64, until: Time) -> Vec<Break> {
    let mut is_way = vec![false; network.elements.len()];
    for gateway in 0..network.gateways.len() as u32 {
        path(network, gateway).into_iter().for_each(|element| is_way[element] = true);
    }
    let mut found = Vec::new();
    for (element, info) in network.elements.iter().enumerate() {
        let resets = info.name == "platform.connect";
        let plan = network.outages(element).filter(|plan| plan.takes(info.servers).is_none());
        if (resets || is_way[element]) && plan.is_some() {
            let spans = downs(network, replication, element, until);
            let spans = spans.into_iter().map(|span| bridged(network, replication, element, span));
            found.extend(spans.map(|[from, until]| Break { element, from, until, resets }));
        }
    }
    found
}

/// From when to when nothing passes: of a link with a backup that is up all the while, until that takes over.
fn bridged(network: &Network, replication: u64, element: usize, [from, until]: [Time; 2]) -> [Time; 2] {
    let link = ElementId(element as u32);
    let Some((backup, failover)) = network.lines.stand_in(&network.hops, link) else { return [from, until] };
    let is_down = |[down, up]: &[Time; 2]| *down < until && from < *up;
    match downs(network, replication, backup.index(), until).iter().any(is_down) {
        true => [from, until],
        false => [from, until.min(from + failover)],
    }
}

/// The gateway and what lies between it and the folding, or the platform's stages.
pub(super) fn path(network: &Network, gateway: u32) -> Vec<usize> {
    let gateway = &network.gateways[gateway as usize];
    let mut elements = vec![gateway.element.index()];
    let mut hop = gateway.first_hop;
    while hop != NO_HOP {
        let step = &network.hops[hop as usize];
        if step.is_fold || network.elements[step.element.index()].name.starts_with("platform.") {
            break;
        }
        elements.push(step.element.index());
        hop = step.next;
    }
    elements
}

impl<R: Recorder> Run<'_, R> {
    pub(super) fn start_breaks(&mut self) {
        let Some(sessions) = &self.sessions else { return };
        for (at, one) in (0..).zip(&sessions.breaks) {
            let order = self.luck.element_order(one.element);
            let event = Event::new(one.from.max(self.now), Kind::Session, order, MANY | at, 0);
            self.agenda.push(self.now, event);
        }
    }

    /// An element goes down: the devices that depend on it lose their sessions now, or will be doubted.
    pub(super) fn break_many(&mut self, which: usize) {
        let Some(sessions) = &self.sessions else { return };
        let (one, plans) = (sessions.breaks[which], sessions.plans.clone());
        let behind: Vec<Vec<bool>> = self
            .network
            .radios
            .iter()
            .map(|radio| {
                radio
                    .gateways
                    .iter()
                    .map(|gateway| path(self.network, *gateway).contains(&one.element))
                    .collect()
            })
            .collect();
        for (class, (session, first)) in
            plans.into_iter().enumerate().filter_map(|(at, plan)| Some((at, plan?)))
        {
            for index in 0..self.network.classes[class].count {
                let who = Who { class, index, line: first + index as usize };
                if one.resets {
                    self.break_session(who, one.from);
                } else if let Some(keep_alive) = session.keep_alive
                    && self.is_behind(who, &behind)
                {
                    self.doubt(who, &one, keep_alive);
                }
            }
        }
    }

    fn is_behind(&self, who: Who, behind: &[Vec<bool>]) -> bool {
        let Some(sessions) = &self.sessions else { return false };
        let gateway = sessions.gateway(self.network, who.class, who.index);
        let radio = self.classes[who.class].radio as usize;
        gateway.is_some_and(|gateway| behind[radio][gateway as usize])
    }

    /// Nothing of a connected device will be heard while its way is down; it was last heard at a random time of the keep-alive before.
    fn doubt(&mut self, who: Who, one: &Break, keep_alive: Span) {
        let Some(sessions) = &mut self.sessions else { return };
        let line = sessions.lines[who.line];
        if line.state != State::Up {
            return;
        }
        let heard = sessions.uniform(who, DOUBT + u64::from(line.epoch));
        let patience = (MISSED_KEEP_ALIVES - heard) * keep_alive.0 as f64;
        let line = &mut sessions.lines[who.line];
        (line.until, line.since) = (one.until, one.from);
        self.set_timer(who, State::Doubted, one.from.max(self.now) + Span(patience as u64));
    }

    /// The platform would give the device up now, if it has still heard nothing.
    pub(super) fn settle_doubt(&mut self, who: Who) {
        let Some(sessions) = &self.sessions else { return };
        let line = sessions.lines[who.line];
        if line.until > self.now {
            return self.break_session(who, line.since);
        }
        self.set_timer(who, State::Up, self.now);
    }

    /// A device's session, if it has one, is gone since `since`; it waits as its policy says, then tries.
    fn break_session(&mut self, who: Who, since: Time) {
        if self.lose_session(who, since) {
            self.wait_to_attempt(who, self.now);
        }
    }

    fn lose_session(&mut self, who: Who, since: Time) -> bool {
        let Some(sessions) = &mut self.sessions else { return false };
        let line = &mut sessions.lines[who.line];
        sessions.held -= u64::from(line.held);
        line.held = false;
        if !line.is_up() {
            return false;
        }
        (line.since, line.failures, line.waited) = (since, 0, Span::ZERO);
        line.state = State::Off;
        self.recorder.session(ClassId(who.class as u32), self.now, Deed::Breaks { since });
        true
    }

    /// A device is cut off now and comes back at `until`, when it tries at once: by a power cut or a restart of its own. Does nothing
    /// to a device that keeps no session.
    pub(in crate::engine) fn interrupt(&mut self, device: DeviceId, until: Time) {
        let Some(who) = self.line_of(device.0) else { return self.restart_to_join(device, until) };
        let attempted = self.sessions.as_ref().is_some_and(|sessions| sessions.lines[who.line].attempts());
        if !self.lose_session(who, self.now) && attempted {
            self.recorder.session(ClassId(who.class as u32), self.now, Deed::Fails(Some(Cause::DeviceDown)));
        }
        self.set_timer(who, State::Off, until);
    }
}
