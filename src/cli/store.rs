//! `iotcap store`: what sweeps and searches keep of their replications: list it, take out what is old, read it all.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::status::{Failure, Status};
use super::table::{Side::Left, Side::Right, Table};
use super::{Answer, say, words};
use crate::experiment::store::{FOLDER, Kept, Limits, list, prune, verify};
use crate::units::{Bytes, Span};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    /// Folder of results in which the store lies
    #[arg(long, value_name = "DIR", default_value = "output", global = true)]
    out: PathBuf,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Which points are kept, how many replications of each, and how much room they take
    List,
    /// Take out what another version simulated, and what is old or too much
    Prune {
        /// Points to which nothing was added for so long, such as "30 d"
        #[arg(long, value_name = "TIME")]
        older: Option<Span>,
        /// The oldest points, until the rest takes no more than so much, such as "2 GB"
        #[arg(long, value_name = "SIZE")]
        larger: Option<Bytes>,
    },
    /// Read every replication; status 1 if one is damaged
    Verify,
}

/// Does it.
pub fn run(args: &Args) -> Answer {
    let root = args.out.join(FOLDER);
    let now = SystemTime::now();
    let failed = |error| Failure::write(&root, error);
    match args.what {
        What::List => say::data(&listed(&list(&root).map_err(failed)?, now))?,
        What::Prune { older, larger } => {
            let older = older.map(|span| Duration::from_nanos(span.0));
            let limits = Limits { older, larger: larger.map(|bytes| bytes.0) };
            let gone = prune(&root, limits, now).map_err(failed)?;
            let bytes = gone.iter().map(|kept| kept.bytes).sum();
            let points = words::things(gone.len() as u64, "point", "points");
            say::data(&format!("{points} taken out, {} freed\n", words::bytes(bytes)))?;
        }
        What::Verify => return verified(&root),
    }
    Ok(Status::Met)
}

fn listed(kept: &[Kept], now: SystemTime) -> String {
    let mut table = Table::new(&[
        ("replications", Right),
        ("size", Right),
        ("age", Right),
        ("scenario", Left),
        ("set", Left),
        ("", Left),
    ]);
    for point in kept {
        let age = now.duration_since(point.newest).unwrap_or_default().as_secs_f64();
        let other = match &point.about {
            about if about.says_nothing() => "does not say of what it is, and is kept",
            about if about.is_of_another_engine() => "of another version: prune takes it out",
            _ => "",
        };
        table.row(vec![
            words::count(point.entries),
            words::bytes(point.bytes),
            words::wait(age),
            point.about.title.clone(),
            point.about.set.join(", "),
            other.to_string(),
        ]);
    }
    let (entries, bytes) =
        kept.iter().fold((0, 0), |(n, bytes), point| (n + point.entries, bytes + point.bytes));
    format!(
        "{}{} of {}, {}\n",
        table.text(),
        words::things(entries, "replication", "replications"),
        words::things(kept.len() as u64, "point", "points"),
        words::bytes(bytes)
    )
}

fn verified(root: &Path) -> Answer {
    let (entries, damaged) = verify(root).map_err(|error| Failure::write(root, error))?;
    for (path, why) in &damaged {
        say::warning(&format!("{}: {why}", path.display()));
    }
    let all = words::things(entries, "replication", "replications");
    if damaged.is_empty() {
        say::data(&format!("{all}, all whole\n"))?;
        return Ok(Status::Met);
    }
    let count = words::count(damaged.len() as u64);
    say::data(&format!("{all}, {count} damaged: they are simulated again when they are asked for\n"))?;
    Ok(Status::NotMet)
}
