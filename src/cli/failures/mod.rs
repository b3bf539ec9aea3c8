//! `iotcap failures`: elements of a scenario fail in turn, and what each costs is ranked.

mod text;

use std::path::PathBuf;

use super::errand::Errand;
use super::glob::matches;
use super::manifest;
use super::pipeline::{self, Search};
use super::status::Failure;
use super::{Answer, limits, progress, say, settings, target, words};
use crate::experiment::failures::elements::{self, Failure as Outage};
use crate::experiment::failures::window::Wish;
use crate::experiment::failures::{Question, REPLICATIONS, TOP};
use crate::units::Span;

/// What was found, for other programs and for drawing it again.
pub const FAILURES: &str = "failures.json";
/// More than these would not fit beside each other in memory.
const MOST: usize = 2000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    file: PathBuf,
    /// Fail only elements whose names fit a pattern, such as "links.*" (repeatable)
    #[arg(long, value_name = "PATTERN")]
    only: Vec<String>,
    /// Fail only these elements, by their whole names
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    elements: Vec<String>,
    /// Fail two elements at a time (N-2)
    #[arg(long)]
    pairs: bool,
    /// Fail them so long after the study's start, instead of in the busy hour
    #[arg(long, value_name = "SPAN", conflicts_with = "whole")]
    from: Option<Span>,
    /// For so long, instead of an hour
    #[arg(long = "for", value_name = "SPAN", conflicts_with = "whole")]
    lasts: Option<Span>,
    /// Fail them for the whole study
    #[arg(long)]
    whole: bool,
    /// How many of the worst are simulated more often
    #[arg(long, value_name = "N", default_value_t = TOP, value_parser = settings::zero_or_more)]
    top: u64,
    /// Replications of these; every failure gets a few
    #[arg(long, value_name = "N", default_value_t = REPLICATIONS, value_parser = settings::two_or_more)]
    replications: u64,
    #[command(flatten)]
    changes: settings::Values,
    #[command(flatten)]
    effort: settings::Effort,
    #[command(flatten)]
    kept: settings::Kept,
}

/// Fails, ranks, writes, prints.
pub fn run(args: &Args) -> Answer {
    let settings = args.changes.settings();
    let loaded = pipeline::load(&args.file, &settings, say::coloured()).map_err(Failure::Scenario)?;
    let failures = chosen(&pipeline::single_failures(&loaded), args)?;
    let output = &args.kept.output;
    let folder = output.out.join(target::stem(&args.file)?);
    let errand = Errand::begin(folder, args.effort.jobs(), args.kept.store())?;
    let what = if args.pairs { "pairs of failures" } else { "failures" };
    let count = failures.len();
    let question = Question {
        failures,
        pairs: args.pairs,
        wish: Wish { from: args.from, lasts: args.lasts, whole: args.whole },
        replications: args.replications,
        top: args.top,
    };
    let refusal = |estimate: &crate::network::estimate::Estimate| {
        let sentence = limits::refusal(estimate).filter(|_| !args.effort.allow_long)?;
        Some(format!("{count} {what}: {sentence}; or narrow them with --only or --elements"))
    };
    let asked = Search { settings: &settings, many: errand.many(), refusal: &refusal };
    let fail = || pipeline::failures(&loaded, &question, &asked);
    let (found, facts) = progress::watch_freely(errand.progress(), output.watched(), fail)?;
    errand.put(&found, FAILURES, manifest::of("failures"), &facts)?;
    errand.tell(output, &found, &found.warnings, "the failures are", || text::text(&found))?;
    Ok(found.review.state.into())
}

/// Those asked for, or all.
fn chosen(all: &[Outage], args: &Args) -> Result<Vec<Outage>, Failure> {
    let names = || all.iter().map(|failure| failure.name.as_str());
    for wanted in &args.elements {
        if !names().any(|name| name == wanted) {
            let meant = crate::scenario::diagnose::nearest(wanted, names())
                .or_else(|| names().find(|name| goes_through(wanted, name)));
            let help = match (meant, names().next()) {
                _ if names().any(|name| is_part(name, wanted)) => parts(wanted, names()),
                (Some(meant), _) => format!("; did you mean {meant}?"),
                (None, Some(_)) => {
                    let more = if all.len() > 4 { ", …" } else { "" };
                    format!("; there are {}{more}", names().take(4).collect::<Vec<_>>().join(", "))
                }
                (None, None) => String::new(),
            };
            return Err(Failure::Use(format!("nothing that can fail is called {wanted}{help}")));
        }
    }
    let everything = args.only.is_empty() && args.elements.is_empty();
    let wanted = |failure: &&Outage| {
        everything
            || args.elements.contains(&failure.name)
            || args.only.iter().any(|pattern| matches(pattern, &failure.name))
    };
    let some: Vec<Outage> = all.iter().filter(wanted).cloned().collect();
    if some.is_empty() {
        let first: Vec<&str> = names().take(4).collect();
        let sentence = match first[..] {
            [] => "nothing can fail here: there is no gateway, link or platform stage".to_string(),
            _ => format!(
                "--only fits none of {}: {}{}",
                words::things(all.len() as u64, "element", "elements"),
                first.join(", "),
                if all.len() > first.len() { ", …" } else { "" }
            ),
        };
        return Err(Failure::Use(sentence));
    }
    let failures = if args.pairs { elements::pairs(&some) } else { some };
    match failures.len() {
        0 => Err(Failure::Use("--pairs wants two elements or more".to_string())),
        n if n > MOST => Err(Failure::Use(format!(
            "{n} {} are more than the {MOST} that can be looked at together; narrow them with --only or --elements",
            if args.pairs { "pairs" } else { "failures" }
        ))),
        _ => Ok(failures),
    }
}

/// Whether it is a member of what was named: a gateway of a group, a partition of a stage.
fn is_part(name: &str, wanted: &str) -> bool {
    name.strip_prefix(wanted).is_some_and(|rest| rest.starts_with([':', '@']))
}

/// A group does not fail at once: its members, and how to name them all.
fn parts<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<&str> = names.filter(|name| is_part(name, wanted)).collect();
    match all[..] {
        [only] => format!("; did you mean {only}?"),
        [first, .., last] => {
            let sign = &first[wanted.len()..=wanted.len()];
            format!("; its parts fail one by one: {first} to {last}, or all with --only \"{wanted}{sign}*\"")
        }
        [] => String::new(),
    }
}

/// Whether a name has all parts of what is written in their order: `links.lte@roof:1` those of `links.lte:1`.
fn goes_through(written: &str, name: &str) -> bool {
    let parts = |text: &'_ str| -> Vec<String> {
        text.split(['.', ':', '@', ' ']).filter(|part| !part.is_empty()).map(str::to_string).collect()
    };
    let mut of_name = parts(name).into_iter();
    let wanted = parts(written);
    wanted.len() > 1 && wanted.iter().all(|part| of_name.any(|other| other == *part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_answered_by_its_parts() {
        let names =
            ["links.wan", "platform.ingest:1", "platform.ingest:2", "platform.ingest:3", "platform.process"];
        let said = parts("platform.ingest", names.into_iter());
        assert_eq!(
            said,
            "; its parts fail one by one: platform.ingest:1 to platform.ingest:3, or all with --only \"platform.ingest:*\""
        );
        assert!(names.iter().all(|name| !is_part(name, "platform.in")));
    }
}
