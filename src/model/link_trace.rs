//! Links as they were measured: rate, delay and outages over time, row by row of a CSV file. A row holds until the next
//! one; a repeated trace is as long as its rows and one step more, the last one's.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{BitRate, NS_PER_S, Span, Time};

/// A file of measurements (`links.NAME.trace`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkTraceSpec {
    /// The file, relative to the scenario file.
    pub file: String,
    /// The column of times since the study's start, in order.
    pub time: String,
    /// What 1 in the column of times stands for; 1 s if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_unit: Option<Span>,
    /// The column of rates towards the platform; where it is 0 the link is down. The link's own `rate` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// What 1 in the column of rates stands for; 1 bit/s if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_unit: Option<BitRate>,
    /// The column of one-way delays. The link's own `delay` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<String>,
    /// What 1 in the column of delays stands for; 1 s if left out. "0.5 ms" makes one-way delays of round trips in ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_unit: Option<Span>,
    /// The column that is 0 where the link is down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<String>,
    /// Begins anew after the last row; goes on as the last row says if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<bool>,
    /// The rows, read when the scenario is loaded.
    #[serde(skip)]
    pub rows: Arc<LinkTrace>,
}

/// What 1 in a column of times or delays stands for, if left out.
pub const DEFAULT_TIME_UNIT: Span = Span::from_secs(1);
/// What 1 in a column of rates stands for, if left out.
pub const DEFAULT_RATE_UNIT: BitRate = BitRate(1.0);

/// A row: when it begins to hold, rate in bit/s, delay, and whether the link is up; what has no column is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TraceRow {
    /// Since the study's start.
    pub time: Span,
    /// bit/s.
    pub rate: Option<u64>,
    /// One way.
    pub delay: Option<Span>,
    /// Not down.
    pub up: bool,
}

/// What a file says, in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkTrace {
    rows: Vec<TraceRow>,
    /// After which it begins anew; zero if it does not.
    period: Span,
}

impl LinkTrace {
    /// Rows in order of time.
    pub fn new(rows: Vec<TraceRow>, repeat: bool) -> LinkTrace {
        let last = rows.last().map_or(Span::ZERO, |row| row.time);
        let step = match rows[..] {
            [.., before, last] => Span(last.time.0 - before.time.0),
            _ => DEFAULT_TIME_UNIT,
        };
        let first = rows.first().map_or(0, |row| row.time.0);
        let period = if repeat { Span(last.0 - first) + step } else { Span::ZERO };
        LinkTrace { rows, period }
    }

    /// No rows at all.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether it says anything of rates, or of times when the link is down.
    pub fn paces(&self) -> bool {
        self.rows.iter().any(|row| row.rate.is_some() || !row.up)
    }

    /// Whether it says anything of delays.
    pub fn delays(&self) -> bool {
        self.rows.iter().any(|row| row.delay.is_some())
    }

    /// The row that holds at `now` of a trace that begins at `origin`, and when the next one does. Before its first row
    /// that one holds, or the last of the round before.
    pub fn at(&self, origin: Time, now: Time) -> (TraceRow, Option<Time>) {
        let Some(first) = self.rows.first() else { return (TraceRow::default(), None) };
        let start = origin + first.time;
        let into = match (self.period.0, now.0.checked_sub(start.0)) {
            (0, into) => into.unwrap_or(0),
            (period, Some(into)) => into % period,
            (period, None) => (period - (start.0 - now.0) % period) % period,
        };
        let next = self.rows.partition_point(|row| row.time.0 - first.time.0 <= into);
        let changes = match self.rows.get(next) {
            Some(row) => Some(row.time.0 - first.time.0),
            None => Some(self.period.0).filter(|period| *period > 0),
        };
        let row = self.rows[next.saturating_sub(1)];
        (row, changes.map(|at| Time(now.0.saturating_add(at - into))))
    }

