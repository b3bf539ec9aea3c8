//! What `sensitivity` prints: the sentences, then the assumptions, the greatest swing first.

use super::super::table::{Side::Left, Side::Right, Table};
use crate::experiment::sensitivity::results::{Bar, Sensitivity};
use crate::experiment::sensitivity::words;

/// All of it.
pub fn text(found: &Sensitivity) -> String {
    let answer = &found.answers[found.shown];
    let mut table = Table::new(&[
        ("assumption", Left),
        ("low", Right),
        ("value", Right),
        ("high", Right),
        ("low end", Right),
        ("high end", Right),
        ("", Left),
    ]);
    let row = |bar: &Bar| {
        let assumed = &found.assumptions[bar.assumption];
        vec![
            assumed.path.clone(),
            assumed.low.clone(),
            assumed.value.clone(),
            assumed.high.clone(),
            words::change(answer, bar.low.change),
            words::change(answer, bar.high.change),
            if bar.luck { "no more than luck".to_string() } else { String::new() },
        ]
    };
    answer.bars.iter().for_each(|bar| table.row(row(bar)));
    let said: String = found.said.iter().map(|line| format!("{line}\n")).collect();
    format!("{}\n{said}\n{}\n{}\n", found.headline, table.text(), found.method.text)
}
