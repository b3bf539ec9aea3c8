//! The table for the report: on the page in words, as `forecast.csv` in full. An empty field is one that does not apply.

use super::super::figure::{Body, Cell, Column, Figure, Table};
use super::super::format;
use super::super::tables::guarded;
use super::timeline;
use crate::experiment::forecast::results::{Counts, Fate, Forecast, Runout};
use crate::experiment::forecast::words;
use crate::experiment::results::Verdict;

/// Rows at most; classes and years whose devices are counted.
const MOST: usize = 9;
const CLASSES: usize = 5;
const YEARS: usize = 8;

/// The table on the page.
pub fn figure(forecast: &Forecast) -> Figure {
    let all = timeline::rows(forecast);
    let rows = all.iter().take(MOST).map(|runout| row(forecast, runout)).collect();
    let more = all.len().saturating_sub(MOST);
    let mut notes = Vec::new();
    if more > 0 {
        notes.push(format!("… and {more} more in forecast.csv"));
    }
    if forecast.missed().iter().any(|one| one.order.is_none()) {
        notes.push("Without a lead time in growth.lead_times there is no order date".to_string());
    }
    let heads = [
        ("Fate", 0.0),
        ("Objective", 1.0),
        ("Missed from", 0.0),
        ("Behind it", 0.8),
        ("Order by", 0.0),
        ("Left", 0.0),
    ];
    let columns = heads.map(|(head, give)| Column { head: head.to_string(), give }).to_vec();
    let asked = Table { columns, rows, notes, if_room: false };
    Figure {
        title: "What to order when".to_string(),
        subtitle: "so that service begins before the interval does; counted from the start of growth"
            .to_string(),
        legend: vec![],
        body: Body::Tables(vec![asked, devices(forecast)]),
    }
}

/// Devices of each class a year apart, and in the end.
fn devices(forecast: &Forecast) -> Table {
    let growth = &forecast.growth;
    let yearly = growth.counts.iter().step_by(12).chain(growth.counts.last());
    let mut seen: Vec<&Counts> = Vec::new();
    for counts in yearly {
        if seen.last().is_none_or(|last| last.day != counts.day) {
            seen.push(counts);
        }
    }
    let row = |counts: &&Counts| {
        let each = counts.devices.iter().take(CLASSES).map(|count| Cell::Text(format::count(*count)));
        [Cell::Text(counts.day.clone())].into_iter().chain(each).collect()
    };
    let heads = growth.laws.iter().take(CLASSES).map(|law| law.class.clone());
    let columns = ["In service on".to_string()]
        .into_iter()
        .chain(heads)
        .map(|head| Column { head, give: 0.0 })
        .collect();
    Table { columns, rows: seen.iter().take(YEARS).map(row).collect(), notes: vec![], if_room: true }
}

fn row(forecast: &Forecast, runout: &Runout) -> Vec<Cell> {
    let none = || format::NONE.to_string();
    let order = runout.order.as_ref();
    let texts = [
        runout.objective.name.clone(),
        words::when(forecast, runout),
        runout.element.as_deref().map_or(format::NONE, format::element).to_string(),
        order.map_or_else(none, |order| order.by.clone()),
        order.map_or_else(none, |order| order.left.clone()),
    ];
    [Cell::State(verdict(runout), false)].into_iter().chain(texts.map(Cell::Text)).collect()
}

/// As the review says it: what is too late to order is as good as missed.
fn verdict(runout: &Runout) -> Verdict {
    match runout.fate {
        Fate::Holds => Verdict::Met,
        Fate::NotJudged => Verdict::AtRisk,
        Fate::FromTheStart | Fate::Missed => Verdict::Missed,
    }
}

const COLUMNS: [&str; 18] = [
    "objective",
    "of",
    "metric",
    "limit",
    "fate",
    "missed_from",
    "earliest",
    "latest",
    "day",
    "months",
    "months_low",
    "months_high",
    "element",
    "cause",
    "kind",
    "lead_days",
    "order_by",
    "months_left",
];

/// The whole table; months are counted from the start of growth.
pub fn csv(forecast: &Forecast) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for runout in &forecast.runouts {
        writer.write_record(record(runout).iter().map(|cell| guarded(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn record(runout: &Runout) -> Vec<String> {
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let (asked, order, ci) = (&runout.objective, runout.order.as_ref(), runout.ci.as_ref());
    let fate = match runout.fate {
        Fate::Holds => "holds",
        Fate::Missed => "missed",
        Fate::FromTheStart => "from_the_start",
        Fate::NotJudged => "not_judged",
    };
    vec![
        asked.name.clone(),
        asked.of.clone(),
        asked.metric.clone(),
        asked.limit.clone(),
        fate.to_string(),
        text(runout.month.as_ref()),
        text(ci.and_then(|ci| ci.calendar[0].as_ref())),
        text(ci.and_then(|ci| ci.calendar[1].as_ref())),
        text(runout.day.as_ref()),
        number(runout.at),
        number(ci.map(|ci| ci.months[0])),
        number(ci.map(|ci| ci.months[1])),
        text(runout.element.as_ref()),
        text(runout.cause.as_ref()),
        text(order.map(|order| &order.kind)),
        number(order.map(|order| order.lead_days)),
        text(order.map(|order| &order.by)),
        number(order.map(|order| order.at)),
    ]
}
