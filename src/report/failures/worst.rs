//! The worst failures: how sure their losses are, what stands behind them, what they break.

use super::super::figure::{Body, Cell, Figure};
use super::super::format::{self, Quantity, element};
use super::super::style;
use super::names;
use crate::experiment::failures::results::{Failed, Failures};
use crate::experiment::failures::words;

/// Rows at most.
const MOST: usize = 24;

/// The table.
pub fn figure(failures: &Failures) -> Figure {
    let hurt = |failed: &Failed| {
        failed.lost_share.value.is_some_and(|share| share > 0.0) || !failed.broken.is_empty()
    };
    let named = failures.failures.iter().zip(names::of(failures));
    let rows: Vec<Vec<Cell>> = named
        .filter(|(failed, _)| hurt(failed))
        .take(MOST)
        .map(|(failed, name)| row(failures, failed, name))
        .collect();
    let title = "What stands behind the worst".to_string();
    if rows.is_empty() {
        let body = Body::Empty("no failure loses a message or breaks an objective".to_string());
        return Figure { title, subtitle: String::new(), legend: Vec::new(), body };
    }
    let heads = [
        ("Fails", if failures.pairs { 2.2 } else { 1.0 }),
        ("Further losses (95 %)", 0.0),
        ("Most of them", 1.3),
        ("Of the study", 0.0),
        ("Breaks meanwhile", 1.0),
        ("Breaks over the study", 0.8),
    ];
    let subtitle = "share of the messages with its interval; cause and element of most; share of the whole study's messages, where simulated; in parentheses what is put at risk";
    Figure::table(&title, subtitle, &heads, rows, Vec::new())
}

fn row(failures: &Failures, failed: &Failed, name: String) -> Vec<Cell> {
    let behind = match (&failed.cause, &failed.element) {
        (Some(cause), Some(at)) => format!("{} · {}", style::cause_label(cause), element(at)),
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
