//! A message's diary while it is written: ids and instants, turned into names and seconds once it is complete.

use super::diary::{Contest, Copy, Diary, End, Interferer, Reception, Room, Stretch, Transmission};
use super::downs::{self, Downs};
use super::names;
use super::query::Fate;
use super::{why, words};
use crate::engine::recorder::{self, Part, Who};
use crate::model::cause::{Cause, DueTo};
use crate::model::radio::RadioPlan;
use crate::model::radio::lorawan::{Capture, DEFAULT_CAPTURE};
use crate::network::ids::{DeviceId, ElementId};
use crate::network::layout::Layout;
use crate::network::{Network, RadioNetwork};
use crate::units::{Span, Time};

/// A gateway's verdict.
#[derive(Clone, Debug)]
pub struct Seen {
    pub gateway: ElementId,
    pub lost: Option<Cause>,
    /// Power and sensitivity, dBm, and demodulators, where the technology has them.
    pub levels: Option<(f64, f64, u32)>,
    /// Ratio and what is needed, dB, and the others.
    pub contest: Option<(f64, f64, Vec<Other>)>,
}

impl Seen {
    /// Received power; none if fading left nothing of it.
    pub fn power_dbm(&self) -> Option<f64> {
        self.levels.map(|(power, ..)| power).filter(|power| power.is_finite())
    }

    /// How far above the sensitivity it was received.
    pub fn margin_db(&self) -> Option<f64> {
        let (_, sensitivity, _) = self.levels?;
        self.power_dbm().map(|power| power - sensitivity)
    }
}

/// A frame that overlapped.
#[derive(Clone, Debug)]
pub struct Other {
    pub device: Option<DeviceId>,
    pub is_jammer: bool,
    pub data_rate: u8,
    pub power_dbm: f64,
    pub start: Time,
    pub end: Time,
    pub together: Span,
}

/// A transmission.
#[derive(Clone, Debug)]
pub struct Sent {
    pub start: Time,
    pub airtime: Span,
    /// Data rate, frequency in Hz, bytes on the air and least level listed, where the technology has them.
    pub frame: Option<(u8, u64, u32, f64)>,
    pub seen: Vec<Seen>,
}

/// A copy that ended.
#[derive(Clone, Debug)]
pub struct Ended {
    pub gateway: Option<ElementId>,
    pub fate: &'static str,
    pub at: Time,
    /// Why and where.
    pub lost: Option<(Cause, ElementId)>,
    /// What stood behind it beyond the cause.
    pub due_to: Option<DueTo>,
    pub room: Option<(recorder::Room, u32)>,
    pub way: Vec<Part>,
}

/// A message under way.
#[derive(Clone, Debug)]
pub struct Draft {
    pub who: Who,
    pub bytes: u32,
    pub sent: Vec<Sent>,
    pub copies: Vec<Ended>,
    /// The gateway of the copy that goes on.
    pub through: Option<ElementId>,
    /// Its end, and when.
    pub end: Option<(Fate, Option<Time>)>,
}

impl Draft {
    /// A message is born.
    pub fn new(who: Who, bytes: u32) -> Draft {
        Draft { who, bytes, sent: Vec::new(), copies: Vec::new(), through: None, end: None }
    }

    /// The diary, in names and seconds after the birth.
    pub fn diary(
        mut self,
        network: &Network,
        layout: &Layout,
        downs: &Downs,
        place: Option<String>,
    ) -> Diary {
        let class = &network.classes[self.who.message.class.index()];
        let (birth, clock) = (self.who.message.birth, &network.clock);
        let radio = &network.radios[class.radio as usize];
        let writer = Writer { network, layout, downs, birth, radio };
        let order = |copy: &Ended| (copy.fate != "delivered", copy.at);
        self.copies.sort_by_key(order);
        Diary {
            device: names::device(network, self.who.message.device),
            place,
            message: u64::from(self.who.n) + 1,
            born: words::instant(birth, clock),
            birth_s: Span(birth.0 - clock.from.0).as_secs_f64(),
            payload_bytes: self.bytes,
            deadline_s: class.deadline.map(Span::as_secs_f64),
            end: writer.end(&self),
            transmissions: self.sent.iter().map(|sent| writer.transmission(sent)).collect(),
            copies: self.copies.iter().map(|copy| writer.copy(copy)).collect(),
        }
    }
}

