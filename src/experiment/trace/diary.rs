//! What a trace holds, ready to be written: names and seconds, nothing that needs the network to be read.
//! Instants are seconds after the message's birth unless they say otherwise.

use serde::Serialize;

use crate::experiment::results::ScenarioInfo;
use crate::model::radio::lorawan::Capture;

/// The answer to what was asked.
#[derive(Clone, Debug, Serialize)]
pub struct Trace {
    /// What was simulated.
    pub scenario: ScenarioInfo,
    /// Which of its replications, from 1.
    pub replication: u64,
    /// Classes in the file's order.
    pub classes: Vec<String>,
    /// What was asked for, in a sentence.
    pub headline: String,
    /// Messages of those asked for that were born in the window.
    pub offered: u64,
    /// What became of them all, the most frequent first.
    pub fates: Vec<FateCount>,
    /// How many of them ended as asked.
    pub matching: u64,
    /// How many of these the figures below are of.
    pub examined: u64,
    /// By how many decibels they were lost.
    pub levels: Vec<Level>,
    /// Who broke them: classes, the most frequent first.
    pub interfering_classes: Vec<NameCount>,
    /// Who broke more than one of them: devices, the most frequent first.
    pub interfering_devices: Vec<NameCount>,
    /// Diaries, in the order of births.
    pub messages: Vec<Diary>,
}

/// How many ended in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FateCount {
    /// "delivered", "lost" or "in_flight".
    pub fate: &'static str,
    /// Of lost ones, the cause's name; "expired" arrived after the deadline.
    pub cause: Option<&'static str>,
    /// Of lost ones, where.
    pub element: Option<String>,
    /// How many.
    pub count: u64,
}

/// How often a name occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameCount {
    /// A class or a device.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// Decibels that were missing, over many messages lost by one cause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Level {
    /// The cause's name.
    pub cause: &'static str,
    /// Messages with such a figure.
    pub messages: u64,
    /// The least.
    pub min_db: f64,
    /// Half of them have less.
    pub median_db: f64,
    /// The greatest.
    pub max_db: f64,
    /// How many between which limits, dB; the last has no upper one.
    pub ranges: Vec<(f64, Option<f64>, u64)>,
}

/// A message from birth to its end.
#[derive(Clone, Debug, Serialize)]
pub struct Diary {
    /// "meters:17".
    pub device: String,
    /// The place's id, where a file names places.
    pub place: Option<String>,
    /// The device's message number, from 1 for the first of its run (a warm-up's included).
    pub message: u64,
    /// Weekday and local time of its birth.
    pub born: String,
    /// Its birth after the window's begin, s.
    pub birth_s: f64,
    /// Payload, B.
    pub payload_bytes: u32,
    /// Its class's deadline.
    pub deadline_s: Option<f64>,
    /// How it ended.
    pub end: End,
    /// Its transmissions.
    pub transmissions: Vec<Transmission>,
    /// What became of its copies; the one that was delivered first.
    pub copies: Vec<Copy>,
}

/// How a message ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct End {
    /// "delivered", "lost" or "in_flight". A late one is lost by "expired", and was delivered all the same.
    pub fate: &'static str,
    /// Why it was lost.
    pub cause: Option<&'static str>,
    /// Where.
    pub element: Option<String>,
    /// When.
    pub after_s: Option<f64>,
    /// What more there is to say.
    pub note: Option<String>,
}

/// A transmission.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Transmission {
    /// Its radio.
    pub radio: String,
    /// When it began.
    pub from_s: f64,
    /// How long it took; 0 on a radio that takes no airtime.
    pub airtime_s: f64,
    /// "SF10", where the technology has data rates.
    pub data_rate: Option<String>,
    /// Its channel.
    pub frequency_mhz: Option<f64>,
    /// Its bytes on the air.
    pub frame_bytes: Option<u32>,
    /// Gateways at which it came in weaker are not listed.
    pub least_dbm: Option<f64>,
    /// Gateways, those where it got furthest first.
    pub receptions: Vec<Reception>,
}

/// A transmission at one gateway.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reception {
    /// The gateway.
    pub gateway: String,
    /// Why it was not passed on, by the cause's name.
    pub lost: Option<&'static str>,
    /// Received power.
    pub power_dbm: Option<f64>,
    /// Power above the sensitivity; below it, less than 0.
    pub margin_db: Option<f64>,
    /// The gateway's demodulators.
    pub demodulators: Option<u32>,
    /// Against those that broke it, else those that came nearest to it.
    pub contest: Option<Contest>,
}

/// A frame against those of one data rate that overlapped it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contest {
    /// How signal and interference are formed: the radio's `capture`.
    pub rule: Capture,
    /// Signal to interference.
    pub ratio_db: f64,
    /// What is needed; none where no power is enough.
    pub needed_db: Option<f64>,
    /// How much is missing; less than 0 to spare.
    pub short_db: Option<f64>,
    /// The others, those of most energy first.
    pub others: Vec<Interferer>,
}

/// A frame that overlapped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Interferer {
    /// Whose.
    pub device: String,
    /// Its data rate.
    pub data_rate: String,
    /// Its received power.
    pub power_dbm: f64,
    /// When it began; before the birth, less than 0.
    pub from_s: f64,
    /// When it ended.
    pub to_s: f64,
    /// For how long both were on the air.
    pub together_s: f64,
}

/// A copy that a gateway passed on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Copy {
    /// Through which gateway.
    pub gateway: Option<String>,
    /// "delivered", "duplicate" or "dropped".
    pub fate: &'static str,
    /// When it ended.
    pub end_s: f64,
    /// Of a dropped one, why.
    pub cause: Option<&'static str>,
    /// Of a dropped one, where.
    pub element: Option<String>,
    /// What stood behind that: "outage", "codel" or "red".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_to: Option<&'static str>,
    /// Of one dropped for want of room: its bytes and the room.
    pub room: Option<Room>,
    /// The stretches of its way, without gap or overlap, as far as they are known.
    pub way: Vec<Stretch>,
}

/// How full a waiting room was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Room {
    /// Taken.
    pub taken: u64,
    /// There in all.
    pub size: u64,
    /// "B" or "jobs".
    pub unit: &'static str,
    /// What the copy asked for, B.
    pub copy_bytes: u32,
}

/// A stretch of a way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stretch {
    /// Kind of time: "access", "airtime", "waiting", "service", "transmission", "propagation", "de-duplication" …
    /// Of a dropped copy the last one ends with the drop.
    pub part: &'static str,
    /// Where.
    pub element: String,
    /// When it began.
    pub from_s: f64,
    /// How long it took.
    pub span_s: f64,
    /// From when to when the element was down meanwhile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub down: Vec<[f64; 2]>,
}

impl Stretch {
    /// For how long the element was down meanwhile, s.
    pub fn down_s(&self) -> f64 {
        self.down.iter().map(|[from, to]| to - from).sum()
    }
}
