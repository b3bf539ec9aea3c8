//! Tables of the page: sets in order of cost, options with what they change, objectives without and with the answer.

use super::super::figure::{Cell, Figure};
use super::super::format;
use super::super::printed::printed;
use crate::experiment::options::results::{Judged, Offered, Options, Tried};
use crate::experiment::options::words;
use crate::experiment::question::Asked;

/// Rows of the table of sets, and of the others.
const MOST_SETS: usize = 16;
const MOST: usize = 9;

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(printed(&words.into()))
}

fn money(value: f64) -> String {
    if value == 0.0 { format::NONE.to_string() } else { words::money(value, None) }
}

/// ", EUR", if anything has a price.
fn currency(options: &Options) -> String {
    options.currency.as_ref().map_or(String::new(), |code| format!(", {code}"))
}

/// In order of cost.
pub fn sets(options: &Options) -> Figure {
    let shown = telling(options, MOST_SETS);
    let grows = options.horizon.grows;
    let row = |at: &usize| {
        let tried = &options.sets[*at];
        let mut cells = vec![Cell::State(tried.verdict, false), text(words::set(&tried.options))];
        cells.extend([tried.cost, tried.per_month, tried.total].map(|sum| text(money(sum))));
        if grows {
            cells.push(text(lasts(options, tried)));
        }
        if options.is_dated() {
            cells.push(text(tried.order.as_ref().map_or(format::NONE, |order| &order.by)));
        }
        cells.push(text(misses(options, tried)));
        cells
    };
    let over = format!("Over {}", words::months(options.horizon.months));
    let mut heads = vec![("", 0.0), ("Set", 1.4), ("Once", 0.0), ("A month", 0.0), (over.as_str(), 0.0)];
    if grows {
        heads.push(("Lasts", 0.0));
    }
    if options.is_dated() {
        heads.push(("Order by", 0.0));
    }
    heads.push((if grows { "What breaks" } else { "What it misses" }, 1.6));
    let hidden = options.sets.len() - shown.len();
    let notes = if hidden > 0 { vec![format!("… and {hidden} more in options.csv")] } else { vec![] };
    let dearer = options.method.sets - options.method.simulated.min(options.method.sets);
    let currency = currency(options);
    let subtitle = match dearer {
        0 => format!("in order of cost{currency}; all sets that may be bought"),
        n if options.answer.is_some() && options.method.spared == 0 => {
            format!(
                "in order of cost{currency}; {} not simulated",
                format::plural(n, "set that costs no less was", "sets that cost no less were")
            )
        }
        n => {
            format!("in order of cost{currency}; {} not simulated", format::plural(n, "set was", "sets were"))
        }
    };
    Figure::table(
        "Sets of options, the cheapest first",
        &subtitle,
        &heads,
        shown.iter().map(row).collect(),
        notes,
    )
}

/// So many sets that tell most, in order of cost: the answer, nothing, the front, what is at risk, then those that miss least.
fn telling(options: &Options, most: usize) -> Vec<usize> {
    let rank = |at: &usize| {
        let tried = &options.sets[*at];
        let first = Some(*at) == options.answer || Some(*at) == options.best || tried.options.is_empty();
        let front = options.front.contains(at);
        (!first, !front, tried.broken().count(), usize::MAX - at)
    };
    let mut all: Vec<usize> = (0..options.sets.len()).collect();
    all.sort_by_key(rank);
    all.truncate(most);
    all.sort_unstable();
    all
}

/// "to 2030-02": how many months that is, the chart says.
fn lasts(options: &Options, tried: &Tried) -> String {
    let last = tried.lasts.and_then(|months| words::month_after(options, months.checked_sub(1)?));
    last.map_or_else(|| words::lasts(tried, options), |last| format!("to {last}"))
}

