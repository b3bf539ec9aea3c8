//! `--set path=value` and its short forms, shared by every command that loads a scenario. Whether the path
//! exists and the value fits is for the scenario to say.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::str::FromStr;

use serde::Serialize;

use super::outputs::print_json;
use super::status::Failure;
use super::{machine, say};
use crate::experiment::store::{self, Store};

/// Options that change the scenario.
#[derive(Debug, Default, clap::Args)]
pub struct Changes {
    #[command(flatten)]
    values: Values,
    /// Replications, instead of those of [study]
    #[arg(long, value_name = "N", value_parser = at_least_one::<NonZeroU64>)]
    replications: Option<NonZeroU64>,
}

/// Options that change the scenario, where the number of replications does not matter.
#[derive(Debug, Default, clap::Args)]
pub struct Values {
    /// Lay an overlay on the scenario: a file, or one of power-cut, compromised-fleet, platform-restart and alarm-storm
    /// (repeatable)
    #[arg(long, value_name = "OVERLAY")]
    with: Vec<String>,
    /// Put a value in place of the file's, such as devices.meters.count=20000 (repeatable)
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = parse)]
    set: Vec<String>,
    /// Seed of all luck, instead of that of [study]
    #[arg(long, value_name = "N", value_parser = zero_or_more)]
    seed: Option<u64>,
}

impl Values {
    /// All settings as `path=value`, in the order in which they apply.
    pub fn settings(&self) -> Vec<String> {
        let mut settings: Vec<String> = self.with.iter().map(|name| format!("--with {name}")).collect();
        settings.extend(self.set.iter().cloned());
        settings.extend(self.seed.map(|seed| format!("study.seed={seed}")));
        settings
    }
}

/// Options of commands that simulate.
#[derive(Debug, Default, clap::Args)]
pub struct Effort {
    /// Runs at the same time; all cores if left out. What comes out does not depend on it
    #[arg(long, value_name = "N", value_parser = at_least_one::<NonZeroUsize>)]
    jobs: Option<NonZeroUsize>,
    /// Run even what takes more time or memory than is usual
    #[arg(long)]
    pub allow_long: bool,
}

/// Options of commands that leave a folder of files and say what is in it.
#[derive(Debug, Default, clap::Args)]
pub struct Output {
    /// Folder in which what is found gets a folder of its own
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub out: PathBuf,
    /// Print nothing but errors
    #[arg(long, short, conflicts_with = "json")]
    pub quiet: bool,
    /// Print what is found as JSON, as in the folder
    #[arg(long)]
    json: bool,
}

impl Output {
    /// Whether a person watches the progress.
    pub fn watched(&self) -> bool {
        !self.quiet && say::watched()
    }

    /// Prints what was found, or the words for it.
    pub fn print(&self, found: &impl Serialize, words: impl FnOnce() -> String) -> Result<(), Failure> {
        if self.json { print_json(found) } else { say::data(&words()) }
    }
}

/// The same of commands whose replications are kept.
#[derive(Debug, Default, clap::Args)]
pub struct Kept {
    #[command(flatten)]
    pub output: Output,
    /// Neither read nor keep replications in the store, DIR/.store
    #[arg(long)]
    no_store: bool,
}

impl Kept {
    /// The store beside the folders, if it is wanted.
    pub fn store(&self) -> Option<Store> {
        (!self.no_store).then(|| Store::at(&self.output.out.join(store::FOLDER)))
    }
}

impl Effort {
    /// Runs at the same time.
    pub fn jobs(&self) -> usize {
        self.jobs.map_or_else(machine::cores, NonZeroUsize::get)
    }
}

impl Changes {
    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.replications.is_none() && self.values.settings().is_empty()
    }

    /// Whether the number of replications is asked for.
    pub fn fixes_replications(&self) -> bool {
        self.replications.is_some()
    }

    /// All settings as `path=value`, in the order in which they apply.
    pub fn settings(&self) -> Vec<String> {
        let mut settings = self.values.settings();
        settings.extend(self.replications.map(|n| format!("study.replications={n}")));
        settings
    }
}

fn parse(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        None => Err("write PATH=VALUE, such as devices.meters.count=20000".to_string()),
        Some((path, _)) if path.trim().is_empty() => Err("there is no path before the `=`".to_string()),
        Some((path, value)) => Ok(format!("{}={}", path.trim(), value.trim())),
    }
}

/// A count of which there must be one.
pub fn at_least_one<N: FromStr>(text: &str) -> Result<N, String> {
    text.parse().map_err(|_| "it must be a whole number, 1 or more".to_string())
}

/// A count.
pub fn zero_or_more(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "it must be a whole number, 0 or more".to_string())
}

/// Replications of which an interval is wanted.
pub fn two_or_more(text: &str) -> Result<u64, String> {
    let number = zero_or_more(text)?;
    if number >= 2 { Ok(number) } else { Err("an interval takes 2 or more".to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_hold_an_equals_sign() {
        let written = "devices.a.message = { every = \"1 h\" }";
        assert_eq!(parse(written).unwrap(), "devices.a.message={ every = \"1 h\" }");
    }

    #[test]
    fn a_setting_without_path_or_sign_is_refused() {
        assert!(parse("count").is_err());
        assert!(parse("=3").is_err());
    }

    #[test]
    fn counts_are_refused_in_words() {
        assert_eq!(at_least_one::<NonZeroU64>("0").unwrap_err(), "it must be a whole number, 1 or more");
        assert_eq!(at_least_one("3"), Ok(NonZeroU64::new(3).unwrap()));
        assert!(zero_or_more("-1").is_err() && zero_or_more("0").is_ok());
    }

    #[test]
    fn short_forms_come_last() {
        let values =
            Values { with: vec!["bad.toml".into()], set: vec!["study.seed=1".into()], seed: Some(2) };
        let changes = Changes { values, replications: None };
        assert_eq!(changes.settings(), ["--with bad.toml", "study.seed=1", "study.seed=2"]);
    }
}
