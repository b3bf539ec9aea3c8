//! Access technologies: one folder each, one line each in [`RadioSpec`] and [`Radio`].
//!
//! [`RadioSpec`] is what a file may say, [`RadioPlan`] what it fixes, [`Radio`] what runs; a technology has a line in each.
//!
//! One contract carries them all. The engine hands a frame to [`Access::send`]; the technology answers what
//! happens next and when it wants to be woken. `heard` and `next` are independent: heard and still waiting
//! for an acknowledgement, or this attempt lost and the next one due. A technology returns values; it never
//! schedules, routes or counts.

pub mod explain;
pub mod ideal;
pub mod lorawan;
pub mod reach;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chance::Key;
use crate::model::cause::Cause;
use crate::model::radio::explain::Explanation;
use crate::model::radio::reach::Reach;
use crate::units::{Span, Time};

/// One access network (`radio.NAME`), by technology.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "technology", rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant, reason = "a scenario has a few radios")]
pub enum RadioSpec {
    /// No medium: fixed loss and delay.
    Ideal(ideal::IdealSpec),
    /// LoRaWAN class A, uplink.
    Lorawan(lorawan::LorawanSpec),
}

impl RadioSpec {
    /// Several gateways may pass on one frame; an ideal radio hands each to one.
    pub fn makes_copies(&self) -> bool {
        match self {
            RadioSpec::Ideal(_) => false,
            RadioSpec::Lorawan(_) => true,
        }
    }
}

/// A message handed to the radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The engine's handle of the message; dense small integers.
    pub message: u32,
    /// Its class, as an index.
    pub class: u32,
    /// The device, as an index over all classes.
    pub device: u32,
    /// The device's place within its class: luck is drawn by it.
    pub index: u32,
    /// The device's message number.
    pub n: u32,
    /// Payload, bytes.
    pub payload: u32,
    /// Which transmission of the message, from 0; the technology counts.
    pub attempt: u8,
    /// The device has no session and asks for one: no message of an application.
    pub joins: bool,
}

/// What the platform sends down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Downlink {
    /// An answer to a message whose device listens.
    Answer {
        /// The engine's handle of the message.
        message: u32,
        /// The device, as an index over all classes.
        device: u32,
        /// Which of the technology's opportunities to answer, from 0.
        window: u8,
    },
    /// To devices that listen all the time; how each fared is asked for at its end ([`Access::missed`]).
    Broadcast(Broadcast),
}

/// A frame to devices that listen all the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// Data rate, as of [`Access::data_rate`].
    pub rate: u8,
    /// Size on the air, bytes.
    pub bytes: u32,
    /// Luck of the frame at each device.
    pub luck: Key,
}

/// A device that listens all the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Its class, as an index.
    pub class: u32,
    /// The device, as an index over all classes.
    pub device: u32,
    /// Its place within its class.
    pub index: u32,
}

/// Why a device did not receive a broadcast; of several gateways' frames the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missed {
    /// No gateway that it can hear sent it: one was down, or a link on the way.
    NotSent,
    /// Too weak there.
    OutOfRange,
    /// The device had no power, or has not joined anew since.
    DeviceDown,
    /// The device itself was on the air.
    DeviceTransmitting,
    /// Another gateway's frame was too strong.
    Collision,
}

impl Missed {
    /// Each with its name in results.
    pub const ALL: [(Missed, &'static str); 5] = [
        (Missed::NotSent, "not_sent"),
        (Missed::OutOfRange, "out_of_range"),
        (Missed::DeviceDown, "device_down"),
        (Missed::DeviceTransmitting, "device_transmitting"),
        (Missed::Collision, "collision"),
    ];
}

/// Who asked to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A message (its handle): end of a frame, end of a wait, end of a receive window.
    Message(u32),
    /// A device: a session or duty-cycle timer that outlives a message.
    Device(u32),
    /// A gateway.
    Gateway(u32),
    /// A cell or slot in which several meet; they are settled together, in keyed order.
    Cell(u32),
}

/// The gateways that passed a frame on: bit k stands for the k-th gateway of the device's reach list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copies(pub u128);

impl Copies {
    /// How many gateways a mask can hold; a device's strongest this many can decode it.
    pub const MOST: usize = 128;
}

