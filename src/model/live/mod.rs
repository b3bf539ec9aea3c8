//! Live elements: links and stations whose future can change after a job has come, by whom they serve next, by
//! what they drop, or because they go down. They answer every call with the jobs gone, the stretch they were busy
//! and the next wake; an earlier wake is stale and told by its epoch. They know of no event queue.

mod batch;
mod codel;
mod discipline;
mod drop;
mod fair;
mod line;
mod outages;
mod pace;
mod preemptive;
mod queue;
mod scaling;
mod serving;
mod sharing;

pub use batch::{BulkSpec, DEFAULT_WAIT};
pub use codel::{CodelSpec, DEFAULT_INTERVAL, DEFAULT_TARGET};
pub use discipline::{DEFAULT_WEIGHT, Discipline};
pub use drop::{DropPolicy, DropSpec, TunedDrop};
pub use outages::{DEFAULT_JOBS, InterruptedJobs, OutagePlan, OutageSpec, merged};

pub use scaling::{DEFAULT_DELAY, DEFAULT_EVERY, DEFAULT_HOLD, DEFAULT_TARGET_SHARE, ScalingSpec};

use outages::Outages;
use pace::Pace;
pub use pace::PacePlan;
use scaling::Scaling;
use serving::Serving;

use crate::chance::Key;
use crate::model::cause::Cause;
use crate::units::{Span, Time};

/// Room for those who wait; those in service need none (DEFINITIONS D17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Jobs.
    pub jobs: u64,
    /// Bytes of whole jobs.
    pub bytes: u64,
}

impl Room {
    /// Room for all that come.
    pub const UNLIMITED: Room = Room { jobs: u64::MAX, bytes: u64::MAX };

    /// Room for so many jobs and bytes, where that is said.
    pub fn new(jobs: Option<u64>, bytes: Option<u64>) -> Room {
        Room { jobs: jobs.unwrap_or(u64::MAX), bytes: bytes.unwrap_or(u64::MAX) }
    }

    /// What is taken of what there is, in bytes where those are limited, else in jobs; `None` if nothing is.
    pub fn taken(&self, jobs: u64, bytes: u64) -> Option<(u64, u64, &'static str)> {
        match (self.jobs, self.bytes) {
            (u64::MAX, u64::MAX) => None,
            (size, u64::MAX) => Some((jobs, size, "jobs")),
            (_, size) => Some((bytes, size, "B")),
        }
    }

    /// Whether one more job of `bytes` finds room beside `jobs` that wait and hold `held` bytes.
    #[inline]
    pub fn admits(&self, jobs: u64, held: u64, bytes: u64) -> bool {
        jobs < self.jobs && held.saturating_add(bytes) <= self.bytes
    }
}

/// What the file fixes of a live element.
#[derive(Clone, Debug, PartialEq)]
pub struct LivePlan {
    /// Who is served next.
    pub discipline: Discipline,
    /// Servers.
    pub servers: u32,
    /// Room for those who wait.
    pub room: Room,
    /// CoDel's parameters, if it drops by CoDel.
    pub codel: Option<CodelSpec>,
    /// How its servers take those who wait together, if they do.
    pub batch: Option<BulkSpec>,
    /// When it is down.
    pub outages: Option<OutagePlan>,
    /// How its servers come and go with the load.
    pub scaling: Option<ScalingSpec>,
    /// The cause of jobs lost in service when it goes down.
    pub down: Cause,
    /// The rate of a link, if that changes.
    pub pace: Option<PacePlan>,
    /// Somebody wants to know when it goes down or comes up though nobody is there.
    pub watched: bool,
}

impl LivePlan {
    /// How many one service time serves at the most.
    pub fn batch_size(&self) -> u64 {
        self.batch.map_or(1, |batch| batch.size.0.max(1))
    }

    /// Share of time in which it is up, in the long run.
    pub fn availability(&self) -> f64 {
        self.outages.as_ref().map_or(1.0, |outages| outages.leaves(self.servers))
            * self.pace.as_ref().map_or(1.0, |pace| pace.up)
    }
}

/// A job as it comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Job {
    /// Whatever the caller knows it by.
    pub handle: u64,
    /// Its class, for those who keep classes apart.
    pub class: u32,
    /// The higher goes first, where priority counts.
    pub priority: u8,
    /// Its class's share against others, where weights count.
    pub weight: f64,
    /// Its time on one server.
    pub work: Span,
    /// Its size, for a buffer in bytes.
    pub bytes: u64,
}

/// A job that is here.
#[derive(Clone, Copy, Debug)]
struct Present {
    job: Job,
    arrival: Time,
    /// Counts arrivals: decides among equals.
    number: u64,
}

