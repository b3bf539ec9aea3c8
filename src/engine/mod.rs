//! Time passes here and nowhere else. [`run`] shows a message's whole life:
//! born by a source, carried by a radio, heard by gateways, passed from hop to hop, folded, delivered or lost.
//!
//! At one instant: events before births; among events frames end, gateways end or begin to send, services end, radios
//! wake, copies arrive, gateways' own packets arrive, closed sources send, the platform answers; within a kind a keyed hash of (class, device, n) decides, then the slot.

mod admission;
mod agenda;
pub mod arrivals;
mod births;
pub mod calendar;
mod closed;
mod consumers;
mod control;
mod down;
mod errand;
pub mod event;
mod firmware;
mod follow;
mod guard;
mod incidents;
mod join;
mod lanes;
mod life;
mod lines;
mod live;
mod message;
mod power;
pub mod recorder;
mod route;
mod session;
mod silence;
mod sites;
mod source;
mod state;
mod stores;
mod turns;
mod wheels;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::chance::{Key, Purpose};
use crate::engine::admission::Admission;
use crate::engine::agenda::Agenda;
use crate::engine::arrivals::Arrival;
use crate::engine::down::Down;
use crate::engine::errand::Ending;
use crate::engine::event::Kind;
use crate::engine::firmware::Campaigns;
use crate::engine::guard::Guard;
use crate::engine::incidents::Incidents;
use crate::engine::join::Joins;
use crate::engine::lines::Lines;
use crate::engine::message::{Open, Parked, Slab};
use crate::engine::power::Power;
use crate::engine::recorder::{Happening, Part, Recorder};
use crate::engine::session::Sessions;
use crate::engine::silence::Silence;
use crate::engine::sites::Sites;
use crate::engine::source::Source;
pub use crate::engine::state::downs;
use crate::engine::state::{ClassFacts, Door, Luck, Server};
use crate::model::live::Gone;
use crate::model::radio::{Access, Heard, Radio};
use crate::network::ids::{DeviceId, ElementId};
use crate::network::layout::Layout;
use crate::network::{Clock, Network, Process};
use crate::units::Time;

/// Shared with whoever watches: messages so far over all runs, and the wish to stop.
#[derive(Debug, Default)]
pub struct Progress {
    /// Messages born over all runs so far.
    pub messages: AtomicU64,
    /// Set to stop every run soon.
    pub stop: AtomicBool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Messages born, warm-up and drain included.
    pub messages: u64,
    /// It was stopped before its end; its figures mean nothing.
    pub stopped: bool,
}

/// Messages between two looks at the stop flag.
const BETWEEN_LOOKS: u64 = 1024;

/// Simulates one replication on one layout and tells the recorder.
pub fn run<R: Recorder>(
    network: &Network,
    layout: &Layout,
    replication: u64,
    clock: Clock,
    recorder: &mut R,
    progress: &Progress,
) -> Outcome {
    let mut run = Run::new(network, layout, replication, clock, recorder);
    let mut reported = 0;
    let mut coming = run.next_birth();
    loop {
        let due = run.agenda.due();
        let birth = coming.map_or(Time::NEVER, |(_, arrival)| arrival.time);
        let now = due.min(birth);
        if now > clock.until || (now >= clock.to && run.open_in_window == 0) {
            break;
        }
        run.now = now;
        match coming {
            Some((source, arrival)) if birth < due => {
                run.birth(source, arrival);
                coming = run.next_birth();
            }
            _ => run.happen(),
        }
        if run.born - reported >= BETWEEN_LOOKS {
            progress.messages.fetch_add(run.born - reported, Ordering::Relaxed);
            reported = run.born;
            if progress.stop.load(Ordering::Relaxed) {
                return Outcome { messages: run.born, stopped: true };
            }
        }
    }
    progress.messages.fetch_add(run.born - reported, Ordering::Relaxed);
    run.leave_open();
    Outcome { messages: run.born, stopped: progress.stop.load(Ordering::Relaxed) }
}

fn start<'a>(network: &'a Network, layout: &'a Layout, luck: &Luck) -> Vec<Radio<'a>> {
    let radios = network.radios.iter().zip(&layout.reach);
    radios.map(|(radio, reach)| radio.plan.start(reach, &luck.classes)).collect()
}

/// Everything that changes while a run goes on.
struct Run<'a, R> {
    network: &'a Network,
    clock: Clock,
    recorder: &'a mut R,
    now: Time,
    agenda: Agenda,
    /// By class; none for a class without traffic.
    sources: Vec<(usize, Source<'a>)>,
    classes: Vec<ClassFacts>,
    radios: Vec<Radio<'a>>,
    /// By radio, then gateway in its numbering.
    doors: Vec<Vec<Door<'a>>>,
    servers: Vec<Server<'a>>,
    guards: Vec<Option<Guard>>,
    /// What is refused before the platform's stages, if anything is.
    admission: Option<Box<Admission>>,
    /// Gateways that are down for a while, if any are.
    silence: Option<Box<Silence>>,
    /// What goes down, if any class asks for answers.
    down: Option<Box<Down>>,
    /// Links that are more than a queue, if any are.
    lines: Option<Box<Lines>>,
    /// Edge sites, if there are any.
    sites: Option<Box<Sites>>,
    /// Connections of devices that keep one, if any do.
    sessions: Option<Box<Sessions<'a>>>,
    /// Who has joined a network that devices join, if any do.
    joins: Option<Box<Joins<'a>>>,
    /// Devices that have no power for a while, if any have not.
    power: Option<Box<Power<'a>>>,
    /// What devices send in incidents beyond their own, and whose are in somebody else's hands, if any are.
    incidents: Option<Box<Incidents<'a>>>,
    /// Firmware campaigns, if there are any.
    campaigns: Option<Box<Campaigns<'a>>>,
    luck: Luck,
    messages: Slab<Open>,
    parked: Slab<Parked>,
    born: u64,
    /// Messages born in the window and not yet closed.
    open_in_window: u64,
    heard: Vec<Heard>,
    gone: Vec<Gone>,
    parts: Vec<Part>,
    best_parts: Vec<Part>,
    #[cfg(test)]
    ended: Vec<(u32, Time, Ending)>,
}

