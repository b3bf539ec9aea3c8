//! The way down: the platform's answers, from the folding over the links to a gateway, and what gateways send. A link
//! down is fed by one link or by the platform alone, so everything on it is foretold; answers are nobody's
//! messages, but they load every link and gateway that they use (DEFINITIONS D1).

use crate::chance::Key;
use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::message::{Fate, Open};
use crate::engine::recorder::Recorder;
use crate::model::cause::Cause;
use crate::model::link::{Link, Passage};
use crate::model::radio::{Access, Downlink, Frame, Heard, Next, Owner, furthest};
use crate::network::ids::{ClassId, ElementId};
use crate::network::{Class, Network, ServerPlan, down};
use crate::units::{Span, Time};

/// What is under way downwards.
#[derive(Debug)]
pub struct Down {
    /// By gateway of the network: its links from the platform on, as far as known.
    paths: Vec<Vec<ElementId>>,
    /// By element; none but for links.
    links: Vec<Option<Link>>,
    /// By message's slot: who could answer.
    answers: Vec<Answer>,
}

/// Who could answer the last transmission of a message.
#[derive(Clone, Debug, Default)]
struct Answer {
    /// The platform is at it.
    is_asked: bool,
    /// Gateways that passed it on, the strongest first.
    gateways: Vec<u32>,
}

impl Down {
    /// Idle links; none if no class hears anything and nothing else is sent down.
    pub fn new(network: &Network) -> Option<Box<Down>> {
        let hears = |class: &Class| class.is_answered() || class.connects();
        if !network.classes.iter().any(hears) && !network.incidents.send_down() {
            return None;
        }
        let path = |gateway| down::path(gateway, &network.hops, &network.servers, |_| None);
        let link = |plan: &ServerPlan| match plan {
            ServerPlan::Link { down, .. } => Some(down.clone()),
            _ => None,
        };
        Some(Box::new(Down {
            paths: network.gateways.iter().map(path).collect(),
            links: network.servers.iter().map(link).collect(),
            answers: Vec::new(),
        }))
    }

    fn expect(&mut self, slot: u32, heard: &[Heard]) {
        if self.answers.len() <= slot as usize {
            self.answers.resize(slot as usize + 1, Answer::default());
        }
        let answer = &mut self.answers[slot as usize];
        answer.is_asked = false;
        answer.gateways.clear();
        answer.gateways.extend(heard.iter().filter(|one| one.lost.is_none()).map(|one| one.gateway));
    }

    /// When what is sent now is at the gateway, or whose buffer is full.
    fn arrival(
        &mut self,
        gateway: u32,
        now: Time,
        bytes: u64,
        delays: &[ServerPlan],
    ) -> Result<Time, ElementId> {
        self.paths[gateway as usize].iter().try_fold(now, |at, element| {
            let link = self.links[element.index()].as_mut().ok_or(*element)?;
            let (start, end) = (link.starts(at), link.starts(at) + link.transmission(bytes));
            let room = link.has_room(at, start, bytes);
            room.then(|| end + delay(&delays[element.index()])).ok_or(*element)
        })
    }
}

fn delay(plan: &ServerPlan) -> Span {
    match plan {
        ServerPlan::Link { delay, .. } => *delay,
        _ => Span::ZERO,
    }
}

