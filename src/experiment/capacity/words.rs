//! The answer in words: figures with as many digits as their interval knows, on the side that holds.

use super::growth::Part;
use super::results::{Answer, Broken, Capacity, GrownPath, Never, ShadowPrice};
use crate::experiment::results::Verdict;
use crate::experiment::review::Review;
use crate::measure::metrics::{Metric, Unit};
use crate::model::cause::CAUSES;
use crate::units::noun;

/// How it was searched.
pub const METHOD: &str = "bracketing and regula falsi on the logarithm of load, objectives on logit or logarithmic scale; \
    root by inverse regression between the two nearest loads (Osborne 1991) on common random numbers, 95 % interval by \
    the jackknife over replications (Miller 1974)";

/// "18 431", "11.77 ms", "0.42 kbit/s".
pub fn value(part: &Part, number: f64) -> String {
    match part.unit() {
        "count" => thousands(number),
        "time" => Unit::Seconds.write(number),
        "" => short(number),
        unit => format!("{} {unit}", short(number)),
    }
}

/// The same of a finished answer.
pub fn plain(capacity: &Capacity, number: f64) -> String {
    match capacity.grown[0].unit.as_str() {
        "count" => thousands(number),
        "time" => Unit::Seconds.write(number),
        "" => short(number),
        unit => format!("{} {unit}", short(number)),
    }
}

/// Thousands apart.
pub fn thousands(number: f64) -> String {
    let digits = format!("{:.0}", libm::fabs(number));
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    format!("{}{}", if number < 0.0 { "-" } else { "" }, groups.join(" "))
}

fn short(number: f64) -> String {
    Unit::Number.write(number)
}

/// "18 400 ± 300 meters": the value goes down (an interval: up) to the last digit that its interval knows, and the spread
/// is to the farther end of it.
pub fn amount(capacity: &Capacity, root: f64, [low, high]: [f64; 2]) -> String {
    let grown = &capacity.grown[0];
    let half = libm::fmax(high - root, root - low);
    let (scale, unit) = match grown.unit.as_str() {
        "count" => (1.0, String::new()),
        "time" => scale(root),
        unit => (1.0, format!(" {unit}")),
    };
    let (root, half) = (root / scale, half / scale);
    let digit = if half > 0.0 { libm::exp10(libm::floor(libm::log10(half))) } else { 1e-9 };
    let digit = if grown.unit == "count" { libm::fmax(digit, 1.0) } else { digit };
    let safe = if grown.shrinks { libm::ceil(root / digit - 1e-6) } else { libm::floor(root / digit + 1e-6) };
    let places = libm::fmax(0.0, -libm::log10(digit)).ceil() as usize;
    let write = |number: f64| match grown.unit.as_str() {
        "count" => thousands(number),
        _ => format!("{number:.places$}"),
    };
    let value = write(safe * digit);
    let same = grown.unit == "count" && libm::floor(low) == libm::floor(high);
    let spread = match half > 0.0 && !same {
        true => format!(" ± {}", write(libm::ceil(half / digit) * digit)),
        false => String::new(),
    };
    let value = if half > 0.0 || grown.unit == "count" { value } else { short(root) };
    match grown.unit.as_str() {
        "count" => format!("{value}{spread} {}", capacity.things),
        _ => format!("{} {value}{spread}{unit}", grown.path),
    }
}