impl<'a, R: Recorder> Run<'a, R> {
    fn new(
        network: &'a Network,
        layout: &'a Layout,
        replication: u64,
        clock: Clock,
        recorder: &'a mut R,
    ) -> Run<'a, R> {
        let luck = Luck::new(network, replication);
        let last = if network.traffic_drains { clock.until } else { clock.to };
        let source = |(at, class): (usize, &'a crate::network::Class)| {
            let traffic = class.traffic.as_ref().filter(|traffic| {
                !matches!(traffic.process, Process::Idle { .. }) && class.taken_from.is_none()
            })?;
            Some((at, Source::new(class, traffic, luck.classes[at], clock.begin, last)))
        };
        let mut run = Run {
            network,
            clock,
            recorder,
            now: clock.begin,
            agenda: Agenda::default(),
            sources: network.classes.iter().enumerate().filter_map(source).collect(),
            classes: network.classes.iter().map(ClassFacts::from).collect(),
            radios: start(network, layout, &luck),
            doors: network.radios.iter().map(|radio| state::doors(network, radio)).collect(),
            servers: state::servers(network, replication),
            guards: state::guards(network),
            admission: Admission::new(network),
            silence: Silence::new(network, layout, replication, clock.until),
            power: Power::new(network, layout, replication),
            incidents: Incidents::new(network, layout),
            campaigns: Campaigns::new(network, layout, replication),
            down: Down::new(network),
            lines: Lines::new(network, clock),
            sites: Sites::new(network),
            sessions: Sessions::new(network, layout, replication, clock.until),
            joins: Joins::new(network, replication),
            luck,
            messages: Slab::default(),
            parked: Slab::default(),
            born: 0,
            open_in_window: 0,
            heard: Vec::new(),
            gone: Vec::new(),
            parts: Vec::new(),
            best_parts: Vec::new(),
            #[cfg(test)]
            ended: Vec::new(),
        };
        run.start_incidents(layout, replication, last);
        run.start_firmware();
        run.start_sessions();
        run.start_joins();
        run.start_closed_sources();
        run.start_lines();
        run.start_background(Key::root(network.seed, replication).purpose(Purpose::Phase));
        run
    }

    /// The earliest birth of the open sources.
    #[inline]
    fn next_birth(&mut self) -> Option<(usize, Arrival)> {
        let mut first: Option<(usize, Arrival)> = None;
        for (at, (_, source)) in self.sources.iter_mut().enumerate() {
            let Some(arrival) = source.peek() else { continue };
            if first.is_none_or(|(_, known)| arrival.time < known.time) {
                first = Some((at, arrival));
            }
        }
        first
    }

    #[inline]
    fn birth(&mut self, source: usize, arrival: Arrival) {
        let (class, source) = &mut self.sources[source];
        let class = *class;
        if let Some(coming) = source.advance() {
            self.radios[self.classes[class].radio as usize].fetch(coming);
            coming.iter().for_each(|device| self.recorder.coming(DeviceId(*device)));
        }
        if self.classes[class].struck {
            return self.offer_struck(class, arrival.index, arrival.n);
        }
        self.offer(class, arrival.index, arrival.n);
    }

    /// The next event.
    #[inline]
    fn happen(&mut self) {
        let Some(event) = self.agenda.pop() else { return };
        match event.kind() {
            Kind::FrameEnd | Kind::Wake => self.wake(event.slot, event.epoch),
            Kind::Depart => self.wake_server(event.slot as usize, event.epoch),
            Kind::Arrive => self.resume(event.slot),
            Kind::Control => self.pass_control(event.slot, event.epoch),
            Kind::Send => self.send_next(event.slot, event.epoch),
            Kind::Answer => self.answer(event.slot, event.epoch),
            Kind::Transmit => self.transmit_down(event.slot, event.epoch),
            Kind::Switch => self.switch(event.slot as usize, event.epoch),
            Kind::Session => self.wake_session(event.slot, event.epoch),
            Kind::Acknowledge => self.miss_acknowledgement(event.slot, event.epoch),
            Kind::PowerCut => self.cut_power(event.slot),
            Kind::Firmware => self.go_on_with_firmware(event.slot, event.epoch),
        }
    }

    /// Messages still under way when the drain ends, and live servers still at work when the window closed.
    fn leave_open(&mut self) {
        for slot in 0..self.messages.iter().count() as u32 {
            let open = &self.messages[slot];
            if !open.closed && open.errand.is_control() {
                self.end_errand(slot, self.clock.until, Ending::Drained);
            } else if !open.closed {
                self.recorder.in_flight(self.messages[slot].message);
                self.tell(slot, Happening::InFlight);
            }
        }
        self.tell_data_rates();
        for (element, server) in (0..).zip(&self.servers) {
            if let Server::Live(live, _) = server
                && let Some((since, servers)) = live.unseen()
            {
                self.recorder.servers_absent(ElementId(element), servers, since, since.max(self.clock.to));
            }
            if let Server::Live(live, _) = server
                && let Some((since, servers)) = live.uncredited()
            {
                let until = since.max(self.clock.to);
                self.recorder.servers_busy(ElementId(element), servers, since, until);
            }
        }
    }

    #[inline]
    fn in_window(&self, birth: Time) -> bool {
        self.clock.from <= birth && birth < self.clock.to
    }
}