/// A job that left, with what it spent here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The caller's handle.
    pub handle: u64,
    /// When it had arrived.
    pub arrival: Time,
    /// Its whole work.
    pub work: Span,
    /// Its size.
    pub bytes: u64,
    /// Why it was dropped; `None` if its work is done.
    pub dropped: Option<Cause>,
}

impl Present {
    fn gone(&self, dropped: Option<Cause>) -> Gone {
        let Job { handle, work, bytes, .. } = self.job;
        Gone { handle, arrival: self.arrival, work, bytes, dropped }
    }
}

/// What a call changed besides the jobs gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The offered job found no room.
    pub full: bool,
    /// Since when so many servers have been busy until now.
    pub busy: Option<(Time, u32)>,
    /// Since when so many servers were not there until now, if others come or go.
    pub absent: Option<(Time, u32)>,
    /// When to wake it next; replaces every earlier wake.
    pub next: Option<Time>,
    /// That is not when it was already to be woken.
    pub is_new: bool,
    /// The epoch of that wake.
    pub epoch: u32,
}

/// A live link or station.
#[derive(Clone, Debug)]
pub struct Live {
    serving: Serving,
    outages: Option<Outages>,
    scaling: Option<Box<Scaling>>,
    pace: Option<Box<Pace>>,
    watched: bool,
    room: Room,
    down: Cause,
    /// How many one service serves at the most.
    together: u64,
    /// Time in which it was up: serving happens on this clock, so that an outage stops all work and spoils none.
    uptime: Time,
    /// The last call.
    since: Time,
    /// When it is to be woken.
    due: Option<Time>,
    epoch: u32,
    /// Wakes asked for.
    asked: u32,
    /// The latest wake asked for, which may come still: an outage in a month is asked for once, not each time nobody is there.
    far: (Time, u32),
}

impl Live {
    /// Nobody there at `begin`; outages are drawn from `luck`, or come so long after `window`.
    pub fn new(plan: &LivePlan, luck: Key, begin: Time, window: Time) -> Live {
        let outages = plan.outages.as_ref().map(|plan| Outages::new(plan, luck, begin, window));
        let scaling = plan.scaling.map(|spec| Box::new(Scaling::new(spec, plan.servers, begin)));
        let pace = plan.pace.as_ref().map(|plan| Box::new(Pace::new(plan, window, begin)));
        let mut serving = Serving::new(plan);
        serving.keep_out(scaling.as_ref().map_or(0, |scaling| scaling.absent()));
        pace.iter().for_each(|pace| serving.set_rate(pace.rate()));
        Live {
            serving,
            outages,
            scaling,
            pace,
            watched: plan.watched,
            room: plan.room,
            together: plan.batch_size(),
            down: plan.down,
            uptime: Time(0),
            since: begin,
            due: None,
            epoch: 0,
            asked: 0,
            far: (Time(0), 0),
        }
    }

    /// Incidents take it down in these spans as well, which are in order and apart.
    pub fn strike(&mut self, spans: &[[Time; 2]]) {
        self.outages.iter_mut().for_each(|outages| outages.strike(spans));
    }

    /// A job arrives. The jobs gone, which need not be this one, are added to `gone`.
    pub fn offer(&mut self, now: Time, job: Job, gone: &mut Vec<Gone>) -> Change {
        let busy = self.catch_up(now, gone);
        let absent = self.scale(now, busy);
        let full = !self.serving.offer(now, self.is_up(), job);
        self.start(now, gone);
        Change { full, busy, absent, ..self.next_wake() }
    }

    /// A service ends, or the element goes down or comes up again.
    pub fn wake(&mut self, now: Time, gone: &mut Vec<Gone>) -> Change {
        self.due = None;
        let busy = self.catch_up(now, gone);
        let absent = self.scale(now, busy);
        self.start(now, gone);
        Change { busy, absent, ..self.next_wake() }
    }

    /// From now on it sends no faster than `limit` bit/s, if there is one.
    pub fn limit(&mut self, now: Time, limit: Option<u64>, gone: &mut Vec<Gone>) -> Change {
        self.due = None;
        let busy = self.catch_up(now, gone);
        if let Some(pace) = &mut self.pace {
            pace.limit(limit);
            self.serving.set_rate(pace.rate());
        }
        self.start(now, gone);
        Change { busy, ..self.next_wake() }
    }

    /// Everyone leaves, in the order in which they would have been served; those whose work is not done, too.
    pub fn evacuate(&mut self, now: Time, gone: &mut Vec<Gone>) -> Change {
        self.due = None;
        let busy = self.catch_up(now, gone);
        self.serving.evacuate(gone);
        Change { busy, ..self.next_wake() }
    }

