//! What commands share that ask something of scenarios and leave a page in a folder: who is told of Ctrl-C, where
//! replications are kept, what is written at the end and said of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use serde::Serialize;

use super::interrupt::Interrupt;
use super::manifest::Manifest;
use super::pipeline::{self, Loaded, Many};
use super::settings::Output;
use super::status::Failure;
use super::{limits, outputs, say, target, words};
use crate::experiment::facts::RunFacts;
use crate::experiment::progress::Progress;
use crate::experiment::store::Store;
use crate::report::paged::Paged;

/// One question on its way.
pub struct Errand {
    started: SystemTime,
    clock: Instant,
    folder: PathBuf,
    jobs: usize,
    progress: Arc<Progress>,
    interrupt: Interrupt,
    store: Option<Store>,
}

impl Errand {
    /// Its answer goes into this folder, which can be written, or nothing begins.
    pub fn begin(folder: PathBuf, jobs: usize, store: Option<Store>) -> Result<Errand, Failure> {
        target::check_writable(&folder)?;
        let progress = Arc::new(Progress::default());
        let interrupt = Interrupt::listen(progress.clone());
        let (started, clock) = (SystemTime::now(), Instant::now());
        Ok(Errand { started, clock, folder, jobs, progress, interrupt, store })
    }

    /// Told of every replication.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// How its points are simulated.
    pub fn many(&self) -> Many<'_> {
        Many { jobs: self.jobs, store: self.store.as_ref(), progress: &self.progress }
    }

    /// Says beforehand that a search may take long, by what so many runs of the file's load cost.
    pub fn announce(&self, output: &Output, loaded: &Loaded, runs: u64) {
        let load = pipeline::estimate_of(loaded, runs, self.jobs);
        if let Some(sentence) = limits::search_announcement(&load).filter(|_| !output.quiet) {
            say::note(&sentence);
        }
    }

    /// Draws what was found and writes it: page and tables, the JSON of this name, and what it cost in that of another.
    pub fn put(
        &self,
        found: &(impl Paged + Serialize),
        json: &str,
        manifest: impl Into<PathBuf>,
        facts: &RunFacts,
    ) -> Result<(), Failure> {
        let mut files = pipeline::draw_page(found)?;
        files.push((json.into(), outputs::json(found)?));
        let cost = Manifest::new(self.started, self.clock.elapsed(), facts, self.jobs);
        files.push((manifest.into(), outputs::json(&cost)?));
        outputs::put(&self.folder, &files, &self.progress, &self.interrupt)
    }

    /// Says what to beware of and where the answer is, and prints it; `what` is it called ("the answer is").
    pub fn tell(
        &self,
        output: &Output,
        found: &impl Serialize,
        warnings: &[String],
        what: &str,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if output.quiet {
            return Ok(());
        }
        let kept = self.store.iter().flat_map(Store::warnings);
        warnings.iter().cloned().chain(kept).for_each(|text| say::warning(&text));
        say::note(&format!("{what} in {}", self.folder.display()));
        output.print(found, text)
    }

    /// "10 replications simulated, 30 from the store".
    pub fn simulated(&self) -> String {
        format!(
            "{} simulated, {} from the store",
            words::things(self.progress.runs(), "replication", "replications"),
            words::count(self.progress.reused())
        )
    }
}
