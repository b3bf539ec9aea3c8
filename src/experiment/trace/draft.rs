//! A message's diary while it is written: ids and instants, turned into names and seconds once it is complete.

use super::diary::{Contest, Copy, Diary, End, Interferer, Reception, Room, Stretch, Transmission};
use super::names;
use super::query::Fate;
use super::{why, words};
use crate::engine::recorder::{self, Part, Who};
use crate::model::cause::Cause;
use crate::network::Network;
use crate::network::ids::{DeviceId, ElementId};
use crate::network::layout::Layout;
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
    pub fn diary(mut self, network: &Network, layout: &Layout, place: Option<String>) -> Diary {
        let class = &network.classes[self.who.message.class.index()];
        let (birth, clock) = (self.who.message.birth, &network.clock);
        let writer = Writer { network, layout, birth, radio: network.radios[class.radio as usize].element };
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
    birth: Time,
    radio: ElementId,
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
        End { fate: word, cause, element, after_s: at.map(|at| self.after(at)), note }
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
            radio: self.name(self.radio),
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

    fn interferer(&self, other: &Other) -> Interferer {
        Interferer {
            device: other.device.map_or("unknown".into(), |device| names::device(self.network, device)),
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
            room,
            way: self.way(&copy.way),
        }
    }

    fn way(&self, parts: &[Part]) -> Vec<Stretch> {
        let mut from = Span::ZERO;
        let stretch = |part: &Part| {
            let begin = from;
            from = Span(from.0 + part.span.0);
            Stretch {
                part: self.network.parts[part.row as usize].part,
                element: self.name(part.element),
                from_s: begin.as_secs_f64(),
                span_s: part.span.as_secs_f64(),
            }
        };
        parts.iter().map(stretch).collect()
    }
}

fn data_rate(spreading_factor: u8) -> String {
    format!("SF{spreading_factor}")
}
