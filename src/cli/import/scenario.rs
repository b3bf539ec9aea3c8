//! A first scenario that plays a recording: as long as it, on the same clock, at the recorded rate. Radio and platform
//! are for the reader to put in.

use std::path::Path;

use super::super::pipeline::figures;
use super::text::printable;
use crate::measure::recorded::Figures;
use crate::scenario::clock::WEEKDAYS;
use crate::scenario::import::Recording;
use crate::scenario::instant::time_of;
use crate::units::Span;

const DAY_S: f64 = 86_400.0;
/// A period may move the recorded rate by this much for the sake of a rounder number.
const ROUNDING: f64 = 1e-3;
/// Steps to which periods are rounded, s, the coarsest first.
const STEPS_S: [f64; 10] = [DAY_S, 3600.0, 60.0, 1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6];
/// Length of a study of messages that all come at one instant, s.
const AT_ONCE_S: f64 = 60.0;

/// The scenario; the trace stands beside it.
pub fn text(recording: &Recording, file: &Path, out: &Path) -> String {
    let found = figures(recording);
    let repeat = repeat_s(recording, &found);
    let duration = span(repeat.unwrap_or(AT_ONCE_S));
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    format!(
        "title  = {}\nintent = \"Can the network carry what was recorded?\"\n\n\
         [study]\nduration = \"{duration}\"\n{}\n\
         [radio.air]\ntechnology = \"ideal\"  # every message is heard; others: iotcap explain scenario-language\n\n\
         [gateways.site]\nradio = \"air\"\n\n\
         [devices.recorded]\n{}\
         # What takes up the messages; put your own figures:\n\
         # [platform]\n# ingest = {{ servers = 1, service = \"10 ms\" }}\n",
        quoted(&printable(&format!("Recorded: {name}"))),
        start(recording),
        class(recording, &found, repeat, out),
    )
}

/// The class that plays it.
fn class(recording: &Recording, found: &Figures, repeat: Option<f64>, out: &Path) -> String {
    let [_, device, size] = &recording.columns;
    let mut trace =
        format!("file = {}, time = \"t_s\"", quoted(&out.file_name().unwrap_or_default().to_string_lossy()));
    if device.is_some() {
        trace += ", device = \"device\"";
    }
    let sizes = found.sizes.filter(|_| size.is_some());
    let (blank, of_size) = match sizes {
        Some(sizes) => (libm::ceil(sizes.median), ""),
        None => (20.0, "  # size: the recording does not say"),
    };
    if sizes.is_some() {
        trace += ", size = \"bytes\"";
    }
    if let Some(repeat) = repeat {
        trace += &format!(", repeat = \"{}\"", span(repeat));
    }
    let count = if device.is_some() { found.devices } else { 1 };
    let remark = match (device, repeat) {
        (Some(_), Some(_)) => "  # or more: further devices play the trace from a random point on",
        (Some(_), None) => "",
        (None, _) => "  # the rows are dealt out to so many devices in turn",
    };
    format!(
        "count   = {count}{remark}\nradio   = \"air\"\n\
         message = {{ trace = {{ {trace} }}, size = \"{blank} B\" }}{of_size}\n\n"
    )
}

/// The weekday and time at which `t_s` is zero, so that days of other classes are those of the recording.
fn start(recording: &Recording) -> String {
    let Some(start) = recording.zero.map(|zero| zero + recording.start_s) else { return String::new() };
    // 1970 began on a Thursday
    let day = WEEKDAYS[(libm::floor(start / DAY_S) as i64 + 3).rem_euclid(7) as usize];
    format!("start    = \"{day} {}\"  # UTC, as recorded\n", time_of(start))
}

/// How long until the recording may begin again, s: of N messages over S the period that keeps their rate is
/// S·N/(N−1), a mean gap after the last one. On the clock of day it is whole days. `None` if all come at once.
fn repeat_s(recording: &Recording, found: &Figures) -> Option<f64> {
    let per_s = found.per_s?;
    let last_s = found.last_s - recording.start_s;
    if recording.start_s == 0.0 && recording.zero.is_some() && found.first_s > 0.0 {
        return Some((libm::floor(last_s / DAY_S) + 1.0) * DAY_S);
    }
    // numbers that count on from a zero of their own are silent until their first
    Some(round_s(found.messages as f64 / per_s + found.first_s - recording.start_s, last_s))
}

/// The roundest period that is longer than the trace.
fn round_s(exact_s: f64, last_s: f64) -> f64 {
    let rounded = |step: &f64| libm::rint(exact_s / step) * step;
    let fits = |period: &f64| (period - exact_s).abs() <= ROUNDING * exact_s && *period > last_s + 1e-6;
    STEPS_S.iter().map(rounded).find(fits).unwrap_or(libm::ceil(last_s * 1e6 + 2.0) / 1e6)
}

/// A time as a scenario writes it.
fn span(seconds: f64) -> Span {
    Span::from_secs_f64(seconds)
}

/// Text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_keeps_the_rate_and_is_longer_than_the_trace() {
        // messages, first to last, period
        for (n, last, expected) in [
            (8.0, 7.0, "8 s"),
            (3600.0, 119.0, "119.03 s"),
            (25_000.0, 86_395.0, "1 d"),
            (2.0, 60.0, "2 min"),
            (1e6, 1.0, "1.000002 s"),
        ] {
            let found = round_s(last * n / (n - 1.0), last);
            assert_eq!(span(found).to_string(), expected);
            let (rate, recorded) = (n / found, (n - 1.0) / last);
            assert!((rate / recorded - 1.0).abs() <= ROUNDING && found > last, "{found}");
        }
    }

    #[test]
    fn a_name_is_escaped() {
        assert_eq!(quoted("a\"b.csv").trim_matches('\''), "a\"b.csv");
    }
}
