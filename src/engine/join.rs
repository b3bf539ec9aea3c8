//! Devices that join over the air ([`crate::model::radio::lorawan::join`]): who has, who asks, and when they ask again. A request
//! travels like a message, to the connecting stage if there is one, and is answered from there; without a session messages are lost.

use crate::chance::{Key, Purpose};
use crate::engine::Run;
use crate::engine::errand::{Ending, Errand, Sender};
use crate::engine::event::{Event, Kind};
use crate::engine::message::Fate;
use crate::engine::recorder::{Deed, Recorder};
use crate::model::cause::Cause;
use crate::model::incident::NUMBER_BITS;
use crate::model::radio::lorawan::join::{Budget, Join, REQUEST_BYTES};
use crate::network::Network;
use crate::network::ids::{ClassId, DeviceId, ElementId};
use crate::network::ways::Way;
use crate::units::{Span, Time};

/// Numbers of requests lie beyond those of messages, and of those of all incidents but a last one.
const OWN: u32 = !0 << NUMBER_BITS;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It has a session.
    Joined,
    /// It will ask.
    Off,
    /// Its request waits for the duty cycle.
    Held,
    /// Its request was sent.
    Asking,
}

/// A device.
#[derive(Clone, Copy, Debug)]
struct Line {
    state: State,
    /// Its request reached the platform.
    reached: bool,
    /// Requests in vain since it lost its session.
    failures: u32,
    /// Which timer is the one that it waits for.
    epoch: u32,
    /// Requests so far.
    sent: u32,
    /// Since when it has had a session, or none.
    since: Time,
    /// What it waited before its last request.
    waited: Span,
    /// Of its requests; zero before the first.
    airtime: Span,
    budget: Budget,
}

/// All of them.
#[derive(Debug)]
pub struct Joins<'a> {
    /// By class: how its devices join, and its first line.
    plans: Vec<Option<(&'a Join, usize)>>,
    lines: Vec<Line>,
    /// Draws, by class.
    luck: Vec<Key>,
}

/// A device told apart.
#[derive(Clone, Copy, Debug)]
struct Who {
    class: usize,
    index: u32,
    line: usize,
}

impl<'a> Joins<'a> {
    /// Of one replication; none if nobody joins.
    pub fn new(network: &'a Network, replication: u64) -> Option<Box<Joins<'a>>> {
        let mut lines = 0;
        let plan = |class: &'a crate::network::Class| {
            let join = class.join.as_ref()?;
            lines += class.count as usize;
            Some((join, lines - class.count as usize))
        };
        let plans: Vec<_> = network.classes.iter().map(plan).collect();
        let root = Key::root(network.seed, replication);
        let luck = |class: &crate::network::Class| {
            root.named(&format!("devices.{}", class.name)).purpose(Purpose::Session)
        };
        plans.iter().any(Option::is_some).then(|| {
            Box::new(Joins {
                plans,
                lines: vec![Line::new(network.clock.from); lines],
                luck: network.classes.iter().map(luck).collect(),
            })
        })
    }

    /// Whether a device has a session, or needs none.
    pub fn has_joined(&self, class: usize, index: u32) -> bool {
        let line = |(_, first): (&Join, usize)| self.lines[first + index as usize];
        self.plans[class].map(line).is_none_or(|line| line.state == State::Joined)
    }
}

impl Line {
    fn new(on: Time) -> Line {
        Line {
            state: State::Off,
            reached: false,
            failures: 0,
            epoch: 0,
            sent: 0,
            since: on,
            waited: Span::ZERO,
            airtime: Span::ZERO,
            budget: Budget::new(on),
        }
    }
}

