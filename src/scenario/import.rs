//! Recordings as others write them: which column holds times, devices and payloads, how times are written, and
//! which rows say nothing, with their lines. Knows no statistics.

use std::collections::HashMap;
use std::path::Path;

use super::diagnose::{Diagnostics, Problem, suggest};
use super::instant::{Unit, date};
use super::read;
use super::sheet::{Row, Sheet, plain};
use crate::units::number;

/// What columns are called that hold what is looked for, the surest first.
const TIMES: &[&str] = &[
    "t_s",
    "time_s",
    "timestamp",
    "time",
    "received_at",
    "datetime",
    "date_time",
    "date",
    "ts",
    "seconds",
    "t_start_s",
    "t",
    "t_ms",
    "time_ms",
    "timestamp_utc",
    "time_utc",
    "created_at",
    "event_time",
    "recorded_at",
];
const DEVICES: &[&str] = &[
    "device",
    "dev_eui",
    "deveui",
    "device_id",
    "device_name",
    "end_device",
    "node",
    "node_id",
    "sensor",
    "imei",
    "id",
    "dev",
    "machine",
    "machine_id",
    "asset",
    "asset_id",
    "meter",
    "meter_id",
    "sensor_id",
    "serial",
    "mac",
];
const SIZES: &[&str] = &[
    "payload_bytes",
    "bytes",
    "size",
    "payload_size",
    "payload_length",
    "length",
    "len",
    "coap_bytes",
    "bytes_out",
    "size_b",
];
/// Largest payload, B.
const LARGEST_B: f64 = 1e8;
/// Numbers from here on are instants since 1970 rather than lengths of time, s: 1985.
const EPOCH_S: f64 = 5e8;
const DAY_S: f64 = 86_400.0;
/// So far from the median time only a clock that is not set goes, s: 2.5 years. What is left is shorter than a study
/// may be, also when its last mean gap is added.
const FAR_S: f64 = 7.9e7;

/// What a user says of a file; the rest is found out.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The column of times.
    pub time: Option<String>,
    /// The column of devices.
    pub device: Option<String>,
    /// The column of payloads.
    pub size: Option<String>,
    /// The unit of numeric times.
    pub unit: Option<Unit>,
    /// Only rows with this text in that column.
    pub only: Option<(String, String)>,
    /// Times count on from midnight, or from the zero of the file's numbers, instead of from the first message.
    pub keep_clock: bool,
}

/// A row that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// When, s since the recording's zero.
    pub at_s: f64,
    /// Who; empty if the file does not say.
    pub device: String,
    /// Payload, B.
    pub bytes: Option<f64>,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// Rows in order of time, those of one instant in the file's order.
    pub lines: Vec<Line>,
    /// Rows of the file.
    pub rows: usize,
    /// Rows that were not asked for.
    pub others: usize,
    /// Columns used: times, devices, payloads.
    pub columns: [Option<String>; 3],
    /// Rows that were left out, or read without a payload: why, how many, and the first of them.
    pub skipped: Vec<Skipped>,
    /// The zero of times, s since 1970 (UTC); `None` for numbers that count from a zero of their own.
    pub zero: Option<f64>,
    /// Where what is written begins, s since the zero: at the first message, or at the zero.
    pub start_s: f64,
    /// All columns, as the header writes them.
    pub headers: Vec<String>,
    /// The file has its rows in order of time.
    pub in_order: bool,
}

/// Rows of which one thing is wrong.
#[derive(Clone, Debug)]
pub struct Skipped {
    /// What.
    pub why: &'static str,
    /// How many.
    pub rows: usize,
    /// The first, with its line.
    pub first: Problem,
}

const WIDE: &str = "more cells than the header: left out";
const NO_TIME: &str = "no time: left out";
const BAD_TIME: &str = "a time that cannot be read: left out";
const NEGATIVE: &str = "a negative time: left out";
const FAR: &str = "a time years from most others, as of a clock not set: left out";
const NO_DEVICE: &str = "no device: left out";
const BROKEN: &str = "a line break within the device's name: left out";
const BAD_SIZE: &str = "a payload that cannot be read: taken as unknown";
const PART_SIZE: &str = "a payload that is no whole number of bytes: rounded up";

/// Reads a recording, or says everything that is wrong with it.
pub fn trace(file: &Path, asked: &Asked) -> Result<Recording, Diagnostics> {
    let name = file.display().to_string();
    let of_file = |message| Diagnostics::new(vec![Problem::of_file(&name, 0, message, read::meant(file))]);
    let bytes = read::bytes(file, read::MAX_TABLE).map_err(of_file)?;
    let text = read::text(&bytes, &name, 0).map_err(|problem| Diagnostics::new(vec![problem]))?;
    Import::new(&name, &text, asked).and_then(|import| import.read()).map_err(Diagnostics::new)
}

