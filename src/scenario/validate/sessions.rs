//! Rules of `[devices.NAME.session]`: who can keep one, and times and counts within what the model means.

use super::Check;
use crate::model::radio::RadioSpec;
use crate::model::session::{Backoff, BackoffSpec, DEFAULT_ACK_TIMEOUT, ProtocolSpec, Session, SessionSpec};
use crate::scenario::class::ClassSpec;
use crate::scenario::complaint::{below, path};
use crate::units::Span;

/// Round trips of one connect.
const MOST_ROUND_TRIPS: f64 = 20.0;
/// Bytes of one, or so many messages that wait in a device.
const MOST: f64 = 1e6;
/// Shorter times than this are no times of sessions, and would let a run never end.
const LEAST: Span = Span::from_millis(10);

impl Check<'_> {
    pub(super) fn session(&mut self, name: &str, class: &ClassSpec) {
        let Some(session) = &class.session else { return };
        let at = path(&["devices", name, "session"]);
        match self.scenario.radio.get(&class.radio) {
            Some(RadioSpec::Ideal(radio)) => {
                let patience = session.ack_timeout.unwrap_or(DEFAULT_ACK_TIMEOUT);
                if session.qos == Some(1) && radio.delay.is_some_and(|delay| delay >= patience) {
                    let message =
                        format!("a message is repeated after {patience}, before its radio has carried it");
                    self.wrong(
                        below(&at, &["ack_timeout"]),
                        message,
                        "it must be longer than the radio's `delay`",
                    );
                }
            }
            Some(RadioSpec::Lorawan(_)) => {
                let message = "LoRaWAN devices keep no connection";
                self.wrong_key(at.clone(), message, "`session` goes with an ideal radio");
            }
            None => (),
        }
        if class.foreign == Some(true) {
            self.wrong_key(
                at.clone(),
                "other people's devices are not ours to connect",
                "leave `session` out",
            );
        }
        self.session_times(&at, session);
        self.session_counts(&at, session);
        self.backoff(&at, session.backoff.as_ref(), Session::from(session).backoff);
        if self.scenario.platform.as_ref().is_none_or(|platform| platform.connect.is_none()) {
            self.warn(format!(
                "devices.{name}.session: there is no platform.connect, so connecting costs the platform nothing and nothing limits it"
            ));
        }
    }

    fn session_times(&mut self, at: &[String], session: &SessionSpec) {
        let times = [
            ("keep_alive", session.keep_alive),
            ("ack_timeout", session.ack_timeout),
            ("connect_timeout", session.connect_timeout),
        ];
        for (key, time) in times {
            if let Some(time) = time.filter(|time| *time < LEAST) {
                let message = format!("{time} is out of range");
                self.wrong(
                    below(at, &[key]),
                    message,
                    format!("it must be {LEAST} or more, for example \"30 s\""),
                );
            }
        }
        if session.qos != Some(1) {
            for (key, _) in
                [("ack_timeout", session.ack_timeout.is_some()), ("retries", session.retries.is_some())]
                    .into_iter()
                    .filter(|(_, given)| *given)
            {
                let message = format!("{key} says nothing where no message is acknowledged");
                self.wrong_key(below(at, &[key]), message, "add qos = 1, or leave it out");
            }
        }
    }

    fn session_counts(&mut self, at: &[String], session: &SessionSpec) {
        if let Some(qos) = session.qos {
            self.within(below(at, &["qos"]), qos.into(), 0.0, 1.0, "0 or 1");
        }
        if let Some(retries) = session.retries {
            self.within(below(at, &["retries"]), retries.0 as f64, 0.0, 100.0, "0 to 100");
        }
        if let Some(queue) = session.queue {
            self.within(below(at, &["queue"]), queue.0 as f64, 0.0, MOST, "0 to 1000000");
        }
        if let Some(ProtocolSpec::Custom(shake)) = &session.protocol {
            let of = |key| below(at, &["protocol", key]);
            self.within(of("round_trips"), shake.round_trips.0 as f64, 1.0, MOST_ROUND_TRIPS, "1 to 20");
            self.within(of("bytes_up"), shake.bytes_up.0 as f64, 0.0, MOST, "at most 1 MB");
            self.within(of("bytes_down"), shake.bytes_down.0 as f64, 0.0, MOST, "at most 1 MB");
        }
    }

    /// Times of a policy, `chosen` being what comes of them.
    pub(super) fn backoff(&mut self, at: &[String], spec: Option<&BackoffSpec>, chosen: Backoff) {
        let Some(BackoffSpec { first, factor, .. }) = spec else { return };
        let of = |key| below(at, &["backoff", key]);
        if let Some(factor) = factor {
            self.within(of("factor"), *factor, 1.0, 1e3, "1 to 1000");
        }
        if chosen.first > chosen.cap {
            let key = if first.is_some() { "first" } else { "cap" };
            let message =
                format!("the first wait ({}) is longer than the longest ({})", chosen.first, chosen.cap);
            self.wrong(of(key), message, "`first` must be at most `cap`");
        }
    }
}
