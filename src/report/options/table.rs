//! `options.csv`: a row a set, in order of cost; of each objective its measure in base units and its verdict. An empty field
//! is a figure that cannot be given.

use super::super::tables::guarded;
use crate::experiment::options::results::{Options, Tried};
use crate::experiment::results::Verdict;

/// Columns before those of the objectives.
const COLUMNS: [&str; 14] = [
    "set",
    "options",
    "cost",
    "per_month",
    "total",
    "currency",
    "verdict",
    "answer",
    "lasts_months",
    "front",
    "at_month",
    "replications",
    "lead_days",
    "order_by",
];

/// The whole table.
pub fn csv(options: &Options) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut head: Vec<String> = COLUMNS.map(String::from).to_vec();
    for asked in &options.objectives {
        head.extend(["", "_low", "_high", "_verdict", "_element"].map(|end| format!("{}{end}", asked.name)));
    }
    writer.write_record(&head)?;
    for (at, tried) in options.sets.iter().enumerate() {
        let cells = row(options, at, tried);
        writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn row(options: &Options, at: usize, tried: &Tried) -> Vec<String> {
    let figure = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let mut cells = vec![
        (at + 1).to_string(),
        tried.options.join(" + "),
        tried.cost.to_string(),
        tried.per_month.to_string(),
        tried.total.to_string(),
        options.currency.clone().unwrap_or_default(),
        word(tried.verdict).to_string(),
        (options.answer == Some(at)).to_string(),
        tried.lasts.map(|months| months.to_string()).unwrap_or_default(),
        options.front.contains(&at).to_string(),
        tried.month.to_string(),
        tried.replications.to_string(),
        figure(tried.order.as_ref().map(|order| order.lead_days)),
        tried.order.as_ref().map(|order| order.by.clone()).unwrap_or_default(),
    ];
    for judged in &tried.objectives {
        cells.extend([
            figure(judged.value),
            figure(judged.ci.map(|ci| ci[0])),
            figure(judged.ci.map(|ci| ci[1])),
            word(judged.verdict).to_string(),
            judged.element.clone().unwrap_or_default(),
        ]);
    }
    cells
}

/// As results write it.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::None => "none",
        Verdict::Met => "met",
        Verdict::AtRisk => "at_risk",
        Verdict::Missed => "missed",
    }
}
