//! A trace for the terminal: what became of all, by how much they were lost, and a diary of each that is shown.

use super::super::table::{Side::Left, Side::Right, Table};
use super::super::words;
use crate::experiment::trace::diary::{
    Copy, Diary, FateCount, Interferer, Level, Reception, Room, Stretch, Trace, Transmission,
};
use crate::experiment::trace::words::{dbm, seconds, verdict};
use crate::units::noun;

/// Rows of the table of fates.
const MOST_FATES: usize = 12;
/// Gateways named for a transmission, beyond those that matter, and interferers for a gateway.
const MOST_GATEWAYS: usize = 6;
const MOST_OTHERS: usize = 5;
/// Width of the column of times.
const TIME: usize = 12;

/// Everything.
pub fn text(trace: &Trace) -> String {
    let mut text = format!("{}\n", trace.headline);
    for part in [fates(trace), levels(trace), interferers(trace)] {
        if !part.is_empty() {
            text += &format!("\n{part}");
        }
    }
    for (at, diary) in trace.messages.iter().enumerate() {
        text += &format!("\n{}", message(at + 1, trace.messages.len(), diary));
    }
    text
}

fn fates(trace: &Trace) -> String {
    let mut table = Table::new(&[("fate", Left), ("where", Left), ("messages", Right), ("share", Right)]);
    let row = |fate: &FateCount| {
        vec![
            fate.cause.map_or(fate.fate, |cause| cause).replace('_', " "),
            fate.element.clone().unwrap_or_default(),
            words::count(fate.count),
            words::share(fate.count as f64 / trace.offered as f64),
        ]
    };
    trace.fates.iter().take(MOST_FATES).for_each(|fate| table.row(row(fate)));
    let more = trace.fates.len().saturating_sub(MOST_FATES);
    let rest: u64 = trace.fates.iter().skip(MOST_FATES).map(|fate| fate.count).sum();
    let more = match more {
        0 => String::new(),
        n => format!(
            "and {} elsewhere, in {n} rows of trace.json\n",
            words::things(rest, "message", "messages")
        ),
    };
    table.text() + &more
}

fn levels(trace: &Trace) -> String {
    trace.levels.iter().map(level).collect()
}

fn level(level: &Level) -> String {
    let what = match level.cause {
        "out_of_range" => "below the sensitivity of the gateway nearest to hearing them",
        _ => "short of the signal to interference they needed",
    };
    let range = |(low, high, count): &(f64, Option<f64>, u64)| {
        let range = high.map_or(format!("over {low} dB"), |high| format!("{low} to {high} dB"));
        (*count > 0).then(|| format!("{range}: {}", words::count(*count)))
    };
    let ranges: Vec<String> = level.ranges.iter().filter_map(range).collect();
    let lost = words::things(level.messages, "message", "messages");
    let cause = level.cause.replace('_', " ");
    let median = format!("median {:.1} dB, most {:.1} dB", level.median_db, level.max_db);
    format!("{cause}: {lost} {what}: {median} ({})\n", ranges.join(", "))
}

fn interferers(trace: &Trace) -> String {
    let row = |row: &crate::experiment::trace::diary::NameCount| {
        format!("{} {}", row.name, words::count(row.count))
    };
    let classes: Vec<String> = trace.interfering_classes.iter().map(row).collect();
    let devices: Vec<String> = trace.interfering_devices.iter().map(row).collect();
    let mut text = String::new();
    if !classes.is_empty() {
        text += &format!("strongest interferer, by class: {}\n", classes.join(", "));
    }
    if !devices.is_empty() {
        text += &format!("more than once: {}\n", devices.join(", "));
    }
    text
}

/// A diary.
fn message(at: usize, of: usize, diary: &Diary) -> String {
    let place = diary.place.as_ref().map_or(String::new(), |place| format!(" at {place}"));
    let mut text =
        format!("{at} of {of}: {}{place}, born {}: {}\n", diary.device, diary.born, outcome(diary));
    text +=
        &line(0.0, &format!("born with {} B, message {} of its device", diary.payload_bytes, diary.message));
    let mut free = 0.0;
    for sent in &diary.transmissions {
        text += &transmission(sent, free);
        free = sent.from_s + sent.airtime_s;
    }
    for one in &diary.copies {
        text += &copy(one);
    }
    text + &end(diary)
}

/// How it ended, in a word or two.
fn outcome(diary: &Diary) -> String {
    let end = &diary.end;
    let cause = |cause: &str| match cause {
        "expired" => "late".to_string(),
        cause => format!("lost by {}", cause.replace('_', " ")),
    };
    match (end.cause, &end.element) {
        (Some(name), Some(element)) => format!("{} at {element}", cause(name)),
        _ => end.fate.replace('_', " "),
    }
}

