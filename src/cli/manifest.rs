//! `manifest.json`: everything that may differ between two equal runs. Nothing of it is in `results.json`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::machine::{self, Machine};
use crate::experiment::facts::RunFacts;

/// Name of the file.
pub const FILE: &str = "manifest.json";

/// Name of the file of a search whose results lie beside a run's: "capacity.manifest.json".
pub fn of(search: &str) -> String {
    format!("{search}.{FILE}")
}

/// How a run went.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// Version of iotcap.
    version: &'static str,
    /// The command line.
    command: Vec<String>,
    /// When the run began, RFC 3339, UTC.
    started: String,
    /// Wall-clock time of simulating and drawing, s.
    wall_s: f64,
    /// CPU seconds inside the engine, summed over runs.
    engine_cpu_s: f64,
    /// Messages generated over all runs, warm-up and drain included.
    messages: u64,
    /// Most memory the process held, bytes; `null` where the system does not say.
    peak_rss_bytes: Option<u64>,
    /// Runs at the same time.
    jobs: usize,
    /// The machine.
    machine: Machine,
}

impl Manifest {
    /// The manifest of a run that began at `started` and took `wall`.
    pub fn new(started: SystemTime, wall: Duration, facts: &RunFacts, jobs: usize) -> Manifest {
        Manifest {
            version: env!("CARGO_PKG_VERSION"),
            command: std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect(),
            started: rfc3339(started),
            wall_s: wall.as_secs_f64(),
            engine_cpu_s: facts.engine_cpu_s,
            messages: facts.messages,
            peak_rss_bytes: machine::peak_rss_bytes(),
            jobs,
            machine: machine::this(),
        }
    }
}

/// Seconds precision, UTC. A clock before 1970 reads as 1970.
fn rfc3339(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Days since 1970-01-01 to year, month, day (H. Hinnant, "chrono-compatible low-level date algorithms",
/// `civil_from_days`, for days that are not negative).
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let at = |seconds| rfc3339(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(at(1_700_000_000), "2023-11-14T22:13:20Z");
    }

    #[test]
    fn holds_the_keys_that_scripts_read() {
        let manifest = Manifest::new(UNIX_EPOCH, Duration::from_secs(2), &RunFacts::default(), 1);
        let json = serde_json::to_value(manifest).unwrap();
        for key in [
            "version",
            "command",
            "started",
            "wall_s",
            "engine_cpu_s",
            "messages",
            "peak_rss_bytes",
            "machine",
        ] {
            assert!(json.get(key).is_some(), "{key}");
        }
    }
}
