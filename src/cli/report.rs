//! `iotcap report`: redraws finished work from its JSON alone, without simulating: a run from its `results.json`
//! with what lies beside it, and whatever else has a page, one row a kind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::pipeline::OutputFile;
use super::status::{Failure, Status, reason};
use super::{
    Answer, beside, capacity, compare, failures, forecast, options, outputs, pipeline, say, sensitivity,
    sweep,
};
use crate::experiment::capacity::results::{self as searched, Capacity};
use crate::experiment::compare::comparison::{self, Comparison};
use crate::experiment::failures::results::{self as failed, Failures};
use crate::experiment::forecast::results::{self as forecasts, Forecast};
use crate::experiment::options::results::{self as bought, Options};
use crate::experiment::results::{Results, SCHEMA};
use crate::experiment::sensitivity::results::{self as moved, Sensitivity};
use crate::experiment::sweep::{self as swept, Sweep};
use crate::report::paged::Paged;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder of results, or its JSON: results.json, comparison.json, sweep.json, capacity.json …
    results: PathBuf,
    /// Draw into this folder instead of the one the results are in
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
    /// Of commands that simulate
    #[arg(long, value_name = "N", hide = true)]
    jobs: Option<String>,
}

/// A kind of finished work that is not one run.
struct Kind {
    /// Its file.
    file: &'static str,
    /// The key by which it is told from the others.
    key: &'static str,
    /// Version of its format.
    schema: u32,
    /// What it is, and what to give where a run is wanted.
    what: &'static str,
    draw: fn(&[u8]) -> Result<Drawing, String>,
}

/// What was read, drawn; the error is the drawing's own.
type Drawing = Result<Vec<OutputFile>, Failure>;

const KINDS: [Kind; 7] = [
    Kind {
        file: compare::COMPARISON,
        key: "comparisons",
        schema: comparison::SCHEMA,
        what: "a comparison; give the runs that it compares",
        draw: again::<Comparison>,
    },
    Kind {
        file: sweep::SWEEP,
        key: "factors",
        schema: swept::SCHEMA,
        what: "a sweep, not one run",
        draw: again::<Sweep>,
    },
    Kind {
        file: capacity::CAPACITY,
        key: "grown",
        schema: searched::SCHEMA,
        what: "a search for capacity, not one run",
        draw: again::<Capacity>,
    },
    Kind {
        file: forecast::FORECAST,
        key: "runouts",
        schema: forecasts::SCHEMA,
        what: "a forecast, not one run",
        draw: again::<Forecast>,
    },
    Kind {
        file: failures::FAILURES,
        key: "failures",
        schema: failed::SCHEMA,
        what: "what failures cost, not one run",
        draw: again::<Failures>,
    },
    Kind {
        file: sensitivity::SENSITIVITY,
        key: "answers",
        schema: moved::SCHEMA,
        what: "assumptions moved, not one run",
        draw: again::<Sensitivity>,
    },
    Kind {
        file: options::OPTIONS,
        key: "sets",
        schema: bought::SCHEMA,
        what: "a search among options, not one run",
        draw: again::<Options>,
    },
];

/// Redraws, of a folder all that it holds; the verdict of an old run is no news, so the status does not repeat it.
pub fn run(args: &Args) -> Answer {
    if args.jobs.is_some() {
        return Err(Failure::Use(
            "report draws what was simulated before, so there is nothing for --jobs to share out".into(),
        ));
    }
    let file = file(&args.results);
    let folder_of = file.parent().unwrap_or(Path::new(""));
    let folder = args.out.as_deref().unwrap_or(folder_of);
    let mut files = redrawn(&file)?;
    let others = KINDS.iter().map(|kind| folder_of.join(kind.file)).filter(|other| *other != file);
    for other in others.filter(|other| args.results.is_dir() && other.exists()) {
        files.extend(redrawn(&other)?);
    }
    pipeline::write(folder, &files)?;
    if !args.quiet {
        say::note(&format!("drawn again in {}", folder.display()));
    }
    Ok(Status::Met)
}

fn redrawn(file: &Path) -> Drawing {
    let bytes = bytes(file)?;
    let not_ours = |why| foreign(file, why);
    match kind(&bytes).map_err(not_ours)? {
        Some(kind) => (kind.draw)(&bytes).map_err(not_ours)?,
        None => {
            let results = results(&bytes).map_err(not_ours)?;
            pipeline::draw(&results, &beside::of(file.parent().unwrap_or(Path::new("")), &results))
        }
    }
}

/// The results file of a folder, else what else it holds; or the file itself.
pub fn file(results: &Path) -> PathBuf {
    let run = results.join(outputs::RESULTS);
    if !results.is_dir() {
        return results.to_path_buf();
    }
    let others = KINDS.map(|kind| results.join(kind.file));
    if run.exists() { run } else { others.into_iter().find(|other| other.exists()).unwrap_or(run) }
}

/// Reads a run's results file, or says what is wrong with it.
pub fn read(file: &Path) -> Result<Results, Failure> {
    let bytes = bytes(file)?;
    let not_ours = |why| foreign(file, why);
    match kind(&bytes).map_err(not_ours)? {
        Some(kind) => Err(Failure::Use(format!("{} is {}", file.display(), kind.what))),
        None => results(&bytes).map_err(not_ours),
    }
}

fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| {
        Failure::Use(format!(
            "cannot read {}: {}; give the folder of a finished run, such as output/brno",
            file.display(),
            reason(&error)
        ))
    })
}

fn foreign(file: &Path, why: String) -> Failure {
    Failure::Use(format!("{} is not a results file of iotcap: {why}", file.display()))
}

/// The kind of a file; `None` of a run. The version is looked at first: another version's file is told by its number, not
/// by the first key that differs.
fn kind(bytes: &[u8]) -> Result<Option<&'static Kind>, String> {
    #[derive(serde::Deserialize)]
    struct Version {
        schema: u32,
    }
    let Version { schema } = serde_json::from_slice(bytes).map_err(|error| unreadable(&error))?;
    let keys: BTreeMap<String, IgnoredAny> =
        serde_json::from_slice(bytes).map_err(|error| unreadable(&error))?;
    let kind = KINDS.iter().find(|kind| keys.contains_key(kind.key));
    let known = kind.map_or(SCHEMA, |kind| kind.schema);
    match schema == known {
        true => Ok(kind),
        false => Err(format!("its format is {schema}, this iotcap reads format {known}")),
    }
}

fn again<T: Paged + DeserializeOwned>(bytes: &[u8]) -> Result<Drawing, String> {
    let found: T = typed(bytes)?;
    pipeline::sound(&found)?;
    Ok(pipeline::draw_page(&found))
}

fn results(bytes: &[u8]) -> Result<Results, String> {
    let results: Results = typed(bytes)?;
    pipeline::sound_results(&results)?;
    Ok(results)
}

fn typed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let json = &mut serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(json)
        .map_err(|error| format!("at `{}`: {}", error.path(), in_words(&error.inner().to_string())))
}

/// Why the file is not even read for its version: the reader's own words are for programmers.
fn unreadable(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Eof => "it is cut short".to_string(),
        Category::Data => "it does not say which format it has (`schema`)".to_string(),
        Category::Syntax | Category::Io => {
            format!("it is no JSON (line {}, column {})", error.line(), error.column())
        }
    }
}

/// The reader's types by the names that its user knows.
fn in_words(message: &str) -> String {
    let message = message.replace("expected f64", "expected a number");
    message.replace("expected u64", "expected a whole number that is not negative")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::{Balance, Conservation, MODEL_VERSION, ScenarioInfo};

    fn parse(bytes: &[u8]) -> Result<Results, String> {
        kind(bytes)?.map_or_else(|| results(bytes), |_| Err("no run".to_string()))
    }

    fn example() -> Results {
        let scenario = ScenarioInfo { simulated_s: 60.0, bin_s: 60.0, replications: 1, ..Default::default() };
        let total = Balance { balanced: true, ..Balance::default() };
        Results {
            schema: SCHEMA,
            model_version: MODEL_VERSION.to_string(),
            scenario,
            conservation: Conservation { total, ..Conservation::default() },
            ..Results::default()
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let results = example();
        assert_eq!(parse(&serde_json::to_vec(&results).unwrap()).unwrap(), results);
    }

    #[test]
    fn nonsense_is_told_by_its_place() {
        for (path, value, said) in [
            (
                "/scenario/simulated_s",
                "null",
                "at `scenario.simulated_s`: invalid type: null, expected a number",
            ),
            ("/scenario/devices", "-1", "at `scenario.devices`: invalid value: integer `-1`"),
            ("/scenario/seed", "\"one\"", "expected a whole number that is not negative"),
            ("/scenario/bin_s", "0", "at `scenario.bin_s`: it must be more than 0"),
            ("/model_version", "\"999.0\"", "at `model_version`: "),
        ] {
            let mut json = serde_json::to_value(example()).unwrap();
            *json.pointer_mut(path).unwrap() = serde_json::from_str(value).unwrap();
            let wrong = parse(json.to_string().as_bytes()).unwrap_err();
            assert!(wrong.contains(said), "{path}: {wrong}");
        }
    }

    #[test]
    fn a_kind_is_told_by_its_key() {
        for row in &KINDS {
            let text = format!("{{\"schema\": {}, \"{}\": []}}", row.schema, row.key);
            assert_eq!(kind(text.as_bytes()).unwrap().map(|found| found.file), Some(row.file));
        }
    }

    #[test]
    fn garbage_is_told_by_what_is_wrong_with_it() {
        assert_eq!(parse(b"not json").unwrap_err(), "it is no JSON (line 1, column 2)");
        assert_eq!(parse(b"{\"schema\":").unwrap_err(), "it is cut short");
        assert!(parse(b"[]").unwrap_err().contains("`schema`"));
        assert!(parse(b"{\"schema\": 999}").unwrap_err().contains("format is 999"));
        let truncated = format!("{{\"schema\": {SCHEMA}, \"model_version\": 3}}");
        assert!(parse(truncated.as_bytes()).unwrap_err().contains("at `model_version`"));
    }
}
