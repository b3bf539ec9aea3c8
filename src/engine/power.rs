//! Devices without power: what they would have sent they still offer, and it is lost with them (DEFINITIONS D3). A frame
//! that power went away under is heard by nobody. Gateways in the same dark are [`super::silence`]'s.

use super::Run;
use super::event::{Event, Kind};
use super::recorder::Recorder;
use crate::chance::Key;
use crate::engine::message::Fate;
use crate::model::cause::Cause;
use crate::model::radio::{Access, Loss, Next, Owner, Radio, Step};
use crate::network::Network;
use crate::network::ids::DeviceId;
use crate::network::incidents::{PowerCut, Strikes};
use crate::network::layout::Layout;
use crate::units::{Span, Time};

/// When whose power is away.
#[derive(Debug)]
pub struct Power<'a> {
    layout: &'a Layout,
    cuts: Vec<Cut<'a>>,
}

#[derive(Debug)]
struct Cut<'a> {
    plan: &'a PowerCut,
    from: Time,
    to: Time,
    /// Until all devices are back.
    all_back: Time,
    luck: Key,
}

impl<'a> Power<'a> {
    /// Of one replication; none if it never goes away.
    pub fn new(network: &'a Network, layout: &'a Layout, replication: u64) -> Option<Box<Power<'a>>> {
        let cut = |incident: &'a crate::network::incidents::Incident| {
            let Strikes::PowerCut(plan) = &incident.strikes else { return None };
            let [from, to] = incident.span(network, replication);
            let luck = incident.luck(network, replication).index(1);
            Some(Cut { plan, from, to, all_back: to + plan.ramp, luck })
        };
        let cuts: Vec<Cut> =
            network.incidents.happening().filter_map(|(_, incident)| cut(incident)).collect();
        (!cuts.is_empty()).then(|| Box::new(Power { layout, cuts }))
    }

    /// Whether a device was dark at some instant from `since` until `now`.
    pub fn was_dark(&self, class: usize, device: DeviceId, since: Time, now: Time) -> bool {
        self.cuts.iter().any(|cut| {
            cut.from <= now
                && since < cut.all_back
                && cut.plan.strikes(class, device, self.layout)
                && since < cut.back(device)
        })
    }

    /// When a device's power is back, if it is away now.
    pub fn back(&self, class: usize, device: DeviceId, now: Time) -> Option<Time> {
        let away = |cut: &&Cut| {
            (cut.from..cut.all_back).contains(&now) && cut.plan.strikes(class, device, self.layout)
        };
        self.cuts.iter().filter(away).map(|cut| cut.back(device)).max().filter(|back| *back > now)
    }
}

impl Cut<'_> {
    /// When a device that it strikes is back.
    fn back(&self, device: DeviceId) -> Time {
        let share = self.luck.uniform(u64::from(device.0));
        self.to + Span((share * self.plan.ramp.0 as f64) as u64)
    }
}

/// When power cuts keep a gateway silent in a replication.
pub fn dark(network: &Network, layout: &Layout, replication: u64, gateway: usize) -> Vec<[Time; 2]> {
    let site = &layout.gateways[gateway];
    let span = |incident: &crate::network::incidents::Incident| match &incident.strikes {
        Strikes::PowerCut(cut) if cut.gateways && cut.holds(site.x_m, site.y_m) => {
            Some(incident.span(network, replication))
        }
        _ => None,
    };
    network.incidents.happening().filter_map(|(_, incident)| span(incident)).collect()
}

impl<R: Recorder> Run<'_, R> {
    /// Connections are lost with the power, at the instant at which it goes away.
    pub(super) fn start_power_cuts(&mut self) {
        let connects = self.sessions.is_some() || self.joins.is_some();
        let Some(power) = self.power.as_deref().filter(|_| connects) else { return };
        for (at, cut) in (0..).zip(&power.cuts) {
            self.agenda
                .push(self.now, Event::new(cut.from.max(self.now), Kind::PowerCut, cut.luck.draw(0), at, 0));
        }
    }

    /// The power goes away: devices that keep a connection lose it, and try again when they are back.
    #[cold]
    pub(super) fn cut_power(&mut self, which: u32) {
        let network = self.network;
        for (class, plan) in network.classes.iter().enumerate().filter(|(_, plan)| plan.connects()) {
            for index in 0..plan.count {
                let device = DeviceId(plan.first.0 + index);
                let back = self.power.as_deref().filter(|_| !self.is_taken(class, index)).and_then(|power| {
                    let cut = &power.cuts[which as usize];
                    cut.plan.strikes(class, device, power.layout).then(|| cut.back(device))
                });
                if let Some(back) = back {
                    self.interrupt(device, back);
                }
            }
        }
    }

    /// Whether a message's device was dark from `since` until now.
    fn is_dark(&self, slot: u32, since: Time) -> bool {
        let message = self.messages[slot].message;
        let dark = |power: &Power| power.was_dark(message.class.index(), message.device, since, self.now);
        self.power.as_deref().is_some_and(dark)
    }

    /// A message is born in a device without power.
    #[cold]
    pub(super) fn lose_in_the_dark(&mut self, slot: u32) {
        let radio = self.network.radios[self.radio_of(slot)].element;
        let attempt = self.messages[slot].attempts;
        self.end_copy(slot, Fate::on_radio(attempt, Cause::DeviceDown, radio), self.now, false);
    }

    /// A radio's wake for a message whose device may have lost its power meanwhile; whether it had.
    #[cold]
    pub(super) fn wake_in_the_dark(&mut self, slot: u32) -> bool {
        let (radio, since) = (self.radio_of(slot), self.messages[slot].air_start);
        // what an ideal radio carries has left the device
        if matches!(self.radios[radio], Radio::Ideal(_)) || !self.is_dark(slot, since) {
            return false;
        }
        if self.radios[radio].forget(slot) {
            self.lose_in_the_dark(slot);
            return true;
        }
        self.heard.clear();
        self.tell_why(slot, radio);
        let step = self.radios[radio].wake(self.now, Owner::Message(slot), &mut self.heard);
        for one in &mut self.heard {
            one.lost = Some(Cause::DeviceDown);
        }
        self.radios[radio].forget(slot);
        let next = Next::Lost(Loss { cause: Cause::DeviceDown, gateway: None });
        self.follow(slot, radio, Step { next, ..step });
        true
    }
}
