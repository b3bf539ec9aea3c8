//! What stands before an element's queue: a policer turns copies away, a shaper lets the head of the queue wait for
//! tokens, random early detection drops before the buffer is full. All of it is foretold.

use crate::engine::Run;
use crate::engine::recorder::{Recorder, Room, TOKENS, TOKENS_OF_BYTES};
use crate::engine::route::Place;
use crate::engine::state::{Server, Task};
use crate::model::bucket::Bucket;
use crate::model::cause::{Cause, DueTo};
use crate::model::link::{Link, Passage};
use crate::model::quota::meter::Quota;
use crate::model::red::{Found, Red};
use crate::model::station::fifo::Fifo;
use crate::network::Hop;
use crate::network::guards::GuardPlan;
use crate::units::{Span, Time};

/// What stands before one queue.
pub struct Guard {
    policer: Option<Bucket>,
    shaper: Option<Bucket>,
    red: Option<Red>,
    quota: Option<Box<Quota>>,
}

/// How a copy fared at the door.
pub(super) enum Door {
    /// It goes in as if there were none.
    Open,
    /// It is through: when it leaves the element, `None` if it was dropped.
    Through(Option<Time>),
}

/// Served from one instant to another, or dropped: why, and what stands behind it.
type Fate = Result<(Time, Time), Refusal>;
type Refusal = (Cause, Option<DueTo>);

impl Guard {
    /// Full buckets and an average of nothing.
    pub fn new(plan: &GuardPlan, devices: u32) -> Guard {
        Guard {
            policer: plan.policer.map(Bucket::new),
            shaper: plan.shaper.map(Bucket::new),
            red: plan.red.as_ref().map(Red::new),
            quota: plan
                .quota
                .as_ref()
                .map(|(plan, connects)| Box::new(Quota::new(plan, *connects, devices as usize))),
        }
    }

    /// A packet comes to a link; `early` draws for random early detection.
    pub(super) fn send(&mut self, link: &mut Link, now: Time, bytes: u64, early: f64) -> Fate {
        if let Some(red) = &mut self.red
            && red.drops(found(link, now, bytes), early)
        {
            return Err((Cause::BufferOverflow, Some(DueTo::Red)));
        }
        let start = self.start(link.starts(now), bytes)?;
        self.admitted(link.offer_at(now, start, bytes), bytes)
    }

    /// A gateway's own packet comes to a foretold link; it is nobody's message, so none is dropped early.
    pub(super) fn pass(&mut self, link: &mut Link, now: Time, bytes: u64) -> Passage {
        const NEVER_DROPPED: f64 = 1.0;
        match self.send(link, now, bytes, NEVER_DROPPED) {
            Ok((start, end)) => Passage::Served { start, end },
            Err(_) => Passage::Full,
        }
    }

    /// A job comes to a station.
    fn serve(&mut self, station: &mut Fifo, now: Time, bytes: u64, service: Span) -> Fate {
        let start = self.start(station.starts(now), bytes)?;
        self.admitted(station.offer_at(now, start, service), bytes)
    }

    /// The tokens of the bucket that refuses: the policer's, else the shaper's.
    pub(super) fn tokens(&self, now: Time, bytes: u64) -> Option<Room> {
        let bucket = self.policer.as_ref().or(self.shaper.as_ref())?;
        let [taken, size, asked] = bucket.tokens(now, bytes);
        let unit = if asked == bytes { TOKENS_OF_BYTES } else { TOKENS };
        Some(Room { taken, size, unit })
    }

    /// Whether the policer lets a copy in.
    pub(super) fn admits(&mut self, now: Time, bytes: u64) -> Result<(), Refusal> {
        let conforms = self.policer.as_mut().is_none_or(|policer| policer.takes(now, bytes));
        if conforms { Ok(()) } else { Err((Cause::Throttled, None)) }
    }

    /// The earliest start, not before `from`, for which there are tokens.
    fn start(&self, from: Time, bytes: u64) -> Result<Time, Refusal> {
        let Some(shaper) = &self.shaper else { return Ok(from) };
        shaper.conforms_at(from, bytes).ok_or((Cause::Throttled, None))
    }