    /// Whether one more job of so many bytes would find room.
    pub fn has_room(&self, bytes: u64) -> bool {
        let (jobs, held) = self.serving.waiting();
        self.is_up() && self.serving.busy() == 0 || self.room.admits(jobs, held, bytes)
    }

    /// What a job of so much work brings to one server that it may share with others.
    pub fn load(&self, work: Span) -> Span {
        Span(work.0 / self.together)
    }

    /// Whether a wake of this epoch is still due.
    pub fn is_due(&self, epoch: u32) -> bool {
        epoch == self.epoch
    }

    /// Since when how many servers have been busy without a word of it.
    pub fn uncredited(&self) -> Option<(Time, u32)> {
        let servers = if self.is_up() { self.serving.busy() } else { 0 };
        (servers > 0).then_some((self.since, servers))
    }

    /// Since when how many servers have not been there without a word of it.
    pub fn unseen(&self) -> Option<(Time, u32)> {
        self.scaling.as_ref().map(|scaling| (scaling.since(), scaling.absent()))
    }

    /// How full its room is, as [`Room::taken`].
    pub fn room(&self) -> Option<(u64, u64, &'static str)> {
        let (jobs, bytes) = self.serving.waiting();
        self.room.taken(jobs, bytes)
    }

    /// Jobs that wait.
    pub fn waiting(&self) -> u64 {
        self.serving.waiting().0
    }

    /// Whether it works, or an outage keeps it from working.
    pub fn is_up(&self) -> bool {
        self.outages.as_ref().is_none_or(Outages::lets_work)
            && self.pace.as_ref().is_none_or(|pace| pace.rate() > 0)
    }

    /// Does the work since the last call, ends what is done, and goes down or up. While nobody is there no wake
    /// is asked for, so several outages may have passed: they touched nobody.
    fn catch_up(&mut self, now: Time, gone: &mut Vec<Gone>) -> Option<(Time, u32)> {
        let busy = self.uncredited().filter(|(since, _)| *since < now);
        let since = std::mem::replace(&mut self.since, now);
        if self.is_up() {
            self.uptime = self.uptime + (now - since);
            self.serving.advance(self.uptime, gone);
        }
        if let Some(outages) = &mut self.outages {
            while outages.change(now) {
                let lost = outages.loses_jobs().then_some(self.down);
                match (outages.servers_down(), lost) {
                    (Some(servers), _) => self.serving.stop_servers(servers, self.uptime, lost, gone),
                    (None, Some(cause)) if !outages.is_up() => self.serving.break_down(cause, gone),
                    _ => {}
                }
            }
        }
        if let Some(pace) = &mut self.pace {
            pace.turn(now);
            self.serving.set_rate(pace.rate());
        }
        busy
    }

    /// Servers come and go; those at work end it first.
    fn scale(&mut self, now: Time, busy: Option<(Time, u32)>) -> Option<(Time, u32)> {
        let scaling = self.scaling.as_mut()?;
        if let Some((since, servers)) = busy {
            scaling.worked(servers, now - since);
        }
        let absent = scaling.change(now);
        if absent.is_some() {
            self.serving.keep_out(scaling.absent());
        }
        absent
    }

    fn start(&mut self, now: Time, gone: &mut Vec<Gone>) {
        if self.is_up() {
            self.serving.start(self.uptime, now, gone);
        }
    }

    /// The first completion or, while anyone is there or wants to know, the next outage or its end, or another rate.
    fn next_wake(&mut self) -> Change {
        let completion = self.serving.next().filter(|_| self.is_up());
        let completion = completion.map(|at| self.since + (at - self.uptime));
        let change = self.outages.as_ref().and_then(Outages::next);
        let rate = self.pace.as_ref().and_then(|pace| pace.next());
        let heeded = self.watched || !self.serving.is_empty();
        let changes = change.into_iter().chain(rate).filter(|_| heeded);
        let scaling = self.scaling.as_ref().and_then(|scaling| scaling.next(self.serving.is_empty()));
        let next = completion.into_iter().chain(changes).chain(scaling).min();
        let differs = next != self.due;
        self.due = next;
        let is_known = next == Some(self.far.0) && self.far.0 > self.since;
        let is_new = differs && !is_known;
        if is_new {
            self.asked = self.asked.wrapping_add(1);
            self.epoch = self.asked;
            if next.is_some_and(|at| at > self.far.0) || self.far.0 <= self.since {
                self.far = (next.unwrap_or(Time(0)), self.epoch);
            }
        } else if differs {
            self.epoch = self.far.1;
        }
        Change { next, is_new, epoch: self.epoch, ..Change::default() }
    }
}

#[cfg(test)]
mod tests;
