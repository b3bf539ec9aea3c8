//! Rules of `[study]`.

use super::Check;
use crate::scenario::clock;
use crate::scenario::complaint::path;
use crate::scenario::study::{
    DEFAULT_MAX_REPLICATIONS, DEFAULT_MIN_REPLICATIONS, ReplicationRange, ReplicationsSpec,
};
use crate::units::Span;

/// Replications that a study may ask for.
const MAX_REPLICATIONS: u64 = 100_000;

impl Check<'_> {
    pub(super) fn study(&mut self) {
        let study = &self.scenario.study;
        if study.duration == Some(Span::ZERO) {
            self.wrong(path(&["study", "duration"]), "the measured window must be longer than 0 s", "");
        }
        match &study.replications {
            Some(ReplicationsSpec::Exactly(count)) => self.replication_count("", *count),
            Some(ReplicationsSpec::Until(range)) => self.replication_range(range),
            None => (),
        }
        if study.start.as_deref().is_some_and(|start| clock::start(start).is_none()) {
            let help =
                "write weekday and time, for example \"Mon 00:00\" (Mon, Tue, Wed, Thu, Fri, Sat, Sun)";
            self.wrong(path(&["study", "start"]), "this is not a start of the week's clock", help);
        }
    }

    fn replication_count(&mut self, key: &str, count: u64) {
        if !(1..=MAX_REPLICATIONS).contains(&count) {
            let at = if key.is_empty() {
                path(&["study", "replications"])
            } else {
                path(&["study", "replications", key])
            };
            let message = format!("{count} replications are not possible");
            self.wrong(at, message, format!("it must be 1 to {MAX_REPLICATIONS}"));
        }
    }

    fn replication_range(&mut self, range: &ReplicationRange) {
        let (min, max) = (range.min.map(|c| c.0), range.max.map(|c| c.0));
        for (key, count) in [("min", min), ("max", max)] {
            if let Some(count) = count {
                self.replication_count(key, count);
            }
        }
        let least = min.unwrap_or(DEFAULT_MIN_REPLICATIONS.min(max.unwrap_or(u64::MAX)));
        let most = max.unwrap_or(DEFAULT_MAX_REPLICATIONS.max(least));
        if least > most {
            let message = format!("`min` ({least}) is greater than `max` ({most})");
            self.wrong(path(&["study", "replications", "min"]), message, "");
        }
        if range.precision.is_some_and(|precision| precision.0 <= 0.0) {
            let help = "write for example \"1 %\"";
            self.wrong(
                path(&["study", "replications", "precision"]),
                "a precision of 0 % is never reached",
                help,
            );
        }
    }
}
