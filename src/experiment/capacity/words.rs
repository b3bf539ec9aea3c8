//! The answer in words: figures with as many digits as their interval knows, on the side that holds.

use super::growth::Part;
use super::results::{Asked, Broken, Capacity, ShadowPrice};
use crate::experiment::compare::words::metric;
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

/// "18 400 ± 300 meters": the value goes down (an interval: up) to the last digit that its interval knows.
pub fn amount(capacity: &Capacity, root: f64, [low, high]: [f64; 2]) -> String {
    let grown = &capacity.grown[0];
    let half = (high - low) / 2.0;
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
    let places = usize::from(size < 10.0);
    format!("{}{size:.places$} %", if share < 0.0 { "-" } else { "+" })
}

/// Fills the headline and what else is to be said.
pub fn say(capacity: &mut Capacity) {
    capacity.headline = headline(capacity);
    let mut said = Vec::new();
    said.extend(headroom(capacity));
    said.extend(tie(capacity));
    said.extend(prices(capacity));
    said.append(&mut capacity.said);
    capacity.said = said;
}

fn headline(capacity: &Capacity) -> String {
    let missed: Vec<String> = capacity.never.iter().map(|never| never_said(capacity, never)).collect();
    match (&capacity.answer, capacity.breaks.first(), missed.is_empty()) {
        (Some(answer), Some(first), _) => {
            format!("{}; then {}", amount(capacity, answer.root, answer.ci), breaks(capacity, first))
        }
        (None, Some(first), false) => format!(
            "No load keeps all objectives: {}. The others hold up to {}; then {}",
            missed.join("; "),
            amount(capacity, first.root, first.ci),
            breaks(capacity, first)
        ),
        (_, None, false) if capacity.never.len() == capacity.objectives.len() => {
            format!("No load keeps the objectives: {}", missed.join("; "))
        }
        (_, None, false) => format!(
            "No load keeps all objectives: {}. The others hold up to {} at least",
            missed.join("; "),
            reach(capacity)
        ),
        _ => format!("No limit found: all objectives hold up to {}", reach(capacity)),
    }
}

fn reach(capacity: &Capacity) -> String {
    let searched = &capacity.searched;
    format!(
        "{}, {} times the load of the file",
        named(capacity, &searched.text),
        Unit::Number.write(searched.factor)
    )
}

/// "18 431 meters", "devices.meters.message.every 12 min".
pub fn named(capacity: &Capacity, text: &str) -> String {
    match capacity.grown[0].unit.as_str() {
        "count" => format!("{text} {}", capacity.things),
        _ => format!("{} {text}", capacity.grown[0].path),
    }
}

fn never_said(capacity: &Capacity, never: &super::results::Never) -> String {
    let asked = capacity.objectives.iter().find(|asked| asked.name == never.objective);
    let of = asked.map_or(String::new(), |asked| format!(" ({})", limit(asked)));
    let unit = asked.and_then(|asked| Metric::named(&asked.metric)).map(|metric| metric.info().unit);
    let value =
        never.value.zip(unit).map(|(value, unit)| format!(" ({} at the file's load)", unit.write(value)));
    let down = named(capacity, &never.down_to.text);
    format!("{}{of} is missed at any load, down to {down}{}", never.objective, value.unwrap_or_default())
}

/// "links.lte breaks lte-has-room (utilisation busy hour <= 70 %)".
fn breaks(capacity: &Capacity, broken: &Broken) -> String {
    let asked = capacity.objectives.iter().find(|asked| asked.name == broken.objective);
    let limit = asked.map_or(String::new(), |asked| format!(" ({})", limit(asked)));
    let cause = broken.cause.as_ref().and_then(|name| CAUSES.iter().find(|row| row.name == name));
    match (&broken.element, cause) {
        (Some(element), Some(row)) => {
            format!("loss at {element} ({}) breaks {}{limit}", row.name.replace('_', " "), broken.objective)
        }
        (Some(element), None) => format!("{element} breaks {}{limit}", broken.objective),
        (None, _) => format!("{}{limit} breaks", broken.objective),
    }
}

/// "delivery ratio of devices.meters >= 98 %".
pub fn limit(asked: &Asked) -> String {
    format!("{} of {} {}", metric(&asked.metric), asked.of, asked.limit)
}

fn headroom(capacity: &Capacity) -> Option<String> {
    let answer = capacity.answer.as_ref()?;
    let [low, high] = answer.headroom_ci.map(percent);
    let from = &capacity.grown[0].from;
    let range = if answer.exact { String::new() } else { format!(" ({low} to {high})") };
    Some(match answer.headroom_ci {
        [_, high] if high < 0.0 => {
            format!(
                "The load of the file ({from}) is too much by {}{range}",
                percent(-answer.headroom).replace('+', "")
            )
        }
        _ => format!("Headroom over the file's {from}: {} in load{range}", percent(answer.headroom)),
    })
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
