//! The matrix: a row a failure, the worst first, a column each for what is lost, what of it each class feels, and each
//! objective's figure.

use super::super::figure::{Body, Figure, Grid, GridCell, GridRow, Key, Mark};
use super::super::format::{self, Quantity};
use super::super::style;
use super::names;
use crate::experiment::failures::results::{ClassFigures, Failed, Failures};
use crate::experiment::results::{Estimate, Verdict};

/// Rows, and columns of one kind.
pub const MOST_ROWS: usize = 30;
const MOST_CLASSES: usize = 3;
const MOST_OBJECTIVES: usize = 6;

/// A failure's cell in a column, and its damage.
type Damage<'a> = dyn Fn(&Failed) -> (GridCell, f64) + 'a;

/// A column: its head, and the cell and damage of a failure; the first row has none.
pub struct Column<'a> {
    head: String,
    without: GridCell,
    with: Box<Damage<'a>>,
}

/// All of it.
pub fn figure(failures: &Failures) -> Figure {
    let columns = columns(failures);
    let mut rows = vec![GridRow {
        label: "without a failure".to_string(),
        kind: String::new(),
        apart: true,
        cells: columns.iter().map(|column| column.without.clone()).collect(),
    }];
    rows.extend(failures.failures.iter().zip(names::of(failures)).take(MOST_ROWS).map(|(failed, label)| {
        GridRow { label, kind: failed.what.clone(), apart: false, cells: Vec::new() }
    }));
    // after those that are simulated further, whose figures are of more replications
    let first = refined(failures);
    if let Some(last) = rows.get_mut(first).filter(|_| first > 0) {
        last.apart = true;
    }
    for column in &columns {
        // what reads as without a failure is no damage to be seen
        let seen = |(cell, damage): (GridCell, f64)| {
            let same = cell.text == column.without.text;
            (cell, if same { 0.0 } else { damage })
        };
        let cells: Vec<(GridCell, f64)> =
            failures.failures.iter().map(|failed| seen((column.with)(failed))).collect();
        let damages = || cells.iter().map(|(_, damage)| *damage);
        let (most, known) = (
            damages().fold(0.0, libm::fmax),
            damages().filter(|damage| damage.is_finite()).fold(0.0, libm::fmax),
        );
        let worst = damages().position(|damage| damage == most && most > 0.0);
        for (at, (cell, damage)) in cells.into_iter().enumerate().take(MOST_ROWS) {
            let share = (damage > 0.0).then(|| if damage.is_finite() { damage / known } else { 1.0 });
            rows[at + 1].cells.push(GridCell { share, worst: worst == Some(at), ..cell });
        }
    }
    let all = failures.failures.len();
    let more = if all > MOST_ROWS {
        format!("… and {} more in failures.csv", all - MOST_ROWS)
    } else {
        String::new()
    };
    let heads = columns.into_iter().map(|column| column.head).collect();
    let verdict = |verdict, words| Key::new(Mark::Lozenge(style::state(verdict, false).1), words);
    let mut legend = vec![
        Key::new(Mark::Fill(style::sequence(0.7)), "the darker, the worse against the row without a failure"),
        Key::new(Mark::Hollow(style::INK), "worst of its column"),
    ];
    if !failures.objectives.is_empty() {
        legend.extend([
            verdict(Verdict::Met, "objective met"),
            verdict(Verdict::AtRisk, "at risk"),
            verdict(Verdict::Missed, "missed"),
        ]);
    }
    Figure {
        title: "What each failure does, the worst first".to_string(),
        subtitle: format!("figures of the messages of {}{}", failures.window.words, over(failures)),
        legend,
        body: Body::Grid(Grid { heads, rows, more }),
    }
}

/// How many failures, from the first, have more replications than the others; 0 where all have as many.
fn refined(failures: &Failures) -> usize {
    let least = failures.failures.iter().map(|failed| failed.replications).min();
    failures.failures.iter().filter(|failed| Some(failed.replications) > least).count()
}

/// "; the first 5 over 20 repetitions, the others over 5".
fn over(failures: &Failures) -> String {
    let first = refined(failures);
    match (failures.failures.first(), failures.failures.last()) {
        (Some(worst), Some(last)) if first > 0 => format!(
            "; the first {first} over {} repetitions, the others over {} and ranked among themselves",
            worst.replications, last.replications
        ),
        _ => String::new(),
    }
}