/// Turns ids into names and instants into seconds after the birth.
struct Writer<'a> {
    network: &'a Network,
    layout: &'a Layout,
    downs: &'a Downs,
    birth: Time,
    radio: &'a RadioNetwork,
}

impl Writer<'_> {
    fn name(&self, element: ElementId) -> String {
        self.network.elements[element.index()].name.clone()
    }

    fn after(&self, at: Time) -> f64 {
        if at >= self.birth { (at - self.birth).as_secs_f64() } else { -(self.birth - at).as_secs_f64() }
    }

    fn end(&self, draft: &Draft) -> End {
        let Some((fate, at)) = draft.end else {
            return End { fate: "in_flight", cause: None, element: None, after_s: None, note: None };
        };
        let (word, cause, element) = fate.names(self.network);
        let note = match fate {
            Fate::Lost(cause, element) => why::sentence(self.network, self.layout, draft, (cause, element)),
            Fate::Delivered | Fate::InFlight => None,
        };
        let note = match (self.held(draft), note) {
            (Some(held), Some(note)) => Some(format!("{note}; {held}")),
            (held, note) => held.or(note),
        };
        End { fate: word, cause, element, after_s: at.map(|at| self.after(at)), note }
    }

    /// For how long outages held the copy that arrived, in a sentence that names them.
    fn held(&self, draft: &Draft) -> Option<String> {
        let first = draft.copies.first().filter(|copy| copy.lost.is_none())?;
        let mut held: Vec<(ElementId, Span)> = Vec::new();
        for (element, from, to) in self.stays(&first.way) {
            let span = downs::total(self.downs.within(element, from, to));
            match held.last_mut().filter(|(at, _)| *at == element) {
                Some((_, sum)) => *sum += span,
                None => held.push((element, span)),
            }
        }
        held.retain(|(_, span)| *span > Span::ZERO);
        let by = |(element, span): &(ElementId, Span)| {
            format!("{} by the outage of {}", words::seconds(span.as_secs_f64()), self.name(*element))
        };
        let all: Vec<String> = held.iter().map(by).collect();
        (!all.is_empty()).then(|| format!("held for {}", all.join(" and ")))
    }

    /// Where a way goes, from when to when.
    fn stays(&self, parts: &[Part]) -> Vec<(ElementId, Time, Time)> {
        let mut from = self.birth;
        let mut stay = |part: &Part| {
            let begin = from;
            from = from + part.span;
            (part.element, begin, from)
        };
        let works = |at: &Part| !matches!(self.network.parts[at.row as usize].part, "propagation" | "access");
        parts
            .iter()
            .map(|part| (works(part), stay(part)))
            .filter(|(works, _)| *works)
            .map(|(_, stay)| stay)
            .collect()
    }

    fn transmission(&self, sent: &Sent) -> Transmission {
        // where it got furthest, and of those where it was strongest
        let power = |seen: &Seen| seen.levels.map_or(0.0, |(power, ..)| power);
        let mut seen: Vec<&Seen> = sent.seen.iter().collect();
        seen.sort_by(|a, b| {
            let furthest = (a.lost.is_some(), b.lost).cmp(&(b.lost.is_some(), a.lost));
            furthest.then(power(b).total_cmp(&power(a)))
        });
        Transmission {
            radio: self.name(self.radio.element),
            from_s: self.after(sent.start),
            airtime_s: sent.airtime.as_secs_f64(),
            data_rate: sent.frame.map(|frame| data_rate(frame.0)),
            frequency_mhz: sent.frame.map(|frame| frame.1 as f64 / 1e6),
            frame_bytes: sent.frame.map(|frame| frame.2),
            least_dbm: sent.frame.map(|frame| frame.3),
            receptions: seen.into_iter().map(|seen| self.reception(seen)).collect(),
        }
    }

    fn reception(&self, seen: &Seen) -> Reception {
        let contest = seen.contest.as_ref().map(|(ratio_db, needed, others)| {
            let needed_db = needed.is_finite().then_some(*needed);
            Contest {
                rule: self.rule(),
                ratio_db: *ratio_db,
                needed_db,
                short_db: needed_db.map(|needed| needed - ratio_db),
                others: others.iter().map(|other| self.interferer(other)).collect(),
            }
        });
        Reception {
            gateway: self.name(seen.gateway),
            lost: seen.lost.map(|cause| cause.info().name),
            power_dbm: seen.power_dbm(),
            margin_db: seen.margin_db(),
            demodulators: seen.levels.map(|(.., demodulators)| demodulators),
            contest,
        }
    }

    fn rule(&self) -> Capture {
        match &self.radio.plan {
            RadioPlan::Lorawan(plan) => plan.capture,
            _ => DEFAULT_CAPTURE,
        }
    }

    fn interferer(&self, other: &Other) -> Interferer {
        Interferer {
            device: match other.device {
                _ if other.is_jammer => "a jammer".into(),
                Some(device) => names::device(self.network, device),
                None => "unknown".into(),
            },
            data_rate: data_rate(other.data_rate),
            power_dbm: other.power_dbm,
            from_s: self.after(other.start),
            to_s: self.after(other.end),
            together_s: other.together.as_secs_f64(),
        }
    }

    fn copy(&self, copy: &Ended) -> Copy {
        let room = copy.room.map(|(room, copy_bytes)| Room {
            taken: room.taken,
            size: room.size,
            unit: room.unit,
            copy_bytes,
        });
        Copy {
            gateway: copy.gateway.map(|gateway| self.name(gateway)),
            fate: copy.fate,
            end_s: self.after(copy.at),
            cause: copy.lost.map(|(cause, _)| cause.info().name),
            element: copy.lost.map(|(_, element)| self.name(element)),
            due_to: copy.due_to.map(DueTo::name),
            room,
            way: self.way(copy),
        }
    }

    /// Its stretches; of a dropped copy also its time at the element that dropped it. A wait that an outage made long
    /// may have begun before it or ended in mid-service, so outages count from the arrival to the departure.
    fn way(&self, copy: &Ended) -> Vec<Stretch> {
        let mut from = self.birth;
        let mut way: Vec<Stretch> = Vec::new();
        for part in &copy.way {
            let kind = self.network.parts[part.row as usize].part;
            way.push(self.stretch(kind, part.element, from, from + part.span));
            if matches!(kind, "service" | "transmission") {
                let [.., wait, work] = &mut way[..] else {
                    from = from + part.span;
                    continue;
                };
                if wait.part == "waiting" && wait.element == work.element {
                    wait.down.append(&mut work.down);
                }
            }
            from = from + part.span;
        }
        if let Some((cause, element)) = copy.lost.filter(|_| copy.at > from) {
            let kind = match cause {
                Cause::LinkLoss | Cause::LinkDown => "waiting and transmission",
                Cause::StationDown => "waiting and service",
                _ => "waiting",
            };
            way.push(self.stretch(kind, element, from, copy.at));
        }
        way
    }

    fn stretch(&self, part: &'static str, element: ElementId, from: Time, to: Time) -> Stretch {
        let down = self.downs.within(element, from, to).map(|ends| ends.map(|at| self.after(at)));
        Stretch {
            part,
            element: self.name(element),
            from_s: self.after(from),
            span_s: (to - from).as_secs_f64(),
            down: if part == "propagation" { Vec::new() } else { down.collect() },
        }
    }
}

fn data_rate(spreading_factor: u8) -> String {
    format!("SF{spreading_factor}")
}
