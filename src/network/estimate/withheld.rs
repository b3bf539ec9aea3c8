//! What a duty cycle keeps back: messages that a device has no time on the air for.

use crate::network::Class;

/// Messages that wait in the device until a newer one replaces them.
#[derive(Default)]
pub(super) struct Withheld {
    due_per_s: f64,
    sent_per_s: f64,
    slowest: u8,
}

/// A smaller share than this of messages withheld is not worth a word.
const LEAST_WITHHELD: f64 = 0.01;

impl Withheld {
    /// A device; what does not fit its data rate is too long rather than too often.
    pub fn add(&mut self, sf: u8, due_per_s: f64, sent_per_s: f64, fits: bool) {
        if fits {
            self.due_per_s += due_per_s;
            self.sent_per_s += sent_per_s;
            self.slowest = if sent_per_s < due_per_s { self.slowest.max(sf) } else { self.slowest };
        }
    }

    /// A class that has more to say than its devices may.
    pub fn warning(&self, class: &Class) -> Option<String> {
        let share = 1.0 - self.sent_per_s / self.due_per_s;
        (share > LEAST_WITHHELD).then(|| {
            format!(
                "devices.{}: the duty cycle keeps back {:.0} % of the messages (at up to SF{}); newer ones replace \
                 them (superseded)",
                class.name,
                100.0 * share,
                self.slowest
            )
        })
    }
}