/// All columns, from the left.
pub fn columns(failures: &Failures) -> Vec<Column<'_>> {
    let mut columns = vec![Column {
        head: "further losses".to_string(),
        without: GridCell { text: format::NONE.to_string(), ..GridCell::default() },
        with: Box::new(|failed| share_cell(failed.lost_share)),
    }];
    let several = failures.classes.len() > 1;
    for (at, class) in failures.classes.iter().enumerate().take(MOST_CLASSES) {
        let name =
            if several { format!("{} ", class.of.trim_start_matches("devices.")) } else { String::new() };
        if several {
            columns.push(class_column(
                failures,
                at,
                format!("{name}delivered"),
                (Quantity::Share, -1.0),
                |class| (class.delivery_ratio, class.delivery_change),
            ));
        }
        columns.push(class_column(
            failures,
            at,
            format!("{name}95\u{a0}% within"),
            (Quantity::Time, 1.0),
            |class| (class.latency_p95, class.latency_change),
        ));
        if !several {
            columns.push(class_column(
                failures,
                at,
                format!("{name}cut off"),
                (Quantity::Share, 1.0),
                |class| (class.cut_off, class.cut_off_change),
            ));
        }
    }
    columns.extend((0..failures.objectives.len().min(MOST_OBJECTIVES)).map(|at| objective(failures, at)));
    columns
}

/// A figure, and its change.
type Measured = fn(&ClassFigures) -> (Estimate, Estimate);

/// What luck did to the replications of one row it did to those without the failure, too: a row shows the figure without a
/// failure over all replications, moved by its paired change.
fn moved(before: Option<f64>, change: Option<f64>, quantity: Quantity) -> String {
    let value = before.zip(change).map(|(before, change)| libm::fmax(before + change, 0.0));
    value.map_or(format::NONE.to_string(), |value| quantity.text(value))
}

/// `worse`: whether more (1) or less (-1) of it is.
fn class_column(
    failures: &Failures,
    at: usize,
    head: String,
    (quantity, worse): (Quantity, f64),
    of: Measured,
) -> Column<'_> {
    let before = failures.classes.get(at).and_then(|class| of(class).0.value);
    let with = move |failed: &Failed| {
        let change = failed.classes.get(at).and_then(|class| of(class).1.value);
        let text = moved(before, change, quantity);
        (GridCell { text, ..GridCell::default() }, told(change.map(|change| worse * change)))
    };
    let without = GridCell { text: moved(before, Some(0.0), quantity), ..GridCell::default() };
    Column { head, without, with: Box::new(with) }
}

fn objective(failures: &Failures, at: usize) -> Column<'_> {
    let asked = &failures.objectives[at];
    let quantity = Quantity::of(&asked.metric);
    let worse = if asked.limit.starts_with(">=") { -1.0 } else { 1.0 };
    let before = asked.judged.figure.value;
    let cell = move |change, verdict| GridCell {
        text: moved(before, change, quantity),
        verdict,
        ..GridCell::default()
    };
    let with = move |failed: &Failed| {
        let judged = failed.objectives.get(at).copied().unwrap_or_default();
        if judged.nothing_arrives && judged.change.is_none() {
            let text = "nothing arrives".to_string();
            return (GridCell { text, verdict: judged.verdict, ..GridCell::default() }, f64::INFINITY);
        }
        if judged.figure.value.is_none() && judged.verdict == Verdict::Missed {
            let text = "too few arrive".to_string();
            return (GridCell { text, verdict: judged.verdict, ..GridCell::default() }, f64::INFINITY);
        }
        (cell(judged.change, judged.verdict), told(judged.change.map(|change| worse * change)))
    };
    Column { head: asked.name.clone(), without: cell(Some(0.0), asked.judged.verdict), with: Box::new(with) }
}

fn share_cell(share: Estimate) -> (GridCell, f64) {
    let text = share.value.map_or(format::NONE.to_string(), |value| match value {
        value if value > 0.0 => format::share(value),
        _ => format::NONE.to_string(),
    });
    (GridCell { text, ..GridCell::default() }, told(share.value))
}

/// Damage; what is better, or as good, is none.
fn told(damage: Option<f64>) -> f64 {
    damage.filter(|damage| *damage > 1e-9).unwrap_or(0.0)
}
