//! Traces as CSV: times in seconds, and if asked for devices and payloads, each from a column of its own.

use std::collections::HashMap;

use super::diagnose::{Problem, suggest};
use super::sheet::{PROBLEMS, Row, Sheet, plain};
use crate::model::traffic::{Recorded, Rows, TraceSpec};
use crate::units::{Span, number};

/// Latest time of a trace, s: 100 years.
const LATEST_S: f64 = 3.2e9;
/// Largest payload, B.
const LARGEST_B: f64 = 1e8;

/// The rows that a trace asks for; `name` and `rank` are the file's in complaints.
pub(crate) fn read(name: &str, rank: usize, text: &str, spec: &TraceSpec) -> Result<Rows, Vec<Problem>> {
    let wanted: Vec<String> = [Some(&spec.time), spec.device.as_ref(), spec.size.as_ref()]
        .into_iter()
        .flatten()
        .map(|column| plain(column))
        .collect();
    let known = |header: &str| wanted.iter().any(|column| column == header);
    let sheet = Sheet::open(name, rank, text, known).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let time = column(&sheet, &spec.time, &mut problems);
    let device = spec.device.as_ref().map(|of| column(&sheet, of, &mut problems));
    let size = spec.size.as_ref().map(|of| column(&sheet, of, &mut problems));
    let (Some(time), false) = (time, device == Some(None) || size == Some(None)) else {
        return Err(problems);
    };
    let columns = Columns { time, device: device.flatten(), size: size.flatten() };
    let rows = sheet.rows(&mut problems);
    let (mut recorded, mut numbers) = (Vec::with_capacity(rows.len()), HashMap::new());
    for row in &rows {
        recorded.extend(columns.row(&sheet, row, &mut numbers, &mut problems));
        if problems.len() >= PROBLEMS {
            break;
        }
    }
    if problems.is_empty() { Ok(Rows::new(recorded)) } else { Err(problems) }
}

/// The place of a column, once and unmistakably there.
pub(super) fn column(sheet: &Sheet, name: &str, problems: &mut Vec<Problem>) -> Option<usize> {
    let wanted = plain(name);
    let Some(at) = sheet.headers.iter().position(|header| *header == wanted) else {
        let headers: Vec<_> = sheet.headers.iter().map(String::as_str).collect();
        let help = suggest(&wanted, &headers, "columns");
        problems.push(sheet.header_problem(format!("there is no column `{name}`"), Some(help)));
        return None;
    };
    problems.extend(sheet.repeated(at));
    Some(at)
}

struct Columns {
    time: usize,
    device: Option<usize>,
    size: Option<usize>,
}

impl Columns {
    /// A row; devices are numbered as they first appear.
    fn row(
        &self,
        sheet: &Sheet,
        row: &Row,
        numbers: &mut HashMap<String, u32>,
        problems: &mut Vec<Problem>,
    ) -> Option<Recorded> {
        let wrong = |column, message: String| sheet.problem(row, column, message, None);
        let range = |column, value: f64, most: f64, what: &str| match (0.0..=most).contains(&value) {
            true => Ok(value),
            false => Err(wrong(column, format!("{} is not {what}", number(value)))),
        };
        let time = match sheet.number(row, self.time) {
            Ok(Some(time)) => range(self.time, time, LATEST_S, "a time, s since the study's start"),
            Ok(None) => Err(wrong(self.time, "this row has no time".into())),
            Err(problem) => Err(problem),
        };
        let size = match self.size.map(|column| (column, sheet.number(row, column))) {
            Some((column, Ok(Some(size)))) => match size == libm::floor(size) {
                true => range(column, size, LARGEST_B, "a payload, B").map(|size| Some(size as u32)),
                false => Err(wrong(column, format!("{} is no whole number of bytes", number(size)))),
            },
            Some((_, Err(problem))) => Err(problem),
            _ => Ok(None),
        };
        let device = match self.device.map(|column| (column, row.cell(column))) {
            Some((column, None)) => Err(wrong(column, "this row names no device".into())),
            Some((_, Some(name))) => {
                let next = numbers.len() as u32;
                Ok(*numbers.entry(name.to_string()).or_insert(next))
            }
            None => Ok(0),
        };
        match (time, size, device) {
            (Ok(time), Ok(size), Ok(device)) => Some((device, Span::from_secs_f64(time), size)),
            (time, size, device) => {
                problems.extend([time.err(), size.err(), device.err()].into_iter().flatten());
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(more: &str) -> TraceSpec {
        toml::from_str(&format!("file = \"a.csv\"\ntime = \"T (s)\"\n{more}")).unwrap()
    }

    #[test]
    fn reads_devices_times_and_sizes_in_any_order() {
        let text = "t;who;bytes\n2,5;a;10\n1;b;\n0;a;20\n";
        let rows = read("a.csv", 0, text, &spec("device = \"who\"\nsize = \"bytes\"")).unwrap();
        assert_eq!((rows.len(), rows.devices(), rows.largest()), (3, 2, Some(20)));
        assert_eq!(rows.last(), Span::from_millis(2500));
        assert_eq!(read("a.csv", 0, text, &spec("")).unwrap().devices(), 1);
    }

    #[test]
    fn says_what_is_wrong_with_which_row() {
        let found = read("a.csv", 0, "t,bytes\n-1,3\n1,x\n,5\n", &spec("size = \"bytes\"")).unwrap_err();
        let said: Vec<_> = found.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(
            said,
            ["-1 is not a time, s since the study's start", "`x` is not a number", "this row has no time"]
        );
        let found = read("a.csv", 0, "t,bytes\n1,1.5\n", &spec("size = \"bytes\"")).unwrap_err();
        assert_eq!(found[0].message, "1.5 is no whole number of bytes");
        let found = read("a.csv", 0, "t,bytes\n1,3\n", &spec("device = \"byte\"")).unwrap_err();
        assert_eq!(found[0].message, "there is no column `byte`");
    }
}
