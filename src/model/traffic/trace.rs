//! Messages at recorded instants, from a CSV file. A file that names devices plays each on a device of its own;
//! one that does not is the class's as a whole, its rows dealt out in turn.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chance::Key;
use crate::units::{Span, Time};

/// A file of recorded messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceSpec {
    /// The file, relative to the scenario file; `iotcap import trace` makes one.
    pub file: String,
    /// The column of times, s since the study's start.
    pub time: String,
    /// The column of devices' names; left out, the rows are dealt out to the class in turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The column of payloads, B; a blank cell is as large as `size` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Plays again each period; once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Span>,
    /// The rows, read when the scenario is loaded.
    #[serde(skip)]
    pub rows: Arc<Rows>,
}

/// A row of a trace: number of its device in the file, time and payload.
pub type Recorded = (u32, Span, Option<u32>);

/// What a file holds, device by device in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    times: Vec<Span>,
    /// Payloads, B; empty if there is no column of them.
    sizes: Vec<Option<u32>>,
    /// Where each device's rows begin, and where the last one's end.
    starts: Vec<u32>,
}

impl Rows {
    /// Rows in any order.
    pub fn new(mut recorded: Vec<Recorded>) -> Rows {
        recorded.sort_by_key(|&(device, time, _)| (device, time));
        let devices = recorded.last().map_or(0, |row| row.0 + 1);
        let start = |device: u32| recorded.partition_point(|row| row.0 < device) as u32;
        let has_sizes = recorded.iter().any(|row| row.2.is_some());
        Rows {
            times: recorded.iter().map(|row| row.1).collect(),
            sizes: if has_sizes { recorded.iter().map(|row| row.2).collect() } else { Vec::new() },
            starts: (0..=devices).map(start).collect(),
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// No rows at all.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Devices that the file names; one if it names none.
    pub fn devices(&self) -> u32 {
        self.starts.len().saturating_sub(1) as u32
    }

    /// Rows before this time.
    pub fn before(&self, end: Span) -> usize {
        self.times.iter().filter(|time| **time < end).count()
    }

    /// The latest time.
    pub fn last(&self) -> Span {
        self.times.iter().copied().max().unwrap_or_default()
    }

    /// The greatest payload.
    pub fn largest(&self) -> Option<u32> {
        self.sizes.iter().flatten().copied().max()
    }
}

/// A trace with its times.
#[derive(Clone, Debug)]
pub struct Trace {
    rows: Arc<Rows>,
    /// Devices of the class, where the rows are dealt out.
    dealt: Option<u32>,
    repeat: Option<Span>,
    /// The file's zero, or the last one a whole number of repeats before traffic begins.
    origin: Time,
    begin: Time,
    rate_per_s: f64,
}

impl Trace {
    /// The trace of a validated spec for `count` devices; traffic runs from `begin` and is measured over [from, to).
    pub fn new(spec: &TraceSpec, count: u32, begin: Time, from: Time, to: Time) -> Trace {
        let rows = spec.rows.clone();
        let back = spec.repeat.map_or(0, |every| (from - begin).0.div_ceil(every.0.max(1)) * every.0);
        let (messages, span) = match spec.repeat {
            Some(repeat) => (rows.len(), repeat),
            None => (rows.before(to - from), to - from),
        };
        let devices = if spec.device.is_some() { rows.devices() } else { count };
        Trace {
            dealt: spec.device.is_none().then_some(count),
            repeat: spec.repeat,
            origin: Time(from.0.saturating_sub(back)),
            begin,
            rate_per_s: messages as f64 / f64::from(devices.max(1)) / span.as_secs_f64(),
            rows,
        }
    }

    /// The row that message `n` of a device is, and how many times the trace was played before.
    fn row(&self, index: u32, n: u32) -> Option<(usize, u64)> {
        let (first, len, step, offset) = match self.dealt {
            Some(count) => (0, self.rows.len() as u64, u64::from(count), u64::from(index)),
            None => {
                let device = (index % self.rows.devices().max(1)) as usize;
                let (first, end) = (*self.rows.starts.get(device)?, *self.rows.starts.get(device + 1)?);
                (first as usize, u64::from(end - first), 1, 0)
            }
        };
        let at = offset + u64::from(n) * step;
        let (played, row) = (at.checked_div(len)?, at % len);
        (played == 0 || self.repeat.is_some()).then_some((first + row as usize, played))
    }

    /// How much later than in the file a device's traffic stands, a whole round of the trace at the most: several
    /// devices that play the same rows begin at places of their own.
    fn lead(&self, key: Key, index: u32) -> Span {
        match self.repeat {
            Some(repeat) if self.dealt.is_none() && index >= self.rows.devices() => {
                Span((key.uniform(u64::from(index)) * repeat.0 as f64) as u64)
            }
            _ => Span::ZERO,
        }
    }

    /// When message `n` of a device is due; `key` is the class's stream of `Purpose::Phase`.
    pub fn due(&self, key: Key, index: u32, n: u32) -> Time {
        let Some((row, played)) = self.row(index, n) else { return Time::NEVER };
        let rounds = self.repeat.unwrap_or_default().0.saturating_mul(played);
        let due = self.origin + Span(rounds) + self.rows.times[row];
        Time(due.0.saturating_sub(self.lead(key, index).0))
    }

    /// The number of a device's first message that is due when traffic begins, or later.
    pub fn first(&self, key: Key, index: u32) -> u32 {
        let begin = self.begin + self.lead(key, index);
        let early = |n: &u32| {
            self.row(index, *n).is_some_and(|(row, played)| {
                let rounds = Span(self.repeat.unwrap_or_default().0.saturating_mul(played));
                self.origin + rounds + self.rows.times[row] < begin
            })
        };
        (0..u32::MAX).find(|n| !early(n)).unwrap_or(u32::MAX)
    }

    /// Payload of message `n` of a device, where the file says it.
    pub fn bytes(&self, index: u32, n: u32) -> Option<u32> {
        let (row, _) = self.row(index, n)?;
        *self.rows.sizes.get(row)?
    }

    /// The file has a column of payloads.
    pub fn has_sizes(&self) -> bool {
        !self.rows.sizes.is_empty()
    }

    /// Mean payload over all rows, B; `blank` is that of rows that do not say.
    pub fn mean_bytes(&self, blank: f64) -> f64 {
        let sum: f64 = self.rows.sizes.iter().map(|size| size.map_or(blank, f64::from)).sum();
        sum / self.rows.sizes.len().max(1) as f64
    }

    /// The greatest payload that the file says.
    pub fn largest(&self) -> Option<u32> {
        self.rows.largest()
    }

    /// Messages of a device a second, on average over devices and the window or one round.
    pub fn rate_per_s(&self) -> f64 {
        self.rate_per_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Span = Span::from_secs(1);

    fn spec(device: bool, repeat: Option<u64>) -> TraceSpec {
        let second = |s: u64| Span::from_secs(s);
        let rows = vec![(1, second(30), Some(9)), (0, second(10), Some(5)), (0, second(40), None)];
        let rows = rows.into_iter().map(|(d, t, size)| (if device { d } else { 0 }, t, size)).collect();
        TraceSpec {
            file: "a.csv".into(),
            time: "t".into(),
            device: device.then(|| "device".into()),
            size: Some("bytes".into()),
            repeat: repeat.map(Span::from_secs),
            rows: Arc::new(Rows::new(rows)),
        }
    }

    fn at(seconds: u64) -> Time {
        Time(0) + Span(seconds * S.0)
    }

    fn all(trace: &Trace, index: u32, messages: u32) -> Vec<u64> {
        let key = Key::root(1, 0);
        let first = trace.first(key, index);
        (first..first + messages).map(|n| trace.due(key, index, n)).map(|t| t.0 / S.0).collect()
    }

    #[test]
    fn rows_without_devices_are_dealt_out_in_turn() {
        let trace = Trace::new(&spec(false, None), 2, at(100), at(100), at(200));
        assert_eq!(all(&trace, 0, 2), [110, 140]);
        assert_eq!(all(&trace, 1, 2), [130, Time::NEVER.0 / S.0]);
        assert_eq!((trace.bytes(0, 0), trace.bytes(1, 0), trace.bytes(0, 1)), (Some(5), Some(9), None));
        assert_eq!((trace.rate_per_s(), trace.mean_bytes(1.0)), (3.0 / 2.0 / 100.0, 5.0));
    }

    #[test]
    fn a_repeat_fills_the_warm_up_and_goes_on() {
        let trace = Trace::new(&spec(false, Some(60)), 1, at(100), at(200), at(300));
        // rounds begin at 80, 140, 200 …
        assert_eq!(all(&trace, 0, 6), [110, 120, 150, 170, 180, 210]);
        let named = Trace::new(&spec(true, Some(60)), 2, at(100), at(200), at(300));
        assert_eq!((all(&named, 0, 3), all(&named, 1, 2)), (vec![120, 150, 180], vec![110, 170]));
        assert_eq!(named.rate_per_s(), 3.0 / 2.0 / 60.0);
    }

    #[test]
    fn copies_of_a_device_begin_at_places_of_their_own() {
        let trace = Trace::new(&spec(true, Some(60)), 4, at(100), at(100), at(300));
        let (original, copy) = (all(&trace, 0, 4), all(&trace, 2, 4));
        assert_eq!(original, [110, 140, 170, 200]);
        assert!(copy[0] >= 100 && copy[0] < 160 && copy != original, "{copy:?}");
        assert_eq!(copy[2] - copy[0], 60);
    }
}
