//! A message's diary for the terminal: a line an event, with its time after the birth.

use super::super::words;
use crate::experiment::trace::diary::{Copy, Diary, Interferer, Reception, Room, Stretch, Transmission};
use crate::experiment::trace::words::{capture, dbm, decibels, due_to, lost, seconds, stretch, verdict};
use crate::units::noun;

/// Gateways named for a transmission beyond those that matter, and interferers for a gateway.
const MOST_GATEWAYS: usize = 6;
const MOST_OTHERS: usize = 5;
/// Width of the column of times.
const TIME: usize = 12;
/// Why a device does not send at once.
const WAITS: &str = "waits in the device (duty cycle, or the frame before still on air)";

/// The diary of a message that is the `at`-th shown.
pub fn text(at: usize, of: usize, diary: &Diary) -> String {
    let place = diary.place.as_ref().map_or(String::new(), |place| format!(" at {place}"));
    let mut text =
        format!("{at} of {of}: {}{place}, born {}: {}\n", diary.device, diary.born, outcome(diary));
    text += &line(0.0, &format!("born with {} B", diary.payload_bytes));
    let mut free = 0.0;
    for sent in &diary.transmissions {
        text += &transmission(sent, free);
        free = sent.from_s + sent.airtime_s;
    }
    if diary.transmissions.is_empty() && diary.end.after_s > Some(0.0) {
        text += &indented(WAITS);
    }
    let telling = diary.copies.iter().position(|copy| tells(copy, diary)).unwrap_or(0);
    for (at, one) in diary.copies.iter().enumerate() {
        text += &if at == telling { copy(one) } else { copy_in_short(one) };
    }
    text + &end(diary)
}

/// The copy that decided what became of the message.
fn tells(copy: &Copy, diary: &Diary) -> bool {
    copy.fate == "delivered" || (copy.cause == diary.end.cause && copy.element == diary.end.element)
}

/// How it ended, in a word or two.
fn outcome(diary: &Diary) -> String {
    let end = &diary.end;
    match (end.cause, &end.element) {
        (Some(cause), Some(element)) => format!("{} at {element}", lost(cause)),
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
    format!("  {:>TIME$}  {text}\n", format!("+{}", seconds(after_s)))
}

/// A line under another.
fn indented(text: &str) -> String {
    format!("  {:>TIME$}  {text}\n", "")
}

fn transmission(sent: &Transmission, free: f64) -> String {
    let mut text = String::new();
    if sent.from_s > free {
        text += &indented(&format!("{WAITS} for {}", seconds(sent.from_s - free)));
    }
    text += &line(sent.from_s, &frame(sent));
    let heard = sent.receptions.iter().take_while(|one| one.lost != Some("out_of_range")).count();
    let shown = &sent.receptions[..heard.max(MOST_GATEWAYS).min(sent.receptions.len())];
    let width = shown.iter().map(|one| one.gateway.chars().count()).max().unwrap_or(0);
    text.extend(shown.iter().map(|one| reception(one, width)));
    text + &unseen(sent, shown.len())
}

fn frame(sent: &Transmission) -> String {
    let mut words = vec![format!("sent on {}", sent.radio)];
    words.extend(sent.data_rate.clone());
    words.extend(sent.frequency_mhz.map(|mhz| format!("{mhz} MHz")));
    words.extend(sent.frame_bytes.map(|bytes| format!("{bytes} B on the air")));
    words.extend((sent.airtime_s > 0.0).then(|| format!("{} airtime", seconds(sent.airtime_s))));
    words.join(", ")
}

/// Gateways that are not named.
fn unseen(sent: &Transmission, shown: usize) -> String {
    let more = sent.receptions.len() - shown;
    match (more, sent.least_dbm) {
        (0, Some(least)) if shown == 0 => {
            indented(&format!("  no gateway in reach: weaker than {} at every one", dbm(least)))
        }
        (0, _) => String::new(),
        (more, _) => {
            let gateways = noun(more as u64, "gateway", "gateways");
            indented(&format!("  and {more} more {gateways}, below sensitivity"))
        }
    }
}

fn reception(one: &Reception, width: usize) -> String {
    let power = one.power_dbm.map_or(String::new(), |level| format!("{:>11}  ", dbm(level)));
    let mut text = indented(&format!("  {:<width$}  {power}{}", one.gateway, verdict(one)));
    let Some(contest) = one.contest.as_ref().filter(|_| one.lost.is_some()) else { return text };
    let ratio = decibels(contest.ratio_db);
    text += &indented(&match contest.needed_db {
        Some(needed) => {
            let (needed, rule) = (decibels(needed), capture(contest.rule));
            format!("    signal to interference {ratio}, {needed} needed ({rule}):")
        }
        None => "    overlapped by:".to_string(),
    });
    text.extend(contest.others.iter().take(MOST_OTHERS).map(interferer));
    if contest.others.len() > MOST_OTHERS {
        text += &indented(&format!("      and {} more", contest.others.len() - MOST_OTHERS));
    }
    text
}

fn interferer(other: &Interferer) -> String {
    let Interferer { device, data_rate, power_dbm, together_s, .. } = other;
    indented(&format!("      {device}  {data_rate}  {}  {} together", dbm(*power_dbm), seconds(*together_s)))
}

fn through(one: &Copy) -> String {
    one.gateway.as_ref().map_or("copy".into(), |name| format!("copy through {name}"))
}

/// A copy's stretches beyond the radio, which all copies share.
fn copy(one: &Copy) -> String {
    let behind: Vec<&Stretch> = one.way.iter().filter(|s| !matches!(s.part, "access" | "airtime")).collect();
    let from = behind.first().map_or(one.end_s, |stretch| stretch.from_s);
    let mut text = line(from, &through(one));
    for one in behind {
        text += &line(one.from_s, &format!("  {}: {}", one.element, stretch(one)));
    }
    if one.fate == "dropped" {
        text += &line(one.end_s, &format!("  {}", dropped(one)));
    }
    text
}

/// The same in a line.
fn copy_in_short(one: &Copy) -> String {
    let fate = match one.fate {
        "duplicate" => "folded as a duplicate".to_string(),
        "dropped" => dropped(one),
        fate => fate.to_string(),
    };
    line(one.end_s, &format!("{}: {fate}", through(one)))
}

fn dropped(one: &Copy) -> String {
    let cause = one.cause.unwrap_or_default().replace('_', " ");
    let room = one.room.as_ref().map_or(String::new(), |room| format!(", {}", full(room)));
    let element = one.element.as_deref().unwrap_or_default();
    format!("dropped at {element} by {cause}{room}{}", due_to(one.due_to, element))
}

fn full(room: &Room) -> String {
    let (taken, size) = (words::count(room.taken), words::count(room.size));
    match room.unit {
        "B" => format!("{taken} of {size} B taken, this one has {} B", words::count(room.copy_bytes.into())),
        unit => format!("{taken} of {size} {unit} waiting"),
    }
}
