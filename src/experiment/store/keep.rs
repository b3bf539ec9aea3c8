//! What a store says of itself to those who keep house in it: its folders, what may go, what is damaged. It is handed
//! the time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::entry::{self, Damage};
use super::key;

/// Name of the file that says what a folder is of.
pub const ABOUT: &str = "about.json";
/// End of the name of a file that is being written; one that stays was left by a process that was killed.
pub const UNFINISHED: &str = ".part";
/// A file that is still being written after so long is not.
const ABANDONED: Duration = Duration::from_secs(3600);

/// What a folder of replications is of: for the reader, nothing depends on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The scenario's title.
    pub title: String,
    /// What was set in it, as `path=value`.
    pub set: Vec<String>,
    /// Fingerprint of the code that simulated it.
    pub engine: String,
}

impl About {
    /// Whether other code simulated it: it is only in the way. What does not say may still be read.
    pub fn is_of_another_engine(&self) -> bool {
        !self.says_nothing() && self.engine != key::ENGINE
    }

    /// Whether it was lost what the folder is of.
    pub fn says_nothing(&self) -> bool {
        self.engine.is_empty()
    }

    /// What a folder says.
    pub fn of(folder: &Path) -> Option<About> {
        let bytes = fs::read(folder.join(ABOUT)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

/// One point's folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Where it is.
    pub folder: PathBuf,
    /// What it is of; the default if it does not say.
    pub about: About,
    /// Replications.
    pub entries: u64,
    /// Bytes of all its files.
    pub bytes: u64,
    /// When the last was put there.
    pub newest: SystemTime,
}

/// What is taken out of a store; a folder goes if any of these says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Folders to which nothing was added for so long.
    pub older: Option<Duration>,
    /// The oldest, until the rest is no larger than so many bytes.
    pub larger: Option<u64>,
}

/// All folders, the newest first.
///
/// # Errors
/// The store cannot be read; one that is not there is empty.
pub fn list(root: &Path) -> io::Result<Vec<Kept>> {
    let mut found = Vec::new();
    for folder in below(root)?.into_iter().filter(|path| path.is_dir()) {
        found.extend(kept(folder)?);
    }
    found.sort_by(|a, b| b.newest.cmp(&a.newest).then_with(|| a.folder.cmp(&b.folder)));
    Ok(found)
}

fn below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

/// A folder, unless it is not one of ours.
fn kept(folder: PathBuf) -> io::Result<Option<Kept>> {
    let Some(about) = About::of(&folder).or_else(|| is_key(&folder).then(About::default)) else {
        return Ok(None);
    };
    let mut kept = Kept { about, entries: 0, bytes: 0, newest: SystemTime::UNIX_EPOCH, folder };
    for path in below(&kept.folder)? {
        // another process may have taken it away meanwhile
        let Ok(facts) = path.metadata() else { continue };
        kept.entries += u64::from(is_entry(&path));
        kept.bytes += facts.len();
        kept.newest = kept.newest.max(facts.modified().unwrap_or(SystemTime::UNIX_EPOCH));
    }
    Ok(Some(kept))
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn is_key(folder: &Path) -> bool {
    name(folder).len() == 32 && name(folder).chars().all(|c| c.is_ascii_hexdigit())
}

fn is_entry(path: &Path) -> bool {
    let parts = name(path).split_once('-');
    parts.is_some_and(|(window, n)| window.len() == 8 && n.parse::<u64>().is_ok())
}

/// Takes out what was simulated by other code, what was left half-written, and what the limits say; answers the
/// folders that went.
///
/// # Errors
/// Something cannot be read or removed.
pub fn prune(root: &Path, limits: Limits, now: SystemTime) -> io::Result<Vec<Kept>> {
    let mut gone = Vec::new();
    let mut total = 0;
    for kept in list(root)? {
        abandoned(&kept.folder, now)?;
        let age = now.duration_since(kept.newest).unwrap_or_default();
        let old = limits.older.is_some_and(|older| age > older);
        let beyond = limits.larger.is_some_and(|larger| total + kept.bytes > larger);
        if old || beyond || kept.about.is_of_another_engine() {
            fs::remove_dir_all(&kept.folder)?;
            gone.push(kept);
        } else {
            total += kept.bytes;
        }
    }
    Ok(gone)
}

fn abandoned(folder: &Path, now: SystemTime) -> io::Result<()> {
    for path in below(folder)?.into_iter().filter(|path| name(path).ends_with(UNFINISHED)) {
        let written = path.metadata().and_then(|facts| facts.modified()).unwrap_or(now);
        if now.duration_since(written).is_ok_and(|age| age > ABANDONED) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Reads every replication and answers how many there are, and those that are not as they were put away.
///
/// # Errors
/// A folder cannot be read.
pub fn verify(root: &Path) -> io::Result<(u64, Vec<(PathBuf, Damage)>)> {
    let (mut entries, mut damaged) = (0, Vec::new());
    for kept in list(root)? {
        for path in below(&kept.folder)?.into_iter().filter(|path| is_entry(path)) {
            entries += 1;
            let found = fs::read(&path).map_err(|_| Damage::Unreadable);
            let whole = found.and_then(|bytes| entry::whole(&bytes).map(|_| ()));
            damaged.extend(whole.err().map(|why| (path, why)));
        }
    }
    Ok((entries, damaged))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A store of three points, the first of them by other code; each with one whole and one damaged entry.
    fn store() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (n, engine) in ["another", key::ENGINE, key::ENGINE].into_iter().enumerate() {
            let folder = root.path().join(format!("{n:032x}"));
            fs::create_dir(&folder).unwrap();
            let about = About { title: format!("{n}"), set: Vec::new(), engine: engine.to_string() };
            fs::write(folder.join(ABOUT), serde_json::to_vec(&about).unwrap()).unwrap();
            let bytes = entry::seal(&Default::default(), &[n as u8; 32]);
            fs::write(folder.join("01234567-00000"), &bytes).unwrap();
            fs::write(folder.join("01234567-00001"), &bytes[..60]).unwrap();
        }
        fs::create_dir(root.path().join("not ours")).unwrap();
        root
    }

    #[test]
    fn folders_are_listed_and_damage_is_found() {
        let root = store();
        let found = list(root.path()).unwrap();
        assert_eq!(found.iter().map(|kept| kept.entries).collect::<Vec<_>>(), [2, 2, 2]);
        let (entries, damaged) = verify(root.path()).unwrap();
        assert_eq!((entries, damaged.len()), (6, 3));
        assert!(damaged.iter().all(|(path, _)| name(path).ends_with("1")), "{damaged:?}");
        assert_eq!(list(&root.path().join("none")).unwrap(), []);
    }

    #[test]
    fn what_other_code_simulated_goes_first() {
        let root = store();
        let gone = prune(root.path(), Limits::default(), SystemTime::now()).unwrap();
        assert_eq!(gone.iter().map(|kept| kept.about.title.as_str()).collect::<Vec<_>>(), ["0"]);
        assert!(root.path().join("not ours").exists());
    }

    #[test]
    fn what_does_not_say_of_what_it_is_is_kept() {
        let root = store();
        let silent = root.path().join(format!("{:032x}", 1));
        fs::write(silent.join(ABOUT), "{").unwrap();
        let gone = prune(root.path(), Limits::default(), SystemTime::now()).unwrap();
        assert_eq!((gone.len(), silent.exists()), (1, true));
    }

    #[test]
    fn what_is_old_or_too_much_goes() {
        let root = store();
        let later = SystemTime::now() + Duration::from_secs(10 * 86_400);
        let left = |limits, now| {
            prune(root.path(), limits, now).unwrap();
            list(root.path()).unwrap().len()
        };
        assert_eq!(left(Limits { older: Some(Duration::from_secs(20 * 86_400)), larger: None }, later), 2);
        let one = list(root.path()).unwrap()[0].bytes;
        assert_eq!(left(Limits { older: None, larger: Some(one) }, later), 1);
        assert_eq!(left(Limits { older: Some(Duration::from_secs(86_400)), larger: None }, later), 0);
    }

    #[test]
    fn half_written_files_go_when_nobody_writes_them_any_more() {
        let root = store();
        let half = root.path().join(format!("{:032x}/.x{UNFINISHED}", 1));
        fs::write(&half, "").unwrap();
        prune(root.path(), Limits::default(), SystemTime::now()).unwrap();
        assert!(half.exists());
        prune(root.path(), Limits::default(), SystemTime::now() + 2 * ABANDONED).unwrap();
        assert!(!half.exists());
    }
}
