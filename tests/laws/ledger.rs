//! A recorder that writes everything down, and the promises that hold of what it wrote.

use std::collections::BTreeMap;

use iotcap::engine::recorder::{Deed, Message, Part, Reception, Recorder};
use iotcap::model::cause::{Cause, DueTo};
use iotcap::model::radio::RadioPlan;
use iotcap::model::radio::lorawan::downlink::DutyCycle;
use iotcap::network::ids::{ClassId, ElementId};
use iotcap::network::{Element, ElementKind, Network};
use iotcap::units::{Span, Time};

/// How a message ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    Delivered { at: Time, parts: Vec<Part>, copies: u32, late: Option<ElementId> },
    Lost { at: Time, cause: Cause, element: ElementId },
    InFlight,
}

/// A frame at a gateway, from its start to its end.
pub type Heard = (ElementId, Option<Cause>, bool, Time, Time);

/// All that an engine told.
#[derive(Debug, Default)]
pub struct Ledger {
    pub born: Vec<Message>,
    pub ended: Vec<(Message, End)>,
    pub transmitted: Vec<(Message, Time, Span)>,
    pub heard: Vec<Heard>,
    pub arrived: Vec<(ElementId, Time, Span)>,
    pub busy: Vec<(ElementId, Time, Time)>,
    pub dropped: Vec<(ElementId, Time, Cause)>,
    /// What links and gateways sent down, with the band of a gateway's duty cycle.
    pub down: Vec<(ElementId, u8, Time, Span)>,
    pub acknowledged: Vec<Message>,
    /// Frames of control work.
    pub control: Vec<(ClassId, Time, Span)>,
    /// What became of sessions.
    pub sessions: Vec<(ClassId, Time, Deed)>,
    /// Everything that links and stations were offered, in the order of the calls.
    offered: Vec<(ElementId, Time)>,
}

impl Recorder for Ledger {
    fn born(&mut self, message: Message) {
        self.born.push(message);
    }
    fn transmitted(&mut self, message: Message, _: ElementId, start: Time, airtime: Span) {
        self.transmitted.push((message, start, airtime));
    }
    fn received(&mut self, reception: Reception, start: Time, end: Time) {
        self.heard.push((reception.gateway, reception.lost, reception.held, start, end));
    }
    fn arrived(&mut self, element: ElementId, at: Time, work: Span) {
        self.arrived.push((element, at, work));
        self.offered.push((element, at));
    }
    fn background(&mut self, element: ElementId, at: Time, _: Span) {
        self.offered.push((element, at));
    }
    fn busy(&mut self, element: ElementId, from: Time, to: Time) {
        self.busy.push((element, from, to));
    }
    fn dropped(&mut self, element: ElementId, at: Time, cause: Cause, _due_to: Option<DueTo>) {
        self.dropped.push((element, at, cause));
    }
    fn delivered(
        &mut self,
        message: Message,
        at: Time,
        parts: &[Part],
        copies: u32,
        late: Option<ElementId>,
    ) {
        self.ended.push((message, End::Delivered { at, parts: parts.to_vec(), copies, late }));
    }
    fn lost(&mut self, message: Message, at: Time, cause: Cause, element: ElementId) {
        self.ended.push((message, End::Lost { at, cause, element }));
    }
    fn sent_down(&mut self, element: ElementId, band: u8, start: Time, time: Span) {
        self.down.push((element, band, start, time));
    }
    fn acknowledged(&mut self, message: Message) {
        self.acknowledged.push(message);
    }
    fn control(&mut self, class: ClassId, _: ElementId, start: Time, airtime: Span) {
        self.control.push((class, start, airtime));
    }
    fn session(&mut self, class: ClassId, at: Time, deed: Deed) {
        self.sessions.push((class, at, deed));
    }
    fn in_flight(&mut self, message: Message) {
        self.ended.push((message, End::InFlight));
    }
}

