//! Diaries as timelines: a lane for each gateway with those who interfered there, then the hops of the copy that came
//! furthest, then the other copies.

use super::super::figure::{Dash, Key, Mark, Stroke};
use super::super::format::plural;
use super::super::printed::printed;
use super::super::style::{self, Color};
use super::axis;
use super::figure::{Bar, Lane, Timeline};
use crate::experiment::results::Verdict;
use crate::experiment::trace::diary::{Copy, Diary, Interferer, Reception, Stretch, Trace, Transmission};
use crate::experiment::trace::words;
use crate::model::radio::lorawan::Capture;

/// Gateways of a transmission, interferers of a gateway, hops, further copies: at most so many lanes each.
const GATEWAYS: usize = 5;
const OTHERS: usize = 3;
const HOPS: usize = 8;
const COPIES: usize = 3;

/// The timeline of a message.
pub fn of(trace: &Trace, diary: &Diary) -> Timeline {
    let own = class_color(trace, &diary.device);
    let mut lanes = Vec::new();
    for sent in &diary.transmissions {
        lanes.extend(gateways(trace, sent, own));
    }
    lanes.extend(ways(diary, own));
    let (from, to) = window(diary, &lanes);
    let (wait, since) = waited(diary, from, to);
    lanes.splice(0..0, wait);
    let place = diary.place.as_ref().map_or(String::new(), |place| format!(" at {place}"));
    let (word, color) = outcome(diary);
    Timeline {
        title: format!("{}{place} · {}", diary.device, diary.born),
        word,
        color,
        note: sentence(diary, &since),
        x: axis::between(from, to),
        lanes,
        end: diary.end.after_s,
        deadline: diary.deadline_s.filter(|at| (from..=to).contains(at)),
    }
}

/// What the colours mean.
pub fn legend(trace: &Trace, lines: &[Timeline]) -> Vec<Key> {
    if lines.is_empty() {
        return Vec::new();
    }
    let own = trace.messages.first().map_or(style::LOAD, |diary| class_color(trace, &diary.device));
    let classes = shown_classes(trace, lines.len());
    let bars = || lines.iter().flat_map(|line| &line.lanes).flat_map(|lane| &lane.bars);
    let drawn = |color: Color| bars().any(|bar| !bar.hollow && bar.color == color);
    let several = classes.len() > 1;
    let whose = |name: &str| if several { format!("{name}: ") } else { String::new() };
    let mut known: Vec<(Color, String)> = Vec::new();
    for (name, color) in &classes {
        known.push((*color, whose(name) + "its frame on the air; sent or served"));
        known.push((faint(*color), whose(name) + "its frame where it is too weak"));
    }
    let others =
        [(PROPAGATION, "propagation"), (WAIT, "waiting"), (DOWN, "waiting while the element is down")];
    known.extend(others.map(|(color, words)| (color, words.to_string())));
    let keys = known.into_iter().filter(|(color, _)| drawn(*color));
    let mut keys: Vec<Key> = keys.map(|(color, words)| Key::new(Mark::Fill(color), words)).collect();
    if lines.iter().any(|line| line.deadline.is_some()) {
        keys.push(Key::new(Mark::Line(DEADLINE), "deadline"));
    }
    if bars().any(|bar| bar.hollow) {
        keys.push(Key::new(Mark::Hollow(own), "frames of others that overlap it, in their class's colour"));
        let rule = trace.messages.iter().find_map(rule);
        keys.extend(
            rule.map(|rule| Key::new(Mark::Note, format!("dB short: a ratio {}", words::capture(rule)))),
        );
    }
    keys
}

/// The classes of the messages that are drawn, with their colours.
fn shown_classes(trace: &Trace, lines: usize) -> Vec<(String, Color)> {
    let mut classes: Vec<(String, Color)> = Vec::new();
    for diary in trace.messages.iter().take(lines) {
        let name = diary.device.split(':').next().unwrap_or_default();
        if classes.iter().all(|(known, _)| known != name) {
            classes.push((name.to_string(), class_color(trace, &diary.device)));
        }
    }
    classes
}

