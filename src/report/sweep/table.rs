//! `sweep.csv`: tidy, one row a point and measure, in base units. An empty field is a figure that cannot be given.

use super::super::tables::guarded;
use crate::experiment::results::Verdict;
use crate::experiment::sweep::{Measure, Sweep, SweptPoint};
use crate::measure::metrics::{Metric, Unit};

/// Columns after those of the factors.
const COLUMNS: [&str; 14] = [
    "replications",
    "of",
    "member",
    "metric",
    "unit",
    "value",
    "low",
    "high",
    "objective",
    "limit",
    "verdict",
    "point_verdict",
    "binding",
    "element",
];

/// The whole table.
pub fn csv(sweep: &Sweep) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut head = vec!["point".to_string()];
    head.extend(sweep.factors.iter().map(|factor| factor.path.clone()));
    head.extend(COLUMNS.map(String::from));
    writer.write_record(&head)?;
    for (number, point) in sweep.points.iter().enumerate() {
        for measure in &point.measures {
            let cells = row(sweep, number, point, measure);
            writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn row(sweep: &Sweep, number: usize, point: &SweptPoint, measure: &Measure) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let figure = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let unit = match Metric::named(&measure.metric).map(|metric| metric.info().unit) {
        Some(Unit::Seconds) => "s",
        _ => "1",
    };
    let binding = point.bottleneck.as_ref();
    let mut cells = vec![(number + 1).to_string()];
    cells.extend(sweep.factors.iter().zip(&point.at).map(|(factor, at)| factor.values[*at].clone()));
    cells.extend([
        point.replications.to_string(),
        measure.of.clone(),
        text(&measure.member),
        measure.metric.clone(),
        unit.to_string(),
        figure(measure.value),
        figure(measure.ci.map(|ci| ci[0])),
        figure(measure.ci.map(|ci| ci[1])),
        text(&measure.objective),
        text(&measure.limit),
        measure.verdict.map(word).unwrap_or_default().to_string(),
        word(point.verdict).to_string(),
        binding.map(|found| found.binding.to_string()).unwrap_or_default(),
        binding.map(|found| found.element.clone()).unwrap_or_default(),
    ]);
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