/// Of one gateway in one band, in order of time.
fn keeps_duty_cycle(
    own: &[&&(ElementId, u8, Time, Span)],
    rule: DutyCycle,
    one_in: u32,
) -> Result<(), String> {
    const HOUR: u64 = 3_600_000_000_000;
    match rule {
        _ if one_in <= 1 => Ok(()),
        DutyCycle::None | DutyCycle::OffTimeFromStart => Ok(()),
        DutyCycle::OffTime => {
            let early = |pair: &&[&&(ElementId, u8, Time, Span)]| {
                pair[1].2.0 < pair[0].2.0 + pair[0].3.0 * u64::from(one_in)
            };
            own.windows(2).find(early).map_or(Ok(()), |pair| Err(format!("{pair:?} come too soon")))
        }
        DutyCycle::SlidingHour => own.iter().try_for_each(|last| {
            let end = last.2.0 + last.3.0;
            let from = end.saturating_sub(HOUR);
            let within = |one: &&(ElementId, u8, Time, Span)| {
                (one.2.0 + one.3.0).min(end).saturating_sub(one.2.0.max(from))
            };
            let used: u64 = own.iter().map(|one| within(one)).sum();
            if used <= HOUR / u64::from(one_in) {
                Ok(())
            } else {
                Err(format!("{used} ns in the hour to {end}"))
            }
        }),
    }
}

fn key(message: &Message) -> (u32, u32, Time) {
    (message.class.0, message.device.0, message.birth)
}

/// Offered, delivered, lost (late ones included) and in flight of a class, by births in the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    pub offered: u64,
    pub delivered: u64,
    pub lost: u64,
    pub in_flight: u64,
}

impl Ledger {
    /// What is wrong with it.
    pub fn check(&self, network: &Network) -> Result<(), String> {
        self.everyone_ends_once()?;
        self.time_goes_on(network)?;
        self.offers_come_in_order(network)?;
        self.ended.iter().try_for_each(|(message, end)| check_end(network, message, end))?;
        let demodulators = self.heard.iter().filter(|heard| heard.2);
        no_more_than_servers(network, demodulators.map(|heard| (heard.0, heard.3, heard.4)))?;
        no_more_than_servers(network, self.busy.iter().copied())?;
        self.gateways_keep_the_rules(network)?;
        self.sessions_add_up(network)?;
        self.only_what_arrived_is_acknowledged()
    }

    /// A gateway sends one frame at a time, within its duty cycle, and hears nothing meanwhile.
    fn gateways_keep_the_rules(&self, network: &Network) -> Result<(), String> {
        for radio in &network.radios {
            let RadioPlan::Lorawan(plan) = &radio.plan else { continue };
            for &at in &radio.gateways {
                let gateway = network.gateways[at as usize].element;
                let name = &network.elements[gateway.index()].name;
                let sent: Vec<_> = self.down.iter().filter(|one| one.0 == gateway).collect();
                if let Some(pair) = sent.windows(2).find(|pair| pair[1].2 < pair[0].2 + pair[0].3) {
                    return Err(format!("{name} sends two frames at once: {pair:?}"));
                }
                for (band, &one_in) in plan.downlink.one_in.iter().enumerate() {
                    let own: Vec<_> = sent.iter().filter(|one| usize::from(one.1) == band).collect();
                    let kept = keeps_duty_cycle(&own, plan.downlink.duty_cycle, one_in);
                    kept.map_err(|what| format!("{name}, band {band}: {what}"))?;
                }
                let deaf = |heard: &&Heard| heard.0 == gateway && heard.1.is_none();
                let during =
                    |heard: &&Heard| sent.iter().any(|one| heard.3 < one.2 + one.3 && one.2 < heard.4);
                if let Some(heard) = self.heard.iter().filter(deaf).find(during) {
                    return Err(format!("{name} heard {heard:?} while it sent"));
                }
            }
        }
        Ok(())
    }