struct Import<'a> {
    sheet: Sheet<'a>,
    asked: &'a Asked,
    time: usize,
    device: Option<usize>,
    size: Option<usize>,
    only: Option<(usize, &'a str)>,
}

impl<'a> Import<'a> {
    fn new(name: &'a str, text: &'a str, asked: &'a Asked) -> Result<Import<'a>, Vec<Problem>> {
        let wanted: Vec<String> =
            [&asked.time, &asked.device, &asked.size].into_iter().flatten().map(|c| plain(c)).collect();
        let known = |header: &str| {
            wanted.iter().any(|column| column == header) || [TIMES, DEVICES, SIZES].concat().contains(&header)
        };
        let sheet = Sheet::open(name, 0, text, known).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let time = column(&sheet, asked.time.as_deref(), TIMES, &mut problems);
        let device = column(&sheet, asked.device.as_deref(), DEVICES, &mut problems);
        let size = column(&sheet, asked.size.as_deref(), SIZES, &mut problems);
        let only = asked
            .only
            .as_ref()
            .and_then(|(of, value)| Some((column(&sheet, Some(of), &[], &mut problems)?, value.as_str())));
        if time.is_none() && problems.is_empty() {
            let help = format!("--time COLUMN names it; columns found: {}", sheet.headers.join(", "));
            problems.push(sheet.header_problem("no column is known to hold times", Some(help)));
        }
        match time {
            Some(time) if problems.is_empty() => Ok(Import { sheet, asked, time, device, size, only }),
            _ => Err(problems),
        }
    }

    fn read(&self) -> Result<Recording, Vec<Problem>> {
        let mut problems = Vec::new();
        let all = self.sheet.rows_of_any_width(&mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        // what is in which column of a row too wide nobody knows
        let wanted = |row: &&Row| {
            self.sheet.is_wide(row) || self.only.is_none_or(|(column, value)| row.cell(column) == Some(value))
        };
        let rows: Vec<&Row> = all.iter().filter(wanted).collect();
        let times = Times::of(self, &rows);
        let mut skips = Skips { sheet: &self.sheet, found: Vec::new() };
        let mut lines = self.lines(&rows, &times, &mut skips);
        if lines.len() * 2 < rows.len() || lines.is_empty() {
            return Err(self.hopeless(&rows, lines.len(), skips.found));
        }
        let first = lines.iter().map(|line| line.at_s).fold(f64::INFINITY, f64::min);
        let dated = matches!(times, Times::Dates) || first >= EPOCH_S;
        let zero = dated.then(|| libm::floor(first / DAY_S) * DAY_S);
        lines.iter_mut().for_each(|line| line.at_s -= zero.unwrap_or(0.0));
        let in_order = lines.is_sorted_by(|a, b| a.at_s <= b.at_s);
        lines.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
        let written = |at: usize| self.sheet.written[at].clone();
        Ok(Recording {
            rows: all.len(),
            others: all.len() - rows.len(),
            columns: [Some(self.time), self.device, self.size].map(|at| at.map(written)),
            skipped: skips.found,
            start_s: if self.asked.keep_clock { 0.0 } else { lines[0].at_s },
            headers: self.sheet.written.clone(),
            lines,
            zero,
            in_order,
        })
    }

    /// The rows that are understood, of one age.
    fn lines<'r>(&self, rows: &[&'r Row], times: &Times, skips: &mut Skips) -> Vec<Line> {
        let read = |row: &&'r Row| Some((self.line(row, times, skips)?, *row));
        let read: Vec<(Line, &Row)> = rows.iter().filter_map(read).collect();
        let mut times: Vec<f64> = read.iter().map(|(line, _)| line.at_s).collect();
        times.sort_unstable_by(f64::total_cmp);
        let median = times.get(times.len().saturating_sub(1) / 2).copied().unwrap_or_default();
        let mut lines = Vec::with_capacity(read.len());
        for (line, row) in read {
            match (line.at_s - median).abs() <= FAR_S {
                true => lines.push(line),
                false => drop(skips.add::<()>(row, self.time, FAR)),
            }
        }
        lines
    }

    fn line(&self, row: &Row, times: &Times, skips: &mut Skips) -> Option<Line> {
        if self.sheet.is_wide(row) {
            return skips.add(row, self.sheet.headers.len(), WIDE);
        }
        let Some(written) = row.cell(self.time) else { return skips.add(row, self.time, NO_TIME) };
        let Some(at_s) = times.read(self, row, written) else { return skips.add(row, self.time, BAD_TIME) };
        if at_s < 0.0 {
            return skips.add(row, self.time, NEGATIVE);
        }
        let device = match self.device {
            Some(column) => match row.cell(column) {
                Some(name) if name.contains(['\n', '\r']) => return skips.add(row, column, BROKEN),
                Some(name) => name.to_string(),
                None => return skips.add(row, column, NO_DEVICE),
            },
            None => String::new(),
        };
        let bytes = self.size.and_then(|column| match self.sheet.number(row, column) {
            Ok(None) => None,
            Ok(Some(size)) if (0.0..=LARGEST_B).contains(&size) => {
                if size != libm::ceil(size) {
                    skips.add::<()>(row, column, PART_SIZE);
                }
                Some(libm::ceil(size))
            }
            _ => skips.add(row, column, BAD_SIZE),
        });
        Some(Line { at_s, device, bytes })
    }