/// What becomes of the message after this step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Wake the message then.
    Wait(Time),
    /// The device listens until then (receive windows); wake it if nothing came down.
    Listen(Time),
    /// The radio is through with it.
    Done,
    /// The same, and its device knows that it arrived.
    Acknowledged,
    /// The same, and its device knows that nothing came down.
    Unanswered,
    /// No gateway passed it on, and no further attempt follows.
    Lost(Loss),
}

/// The radio's verdict on a lost message (DEFINITIONS D8): the gateway where it got furthest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Why.
    pub cause: Cause,
    /// At which gateway (the radio's own numbering); `None` files it under the radio.
    pub gateway: Option<u32>,
}

/// What one call to a technology brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// A transmission began now and lasts so long.
    pub on_air: Option<Span>,
    /// A transmission ended now; the gateways that passed it on.
    pub heard: Option<Copies>,
    /// What happens next.
    pub next: Next,
    /// A message that waited in the device and was replaced by this one.
    pub replaced: Option<u32>,
}

impl Step {
    /// A step that only says what happens next.
    #[inline]
    pub fn to(next: Next) -> Step {
        Step { on_air: None, heard: None, next, replaced: None }
    }
}

/// An answer that a device received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// To which message.
    pub message: u32,
    /// In which receive window after it, from 0.
    pub window: u8,
    /// Its time on air.
    pub airtime: Span,
}

/// Somebody who is none of the network's sends without a break.
#[derive(Clone, Debug, PartialEq)]
pub struct Disturbance {
    /// From then …
    pub from: Time,
    /// … until then.
    pub to: Time,
    /// In these channels.
    pub channels: Vec<u8>,
    /// The data rate at which it sends; noise if none.
    pub data_rate: Option<u8>,
    /// What each gateway receives of it (the radio's own numbering), dBm.
    pub received_dbm: Vec<f64>,
}

/// How a frame fared at one gateway that could hear it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The gateway (the radio's own numbering).
    pub gateway: u32,
    /// Why it was not passed on; `None` if it was.
    pub lost: Option<Cause>,
    /// A demodulator was held from the frame's start to its end.
    pub held: bool,
}

/// The gateway at which a frame that none passed on got furthest; of several the first, which is the strongest.
pub fn furthest(heard: &[Heard]) -> Option<&Heard> {
    let by_test = |(at, one): &(usize, &Heard)| (one.lost, std::cmp::Reverse(*at));
    heard.iter().enumerate().max_by_key(by_test).map(|(_, one)| one)
}

/// The contract of every access technology.
pub trait Access {
    /// A device has a message to send. A step that says `heard` adds every gateway that could hear the frame to
    /// the empty `heard`, strongest first.
    fn send(&mut self, now: Time, frame: Frame, heard: &mut Vec<Heard>) -> Step;
    /// A wait or a transmission is over; `heard` as for [`Access::send`].
    fn wake(&mut self, now: Time, owner: Owner, heard: &mut Vec<Heard>) -> Step;
    /// What the platform sends comes to a gateway: `on_air` and `Wait` promise a transmission that begins then, when the
    /// gateway is to be woken; `Wait` alone asks to come again then; anything else refuses it. A technology whose devices
    /// never listen refuses.
    fn down(&mut self, _now: Time, _gateway: u32, _down: Downlink) -> Step {
        Step::to(Next::Done)
    }
    /// Why a device does not receive the broadcast that a gateway has ended just now; `None` if it does.
    fn missed(&self, _now: Time, _gateway: u32, _listener: Listener) -> Option<Missed> {
        Some(Missed::OutOfRange)
    }
    /// Whether a device hears a gateway's broadcasts of this rate if nothing disturbs them.
    fn hears(&self, _gateway: u32, _rate: u8, _listener: Listener) -> bool {
        false
    }
    /// How many opportunities there are to answer a message, one after the other.
    fn windows(&self) -> u8 {
        0
    }
    /// Bytes on the air of the answer to a message; `None` if there is nothing to say.
    fn answer_bytes(&self, _message: u32) -> Option<u32> {
        None
    }
    /// The data rate at which the device of this frame sends now; 0 where there is none.
    fn data_rate(&self, _frame: &Frame) -> u8 {
        0
    }
    /// Which of the bands whose duty cycle is kept a gateway uses now.
    fn band_on_air(&self, _now: Time, _gateway: u32) -> u8 {
        0
    }
    /// What a device received of the frame that a gateway ended to send now, once.
    fn received(&mut self) -> Option<Received> {
        None
    }
    /// These devices will send soon: a technology with large tables may look their rows up now.
    fn fetch(&self, _devices: &[u32]) {}
    /// A message's device went dark. Whether the message waited in it, to be sent or for an answer: then the radio forgets it. One
    /// that is on the air is woken at its end as if nothing had happened, and forgotten then.
    fn forget(&mut self, _message: u32) -> bool {
        false
    }
    /// Somebody will disturb this radio. A technology without a medium knows no such thing.
    fn disturb(&mut self, _by: &Disturbance) {}
    /// Why the transmission of a message that is about to be woken for its end fares as it will; `None` if none ends.
    fn explain(&self, _now: Time, _message: u32) -> Option<Explanation> {
        None
    }
}

