//! What `options` prints: the sentence, what else is to be said, then the sets that were tried in order of cost.

use super::super::table::{Side::Left, Side::Right, Table};
use super::super::words::things;
use crate::experiment::options::results::{Options, Tried};
use crate::experiment::options::words;
use crate::experiment::results::Verdict;

/// Sets shown; options.csv has all.
const MOST: usize = 40;

/// All of it.
pub fn text(options: &Options) -> String {
    let said: String = options.said.iter().map(|line| format!("{line}\n")).collect();
    let mut parts = vec![format!("{}\n", options.headline), said, sets(options), foot(options)];
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn sets(options: &Options) -> String {
    let over = format!("over {}", words::months(options.horizon.months));
    let grows = options.horizon.grows;
    let mut columns = vec![("set", Left), (over.as_str(), Right)];
    if grows {
        columns.push(("lasts", Right));
    }
    if options.is_dated() {
        columns.push(("order by", Left));
    }
    columns.extend([("", Left), ("misses", Left)]);
    let mut table = Table::new(&columns);
    // the dearest are next to the answer
    let hidden = options.sets.len().saturating_sub(MOST);
    for tried in options.sets.iter().skip(hidden) {
        table.row(row(options, tried));
    }
    let rest = if hidden > 0 { format!("{hidden} cheaper sets in options.csv …\n") } else { String::new() };
    rest + &table.text()
}

fn row(options: &Options, tried: &Tried) -> Vec<String> {
    let word = match tried.verdict {
        Verdict::None => "",
        Verdict::Met => "met",
        Verdict::AtRisk => "at risk",
        Verdict::Missed => "missed",
    };
    let misses: Vec<String> = tried.broken().map(|one| words::broken(options, one)).collect();
    let when = match options.horizon.grows && !misses.is_empty() {
        true => format!(", {}", words::in_month(tried, options)),
        false => String::new(),
    };
    let mut cells = vec![words::set(&tried.options), words::money(tried.total, options.currency.as_deref())];
    if options.horizon.grows {
        cells.push(words::lasts(tried, options));
    }
    if options.is_dated() {
        cells.push(tried.order.as_ref().map_or(String::new(), |order| order.by.clone()));
    }
    cells.extend([word.to_string(), misses.join("; ") + &when]);
    cells
}

fn foot(options: &Options) -> String {
    let method = &options.method;
    let tried = things(method.simulated, "set", "sets");
    let dearer = match options.answer {
        Some(_) if !method.monotone => ", none of them dearer than the answer",
        _ => "",
    };
    format!("{tried} simulated of {} that may be bought{dearer}\n", method.sets)
}