/// How the ratios that broke a message are formed.
fn rule(diary: &Diary) -> Option<Capture> {
    let receptions = diary.transmissions.iter().flat_map(|sent| &sent.receptions);
    receptions
        .filter(|one| one.lost.is_some())
        .find_map(|one| one.contest.as_ref())
        .map(|contest| contest.rule)
}

/// A message is late beyond this line.
pub const DEADLINE: Stroke = Stroke { color: style::INK, width: 1.0, dash: Dash::Dotted };
const WAIT: Color = style::EDGE;
/// Of no class, so that it is not taken for a frame.
const PROPAGATION: Color = style::LOAD;
const DOWN: Color = style::DOWN;

fn faint(color: Color) -> Color {
    style::mix(color, style::WHITE, 0.55)
}

/// By the name of a device, "meters:17".
fn class_color(trace: &Trace, device: &str) -> Color {
    let class = device.split(':').next().unwrap_or_default();
    trace.classes.iter().position(|name| name == class).map_or(style::LOAD, |at| style::class(at).0)
}

fn outcome(diary: &Diary) -> (String, Color) {
    let (met, missed) = (style::state(Verdict::Met, false).1, style::state(Verdict::Missed, false).1);
    match (diary.end.fate, diary.end.cause) {
        ("lost", Some("expired")) => (style::cause_label("expired"), style::state(Verdict::AtRisk, false).1),
        ("lost", Some(cause)) => {
            (diary.managed().unwrap_or(format!("lost: {}", style::cause_label(cause))), missed)
        }
        ("delivered", _) => ("delivered".into(), met),
        (other, _) => (other.replace('_', " "), style::SUB),
    }
}

/// Where and why it ended, its frame, and how long it waited before.
fn sentence(diary: &Diary, since: &str) -> String {
    let end = &diary.end;
    let mut parts = Vec::new();
    match (&end.element, end.after_s) {
        (Some(element), Some(after)) => {
            parts.push(format!("{} after {}", short(element), words::seconds(after)))
        }
        (None, Some(after)) => parts.push(format!("after {}", words::seconds(after))),
        _ => {}
    }
    parts.extend(end.note.as_deref().map(without_levels));
    if let Some(sent) = diary.transmissions.last() {
        parts.extend(frame(sent));
    }
    if !since.is_empty() {
        parts.push(since.to_string());
    }
    printed(&parts.join(" · "))
}

/// Without the data rate and level in brackets, which the lanes show.
fn without_levels(note: &str) -> String {
    match (note.find(" ("), note.find(" dBm)")) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &note[..from], &note[to + " dBm)".len()..]),
        _ => note.to_string(),
    }
}

fn frame(sent: &Transmission) -> Option<String> {
    let (rate, mhz) = (sent.data_rate.as_ref()?, sent.frequency_mhz?);
    Some(format!("{rate} at {mhz:.1} MHz, {} on the air", words::seconds(sent.airtime_s)))
}

/// Gateways where it got furthest, with those who interfered there, and how many more there are.
fn gateways(trace: &Trace, sent: &Transmission, own: Color) -> Vec<Lane> {
    let bar = |color| Bar { from: sent.from_s, to: sent.from_s + sent.airtime_s, color, hollow: false };
    let mut lanes = Vec::new();
    for one in sent.receptions.iter().take(GATEWAYS) {
        let power = one.power_dbm.map_or(String::new(), |level| format!("{} · ", words::dbm(level)));
        let color = match one.lost {
            None => style::state(Verdict::Met, false).1,
            Some("out_of_range") => style::SUB,
            Some(_) => style::state(Verdict::Missed, false).1,
        };
        let frame = if one.lost == Some("out_of_range") { faint(own) } else { own };
        let note = printed(format!("{power}{}", verdict(one)).trim());
        let label = short(&one.gateway).to_string();
        lanes.push(Lane { label, under: false, bars: vec![bar(frame)], note, color });
        lanes.extend(interferers(trace, one));
    }
    let more = sent.receptions.get(GATEWAYS..).unwrap_or_default();
    if !more.is_empty() {
        let weak =
            if more.iter().all(|one| one.lost == Some("out_of_range")) { ", below sensitivity" } else { "" };
        lanes.push(remark(format!(
            "and {}{weak}",
            plural(more.len() as u64, "more gateway", "more gateways")
        )));
    }
    lanes
}

