//! Connections that devices keep ([`crate::model::session`]): each device's state, and the one timer it waits for. Attempts are in
//! [`attempts`], what breaks sessions in [`breaks`], messages in [`messages`], what devices hear in [`replies`]. It knows no queue: a connect travels like a message.

mod attempts;
mod breaks;
mod messages;
mod replies;
mod waiting;
mod wild;

use crate::chance::{Key, Purpose};
use crate::engine::Run;
use crate::engine::event::{Event, Kind};
use crate::engine::message::Slab;
use crate::engine::recorder::{Deed, Recorder};
use crate::engine::session::breaks::Break;
use crate::engine::session::messages::Hold;
use crate::engine::session::replies::Reply;
use crate::engine::session::waiting::Waiting;
use crate::model::cause::Cause;
use crate::model::quota::QuotaPlan;
use crate::model::radio::RadioPlan;
use crate::model::session::Session;
use crate::network::Network;
use crate::network::ids::ClassId;
use crate::network::layout::Layout;
use crate::units::{Span, Time};

/// What a device is about; each but `Up` says what its timer will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Connected; the timer, if any, is that of a keep-alive.
    Up,
    /// Connected, but nothing gets through: the platform will give it up.
    Doubted,
    /// Not connected: it will try.
    Off,
    /// A round trip is under way: it will give up.
    Asking,
    /// The answer is on its way.
    Answered,
    /// A refusal is.
    Refused(Cause),
    /// The packet was lost: it will send it again.
    Repeating,
}

/// A device's session.
#[derive(Clone, Copy, Debug)]
struct Line {
    state: State,
    /// The platform holds its session.
    held: bool,
    /// Round trips done of this attempt.
    trips: u8,
    /// How often the packet of this one was sent again.
    resent: u8,
    /// Attempts that failed since it lost its session.
    failures: u32,
    /// Which timer is the one that it waits for.
    epoch: u32,
    /// Packets of its own so far.
    sent: u32,
    /// When it gives the attempt up; of a doubted one, when the way is free again.
    until: Time,
    /// Connected: when it last spoke. Otherwise since when it has not been.
    since: Time,
    /// What it waited before its last attempt.
    waited: Span,
}

/// All of them.
pub(super) struct Sessions<'a> {
    layout: &'a Layout,
    /// By class: its session and its first line.
    plans: Vec<Option<(&'a Session, usize)>>,
    lines: Vec<Line>,
    /// Draws, by class.
    luck: Vec<Key>,
    waiting: Waiting,
    /// What devices know of messages to be acknowledged, by slot.
    holds: Vec<Hold>,
    /// What the platform will say.
    replies: Slab<Reply>,
    /// Time from a gateway to its devices, by radio.
    on_air: Vec<Span>,
    breaks: Vec<Break>,
    /// Sessions that the platform holds, and may hold.
    held: u64,
    limit: u64,
}

/// A device told apart: its class, its number there, its line.
#[derive(Clone, Copy, Debug)]
struct Who {
    class: usize,
    index: u32,
    line: usize,
}

/// Draws besides those of back-offs, which are numbered by the device's packets.
const RAMP: u64 = 1 << 40;
const KEEP_ALIVE: u64 = 1 << 41;
const DOUBT: u64 = 1 << 42;

impl<'a> Sessions<'a> {
    /// Of one replication; none if no class has any.
    pub fn new(
        network: &'a Network,
        layout: &'a Layout,
        replication: u64,
        until: Time,
    ) -> Option<Box<Sessions<'a>>> {
        let mut lines = 0;
        let plan = |class: &'a crate::network::Class| {
            let session = class.session.as_ref()?;
            lines += class.count as usize;
            Some((session, lines - class.count as usize))
        };
        let plans: Vec<_> = network.classes.iter().map(plan).collect();
        if plans.iter().all(Option::is_none) {
            return None;
        }
        let root = Key::root(network.seed, replication);
        let luck = |class: &crate::network::Class| {
            root.named(&format!("devices.{}", class.name)).purpose(Purpose::Session)
        };
        let platform = network.scenario.platform.as_ref();
        Some(Box::new(Sessions {
            layout,
            lines: vec![Line::new(network.clock.from); lines],
            luck: network.classes.iter().map(luck).collect(),
            waiting: Waiting::new(lines),
            holds: Vec::new(),
            replies: Slab::default(),
            on_air: network.radios.iter().map(|radio| on_air(&radio.plan)).collect(),
            breaks: breaks::all(network, replication, until),
            held: 0,
            limit: [
                platform.and_then(|platform| platform.sessions).map(|count| count.0),
                network.quota.as_ref().and_then(QuotaPlan::connections),
            ]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(u64::MAX),
            plans,
        }))
    }

    fn uniform(&self, who: Who, n: u64) -> f64 {
        self.luck[who.class].index(u64::from(who.index)).uniform(n)
    }

    /// The gateway of a device's radio by which it speaks, in the radio's numbering.
    fn gateway(&self, network: &Network, class: usize, index: u32) -> Option<u32> {
        let class = &network.classes[class];
        let reach = &self.layout.reach[class.radio as usize];
        reach.entries(reach.row(class.first.0 + index)).first().map(|entry| entry.gateway)
    }
}

