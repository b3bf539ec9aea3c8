//! A trace for the terminal: what became of all, by how much they were lost and to whom, then the diaries.

use super::super::table::{Side::Left, Side::Right, Table};
use super::super::words;
use super::diary;
use crate::experiment::trace::diary::{FateCount, Level, NameCount, Trace};
use crate::experiment::trace::words::{decibels, dropped_by};
use crate::report::style;

/// Rows of the table of fates.
const MOST_FATES: usize = 12;

/// Everything.
pub fn text(trace: &Trace) -> String {
    let summary = [fates(trace), trace.levels.iter().map(level).collect(), interferers(trace)];
    let shown = trace.messages.len();
    let diaries = (1..).zip(&trace.messages).map(|(at, diary)| diary::text(at, shown, diary));
    let parts = summary.into_iter().chain(diaries).filter(|part| !part.is_empty());
    std::iter::once(format!("{}\n", trace.headline)).chain(parts).collect::<Vec<_>>().join("\n")
}

fn fates(trace: &Trace) -> String {
    let mut table = Table::new(&[("fate", Left), ("where", Left), ("messages", Right), ("share", Right)]);
    let row = |fate: &FateCount| {
        vec![
            ending(fate),
            fate.element.clone().unwrap_or_default(),
            words::count(fate.count),
            words::share(fate.count as f64 / trace.offered as f64),
        ]
    };
    trace.fates.iter().take(MOST_FATES).for_each(|fate| table.row(row(fate)));
    let rest = trace.fates.get(MOST_FATES..).unwrap_or_default();
    let more = rest.iter().map(|fate| fate.count).sum();
    let more = match rest.len() {
        0 => String::new(),
        rows => format!(
            "and {} in {} of trace.json\n",
            words::things(more, "message", "messages"),
            words::things(rows as u64, "more row", "more rows")
        ),
    };
    table.text() + &more
}

/// Its cause, in the words of the charts where these say more.
fn ending(fate: &FateCount) -> String {
    let name = fate.cause.unwrap_or(fate.fate);
    dropped_by(fate.due_to).unwrap_or_else(|| match name {
        "expired" => style::cause_label(name),
        _ => name.replace('_', " "),
    })
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
    format!(
        "{}: {} {what}\n  median {}, most {}; {}\n",
        level.cause.replace('_', " "),
        words::things(level.messages, "message", "messages"),
        decibels(level.median_db),
        decibels(level.max_db),
        ranges.join(", ")
    )
}

fn interferers(trace: &Trace) -> String {
    let line = |head: &str, rows: &[NameCount]| {
        let named: Vec<String> =
            rows.iter().map(|row| format!("{} {}", row.name, words::count(row.count))).collect();
        if rows.is_empty() { String::new() } else { format!("{head}: {}\n", named.join(", ")) }
    };
    line("strongest interferer, by class", &trace.interfering_classes)
        + &line("devices that were it more than once", &trace.interfering_devices)
}