impl<R: Recorder> Run<'_, R> {
    /// A transmission ended whose device listens: the platform may answer it, or this attempt came to nothing.
    #[cold]
    pub(super) fn attend(&mut self, slot: u32, heard: &[Heard], passed: u32) {
        let open = &self.messages[slot];
        let (attempt, class, joins) = (open.attempts, open.message.class.index(), open.errand.is_join());
        if passed == 0 {
            let fate = self.fate_on_radio(slot, attempt, heard);
            let open = &mut self.messages[slot];
            open.furthest = open.furthest.max(Some(fate));
            open.lost_at = open.lost_at.max(self.now);
        } else if (joins || self.network.classes[class].is_answered())
            && let Some(down) = &mut self.down
        {
            down.expect(slot, heard);
        }
    }

    /// Where an attempt that no gateway passed on got furthest; of several gateways the strongest.
    fn fate_on_radio(&self, slot: u32, attempt: u8, heard: &[Heard]) -> Fate {
        let radio = self.radio_of(slot);
        let network = &self.network.radios[radio];
        let beyond = if network.gateways.is_empty() { Cause::GatewayDown } else { Cause::OutOfRange };
        let (cause, element) = match furthest(heard) {
            // no gateway's doing
            Some(Heard { lost: Some(Cause::DeviceDown), .. }) => (Cause::DeviceDown, network.element),
            Some(one) => (one.lost.unwrap_or(beyond), self.doors[radio][one.gateway as usize].element),
            None => (beyond, network.element),
        };
        Fate::on_radio(attempt, cause, element)
    }

    /// A copy of a transmission reaches the folding at `at`: the first one asks for an answer when the window closes, when
    /// the platform knows all who heard it.
    #[cold]
    pub(super) fn ask_for_answer(&mut self, slot: u32, attempt: u8, at: Time) {
        let window = self.network.fold.as_ref().map_or_else(Default::default, |fold| fold.window);
        let open = &self.messages[slot];
        // who asks to join is answered from the end of its way
        let is_answered =
            !open.errand.is_control() && self.network.classes[open.message.class.index()].is_answered();
        let Some(down) = self.down.as_mut().filter(|_| is_answered && attempt == open.attempts) else {
            return;
        };
        let Some(answer) = down.answers.get_mut(slot as usize).filter(|answer| !answer.is_asked) else {
            return;
        };
        answer.is_asked = true;
        self.agenda.push(self.now, Event::new(at + window, Kind::Answer, open.order, slot, open.epoch));
    }

    /// The platform answers: the first opportunity by the strongest gateway that can, else the next one.
    #[cold]
    pub(super) fn answer(&mut self, slot: u32, epoch: u32) {
        if self.messages[slot].epoch != epoch {
            return;
        }
        let radio = self.radio_of(slot);
        let Some(phy) = self.radios[radio].answer_bytes(slot) else { return };
        let Some(answer) = self.down.as_mut().and_then(|down| down.answers.get_mut(slot as usize)) else {
            return;
        };
        let gateways = std::mem::take(&mut answer.gateways);
        let windows = 0..self.radios[radio].windows();
        let sent = windows.flat_map(|window| gateways.iter().map(move |gateway| (window, *gateway)));
        let is_sent = sent.into_iter().any(|(window, gateway)| self.answer_by(slot, gateway, window, phy));
        let Open { message, errand, .. } = self.messages[slot];
        match is_sent {
            _ if errand.is_join() => self.tell_accept(message.class, is_sent),
            true => self.recorder.answered(message),
            false => self.recorder.unanswered(message),
        }
        if let Some(down) = &mut self.down {
            down.answers[slot as usize].gateways = gateways;
        }
    }

    /// Whether a gateway sends the answer.
    fn answer_by(&mut self, slot: u32, gateway: u32, window: u8, phy: u32) -> bool {
        let (radio, network) = (self.radio_of(slot), self.network);
        let door = &self.doors[radio][gateway as usize];
        let (element, forwarding) = (door.element, door.forwarding);
        let at_gateway = network.radios[radio].gateways[gateway as usize];
        let bytes = forwarding.map_or(u64::from(phy), |spec| spec.response_bytes(u64::from(phy)));
        self.follow_backups(at_gateway);
        if self.silence.as_ref().is_some_and(|silence| silence.is_down(element, self.now))
            || self.path_is_down(at_gateway)
        {
            return false;
        }
        let Some(at) = self.arrives_down(at_gateway, bytes) else { return false };
        let open = &self.messages[slot];
        let (index, n, attempt, device) = (open.index, open.n, open.attempts, open.message.device.0);
        let class = open.message.class.index();
        let lost = |(element, share): (usize, f64)| {
            share > 0.0 && self.luck.loss_down(class, (index, n, attempt), element) < share
        };
        let gone = self.losses_down(at_gateway).into_iter().any(lost);
        if gone {
            self.descend(at_gateway, bytes);
            return true;
        }
        let step = self.radios[radio].down(at, gateway, Downlink::Answer { message: slot, device, window });
        let Next::Wait(start) = step.next else { return false };
        self.descend(at_gateway, bytes);
        let order = self.luck.element_order(element.index());
        self.agenda.push(self.now, Event::new(start, Kind::Transmit, order, gateway, radio as u32));
        true
    }

    /// Whether a link lies between the platform and a gateway.
    pub(super) fn loads_down(&self, gateway: u32) -> bool {
        self.down.as_ref().is_some_and(|down| !down.paths[gateway as usize].is_empty())
    }

    /// Sends a packet down to a gateway, of which no radio asked for any; when it is there, if nothing stops it.
    pub(super) fn pass_down(&mut self, gateway: u32, bytes: u64, luck: Key) -> Option<Time> {
        self.follow_backups(gateway);
        if self.path_is_down(gateway) {
            return None;
        }
        let arrives = self.arrives_down(gateway, bytes)?;
        let lost = |(element, share): (usize, f64)| luck.uniform(element as u64) < share;
        let is_lost = self.losses_down(gateway).into_iter().any(lost);
        self.descend(gateway, bytes);
        (!is_lost).then_some(arrives)
    }

    /// When what is sent now is at a gateway; a link whose buffer is full drops it.
    fn arrives_down(&mut self, gateway: u32, bytes: u64) -> Option<Time> {
        let arrives = self.down.as_mut()?.arrival(gateway, self.now, bytes, &self.network.servers);
        arrives.inspect_err(|full| self.recorder.dropped_down(*full, self.now)).ok()
    }

    /// At which data rates devices send in the end whose network adapts them.
    pub(super) fn tell_data_rates(&mut self) {
        for (at, class) in self.network.classes.iter().enumerate().filter(|(_, class)| class.adr) {
            for index in 0..class.count {
                let (class_id, device) = (at as u32, class.first.0 + index);
                let frame = Frame {
                    message: 0,
                    class: class_id,
                    device,
                    index,
                    n: 0,
                    payload: 0,
                    attempt: 0,
                    joins: false,
                };
                let rate = self.radios[class.radio as usize].data_rate(&frame);
                self.recorder.adapted(ClassId(class_id), rate);
            }
        }
    }

    /// The way down is that up: over backups while they carry.
    fn follow_backups(&mut self, gateway: u32) {
        let network = self.network;
        if network.lines.backups.is_empty() {
            return;
        }
        let to = &network.gateways[gateway as usize];
        let path = down::path(to, &network.hops, &network.servers, |hop| self.backup_of(hop));
        if let Some(down) = &mut self.down {
            down.paths[gateway as usize] = path;
        }
    }

    fn path_is_down(&self, gateway: u32) -> bool {
        let path = self.down.as_ref().map_or(&[][..], |down| &down.paths[gateway as usize]);
        path.iter().any(|element| self.servers[element.index()].is_down())
    }

    /// The links that lose something on the way down to a gateway, and which share.
    fn losses_down(&self, gateway: u32) -> Vec<(usize, f64)> {
        let path = self.down.as_ref().map_or(&[][..], |down| &down.paths[gateway as usize]);
        let loss = |element: &ElementId| match &self.network.servers[element.index()] {
            ServerPlan::Link { loss, .. } if *loss > 0.0 => Some((element.index(), *loss)),
            _ => None,
        };
        path.iter().filter_map(loss).collect()
    }

    /// A packet passes the links down to a gateway.
    fn descend(&mut self, gateway: u32, bytes: u64) {
        let (now, network) = (self.now, self.network);
        let Some(down) = &mut self.down else { return };
        let mut at = now;
        for element in &down.paths[gateway as usize] {
            let Some(link) = &mut down.links[element.index()] else { continue };
            let Passage::Served { start, end } = link.offer(at, bytes) else { return };
            self.recorder.sent_down(*element, 0, start, end - start);
            if let Some(lines) = &mut self.lines {
                lines.count_down(*element, now, bytes, self.recorder);
            }
            at = end + delay(&network.servers[element.index()]);
        }
    }

    /// A gateway begins or ends a transmission.
    #[cold]
    pub(super) fn transmit_down(&mut self, gateway: u32, radio: u32) {
        self.heard.clear();
        let step = self.radios[radio as usize].wake(self.now, Owner::Gateway(gateway), &mut self.heard);
        if let Some(received) = self.radios[radio as usize].received() {
            let open = &self.messages[received.message];
            // what joins take from batteries is not reckoned
            if !open.errand.is_control() {
                self.recorder.received_down(open.message, open.air_start, received);
            }
        }
        let element = self.doors[radio as usize][gateway as usize].element;
        if let Some(airtime) = step.on_air {
            let band = self.radios[radio as usize].band_on_air(self.now, gateway);
            self.recorder.sent_down(element, band, self.now, airtime);
        }
        if let Next::Wait(at) = step.next {
            let order = self.luck.element_order(element.index());
            self.agenda.push(self.now, Event::new(at, Kind::Transmit, order, gateway, radio));
        }
    }
}
