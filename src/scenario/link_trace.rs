//! Measured links as CSV: times, and from a column of their own each rates, delays and outages.

use super::diagnose::Problem;
use super::sheet::{PROBLEMS, Row, Sheet, plain};
use super::trace::column;
use crate::model::link_trace::{DEFAULT_RATE_UNIT, DEFAULT_TIME_UNIT, LinkTrace, LinkTraceSpec, TraceRow};
use crate::units::{Span, number};

/// Latest time, s: 100 years.
const LATEST_S: f64 = 3.2e9;
/// Greatest rate, bit/s.
const FASTEST_BPS: f64 = 1e13;
/// Rows that follow each other faster would make more events than packets do.
const SHORTEST: Span = Span::from_millis(1);
const TOO_SOON: &str = "a row is at least 1 ms later than the one before";
/// Longest delay, s: a day.
const LONGEST_S: f64 = 86_400.0;

/// The rows that a trace asks for; `name` and `rank` are the file's in complaints.
pub(crate) fn read(
    name: &str,
    rank: usize,
    text: &str,
    spec: &LinkTraceSpec,
) -> Result<LinkTrace, Vec<Problem>> {
    let names = [Some(&spec.time), spec.rate.as_ref(), spec.delay.as_ref(), spec.up.as_ref()];
    let wanted: Vec<String> = names.into_iter().flatten().map(|column| plain(column)).collect();
    let known = |header: &str| wanted.iter().any(|column| column == header);
    let sheet = Sheet::open(name, rank, text, known).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let mut place = |name: Option<&String>| name.and_then(|of| column(&sheet, of, &mut problems));
    let [time, rate, delay, up] = names.map(&mut place);
    let (Some(time), true) = (time, problems.is_empty()) else { return Err(problems) };
    let time_s = spec.time_unit.unwrap_or(DEFAULT_TIME_UNIT).as_secs_f64();
    let columns = Columns {
        sheet: &sheet,
        time: (time, time_s),
        rate: rate.map(|at| (at, spec.rate_unit.unwrap_or(DEFAULT_RATE_UNIT).0)),
        delay: delay.map(|at| (at, spec.delay_unit.unwrap_or(DEFAULT_TIME_UNIT).as_secs_f64())),
        up: up.map(|at| (at, 1.0)),
    };
    let rows = sheet.rows(&mut problems);
    let mut read: Vec<TraceRow> = Vec::with_capacity(rows.len());
    for row in &rows {
        match columns.row(row, read.last().map(|row| row.time)) {
            Ok(row) => read.push(row),
            Err(found) => problems.extend(found),
        }
        if problems.len() >= PROBLEMS {
            break;
        }
    }
    match problems.is_empty() {
        true => Ok(LinkTrace::new(read, spec.repeat.unwrap_or(false))),
        false => Err(problems),
    }
}

/// Places of columns, each with what 1 stands for.
struct Columns<'a> {
    sheet: &'a Sheet<'a>,
    time: (usize, f64),
    rate: Option<(usize, f64)>,
    delay: Option<(usize, f64)>,
    up: Option<(usize, f64)>,
}

impl Columns<'_> {
    fn row(&self, row: &Row, before: Option<Span>) -> Result<TraceRow, Vec<Problem>> {
        let time = self.number(row, self.time, LATEST_S, "a time, s since the study's start");
        let time = time.and_then(|time| match Span::from_secs_f64(time) {
            early if before.is_some_and(|before| early < before + SHORTEST) => {
                Err(self.wrong(row, self.time.0, TOO_SOON.into()))
            }
            time => Ok(time),
        });
        let of = |column: Option<(usize, f64)>, most: f64, what: &str| {
            column.map(|column| self.number(row, column, most, what)).transpose()
        };
        let rate = of(self.rate, FASTEST_BPS, "a rate of 0 to 10 Tbit/s");
        let delay = of(self.delay, LONGEST_S, "a delay of 0 s to 1 d");
        let up = of(self.up, f64::MAX, "0 for down, or 1");
        match (time, rate, delay, up) {
            (Ok(time), Ok(rate), Ok(delay), Ok(up)) => Ok(TraceRow {
                time,
                rate: rate.map(|rate| libm::rint(rate) as u64),
                delay: delay.map(Span::from_secs_f64),
                up: up != Some(0.0),
            }),
            (time, rate, delay, up) => {
                Err([time.err(), rate.err(), delay.err(), up.err()].into_iter().flatten().collect())
            }
        }
    }

    /// A cell in base units.
    fn number(&self, row: &Row, (column, unit): (usize, f64), most: f64, what: &str) -> Result<f64, Problem> {
        let cell = self.sheet.number(row, column)?;
        let Some(value) = cell else { return Err(self.wrong(row, column, "this cell is blank".into())) };
        match (0.0..=most).contains(&(value * unit)) {
            true => Ok(value * unit),
            false => Err(self.wrong(row, column, format!("{} is not {what}", number(value)))),
        }
    }

    fn wrong(&self, row: &Row, column: usize, message: String) -> Problem {
        self.sheet.problem(row, column, message, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Time;

    fn spec(more: &str) -> LinkTraceSpec {
        toml::from_str(&format!("file = \"a.csv\"\ntime = \"t_s\"\n{more}")).expect("a trace")
    }

    #[test]
    fn reads_columns_in_their_units() {
        let spec = spec(
            "rate = \"ul_mbps\"\nrate_unit = \"1 Mbit/s\"\ndelay = \"rtt_ms\"\ndelay_unit = \"0.5 ms\"\nup = \"up\"",
        );
        let rows =
            read("a.csv", 0, "t_s,rtt_ms,ul_mbps,up\n0,48,12.348,1\n1.5,25,3,0\n", &spec).expect("rows");
        let at = |ms: u64| rows.at(Time(0), Time(ms * 1_000_000)).0;
        assert_eq!((at(0).pace(0), at(0).delay), (12_348_000, Some(Span::from_millis(24))));
        assert_eq!((at(1499).pace(0), at(1500).pace(0)), (12_348_000, 0));
        assert_eq!(at(2000).delay, Some(Span(12_500_000)));
    }

    #[test]
    fn says_what_is_wrong_with_which_row() {
        let said = |text: &str, more: &str| -> Vec<String> {
            let found = read("a.csv", 0, text, &spec(more)).expect_err("a problem");
            found.iter().map(|problem| problem.message.clone()).collect()
        };
        assert_eq!(
            said("t_s,r\n0,1\n0,x\n1,-2\n2,\n", "rate = \"r\""),
            [TOO_SOON, "`x` is not a number", "-2 is not a rate of 0 to 10 Tbit/s", "this cell is blank"]
        );
        assert_eq!(said("t_s,r\n0,1\n", "rate = \"rr\"\nup = \"u\"").len(), 2);
    }
}
