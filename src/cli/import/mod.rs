//! `iotcap import`: what others recorded, made ready for a scenario, and a first scenario that plays it. It says what it
//! read and what it left out, and never overwrites.

mod scenario;
mod text;

use std::io;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::status::{Failure, Status};
use super::{Answer, pipeline, say, target, words};
use crate::scenario::import::{Asked, Recording};
use crate::scenario::instant::{self, Unit};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Describe a recording of messages; write it as CSV that a scenario plays, and such a scenario
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
    /// How far local time is from UTC, such as +01:00: times that say their zone, or count from 1970, are put on that clock;
    /// times without a zone are local as they are
    #[arg(long, value_name = "OFFSET", value_parser = utc_offset, allow_hyphen_values = true)]
    utc_offset: Option<f64>,
    /// Count times from midnight of the first day, or from the zero of the file's numbers, and not from the
    /// first message
    #[arg(long)]
    keep_clock: bool,
    /// CSV to write, the scenario beside it; FILE-trace.csv and FILE-trace.toml in this folder if left out
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

fn utc_offset(text: &str) -> Result<f64, String> {
    instant::utc_offset(text.trim()).ok_or_else(|| "write an offset such as +01:00, -05:00 or Z".into())
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
        keep_clock: args.keep_clock,
        utc_offset_s: args.utc_offset,
    };
    let recording = pipeline::recording(&args.file, &asked, say::coloured())?;
    let out = match &args.out {
        Some(out) => out.clone(),
        None => PathBuf::from(format!("{}-trace.csv", target::name(&args.file)?)),
    };
    let scenario = out.with_extension("toml");
    if scenario == out {
        return Err(Failure::bad_use(
            "--out names the CSV; the scenario that plays it is written beside it, as .toml",
        ));
    }
    let csv = recording.csv(text::guarded);
    let csv = csv.map_err(|error| Failure::Bug(error.to_string()))?;
    let text = scenario::text(&recording, &args.file, &out);
    create(&[(&out, &csv), (&scenario, text.as_bytes())])?;
    tell(&recording, args, &out, &scenario)?;
    Ok(Status::Met)
}

fn tell(recording: &Recording, args: &Trace, out: &Path, scenario: &Path) -> Result<(), Failure> {
    recording.skipped.iter().for_each(|skipped| say::warning(&text::skipped(skipped, &args.file)));
    text::silence(recording, &args.file).iter().for_each(|text| say::warning(text));
    text::not_found(recording).iter().for_each(|text| say::note(text));
    if args.utc_offset.is_some() && recording.east_s.is_none() {
        say::note("the times say no zone and are taken as local: --utc-offset moves none");
    }
    let typed = words::shell(scenario);
    say::data(&text::text(recording, &args.file))?;
    say::note(&format!(
        "{} and {} are written; try `iotcap check {typed}`, then `iotcap run {typed}`",
        out.display(),
        scenario.display()
    ));
    Ok(())
}

/// All files or, if one of them is there already, none; each whole or not at all.
fn create(files: &[(&Path, &[u8])]) -> Result<(), Failure> {
    if let Some((there, _)) = files.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(exists(there));
    }
    files.iter().try_for_each(|(path, bytes)| create_one(path, bytes))
}

fn exists(path: &Path) -> Failure {
    let sentence = "exists already; import does not overwrite, --out FILE names another file";
    Failure::Use(format!("{} {sentence}", path.display()))
}

fn create_one(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let sentence = format!("there is no folder `{}`; make it first", folder.display());
        return Err(Failure::write(path, io::Error::new(io::ErrorKind::NotFound, sentence)));
    }
    let written = pipeline::write_beside(&folder.join(path.file_name().unwrap_or_default()), bytes)
        .and_then(|file| file.persist_noclobber(path).map(drop).map_err(|error| error.error));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(path),
        // the error names the file beside, which means nothing to anyone
        kind => Failure::write(path, target::refused(folder, kind.into())),
    })
}