    /// An acknowledgement follows a copy that the platform has, and comes once; those of a batch are born alike.
    fn only_what_arrived_is_acknowledged(&self) -> Result<(), String> {
        let mut left: BTreeMap<_, i64> = BTreeMap::new();
        self.born.iter().for_each(|message| *left.entry(key(message)).or_default() += 1);
        self.acknowledged.iter().for_each(|message| *left.entry(key(message)).or_default() -= 1);
        match left.iter().find(|(_, left)| **left < 0) {
            Some((message, _)) => Err(format!("{message:?} is acknowledged twice")),
            None => Ok(()),
        }
    }

    /// No class has more sessions, or attempts under way, than devices, nor fewer than none; joins keep their budget as a whole.
    fn sessions_add_up(&self, network: &Network) -> Result<(), String> {
        for (at, class) in (0..).zip(&network.classes) {
            let (mut connected, mut asking) = (0_i64, 0_i64);
            for (_, time, deed) in self.sessions.iter().filter(|(of, ..)| of.0 == at) {
                match deed {
                    Deed::Found => connected += 1,
                    Deed::Attempts => asking += 1,
                    Deed::Connects { .. } => (connected, asking) = (connected + 1, asking - 1),
                    Deed::Fails(_) => asking -= 1,
                    Deed::Breaks { .. } => connected -= 1,
                    Deed::Accepted(_) | Deed::Insists | Deed::Insisted(_) => {}
                }
                let devices = 0..=i64::from(class.count);
                if !devices.contains(&connected) || !devices.contains(&asking) {
                    return Err(format!(
                        "{}: {connected} connected, {asking} asking at {time:?}",
                        class.name
                    ));
                }
            }
            let begin = network.clock.begin;
            let airtime: u64 = self.control.iter().filter(|one| one.0.0 == at).map(|one| one.2.0).sum();
            let hours = network.clock.until.since(begin).0 / 3_600_000_000_000 + 1;
            // each power cut of a world begins a budget anew
            let allowed = u64::from(class.count) * 3 * hours * 36_000_000_000;
            if class.join.is_some() && airtime > allowed {
                return Err(format!("{}: {airtime} ns of join-requests, {allowed} allowed", class.name));
            }
        }
        Ok(())
    }

    fn everyone_ends_once(&self) -> Result<(), String> {
        let mut open: BTreeMap<_, i64> = BTreeMap::new();
        self.born.iter().for_each(|message| *open.entry(key(message)).or_default() += 1);
        self.ended.iter().for_each(|(message, _)| *open.entry(key(message)).or_default() -= 1);
        match open.iter().find(|(_, left)| **left != 0) {
            Some((message, left)) => Err(format!("{message:?} has {left} ends too few")),
            None => Ok(()),
        }
    }

    fn time_goes_on(&self, network: &Network) -> Result<(), String> {
        let clock = network.clock;
        if let Some(pair) = self.born.windows(2).find(|pair| pair[1].birth < pair[0].birth) {
            return Err(format!("{:?} is born after {:?}", pair[1], pair[0]));
        }
        let last = if network.traffic_drains { clock.until } else { clock.to };
        let outside = |message: &&Message| message.birth < clock.begin || message.birth > last;
        self.born.iter().find(outside).map_or(Ok(()), |message| Err(format!("{message:?} is out of time")))
    }

    /// Links and stations tell start and end at once, so nothing may be offered that comes before what was.
    fn offers_come_in_order(&self, network: &Network) -> Result<(), String> {
        let mut last = vec![Time(0); network.elements.len()];
        for &(element, at) in &self.offered {
            let Element { kind, name, .. } = &network.elements[element.index()];
            if *kind != ElementKind::Deduplication && at < last[element.index()] {
                return Err(format!("{name} was offered something of {at:?} too late"));
            }
            last[element.index()] = at;
        }
        Ok(())
    }