    /// Too little of the file was understood to go on.
    fn hopeless(&self, rows: &[&Row], read: usize, skipped: Vec<Skipped>) -> Vec<Problem> {
        if rows.is_empty() {
            let (column, value) = self.asked.only.clone().unwrap_or_default();
            return vec![
                self.sheet.header_problem(format!("no row has `{value}` in column `{column}`"), None),
            ];
        }
        let help = "times are numbers or dates such as 2023-07-01T00:05:59Z; --time names another column";
        let message = format!("only {read} of {} rows could be read", rows.len());
        let mut problems = vec![self.sheet.header_problem(message, Some(help.into()))];
        problems.extend(self.sheet.too_wide(rows.iter().copied()));
        let others = skipped.into_iter().filter(|skipped| skipped.why != WIDE);
        problems.extend(others.map(|skipped| skipped.first));
        problems
    }
}

/// The place of the column that is asked for, or of the first that is called as such columns are; once and
/// unmistakably there.
fn column(sheet: &Sheet, asked: Option<&str>, usual: &[&str], problems: &mut Vec<Problem>) -> Option<usize> {
    let place = |name: &str| sheet.headers.iter().position(|header| header == name);
    let at = match asked {
        Some(asked) => place(&plain(asked)),
        None => usual.iter().find_map(|name| place(name)),
    };
    if let (None, Some(asked)) = (at, asked) {
        let headers: Vec<_> = sheet.headers.iter().map(String::as_str).collect();
        let help = suggest(&plain(asked), &headers, "columns");
        problems.push(sheet.header_problem(format!("there is no column `{asked}`"), Some(help)));
    }
    problems.extend(at.and_then(|at| sheet.repeated(at)));
    at
}

/// How the times of a file are written.
enum Times {
    Dates,
    Numbers(Unit),
}

impl Times {
    fn of(import: &Import, rows: &[&Row]) -> Times {
        let written = |row: &&Row| row.cell(import.time).map(date);
        if rows.iter().find_map(written).flatten().is_some() {
            return Times::Dates;
        }
        let numbers = rows.iter().filter_map(|row| import.sheet.number(row, import.time).ok().flatten());
        let header = &import.sheet.headers[import.time];
        let written = &import.sheet.written[import.time];
        let unit = import.asked.unit.or_else(|| Unit::of_header(header, written));
        Times::Numbers(unit.unwrap_or_else(|| Unit::of_epoch(numbers.fold(0.0, f64::max))))
    }

    fn read(&self, import: &Import, row: &Row, written: &str) -> Option<f64> {
        match self {
            Times::Dates => date(written),
            Times::Numbers(unit) => {
                let number = import.sheet.number(row, import.time).ok().flatten()?;
                Some(number / unit.per_s())
            }
        }
    }
}

struct Skips<'a> {
    sheet: &'a Sheet<'a>,
    found: Vec<Skipped>,
}

impl Skips<'_> {
    fn add<T>(&mut self, row: &Row, column: usize, why: &'static str) -> Option<T> {
        match self.found.iter_mut().find(|skipped| skipped.why == why) {
            Some(skipped) => skipped.rows += 1,
            None => {
                let first = self.sheet.problem(row, column, why, None);
                self.found.push(Skipped { why, rows: 1, first });
            }
        }
        None
    }
}

impl Recording {
    /// Devices numbered as they first speak; one if the file names none.
    pub fn numbered(&self) -> Vec<u32> {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut all = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let next = numbers.len() as u32;
            all.push(*numbers.entry(&line.device).or_insert(next));
        }
        all
    }

    /// The recording as a scenario reads it: `t_s`, and `device` and `bytes` if the file has them; `cell` makes a
    /// name safe in a spreadsheet.
    pub fn csv(&self, cell: impl Fn(&str) -> String) -> Result<Vec<u8>, csv::Error> {
        let [_, device, size] = &self.columns;
        let mut writer = csv::Writer::from_writer(Vec::new());
        let shown = |with: bool, text: String| with.then_some(text);
        let mut write = |time: String, name: String, bytes: String| {
            let row = [Some(time), shown(device.is_some(), name), shown(size.is_some(), bytes)];
            writer.write_record(row.into_iter().flatten())
        };
        write("t_s".into(), "device".into(), "bytes".into())?;
        for line in &self.lines {
            let time = number(libm::rint((line.at_s - self.start_s) * 1e6) / 1e6);
            write(time, cell(&line.device), line.bytes.map_or(String::new(), number))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }
}