/// A gateway without its family name.
fn short(gateway: &str) -> &str {
    gateway.strip_prefix("gateways.").unwrap_or(gateway)
}

/// Without what the lane below it says.
fn verdict(one: &Reception) -> String {
    match (one.lost, one.margin_db) {
        (None, Some(margin)) => format!("heard, margin {}", words::decibels(margin)),
        _ => words::verdict(one),
    }
}

fn interferers(trace: &Trace, one: &Reception) -> Vec<Lane> {
    let Some(contest) = &one.contest else { return Vec::new() };
    // of a frame that came through, only the one that came nearest to it
    let most = if one.lost.is_some() { OTHERS } else { 1 };
    let spare = contest.short_db.filter(|_| one.lost.is_none());
    let spare = spare.map_or(String::new(), |short| format!(" · {} to spare", words::decibels(-short)));
    let lane = |other: &Interferer| Lane {
        label: format!("{} {}", other.device, other.data_rate),
        under: true,
        bars: vec![Bar {
            from: other.from_s,
            to: other.to_s,
            color: class_color(trace, &other.device),
            hollow: true,
        }],
        note: printed(format!("{}{spare}", words::dbm(other.power_dbm)).trim()),
        color: style::SUB,
    };
    let mut lanes: Vec<Lane> = contest.others.iter().take(most).map(lane).collect();
    if contest.others.len() > most && one.lost.is_some() {
        let more = (contest.others.len() - most) as u64;
        lanes.push(remark(format!("and {}", plural(more, "more frame", "more frames"))));
    }
    lanes
}

fn remark(note: String) -> Lane {
    Lane { label: note, under: true, bars: Vec::new(), note: String::new(), color: style::SUB }
}

/// The hops of the copy that came furthest, then the others in a lane each.
fn ways(diary: &Diary, own: Color) -> Vec<Lane> {
    let furthest = diary.copies.iter().position(|copy| copy.fate == "delivered").or_else(|| {
        let dropped = |copy: &Copy| copy.cause == diary.end.cause && copy.element == diary.end.element;
        diary.copies.iter().position(dropped)
    });
    let mut lanes = furthest.map_or(Vec::new(), |at| hops(&diary.copies[at], own));
    let rest: Vec<&Copy> = diary
        .copies
        .iter()
        .enumerate()
        .filter(|(at, _)| Some(*at) != furthest)
        .map(|(_, copy)| copy)
        .collect();
    lanes.extend(rest.iter().take(COPIES).map(|copy| whole(copy, own)));
    if rest.len() > COPIES {
        let more = (rest.len() - COPIES) as u64;
        lanes.push(remark(format!("and {}", plural(more, "more copy", "more copies"))));
    }
    lanes
}

fn behind(copy: &Copy) -> impl Iterator<Item = &Stretch> {
    copy.way.iter().filter(|stretch| !matches!(stretch.part, "access" | "airtime"))
}

/// "waiting 12 min (10 min down)": as short as a lane needs it.
fn spent(stretch: &Stretch) -> String {
    let text = format!("{} {}", stretch.part, words::seconds(stretch.span_s));
    match stretch.down_s() {
        down if down <= 0.0 => text,
        down if down >= 0.999 * stretch.span_s => format!("{text} (all down)"),
        down => format!("{text} ({} down)", words::seconds(down)),
    }
}

/// The stretch, and over it when its element was down.
fn bars(stretch: &Stretch, own: Color) -> Vec<Bar> {
    let color = match stretch.part {
        "propagation" => PROPAGATION,
        part if part.starts_with("waiting") || matches!(part, "de-duplication" | "aggregation") => WAIT,
        _ => own,
    };
    let bar = |from, to, color| Bar { from, to, color, hollow: false };
    let whole = bar(stretch.from_s, stretch.from_s + stretch.span_s, color);
    let down = stretch.down.iter().map(|[from, to]| bar(*from, *to, DOWN));
    std::iter::once(whole).chain(down).collect()
}