    /// By class.
    pub fn balances(&self, network: &Network) -> Vec<Balance> {
        let mut balances = vec![Balance::default(); network.classes.len()];
        let window = network.clock.from..network.clock.to;
        for message in self.born.iter().filter(|message| window.contains(&message.birth)) {
            balances[message.class.index()].offered += 1;
        }
        for (message, end) in self.ended.iter().filter(|(message, _)| window.contains(&message.birth)) {
            let balance = &mut balances[message.class.index()];
            match end {
                End::Delivered { late: None, .. } => balance.delivered += 1,
                End::Delivered { .. } | End::Lost { .. } => balance.lost += 1,
                End::InFlight => balance.in_flight += 1,
            }
        }
        balances
    }
}

fn check_end(network: &Network, message: &Message, end: &End) -> Result<(), String> {
    let until = network.clock.until;
    let wrong = |what: &str| Err(format!("{what}: {message:?} {end:?}"));
    match end {
        End::Delivered { at, parts, copies, late } => {
            let sum: u64 = parts.iter().map(|part| part.span.0).sum();
            let latency = at.0.checked_sub(message.birth.0);
            let deadline = network.classes[message.class.index()].deadline;
            let is_late = deadline.is_some_and(|deadline| latency > Some(deadline.0));
            match () {
                () if latency != Some(sum) => wrong("parts are not the latency"),
                () if *at > until => wrong("delivered after the end"),
                () if *copies == 0 => wrong("delivered without a copy"),
                () if late.is_some() != is_late => wrong("late without cause, or in time without cause"),
                () => Ok(()),
            }
        }
        End::Lost { at, .. } if *at < message.birth => wrong("lost before birth"),
        End::Lost { at, .. } if *at > until => wrong("lost after the end"),
        End::Lost { cause, element, .. } if !fits(*cause, network.elements[element.index()].kind) => {
            wrong("lost where this cannot happen")
        }
        End::Lost { .. } | End::InFlight => Ok(()),
    }
}

/// Where messages can be lost by a cause.
fn fits(cause: Cause, at: ElementKind) -> bool {
    use ElementKind::{Admission, Gateway, Link, Radio, Station, Store};
    match cause {
        Cause::TooLong | Cause::Superseded | Cause::OutOfRange => at == Radio,
        Cause::NoSession | Cause::DeviceDown => at == Radio,
        Cause::GatewayDown => matches!(at, Radio | Gateway),
        Cause::GatewayBusyTransmitting | Cause::NoDemodulator | Cause::Collision | Cause::Interference => {
            at == Gateway
        }
        Cause::LinkLoss => matches!(at, Link | Radio),
        Cause::LinkDown => at == Link,
        Cause::StationDown => at == Station,
        Cause::BufferOverflow => matches!(at, Link | Station | Store),
        Cause::Throttled => matches!(at, Link | Station | Admission),
        Cause::Overload => at == Admission,
        Cause::Expired => at == Store,
    }
}

/// At no instant more intervals of an element are open than it has servers; ends come before starts.
fn no_more_than_servers(
    network: &Network,
    intervals: impl Iterator<Item = (ElementId, Time, Time)>,
) -> Result<(), String> {
    let mut steps: Vec<(ElementId, Time, i32)> = Vec::new();
    for (element, from, to) in intervals {
        if to < from {
            return Err(format!("{element:?} is busy from {from:?} to {to:?}"));
        }
        if from < to {
            steps.extend([(element, from, 1), (element, to, -1)]);
        }
    }
    steps.sort_unstable();
    let mut open = BTreeMap::new();
    for (element, at, step) in steps {
        let busy = open.entry(element).or_insert(0);
        *busy += step;
        let element = &network.elements[element.index()];
        if *busy > element.servers as i32 {
            return Err(format!("{} has {busy} busy of {} at {at:?}", element.name, element.servers));
        }
    }
    Ok(())
}
