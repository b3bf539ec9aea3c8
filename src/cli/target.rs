//! Where results go: one folder a scenario, named by the file's stem and nothing else, so that no title or
//! path can lead out of the output folder.

use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::status::Failure;
use crate::experiment::store;

/// The name of the results folder: the file's stem.
pub fn stem(file: &Path) -> Result<String, Failure> {
    let stem = name(file)?;
    if stem.starts_with('.') {
        let sentence = format!(
            "`{}` begins with a dot, and so would its results folder, where iotcap keeps what is its own ({}); give the file another name",
            file.display(),
            store::FOLDER
        );
        return Err(Failure::Use(sentence));
    }
    Ok(stem)
}

/// The file's stem.
pub fn name(file: &Path) -> Result<String, Failure> {
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if stem.trim_matches(['.', ' ']).is_empty() {
        let sentence = format!("`{}` is no scenario file: its name gives no results folder", file.display());
        return Err(Failure::Use(sentence));
    }
    Ok(stem.to_string())
}

/// The stems of all files; two files of one stem would write into one folder.
pub fn stems(files: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let mut seen: IndexMap<String, &PathBuf> = IndexMap::new();
    for file in files {
        if let Some(first) = seen.insert(stem(file)?, file) {
            return Err(Failure::Use(clash(first, file)));
        }
    }
    Ok(seen.into_keys().collect())
}

fn clash(first: &Path, second: &Path) -> String {
    format!(
        "{} and {} would write into the same results folder; run them one after the other with different --out",
        first.display(),
        second.display()
    )
}

/// Whether the folder can be written, asked before hours are spent and without leaving a trace.
pub fn check_writable(folder: &Path) -> Result<(), Failure> {
    let probe = existing_ancestor(folder)
        .and_then(|at| tempfile::tempfile_in(at).map(drop).map_err(|e| refused(at, e)));
    probe.map_err(|error| Failure::write(folder, error))
}

/// A folder that is there and says it is not (such as /proc) takes no files of ours.
pub fn refused(at: &Path, error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::NotFound => io::Error::other(format!("`{}` takes no new files", at.display())),
        _ => error,
    }
}

fn existing_ancestor(folder: &Path) -> io::Result<&Path> {
    for at in folder.ancestors() {
        let at = if at.as_os_str().is_empty() { Path::new(".") } else { at };
        match at.metadata() {
            Ok(facts) if facts.is_dir() => return Ok(at),
            Ok(_) => return Err(io::Error::other(format!("`{}` is a file, no folder", at.display()))),
            Err(error) if [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind()) => {
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_stem_names_the_folder() {
        assert_eq!(stem(Path::new("../../etc/brno.toml")).unwrap(), "brno");
        assert!(stem(Path::new("...toml")).is_err(), "its stem is `..`");
        assert!(stem(Path::new("..")).is_err());
        for hidden in [".store.toml", "a/.x.toml", "..a.toml"] {
            assert!(
                stem(Path::new(hidden)).unwrap_err().to_string().contains("begins with a dot"),
                "{hidden}"
            );
        }
    }

    #[test]
    fn two_files_of_one_stem_clash() {
        let error = stems(&["a/x.toml".into(), "b/x.toml".into()]).unwrap_err();
        assert!(error.to_string().starts_with("a/x.toml and b/x.toml"), "{error}");
    }

    #[test]
    fn a_file_in_the_way_is_found_before_the_run() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("out"), "").unwrap();
        let error = check_writable(&folder.path().join("out/brno")).unwrap_err();
        assert!(error.to_string().contains("out` is a file, no folder"), "{error}");
        assert!(check_writable(&folder.path().join("new/brno")).is_ok());
        assert!(!folder.path().join("new").exists());
        let gone = refused(folder.path(), io::ErrorKind::NotFound.into());
        assert!(gone.to_string().ends_with("takes no new files"), "{gone}");
    }
}
