//! What was named on the command line: scenario files, or results of finished runs. All are read, and all
//! complaints gathered, before anything is simulated.

use std::path::{Path, PathBuf};

use super::super::pipeline::{self, Loaded};
use super::super::status::Failure;
use super::super::{report, say, settings, target};
use crate::experiment::compare::MOST_SIDES;
use crate::experiment::results::{MODEL_VERSION, Results};

/// One of those to compare.
pub enum Source {
    /// To be simulated.
    Scenario(Box<Loaded>),
    /// As it was simulated.
    Finished(Box<Results>),
}

impl Source {
    /// What stands for it in the folder's name.
    pub fn stem(&self, file: &Path) -> Result<String, Failure> {
        match self {
            Source::Scenario(_) => target::stem(file),
            Source::Finished(results) => {
                target::stem(Path::new(&results.scenario.name).with_extension("toml").as_path())
            }
        }
    }

    /// Its seed.
    pub fn seed(&self) -> u64 {
        match self {
            Source::Scenario(loaded) => loaded.scenario.study.seed.unwrap_or(1),
            Source::Finished(results) => results.scenario.seed,
        }
    }
}

/// Reads all.
pub fn read(files: &[PathBuf], changes: &settings::Changes) -> Result<Vec<Source>, Failure> {
    if files.len() > MOST_SIDES {
        let sentence = format!("at most {MOST_SIDES} can be compared at a time, not {}", files.len());
        return Err(Failure::Use(sentence));
    }
    if files.iter().all(|file| is_finished(file)) && !changes.is_empty() {
        let sentence =
            "--set, --replications and --seed change scenarios; finished runs are compared as they are";
        return Err(Failure::bad_use(sentence));
    }
    let settings = changes.settings();
    let (mut sources, mut complaints, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        if is_finished(file) {
            match finished(file) {
                Ok(results) => sources.push(Source::Finished(Box::new(results))),
                Err(failure) => wrong.push(failure.to_string()),
            }
            continue;
        }
        match pipeline::load(file, &settings, say::coloured()) {
            Ok(loaded) => sources.push(Source::Scenario(Box::new(loaded))),
            Err(text) => complaints.push(text),
        }
    }
    match (complaints.is_empty(), wrong.is_empty()) {
        (true, true) => share_a_seed(files, sources),
        (false, true) => Err(Failure::Scenario(complaints.join("\n"))),
        (true, false) => Err(Failure::Use(wrong.join("\n"))),
        (false, false) => Err(Failure::Scenario(format!("{}\n{}", complaints.join("\n"), wrong.join("\n")))),
    }
}

/// A folder, or a `.json`, is a finished run; anything else a scenario.
fn is_finished(file: &Path) -> bool {
    file.is_dir() || file.extension().is_some_and(|end| end == "json")
}

fn finished(named: &Path) -> Result<Results, Failure> {
    let results = report::read(&report::file(named))?;
    if results.model_version != MODEL_VERSION {
        let (name, model) = (named.display(), &results.model_version);
        return Err(Failure::Use(format!(
            "{name} was simulated by model {model}, this iotcap simulates by model {MODEL_VERSION}: run it again"
        )));
    }
    if results.samples.is_empty() {
        return Err(Failure::Use(format!(
            "{} does not hold what each replication had by itself (an earlier iotcap wrote it): run it again",
            named.display()
        )));
    }
    Ok(results)
}

/// Only replications of one seed share their luck.
fn share_a_seed(files: &[PathBuf], sources: Vec<Source>) -> Result<Vec<Source>, Failure> {
    let first = sources[0].seed();
    let Some(at) = sources.iter().position(|source| source.seed() != first) else { return Ok(sources) };
    let cure = match sources.iter().all(|source| matches!(source, Source::Finished(_))) {
        true => format!("run one of them again with --seed {first}"),
        false => format!("give all of them one seed with --seed {first}, or that of the finished run"),
    };
    Err(Failure::Use(format!(
        "{} has seed {first} and {} seed {}, so their replications do not share their luck and cannot be paired; {cure}",
        files[0].display(),
        files[at].display(),
        sources[at].seed()
    )))
}
