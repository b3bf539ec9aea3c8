//! What `failures` prints: the sentences, then the worst failures.

use super::super::table::{Side::Left, Side::Right, Table};
use crate::experiment::failures::results::{Failed, Failures};
use crate::experiment::failures::words::{self, RULE};
use crate::measure::metrics::Unit;
use crate::report::format::Quantity;
use crate::report::style::cause_label;

/// Rows; `failures.csv` has all.
const MOST: usize = 20;

/// All of it.
pub fn text(found: &Failures) -> String {
    let mut table = Table::new(&[
        ("fails", Left),
        ("", Left),
        ("further losses", Right),
        ("95 % within", Right),
        ("most of them", Left),
        ("breaks", Left),
        ("over the whole study", Left),
    ]);
    found.failures.iter().take(MOST).for_each(|failed| table.row(row(found, failed)));
    let more = found.failures.len().saturating_sub(MOST);
    let rest = if more > 0 { format!("… and {more} more in failures.csv\n") } else { String::new() };
    let said: String = found.said.iter().map(|line| format!("{line}\n")).collect();
    format!("{}\n{said}\n{}{rest}\n{RULE}\n{}\n", found.headline, table.text(), found.method.text)
}

fn row(found: &Failures, failed: &Failed) -> Vec<String> {
    let slowest = failed.classes.iter().filter_map(|class| class.latency_p95.value).reduce(libm::fmax);
    let behind = failed.cause.as_ref().map(|cause| match &failed.element {
        Some(at) => format!("{} at {at}", cause.replace('_', " ")),
        None => cause_label(cause),
    });
    vec![
        failed.name.clone(),
        failed.what.clone(),
        plain(&Quantity::Share.estimate(failed.lost_share)),
        slowest.map_or("-".to_string(), |s| Unit::Seconds.write(s)),
        behind.unwrap_or_default(),
        words::breaks(found, failed),
        words::breaks_over_all(failed),
    ]
}

/// As the page writes it, with the signs of a keyboard.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ").replace(['–', '−'], "-")
}
