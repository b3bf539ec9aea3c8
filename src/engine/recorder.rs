//! The engine's only window outward: what happened, as plain values. The recorder decides what to count;
//! class figures follow messages born in the window, element figures what happens inside it (DEFINITIONS D2).

use crate::model::cause::{Cause, DueTo};
use crate::model::radio::explain::Explanation;
use crate::model::radio::{Missed, Received};
use crate::network::ids::{ClassId, DeviceId, ElementId};
use crate::units::{Span, Time};

/// A message at its birth; the engine hands it back at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its class.
    pub class: ClassId,
    /// The device, numbered over all classes of the network.
    pub device: DeviceId,
    /// When it was born.
    pub birth: Time,
}

/// A stretch of a delivered message's way. Parts cut [birth, delivery] without gap or overlap (DEFINITIONS D6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Row of [`crate::network::Network::parts`]: which kind of time, in which element group.
    pub row: u16,
    /// The member of that group.
    pub element: ElementId,
    /// How long.
    pub span: Span,
}

/// What a gateway made of a frame that it could hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reception {
    /// The gateway.
    pub gateway: ElementId,
    /// Why it was not passed on; `None` if it was.
    pub lost: Option<Cause>,
    /// A demodulator was held from the frame's start to its end.
    pub held: bool,
}

/// A message told apart from all others of its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    /// As every recorder knows it.
    pub message: Message,
    /// The device's message number, from 0.
    pub n: u32,
    /// The engine's handle, which a later message may get.
    pub handle: u32,
}

/// Unit of a bucket's tokens, each a byte.
pub const TOKENS_OF_BYTES: &str = "B of tokens";
/// Unit of a bucket's tokens, each a message.
pub const TOKENS: &str = "tokens";

/// How full a waiting room or token bucket was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Taken; of a bucket, tokens that were there.
    pub taken: u64,
    /// There in all.
    pub size: u64,
    /// "B" or "jobs", or a bucket's.
    pub unit: &'static str,
}

/// What a recorder that follows single messages is told beyond the rest, in the order in which it is settled: an element
/// whose future is known answers ahead of time, so instants may lie in the future.
#[derive(Clone, Copy, Debug)]
pub enum Happening<'a> {
    /// It was born with so many bytes of payload.
    Born {
        /// Payload, bytes.
        bytes: u32,
    },
    /// A transmission began.
    OnAir {
        /// When.
        start: Time,
        /// For how long.
        airtime: Span,
    },
    /// Its transmission ends; told if [`Recorder::wants`] it and the technology can say why.
    Judged {
        /// Index into [`crate::network::Network::radios`].
        radio: u32,
        /// Why.
        explanation: &'a Explanation,
    },
    /// What a gateway made of it, wanted or not.
    Received(Reception),
    /// A copy ended in vain.
    Dropped {
        /// The gateway it came through.
        gateway: ElementId,
        /// Where.
        element: ElementId,
        /// When.
        at: Time,
        /// Why.
        cause: Cause,
        /// What stood behind it beyond the cause.
        due_to: Option<DueTo>,
        /// Its way before this element.
        way: &'a [Part],
        /// Its size on links.
        bytes: u32,
        /// What room there was for it, where room is limited.
        room: Option<Room>,
    },
    /// A copy came to the folding after the first.
    Duplicate {
        /// The gateway it came through.
        gateway: ElementId,
        /// When.
        at: Time,
        /// Its way.
        way: &'a [Part],
    },
    /// The copy that goes on to be delivered came through this gateway.
    Through(ElementId),
    /// As [`Recorder::delivered`].
    Delivered {
        /// When.
        at: Time,
        /// The way of the first copy.
        parts: &'a [Part],
        /// Where it waited longest, if it came after its deadline.
        late: Option<ElementId>,
    },
    /// As [`Recorder::lost`].
    Lost {
        /// When.
        at: Time,
        /// Why.
        cause: Cause,
        /// Where.
        element: ElementId,
    },
    /// As [`Recorder::in_flight`].
    InFlight,
}

/// What became of a device's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The study finds the device connected.
    Found,
    /// It begins to connect.
    Attempts,
    /// It is connected, so long after it lost its session or was to connect for the first time.
    Connects {
        /// Since then.
        after: Span,
    },
    /// It is made to connect, whether or not it has a session.
    Insists,
    /// Such an attempt got through, or was refused for this cause.
    Insisted(Option<Cause>),
    /// An attempt failed: by a refusal, or, without a cause, because no answer came in time.
    Fails(Option<Cause>),
    /// Its session broke.
    Breaks {
        /// When its way or the stage went down, which is no later.
        since: Time,
    },
    /// The platform accepts its join, and a gateway sends it; or none can in time.
    Accepted(bool),
}

/// What a firmware campaign did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// A gateway began a frame that lasts so long.
    Sent(Span),
    /// So many devices received a fragment.
    Received(u32),
    /// So many did not.
    Missed(Missed, u32),
    /// A wave begins, whose gateways send a fragment in so many turns.
    Begins(u32),
    /// All was sent.
    Ends,
    /// A device of this class has the image.
    Completes(ClassId),
}

