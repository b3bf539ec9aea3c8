//! Many scenarios at once: objectives and other measures as rows, scenarios as columns, a verdict in each cell.

use super::super::figure::{Body, Figure, Matrix, MatrixCell, MatrixRow};
use super::super::printed::printed;
use super::super::{format, style};
use super::{differences, outcome, page_word};
use crate::experiment::compare::comparison::{Asked, Comparison, Difference, Outcome, Pair, Unit};
use crate::experiment::compare::words;
use crate::experiment::results::Verdict;

/// Scenarios beside the first that stand in rows of their own; more stand in columns.
const MOST_PAIRS: usize = 3;
/// Rows that are made at most; the page shows those for which it has room.
const MOST_ROWS: usize = 16;

/// Whether scenarios stand in columns: where rows of their own would be too many to read.
pub fn suits(comparison: &Comparison) -> bool {
    let pairs = &comparison.comparisons;
    let rows: usize = pairs.iter().map(|pair| pair.objectives.len()).sum();
    pairs.len() > MOST_PAIRS || pairs.len() > 1 && rows > differences::MOST_ROWS
}

/// Each scenario as a whole, then each objective.
pub fn objectives(comparison: &Comparison) -> Figure {
    let name = |row: &Difference| {
        row.objective.as_ref().map_or([String::new(), String::new()], |asked| {
            [asked.name.clone(), format!("{} {}", format::metric(&row.metric), asked.limits[0])]
        })
    };
    let mut rows = vec![whole(comparison)];
    rows.extend(measured(comparison, |pair| pair.objectives.iter().collect(), &name));
    figure(comparison, "Objectives, by their own measure", rows)
}

/// What else differs most, each measure once.
pub fn measures(comparison: &Comparison) -> Figure {
    let name = |row: &Difference| differences::subject(row);
    let rows = measured(comparison, |pair| differences::others(pair), &name);
    figure(comparison, "Largest differences of other measures", rows)
}

fn figure(comparison: &Comparison, title: &str, rows: Vec<MatrixRow>) -> Figure {
    let subtitle = format!(
        "under each value its difference from {}, with the {} interval where there is room; judged by that interval",
        comparison.scenarios[0].letter,
        format::share(comparison.confidence)
    );
    let heads = comparison.scenarios.iter().map(|side| side.label()).collect();
    Figure { title: title.into(), subtitle, legend: vec![], body: Body::Matrix(Matrix { heads, rows }) }
}

/// Verdicts, and what came out over all that is asked.
fn whole(comparison: &Comparison) -> MatrixRow {
    let cell = |(at, verdict): (usize, Verdict)| {
        let (value, ink) = style::state(verdict, false);
        let found = at.checked_sub(1).map(|at| comparison.comparisons[at].outcome);
        let (word, color) = found.map_or(("", style::SUB), outcome);
        let shown = found.is_some_and(|found| found != Outcome::NoDifference);
        let word = match found {
            Some(Outcome::Mixed) => "mixed",
            Some(Outcome::NoDifference) => "not shown",
            _ => word,
        };
        MatrixCell {
            value: value.into(),
            ink,
            change: vec![],
            word: word.into(),
            color: shown.then_some(color),
        }
    };
    let verdicts = comparison.scenarios.iter().map(|side| side.verdict);
    MatrixRow {
        label: ["as a whole".into(), "all its objectives".into()],
        cells: verdicts.enumerate().map(cell).collect(),
    }
}

/// A row for each measure that any pair has, those that move most first.
fn measured<'a>(
    comparison: &'a Comparison,
    of: impl Fn(&'a Pair) -> Vec<&'a Difference>,
    name: &dyn Fn(&Difference) -> [String; 2],
) -> Vec<MatrixRow> {
    let pairs: Vec<Vec<&Difference>> = comparison.comparisons.iter().map(of).collect();
    let mut kinds: Vec<&Difference> = Vec::new();
    for row in pairs.iter().flatten().copied() {
        if !kinds.iter().any(|other| same(other, row)) {
            kinds.push(row);
        }
    }
    let weight = |kind: &Difference| {
        let shown = pairs.iter().flatten().filter(|row| same(row, kind) && row.shows());
        shown.map(|row| if row.slight { 0.0 } else { row.size() }).fold(-1.0, libm::fmax)
    };
    kinds.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let row = |kind: &&Difference| {
        let own: Vec<Option<&Difference>> =
            pairs.iter().map(|rows| rows.iter().copied().find(|row| same(row, kind))).collect();
        let cells = std::iter::once(first(kind)).chain(own.into_iter().map(other)).collect();
        MatrixRow { label: name(kind), cells }
    };
    kinds.iter().take(MOST_ROWS).map(row).collect()
}

fn same(a: &Difference, b: &Difference) -> bool {
    let name = |row: &Difference| row.objective.as_ref().map(|asked| asked.name.clone());
    (&a.of, &a.metric) == (&b.of, &b.metric) && name(a) == name(b)
}

fn ink(asked: Option<&Asked>, side: usize) -> style::Color {
    asked.map_or(style::INK, |asked| style::state(asked.verdicts[side], false).1)
}

/// The first's own value, and its verdict.
fn first(row: &Difference) -> MatrixCell {
    let asked = row.objective.as_ref();
    let word = asked.map_or("", |asked| style::state(asked.verdicts[0], false).0);
    let value = row.a.map_or(format::NONE.into(), |a| printed(&value(row.unit, a)));
    MatrixCell { value, ink: ink(asked, 0), change: vec![], word: word.into(), color: None }
}

fn other(row: Option<&Difference>) -> MatrixCell {
    let Some(row) = row else {
        return MatrixCell { value: format::NONE.into(), ink: style::SUB, ..MatrixCell::default() };
    };
    let asked = row.objective.as_ref();
    let turned = asked.filter(|asked| asked.verdicts[0] != asked.verdicts[1]);
    let change = |text: String| printed(&text).replace(" points", " pt");
    let changes = || vec![change(words::difference(row)), change(words::short(row))];
    let word = match turned {
        Some(asked) => format!("now {}", style::state(asked.verdicts[1], false).0),
        None => page_word(row),
    };
    let color = if row.slight || row.of_fewer { style::SUB } else { outcome(row.outcome).1 };
    MatrixCell {
        value: row.b.map_or(format::NONE.into(), |b| printed(&value(row.unit, b))),
        ink: ink(asked, 1),
        change: if row.shows() { changes() } else { vec![] },
        word,
        color: row.shows().then_some(color),
    }
}

fn value(unit: Unit, value: f64) -> String {
    words::value(unit, value)
}
