//! `sensitivity.csv`: one row an answer and assumption, in base units. An empty field is a figure that cannot be given.

use super::super::tables::guarded;
use crate::experiment::results::Estimate;
use crate::experiment::sensitivity::results::{Answer, Bar, Sensitivity};

const COLUMNS: [&str; 19] = [
    "objective",
    "of",
    "metric",
    "base",
    "base_low",
    "base_high",
    "assumption",
    "low",
    "value",
    "high",
    "at_low",
    "at_high",
    "low_change",
    "low_change_low",
    "low_change_high",
    "high_change",
    "high_change_low",
    "high_change_high",
    "rank_correlation",
];

/// The whole table.
pub fn csv(found: &Sensitivity) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for answer in &found.answers {
        for bar in &answer.bars {
            let cells = row(found, answer, bar);
            writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn row(found: &Sensitivity, answer: &Answer, bar: &Bar) -> Vec<String> {
    let assumed = &found.assumptions[bar.assumption];
    let mut cells =
        vec![answer.objective.clone().unwrap_or_default(), answer.of.clone(), answer.metric.clone()];
    cells.extend(figures(answer.base));
    cells.extend([&assumed.path, &assumed.low, &assumed.value, &assumed.high].map(String::clone));
    cells.extend([bar.low.value, bar.high.value].map(number));
    cells.extend(figures(bar.low.change));
    cells.extend(figures(bar.high.change));
    cells.push(number(bar.rank_correlation));
    cells
}

fn figures(estimate: Estimate) -> [String; 3] {
    [estimate.value, estimate.ci.map(|ci| ci[0]), estimate.ci.map(|ci| ci[1])].map(number)
}

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
