//! A recording in words: what was read, how fast and how bursty it is.

use std::path::Path;

use super::super::pipeline::figures;
use super::super::words::{count, seconds, things};
use crate::measure::recorded::Figures;
use crate::scenario::import::{Recording, Skipped};
use crate::scenario::instant::{day_of, time_of};

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
pub fn text(recording: &Recording, file: &Path) -> String {
    let found = figures(recording);
    let mut text = format!("{}\n", file.display());
    for (what, value) in rows(recording, &found) {
        text += &format!("  {what:13} {value}\n");
    }
    text
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
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn time(recording: &Recording, found: &Figures) -> String {
    let span = seconds(found.last_s - found.first_s);
    match recording.zero {
        Some(zero) => {
            let start = zero + recording.start_s;
            format!("{span}; t_s counts from {} {} UTC", day_of(start), time_of(start))
        }
        None if recording.start_s > 0.0 => {
            format!("{span}; t_s counts from the first message, {} on", seconds(recording.start_s))
        }
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

/// A silence longer than this, s, and so many times as long as all the rest, is hardly one of the network's.
const SILENCE_S: f64 = DAY_S;
const MUCH_LONGER: f64 = 10.0;

/// A clock that was not set, or set anew, leaves a silence that makes the recorded load a small one.
pub fn silence(recording: &Recording, file: &Path) -> Option<String> {
    let pairs = recording.lines.windows(2).map(|pair| (pair[1].at_s - pair[0].at_s, pair[0].at_s));
    let (gap, from) = pairs.max_by(|a, b| a.0.total_cmp(&b.0))?;
    let rest = recording.lines.last()?.at_s - recording.lines.first()?.at_s - gap;
    let what = "a clock that was not set? Rates are means over this silence, too; take the rows out that do not belong";
    (gap > SILENCE_S && gap > MUCH_LONGER * rest).then(|| {
        let from = from - recording.start_s;
        format!("{}: no message for {} after t_s = {from:.0}: {what}", file.display(), seconds(gap))
    })
}

/// Columns that are listed.
const COLUMNS: usize = 10;

/// Columns that may name the devices.
pub fn no_device(recording: &Recording) -> Option<String> {
    let [time, device, size] = &recording.columns;
    let free = |header: &&String| ![time, size].iter().any(|used| used.as_ref() == Some(header));
    let mut free: Vec<String> =
        recording.headers.iter().filter(free).map(|header| printable(header)).collect();
    if free.len() > COLUMNS {
        free.truncate(COLUMNS);
        free.push("…".into());
    }
    (device.is_none() && !free.is_empty())
        .then(|| format!("no column is known to hold devices; --device COLUMN names it: {}", free.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::import::Line;

    #[test]
    fn a_silence_of_decades_is_told() {
        let at = |at_s| Line { at_s, device: String::new(), bytes: None };
        let of = |times: &[f64]| Recording {
            lines: times.iter().map(|t| at(*t)).collect(),
            ..Recording::default()
        };
        let told = silence(&of(&[0.0, 1.0, 1.7e6, 1.7e6 + 60.0]), Path::new("a.csv"));
        assert!(told.is_some_and(|text| text.contains("no message for 19.7 d after t_s = 1:")));
        assert_eq!(silence(&of(&[0.0, 2.0 * DAY_S, 4.0 * DAY_S]), Path::new("a.csv")), None);
        assert_eq!(silence(&of(&[]), Path::new("a.csv")), None);
    }
}
