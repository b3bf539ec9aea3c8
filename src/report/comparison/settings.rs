//! What differs in the files, as a table of paths.

use super::super::figure::{Body, Cell, Column, Figure, Table};
use super::super::format;
use crate::experiment::compare::comparison::{Comparison, Setting, SettingValue, Side};

/// Rows at most.
const MOST: usize = 14;

/// The table.
pub fn figure(comparison: &Comparison) -> Figure {
    let title = "What differs in the files".to_string();
    let subtitle = "after extends and --set; (default): the file does not say".to_string();
    if comparison.settings.is_empty() {
        let why = "nothing: every setting is the same".to_string();
        return Figure::empty(title, why);
    }
    let mut columns = vec![Column { head: "Setting".into(), give: 2.0 }];
    columns.extend(comparison.scenarios.iter().map(|side| Column { head: side.label(), give: 1.0 }));
    let row = |setting: &Setting| {
        let values = setting.values.iter().map(|value| Cell::Text(text(value)));
        std::iter::once(Cell::Text(setting.path.clone())).chain(values).collect()
    };
    let rows: Vec<Vec<Cell>> = comparison.settings.iter().map(row).collect();
    table(comparison, columns, rows, (title, subtitle))
}

/// Scenario by scenario what differs from the first, for more scenarios than there is room for in columns.
pub fn changes(comparison: &Comparison) -> Figure {
    let first = &comparison.scenarios[0];
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (at, side) in comparison.scenarios.iter().enumerate().skip(1) {
        let own = comparison.settings.iter().filter(|setting| setting.values[at] != setting.values[0]);
        for (n, setting) in own.enumerate() {
            let label = if n == 0 { side.label() } else { String::new() };
            let values = [&setting.values[0], &setting.values[at]].map(text);
            rows.push([label, setting.path.clone()].into_iter().chain(values).map(Cell::Text).collect());
        }
    }
    let head = |head: String, give| Column { head, give };
    let columns = vec![
        head("Scenario".into(), 1.0),
        head("Setting".into(), 1.0),
        head(first.label(), 2.0),
        head("There".into(), 2.0),
    ];
    if rows.is_empty() {
        return figure(comparison);
    }
    let subtitle = format!("what each has that {} has not; (default): the file does not say", first.letter);
    table(comparison, columns, rows, ("What differs in the files".into(), subtitle))
}

fn table(
    comparison: &Comparison,
    columns: Vec<Column>,
    mut rows: Vec<Vec<Cell>>,
    (title, subtitle): (String, String),
) -> Figure {
    let more = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let mut notes: Vec<String> = Vec::new();
    if more > 0 {
        notes.push(format!("… and {more} more in comparison.json"));
    }
    let only = comparison.comparisons.iter().flat_map(|pair| &pair.unmatched);
    let only: Vec<String> = only.map(|one| format!("{} only in {}", one.of, one.only_in)).collect();
    if !only.is_empty() {
        notes.push(format!("not compared: {}", only.join(", ")));
    }
    notes.extend(intents(comparison));
    Figure {
        title,
        subtitle,
        legend: vec![],
        body: Body::Tables(vec![Table { columns, rows, notes, if_room: false }]),
    }
}

/// What each was written to find out: the first paragraph of its intent.
fn intents(comparison: &Comparison) -> Vec<String> {
    let first = &comparison.scenarios[0].scenario.intent;
    let intent = |(at, side): (usize, &Side)| {
        let text = side
            .scenario
            .intent
            .as_ref()
            .filter(|_| at == 0 || side.scenario.intent != *first)?
            .trim()
            .split("\n\n")
            .next()?;
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then(|| format!("{}: {line}", side.letter))
    };
    comparison.scenarios.iter().enumerate().filter_map(intent).collect()
}

fn text(value: &Option<SettingValue>) -> String {
    match value {
        None => format::NONE.into(),
        Some(SettingValue { value, default: true }) => format!("{value} (default)"),
        Some(SettingValue { value, .. }) => value.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}