fn end(diary: &Diary) -> String {
    let end = &diary.end;
    let note = end.note.as_ref().map_or(String::new(), |note| format!(": {note}"));
    match end.after_s {
        Some(after) => line(after, &format!("{}{note}", outcome(diary))),
        None => indented("still open when the drain ended"),
    }
}

/// A line with its time after the birth.
fn line(after_s: f64, text: &str) -> String {
    format!("  {:>TIME$}  {text}\n", format!("+{}", seconds(after_s)).replace("+-", "-"))
}

/// A line under another.
fn indented(text: &str) -> String {
    format!("  {:>TIME$}  {text}\n", "")
}

fn transmission(sent: &Transmission, free: f64) -> String {
    let mut text = String::new();
    if sent.from_s > free {
        let waited = seconds(sent.from_s - free);
        text +=
            &indented(&format!("waits {waited} in the device: duty cycle, or the frame before still on air"));
    }
    let mut words = vec![format!("sent on {}", sent.radio)];
    words.extend(sent.data_rate.clone());
    words.extend(sent.frequency_mhz.map(|mhz| format!("{mhz:.3} MHz").replace("00 MHz", " MHz")));
    words.extend(sent.frame_bytes.map(|bytes| format!("{bytes} B on the air")));
    if sent.airtime_s > 0.0 {
        words.push(format!("{} airtime", seconds(sent.airtime_s)));
    }
    text += &line(sent.from_s, &words.join(", "));
    let shown = sent.receptions.iter().take_while(|one| one.lost != Some("out_of_range")).count();
    let shown = shown.max(MOST_GATEWAYS.min(sent.receptions.len()));
    let width = sent.receptions.iter().take(shown).map(|one| one.gateway.chars().count()).max().unwrap_or(0);
    for one in sent.receptions.iter().take(shown) {
        text += &reception(one, width);
    }
    text + &unseen(sent, shown)
}

/// Gateways that are not named.
fn unseen(sent: &Transmission, shown: usize) -> String {
    let more = sent.receptions.len() - shown;
    match (more, sent.least_dbm) {
        (0, Some(least)) if shown == 0 => {
            indented(&format!("  no gateway in reach: weaker than {} at every one", dbm(least)))
        }
        (0, _) => String::new(),
        (n, _) => indented(&format!(
            "  and {n} more {}, all below sensitivity",
            noun(n as u64, "gateway", "gateways")
        )),
    }
}

fn reception(one: &Reception, width: usize) -> String {
    let power = one.power_dbm.map_or(String::new(), |level| format!("{:>11}  ", dbm(level)));
    let mut text = indented(&format!("  {:<width$}  {power}{}", one.gateway, verdict(one)));
    let Some(contest) = one.contest.as_ref().filter(|_| one.lost.is_some()) else { return text };
    let needed =
        contest.needed_db.map_or("no power is enough".into(), |needed| format!("{needed:.1} dB needed"));
    text += &indented(&format!("    signal to interference {:.1} dB, {needed}:", contest.ratio_db));
    for other in contest.others.iter().take(MOST_OTHERS) {
        text += &interferer(other);
    }
    if contest.others.len() > MOST_OTHERS {
        text += &indented(&format!("    and {} more", contest.others.len() - MOST_OTHERS));
    }
    text
}

fn interferer(other: &Interferer) -> String {
    let Interferer { device, data_rate, power_dbm, together_s, .. } = other;
    indented(&format!("    {device}  {data_rate}  {}  {} together", dbm(*power_dbm), seconds(*together_s)))
}

/// A copy's stretches beyond the radio, which all copies share.
fn copy(one: &Copy) -> String {
    let through =
        one.gateway.as_ref().map_or("without a gateway of ours".into(), |name| format!("through {name}"));
    let behind: Vec<&Stretch> = one.way.iter().filter(|s| !matches!(s.part, "access" | "airtime")).collect();
    let from = behind.first().map_or(one.end_s, |stretch| stretch.from_s);
    if one.fate == "duplicate" {
        return line(one.end_s, &format!("copy {through}: folded as a duplicate"));
    }
    let mut text = line(from, &format!("copy {through}"));
    for stretch in behind {
        text += &line(
            stretch.from_s,
            &format!("  {}: {} {}", stretch.element, stretch.part, seconds(stretch.span_s)),
        );
    }
    if one.fate == "dropped" {
        let cause = one.cause.unwrap_or_default().replace('_', " ");
        let room = one.room.as_ref().map_or(String::new(), |room| format!(": {}", full(room)));
        text += &line(
            one.end_s,
            &format!("  {}: dropped by {cause}{room}", one.element.clone().unwrap_or_default()),
        );
    }
    text
}

fn full(room: &Room) -> String {
    let (taken, size) = (words::count(room.taken), words::count(room.size));
    match room.unit {
        "B" => format!("{taken} of {size} B taken, this one has {} B", words::count(room.copy_bytes.into())),
        unit => format!("{taken} of {size} {unit} waiting"),
    }
}
