//! The tables for spreadsheets: one row a thing, columns in snake case with the unit last, SI units.
//! An empty field is a figure that cannot be given.

use std::borrow::Cow;
use std::path::PathBuf;

use super::ReportError;
use super::charts::own_classes;
use crate::experiment::results::{ClassSeries, ElementSeries, Estimate, Results};

type Row = Vec<String>;

/// `timeseries.csv`, `latency.csv`, `losses.csv` and `elements.csv`.
pub fn files(results: &Results) -> Result<Vec<(PathBuf, Vec<u8>)>, ReportError> {
    let tables = [
        ("timeseries.csv", time_series(results)),
        ("latency.csv", latency(results)),
        ("losses.csv", losses(results)),
        ("elements.csv", elements(results)),
    ];
    let write = |(name, rows): (&str, Vec<Row>)| match encode(&rows) {
        Ok(bytes) => Ok((PathBuf::from(name), bytes)),
        Err(source) => Err(ReportError::Table { name: name.to_string(), source }),
    };
    tables.into_iter().map(write).collect()
}

fn encode(rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A cell that a spreadsheet does not take for a formula: ids come from other people's files (OWASP, "CSV
/// Injection": an apostrophe before `=`, `+`, `-`, `@`, tab and carriage return). Numbers stay numbers.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let number = || cell.parse::<f64>().is_ok_and(f64::is_finite);
    if formula && !number() { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

fn head(columns: &[&str]) -> Row {
    columns.iter().map(|column| (*column).to_string()).collect()
}

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn at<T: ToString>(series: &[T], bin: usize) -> String {
    series.get(bin).map(T::to_string).unwrap_or_default()
}

fn end(series: &[Option<[f64; 2]>], bin: usize, which: usize) -> String {
    number(series.get(bin).copied().flatten().map(|ci| ci[which]))
}

/// Classes by bin of birth, then elements by what happened in the bin. Counts are sums over replications.
fn time_series(results: &Results) -> Vec<Row> {
    let columns = [
        "of",
        "time_s",
        "offered_messages",
        "delivered_messages",
        "lost_messages",
        "delivery_ratio",
        "delivery_ratio_ci_low",
        "delivery_ratio_ci_high",
        "latency_p50_s",
        "latency_p95_s",
        "latency_p99_s",
        "offered_load",
        "offered_load_ci_low",
        "offered_load_ci_high",
        "utilisation",
        "dropped_copies",
    ];
    let mut rows = vec![head(&columns)];
    let time = |bin: usize| number(Some(bin as f64 * results.scenario.bin_s));
    for (name, class) in &results.classes {
        let of = format!("devices.{name}");
        rows.extend((0..class.series.offered.len()).map(|bin| class_bin(&of, time(bin), &class.series, bin)));
    }
    for (name, element) in &results.elements {
        let series = &element.series;
        rows.extend((0..series.offered_load.len()).map(|bin| element_bin(name, time(bin), series, bin)));
    }
    rows
}

fn class_bin(of: &str, time: String, series: &ClassSeries, bin: usize) -> Row {
    let (offered, delivered) = (series.offered[bin], series.delivered.get(bin).copied().unwrap_or(0));
    let lost: u64 = series.lost.values().filter_map(|lost| lost.get(bin)).sum();
    let ratio = (offered > 0).then(|| delivered as f64 / offered as f64);
    let percentile = |series: &[Option<f64>]| number(series.get(bin).copied().flatten());
    let mut row = vec![
        of.to_string(),
        time,
        offered.to_string(),
        delivered.to_string(),
        lost.to_string(),
        number(ratio),
        end(&series.delivery_ratio_ci, bin, 0),
        end(&series.delivery_ratio_ci, bin, 1),
        percentile(&series.p50),
        percentile(&series.p95),
        percentile(&series.p99),
    ];
    row.extend(std::iter::repeat_n(String::new(), 5));
    row
}

fn element_bin(of: &str, time: String, series: &ElementSeries, bin: usize) -> Row {
    let mut row = vec![of.to_string(), time];
    row.extend(std::iter::repeat_n(String::new(), 9));
    row.extend([
        at(&series.offered_load, bin),
        end(&series.offered_load_ci, bin, 0),
        end(&series.offered_load_ci, bin, 1),
        at(&series.utilisation, bin),
        at(&series.dropped, bin),
    ]);
    row
}

/// Points of every class's distribution.
fn latency(results: &Results) -> Vec<Row> {
    let mut rows = vec![head(&["class", "latency_s", "share_at_or_below"])];
    for (name, class) in &results.classes {
        let points = class.latency_cdf.iter();
        rows.extend(points.map(|[s, share]| vec![name.clone(), s.to_string(), share.to_string()]));
    }
    rows
}

/// Lost messages of our classes by cause and element.
fn losses(results: &Results) -> Vec<Row> {
    let mut rows = vec![head(&["class", "cause", "element", "lost_messages", "share_of_offered"])];
    for (_, name, class) in own_classes(results) {
        for (cause, by_element) in &class.lost {
            rows.extend(by_element.iter().map(|(element, lost)| {
                let share = (class.offered > 0).then(|| *lost as f64 / class.offered as f64);
                vec![name.to_string(), cause.clone(), element.clone(), lost.to_string(), number(share)]
            }));
        }
    }
    rows
}

/// Every element and group.
fn elements(results: &Results) -> Vec<Row> {
    let figures = [
        "offered_load_mean",
        "offered_load_busy_hour",
        "offered_load_p95",
        "offered_load_peak",
        "utilisation_mean",
        "utilisation_busy_hour",
        "utilisation_p95",
        "utilisation_peak",
        "waiting_mean",
        "waiting_p95",
    ];
    let mut columns = head(&[
        "element",
        "kind",
        "group",
        "members",
        "capacity",
        "busy_hour_start",
        "offered_messages",
        "dropped_copies",
        "duplicate_copies",
    ]);
    for figure in figures {
        let unit = if figure.starts_with("waiting") { "_s" } else { "" };
        columns.extend(["", "_ci_low", "_ci_high"].map(|part| format!("{figure}{part}{unit}")));
    }
    let mut rows = vec![columns];
    for (name, element) in results.elements.iter().chain(&results.members) {
        let (load, used) = (element.offered_load, element.utilisation);
        let mut row = vec![
            name.clone(),
            element.kind.clone(),
            element.group.clone().unwrap_or_default(),
            element.members.to_string(),
            element.capacity.clone().unwrap_or_default(),
            element.busy_hour_start.clone().unwrap_or_default(),
            element.offered_messages.to_string(),
            element.dropped.to_string(),
            element.duplicates.to_string(),
        ];
        let loads = [load, used].into_iter().flat_map(|l| [l.mean, l.busy_hour, l.p95, l.peak]);
        let waits = [element.waiting_s.mean, element.waiting_s.p95];
        row.extend(loads.chain(waits).flat_map(|estimate| triple(&estimate)));
        rows.push(row);
    }
    rows
}

fn triple(estimate: &Estimate) -> [String; 3] {
    let end = |which: usize| number(estimate.ci.map(|ci| ci[which]));
    [number(estimate.value), end(0), end(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_formula_and_numbers_stay_numbers() {
        for text in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-inf", "＝1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "-3.5", "+420", "-1e-7", "links.lte@-1", "a=b", "10-4"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn tables_are_written_guarded() {
        let rows = [vec!["=HYPERLINK(\"x\")".to_string(), "-4".to_string()]];
        assert_eq!(encode(&rows).unwrap(), b"\"'=HYPERLINK(\"\"x\"\")\",-4\n");
    }
}
