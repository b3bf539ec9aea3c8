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

/// "2.10 EUR for each thousand messages delivered (1 234 000 a month)".
fn of_message(cost: &Cost) -> String {
    let Some(each) = cost.per_delivered_message.value else { return "no message is delivered for it".into() };
    let (messages, many) = batch(each);
    let times = |value: f64| value * many;
    let sum =
        Estimate { value: Some(times(each)), ci: cost.per_delivered_message.ci.map(|ci| ci.map(times)) };
    let delivered = libm::rint(cost.delivered_per_month.value.unwrap_or(0.0)) as u64;
    let (sum, all) = (estimate(sum), format::count(delivered));
    format!("{sum} {} for each {messages} delivered ({all} a month)", cost.currency)
}

/// "2.10 EUR a thousand messages delivered".
pub fn each(value: f64, currency: &str) -> String {
    let (messages, many) = batch(value);
    format!("{} {currency} a {messages} delivered", money(value * many))
}

/// So many messages that they cost a sum that people say.
fn batch(each: f64) -> (&'static str, f64) {
    match each {
        each if each >= 0.01 => ("message", 1.0),
        each if each >= 1e-4 => ("thousand messages", 1e3),
        _ => ("million messages", 1e6),
    }
}

/// "1 234 ± 5": the half-width to the last digit of the value, and only where it shows there.
pub fn estimate(sum: Estimate) -> String {
    let Some(value) = sum.value else { return format::NONE.into() };
    let half = sum.ci.map_or(0.0, |[low, high]| (high - low) / 2.0);
    let whole = libm::fabs(value) >= 100.0;
    let last = if whole { 1.0 } else { 0.01 };
    match libm::fabs(value) >= 1.0 {
        _ if half <= 0.001 * libm::fabs(value) => money(value),
        true if half < last / 2.0 => money(value),
        true => format!("{} ± {}", money(value), format::fixed(half, if whole { 0 } else { 2 })),
        false => format!("{} ± {}", money(value), format::number(half)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_costs_is_a_sum_that_people_say() {
        let of = |each: f64| {
            let all = |value| Estimate { value: Some(value), ci: None };
            let (currency, delivered_per_month) = ("EUR".to_string(), all(5000.0));
            let each = all(each);
            let cost = Cost { currency, delivered_per_month, per_delivered_message: each, ..Cost::default() };
            of_message(&cost).replace('\u{202f}', " ")
        };
        assert_eq!(of(0.000_027_8), "27.80 EUR for each million messages delivered (5 000 a month)");
        assert_eq!(of(0.0021), "2.10 EUR for each thousand messages delivered (5 000 a month)");
        assert_eq!(of(1.5), "1.50 EUR for each message delivered (5 000 a month)");
    }

    #[test]
    fn an_interval_has_no_more_digits_than_its_sum() {
        let of = |value: f64, half: f64| {
            estimate(Estimate { value: Some(value), ci: Some([value - half, value + half]) })
                .replace('\u{202f}', " ")
        };
        assert_eq!(of(1.06, 0.00297), "1.06");
        assert_eq!(of(12.3, 0.456), "12.30 ± 0.46");
        assert_eq!(of(1234.0, 5.4), "1 234 ± 5");
        assert_eq!(of(0.0123, 0.000456), "0.0123 ± 0.000456");
    }
}
