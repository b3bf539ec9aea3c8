//! `iotcap init`: a scenario to begin with. It never overwrites.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::status::{Failure, Status};
use super::{Answer, say};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the new scenario; NAME.toml is written
    name: PathBuf,
    /// What to begin with
    #[arg(long, value_enum, default_value_t = Template::First)]
    template: Template,
}

/// The templates.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Template {
    /// One gateway, one class of meters, the platform: the smallest whole network
    First,
    /// Two classes and a few gateways over a city, with indoor meters and a shared backhaul
    City,
    /// A textbook queue: wired sources, one station, an exact answer to compare with
    Queue,
}

impl Template {
    fn text(self) -> &'static str {
        match self {
            Template::First => include_str!("templates/first.toml"),
            Template::City => include_str!("templates/city.toml"),
            Template::Queue => include_str!("templates/queue.toml"),
        }
    }
}

/// Writes the template.
pub fn run(args: &Args) -> Answer {
    let path = file(&args.name);
    create(&path, args.template.text())?;
    say::note(&format!("{0} is written; try `iotcap check {0}`, then `iotcap run {0}`", path.display()));
    Ok(Status::Met)
}

/// `NAME.toml`, unless the name says so already. A dot in a name is no extension.
fn file(name: &Path) -> PathBuf {
    if name.extension().is_some_and(|ext| ext == "toml") {
        return name.to_path_buf();
    }
    let mut file = name.as_os_str().to_os_string();
    file.push(".toml");
    file.into()
}

/// Asks the file system itself whether the file is new, so that nobody comes between question and answer.
fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let created = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = created.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::Use(format!("{} exists already; init does not overwrite", path.display()))
        }
        _ => Failure::write(path, error),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| Failure::write(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use clap::ValueEnum;

    #[test]
    fn every_template_is_a_scenario_that_says_why() {
        for template in Template::value_variants() {
            let scenario: Scenario = toml::from_str(template.text()).expect("a template decodes");
            assert!(scenario.intent.is_some() && !scenario.objectives.is_empty(), "{template:?}");
        }
    }

    #[test]
    fn a_dot_in_the_name_stays() {
        assert_eq!(file(Path::new("v1.2")), Path::new("v1.2.toml"));
        assert_eq!(file(Path::new("a.toml")), Path::new("a.toml"));
    }
}
