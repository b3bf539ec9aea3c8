//! A recording in words: what was read, how fast and how bursty it is, and the lines for a scenario.

use std::path::Path;

use super::super::pipeline::figures;
use super::super::words::{count, seconds, things};
use crate::measure::recorded::Figures;
use crate::scenario::import::{Recording, Skipped};
use crate::scenario::instant::day_of;

const DAY_S: f64 = 86_400.0;
/// A device is called bursty or regular when its dispersion is so far from a Poisson process's.
const BURSTY: f64 = 2.0;
const REGULAR: f64 = 0.5;

/// "12 rows: no time: left out (first in line 3)".
pub fn skipped(skipped: &Skipped, file: &Path) -> String {
    let line = skipped.first.position.map_or(0, |(line, _)| line);
    let rows = things(skipped.rows as u64, "row", "rows");
    format!("{}: {rows} with {} (first in line {line})", file.display(), skipped.why)
}

/// Everything that is said on stdout.
pub fn text(recording: &Recording, file: &Path, out: &Path) -> String {
    let found = figures(recording);
    let mut text = format!("{}\n", file.display());
    for (what, value) in rows(recording, &found) {
        text += &format!("  {what:13} {value}\n");
    }
    format!("{text}\n{}", lines(recording, &found, out))
}

fn rows(recording: &Recording, found: &Figures) -> Vec<(&'static str, String)> {
    let mut rows =
        vec![("rows", read(recording)), ("columns", columns(recording)), ("time", time(recording, found))];
    let named = recording.columns[1].is_some();
    if named {
        let share = format!("{:.0} % of the messages from the busiest", 100.0 * found.busiest_device);
        rows.push(("devices", format!("{}, {share}", count(u64::from(found.devices)))));
    }
    if let Some(per_s) = found.per_s {
        let mut rate = format!("one message in {}", seconds(1.0 / per_s));
        if named {
            rate += &format!(", of a device in {}", seconds(f64::from(found.devices) / per_s));
        }
        rows.push(("rate", rate));
    }
    rows.extend(found.gaps_cv.map(|cv| ("gaps", variation(cv, found.own_gaps_cv.filter(|_| named)))));
    for (scale, index) in &found.dispersion {
        rows.push((
            "dispersion",
            format!("{} in windows of {}{}", digits(*index), seconds(*scale), tendency(*index)),
        ));
    }
    if let Some((hour, messages)) = found.busiest_hour {
        let mean = found.per_s.unwrap_or(0.0) * 3600.0;
        let times = digits(messages as f64 / mean);
        rows.push((
            "busiest hour",
            format!(
                "{}, {} messages, {times} times the mean",
                clock(recording, hour),
                count(messages as u64)
            ),
        ));
    }
    rows.extend(found.sizes.map(|sizes| {
        let unknown = found.messages - sizes.known;
        let blank = if unknown > 0 {
            format!("; {} without", things(unknown as u64, "message", "messages"))
        } else {
            String::new()
        };
        let [min, median, mean, p95, max] =
            [sizes.min, sizes.median, sizes.mean, sizes.p95, sizes.max].map(digits);
        ("payload", format!("{min} to {max} B, median {median}, mean {mean}, p95 {p95}{blank}"))
    }));
    rows
}

fn read(recording: &Recording) -> String {
    let used = count(recording.lines.len() as u64);
    let mut text = format!("{} read, {used} used", count(recording.rows as u64));
    if recording.others > 0 {
        text += &format!(", {} not asked for", count(recording.others as u64));
    }
    if !recording.in_order {
        text += "; put in order of time";
    }
    text
}

fn columns(recording: &Recording) -> String {
    let named = ["time", "device", "size"].into_iter().zip(&recording.columns);
    let found = named.map(|(what, column)| match column {
        Some(column) => format!("{what} `{}`", printable(column)),
        None => format!("no {what}"),
    });
    found.collect::<Vec<_>>().join(", ")
}

/// A header without what a terminal takes for a command.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn time(recording: &Recording, found: &Figures) -> String {
    let span = seconds(found.last_s - found.first_s);
    match recording.zero {
        Some(zero) => format!("{span}; t_s counts from {} 00:00 UTC", day_of(zero)),
        None => format!("{span}, from {} on", seconds(found.first_s)),
    }
}

fn variation(cv: f64, own: Option<f64>) -> String {
    let own = own.map_or(String::new(), |own| format!(", a device's own {} (median)", digits(own)));
    format!("coefficient of variation {}{own}; Poisson 1, a clock 0", digits(cv))
}

fn tendency(index: f64) -> &'static str {
    match index {
        index if index > BURSTY => ", burstier than Poisson",
        index if index < REGULAR => ", smoother than Poisson",
        _ => ", about Poisson",
    }
}

/// "2023-07-03 14:00" or "hour 38 of the recording".
fn clock(recording: &Recording, hour: f64) -> String {
    match recording.zero {
        Some(zero) => format!("{} {:02.0}:00 UTC", day_of(zero + hour), (hour % DAY_S) / 3600.0),
        None => format!("from {} on", seconds(hour)),
    }
}

/// Three digits.
fn digits(value: f64) -> String {
    match value.abs() {
        size if libm::rint(size) == size => count(value as u64),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Lines to paste: the study as long as the recording, and its class.
fn lines(recording: &Recording, found: &Figures, out: &Path) -> String {
    let [_, device, size] = &recording.columns;
    let duration = whole(found.last_s);
    let mut trace = format!("file = {}, time = \"t_s\"", quoted(&out.display().to_string()));
    if device.is_some() {
        trace += ", device = \"device\"";
    }
    let blank = found.sizes.map_or("20 B".to_string(), |sizes| format!("{:.0} B", sizes.median));
    if size.is_some() && found.sizes.is_some() {
        trace += ", size = \"bytes\"";
    }
    trace += &format!(", repeat = \"{duration}\"");
    let count = if device.is_some() { found.devices } else { 1 };
    let remark = match device {
        Some(_) => "  # or more: further devices play the trace from a random point on",
        None => "  # the rows are dealt out to so many devices in turn",
    };
    format!(
        "[study]\nduration = \"{duration}\"\n\n[devices.recorded]\ncount   = {count}{remark}\n\
         radio   = \"lora\"  # the radio they speak\nmessage = {{ trace = {{ {trace} }}, size = \"{blank}\" }}\n"
    )
}

/// The shortest whole number of days, hours, minutes or seconds beyond the last message.
fn whole(last_s: f64) -> String {
    for (unit, name) in [(DAY_S, "d"), (3600.0, "h"), (60.0, "min")] {
        if last_s >= 2.0 * unit {
            return format!("{} {name}", libm::floor(last_s / unit) + 1.0);
        }
    }
    format!("{} s", libm::floor(last_s) + 1.0)
}

/// Text as TOML writes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_study_is_longer_than_its_trace() {
        for (last, expected) in
            [(0.0, "1 s"), (59.9, "60 s"), (5832.0, "98 min"), (86_400.0, "25 h"), (2_591_000.0, "30 d")]
        {
            assert_eq!(whole(last), expected);
        }
    }

    #[test]
    fn a_path_of_windows_is_escaped() {
        assert_eq!(quoted(r"data\a.csv"), r#""data\\a.csv""#);
    }
}
