//! Rules of message processes.

use super::Check;
use super::distributions::rough_mean;
use crate::model::distribution::DistributionSpec;
use crate::model::traffic::{MessageSpec, Phase, ProfileSpec, Schedule, ScheduleSpec, WEEK, time_of_day};
use crate::scenario::complaint::{Path, below, path};
use crate::scenario::processes::{MODIFIERS, Modifier, PROCESSES, is_given, listed};
use crate::scenario::study::DEFAULT_DURATION;
use crate::units::{Bytes, Span, Time, noun};

/// Shortest period, mean interval or think time: below it a device would never stop speaking.
const SHORTEST: Span = Span::from_millis(1);
/// Largest payload.
const LARGEST: Bytes = Bytes(100_000_000);

fn hours_given(count: usize) -> String {
    format!("{count} {}, where a day has 24 hours", noun(count as u64, "number", "numbers"))
}

impl Check<'_> {
    pub(super) fn message(&mut self, class: &str, message: &MessageSpec) {
        let at = path(&["devices", class, "message"]);
        self.process(&at, message);
        for (key, interval) in [("every", message.every), ("poisson", message.poisson)] {
            self.interval(below(&at, &[key]), interval);
        }
        if let Some(schedule) = &message.schedule {
            self.schedule(class, &below(&at, &["schedule"]), schedule);
        }
        if let Some(idle) = &message.idle {
            self.pause(&below(&at, &["idle"]), idle, "pause");
        }
        if let Some(profile) = &message.profile {
            self.profile(&below(&at, &["profile"]), profile);
        }
        self.further_processes(class, &at, message);
        self.size(below(&at, &["size"]), &message.size);
        self.aligned_without_jitter(class, message);
    }

    /// An interval, if there is one, long enough for a device to stop speaking.
    pub(super) fn interval(&mut self, at: Path, interval: Option<Span>) {
        if interval.is_some_and(|interval| interval < SHORTEST) {
            self.wrong(at, "this is too short an interval", format!("it must be {SHORTEST} or more"));
        }
    }

    /// Exactly one process, and only the keys that go with it.
    fn process(&mut self, at: &[String], message: &MessageSpec) {
        let given: Vec<&str> = PROCESSES.into_iter().filter(|key| is_given(message, key)).collect();
        let help = format!("give exactly one of {}", listed(&PROCESSES));
        match given[..] {
            [] => self.wrong_key(at.to_vec(), "nothing says when a message is sent", help),
            [only] => self.goes_with(at, message, only),
            [first, second, ..] => {
                self.wrong_key(below(at, &[second]), format!("`{second}` stands beside `{first}`"), help);
            }
        }
    }

    fn goes_with(&mut self, at: &[String], message: &MessageSpec, process: &str) {
        let means_nothing =
            |modifier: &&Modifier| is_given(message, modifier.key) && !modifier.with.contains(&process);
        for Modifier { key, with } in MODIFIERS.iter().filter(means_nothing) {
            let help = format!("it goes with {}", listed(with));
            self.wrong_key(below(at, &[key]), format!("`{key}` means nothing with `{process}`"), help);
        }
    }

    /// A device speaks once at a moment: whoever writes it twice means another one, or two messages.
    fn times_once(&mut self, at: &[String], schedule: &ScheduleSpec) {
        let moments: Vec<_> = schedule.at.iter().map(|time| time_of_day(time).ok()).collect();
        for (number, time) in schedule.at.iter().enumerate() {
            if moments[number].is_some() && moments[..number].contains(&moments[number]) {
                let here = below(at, &["at", &number.to_string()]);
                let help = "name it once; `batch` says how many messages there are at a time";
                self.wrong(here, format!("`{time}` stands in this list already"), help);
            }
        }
        for (number, day) in schedule.days.iter().flatten().enumerate() {
            if schedule.days.iter().flatten().take(number).any(|known| known == day) {
                let here = below(at, &["days", &number.to_string()]);
                self.wrong(here, "this day stands in this list already", "name it once");
            }
        }
    }

    fn schedule(&mut self, class: &str, at: &[String], schedule: &ScheduleSpec) {
        if schedule.at.is_empty() {
            self.wrong(below(at, &["at"]), "there are no times", "write for example at = [\"09:00\"]");
        }
        for (number, time) in schedule.at.iter().enumerate() {
            if time_of_day(time).is_err() {
                let message = format!("`{time}` is not a time of day");
                self.wrong(
                    below(at, &["at", &number.to_string()]),
                    message,
                    "write for example \"09:00\" or \"09:00:30\"",
                );
            }
        }
        self.times_once(at, schedule);
        if schedule.days.as_ref().is_some_and(Vec::is_empty) {
            self.wrong(below(at, &["days"]), "there are no days", "leave `days` out for every day");
        }
        // an instant before the start, in a week that is not the first
        let last = Time(WEEK.0 - 1) + self.begin();
        let duration = self.scenario.study.duration.unwrap_or(DEFAULT_DURATION);
        if Schedule::new(schedule).is_ok_and(|times| (times.next_after(last) - last).0 > duration.0) {
            self.warn(format!(
                "devices.{class}: no time of the schedule is within the study; nothing is sent"
            ));
        }
    }

    /// Times of which many follow each other, such as thinking: on average not too short.
    pub(super) fn pause(&mut self, at: &[String], law: &DistributionSpec<Span>, what: &str) {
        self.distribution(at, law);
        if rough_mean(law) < SHORTEST.as_secs_f64() {
            let help = format!("its mean must be {SHORTEST} or more");
            self.wrong(at.to_vec(), format!("this is too short a {what}"), help);
        }
    }

    fn profile(&mut self, at: &[String], profile: &ProfileSpec) {
        let days = profile.days.iter().map(|(day, hours)| (below(at, &["days", &format!("{day:?}")]), hours));
        let hours = profile.hours.iter().map(|hours| (below(at, &["hours"]), hours));
        for (at, hours) in hours.chain(days) {
            self.hours(at, hours);
        }
        if profile.hours.is_none() && profile.days.len() < 7 {
            let help =
                "`hours` are 24 relative rates, 00–01 h first, for every day that `days` does not name";
            self.wrong_key(at.to_vec(), "`hours` is missing", help);
        }
        let sum: f64 = profile.hours.iter().chain(profile.days.values()).flatten().sum();
        if sum == 0.0 && (profile.hours.is_some() || !profile.days.is_empty()) {
            self.wrong_key(at.to_vec(), "all rates are zero: nothing would ever be sent", "");
        }
    }

    fn hours(&mut self, at: Vec<String>, hours: &[f64]) {
        if hours.len() != 24 {
            self.wrong(at.clone(), hours_given(hours.len()), "");
        }
        for (number, rate) in hours.iter().enumerate() {
            self.within(below(&at, &[&number.to_string()]), *rate, 0.0, 1e9, "zero or more");
        }
    }

    pub(super) fn size(&mut self, at: Vec<String>, size: &DistributionSpec<Bytes>) {
        self.distribution(&at, size);
        if rough_mean(size) > LARGEST.0 as f64 {
            self.wrong(at, "this is too large a message", format!("it must be {LARGEST} or less"));
        }
    }

    fn aligned_without_jitter(&mut self, class: &str, message: &MessageSpec) {
        let aligned = message.schedule.is_some() || message.phase == Some(Phase::Aligned);
        if aligned && message.jitter.is_none_or(|jitter| jitter == Span::ZERO) {
            self.warn(format!(
                "devices.{class}: all devices speak at the same instant; `jitter` in its message would spread them"
            ));
        }
    }
}
