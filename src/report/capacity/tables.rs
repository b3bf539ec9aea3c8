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
    let told = |name: &str| {
        let broken = capacity.breaks.iter().any(|one| one.objective == name);
        broken || capacity.never.iter().any(|one| one.objective == name)
    };
    let beyond = |asked: &&Asked| !silent(capacity, &asked.name) && !told(&asked.name);
    let mut rows: Vec<Vec<Cell>> = capacity.never.iter().map(|one| never(capacity, one)).collect();
    rows.extend(capacity.breaks.iter().map(|one| breaks(capacity, one)));
    let not_told = capacity.not_judged.iter().filter(|one| !told(&one.objective));
    rows.extend(not_told.map(|one| not_judged(capacity, one)));
    rows.extend(capacity.objectives.iter().filter(beyond).map(|one| holds(capacity, one)));
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

fn silent(capacity: &Capacity, name: &str) -> bool {
    capacity.not_judged.iter().any(|one| one.objective == name)
}

/// State at the file's load, what is behind it, where it breaks.
fn row(capacity: &Capacity, name: &str, now: Verdict, element: String, at: String) -> Vec<Cell> {
    let asked = capacity.objectives.iter().find(|asked| asked.name == name);
    vec![Cell::State(now, false), text(name), limit(asked), text(element), text(at)]
}

fn never(capacity: &Capacity, never: &Never) -> Vec<Cell> {
    let element = behind(&never.element, &never.cause);
    row(capacity, &never.objective, Verdict::Missed, element, "at any load".to_string())
}

fn breaks(capacity: &Capacity, broken: &Broken) -> Vec<Cell> {
    let ends = broken.ci.map(|end| words::plain(capacity, end));
    let range = if ends[0] == ends[1] { ends[0].clone() } else { format!("{} to {}", ends[0], ends[1]) };
    let now = if broken.factor_ci[1] < 1.0 {
        Verdict::Missed
    } else if silent(capacity, &broken.objective) || broken.factor_ci[0] < 1.0 {
        Verdict::AtRisk
    } else {
        Verdict::Met
    };
    row(capacity, &broken.objective, now, behind(&broken.element, &broken.cause), range)
}

fn not_judged(capacity: &Capacity, one: &NotJudged) -> Vec<Cell> {
    let at = one.from.as_ref().map_or("not judged".to_string(), |from| format!("judged from {}", from.text));
    row(capacity, &one.objective, Verdict::AtRisk, format::NONE.to_string(), at)
}

fn holds(capacity: &Capacity, asked: &Asked) -> Vec<Cell> {
    let at = match capacity.brief && capacity.not_searched.contains(&asked.name) {
        true => NOT_ASKED.to_string(),
        false => format!("not up to {}", capacity.searched.text),
    };
    row(capacity, &asked.name, now(capacity, &asked.name), format::NONE.to_string(), at)
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
