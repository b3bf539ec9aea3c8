//! The files of a run: gathered as bytes, then put into the results folder all at once.

use std::fs;
use std::path::Path;

use serde::Serialize;

use super::interrupt::Interrupt;
use super::pipeline::{self, OutputFile};
use super::status::Failure;
use super::{devices, say};
use crate::experiment::facts::RunFacts;
use crate::experiment::progress::Progress;
use crate::experiment::results::Results;
use crate::experiment::review::Beside;

/// Name of the file between running and reporting.
pub const RESULTS: &str = "results.json";

/// Every file of the results but the manifest; `devices.csv` if asked for.
pub fn gather(
    results: &Results,
    beside: &Beside,
    facts: &RunFacts,
    devices: bool,
) -> Result<Vec<OutputFile>, Failure> {
    let mut files = pipeline::draw(results, beside)?;
    files.push((RESULTS.into(), json(results)?));
    if devices {
        let table = devices::csv(&facts.devices).map_err(|error| Failure::Bug(error.to_string()))?;
        files.push((devices::FILE.into(), table));
    }
    Ok(files)
}

/// Writes all files, or none if the run was interrupted. A table of devices that an earlier run left would not
/// belong to these results.
pub fn put(
    folder: &Path,
    files: &[OutputFile],
    progress: &Progress,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    let _complete = interrupt.hold();
    if progress.stopped() {
        return Err(Failure::Interrupted);
    }
    pipeline::write(folder, files)?;
    let stale = folder.join(devices::FILE);
    let writes = |file: &str| files.iter().any(|(name, _)| name == Path::new(file));
    if writes(RESULTS) && !writes(devices::FILE) && stale.is_file() {
        fs::remove_file(&stale).map_err(|error| Failure::write(&stale, error))?;
    }
    Ok(())
}

/// Pretty JSON with a newline at its end.
pub fn json(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| Failure::Bug(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The same to stdout.
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    say::data(&String::from_utf8_lossy(&json(value)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_devices_does_not_outlive_its_run() {
        let folder = tempfile::tempdir().unwrap();
        let (progress, interrupt) = (Progress::default(), Interrupt::default());
        let file = |name: &str| (name.into(), b"x\n".to_vec());
        put(folder.path(), &[file(RESULTS), file(devices::FILE)], &progress, &interrupt).unwrap();
        assert!(folder.path().join(devices::FILE).exists());
        put(folder.path(), &[file("another.json")], &progress, &interrupt).unwrap();
        assert!(folder.path().join(devices::FILE).exists(), "it is another search's");
        put(folder.path(), &[file(RESULTS)], &progress, &interrupt).unwrap();
        assert!(!folder.path().join(devices::FILE).exists());
    }

    #[test]
    fn an_interrupted_run_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (progress, interrupt) = (Progress::default(), Interrupt::default());
        progress.stop();
        let answer = put(folder.path(), &[(RESULTS.into(), Vec::new())], &progress, &interrupt);
        assert!(matches!(answer, Err(Failure::Interrupted)));
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}
