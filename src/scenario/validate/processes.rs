//! Rules of renewal, modulated, mixed, bursty, batched and recorded message processes.

use super::Check;
use crate::model::traffic::{
    BatchLaw, BatchSpec, BurstSpec, DAY, MessageSpec, MixSpec, OnOffSpec, Phase, StateSpec, TraceSpec,
    following, time_of_day,
};
use crate::scenario::clock;
use crate::scenario::complaint::{Path, below, path};
use crate::scenario::study::{DEFAULT_DURATION, DEFAULT_START};
use crate::units::{Span, noun};

/// States of a modulated process.
const STATES: std::ops::RangeInclusive<usize> = 2..=16;
/// Messages at one instant.
const LARGEST_BATCH: f64 = 10_000.0;
/// How far shares may be from 100 %.
const ROUNDING: f64 = 1e-6;

impl Check<'_> {
    pub(super) fn further_processes(&mut self, class: &str, at: &[String], message: &MessageSpec) {
        if let Some(gap) = &message.gap {
            self.pause(&below(at, &["gap"]), gap, "gap");
        }
        if let Some(MixSpec::Of(_)) = &message.mix {
            self.mix(&below(at, &["mix", "of"]), message);
        }
        if let Some(states) = &message.mmpp {
            self.states(&below(at, &["mmpp"]), states);
        }
        if let Some(burst) = &message.burst {
            self.burst(class, &below(at, &["burst"]), burst);
        }
        if let Some(trace) = &message.trace {
            self.trace(class, &below(at, &["trace"]), trace);
        }
        if let Some(on_off) = &message.on_off {
            self.on_off(at, message, on_off);
        }
        if let Some(batch) = &message.batch {
            let (at, mean) = (below(at, &["batch"]), batch.mean());
            let at = match batch {
                BatchSpec::Random(BatchLaw::Geometric(_)) => below(&at, &["geometric"]),
                BatchSpec::Fixed(_) => at,
            };
            self.within(at, mean, 1.0, LARGEST_BATCH, &format!("1 to {LARGEST_BATCH}"));
        }
    }

    /// Complains unless shares sum to 100 %.
    fn sums_to_all(&mut self, at: Path, sum: f64) {
        if (sum - 1.0).abs() > ROUNDING {
            let sum = crate::units::number(libm::rint(sum * 1e8) / 1e6);
            self.wrong(at, format!("the shares sum to {sum} %"), "they must sum to 100 %");
        }
    }

    fn mix(&mut self, at: &[String], message: &MessageSpec) {
        let periods = message.mix.as_ref().map(MixSpec::periods).unwrap_or_default();
        if periods.is_empty() {
            self.wrong(at.to_vec(), "there are no periods", "");
            return;
        }
        for (number, period) in periods.iter().enumerate() {
            self.interval(below(at, &[&number.to_string(), "every"]), Some(period.every));
        }
        self.sums_to_all(at.to_vec(), periods.iter().map(|period| period.share.0).sum());
    }

    fn on_off(&mut self, at: &[String], message: &MessageSpec, on_off: &OnOffSpec) {
        let here = below(at, &["on_off"]);
        self.pause(&below(&here, &["on"]), &on_off.on, "time");
        self.pause(&below(&here, &["off"]), &on_off.off, "time");
        let help = "a device that is on and off follows a clock of its own; leave one of the two out";
        if message.profile.is_some() {
            self.wrong_key(here, "`on_off` stands beside `profile`", help);
        } else if message.phase == Some(Phase::Aligned) {
            self.wrong_key(here, "`on_off` stands beside `phase = \"aligned\"`", help);
        }
    }

    fn states(&mut self, at: &[String], states: &[StateSpec]) {
        if !STATES.contains(&states.len()) {
            let message = format!("{} {}", states.len(), noun(states.len() as u64, "state", "states"));
            self.wrong(at.to_vec(), message, "a modulated process has 2 to 16");
            return;
        }
        for (number, state) in states.iter().enumerate() {
            let here = below(at, &[&number.to_string()]);
            self.interval(below(&here, &["poisson"]), state.poisson);
            self.interval(below(&here, &["lasts"]), Some(state.lasts));
        }
        if states.iter().all(|state| state.poisson.is_none()) {
            self.wrong(at.to_vec(), "no state sends messages", "give one of them poisson = \"10 s\"");
        }
        if self.next_states(at, states) && !all_reachable(states) {
            let help = "every state must lead to every other, at once or over others";
            self.wrong(at.to_vec(), "a device would not come back to one of the states", help);
        }
    }

    /// Whether each list of following states is one.
    fn next_states(&mut self, at: &[String], states: &[StateSpec]) -> bool {
        let before = self.found.complaints.len();
        for (number, state) in states.iter().enumerate() {
            let Some(next) = &state.next else { continue };
            let here = below(at, &[&number.to_string(), "next"]);
            if next.len() != states.len() {
                let count = states.len();
                let help = format!("one share for each of the {count} states, its own 0 %");
                let given = next.len() as u64;
                self.wrong(here, format!("{given} {}", noun(given, "share", "shares")), help);
            } else if next[number].0 != 0.0 {
                self.wrong(here, "a state does not follow itself", "write 0 % for it, and a longer `lasts`");
            } else {
                self.sums_to_all(here, next.iter().map(|share| share.0).sum());
            }
        }
        self.found.complaints.len() == before
    }

    fn burst(&mut self, class: &str, at: &[String], burst: &BurstSpec) {
        let help = "at = \"09:00\" is a time of day, after = \"10 min\" counts from the study's start";
        match (&burst.at, burst.after) {
            (None, None) => self.wrong_key(at.to_vec(), "nothing says when the burst begins", help),
            (Some(_), Some(_)) => {
                self.wrong_key(below(at, &["after"]), "`after` stands beside `at`", help);
            }
            (Some(time), None) if time_of_day(time).is_err() => {
                let message = format!("`{time}` is not a time of day");
                self.wrong(below(at, &["at"]), message, "write for example \"09:00\" or \"09:00:30\"");
            }
            _ => (),
        }
        self.interval(below(at, &["within"]), Some(burst.within));
        if burst.every.is_some_and(|every| every < burst.within) {
            let message = format!("bursts of {} begin before the one before has ended", burst.within);
            self.wrong(below(at, &["every"]), message, "`every` must be as long as `within`, or longer");
        }
        let begin = self.begin();
        let of_day =
            |time: &String| Some(Span((time_of_day(time).ok()?.0 + DAY.0 - begin.0 % DAY.0) % DAY.0));
        let wait = burst.after.or(burst.at.as_ref().and_then(of_day)).unwrap_or_default();
        let first = burst.every.map_or(wait.0, |every| wait.0 % every.0.max(1));
        let duration = self.scenario.study.duration.unwrap_or(DEFAULT_DURATION);
        if first >= duration.0 {
            let which = burst.at.as_ref().map_or(String::new(), |at| format!(" at {at}"));
            self.warn(format!(
                "devices.{class}: the burst{which} comes after the study's end; nothing is sent"
            ));
        }
    }

    /// The study's start since midnight of a Monday.
    pub(super) fn begin(&self) -> Span {
        let written = self.scenario.study.start.as_deref().unwrap_or(DEFAULT_START);
        clock::start(written).unwrap_or_default()
    }

    fn trace(&mut self, class: &str, at: &[String], trace: &TraceSpec) {
        let rows = &trace.rows;
        if rows.is_empty() {
            return;
        }
        if let Some(repeat) = trace.repeat.filter(|repeat| *repeat <= rows.last()) {
            let message =
                format!("the trace is longer than {repeat}: its last message comes after {}", rows.last());
            self.wrong(below(at, &["repeat"]), message, "`repeat` must be longer than the trace");
        }
        let (named, count) = (u64::from(rows.devices()), self.scenario.devices[class].count.0);
        if trace.device.is_some() && (count < named || count > named && trace.repeat.is_none()) {
            let plays = noun(count, "device plays", "devices play");
            let message = format!("{count} {plays} a trace of {named}");
            let help = match count < named {
                true => format!("write count = {named}, or take the others' rows out of the file"),
                false => format!(
                    "write count = {named}; or give the trace a `repeat`, and further devices play it, too, at times of their own"
                ),
            };
            self.wrong(path(&["devices", class, "count"]), message, help);
        }
        if trace.device.is_some() && trace.repeat.is_some() && count > named && named > 0 {
            self.warn(format!(
                "devices.{class}: {count} devices play a trace of {named}; the {} beyond them play it from a random point on",
                count - named
            ));
        }
        let duration = self.scenario.study.duration.unwrap_or(DEFAULT_DURATION);
        let played = rows.before(duration);
        if trace.repeat.is_none() && played < rows.len() {
            let (late, all) = (rows.len() - played, rows.len());
            let messages = noun(all as u64, "message", "messages");
            let come = noun(late as u64, "comes", "come");
            self.warn(format!(
                "devices.{class}: {late} of the trace's {all} {messages} {come} after the study's end"
            ));
        }
    }
}

/// Whether every state leads to every other.
fn all_reachable(states: &[StateSpec]) -> bool {
    let rows = following(states);
    let from_first = |leads: &dyn Fn(usize, usize) -> bool| {
        let mut reached = vec![0];
        let mut at = 0;
        while at < reached.len() {
            let here = reached[at];
            let fresh = |to: &usize| leads(here, *to) && !reached.contains(to);
            let fresh: Vec<usize> = (0..rows.len()).filter(fresh).collect();
            reached.extend(fresh);
            at += 1;
        }
        reached.len() == rows.len()
    };
    from_first(&|from, to| rows[from][to] > 0.0) && from_first(&|from, to| rows[to][from] > 0.0)
}
