//! Which objectives are met? All of them, the worst first.

use super::super::figure::{Body, Cell, Column, Figure, Table};
use super::super::format::{self, Quantity};
use super::class_of;
use crate::experiment::results::{Estimate, ObjectiveResult, Results, Verdict};

/// The chart, with the reasons.
pub fn figure(results: &Results) -> Figure {
    table(results, true)
}

/// The chart without the reasons, for a narrow place.
pub fn short(results: &Results) -> Figure {
    table(results, false)
}

/// As high as its rows need.
pub fn size_pt(results: &Results) -> (f64, f64) {
    (640.0, libm::fmax(90.0 + 15.0 * results.objectives.len() as f64, 150.0))
}

fn table(results: &Results, reasons: bool) -> Figure {
    let title = "Objectives".to_string();
    if results.objectives.is_empty() {
        let why = "no objectives are stated: add [objectives] to the scenario for a verdict".to_string();
        return Figure { title, subtitle: String::new(), legend: vec![], body: Body::Empty(why) };
    }
    let mut sorted: Vec<_> = results.objectives.iter().collect();
    sorted.sort_by_key(|o| std::cmp::Reverse(o.verdict));
    let heads = [
        ("Objective", 1.0),
        ("Asked of", 1.0),
        ("Measure", 0.0),
        ("Value", 0.0),
        ("Limit", 0.0),
        ("Verdict", 0.0),
    ];
    let mut columns: Vec<_> =
        heads.iter().map(|(head, give)| Column { head: (*head).into(), give: *give }).collect();
    if reasons {
        columns.push(Column { head: "Why".into(), give: 2.0 });
    }
    let rows = sorted.into_iter().map(|objective| row(objective, reasons)).collect();
    let notes = if reasons { vec![] } else { notes(results) };
    let subtitle = subtitle(results);
    Figure { title, subtitle, legend: vec![], body: Body::Table(Table { columns, rows, notes }) }
}

/// Why what is not met is not met.
fn notes(results: &Results) -> Vec<String> {
    let mut told: Vec<_> = results.objectives.iter().filter(|o| o.verdict > Verdict::Met).collect();
    told.sort_by_key(|o| std::cmp::Reverse(o.verdict));
    let reasons = told.iter().filter(|o| !o.reason.is_empty());
    reasons.map(|o| format!("{}: {}", o.name, o.reason)).collect()
}

fn subtitle(results: &Results) -> String {
    if results.scenario.replications > 1 {
        "± half-width of the 95 % interval over replications; of a group, the worst member".into()
    } else {
        "one replication gives no interval, so nothing can be told met or missed; of a group, the worst member"
            .into()
    }
}

fn row(objective: &ObjectiveResult, reasons: bool) -> Vec<Cell> {
    let estimate = Estimate { value: objective.value, ci: objective.ci };
    let of = objective.member.as_ref().unwrap_or(&objective.of);
    let mut cells = vec![
        Cell::Text(objective.name.clone()),
        Cell::Text(asked_of(of)),
        Cell::Text(format::metric(&objective.metric)),
        Cell::Text(Quantity::of(&objective.metric).estimate(estimate)),
        Cell::Text(format::limit(objective)),
        Cell::State(objective.verdict, objective.tight),
    ];
    if reasons {
        cells.push(Cell::Text(objective.reason.clone()));
    }
    cells
}

/// Of whom: a class, a link or a gateway by its name alone.
fn asked_of(of: &str) -> String {
    class_of(of).unwrap_or(format::element(of)).to_string()
}

/// How many objectives have this verdict, and their names.
pub fn with(results: &Results, verdict: Verdict) -> Vec<&str> {
    results.objectives.iter().filter(|o| o.verdict == verdict).map(|o| o.name.as_str()).collect()
}
