//! The objectives in the order in which they break, and what a wider element would bring.

use super::super::figure::{Cell, Figure};
use super::super::format;
use super::super::printed::printed;
use crate::experiment::capacity::results::{Broken, Capacity, Never, NotJudged, ShadowPrice};
use crate::experiment::capacity::words;
use crate::experiment::question::Asked;
use crate::experiment::results::Verdict;

/// Rows at most.
const MOST: usize = 9;

/// Of what was not searched.
const NOT_ASKED: &str = "not asked for (--brief)";

/// Rows of the longer table.
pub fn rows(capacity: &Capacity) -> usize {
    capacity.objectives.len().min(MOST + 1).max(capacity.shadow_prices.len())
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

/// At the file's load; of what was searched and did not break it is known.
fn now(capacity: &Capacity, name: &str) -> Verdict {
    let at = capacity.objectives.iter().position(|asked| asked.name == name);
    let file = capacity.places.iter().find(|place| place.at.factor == 1.0);
    let holds = at.zip(file).and_then(|(at, file)| file.holds.get(at).copied().flatten());
    match holds {
        _ if !capacity.not_searched.iter().any(|one| one == name) => Verdict::Met,
        Some(true) => Verdict::Met,
        Some(false) => Verdict::Missed,
        None => Verdict::AtRisk,
    }
}

/// In the order in which they break; what never holds first, what was not seen to break last.
pub fn objectives(capacity: &Capacity) -> Figure {
    let of = |name: &str| capacity.objectives.iter().find(|asked| asked.name == name);
    let silent = |name: &str| capacity.not_judged.iter().any(|one| one.objective == name);
    let never = |never: &Never| {
        let element = behind(&never.element, &never.cause);
        vec![
            Cell::State(Verdict::Missed, false),
            text(&never.objective),
            limit(of(&never.objective)),
            text(element),
            text("at any load"),
        ]
    };
    let breaks = |broken: &Broken| {
        let element = behind(&broken.element, &broken.cause);
        let ends = broken.ci.map(|end| words::plain(capacity, end));
        let range = if ends[0] == ends[1] { ends[0].clone() } else { format!("{} to {}", ends[0], ends[1]) };
        let state = if broken.factor_ci[1] < 1.0 {
            Verdict::Missed
        } else if silent(&broken.objective) || broken.factor_ci[0] < 1.0 {
            Verdict::AtRisk
        } else {
            Verdict::Met
        };
        vec![
            Cell::State(state, false),
            text(&broken.objective),
            limit(of(&broken.objective)),
            text(element),
            text(range),
        ]
    };
    let not_judged = |one: &NotJudged| {
        let at =
            one.from.as_ref().map_or("not judged".to_string(), |from| format!("judged from {}", from.text));
        vec![
            Cell::State(Verdict::AtRisk, false),
            text(&one.objective),
            limit(of(&one.objective)),
            text(format::NONE),
            text(at),
        ]
    };
    let seen = |name: &str| {
        silent(name)
            || capacity.breaks.iter().any(|one| one.objective == name)
            || capacity.never.iter().any(|one| one.objective == name)
    };
    let beyond = |asked: &&Asked| !seen(&asked.name);
    let last = format!("not up to {}", capacity.searched.text);
    let holds = |asked: &Asked| {
        let unasked = capacity.brief && capacity.not_searched.contains(&asked.name);
        vec![
            Cell::State(now(capacity, &asked.name), false),
            text(&asked.name),
            limit(Some(asked)),
            text(format::NONE),
            text(if unasked { NOT_ASKED } else { &last }),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = capacity.never.iter().map(never).collect();
    let told = |name: &str| {
        let broken = capacity.breaks.iter().any(|one| one.objective == name);
        broken || capacity.never.iter().any(|one| one.objective == name)
    };
    rows.extend(capacity.breaks.iter().map(breaks));
    rows.extend(capacity.not_judged.iter().filter(|one| !told(&one.objective)).map(not_judged));
    rows.extend(capacity.objectives.iter().filter(beyond).map(holds));
    let more = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let notes = if more > 0 { vec![format!("… and {more} more in capacity.json")] } else { vec![] };
    let heads = [("Now", 0.0), ("Objective", 1.0), ("Limit", 1.4), ("Behind it", 1.0), ("Breaks at", 0.0)];
    Figure::table(
        "What breaks, in the order of load",
        "95 % intervals; the state is at the load of the file",
        &heads,
        rows,
        notes,
    )
}

/// "gateways.roof (collision)".
fn behind(element: &Option<String>, cause: &Option<String>) -> String {
    let name = element.as_deref().map_or(format::NONE, format::element);
    match cause {
        Some(cause) => format!("{name} ({})", cause.replace('_', " ")),
        None => name.to_string(),
    }
}

fn limit(asked: Option<&Asked>) -> Cell {
    text(asked.map_or(String::new(), |asked| {
        printed(&format!("{} {}", format::metric(&asked.metric), asked.limit))
    }))
}

/// What a wider element brings.
pub fn prices(capacity: &Capacity) -> Figure {
    let (title, subtitle) =
        ("What a wider element would bring", "gain in load, paired repetition by repetition");
    let row = |price: &ShadowPrice| {
        let gain = price.gain.map_or(format::NONE.to_string(), |gain| match price.ci {
            Some([low, high]) => {
                format!("{} ({} to {})", words::percent(gain), words::percent(low), words::percent(high))
            }
            None => words::percent(gain),
        });
        let at = price.at.as_ref().map_or(format::NONE.to_string(), |at| at.text.clone());
        let then = price.then.as_deref().map_or(format::NONE, format::element);
        let how = if price.how.is_empty() { price.note.clone() } else { price.how.clone() };
        vec![text(format::element(&price.element)), text(how), text(gain), text(at), text(then)]
    };
    let rows = capacity.shadow_prices.iter().map(row).collect();
    let heads = [("Element", 1.0), ("Widened", 1.3), ("Gain", 0.0), ("Then holds", 0.0), ("Then binds", 0.8)];
    Figure::table(title, subtitle, &heads, rows, vec![])
}
