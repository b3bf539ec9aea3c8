//! `iotcap report`: redraws a finished run from its `results.json` (and what lies beside it), a comparison from its
//! `comparison.json`, a sweep from its `sweep.json`, a capacity from its `capacity.json`, a forecast from its
//! `forecast.json` or a choice of options from its `options.json`, without simulating.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::status::{Failure, Status, reason};
use super::{Answer, beside, capacity, compare, forecast, options, outputs, pipeline, say, sweep};
use crate::experiment::capacity::results::{self as searched, Capacity};
use crate::experiment::compare::comparison::{self, Comparison};
use crate::experiment::forecast::results::{self as forecasts, Forecast};
use crate::experiment::options::results::{Options, SCHEMA as OPTIONS};
use crate::experiment::results::{Results, SCHEMA};
use crate::experiment::sweep::{self as swept, Sweep};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder of results, or its results.json, comparison.json, sweep.json, capacity.json, forecast.json or options.json
    results: PathBuf,
    /// Draw into this folder instead of the one the results are in
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// What is redrawn.
#[derive(Debug, PartialEq)]
enum Finished {
    /// A run's results.
    Run(Box<Results>),
    /// Some runs laid side by side.
    Comparison(Box<Comparison>),
    /// A scenario at many points.
    Sweep(Box<Sweep>),
    /// A search for capacity.
    Capacity(Box<Capacity>),
    /// A scenario as it grows.
    Forecast(Box<Forecast>),
    /// The cheapest set of options.
    Options(Box<Options>),
}

/// Redraws; the verdict of an old run is no news, so the status does not repeat it.
pub fn run(args: &Args) -> Answer {
    let file = file(&args.results);
    let folder_of = file.parent().unwrap_or(Path::new(""));
    let files = match read_either(&file)? {
        Finished::Run(results) => pipeline::draw(&results, &beside::of(folder_of, &results))?,
        Finished::Comparison(comparison) => pipeline::draw_comparison(&comparison)?,
        Finished::Sweep(sweep) => pipeline::draw_sweep(&sweep)?,
        Finished::Capacity(capacity) => pipeline::draw_capacity(&capacity)?,
        Finished::Forecast(forecast) => pipeline::draw_forecast(&forecast)?,
        Finished::Options(options) => pipeline::draw_options(&options)?,
    };
    let folder = args.out.as_deref().unwrap_or(folder_of);
    pipeline::write(folder, &files)?;
    if !args.quiet {
        say::note(&format!("drawn again in {}", folder.display()));
    }
    Ok(Status::Met)
}

/// The results file of a folder, or the file itself.
pub fn file(results: &Path) -> PathBuf {
    let run = results.join(outputs::RESULTS);
    if !results.is_dir() {
        return results.to_path_buf();
    }
    let searches =
        [compare::COMPARISON, sweep::SWEEP, capacity::CAPACITY, forecast::FORECAST, options::OPTIONS];
    let others = searches.map(|name| results.join(name));
    if run.exists() { run } else { others.into_iter().find(|other| other.exists()).unwrap_or(run) }
}

/// Reads a run's results file, or says what is wrong with it.
pub fn read(file: &Path) -> Result<Results, Failure> {
    match read_either(file)? {
        Finished::Run(results) => Ok(*results),
        Finished::Comparison(_) => {
            let name = file.display();
            Err(Failure::Use(format!("{name} is a comparison; give the runs that it compares")))
        }
        Finished::Sweep(_) => Err(Failure::Use(format!("{} is a sweep, not one run", file.display()))),
        Finished::Capacity(_) => {
            Err(Failure::Use(format!("{} is a search for capacity, not one run", file.display())))
        }
        Finished::Forecast(_) => Err(Failure::Use(format!("{} is a forecast, not one run", file.display()))),
        Finished::Options(_) => {
            Err(Failure::Use(format!("{} is a search among options, not one run", file.display())))
        }
    }
}

fn read_either(file: &Path) -> Result<Finished, Failure> {
    let name = file.display();
    let bytes = fs::read(file).map_err(|error| {
        Failure::Use(format!(
            "cannot read {name}: {}; give the folder of a finished run, such as output/brno",
            reason(&error)
        ))
    })?;
    parse(&bytes).map_err(|why| Failure::Use(format!("{name} is not a results file of iotcap: {why}")))
}

/// The version is looked at first: another version's file is told by its number, not by the first key that differs.
fn parse(bytes: &[u8]) -> Result<Finished, String> {
    #[derive(serde::Deserialize)]
    struct Version {
        schema: u32,
        comparisons: Option<IgnoredAny>,
        factors: Option<IgnoredAny>,
        grown: Option<IgnoredAny>,
        runouts: Option<IgnoredAny>,
        sets: Option<IgnoredAny>,
    }
    let version: Version = serde_json::from_slice(bytes).map_err(|error| unreadable(&error))?;
    let known = match &version {
        Version { comparisons: Some(_), .. } => comparison::SCHEMA,
        Version { factors: Some(_), .. } => swept::SCHEMA,
        Version { grown: Some(_), .. } => searched::SCHEMA,
        Version { runouts: Some(_), .. } => forecasts::SCHEMA,
        Version { sets: Some(_), .. } => OPTIONS,
        _ => SCHEMA,
    };
    if version.schema != known {
        return Err(format!("its format is {}, this iotcap reads format {known}", version.schema));
    }
    if version.comparisons.is_some() {
        let comparison: Comparison = typed(bytes)?;
        pipeline::sound_comparison(&comparison)?;
        return Ok(Finished::Comparison(Box::new(comparison)));
    }
    if version.factors.is_some() {
        let sweep: Sweep = typed(bytes)?;
        pipeline::sound_sweep(&sweep)?;
        return Ok(Finished::Sweep(Box::new(sweep)));
    }
    if version.grown.is_some() {
        let capacity: Capacity = typed(bytes)?;
        pipeline::sound_capacity(&capacity)?;
        return Ok(Finished::Capacity(Box::new(capacity)));
    }
    if version.runouts.is_some() {
        let forecast: Forecast = typed(bytes)?;
        pipeline::sound_forecast(&forecast)?;
        return Ok(Finished::Forecast(Box::new(forecast)));
    }
    if version.sets.is_some() {
        let options: Options = typed(bytes)?;
        pipeline::sound_options(&options)?;
        return Ok(Finished::Options(Box::new(options)));
    }
    let results: Results = typed(bytes)?;
    pipeline::sound(&results)?;
    Ok(Finished::Run(Box::new(results)))
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

    fn results() -> Results {
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
        let results = results();
        let read = parse(&serde_json::to_vec(&results).unwrap()).unwrap();
        assert_eq!(read, Finished::Run(Box::new(results)));
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
            let mut json = serde_json::to_value(results()).unwrap();
            *json.pointer_mut(path).unwrap() = serde_json::from_str(value).unwrap();
            let wrong = parse(json.to_string().as_bytes()).unwrap_err();
            assert!(wrong.contains(said), "{path}: {wrong}");
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