fn hops(copy: &Copy, own: Color) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for stretch in behind(copy) {
        let text = spent(stretch);
        match lanes.last_mut().filter(|lane| lane.label == stretch.element) {
            Some(lane) => {
                lane.bars.extend(bars(stretch, own));
                lane.note += &format!(", {text}");
            }
            None => lanes.push(Lane {
                label: stretch.element.clone(),
                under: false,
                bars: bars(stretch, own),
                note: text,
                color: style::SUB,
            }),
        }
    }
    lanes.truncate(HOPS);
    if let (Some(element), Some(cause)) = (&copy.element, copy.cause) {
        let note = dropped(copy, cause);
        let color = style::state(Verdict::Missed, false).1;
        match lanes.last_mut().filter(|lane| lane.label == *element) {
            Some(lane) => (lane.note, lane.color) = (format!("{note}, {}", lane.note), color),
            None => lanes.push(Lane { label: element.clone(), under: false, bars: Vec::new(), note, color }),
        }
    }
    lanes.iter_mut().for_each(|lane| lane.note = printed(&lane.note));
    lanes
}

/// "dropped by CoDel", or the cause with what stood behind it.
fn dropped(copy: &Copy, cause: &str) -> String {
    words::dropped_by(copy.due_to).unwrap_or_else(|| {
        let behind = words::due_to(copy.due_to, copy.element.as_deref().unwrap_or_default());
        format!("dropped: {}{behind}", style::cause_label(cause))
    })
}

/// A copy in one lane.
fn whole(copy: &Copy, own: Color) -> Lane {
    let gateway = short(copy.gateway.as_deref().unwrap_or("others"));
    let fate = match (copy.fate, copy.cause) {
        ("dropped", Some(cause)) => dropped(copy, cause),
        (fate, _) => fate.to_string(),
    };
    let bars = behind(copy).flat_map(|stretch| bars(stretch, own)).collect();
    let note = format!("{fate} after {}", words::seconds(copy.end_s));
    Lane { label: format!("copy of {gateway}"), under: true, bars, note, color: style::SUB }
}

/// From when to when: all lanes, but of the others' frames only what lies near, and not a long wait before the first frame.
fn window(diary: &Diary, lanes: &[Lane]) -> (f64, f64) {
    let first = diary.transmissions.first().map_or(0.0, |sent| sent.from_s);
    let airtime = diary.transmissions.iter().map(|sent| sent.airtime_s).fold(0.0, libm::fmax);
    let bars = || lanes.iter().flat_map(|lane| &lane.bars);
    let frames_end = diary.transmissions.last().map_or(0.0, |sent| sent.from_s + sent.airtime_s);
    let ways = diary.copies.iter().map(|copy| copy.end_s).chain(diary.end.after_s);
    let last = ways.fold(frames_end, libm::fmax);
    let early = bars().map(|bar| bar.from).fold(first, libm::fmin);
    let late = bars().map(|bar| bar.to).fold(last, libm::fmax);
    let to = libm::fmin(late, libm::fmax(last, frames_end + airtime / 2.0));
    let start = if first > 1.5 * (to - first) { first - 0.06 * (to - first) } else { 0.0 };
    let from = libm::fmin(start, libm::fmax(early, first - airtime / 2.0));
    (from, to + 0.02 * (to - from))
}

/// The wait in the device: a lane, or a remark where the axis begins after it.
fn waited(diary: &Diary, from: f64, to: f64) -> (Vec<Lane>, String) {
    // one that was never sent waited to its end
    let first = diary.transmissions.first().map_or(diary.end.after_s.unwrap_or(to), |sent| sent.from_s);
    if first <= 0.0 {
        return (Vec::new(), String::new());
    }
    let text = format!("waits {} to send", words::seconds(first));
    if from > 0.0 {
        return (Vec::new(), format!("{text}, not drawn"));
    }
    let bars = vec![Bar { from: 0.0, to: first, color: WAIT, hollow: false }];
    let lane = Lane { label: "in the device".into(), under: false, bars, note: text, color: style::SUB };
    (vec![lane], String::new())
}
