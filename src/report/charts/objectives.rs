//! Which objectives are met? All of them, the worst first.

use super::super::figure::{Body, Cell, Column, Figure, Table};
use super::super::format::{self, Quantity};
use super::{class_of, outages, own_classes};
use crate::experiment::results::{ClassResult, Estimate, ObjectiveResult, Results, Verdict};

/// The chart, with every reason.
pub fn figure(results: &Results) -> Figure {
    whole(results, |_| true, false)
}

/// The chart with the reasons of what is not met, and with the classes where there is room for them.
pub fn short(results: &Results) -> Figure {
    whole(results, |o| o.verdict > Verdict::Met, true)
}

/// The classes alone: where nothing was offered, coverage is the answer.
pub fn by_class(results: &Results) -> Figure {
    let body = Body::Tables(vec![classes(results, false)]);
    let subtitle = "share of the devices that no gateway hears, even with nobody else on the air".to_string();
    Figure { title: "Coverage of each class".to_string(), subtitle, legend: vec![], body }
}

/// As high as its rows and reasons need.
pub fn size_pt(results: &Results) -> (f64, f64) {
    let (objectives, classes) = (results.objectives.len() as f64, results.classes.len() as f64);
    (640.0, libm::fmax(112.0 + 26.0 * objectives + 14.0 * classes, 150.0))
}

fn whole(results: &Results, reasoned: impl Fn(&ObjectiveResult) -> bool, if_room: bool) -> Figure {
    let title = "Objectives".to_string();
    if results.objectives.is_empty() {
        let why = "no objectives are stated: add [objectives] to the scenario for a verdict".to_string();
        return Figure::empty(title, why);
    }
    let sorted = worst_first(results);
    let notes = sorted.iter().filter(|o| reasoned(o) && !o.reason.is_empty());
    let notes = notes.map(|o| format!("{}: {}", o.name, format::plainly(&o.reason))).collect();
    let heads = ["Objective", "Asked of", "Measure", "Value", "Limit", "Verdict"];
    let rows = sorted.into_iter().map(row).collect();
    let asked = Table { columns: columns(&heads), rows, notes, if_room: false };
    let body = Body::Tables(vec![asked, classes(results, if_room)]);
    Figure { title, subtitle: subtitle(results), legend: vec![], body }
}

/// The first two give way where all do not fit.
fn columns(heads: &[&str]) -> Vec<Column> {
    let column = |(at, head): (usize, &&str)| Column {
        head: (*head).to_string(),
        give: if at < 2 { 1.0 } else { 0.0 },
    };
    heads.iter().enumerate().map(column).collect()
}

/// How every class fares, asked or not.
fn classes(results: &Results, if_room: bool) -> Table {
    let within = format::metric("latency_p95");
    let heads = ["Class", "Devices", "Delivered", &within, "Out of coverage", "Most lost"];
    let rows = own_classes(results).map(|(_, name, class)| {
        let texts = [
            name.to_string(),
            format::count(class.devices),
            Quantity::Share.estimate(class.delivery_ratio),
            Quantity::Time.estimate(class.latency_s.p95) + grows(class),
            coverage(class),
            most_lost(results, class),
        ];
        texts.into_iter().map(Cell::Text).collect()
    });
    Table { columns: columns(&heads), rows: rows.collect(), notes: vec![], if_room }
}

/// After a latency that says how long was simulated, since a queue on the way cannot keep up.
pub fn grows(class: &ClassResult) -> &'static str {
    if class.growing.is_empty() || class.latency_s.p95.value.is_none() { "" } else { ", growing" }
}

/// Share of devices that no gateway hears; of none the interval says nothing that anybody asks.
pub fn coverage(class: &ClassResult) -> String {
    match class.out_of_coverage.value {
        Some(0.0) => "none".to_string(),
        _ => Quantity::Share.estimate(class.out_of_coverage),
    }
}

/// The greatest cause and its share of the class's messages.
fn most_lost(results: &Results, class: &ClassResult) -> String {
    match class.lost_by_cause().max_by_key(|(_, lost)| *lost).filter(|(_, lost)| *lost > 0) {
        Some((cause, lost)) => {
            format!(
                "{} {}",
                outages::cause(results, cause),
                format::share(lost as f64 / class.offered.max(1) as f64)
            )
        }
        None => format::NONE.to_string(),
    }
}

fn subtitle(results: &Results) -> String {
    if results.scenario.replications > 1 {
        "± chance over repetitions, 95 %; of a group, the worst member".into()
    } else {
        "one run gives no interval, so nothing can be told met or missed; of a group, the worst member".into()
    }
}

fn row(objective: &ObjectiveResult) -> Vec<Cell> {
    let estimate = Estimate { value: objective.value, ci: objective.ci };
    let of = objective.member.as_ref().unwrap_or(&objective.of);
    vec![
        Cell::Text(objective.name.clone()),
        Cell::Text(asked_of(of)),
        Cell::Text(format::metric(&objective.metric)),
        Cell::Text(Quantity::of(&objective.metric).estimate(estimate)),
        Cell::Text(format::limit(objective)),
        Cell::State(objective.verdict, objective.tight),
    ]
}

/// Of whom: a class, a link or a gateway by its name alone.
fn asked_of(of: &str) -> String {
    class_of(of).unwrap_or(format::element(of)).to_string()
}

/// How many objectives have this verdict, and their names, the worst first.
pub fn with(results: &Results, verdict: Verdict) -> Vec<&str> {
    worst_first(results).into_iter().filter(|o| o.verdict == verdict).map(|o| o.name.as_str()).collect()
}

/// By verdict; of equals the one that names the binding element, then the one furthest past its limit (DEFINITIONS D14).
fn worst_first(results: &Results) -> Vec<&ObjectiveResult> {
    let binding = results.bottleneck.as_ref().and_then(|b| b.objective.as_deref());
    let mut sorted: Vec<_> = results.objectives.iter().collect();
    let rank = |o: &ObjectiveResult| (o.verdict, o.tight, Some(o.name.as_str()) == binding);
    sorted.sort_by(|a, b| rank(b).cmp(&rank(a)).then(past_limit(b).total_cmp(&past_limit(a))));
    sorted
}

/// How far past its limit, relative to it; negative on the good side.
fn past_limit(objective: &ObjectiveResult) -> f64 {
    let over = objective.value.map_or(0.0, |value| value - objective.limit_value);
    let past = if objective.limit.starts_with('>') { -over } else { over };
    if objective.limit_value == 0.0 { past * f64::MAX } else { past / objective.limit_value }
}