fn scale(seconds: f64) -> (f64, String) {
    const UNITS: [(&str, f64); 6] =
        [("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)];
    let fits = UNITS.into_iter().find(|(_, factor)| seconds >= *factor).unwrap_or(UNITS[5]);
    (fits.1, format!(" {}", fits.0))
}

/// "+268 %", "-12 %".
pub fn percent(share: f64) -> String {
    let size = libm::fabs(100.0 * share);
    // 9.96 is written 10
    let places = usize::from(size < 9.95);
    format!("{}{size:.places$} %", if share < 0.0 { "-" } else { "+" })
}

/// Fills the headline and what else is to be said.
pub fn say(capacity: &mut Capacity) {
    capacity.headline = headline(capacity);
    capacity.review = review(capacity);
    let mut said: Vec<String> = capacity.never.iter().map(|never| never_said(capacity, never)).collect();
    said.extend(not_judged(capacity));
    said.extend(headroom(capacity));
    said.extend(left_out(capacity));
    said.extend(not_searched(capacity));
    said.extend(turns(capacity));
    said.extend(tie(capacity));
    said.extend(prices(capacity));
    said.append(&mut capacity.said);
    capacity.said = said;
}

fn headline(capacity: &Capacity) -> String {
    let held = held(capacity);
    let up_to = |first: &Broken| {
        format!("{}; then {}", amount(capacity, first.root, first.ci), breaks(capacity, first))
    };
    let none_left_out = capacity.left_out.is_empty() && capacity.not_judged.is_empty();
    match (capacity.breaks.first(), capacity.never.len()) {
        (_, 0) if held == 0 => {
            "No answer: nothing is observed by which an objective could be judged".to_string()
        }
        (Some(first), 0) if none_left_out => up_to(first),
        (Some(first), 0) => format!("{} up to {}", hold(held, capacity), up_to(first)),
        (None, 0) => format!("No limit found: {} up to {}", hold(held, capacity), reach(capacity)),
        (_, never) if held == 0 => match (capacity.objectives.len(), silent(capacity)) {
            (1, _) => "No load keeps the objective".to_string(),
            (_, 0) => "No load keeps any of the objectives".to_string(),
            _ => format!(
                "No load keeps the {} that can be judged",
                noun(never as u64, "objective", "objectives")
            ),
        },
        (Some(first), _) => {
            format!("No load keeps all objectives; {} up to {}", hold(held, capacity), up_to(first))
        }
        (None, _) => format!(
            "No load keeps all objectives; {} up to {} at least",
            hold(held, capacity),
            reach(capacity)
        ),
    }
}

/// Objectives that some load keeps.
fn held(capacity: &Capacity) -> usize {
    capacity.objectives.len().saturating_sub(capacity.never.len() + silent(capacity))
}

/// Objectives of which nothing is observed at any load looked at.
fn silent(capacity: &Capacity) -> usize {
    capacity.not_judged.iter().filter(|one| one.from.is_none()).count()
}

/// Whether the file's load is one at which an objective is not judged.
pub fn is_judged(capacity: &Capacity) -> bool {
    capacity.not_judged.is_empty()
}

/// "alarms-arrive, alarms-in-time: cannot be judged, as nothing is observed up to 20 000 meters, 4 times the load of the file;
/// a longer study.duration or more devices would tell".
fn not_judged(capacity: &Capacity) -> Vec<String> {
    let mut silent: Vec<&str> = Vec::new();
    let mut up_to = None;
    let mut said = Vec::new();
    for one in &capacity.not_judged {
        match &one.from {
            None => {
                silent.push(&one.objective);
                up_to = Some(&one.up_to);
            }
            Some(from) => said.push(format!(
                "{}: nothing is observed at the file's load, so it is not said to hold there; it is judged from {} on",
                one.objective,
                named(capacity, &from.text)
            )),
        }
    }
    if let Some(up_to) = up_to {
        let load = match up_to.factor > 1.0 {
            true => format!("up to {}, {}", named(capacity, &up_to.text), times(up_to.factor)),
            false => "at the load of the file".to_string(),
        };
        let names = silent.join(", ");
        said.insert(
            0,
            format!(
                "{names}: cannot be judged, as nothing is observed {load}; a longer study.duration or more devices would tell"
            ),
        );
    }
    said
}

/// "4 times the load of the file".
fn times(factor: f64) -> String {
    format!("{} times the load of the file", Unit::Number.write(factor))
}

/// "all objectives hold", "2 of 4 hold".
fn hold(held: usize, capacity: &Capacity) -> String {
    match capacity.objectives.len() {
        1 if capacity.left_out.is_empty() => "the objective holds".to_string(),
        all if held < all && capacity.never.is_empty() => {
            format!(
                "{held} of {} objectives {}",
                all + capacity.left_out.len(),
                noun(held as u64, "holds", "hold")
            )
        }
        all if all == held => match capacity.left_out.len() {
            0 => "all objectives hold".to_string(),
            out => format!("{held} of {} objectives {}", all + out, noun(held as u64, "holds", "hold")),
        },
        all if held == 1 => format!("1 of {all} holds"),
        all => format!("{held} of {all} hold"),
    }
}

/// "Not asked for: alarms-arrive, core-has-room".
fn left_out(capacity: &Capacity) -> Option<String> {
    let names = &capacity.left_out;
    (!names.is_empty()).then(|| format!("Not asked for: {}", names.join(", ")))
}

/// "Not asked for (--brief): where b, c break".
fn not_searched(capacity: &Capacity) -> Option<String> {
    let names = &capacity.not_searched;
    let why = if capacity.brief { "Not asked for (--brief)" } else { "Not searched, as others break before" };
    let verb = noun(names.len() as u64, "breaks", "break");
    (!names.is_empty()).then(|| format!("{why}: where {} {verb}", names.join(", ")))
}

fn reach(capacity: &Capacity) -> String {
    let searched = &capacity.searched;
    format!("{}, {}", named(capacity, &searched.text), times(searched.factor))
}

/// "18 431 meters", "devices.meters.message.every 12 min".
pub fn named(capacity: &Capacity, text: &str) -> String {
    match capacity.grown[0].unit.as_str() {
        "count" => format!("{text} {}", capacity.things),
        _ => format!("{} {text}", capacity.grown[0].path),
    }
}

/// "readings-arrive (delivery ratio of devices.meters >= 98 %) is missed at any load: 89.3 % at the file's, 89.5 % at 5
/// meters; loss at radio.lora (out of range)".
fn never_said(capacity: &Capacity, never: &Never) -> String {
    let asked = capacity.objectives.iter().find(|asked| asked.name == never.objective);
    let of = asked.map_or(String::new(), |asked| format!(" ({})", asked.said()));
    let unit = asked.and_then(|asked| Metric::named(&asked.metric)).map(|metric| metric.info().unit);
    let write = |value: Option<f64>| value.zip(unit).map(|(value, unit)| unit.write(value));
    let down = named(capacity, &never.down_to.text);
    let figures = match (write(never.value), write(never.least)) {
        (Some(value), Some(least)) => format!(": {value} at the file's, {least} at {down}"),
        _ => format!(", down to {down}"),
    };
    let from = match (&never.element, &never.cause) {
        (Some(element), Some(cause)) => format!("; loss at {element} ({})", cause.replace('_', " ")),
        (Some(element), None) => format!("; {element}"),
        (None, _) => String::new(),
    };
    let where_to = match &never.holds_at {
        Some(at) => {
            format!("at any load that the others allow (alone it holds at {})", named(capacity, &at.text))
        }
        None => "at any load".to_string(),
    };
    format!("{}{of} is missed {where_to}{figures}{from}", never.objective)
}

/// "links.lte breaks lte-has-room (utilisation busy hour <= 70 %)".
fn breaks(capacity: &Capacity, broken: &Broken) -> String {
    let asked = capacity.objectives.iter().find(|asked| asked.name == broken.objective);
    let limit = asked.map_or(String::new(), |asked| format!(" ({})", asked.said()));
    let cause = broken.cause.as_ref().and_then(|name| CAUSES.iter().find(|row| row.name == name));
    match (&broken.element, cause) {
        (Some(element), Some(row)) => {
            format!("loss at {element} ({}) breaks {}{limit}", row.name.replace('_', " "), broken.objective)
        }
        (Some(element), None) => format!("{element} breaks {}{limit}", broken.objective),
        (None, _) => format!("{}{limit} breaks", broken.objective),
    }
}

/// A path's value in the file: "5 000", "1 h".
pub fn from(grown: &GrownPath) -> String {
    let count = grown.from.parse().ok().filter(|_| grown.unit == "count");
    count.map_or(grown.from.clone(), thousands)
}

fn headroom(capacity: &Capacity) -> Option<String> {
    let first = capacity.breaks.first()?;
    let [low, high] = first.factor_ci.map(|factor| percent(factor - 1.0));
    let from = from(&capacity.grown[0]);
    let all_one = low == high && low == percent(first.factor - 1.0);
    let range = if all_one { String::new() } else { format!(" ({low} to {high})") };
    let (root, others) = (first.factor - 1.0, if capacity.never.is_empty() { "" } else { " of the others" });
    Some(match first.factor_ci {
        [_, high] if high < 1.0 => {
            format!("The load of the file ({from}) is too much by {}{range}", percent(-root).replace('+', ""))
        }
        _ => format!("Headroom{others} over the file's {from}: {} in load{range}", percent(root)),
    })
}

/// What holds at large loads only.
fn turns(capacity: &Capacity) -> Option<String> {
    let [missed, holds] = capacity.answer.as_ref()?.holds_from.as_ref()?;
    Some(format!(
        "Not at every smaller load: objectives are missed at {} and hold from {} on",
        missed.text, holds.text
    ))
}

/// The state of the file's load.
pub fn state(capacity: &Capacity) -> Verdict {
    let turned = |answer: &Answer| answer.holds_from.as_ref().is_some_and(|[_, from]| from.factor > 1.0);
    match &capacity.answer {
        _ if !capacity.never.is_empty() => Verdict::Missed,
        None if capacity.breaks.is_empty() && is_judged(capacity) => Verdict::Met,
        None if capacity.breaks.is_empty() => Verdict::AtRisk,
        None => Verdict::Missed,
        Some(answer) if answer.headroom_ci[1] < 0.0 || turned(answer) => Verdict::Missed,
        Some(answer) if answer.headroom_ci[0] < 0.0 || !is_judged(capacity) => Verdict::AtRisk,
        Some(_) => Verdict::Met,
    }
}

/// "+268 % (+260 % to +276 %) until links.lte".
fn review(capacity: &Capacity) -> Review {
    let until = capacity.breaks.first().map(|first| first.element.as_ref().unwrap_or(&first.objective));
    let mut text = match (&capacity.answer, until, capacity.never.first()) {
        (_, _, Some(never)) => format!("none: {} is missed at any load", never.objective),
        (Some(answer), Some(until), _) => {
            let [low, high] = answer.headroom_ci.map(percent);
            let range = if low == high { String::new() } else { format!(" ({low} to {high})") };
            format!("{}{range} until {until}", percent(answer.headroom))
        }
        _ => format!("more than {}", percent(capacity.searched.factor - 1.0)),
    };
    let silent = silent(capacity);
    if silent == capacity.objectives.len() {
        text = "none: nothing is observed".to_string();
    } else if silent + capacity.left_out.len() > 0 {
        let all = capacity.objectives.len() + capacity.left_out.len();
        text += &format!(", for {} of {all} objectives", capacity.objectives.len().saturating_sub(silent));
    }
    Review { text, state: state(capacity) }
}

fn tie(capacity: &Capacity) -> Option<String> {
    let answer = capacity.answer.as_ref().filter(|answer| !answer.tie.is_empty())?;
    let element = capacity.breaks.first()?.element.as_deref()?;
    Some(format!(
        "A tie: {element} and {} bind at the same load or within a tenth of it; widening one alone brings little",
        answer.tie.join(", ")
    ))
}

fn prices(capacity: &Capacity) -> Vec<String> {
    capacity.shadow_prices.iter().map(|price| said(capacity, price)).collect()
}

/// "links.lte 10 % wider (its rate from 2 Mbit/s to 2.2 Mbit/s): +8.1 % ± 0.2 %, 19 900 meters; then platform.ingest binds".
pub fn said(capacity: &Capacity, price: &ShadowPrice) -> String {
    let Some(gain) = price.gain else {
        return format!("{}: no shadow price, {}", price.element, price.note);
    };
    let spread =
        price.ci.map_or(String::new(), |[low, high]| format!(" ({} to {})", percent(low), percent(high)));
    let at = price.at.as_ref().map_or(String::new(), |at| format!(", {}", named(capacity, &at.text)));
    let then = price.then.as_ref().map_or(String::new(), |then| format!("; then {then} binds"));
    format!("{} wider ({}): {}{spread}{at}{then}", price.element, price.how, percent(gain))
}

/// "1 load", "12 loads".
pub fn loads(number: u64) -> String {
    format!("{number} {}", noun(number, "load", "loads"))
}