fn misses(options: &Options, tried: &Tried) -> String {
    let short = |judged: &Judged| {
        let asked = options.objectives.iter().find(|asked| asked.name == judged.name);
        let figure =
            asked.and_then(|asked| judged.value.map(|value| format!(" {}", words::value(asked, value))));
        let element = judged.element.as_ref().map_or(String::new(), |element| format!(" ({element})"));
        format!("{}{}{element}", judged.name, figure.unwrap_or_default())
    };
    let what = match &tried.broken().collect::<Vec<_>>()[..] {
        [] => return format::NONE.to_string(),
        [only] => short(only),
        several => several.iter().map(|judged| judged.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    // sets fail in different months; what fails in the first does not last at all
    if options.horizon.grows && tried.month > 0 {
        format!("{what}, {}", words::in_month(tried, options))
    } else {
        what
    }
}

/// "gateways.more: count = 100, radio = lora; links.lte.rate: 2 Mbit/s → 10 Mbit/s": what changes in one entry stands together.
fn changes(all: &[String]) -> String {
    let split = |change: &String| {
        let (path, values) = change.split_once(": ").unwrap_or((change, ""));
        let entry = path.match_indices('.').nth(1).map_or(path.len(), |(at, _)| at);
        let values = match values.strip_prefix("(none) -> ") {
            Some(new) => format!(" = {new}"),
            None => format!(": {}", values.replace(" -> ", " → ")),
        };
        (path[..entry].to_string(), path[entry..].trim_start_matches('.').to_string(), values)
    };
    let mut entries: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for (entry, key, values) in all.iter().map(split) {
        match entries.iter_mut().find(|(known, _)| *known == entry) {
            Some((_, keys)) => keys.push((key, values)),
            None => entries.push((entry, vec![(key, values)])),
        }
    }
    let written = |(entry, keys): (String, Vec<(String, String)>)| match &keys[..] {
        [(key, values)] if key.is_empty() => format!("{entry}{values}"),
        [(key, values)] => format!("{entry}.{key}{values}"),
        _ => format!(
            "{entry}: {}",
            keys.iter().map(|(key, values)| format!("{key}{values}")).collect::<Vec<_>>().join(", ")
        ),
    };
    entries.into_iter().map(written).collect::<Vec<_>>().join("; ")
}

/// What may be bought.
pub fn offered(options: &Options) -> Figure {
    let dated = options.options.iter().any(|one| one.lead_days.is_some());
    let row = |one: &Offered| {
        let mut said = changes(&one.changes);
        if !one.requires.is_empty() {
            said += &format!(" · needs {}", one.requires.join(", "));
        }
        if !one.excludes.is_empty() {
            said += &format!(" · not with {}", one.excludes.join(", "));
        }
        let name = one.title.as_ref().map_or(one.name.clone(), |title| format!("{}: {title}", one.name));
        let mut cells = vec![text(name), text(money(one.cost)), text(money(one.per_month))];
        if dated {
            cells.push(text(one.lead_days.map_or(format::NONE.to_string(), |days| format!("{days} d"))));
        }
        cells.push(text(said));
        cells
    };
    let rows = options.options.iter().take(MOST).map(row).collect();
    let more = options.options.len().saturating_sub(MOST);
    let notes = if more > 0 { vec![format!("… and {more} more in options.json")] } else { vec![] };
    let mut heads = vec![("Option", 1.5), ("Once", 0.0), ("A month", 0.0)];
    heads.extend(dated.then_some(("Takes", 0.0)));
    heads.push(("What it changes", 2.1));
    let subtitle = format!("prices as the scenario states them{}", currency(options));
    Figure::table("What may be bought", &subtitle, &heads, rows, notes)
}

/// "89.2 % (88.3 to 90.2)": the unit once, if it is the same.
fn between([value, low, high]: [String; 3]) -> String {
    let unit = |text: &str| text.find(' ').map(|at| text[at..].to_string());
    match unit(&value).filter(|one| unit(&low).as_ref() == Some(one) && unit(&high).as_ref() == Some(one)) {
        Some(unit) => {
            let bare = |text: &String| text.trim_end_matches(unit.as_str()).to_string();
            format!("{value} ({} to {})", bare(&low), bare(&high))
        }
        None => format!("{value} ({low} to {high})"),
    }
}

/// Each objective without any option, and with the answer, or the set that comes nearest.
pub fn objectives(options: &Options) -> Figure {
    let told = options.told();
    let bare = options.sets.iter().find(|tried| tried.options.is_empty()).filter(|bare| Some(*bare) != told);
    let of = |tried: Option<&Tried>, asked: &Asked| {
        let judged = tried.and_then(|tried| tried.objectives.iter().find(|one| one.name == asked.name));
        match judged.and_then(|one| one.value.map(|value| (value, one.ci))) {
            Some((value, Some([low, high]))) => {
                between([value, low, high].map(|value| words::value(asked, value)))
            }
            Some((value, None)) => words::value(asked, value),
            None => format::NONE.to_string(),
        }
    };
    let row = |asked: &Asked| {
        let verdict = told.and_then(|tried| tried.objectives.iter().find(|one| one.name == asked.name));
        let mut cells = vec![Cell::State(verdict.map_or_else(Default::default, |one| one.verdict), false)];
        cells.push(text(&asked.name));
        cells.push(text(format!("{} {}", format::metric(&asked.metric), asked.limit)));
        if bare.is_some() {
            cells.push(text(of(bare, asked)));
        }
        cells.push(text(of(told, asked)));
        cells
    };
    let rows = options.objectives.iter().take(MOST).map(row).collect();
    let more = options.objectives.len().saturating_sub(MOST);
    let notes = if more > 0 { vec![format!("… and {more} more in options.json")] } else { vec![] };
    let which = told.map_or(String::new(), |tried| {
        format!("{}{}", if tried.options.is_empty() { "As it stands" } else { "With it" }, at(options, tried))
    });
    let without = bare.map_or(String::new(), |bare| format!("Without{}", at(options, bare)));
    let mut heads = vec![("", 0.0), ("Objective", 1.0), ("Limit", 1.0)];
    if bare.is_some() {
        heads.push((without.as_str(), 1.0));
    }
    heads.push((which.as_str(), 1.0));
    let title = if options.answer.is_some() { "What the answer keeps" } else { "What comes nearest" };
    let set = told.map_or(String::new(), |tried| format!("{}; ", words::set(&tried.options)));
    Figure::table(
        title,
        &format!("{set}95 % intervals over repetitions, each by itself"),
        &heads,
        rows,
        notes,
    )
}

fn at(options: &Options, tried: &Tried) -> String {
    if options.horizon.grows {
        words::month_after(options, tried.month).map_or(String::new(), |month| format!(", {month}"))
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_in_one_entry_stands_together() {
        let said = |all: &[&str]| changes(&all.iter().map(|one| one.to_string()).collect::<Vec<_>>());
        let more = ["gateways.more.count: (none) -> 100", "gateways.more.place.grid.width: (none) -> 14 km"];
        assert_eq!(said(&more), "gateways.more: count = 100, place.grid.width = 14 km");
        let apart = ["links.lte.rate: 2 Mbit/s -> 10 Mbit/s", "platform.ingest.servers: (none) -> 3"];
        assert_eq!(said(&apart), "links.lte.rate: 2 Mbit/s → 10 Mbit/s; platform.ingest.servers = 3");
    }

    #[test]
    fn a_unit_is_written_once() {
        let said = |of: [&str; 3]| between(of.map(String::from));
        assert_eq!(said(["89.2 %", "88.3 %", "90.2 %"]), "89.2 % (88.3 to 90.2)");
        assert_eq!(said(["1.1 s", "990 ms", "1.2 s"]), "1.1 s (990 ms to 1.2 s)");
        assert_eq!(said(["3", "2", "4"]), "3 (2 to 4)");
    }
}