    fn admitted(&mut self, passage: Passage, bytes: u64) -> Fate {
        let Passage::Served { start, end } = passage else {
            return Err((Cause::BufferOverflow, None));
        };
        if let Some(shaper) = &mut self.shaper {
            shaper.take(start, bytes);
        }
        Ok((start, end))
    }

    /// Work that one of so many servers is brought: its own, or the time in which its tokens flow in.
    fn work(&self, work: Span, bytes: u64, servers: usize) -> Span {
        let refill = self.shaper.as_ref().map_or(Span::ZERO, |shaper| shaper.refill(bytes));
        work.max(Span(refill.0.saturating_mul(servers as u64)))
    }
}

fn found(link: &mut Link, now: Time, bytes: u64) -> Found {
    let (packets, held) = link.backlog(now);
    let idle = now - link.starts(Time(0));
    let each = link.transmission(bytes).0.max(1) as f64;
    Found { packets, bytes: held, idle: (link.starts(now) == now).then(|| idle.0 as f64 / each) }
}

impl<R: Recorder> Run<'_, R> {
    /// A copy stands before an element with a guard.
    #[inline(never)]
    pub(super) fn pass_door(&mut self, hop: &Hop, place: &Place) -> Door {
        if let Some(through) = self.detour(hop, place) {
            return through;
        }
        let (element, bytes) = (hop.element.index(), u64::from(place.bytes));
        if matches!(self.servers[element], Server::None) {
            return self.ask_for_admission(hop, place);
        }
        let visit = self.visit(hop, place);
        let open = &self.messages[place.slot];
        let (guards, servers) = (&mut self.guards, &mut self.servers);
        let (Some(guard), server) = (&mut guards[element], &mut servers[element]) else { return Door::Open };
        let mut admitted = guard.admits(place.at, bytes);
        // a platform meters what a site has packed as what it gets: one message of that size
        let is_packet = open.errand.is_packet();
        let is_connect = open.errand.is_control() && !is_packet;
        let size = if is_packet { bytes } else { u64::from(open.payload) };
        if let Some(quota) = guard.quota.as_mut().filter(|quota| quota.connects == is_connect) {
            for one in quota.meter(place.at, open.message.device.0, size) {
                self.recorder.metered(one.limit, place.at, one.counts, one.trips);
                if one.trips {
                    admitted = Err((Cause::Throttled, None));
                }
            }
        }
        let (work, fate) = match server {
            Server::Link(link, ..) => {
                let work = guard.work(link.transmission(bytes), bytes, 1);
                let early = self.luck.early(open, element);
                (work, admitted.and_then(|()| guard.send(link, place.at, bytes, early)))
            }
            Server::Fifo(station, service) => {
                let service = self.luck.service_time(open, element, visit, service);
                let work = guard.work(service, bytes, station.servers());
                (work, admitted.and_then(|()| guard.serve(station, place.at, bytes, service)))
            }
            Server::Live(live, task) if admitted.is_err() => {
                let work = match task {
                    Task::Serve(service) => self.luck.service_time(open, element, visit, service),
                    Task::Send(link, ..) => link.transmission(bytes),
                };
                (live.load(work), Err((Cause::Throttled, None)))
            }
            Server::Live(..) | Server::Store(_) | Server::None => return Door::Open,
        };
        self.recorder.arrived(hop.element, place.at, work);
        match fate {
            Ok((start, end)) => Door::Through(self.leave_guarded(hop, place, start, end)),
            Err((cause, due_to)) => Door::Through(self.drop_due_to(hop, place, place.at, cause, due_to)),
        }
    }

    /// A copy taken in was served from `start` to `end`: when it stands before the next element.
    fn leave_guarded(&mut self, hop: &Hop, place: &Place, start: Time, end: Time) -> Option<Time> {
        self.recorder.waited(hop.element, start, start - place.at);
        self.recorder.busy(hop.element, start, end);
        let (mut delay, element) = (Span::ZERO, hop.element.index());
        if let Server::Link(_, propagation, loss) = self.servers[element] {
            if loss > 0.0 && self.is_lost(place, element, loss) {
                return self.drop(hop, place, end, Cause::LinkLoss);
            }
            delay = propagation;
        }
        self.note(hop.element, hop.waiting_part, start - place.at);
        self.note(hop.element, hop.work_part, end - start);
        self.note(hop.element, hop.propagation_part, delay);
        Some(end + delay)
    }
}