/// What the engine tells. Every method has a cheap default so that a bench can listen to nothing.
pub trait Recorder {
    /// Whether it follows single messages. If not, `wants` and `happened` are never called, and cost nothing.
    const FOLLOWS: bool = false;
    /// Whether it wants a transmission of this message explained.
    fn wants(&self, _who: Who) -> bool {
        false
    }
    /// Something happened to a message.
    fn happened(&mut self, _who: Who, _what: Happening) {}
    /// This device will speak soon: a recorder with large tables may look its row up now.
    fn coming(&self, _device: DeviceId) {}
    /// A message was born. It will end in exactly one of `delivered`, `lost` and `in_flight`.
    fn born(&mut self, _message: Message) {}
    /// One transmission of a message occupied the radio from `start` for `airtime`.
    fn transmitted(&mut self, _message: Message, _radio: ElementId, _start: Time, _airtime: Span) {}
    /// Control work of a class occupied the radio from `start` for `airtime`.
    fn control(&mut self, _class: ClassId, _radio: ElementId, _start: Time, _airtime: Span) {}
    /// Something became of a device's session.
    fn session(&mut self, _class: ClassId, _at: Time, _deed: Deed) {}
    /// A message's acknowledgement reached its device.
    fn acknowledged(&mut self, _message: Message) {}
    /// A frame on air from `start` to `end` ended at a gateway that could hear it (at or above its sensitivity).
    fn received(&mut self, _reception: Reception, _start: Time, _end: Time) {}
    /// A job came to a link or station, bringing `work` (time of one server).
    fn arrived(&mut self, _element: ElementId, _at: Time, _work: Span) {}
    /// A gateway's keep-alive or status packet came to a link, bringing `work`; it is nobody's message.
    fn background(&mut self, _element: ElementId, _at: Time, _work: Span) {}
    /// A job admitted to a link or station began (first) service after `waiting`; `at` is the end of the wait.
    fn waited(&mut self, _element: ElementId, _at: Time, _waiting: Span) {}
    /// One server of the element was busy over [from, to). Preempted service comes in several pieces.
    fn busy(&mut self, _element: ElementId, _from: Time, _to: Time) {}
    /// So many servers of the element were not there over [from, to): autoscaling had them go or not come yet.
    fn servers_absent(&mut self, _element: ElementId, _servers: u32, _from: Time, _to: Time) {}
    /// So many servers of the element were busy over [from, to), all of them all of the time.
    fn servers_busy(&mut self, element: ElementId, servers: u32, from: Time, to: Time) {
        (0..servers).for_each(|_| self.busy(element, from, to));
    }
    /// A job came to a link or station at `at` and was served from `start` to `end`, whole: `arrived`, `waited` and
    /// `busy` in one.
    fn served(&mut self, element: ElementId, at: Time, start: Time, end: Time) {
        self.arrived(element, at, end - start);
        self.waited(element, start, start - at);
        self.busy(element, start, end);
    }
    /// A copy was dropped at the element, and what stood behind it beyond the cause.
    fn dropped(&mut self, _element: ElementId, _at: Time, _cause: Cause, _due_to: Option<DueTo>) {}
    /// A message came to one of the platform's limits, asked for so much of it, and may have tripped it.
    fn metered(&mut self, _limit: u16, _at: Time, _counts: u64, _trips: bool) {}
    /// A link whose data are counted has sent so many bytes, towards the platform or down.
    fn sent(&mut self, _element: ElementId, _at: Time, _bytes: u64, _down: bool) {}
    /// A copy after the first came to the de-duplication.
    fn duplicate(&mut self, _element: ElementId, _at: Time) {}
    /// A message reached its destination: parts of the first copy, and how many copies gateways had passed on.
    /// `late` names where it waited longest if it came after its deadline: it then counts as lost by `expired`,
    /// its latency still counts (DEFINITIONS D5).
    fn delivered(
        &mut self,
        _message: Message,
        _at: Time,
        _parts: &[Part],
        _copies: u32,
        _late: Option<ElementId>,
    ) {
    }
    /// An edge site consumes a message, which is delivered there.
    fn consumed(&mut self, _message: Message) {}
    /// A packet that an edge site has made reached the platform, with these messages in it; none if it only tells of them.
    fn unpacked(&mut self, _packet: Message, _within: &[Message]) {}
    /// A message's last copy is gone.
    fn lost(&mut self, _message: Message, _at: Time, _cause: Cause, _element: ElementId) {}
    /// The platform answers a message.
    fn answered(&mut self, _message: Message) {}
    /// The device of a message received an answer to its transmission that began at `sent`.
    fn received_down(&mut self, _message: Message, _sent: Time, _what: Received) {}
    /// The platform would have answered a message, and no gateway could send the answer in time.
    fn unanswered(&mut self, _message: Message) {}
    /// At the run's end a device of a class whose data rates are adapted sends at this one.
    fn adapted(&mut self, _class: ClassId, _rate: u8) {}
    /// A link or gateway sent something down from `start` on for so long; which band of a gateway's duty cycle that took.
    fn sent_down(&mut self, _element: ElementId, _band: u8, _start: Time, _time: Span) {}
    /// A link has no room for something that is sent down.
    fn dropped_down(&mut self, _element: ElementId, _at: Time) {}
    /// What a firmware campaign (its number among the incidents) did.
    fn firmware(&mut self, _incident: u16, _at: Time, _what: Pushed) {}
    /// A message was still open when the drain ended.
    fn in_flight(&mut self, _message: Message) {}
}

/// Listens to nothing.
pub struct Silent;
impl Recorder for Silent {}
