//! What `sweep` prints: the sentence, then a row a point: its values, each objective's measure, its verdict.

use super::super::table::{Side::Left, Side::Right, Table};
use crate::experiment::results::Verdict;
use crate::experiment::sweep::{Measure, Sweep, SweptPoint};
use crate::measure::metrics::Metric;

/// Points, and objectives beside each other; `sweep.csv` has all.
const MOST_POINTS: usize = 60;
const MOST_MEASURES: usize = 5;

/// All of it.
pub fn text(sweep: &Sweep) -> String {
    let shown: Vec<usize> = sweep.telling(MOST_MEASURES);
    let mut columns: Vec<(&str, _)> =
        sweep.factors.iter().map(|factor| (factor.path.as_str(), Right)).collect();
    let heads: Vec<String> =
        shown.iter().filter_map(|at| sweep.points.first()?.measures.get(*at)).map(head).collect();
    columns.extend(heads.iter().map(|head| (head.as_str(), Right)));
    columns.extend([("", Left), ("", Left)]);
    let mut table = Table::new(&columns);
    for point in sweep.points.iter().take(MOST_POINTS) {
        table.row(row(sweep, point, &shown));
    }
    let more = sweep.points.len().saturating_sub(MOST_POINTS);
    let rest = if more > 0 { format!("… and {more} more points in sweep.csv\n") } else { String::new() };
    format!("{}: {}\n\n{}{rest}", sweep.scenario.title, sweep.headline, table.text())
}

fn head(measure: &Measure) -> String {
    match (&measure.objective, &measure.limit) {
        (Some(name), Some(limit)) => format!("{name} {limit}"),
        _ => format!("{} {}", measure.of, measure.metric),
    }
}

fn row(sweep: &Sweep, point: &SweptPoint, shown: &[usize]) -> Vec<String> {
    let values = sweep.factors.iter().zip(&point.at).map(|(factor, at)| factor.values[*at].clone());
    let measures = shown.iter().map(|at| point.measures.get(*at).map_or("-".to_string(), figure));
    let word = match point.verdict {
        Verdict::None => "",
        Verdict::Met => "met",
        Verdict::AtRisk => "at risk",
        Verdict::Missed => "missed",
    };
    let element = point.bottleneck.as_ref().filter(|found| found.binding);
    let binding = element.map_or(String::new(), |found| found.element.clone());
    values.chain(measures).chain([word.to_string(), binding]).collect()
}

fn figure(measure: &Measure) -> String {
    let Some((value, metric)) = measure.value.zip(Metric::named(&measure.metric)) else { return "-".into() };
    let unit = metric.info().unit;
    match measure.ci {
        Some([low, high]) => unit.write_within(value, (high - low) / 2.0),
        None => unit.write(value),
    }
}
