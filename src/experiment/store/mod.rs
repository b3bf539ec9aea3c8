//! Replications that were simulated before: content-addressed, so that what is asked for again is read and not run.
//!
//! A folder holds one point's replications; each is a file of its own, written beside its place and renamed into it,
//! so that two processes at once, or one that is killed, leave only whole files. Nothing is synced to the disk: after
//! a power cut a file may be empty or torn, which its checksum tells, and then it is simulated again. A store that
//! cannot be written is said once and does without.

mod entry;
mod keep;
mod key;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use super::replicate::Replicate;
use crate::measure::tally::Counts;
use crate::network::{Clock, Network};
use crate::scenario::Scenario;
use crate::units::noun;
pub use entry::Damage;
pub use keep::{About, Kept, Limits, list, prune, verify};
pub use key::{ENGINE, PointKey};

/// Name of the folder, among the results.
pub const FOLDER: &str = ".store";

/// A folder of replications, shared by all threads.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// Folders that this process has made.
    made: Mutex<BTreeSet<PathBuf>>,
    damaged: AtomicU64,
    closed: AtomicBool,
    trouble: Mutex<Option<String>>,
}

/// One point's replications in a store.
#[derive(Clone, Debug)]
pub struct Shelf<'a> {
    store: &'a Store,
    key: PointKey,
    folder: PathBuf,
    about: About,
}

impl Store {
    /// A store at this folder, which is made when the first replication is put away.
    pub fn at(root: &Path) -> Store {
        Store {
            root: root.to_path_buf(),
            made: Mutex::default(),
            damaged: AtomicU64::new(0),
            closed: AtomicBool::new(false),
            trouble: Mutex::default(),
        }
    }

    /// Where a scenario's replications stand; `set`: what was changed of it, for whoever lists the store.
    pub fn shelf(&self, scenario: &Scenario, set: &[String]) -> Shelf<'_> {
        let key = PointKey::of(scenario);
        let about =
            About { title: scenario.title.clone(), set: set.to_vec(), engine: key::ENGINE.to_string() };
        Shelf { store: self, folder: self.root.join(key.folder()), key, about }
    }

    /// What the user should know: entries that were damaged, and why nothing is kept.
    pub fn warnings(&self) -> Vec<String> {
        let damaged = self.damaged.load(Relaxed);
        let were = noun(damaged, "entry of the store was", "entries of the store were");
        let again = (damaged > 0).then(|| format!("{damaged} {were} damaged and simulated again"));
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        again.into_iter().chain(trouble).collect()
    }

    /// The first failure closes the store for writing: a full disk would fail every time.
    fn close(&self, error: &std::io::Error) {
        self.closed.store(true, Relaxed);
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.get_or_insert_with(|| {
            format!(
                "the store {} cannot be written ({error}); what is simulated now will be simulated again next time",
                self.root.display()
            )
        });
    }
}

impl Shelf<'_> {
    /// A replication by a clock, if it was put away whole.
    pub fn get(&self, network: &Network, replication: u64, clock: Clock) -> Option<Replicate> {
        // what cannot be read is as good as not there; why, is said if it cannot be written either
        let bytes = fs::read(self.file(replication, clock)).ok()?;
        match entry::open(&bytes, &self.key.replication(replication, clock)) {
            Ok(counts) if counts.fit(network, clock) => Some(Replicate::new(network, replication, counts)),
            _ => {
                self.store.damaged.fetch_add(1, Relaxed);
                None
            }
        }
    }

    /// Puts a replication away, in the place of a damaged one if there is any.
    pub fn put(&self, replication: u64, clock: Clock, counts: &Counts) {
        if self.store.closed.load(Relaxed) {
            return;
        }
        let bytes = entry::seal(counts, &self.key.replication(replication, clock));
        let written = self.make().and_then(|()| write(&self.file(replication, clock), &bytes));
        if let Err(error) = written {
            self.store.close(&error);
        }
    }

    fn file(&self, replication: u64, clock: Clock) -> PathBuf {
        self.folder.join(key::file(replication, clock))
    }

    /// Makes the folder, and says in it what it is of.
    fn make(&self) -> std::io::Result<()> {
        let mut made = self.store.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.contains(&self.folder) {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        if About::of(&self.folder).is_none() {
            write(&self.folder.join(keep::ABOUT), &serde_json::to_vec(&self.about).unwrap_or_default())?;
        }
        made.insert(self.folder.clone());
        Ok(())
    }
}

/// Beside its place first, then renamed: whoever reads finds the whole file or none.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(keep::UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