    /// How often the next row takes over, per second of a study that lasts so long.
    pub fn changes_per_s(&self, lasts: Span) -> f64 {
        let span = if self.period > Span::ZERO { self.period } else { lasts };
        self.rows.len() as f64 / span.as_secs_f64().max(1e-9)
    }

    /// Share of `lasts`, from the trace's beginning, in which it is up, and the mean rate meanwhile, bit/s, of a link whose
    /// own rate is `own`.
    pub fn means(&self, own: u64, lasts: Span) -> (f64, f64) {
        let (mut at, end) = (Time(0), Time(if self.period.0 > 0 { self.period.0 } else { lasts.0 }));
        let (mut up_ns, mut bits) = (0_u64, 0.0);
        while at < end {
            let (row, next) = self.at(Time(0), at);
            let until = next.unwrap_or(end).min(end);
            let rate = row.pace(own);
            if rate > 0 {
                up_ns += (until - at).0;
                bits += rate as f64 * (until - at).as_secs_f64();
            }
            at = until;
        }
        let up_s = Span(up_ns).as_secs_f64();
        if up_ns == 0 { (0.0, own as f64) } else { (up_s / end.since(Time(0)).as_secs_f64(), bits / up_s) }
    }
}

impl TraceRow {
    /// Rate of a link whose own is `own`, bit/s; 0 while it is down.
    pub fn pace(&self, own: u64) -> u64 {
        if self.up { self.rate.unwrap_or(own) } else { 0 }
    }
}

/// Parts of a bit, 10^-9 each: what is sent in a whole number of nanoseconds at a whole number of bit/s is a whole number.
pub const PER_BYTE: u128 = 8 * NS_PER_S as u128;

#[cfg(test)]
mod tests {
    use super::*;

    const S: u64 = NS_PER_S;

    /// Rates in bit/s at seconds.
    fn trace(rows: &[(u64, u64)], repeat: bool) -> LinkTrace {
        let row = |&(s, rate): &(u64, u64)| TraceRow {
            time: Span::from_secs(s),
            rate: Some(rate),
            delay: None,
            up: true,
        };
        LinkTrace::new(rows.iter().map(row).collect(), repeat)
    }

    #[test]
    fn a_row_holds_until_the_next() {
        let once = trace(&[(0, 10), (2, 0), (5, 30)], false);
        let at = |s| once.at(Time(100 * S), Time(s * S));
        let read = |s| (at(s).0.pace(7), at(s).1.map(|at| at.0 / S));
        assert_eq!(read(90), (10, Some(92)), "before it begins the first row holds");
        assert_eq!(read(101), (10, Some(102)));
        assert_eq!(read(102), (0, Some(105)));
        assert_eq!(read(1000), (30, None));
    }

    #[test]
    fn repeats_a_step_after_its_last_row_both_ways() {
        let round = trace(&[(1, 10), (3, 20), (4, 30)], true); // 10 10 20 30 | 10 10 20 30
        let rates: Vec<u64> = (0..12).map(|s| round.at(Time(0), Time(s * S)).0.pace(0)).collect();
        assert_eq!(rates, [30, 10, 10, 20, 30, 10, 10, 20, 30, 10, 10, 20]);
        assert_eq!(round.at(Time(0), Time(4 * S)).1, Some(Time(5 * S)));
        assert_eq!(round.at(Time(0), Time(0)).1, Some(Time(S)));
    }

    #[test]
    fn means_are_of_the_time_it_is_up() {
        let round = trace(&[(0, 10), (1, 0), (2, 40)], true);
        assert_eq!(round.means(1, Span::from_secs(100)), (2.0 / 3.0, 25.0));
        let once = trace(&[(0, 10), (1, 20)], false);
        assert_eq!(once.means(1, Span::from_secs(4)), (1.0, 17.5));
        assert_eq!(trace(&[(0, 0)], false).means(9, Span::from_secs(4)), (0.0, 9.0));
    }
}
