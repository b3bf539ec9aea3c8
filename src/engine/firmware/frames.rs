//! A campaign's frames: from the platform over the links to a gateway, on the air when its duty cycle lets it, and what the
//! devices that listen made of them.

use super::stations::Stage;
use super::{Campaign, NEXT_FRAGMENT};
use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::recorder::{Pushed, Recorder};
use crate::model::incident::firmware::Delivery;
use crate::model::radio::{Access, Broadcast, Downlink, Missed, Next};
use crate::network::ids::{ClassId, DeviceId, ElementId};
use crate::units::{Span, Time};

/// One by one: a gateway that cannot be reached is tried again after this long.
const PATIENCE: Span = Span::from_secs(60);

impl<R: Recorder> Run<'_, R> {
    /// All stations send the next fragment to all, those that would disturb each other by turns.
    pub(super) fn begin_fragment(&mut self, campaign: &mut Campaign, number: u32) {
        if self.now >= campaign.until {
            return;
        }
        for member in &campaign.wave {
            campaign.members[*member as usize].fared = Some(Missed::NotSent);
        }
        campaign.began = self.now;
        campaign.busy = campaign.stations.len();
        for at in 0..campaign.stations.len() {
            let turn = u64::from(campaign.stations[at].turn);
            match self.descend_to(campaign, at) {
                Some(arrives) => {
                    let due = arrives.max(self.now + Span(turn * campaign.plan.airtime.0));
                    self.come_again(campaign, number, at, Stage::Sends, due);
                }
                // the others are not kept
                None => campaign.busy -= 1,
            }
        }
        if campaign.busy == 0 {
            self.end_fragment(campaign, number);
        }
    }

    /// Every station serves its devices one by one.
    pub(super) fn begin_devices(&mut self, campaign: &mut Campaign, number: u32) {
        for at in 0..campaign.stations.len() {
            campaign.stations[at].left = campaign.plan.fragments;
            self.ask_for_fragment(campaign, number, at);
        }
        if campaign.stations.is_empty() {
            self.end_wave(campaign, number);
        }
    }

    /// One by one: a station's next fragment leaves the platform, or tries to later.
    fn ask_for_fragment(&mut self, campaign: &mut Campaign, number: u32, at: usize) {
        match self.descend_to(campaign, at) {
            Some(arrives) => self.come_again(campaign, number, at, Stage::Sends, arrives),
            None => self.come_again(campaign, number, at, Stage::Asks, self.now + PATIENCE),
        }
    }

    /// A station goes on with what it is at.
    pub(super) fn go_on_at(&mut self, campaign: &mut Campaign, number: u32, station: u32) {
        let at = station as usize;
        let is_over = self.now >= campaign.until && campaign.plan.delivery == Delivery::Unicast;
        match campaign.stations[at].stage {
            Stage::OnAir => self.end_frame(campaign, number, at),
            _ if is_over => self.through(campaign, number),
            Stage::Sends => self.send_fragment(campaign, number, at),
            Stage::Asks => self.ask_for_fragment(campaign, number, at),
        }
    }

    fn send_fragment(&mut self, campaign: &mut Campaign, number: u32, at: usize) {
        let station = &campaign.stations[at];
        let (radio, gateway) = (campaign.plan.radio, station.gateway);
        let element = self.element_of(campaign, at);
        if self.silence.as_ref().is_some_and(|silence| silence.is_down(element, self.now)) {
            return match campaign.plan.delivery {
                Delivery::Multicast => self.through(campaign, number),
                Delivery::Unicast => {
                    self.come_again(campaign, number, at, Stage::Sends, self.now + PATIENCE);
                }
            };
        }
        let (rate, bytes, luck) = (campaign.plan.rate, campaign.plan.bytes, campaign.luck_of(station));
        let frame = Downlink::Broadcast(Broadcast { rate, bytes, luck });
        let step = self.radios[radio as usize].down(self.now, gateway, frame);
        match (step.on_air, step.next) {
            (Some(airtime), Next::Wait(start)) => {
                let order = self.luck.element_order(element.index());
                self.agenda.push(self.now, Event::new(start, Kind::Transmit, order, gateway, radio));
                self.recorder.firmware(campaign.number, start, Pushed::Sent(airtime));
                campaign.stations[at].spent += 1;
                self.come_again(campaign, number, at, Stage::OnAir, start + airtime);
            }
            (None, Next::Wait(later)) => self.come_again(campaign, number, at, Stage::Sends, later),
            _ => self.through(campaign, number),
        }
    }

    /// A frame ends: those who listened have it or not.
    fn end_frame(&mut self, campaign: &mut Campaign, number: u32, at: usize) {
        match campaign.plan.delivery {
            Delivery::Multicast => {
                for listener in 0..campaign.stations[at].listeners.len() {
                    let member = campaign.stations[at].listeners[listener];
                    if let Some(known) = campaign.members[member as usize].fared {
                        let missed = self.missed(campaign, at, member);
                        campaign.members[member as usize].fared = missed.map(|missed| missed.max(known));
                    }
                }
                self.through(campaign, number);
            }
            Delivery::Unicast => self.end_single(campaign, number, at),
        }
    }

    /// One by one: a frame for one device ends; what comes next is for it, or for the next.
    fn end_single(&mut self, campaign: &mut Campaign, number: u32, at: usize) {
        let member = campaign.stations[at].listeners[campaign.stations[at].at];
        let missed = self.missed(campaign, at, member);
        self.count(campaign, member, missed);
        let plan = campaign.plan;
        let station = &mut campaign.stations[at];
        station.left -= 1;
        station.missing += u32::from(missed.is_some());
        if station.left == 0 {
            station.round += 1;
            let again = station.missing > 0 && station.round < plan.rounds;
            station.left = if again { station.missing } else { plan.fragments };
            station.missing = 0;
            if !again {
                (station.round, station.at) = (0, station.at + 1);
            }
        }
        let is_through = station.at == station.listeners.len();
        match (is_through, Span(plan.pace.0.saturating_sub(plan.airtime.0))) {
            (true, _) => self.through(campaign, number),
            (false, Span::ZERO) => self.ask_for_fragment(campaign, number, at),
            (false, pause) => self.come_again(campaign, number, at, Stage::Asks, self.now + pause),
        }
    }

    /// A station is through with the fragment, or with its devices.
    fn through(&mut self, campaign: &mut Campaign, number: u32) {
        campaign.busy -= 1;
        match campaign.plan.delivery {
            _ if campaign.busy > 0 => {}
            Delivery::Multicast => self.end_fragment(campaign, number),
            Delivery::Unicast if self.now < campaign.until => self.end_wave(campaign, number),
            Delivery::Unicast => {}
        }
    }

    /// Multicast: all stations are through with a fragment; the next one follows.
    fn end_fragment(&mut self, campaign: &mut Campaign, number: u32) {
        for at in 0..campaign.wave.len() {
            let member = campaign.wave[at];
            self.count(campaign, member, campaign.members[member as usize].fared);
        }
        let unheard = Pushed::Missed(Missed::OutOfRange, campaign.unheard);
        self.recorder.firmware(campaign.number, self.now, unheard);
        campaign.fragment += 1;
        if campaign.fragment == campaign.plan.fragments + campaign.plan.coded {
            return self.end_wave(campaign, number);
        }
        let due = self.now.max(campaign.began + campaign.plan.interval());
        self.agenda.push(self.now, campaign.next(NEXT_FRAGMENT, due, number));
    }

    /// How a device fared with a fragment.
    fn count(&mut self, campaign: &mut Campaign, member: u32, missed: Option<Missed>) {
        let (incident, is_own) = (campaign.number, campaign.fragment < campaign.plan.fragments);
        match missed {
            Some(why) => {
                campaign.members[member as usize].missed += u32::from(is_own);
                self.recorder.firmware(incident, self.now, Pushed::Missed(why, 1));
            }
            None => {
                self.recorder.firmware(incident, self.now, Pushed::Received(1));
                let was_complete = campaign.members[member as usize].complete;
                if campaign.receive(member) && !was_complete {
                    let class = ClassId(campaign.members[member as usize].listener.class);
                    self.recorder.firmware(incident, self.now, Pushed::Completes(class));
                }
            }
        }
    }

    /// Why a device does not have what a station has ended just now.
    fn missed(&self, campaign: &Campaign, at: usize, member: u32) -> Option<Missed> {
        let listener = campaign.members[member as usize].listener;
        let is_dark = |power: &crate::engine::power::Power| {
            power.back(listener.class as usize, DeviceId(listener.device), self.now).is_some()
        };
        let has_joined =
            self.joins.as_ref().is_none_or(|joins| joins.has_joined(listener.class as usize, listener.index));
        if self.power.as_deref().is_some_and(is_dark) || !has_joined {
            return Some(Missed::DeviceDown);
        }
        self.radios[campaign.plan.radio as usize].missed(self.now, campaign.stations[at].gateway, listener)
    }

    fn element_of(&self, campaign: &Campaign, at: usize) -> ElementId {
        self.doors[campaign.plan.radio as usize][campaign.stations[at].gateway as usize].element
    }

    /// A fragment leaves the platform for a station's gateway; when it is there, if nothing stops it.
    fn descend_to(&mut self, campaign: &mut Campaign, at: usize) -> Option<Time> {
        let station = &campaign.stations[at];
        let door = &self.doors[campaign.plan.radio as usize][station.gateway as usize];
        let phy = u64::from(campaign.plan.bytes);
        let bytes = door.forwarding.map_or(phy, |spec| spec.response_bytes(phy));
        let luck = campaign.luck_of(station);
        let gateway = self.network.radios[campaign.plan.radio as usize].gateways[station.gateway as usize];
        let arrives = self.pass_down(gateway, bytes, luck);
        // what is sent instead throws its own dice
        campaign.stations[at].spent += u32::from(arrives.is_none());
        arrives
    }

    fn come_again(&mut self, campaign: &mut Campaign, number: u32, at: usize, stage: Stage, due: Time) {
        campaign.stations[at].stage = stage;
        let order = self.luck.element_order(self.element_of(campaign, at).index());
        self.agenda.push(self.now, Event::new(due, Kind::Firmware, order, at as u32, number));
    }
}
