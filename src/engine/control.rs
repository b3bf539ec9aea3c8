//! Keep-alive and status packets of gateways (DEFINITIONS D17): no messages, but they load every link they
//! cross. Each is an event at each link; none of them is followed any further when a buffer is full.

use crate::chance::Key;
use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::recorder::Recorder;
use crate::engine::state::{Server, Task};
use crate::model::link::Passage;
use crate::network::{Hop, NO_HOP, ServerPlan};
use crate::units::{Span, Time};

/// Which packet is where: a row of the gateway's background and the hop before which it stands, packed into
/// the event's epoch.
#[derive(Clone, Copy)]
struct Packet {
    row: u32,
    hop: u32,
}

const ROW_BITS: u32 = 4;

impl Packet {
    fn pack(self) -> u32 {
        self.hop << ROW_BITS | self.row
    }

    fn unpack(epoch: u32) -> Packet {
        Packet { row: epoch & ((1 << ROW_BITS) - 1), hop: epoch >> ROW_BITS }
    }
}

impl<R: Recorder> Run<'_, R> {
    /// Every gateway starts at a moment of its own, which its name and the replication decide.
    pub(super) fn start_background(&mut self, root: Key) {
        for (at, gateway) in self.network.gateways.iter().enumerate().filter(|(_, gateway)| !gateway.off) {
            let Some(hop) = self.first_link(gateway.first_hop) else { continue };
            let luck = root.named(&self.network.elements[gateway.element.index()].name);
            for (row, background) in (0..).zip(gateway.background()) {
                let phase = luck.uniform(u64::from(row)) * background.every.as_secs_f64();
                let first = self.clock.begin + Span::from_secs_f64(phase);
                self.send_control(at as u32, Packet { row, hop }, first);
            }
        }
    }

    /// The first link of a route: status packets do not pass the processing of frames.
    fn first_link(&self, mut hop: u32) -> Option<u32> {
        while hop != NO_HOP {
            let step = self.network.hops[hop as usize];
            if step.is_fold {
                return None;
            }
            if matches!(self.network.servers[step.element.index()], ServerPlan::Link { .. }) {
                return Some(hop);
            }
            hop = step.next;
        }
        None
    }

    fn send_control(&mut self, gateway: u32, packet: Packet, at: Time) {
        let element = self.network.gateways[gateway as usize].element.index();
        let order = self.luck.element_order(element) ^ u64::from(packet.row);
        self.agenda.push(self.now, Event::new(at, Kind::Control, order, gateway, packet.pack()));
    }

    /// A packet stands before a link: it is sent, goes on to the next link, and at the first one its successor
    /// is due a period later.
    pub(super) fn pass_control(&mut self, gateway: u32, epoch: u32) {
        let packet = Packet::unpack(epoch);
        let (now, source) = (self.now, &self.network.gateways[gateway as usize]);
        let background = source.background()[packet.row as usize];
        if self.first_link(source.first_hop) == Some(packet.hop) {
            self.send_control(gateway, packet, now + background.every);
        }
        if let Some(silence) = &self.silence
            && self.first_link(source.first_hop) == Some(packet.hop)
            && silence.is_down(source.element, now)
        {
            return;
        }
        let Some(at) = self.hop_of_control(packet.hop) else { return };
        let (packet, epoch) = (Packet { hop: at, ..packet }, Packet { hop: at, ..packet }.pack());
        let hop = self.network.hops[packet.hop as usize];
        if let Some(guard) = &mut self.guards[hop.element.index()]
            && guard.admits(now, background.bytes).is_err()
        {
            return self.recorder.background(hop.element, now, self.work_of_control(&hop, background.bytes));
        }
        let Server::Link(link, delay, _) = &mut self.servers[hop.element.index()] else {
            return self.offer_control(hop.element.index(), gateway, epoch, background.bytes);
        };
        let delay = *delay;
        let work = link.transmission(background.bytes);
        let passage = match &mut self.guards[hop.element.index()] {
            Some(guard) => guard.pass(link, now, background.bytes),
            None => link.offer(now, background.bytes),
        };
        self.recorder.background(hop.element, now, work);
        if let Passage::Served { start, end } = passage {
            self.recorder.busy(hop.element, start, end);
            self.go_on_control(gateway, packet, end + delay);
        }
    }

    /// What a packet brings to a link that turns it away.
    #[cold]
    fn work_of_control(&self, hop: &Hop, bytes: u64) -> Span {
        match &self.network.servers[hop.element.index()] {
            ServerPlan::Link { idle, .. } => idle.transmission(bytes),
            _ => Span::ZERO,
        }
    }

    /// A packet has left a live link.
    pub(super) fn leave_link(&mut self, gateway: u32, epoch: u32) {
        let packet = Packet::unpack(epoch);
        let element = self.network.hops[packet.hop as usize].element.index();
        let Server::Live(_, Task::Send(_, delay, _)) = self.servers[element] else { return };
        let delay = self.lines.as_mut().map_or(delay, |lines| lines.delay(element, self.now, delay));
        self.go_on_control(gateway, packet, self.now + delay);
    }

    fn go_on_control(&mut self, gateway: u32, packet: Packet, at: Time) {
        let next = self.network.hops[packet.hop as usize].next;
        if let Some(next) = self.first_link(next) {
            self.send_control(gateway, Packet { hop: next, ..packet }, at);
        }
    }
}
