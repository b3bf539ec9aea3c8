//! Exit statuses, ordered so that the worst of several files is the greatest, and what ends a command early.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::experiment::results::Verdict;

/// Printed under `--help`.
pub const HELP: &str = "\
How to write a scenario: iotcap explain scenario-language (docs/scenario-language.md)
What the figures leave out: iotcap explain not-modelled (docs/not-modelled.md)

Exit status: 0 objectives met (or none stated), 1 missed or at risk, 2 bad use or scenario,
70 internal error, 74 cannot write, 130 interrupted; of several files the worst.";

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// All objectives met, or none stated.
    Met = 0,
    /// An objective missed or at risk.
    NotMet = 1,
    /// Wrong use, or a scenario that cannot be run.
    BadUse = 2,
    /// A bug of iotcap (sysexits.h, EX_SOFTWARE).
    Internal = 70,
    /// Results cannot be written (sysexits.h, EX_IOERR).
    CannotWrite = 74,
    /// Stopped by Ctrl-C (128 + SIGINT).
    Interrupted = 130,
}

impl From<Verdict> for Status {
    fn from(verdict: Verdict) -> Status {
        match verdict {
            Verdict::None | Verdict::Met => Status::Met,
            Verdict::AtRisk | Verdict::Missed => Status::NotMet,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// Why a command ended without an answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Wrong use, in a sentence.
    #[error("{0}")]
    Use(String),
    /// Scenarios with mistakes: the diagnostics, already rendered.
    #[error("{0}")]
    Scenario(String),
    /// Something that cannot be written.
    #[error("cannot write {}: {}", path.display(), reason(error))]
    Write {
        /// What.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A bug of iotcap.
    #[error("{0}; this is a bug of iotcap, please report it with the scenario file")]
    Bug(String),
    /// Ctrl-C.
    #[error("interrupted; earlier results are untouched")]
    Interrupted,
}

/// The operating system's reason in words, without its number; a sentence of our own as it stands.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound if error.raw_os_error().is_some() => "there is no such file or folder".into(),
        kind if error.raw_os_error().is_some() => kind.to_string(),
        _ => error.to_string(),
    }
}

impl Failure {
    /// Wrong use, in a sentence.
    pub fn bad_use(sentence: impl Into<String>) -> Failure {
        Failure::Use(sentence.into())
    }

    /// `path` cannot be written because of `error`.
    pub fn write(path: &Path, error: io::Error) -> Failure {
        Failure::Write { path: path.to_path_buf(), error }
    }

    /// The exit status it leads to.
    pub fn status(&self) -> Status {
        match self {
            Failure::Use(_) | Failure::Scenario(_) => Status::BadUse,
            Failure::Write { .. } => Status::CannotWrite,
            Failure::Bug(_) => Status::Internal,
            Failure::Interrupted => Status::Interrupted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_several_files_is_the_greatest() {
        let worst = [Status::Met, Status::CannotWrite, Status::NotMet, Status::BadUse].into_iter().max();
        assert_eq!(worst, Some(Status::CannotWrite));
    }

    #[test]
    fn the_system_speaks_in_words() {
        let missing = std::fs::read("no/such/file").unwrap_err();
        assert_eq!(reason(&missing), "there is no such file or folder");
        assert_eq!(reason(&io::Error::other("our own sentence")), "our own sentence");
    }

    #[test]
    fn a_verdict_at_risk_is_not_met() {
        assert_eq!(Status::from(Verdict::AtRisk), Status::NotMet);
        assert_eq!(Status::from(Verdict::None), Status::Met);
    }
}
