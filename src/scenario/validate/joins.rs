//! Rules of `[devices.NAME.join]`: who joins over the air, and times within what the model means.

use super::Check;
use crate::model::radio::RadioSpec;
use crate::model::radio::lorawan::join::{Join, REQUEST_BYTES};
use crate::scenario::class::ClassSpec;
use crate::scenario::complaint::{below, path};

impl Check<'_> {
    pub(super) fn join(&mut self, name: &str, class: &ClassSpec) {
        let Some(spec) = &class.join else { return };
        let at = path(&["devices", name, "join"]);
        match self.scenario.radio.get(&class.radio) {
            Some(RadioSpec::Ideal(_)) => {
                let message = "devices of an ideal radio do not join";
                self.wrong_key(at.clone(), message, "`join` goes with LoRaWAN; IP devices keep a `session`");
            }
            Some(RadioSpec::Lorawan(radio)) => {
                let overhead = radio.overhead.map_or(0, |bytes| bytes.0);
                if overhead > u64::from(REQUEST_BYTES) {
                    let message = format!(
                        "the radio adds {overhead} B to each frame, more than the {REQUEST_BYTES} B of a whole join-request"
                    );
                    let help = format!("set radio.{}.overhead to at most {REQUEST_BYTES} B", class.radio);
                    self.wrong_key(at.clone(), message, help);
                }
            }
            None => (),
        }
        if class.foreign == Some(true) {
            let message = "other people's devices join their own network";
            self.wrong_key(at.clone(), message, "leave `join` out; their airtime counts all the same");
        }
        if class.message.is_none() {
            let message = "devices that send nothing need not join";
            self.wrong_key(at.clone(), message, "add `message`, or leave `join` out");
        }
        let chosen = Join::from(spec);
        self.backoff(&at, spec.backoff.as_ref(), chosen.backoff);
        if !chosen.backoff.has_jitter() {
            self.warn(format!(
                "devices.{name}.join.{}: all devices wait equally long, where TS001-1.0.4, clause 7 has each wait at random",
                if spec.reconnect.is_some() { "reconnect" } else { "backoff" }
            ));
        }
        if chosen.spread.is_some_and(|spread| spread.as_secs_f64() > MOST_S) {
            self.wrong(
                below(&at, &["spread"]),
                "devices would not have asked within a year",
                "for example \"10 min\"",
            );
        }
    }
}

/// A year.
const MOST_S: f64 = 366.0 * 86_400.0;
