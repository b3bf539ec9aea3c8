//! `iotcap init`: a scenario to begin with. It never overwrites.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser};

use super::status::{Failure, Status};
use super::{Answer, say, words};
use crate::scenario::templates::{self, TEMPLATES};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the new scenario; NAME.toml is written
    name: PathBuf,
    /// What to begin with
    #[arg(long, value_parser = names(), default_value = TEMPLATES[0].name)]
    template: String,
}

/// The templates' names, with what they are for `--help`.
fn names() -> PossibleValuesParser {
    TEMPLATES
        .iter()
        .map(|template| PossibleValue::new(template.name).help(template.about))
        .collect::<Vec<_>>()
        .into()
}

/// Writes the template and the files it names.
pub fn run(args: &Args) -> Answer {
    let template = templates::find(&args.template)
        .ok_or_else(|| Failure::Use(format!("there is no template `{}`", args.template)))?;
    let path = file(&args.name)?;
    let beside = path.parent().unwrap_or(Path::new(""));
    check_folder(&path, beside)?;
    let mut files: Vec<(PathBuf, &str)> =
        template.files.iter().map(|(name, text)| (beside.join(name), *text)).collect();
    files.push((path.clone(), template.text));
    create_all(&files)?;
    let typed = words::shell(&path);
    let shown = path.display();
    say::note(&format!("{shown} is written; try `iotcap check {typed}`, then `iotcap run {typed}`"));
    Ok(Status::Met)
}

/// `NAME.toml`, unless the name says so already. A dot in a name is no extension; a folder is no name.
fn file(name: &Path) -> Result<PathBuf, Failure> {
    let text = name.as_os_str().to_string_lossy();
    if name.file_name().is_none() || text.ends_with(std::path::is_separator) || text.trim().is_empty() {
        return Err(Failure::Use(format!("`{text}` is no name of a scenario; write for example my-network")));
    }
    if name.extension().is_some_and(|ext| ext == "toml") {
        return Ok(name.to_path_buf());
    }
    let mut file = name.as_os_str().to_os_string();
    file.push(".toml");
    Ok(file.into())
}

/// A folder is not made unasked: most often its name is misspelled.
fn check_folder(path: &Path, beside: &Path) -> Result<(), Failure> {
    if beside.as_os_str().is_empty() || beside.is_dir() {
        return Ok(());
    }
    let sentence = format!("there is no folder `{}`; make it first", beside.display());
    Err(Failure::write(path, io::Error::new(ErrorKind::NotFound, sentence)))
}

/// All files or, if one of them is there already, none.
fn create_all(files: &[(PathBuf, &str)]) -> Result<(), Failure> {
    if let Some((there, _)) = files.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(exists(there));
    }
    files.iter().try_for_each(|(path, text)| create(path, text))
}

fn exists(path: &Path) -> Failure {
    Failure::Use(format!("{} exists already; init does not overwrite", path.display()))
}

/// Asks the file system itself whether the file is new, so that nobody comes between question and answer.
fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let created = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = created.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(path),
        _ => Failure::write(path, error),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| Failure::write(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_in_the_name_stays() {
        assert_eq!(file(Path::new("v1.2")).unwrap(), Path::new("v1.2.toml"));
        assert_eq!(file(Path::new("a.toml")).unwrap(), Path::new("a.toml"));
    }

    #[test]
    fn a_folder_is_no_name() {
        for name in ["", " ", "..", "scenarios/", "/"] {
            assert!(file(Path::new(name)).is_err(), "{name}");
        }
    }

    #[test]
    fn one_file_in_the_way_keeps_all_from_being_written() {
        let folder = tempfile::tempdir().unwrap();
        let (mine, new) = (folder.path().join("gateways.csv"), folder.path().join("city.toml"));
        std::fs::write(&mine, "mine").unwrap();
        assert!(create_all(&[(new.clone(), "new"), (mine.clone(), "new")]).is_err());
        assert!(!new.exists());
        assert_eq!(std::fs::read_to_string(mine).unwrap(), "mine");
    }
}
