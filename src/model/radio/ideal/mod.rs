//! The ideal radio: a fixed loss probability and a fixed delay, for wired devices and textbook queues.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chance::{Key, Purpose};
use crate::model::cause::Cause;
use crate::model::radio::reach::Reach;
use crate::model::radio::{Access, Copies, Frame, Heard, Loss, Next, Owner, Step};
use crate::units::{Share, Span, Time};

/// What a scenario may say of an ideal radio.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdealSpec {
    /// Share of messages lost on the way to the gateway; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<Share>,
    /// Time from the device to the gateway; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
}

/// What the file fixes of an ideal radio.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    loss: f64,
    delay: Span,
}

impl Plan {
    /// Time on the way.
    pub fn delay(&self) -> Span {
        self.delay
    }

    /// Chance that a message is lost on the way.
    pub fn loss(&self) -> f64 {
        self.loss
    }
}

impl From<&IdealSpec> for Plan {
    fn from(spec: &IdealSpec) -> Plan {
        Plan { loss: spec.loss.map_or(0.0, |share| share.0), delay: spec.delay.unwrap_or_default() }
    }
}

/// A running ideal radio.
#[derive(Debug)]
pub struct Ideal<'a> {
    plan: &'a Plan,
    reach: &'a Reach,
    /// Loss streams by class.
    luck: Vec<Key>,
    /// Frames under way, by message.
    frames: Vec<Option<Frame>>,
}

impl<'a> Ideal<'a> {
    /// An idle radio; `classes` are the streams of the classes of devices.
    pub fn new(plan: &'a Plan, reach: &'a Reach, classes: &[Key]) -> Ideal<'a> {
        let luck = classes.iter().map(|class| class.purpose(Purpose::Loss)).collect();
        Ideal { plan, reach, luck, frames: Vec::new() }
    }

    #[inline]
    fn arrive(&self, frame: Frame, heard: &mut Vec<Heard>) -> Step {
        let gateway = self.reach.entries(self.reach.row(frame.device)).first().map(|entry| entry.gateway);
        let Some(gateway) = gateway else {
            return Self::lost(Cause::GatewayDown);
        };
        if self.plan.loss > 0.0 && self.draw(&frame) < self.plan.loss {
            return Self::lost(Cause::LinkLoss);
        }
        heard.push(Heard { gateway, lost: None, held: false });
        Step { heard: Some(Copies(1)), ..Step::to(Next::Done) }
    }

    /// What is sent again tries its luck again.
    #[inline]
    fn draw(&self, frame: &Frame) -> f64 {
        let first = self.luck[frame.class as usize].index(u64::from(frame.index));
        let luck = if frame.attempt == 0 { first } else { first.index(u64::from(frame.attempt)) };
        luck.uniform(u64::from(frame.n))
    }

    fn lost(cause: Cause) -> Step {
        Step { heard: Some(Copies(0)), ..Step::to(Next::Lost(Loss { cause, gateway: None })) }
    }
}

impl Access for Ideal<'_> {
    #[inline]
    fn send(&mut self, now: Time, frame: Frame, heard: &mut Vec<Heard>) -> Step {
        if self.plan.delay == Span::ZERO {
            return Step { on_air: Some(Span::ZERO), ..self.arrive(frame, heard) };
        }
        let message = frame.message as usize;
        if self.frames.len() <= message {
            self.frames.resize(message + 1, None);
        }
        self.frames[message] = Some(frame);
        Step { on_air: Some(Span::ZERO), ..Step::to(Next::Wait(now + self.plan.delay)) }
    }

    #[inline]
    fn wake(&mut self, _now: Time, owner: Owner, heard: &mut Vec<Heard>) -> Step {
        let frame = match owner {
            Owner::Message(message) => self.frames[message as usize].take(),
            Owner::Device(_) | Owner::Gateway(_) | Owner::Cell(_) => None,
        };
        frame.map_or(Step::to(Next::Done), |frame| self.arrive(frame, heard))
    }
}
