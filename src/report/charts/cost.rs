//! What does it cost? Price by price, in a month and for each delivered message.

use super::super::figure::{Body, Cell, Column, Figure, Table};
use super::super::format;
use super::replications;
use crate::experiment::results::{Estimate, Results};
use crate::experiment::upkeep::{Cost, CostLine};

/// The chart.
pub fn figure(results: &Results) -> Figure {
    let Some(cost) = &results.cost else {
        return Figure::empty(TITLE, "the scenario has no prices: add [costs]");
    };
    let mut lines: Vec<&CostLine> = cost.lines.iter().collect();
    let sum = |line: &CostLine| line.per_month.value.unwrap_or(0.0);
    lines.sort_by(|a, b| sum(b).total_cmp(&sum(a)));
    let total = cost.per_month.value.unwrap_or(0.0);
    let share = |value: f64| if total > 0.0 { format::share(value / total) } else { format::NONE.into() };
    let text = |cells: [String; 5]| cells.into_iter().map(Cell::Text).collect::<Vec<Cell>>();
    let row = |line: &&CostLine| {
        text([
            line.of.clone(),
            format!("{} {}", money(line.price), price_of(line)),
            quantity(line),
            estimate(line.per_month),
            share(sum(line)),
        ])
    };
    let mut rows: Vec<Vec<Cell>> = lines.iter().map(row).collect();
    let all = text(["all".into(), String::new(), String::new(), estimate(cost.per_month), share(total)]);
    rows.push(all);
    let per_month = format!("{} a month", cost.currency);
    let columns = ["Of", "Price", "In a month", per_month.as_str(), "Share"];
    let column = |head: &&str| Column { head: head.to_string(), give: if *head == "Of" { 1.0 } else { 0.0 } };
    let notes = vec![of_message(cost)];
    let table = Table { columns: columns.iter().map(column).collect(), rows, notes, if_room: false };
    let subtitle = format!(
        "prices of the scenario in {}, times what the run used; a month has 30.4 days · {}",
        cost.currency,
        replications(results)
    );
    Figure { title: TITLE.into(), subtitle, legend: vec![], body: Body::Tables(vec![table]) }
}

const TITLE: &str = "What it costs";

/// As high as its rows.
pub fn size_pt(results: &Results) -> (f64, f64) {
    let rows = results.cost.as_ref().map_or(0, |cost| cost.lines.len());
    (560.0, libm::fmax(104.0 + 14.0 * rows as f64, 150.0))
}

/// "0.0021 EUR for each delivered message (1 234 000 a month)".
pub fn of_message(cost: &Cost) -> String {
    match cost.per_delivered_message.value {
        Some(_) => format!(
            "{} {} for each of {} delivered in a month",
            estimate(cost.per_delivered_message),
            cost.currency,
            format::plural(
                libm::rint(cost.delivered_per_month.value.unwrap_or(0.0)) as u64,
                "message",
                "messages"
            )
        ),
        None => "no message is delivered for it".into(),
    }
}

/// "1 234 ± 5": the half-width only where it shows.
pub fn estimate(sum: Estimate) -> String {
    let Some(value) = sum.value else { return format::NONE.into() };
    let half = sum.ci.map_or(0.0, |[low, high]| (high - low) / 2.0);
    match half > 0.001 * libm::fabs(value) {
        true => format!("{} ± {}", money(value), format::number(half)),
        false => money(value),
    }
}

/// Whole units from a hundred on, cents below, then three digits.
fn money(value: f64) -> String {
    match libm::fabs(value) {
        size if size >= 100.0 => format::fixed(value, 0),
        size if size >= 1.0 => format::fixed(value, 2),
        _ => format::number(value),
    }
}

/// "1 346 GB", "1 link".
fn quantity(line: &CostLine) -> String {
    let Some(value) = line.quantity.value else { return format::NONE.into() };
    let number = if value >= 1000.0 { format::fixed(value, 0) } else { format::number(value) };
    let unit = line.unit.as_str();
    let one = unit.strip_suffix('s').filter(|_| value == 1.0 && !unit.contains(' '));
    format!("{number} {}", one.unwrap_or(unit))
}

/// What the price is of.
fn price_of(line: &CostLine) -> &'static str {
    match line.key.as_str() {
        "cost" => "once, spread",
        "per_month" => "a month",
        "per_battery" => "a battery",
        "per_gb" => "a GB",
        "data" => "a month, by its plan",
        "per_million_messages" => "a million messages",
        "per_gb_month" => "a GB and month, after 12 months",
        _ => "",
    }
}
