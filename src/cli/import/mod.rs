//! `iotcap import`: what others recorded, made ready for a scenario. It says what it read and what it left out, and
//! never overwrites.

mod text;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::status::{Failure, Status};
use super::{Answer, pipeline, say, target};
use crate::scenario::import::Asked;
use crate::scenario::instant::Unit;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Describe a recording of messages and write the CSV that a scenario plays
    Trace(Trace),
}

#[derive(Debug, clap::Args)]
struct Trace {
    /// CSV file: a row a message, with its time and perhaps its device and payload
    file: PathBuf,
    /// Column of times, if not found by its name: dates with times of day, or numbers
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// Column of devices, if not found by its name
    #[arg(long, value_name = "COLUMN")]
    device: Option<String>,
    /// Column of payload sizes in bytes, if not found by its name
    #[arg(long, value_name = "COLUMN")]
    size: Option<String>,
    /// Unit of times that are numbers; told by their size if left out
    #[arg(long)]
    unit: Option<TimeUnit>,
    /// Take only rows with this text in a column
    #[arg(long, value_name = "COLUMN=TEXT", value_parser = only)]
    only: Option<(String, String)>,
    /// File to write; FILE-trace.csv in this folder if left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Units of times.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum TimeUnit {
    S,
    Ms,
    Us,
    Ns,
}

impl From<TimeUnit> for Unit {
    fn from(unit: TimeUnit) -> Unit {
        match unit {
            TimeUnit::S => Unit::Seconds,
            TimeUnit::Ms => Unit::Milliseconds,
            TimeUnit::Us => Unit::Microseconds,
            TimeUnit::Ns => Unit::Nanoseconds,
        }
    }
}

fn only(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, value)) => Ok((column.trim().to_string(), value.trim().to_string())),
        None => Err("write COLUMN=TEXT, such as network=helium".into()),
    }
}

/// Reads, writes, describes.
pub fn run(args: &Args) -> Answer {
    let What::Trace(args) = &args.what;
    let asked = Asked {
        time: args.time.clone(),
        device: args.device.clone(),
        size: args.size.clone(),
        unit: args.unit.map(Unit::from),
        only: args.only.clone(),
    };
    let recording = pipeline::recording(&args.file, &asked, say::coloured())?;
    let out = match &args.out {
        Some(out) => out.clone(),
        None => PathBuf::from(format!("{}-trace.csv", target::stem(&args.file)?)),
    };
    let csv = recording.csv(|name| pipeline::guarded(name).into_owned());
    let described = text::text(&recording, &args.file, &out);
    create(&out, &csv.map_err(|error| Failure::Bug(error.to_string()))?)?;
    recording.skipped.iter().for_each(|skipped| say::warning(&text::skipped(skipped, &args.file)));
    say::note(&format!("{} is written", out.display()));
    say::data(&described)?;
    Ok(Status::Met)
}

/// Whole or not at all, and only where there is nothing yet.
fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.persist_noclobber(path).map(drop).map_err(|error| error.error)
    });
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            let sentence = "exists already; import does not overwrite, --out FILE names another file";
            Failure::Use(format!("{} {sentence}", path.display()))
        }
        io::ErrorKind::NotFound => {
            let sentence = format!("there is no folder `{}`; make it first", folder.display());
            Failure::write(path, io::Error::new(io::ErrorKind::NotFound, sentence))
        }
        // the error names the file beside, which means nothing to anyone
        kind => Failure::write(path, kind.into()),
    })
}