impl Line {
    fn new(since: Time) -> Line {
        Line {
            state: State::Off,
            held: false,
            trips: 0,
            resent: 0,
            failures: 0,
            epoch: 0,
            sent: 0,
            until: Time::NEVER,
            since,
            waited: Span::ZERO,
        }
    }

    fn is_up(&self) -> bool {
        matches!(self.state, State::Up | State::Doubted)
    }

    /// Whether an attempt is under way.
    fn attempts(&self) -> bool {
        !self.is_up() && self.state != State::Off
    }
}

/// Delay of what comes down to devices; LoRaWAN's keep no such sessions.
fn on_air(plan: &RadioPlan) -> Span {
    match plan {
        RadioPlan::Ideal(plan) => plan.delay(),
        RadioPlan::Lorawan(_) => Span::ZERO,
    }
}

impl<R: Recorder> Run<'_, R> {
    /// Devices are connected when the run begins, or have yet to come.
    pub(super) fn start_sessions(&mut self) {
        let Some(sessions) = &self.sessions else { return };
        let plans = sessions.plans.clone();
        for (class, (session, line)) in
            plans.into_iter().enumerate().filter_map(|(at, plan)| Some((at, plan?)))
        {
            for index in 0..self.network.classes[class].count {
                let who = Who { class, index, line: line + index as usize };
                if !self.is_taken(class, index) {
                    self.start_session(who, session);
                }
            }
        }
        self.start_breaks();
    }

    fn start_session(&mut self, who: Who, session: &Session) {
        let (begin, from) = (self.clock.begin, self.clock.from);
        let Some(sessions) = &mut self.sessions else { return };
        let part = |span: Span, uniform: f64| Span((span.0 as f64 * uniform) as u64);
        match session.ramp {
            Some(over) => {
                let first = from + part(over, sessions.uniform(who, RAMP));
                self.set_timer(who, State::Off, first);
            }
            None => {
                sessions.held += 1;
                let first =
                    session.keep_alive.map(|idle| begin + part(idle, sessions.uniform(who, KEEP_ALIVE)));
                let line = &mut sessions.lines[who.line];
                (line.state, line.held, line.since) = (State::Up, true, begin);
                self.recorder.session(ClassId(who.class as u32), begin, Deed::Found);
                if let Some(first) = first {
                    // as if it had spoken one idle time before
                    self.set_timer(who, State::Up, first);
                }
            }
        }
    }

    /// The device waits for `at` from now on, and for nothing else.
    fn set_timer(&mut self, who: Who, state: State, at: Time) {
        let Some(sessions) = &mut self.sessions else { return };
        let line = &mut sessions.lines[who.line];
        line.state = state;
        line.epoch = line.epoch.wrapping_add(1);
        let epoch = line.epoch;
        let device = self.classes[who.class].first + who.index;
        let order = self.luck.order(who.class, who.index, epoch);
        self.agenda.push(self.now, Event::new(at, Kind::Session, order, device, epoch));
    }

    /// Nothing is waited for any more.
    fn stop_timer(&mut self, who: Who) {
        if let Some(sessions) = &mut self.sessions {
            sessions.lines[who.line].epoch = sessions.lines[who.line].epoch.wrapping_add(1);
        }
    }

    fn line_of(&self, device: u32) -> Option<Who> {
        let class = self.classes.partition_point(|class| class.first <= device) - 1;
        let index = device - self.classes[class].first;
        let (_, first) = self.sessions.as_ref()?.plans[class]?;
        Some(Who { class, index, line: first + index as usize })
    }

    /// A device's timer, or a break of many sessions; stale if the device waits for something else by now.
    pub(super) fn wake_session(&mut self, slot: u32, epoch: u32) {
        if slot & breaks::MANY != 0 {
            let slot = slot & !breaks::MANY;
            return if epoch == replies::REPLY {
                self.send_reply(slot)
            } else {
                self.break_many(slot as usize)
            };
        }
        let Some(who) = self.line_of(slot) else { return self.wake_to_join(slot, epoch) };
        let Some(sessions) = &self.sessions else { return };
        let line = sessions.lines[who.line];
        if line.epoch != epoch {
            return;
        }
        match line.state {
            State::Up => self.keep_alive(who),
            State::Doubted => self.settle_doubt(who),
            State::Off => self.attempt(who),
            State::Asking => self.fail(who, None),
            State::Refused(cause) => self.fail(who, Some(cause)),
            State::Answered => self.go_on_connecting(who),
            State::Repeating => self.ask(who),
        }
    }
}
