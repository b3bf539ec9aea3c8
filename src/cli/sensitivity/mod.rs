//! `iotcap sensitivity`: what each assumption that is a range does to an answer, and what all of them do together.

mod text;

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::errand::Errand;
use super::manifest;
use super::pipeline::{self, Loaded, Search};
use super::status::{Failure, Status};
use super::{Answer, limits, progress, say, settings, target};
use crate::experiment::capacity::{self, growth};
use crate::experiment::sensitivity::{Of, Question, REPLICATIONS, SAMPLES};
use crate::scenario::diagnose::nearest;
use crate::scenario::ranges::Range;

/// What was found, for other programs and for drawing it again.
pub const SENSITIVITY: &str = "sensitivity.json";
/// Half-width of a capacity's interval, relative: enough to see what moves it.
const PRECISION: f64 = 0.03;
/// Replications of one load of a capacity at most.
const MOST_REPLICATIONS: u64 = 100;
/// Samples at most.
const MOST_SAMPLES: u64 = 2000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario file, with ranges { low = …, value = …, high = … } in place of numbers
    #[arg(value_name = "SCENARIO")]
    file: PathBuf,
    /// Of what: a measure (devices.meters.delivery_ratio), an objective's name, or "capacity" with --grow; every objective's
    /// measure if left out
    #[arg(long, value_name = "MEASURE")]
    of: Option<String>,
    /// Of a capacity: the number that grows with the load, such as devices.meters.count
    #[arg(long, value_name = "PATH")]
    grow: Vec<String>,
    /// Of a capacity: the interval or period that shrinks as the load grows
    #[arg(long, value_name = "PATH")]
    shrink: Vec<String>,
    /// Another assumption, such as radio.lora.propagation.exponent=3.5..4.1, around the file's value (repeatable)
    #[arg(long, value_name = "PATH=LOW..HIGH")]
    range: Vec<String>,
    /// Samples of all assumptions together; 0 for none
    #[arg(long, value_name = "N", default_value_t = SAMPLES, value_parser = settings::zero_or_more)]
    samples: u64,
    /// Replications of every point
    #[arg(long, value_name = "N", default_value_t = REPLICATIONS, value_parser = settings::two_or_more)]
    replications: u64,
    #[command(flatten)]
    changes: settings::Values,
    #[command(flatten)]
    effort: settings::Effort,
    #[command(flatten)]
    kept: settings::Kept,
}

/// Moves, draws, writes, prints.
pub fn run(args: &Args) -> Answer {
    let settings = args.changes.settings();
    let loaded = pipeline::load(&args.file, &settings, say::coloured()).map_err(Failure::Scenario)?;
    let question = question(&loaded, args)?;
    let output = &args.kept.output;
    let folder = output.out.join(target::stem(&args.file)?);
    let errand = Errand::begin(folder, args.effort.jobs(), args.kept.store())?;
    let points = 1 + 2 * question.ranges.len() as u64 + question.samples;
    let refusal = |estimate: &crate::network::estimate::Estimate| {
        let sentence = limits::refusal(estimate).filter(|_| !args.effort.allow_long)?;
        Some(format!("{points} points: {sentence}, or ask for fewer --samples"))
    };
    let asked = Search { settings: &settings, many: errand.many(), refusal: &refusal };
    let search = || pipeline::sensitivity(&loaded, &question, &asked);
    let (found, facts) = progress::watch_freely(errand.progress(), output.watched(), search)?;
    errand.put(&found, SENSITIVITY, manifest::of("sensitivity"), &facts)?;
    errand.tell(output, &found, &found.warnings, "the sensitivity is", || text::text(&found))?;
    Ok(Status::Met)
}

fn question(loaded: &Loaded, args: &Args) -> Result<Question, Failure> {
    let mut ranges = loaded.ranges.clone();
    let mut wrong = Vec::new();
    for text in &args.range {
        match range(loaded, text) {
            Ok(range) => {
                ranges.retain(|other| other.path != range.path);
                ranges.push(range);
            }
            Err(why) => wrong.push(why),
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::Use(wrong.join("\n")));
    }
    if args.samples > MOST_SAMPLES {
        return Err(Failure::Use(format!("--samples is at most {MOST_SAMPLES}")));
    }
    let path = |shrinks: bool| move |path: &String| growth::Path { path: path.trim().to_string(), shrinks };
    let paths: Vec<growth::Path> =
        args.grow.iter().map(path(false)).chain(args.shrink.iter().map(path(true))).collect();
    let of = match (args.of.as_deref(), paths.is_empty()) {
        (Some("capacity"), true) => {
            let sentence =
                "--of capacity wants --grow PATH or --shrink PATH: what grows until an objective breaks";
            return Err(Failure::Use(sentence.to_string()));
        }
        (Some("capacity"), false) => Of::Capacity(capacity::Question {
            precision: PRECISION,
            most_replications: MOST_REPLICATIONS,
            brief: true,
            ..capacity::Question::of(paths)
        }),
        (_, false) => return Err(Failure::Use("--grow and --shrink go with --of capacity".to_string())),
        (Some(name), true) => Of::Measure(name.to_string()),
        (None, true) => Of::Objectives,
    };
    Ok(Question { ranges, of, samples: args.samples, replications: args.replications })
}

/// Of the command line, around what the file has.
fn range(loaded: &Loaded, text: &str) -> Result<Range, String> {
    let (path, ends) = text.split_once('=').ok_or_else(|| {
        format!("--range {text}: write PATH=LOW..HIGH, such as radio.lora.propagation.exponent=3.5..4.1")
    })?;
    let path = path.trim();
    Range::may_stand(path)?;
    let known = pipeline::written(loaded);
    let value = known
        .get(path)
        .ok_or_else(|| format!("--range: the scenario has no {path}; {}", hint(path, &known)))?;
    Range::between(path, ends, value)
}

/// What may have been meant by a path that the file does not have.
fn hint(path: &str, known: &BTreeMap<String, String>) -> String {
    let (table, key) = path.rsplit_once('.').unwrap_or_default();
    let split = known.keys().filter_map(|known| known.rsplit_once('.'));
    let beside: Vec<&str> = split.filter(|(of, _)| *of == table).map(|(_, key)| key).collect();
    let meant = match beside[..] {
        [] => nearest(path, known.keys().map(String::as_str)).map(String::from),
        _ => nearest(key, beside.iter().copied()).map(|key| format!("{table}.{key}")),
    };
    match meant {
        Some(meant) => format!("did you mean {meant}?"),
        None if !beside.is_empty() => format!(
            "a range goes around a number of the file: if `{key}` is left out of {table}, write it there first"
        ),
        None => "a range goes around a number that the file has".to_string(),
    }
}
