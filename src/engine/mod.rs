//! Time passes here and nowhere else. [`run`] shows a message's whole life:
//! born by a source, carried by a radio, heard by gateways, passed from hop to hop, folded, delivered or lost.
//!
//! At one instant: events before births; among events frames end, services end, radios wake, copies arrive,
//! gateways' own packets arrive, closed sources send; within a kind a keyed hash of (class, device, n) decides, then the slot.

pub mod arrivals;
pub mod calendar;
mod control;
pub mod event;
mod message;
pub mod recorder;
mod route;
mod source;
mod state;
mod wheels;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::chance::{Key, Purpose};
use crate::engine::arrivals::Arrival;
use crate::engine::calendar::Calendar;
use crate::engine::event::{Event, Kind};
use crate::engine::message::{Fate, Open, Parked, Slab};
use crate::engine::recorder::{Message, Part, Reception, Recorder};
use crate::engine::source::Source;
use crate::engine::state::{Luck, Server};
use crate::model::cause::Cause;
use crate::model::radio::{Access, Copies, Frame, Heard, Next, Owner, Radio, Step};
use crate::network::ids::{ClassId, DeviceId, ElementId};
use crate::network::layout::Layout;
use crate::network::{Clock, Network, Process};
use crate::units::{Span, Time};

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
        let due = run.calendar.peek_time().unwrap_or(Time::NEVER);
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
    calendar: Calendar,
    /// By class; none for a class without traffic.
    sources: Vec<(usize, Source<'a>)>,
    radios: Vec<Radio<'a>>,
    servers: Vec<Server>,
    luck: Luck,
    messages: Slab<Open>,
    parked: Slab<Parked>,
    born: u64,
    /// Messages born in the window and not yet closed.
    open_in_window: u64,
    heard: Vec<Heard>,
    parts: Vec<Part>,
    best_parts: Vec<Part>,
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
            let traffic =
                class.traffic.as_ref().filter(|traffic| !matches!(traffic.process, Process::Idle { .. }))?;
            Some((at, Source::new(class, traffic, luck.classes[at], clock.begin, last)))
        };
        let mut run = Run {
            network,
            clock,
            recorder,
            now: clock.begin,
            calendar: Calendar::default(),
            sources: network.classes.iter().enumerate().filter_map(source).collect(),
            radios: start(network, layout, &luck),
            servers: state::servers(network),
            luck,
            messages: Slab::default(),
            parked: Slab::default(),
            born: 0,
            open_in_window: 0,
            heard: Vec::new(),
            parts: Vec::new(),
            best_parts: Vec::new(),
        };
        run.start_closed_sources();
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

    fn birth(&mut self, source: usize, arrival: Arrival) {
        let (class, source) = &mut self.sources[source];
        let class = *class;
        let plan = &self.network.classes[class];
        let mut devices = [0; source::BATCH];
        let coming = source.advance();
        for (device, arrival) in devices.iter_mut().zip(coming) {
            *device = plan.first.0 + arrival.index;
            self.recorder.coming(DeviceId(*device));
        }
        self.radios[plan.radio as usize].fetch(&devices[..coming.len()]);
        self.offer(class, arrival.index, arrival.n);
    }

    /// A device has something to say: its message is born and handed to the radio.
    fn offer(&mut self, class: usize, index: u32, n: u32) {
        let plan = &self.network.classes[class];
        let traffic = plan.traffic.as_ref().expect("only classes with traffic offer");
        let drawn = || libm::rint(traffic.size.sample(self.luck.size(class, index), u64::from(n))) as u32;
        let payload = traffic.fixed_bytes.unwrap_or_else(drawn);
        let device = DeviceId(plan.first.0 + index);
        let message = Message { class: ClassId(class as u32), device, birth: self.now };
        let slot = self.messages.take();
        let epoch = self.messages[slot].epoch.wrapping_add(1);
        self.messages[slot] = Open {
            message,
            index,
            n,
            payload,
            copies: 1,
            passed: 0,
            air_start: self.now,
            furthest: None,
            lost_at: self.now,
            folded: false,
            closed: false,
            epoch,
        };
        self.born += 1;
        if self.in_window(self.now) {
            self.open_in_window += 1;
        }
        self.recorder.born(message);
        let frame = Frame { message: slot, class: class as u32, device: device.0, index, n, payload };
        let step = self.radios[plan.radio as usize].send(self.now, frame);
        self.follow(slot, step);
    }

    /// The next event of the calendar.
    fn happen(&mut self) {
        let Some(event) = self.calendar.pop() else { return };
        match event.kind() {
            Kind::FrameEnd | Kind::Wake => {
                let open = &self.messages[event.slot];
                if open.epoch == event.epoch {
                    let radio = self.radio_of(event.slot);
                    let step = self.radios[radio].wake(self.now, Owner::Message(event.slot));
                    self.follow(event.slot, step);
                }
            }
            Kind::Depart => self.wake_server(event.slot as usize, event.epoch),
            Kind::Arrive => self.resume(event.slot),
            Kind::Control => self.pass_control(event.slot, event.epoch),
            Kind::Send => self.send_next(event.slot, event.epoch),
        }
    }

    /// Does what a radio's answer asks for.
    fn follow(&mut self, slot: u32, step: Step) {
        if let Some(replaced) = step.replaced {
            let radio = self.network.radios[self.radio_of(replaced)].element;
            self.end_copy(replaced, Fate::on_radio(Cause::Superseded, radio), self.now, false);
        }
        if let Some(airtime) = step.on_air {
            let radio = self.network.radios[self.radio_of(slot)].element;
            self.messages[slot].air_start = self.now;
            self.recorder.transmitted(self.messages[slot].message, radio, self.now, airtime);
        }
        if let Some(copies) = step.heard {
            self.hear(slot, copies);
        }
        let kind = if step.on_air.is_some() { Kind::FrameEnd } else { Kind::Wake };
        match step.next {
            Next::Wait(at) | Next::Listen(at) => self.schedule(at, kind, slot),
            Next::Done => self.end_radio(slot),
            Next::Lost(loss) => {
                let radio = &self.network.radios[self.radio_of(slot)];
                let element =
                    loss.gateway.map_or(radio.element, |gateway| Self::gateway_element(radio, gateway));
                self.end_copy(slot, Fate::on_radio(loss.cause, element), self.now, false);
            }
        }
    }

    fn schedule(&mut self, at: Time, kind: Kind, slot: u32) {
        let open = &self.messages[slot];
        let order = self.luck.order(open.message.class.index(), open.index, open.n);
        self.calendar.push(Event::new(at, kind, order, slot, open.epoch));
    }

    fn gateway_element(radio: &crate::network::RadioNetwork, gateway: u32) -> ElementId {
        radio.elements[gateway as usize]
    }

    /// A transmission ended: every gateway that passed it on starts a copy on its way.
    fn hear(&mut self, slot: u32, copies: Copies) {
        let open = self.messages[slot];
        let class = &self.network.classes[open.message.class.index()];
        let radio = &self.network.radios[class.radio as usize];
        let mut heard = std::mem::take(&mut self.heard);
        heard.clear();
        heard.extend_from_slice(self.radios[class.radio as usize].receptions());
        for one in &heard {
            let gateway = Self::gateway_element(radio, one.gateway);
            let reception = Reception { gateway, lost: one.lost, held: one.held };
            self.recorder.received(reception, open.air_start, self.now);
        }
        let passed = copies.0.count_ones();
        if passed > 0 {
            self.messages[slot].passed += passed;
            self.parts.clear();
            let element = radio.element;
            let access = open.air_start - open.message.birth;
            let parts = [(radio.access_part, access), (radio.air_part, self.now - open.air_start)];
            let some = parts.into_iter().filter(|(_, span)| *span > Span::ZERO);
            self.parts.extend(some.map(|(row, span)| Part { row, element, span }));
            if class.foreign {
                self.deliver(slot, self.now);
            } else {
                self.forward(slot, radio, &heard);
            }
        }
        self.heard = heard;
    }

    /// A copy, or the radio's own work, ends in vain at `at`. The only copy behind the folding takes the message
    /// with it; before it, the last one does.
    fn end_copy(&mut self, slot: u32, fate: Fate, at: Time, is_only: bool) {
        let open = &mut self.messages[slot];
        open.furthest = open.furthest.max(Some(fate));
        open.lost_at = open.lost_at.max(at);
        open.copies -= 1;
        if is_only && !open.closed {
            self.lose(slot, fate, at);
        } else {
            self.lose_if_last(slot);
        }
        self.release(slot);
    }

    /// The radio is through with a message of which copies travel on.
    fn end_radio(&mut self, slot: u32) {
        let open = &mut self.messages[slot];
        open.copies -= 1;
        self.lose_if_last(slot);
        self.release(slot);
    }

    /// A message whose copies all came to nothing is lost where one of them got furthest.
    fn lose_if_last(&mut self, slot: u32) {
        let open = &self.messages[slot];
        if open.copies == 0
            && !open.closed
            && !open.folded
            && let Some(fate) = open.furthest
        {
            self.lose(slot, fate, open.lost_at);
        }
    }

    /// Lost at `at`; a loss foretold for after the drain leaves the message in flight (D3).
    fn lose(&mut self, slot: u32, fate: Fate, at: Time) {
        let message = self.messages[slot].message;
        if at > self.clock.until {
            self.recorder.in_flight(message);
        } else {
            self.recorder.lost(message, at, fate.cause, fate.element);
        }
        self.close(slot, at);
    }

    /// The first copy has left its last stage at `at`; its way is in `parts`.
    fn deliver(&mut self, slot: u32, at: Time) {
        let open = &self.messages[slot];
        if open.closed {
            return;
        }
        let message = open.message;
        if at > self.clock.until {
            self.recorder.in_flight(message);
        } else {
            let class = &self.network.classes[message.class.index()];
            let late = class.deadline.filter(|deadline| at - message.birth > *deadline);
            let late = late.map(|_| self.longest_wait(slot));
            self.recorder.delivered(message, at, &self.parts, open.passed, late);
        }
        self.close(slot, at);
    }

    /// Where the message waited longest, or spent most of its time if it waited nowhere: a late one is lost
    /// there (D5).
    fn longest_wait(&self, slot: u32) -> ElementId {
        let radio = self.network.radios[self.radio_of(slot)].element;
        let waits = |part: &Part| self.network.parts[part.row as usize].is_wait();
        let by_length = |part: &&Part| (waits(part), part.span, std::cmp::Reverse(part.row));
        self.parts.iter().max_by_key(by_length).map_or(radio, |part| part.element)
    }

    /// A message's fate is settled at `at`; a closed source starts to think.
    fn close(&mut self, slot: u32, at: Time) {
        let open = &mut self.messages[slot];
        open.closed = true;
        let Open { message, index, n, .. } = *open;
        if self.in_window(message.birth) {
            self.open_in_window -= 1;
        }
        let class = message.class.index();
        if let Some(Process::Idle { think }) =
            self.network.classes[class].traffic.as_ref().map(|t| &t.process)
        {
            let wait = think.sample(self.luck.think(class, index), u64::from(n) + 1);
            self.think(class, index, n + 1, at + Span::from_secs_f64(wait));
        }
    }

    /// A slot whose message is closed and whose copies are all gone is free.
    fn release(&mut self, slot: u32) {
        let open = &mut self.messages[slot];
        if open.closed && open.copies == 0 {
            open.epoch = open.epoch.wrapping_add(1);
            self.messages.give_back(slot);
        }
    }

    fn start_closed_sources(&mut self) {
        for (class, plan) in self.network.classes.iter().enumerate() {
            let Some(Process::Idle { think }) = plan.traffic.as_ref().map(|traffic| &traffic.process) else {
                continue;
            };
            for index in 0..plan.count {
                let wait = think.sample(self.luck.think(class, index), 0);
                self.think(class, index, 0, self.clock.begin + Span::from_secs_f64(wait));
            }
        }
    }

    /// A device of a closed source will send message `n` at `at`. Its slot is the device, its epoch the number.
    fn think(&mut self, class: usize, index: u32, n: u32, at: Time) {
        if at > self.clock.until || (!self.network.traffic_drains && at >= self.clock.to) {
            return;
        }
        let device = self.network.classes[class].first.0 + index;
        let order = self.luck.order(class, index, n);
        self.calendar.push(Event::new(at, Kind::Send, order, device, n));
    }

    fn send_next(&mut self, device: u32, n: u32) {
        let class = self.network.classes.partition_point(|class| class.first.0 <= device) - 1;
        let index = device - self.network.classes[class].first.0;
        self.offer(class, index, n);
    }

    /// Messages still under way when the drain ends.
    fn leave_open(&mut self) {
        for open in self.messages.iter().filter(|open| !open.closed) {
            self.recorder.in_flight(open.message);
        }
    }

    fn radio_of(&self, slot: u32) -> usize {
        self.network.classes[self.messages[slot].message.class.index()].radio as usize
    }

    fn in_window(&self, birth: Time) -> bool {
        self.clock.from <= birth && birth < self.clock.to
    }
}
