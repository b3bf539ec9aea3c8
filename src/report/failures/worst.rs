//! The worst failures: how sure their losses are, what stands behind them, what they break.

use super::super::figure::{Cell, Figure};
use super::super::format::{self, Quantity, element};
use super::super::style;
use super::names;
use crate::experiment::failures::results::{Failed, Failures};
use crate::experiment::failures::words;

/// Heads of what breaks while it lasts, and over the whole study.
const BREAKS: &str = "Breaks";
const OVER_ALL: &str = "Over the study";
/// Rows at most.
const MOST: usize = 24;

/// The table.
pub fn figure(failures: &Failures) -> Figure {
    let hurt = |failed: &Failed| {
        let loses = failed.lost_share.value.is_some_and(|share| share > 0.0);
        let whole = failed.whole.as_ref().is_some_and(|w| !w.broken.is_empty() || !w.at_risk.is_empty());
        loses || whole || !failed.broken.is_empty() || !failed.at_risk.is_empty()
    };
    let named = failures.failures.iter().zip(names::of(failures));
    let rows: Vec<Vec<Cell>> = named
        .filter(|(failed, _)| hurt(failed))
        .take(MOST)
        .map(|(failed, name)| row(failures, failed, name))
        .collect();
    const TITLE: &str = "What stands behind the worst";
    if rows.is_empty() {
        return Figure::empty(TITLE, "no failure loses a message, breaks an objective or puts one at risk");
    }
    let heads = [
        ("Fails", if failures.pairs { 2.2 } else { 1.0 }),
        ("Further losses", 0.0),
        ("Most of them", 2.0),
        ("Of the study", 0.0),
        (BREAKS, 1.0),
        (OVER_ALL, 1.0),
    ];
    let (heads, rows) = telling(&heads, rows);
    let breaks = if heads.iter().any(|(head, _)| [BREAKS, OVER_ALL].contains(head)) {
        "; what breaks meanwhile and over the study, in parentheses what is put at risk"
    } else {
        ""
    };
    let subtitle = format!(
        "share of the messages with its interval; cause of most, and the element if another; share of the whole study's, where simulated{breaks}"
    );
    Figure::table(TITLE, &subtitle, &heads, rows, Vec::new())
}

/// Without the columns that say nothing in any row.
fn telling<'a>(heads: &[(&'a str, f64)], rows: Vec<Vec<Cell>>) -> (Vec<(&'a str, f64)>, Vec<Vec<Cell>>) {
    let nothing = |cell: &Cell| matches!(cell, Cell::Text(text) if text.is_empty() || text == format::NONE);
    let tells: Vec<bool> =
        (0..heads.len()).map(|column| !rows.iter().all(|row| nothing(&row[column]))).collect();
    let heads = heads.iter().zip(&tells).filter(|(_, tells)| **tells).map(|(head, _)| *head).collect();
    let kept = |row: Vec<Cell>| {
        row.into_iter().zip(&tells).filter(|(_, tells)| **tells).map(|(cell, _)| cell).collect()
    };
    (heads, rows.into_iter().map(kept).collect())
}

fn row(failures: &Failures, failed: &Failed, name: String) -> Vec<Cell> {
    let behind = match (&failed.cause, &failed.element) {
        // what fails itself stands in the row's name
        (Some(cause), Some(at)) if failed.elements == [at.as_str()] => style::cause_label(cause).to_string(),
        (Some(cause), Some(at)) => format!("{} · {}", style::cause_label(cause), element(at)),
        (Some(cause), None) => style::cause_label(cause).to_string(),
        _ => format::NONE.to_string(),
    };
    let whole = failed.whole.as_ref().and_then(|whole| whole.lost_share.value);
    let whole = whole.map_or(format::NONE.to_string(), format::share);
    let or_none = |names: String| if names.is_empty() { format::NONE.to_string() } else { names };
    let over_all = match failed.whole {
        Some(_) => or_none(words::breaks_over_all(failed)),
        None => String::new(),
    };
    let text = |words: String| Cell::Text(words);
    vec![
        text(name),
        text(Quantity::Share.estimate(failed.lost_share)),
        text(behind),
        text(whole),
        text(or_none(words::breaks(failures, failed))),
        text(over_all),
    ]
}