/// What a scenario file fixes of a radio, by technology.
#[derive(Clone, Debug)]
pub enum RadioPlan {
    /// No medium.
    Ideal(ideal::Plan),
    /// LoRaWAN.
    Lorawan(Box<lorawan::plan::Plan>),
}

impl RadioPlan {
    /// Starts the radio over a layout; `classes` are the streams of the classes of devices.
    pub fn start<'a>(&'a self, reach: &'a Reach, classes: &[Key]) -> Radio<'a> {
        match self {
            RadioPlan::Ideal(plan) => Radio::Ideal(ideal::Ideal::new(plan, reach, classes)),
            RadioPlan::Lorawan(plan) => Radio::Lorawan(lorawan::medium::Medium::new(plan, reach, classes)),
        }
    }
}

/// A running access network.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "a run has a few radios")]
pub enum Radio<'a> {
    /// No medium.
    Ideal(ideal::Ideal<'a>),
    /// LoRaWAN.
    Lorawan(lorawan::medium::Medium<'a>),
}

macro_rules! by_technology {
    ($radio:ident, $access:ident => $call:expr) => {
        match $radio {
            Radio::Ideal($access) => $call,
            Radio::Lorawan($access) => $call,
        }
    };
}

impl Access for Radio<'_> {
    #[inline]
    fn send(&mut self, now: Time, frame: Frame, heard: &mut Vec<Heard>) -> Step {
        by_technology!(self, access => access.send(now, frame, heard))
    }
    #[inline]
    fn wake(&mut self, now: Time, owner: Owner, heard: &mut Vec<Heard>) -> Step {
        by_technology!(self, access => access.wake(now, owner, heard))
    }
    fn down(&mut self, now: Time, gateway: u32, down: Downlink) -> Step {
        by_technology!(self, access => access.down(now, gateway, down))
    }
    fn missed(&self, now: Time, gateway: u32, listener: Listener) -> Option<Missed> {
        by_technology!(self, access => access.missed(now, gateway, listener))
    }
    fn hears(&self, gateway: u32, rate: u8, listener: Listener) -> bool {
        by_technology!(self, access => access.hears(gateway, rate, listener))
    }
    fn windows(&self) -> u8 {
        by_technology!(self, access => access.windows())
    }
    fn answer_bytes(&self, message: u32) -> Option<u32> {
        by_technology!(self, access => access.answer_bytes(message))
    }
    fn data_rate(&self, frame: &Frame) -> u8 {
        by_technology!(self, access => access.data_rate(frame))
    }
    fn band_on_air(&self, now: Time, gateway: u32) -> u8 {
        by_technology!(self, access => access.band_on_air(now, gateway))
    }
    fn received(&mut self) -> Option<Received> {
        by_technology!(self, access => access.received())
    }
    fn forget(&mut self, message: u32) -> bool {
        by_technology!(self, access => access.forget(message))
    }
    #[inline]
    fn fetch(&self, devices: &[u32]) {
        by_technology!(self, access => access.fetch(devices));
    }
    fn disturb(&mut self, by: &Disturbance) {
        by_technology!(self, access => access.disturb(by));
    }
    fn explain(&self, now: Time, message: u32) -> Option<Explanation> {
        by_technology!(self, access => access.explain(now, message))
    }
}