impl<'a, R: Recorder> Run<'a, R> {
    /// Devices have joined when the run begins, or are switched on when the study does.
    pub(super) fn start_joins(&mut self) {
        for (class, plan) in self.network.classes.iter().enumerate() {
            let Some(join) = &plan.join else { continue };
            for index in 0..plan.count {
                let Some(who) = self.joiner(class, index) else { continue };
                if self.is_taken(class, index) {
                    // it counts, and joins, as another's
                    self.join_line(who, |line, _| line.state = State::Joined);
                    continue;
                }
                if join.at_start {
                    self.wait_first(who, self.clock.from);
                } else {
                    let begin = self.clock.begin;
                    self.join_line(who, |line, _| (line.state, line.since) = (State::Joined, begin));
                    self.recorder.session(ClassId(class as u32), begin, Deed::Found);
                }
            }
        }
    }

    fn joiner(&self, class: usize, index: u32) -> Option<Who> {
        let (_, first) = self.joins.as_ref()?.plans[class]?;
        Some(Who { class, index, line: first + index as usize })
    }

    fn joiner_of(&self, device: u32) -> Option<Who> {
        let class = self.classes.partition_point(|class| class.first <= device) - 1;
        self.joiner(class, device - self.classes[class].first)
    }

    /// Something of a device's state, perhaps changed.
    fn join_line<T: Default>(&mut self, who: Who, of: impl FnOnce(&mut Line, &'a Join) -> T) -> T {
        let Some(joins) = self.joins.as_deref_mut() else { return T::default() };
        let Some((join, _)) = joins.plans[who.class] else { return T::default() };
        of(&mut joins.lines[who.line], join)
    }

    fn tell_deed(&mut self, who: Who, deed: Deed) {
        self.recorder.session(ClassId(who.class as u32), self.now, deed);
    }

    /// A gateway sends the platform's accept to a device of a class, or none could.
    #[cold]
    pub(super) fn tell_accept(&mut self, class: ClassId, is_sent: bool) {
        self.recorder.session(class, self.now, Deed::Accepted(is_sent));
    }

    /// A device that joins has something to say.
    #[inline(never)]
    pub(super) fn send_if_joined(&mut self, slot: u32) {
        let Some(who) = self.joiner_of(self.messages[slot].message.device.0) else { return };
        if self.join_line(who, |line, _| line.state == State::Joined) {
            self.messages[slot].errand = Errand::message(Way::PastConnect);
            return self.transmit(slot);
        }
        let radio = self.network.radios[self.radio_of(slot)].element;
        self.end_copy(slot, Fate::on_radio(0, Cause::NoSession, radio), self.now, false);
    }

    /// A device's power goes away and is back at `until`, when it is to join anew. Does nothing to one that never joins.
    pub(super) fn restart_to_join(&mut self, device: DeviceId, until: Time) {
        let Some(who) = self.joiner_of(device.0) else { return };
        self.give_up(who, Some(Cause::DeviceDown));
        self.join_line(who, |line, _| {
            (line.failures, line.waited, line.budget) = (0, Span::ZERO, Budget::new(until));
        });
        self.wait_first(who, until);
    }

    /// A device asks to join now, whatever it is about and has spent: one that had joined has a session no more.
    #[cold]
    pub(super) fn begin_join(&mut self, class: usize, index: u32) {
        let Some(who) = self.joiner(class, index) else { return };
        self.give_up(who, None);
        self.request(who);
    }

    /// Whatever a device has, or asks for, is gone.
    fn give_up(&mut self, who: Who, cause: Option<Cause>) {
        let now = self.now;
        match self.join_line(who, |line, _| Some(line.state)) {
            Some(State::Joined) => {
                self.join_line(who, |line, _| line.since = now);
                self.tell_deed(who, Deed::Breaks { since: now });
            }
            Some(State::Asking) => self.tell_deed(who, Deed::Fails(cause)),
            _ => {}
        }
    }

    /// A device was switched on, or will be at `on`.
    fn wait_first(&mut self, who: Who, on: Time) {
        let uniform = self.draw(who);
        let wait = self.join_line(who, |_, join| join.first_wait(uniform));
        self.ask_at(who, on + wait);
    }

    /// It waits as its policy says, from `from` or when it may spend airtime again.
    fn wait_to_ask(&mut self, who: Who, from: Time) {
        let uniform = self.draw(who);
        let at = self.join_line(who, |line, join| {
            line.waited = join.backoff.wait(line.failures, line.waited, uniform);
            line.budget.earliest(from, line.airtime) + line.waited
        });
        self.ask_at(who, at);
    }

    fn draw(&self, who: Who) -> f64 {
        let Some(joins) = &self.joins else { return 0.0 };
        let n = joins.lines[who.line].epoch;
        joins.luck[who.class].index(u64::from(who.index)).uniform(u64::from(n))
    }

    /// It asks at an instant, and waits for nothing else.
    fn ask_at(&mut self, who: Who, at: Time) {
        let epoch = self.join_line(who, |line, _| {
            line.state = State::Off;
            line.epoch = line.epoch.wrapping_add(1);
            line.epoch
        });
        let device = self.classes[who.class].first + who.index;
        let order = self.luck.order(who.class, who.index, epoch);
        self.agenda.push(self.now, Event::new(at, Kind::Session, order, device, epoch));
    }

    /// A device's time to ask; stale if it waits for something else by now.
    #[cold]
    pub(super) fn wake_to_join(&mut self, device: u32, epoch: u32) {
        let now = self.now;
        let Some(who) = self.joiner_of(device) else { return };
        if !self.join_line(who, |line, _| line.state == State::Off && line.epoch == epoch) {
            return;
        }
        match self.join_line(who, |line, _| line.budget.earliest(now, line.airtime)) {
            at if at > now => self.wait_to_ask(who, at),
            _ => self.request(who),
        }
    }

    fn request(&mut self, who: Who) {
        let sent = self.join_line(who, |line, _| {
            (line.state, line.reached) = (State::Held, false);
            (line.epoch, line.sent) = (line.epoch.wrapping_add(1), line.sent.wrapping_add(1));
            line.sent
        });
        let radio = self.classes[who.class].radio as usize;
        let payload = REQUEST_BYTES.saturating_sub(self.network.radios[radio].overhead);
        let errand = Errand::control(Sender::Join, Way::ToConnect);
        let slot = self.open_slot(errand, who.class, who.index, OWN | sent, payload);
        self.transmit_as(slot, true);
    }

    /// The device whose latest request this is, if it still waits for what comes of it.
    fn asker(&mut self, slot: u32) -> Option<Who> {
        let n = self.messages[slot].n;
        let who = self.joiner_of(self.messages[slot].message.device.0)?;
        let waits = |line: &mut Line, _: &Join| {
            matches!(line.state, State::Held | State::Asking) && n == OWN | line.sent
        };
        self.join_line(who, waits).then_some(who)
    }

    /// Control work goes on the air.
    #[cold]
    pub(super) fn send_control_frame(&mut self, slot: u32, radio: ElementId, airtime: Span) {
        let (now, open) = (self.now, &self.messages[slot]);
        self.recorder.control(open.message.class, radio, now, airtime);
        if !open.errand.is_join() {
            return;
        }
        if let Some(who) = self.asker(slot) {
            self.join_line(who, |line, _| {
                (line.state, line.airtime) = (State::Asking, airtime);
                line.budget.sent(now, airtime);
            });
            self.tell_deed(who, Deed::Attempts);
        }
    }

    /// The windows of a message or request are over, and its device knows what came of it.
    #[cold]
    pub(super) fn hear_answer(&mut self, slot: u32, came: bool) {
        let (now, open) = (self.now, self.messages[slot]);
        if !open.errand.is_join() {
            return self.recorder.acknowledged(open.message);
        }
        let Some(who) = self.asker(slot) else { return };
        if !came {
            let reached = self.join_line(who, |line, _| line.reached);
            return self.fail_to_join(who, open.furthest.map(|fate| fate.cause).filter(|_| !reached));
        }
        let after = self.join_line(who, |line, _| {
            let after = now - line.since;
            (line.state, line.failures, line.waited, line.since) = (State::Joined, 0, Span::ZERO, now);
            after
        });
        self.tell_deed(who, Deed::Connects { after });
    }

    /// A request came to its end at `at`: at the platform, which accepts it, or on the way.
    pub(super) fn end_join(&mut self, slot: u32, at: Time, ending: Ending) {
        let open = self.messages[slot];
        let who = self.asker(slot);
        match (ending, who) {
            (Ending::Reached, _) => {
                if let Some(who) = who {
                    self.join_line(who, |line, _| line.reached = true);
                }
                self.agenda.push(self.now, Event::new(at, Kind::Answer, open.order, slot, open.epoch));
            }
            // of what is lost on its way the device knows when its windows are over
            (Ending::Lost(fate), Some(who)) if open.copies == 0 => {
                self.fail_to_join(who, Some(fate.cause));
            }
            _ => {}
        }
    }

    fn fail_to_join(&mut self, who: Who, cause: Option<Cause>) {
        if self.join_line(who, |line, _| line.state == State::Asking) {
            self.tell_deed(who, Deed::Fails(cause));
        }
        self.join_line(who, |line, _| line.failures = line.failures.saturating_add(1));
        self.wait_to_ask(who, self.now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Run;
    use crate::network::layout::Layout;

    #[derive(Default)]
    struct Deeds(Vec<(u64, Deed)>);

    impl Recorder for Deeds {
        fn session(&mut self, _: ClassId, at: Time, deed: Deed) {
            self.0.push((at.0 / 1_000_000, deed));
        }
    }

    /// Whoever has a device join does so beyond its policy; a later request takes the place of one that is not answered, and waits
    /// for its windows to be over.
    #[test]
    fn a_device_may_be_made_to_join_at_any_time() {
        let text = "title = 'x'\nstudy = { duration = '100 s', warm_up = '0 s', replications = 1 }\n\
            radio.lora = { technology = 'lorawan', region = 'EU868', channels = 3, duty_cycle = false, propagation = { model = 'free-space' } }\n\
            devices.d = { count = 1, radio = 'lora', join = {}, spreading_factor = { fixed = 7 }, message = { every = '1 h', size = '9 B' } }\n\
            gateways.roof = { radio = 'lora', place = { points = [{ x = '50 m', y = '0 m' }] } }\nplatform = {}";
        let network = Network::build(&toml::from_str(text).expect("a scenario"));
        let layout = Layout::draw(&network, 0);
        let mut deeds = Deeds::default();
        let mut run = Run::new(&network, &layout, 0, network.clock, &mut deeds);
        let from = network.clock.from;
        for at_ms in [30_000, 40_000, 43_000] {
            while run.agenda.due() < from + Span::from_millis(at_ms) {
                run.now = run.agenda.due();
                run.happen();
            }
            run.now = from + Span::from_millis(at_ms);
            run.begin_join(0, 0);
        }
        while run.agenda.due() <= network.clock.to {
            run.now = run.agenda.due();
            run.happen();
        }
        let from_ms = from.0 / 1_000_000;
        let joins = Deed::Connects { after: Span::from_secs(5) + Span(61_696_000 + 46_336_000) };
        // the second window of the request before closes after 6 s and eight symbols of SF12
        let waits = Span::from_secs(6) + Span(61_696_000 + 8 * 32_768_000);
        let again = Deed::Connects { after: waits + Span::from_secs(5) + Span(61_696_000 + 46_336_000) };
        let breaks = |s| Deed::Breaks { since: from + Span::from_secs(s) };
        let told: Vec<_> = deeds.0.iter().map(|(ms, deed)| (ms - from_ms, *deed)).collect();
        let expected = [
            (0, Deed::Found),
            (30_000, breaks(30)),
            (30_000, Deed::Attempts),
            (30_261, Deed::Accepted(true)),
            (35_108, joins),
            (40_000, breaks(40)),
            (40_000, Deed::Attempts),
            (40_261, Deed::Accepted(true)),
            (43_000, Deed::Fails(None)),
            (46_323, Deed::Attempts),
            (46_585, Deed::Accepted(true)),
            (51_431, again),
        ];
        assert_eq!(told, expected);
    }
}
