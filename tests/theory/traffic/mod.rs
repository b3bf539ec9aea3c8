//! Message processes against what defines them: bursts, reconnecting fleets, the reporting mix of 3GPP.

mod beta;
mod mar;
mod storm;

use iotcap::engine::recorder::{Message, Part, Recorder};
use iotcap::network::ids::ElementId;
use iotcap::units::Time;

/// When messages are born and delivered.
#[derive(Default)]
struct Times {
    born: Vec<Time>,
    delivered: Vec<(Time, Time)>,
}

impl Recorder for Times {
    fn born(&mut self, message: Message) {
        self.born.push(message.birth);
    }

    fn delivered(&mut self, message: Message, at: Time, _: &[Part], _: u32, _: Option<ElementId>) {
        self.delivered.push((message.birth, at));
    }
}
