//! `iotcap options`: the cheapest set of priced changes that keeps all objectives for a time.

mod text;

use std::path::PathBuf;

use super::errand::Errand;
use super::manifest;
use super::pipeline::{self, Loaded};
use super::status::{Failure, Status};
use super::{Answer, limits, progress, say, settings, target, words};
use crate::experiment::options::{MOST_SETS, Question};
use crate::scenario::diagnose::suggest;
use crate::scenario::growth::date::Date;
use crate::units::Money;

/// What was found, for other programs and for drawing it again.
pub const OPTIONS: &str = "options.json";
/// Months for which objectives are to hold where nobody says how many.
const MONTHS: u64 = 12;
/// Months that may be asked for.
const MOST_MONTHS: u64 = 600;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario file with [options.NAME]
    #[arg(value_name = "SCENARIO")]
    file: PathBuf,
    /// Months for which all objectives are to hold, and monthly prices are paid; as far as [growth] looks, else 12
    #[arg(long, value_name = "N", value_parser = month, conflicts_with = "until")]
    months: Option<u64>,
    /// The same by the last month or day, such as 2030-12, counted from the start that [growth] states
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// A set of options may cost so much over that time, such as "20 k EUR"
    #[arg(long, value_name = "SUM")]
    max_cost: Option<Money>,
    /// Choose among these options alone, such as second-lte,mast
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,
    /// Sets of options tried at most; more are refused beforehand
    #[arg(long, value_name = "N", default_value_t = MOST_SETS, value_parser = settings::zero_or_more)]
    max_sets: u64,
    /// Take it that more options never do harm: what is within a set that fails is not simulated
    #[arg(long)]
    monotone: bool,
    #[command(flatten)]
    changes: settings::Changes,
    #[command(flatten)]
    effort: settings::Effort,
    #[command(flatten)]
    kept: settings::Kept,
}

fn month(text: &str) -> Result<u64, String> {
    let months = settings::zero_or_more(text)?;
    let fits = (1..=MOST_MONTHS).contains(&months);
    fits.then_some(months).ok_or(format!("it must be 1 to {MOST_MONTHS}"))
}

/// Searches, writes, prints.
pub fn run(args: &Args) -> Answer {
    let settings = args.changes.settings();
    let loaded = pipeline::load(&args.file, &settings, say::coloured()).map_err(Failure::Scenario)?;
    let output = &args.kept.output;
    let folder = output.out.join(target::stem(&args.file)?);
    let question = question(args, &loaded)?;
    let jobs = args.effort.jobs();
    allowed(args, &loaded, &question, jobs)?;
    let errand = Errand::begin(folder, jobs, args.kept.store())?;
    let asked = pipeline::Search {
        settings: &settings,
        many: errand.many(),
        refusal: &|estimate| limits::of_many(estimate).filter(|_| !args.effort.allow_long),
    };
    let search = || pipeline::options(&loaded, &question, &asked);
    let (found, facts) = progress::watch_freely(errand.progress(), output.watched(), search)?;
    errand.put(&found, OPTIONS, manifest::of("options"), &facts)?;
    if !output.quiet {
        say::note(&errand.simulated());
    }
    errand.tell(output, &found, &found.warnings, "the answer is", || text::text(&found))?;
    let kept = found.answer.is_some() && found.not_judged.is_empty();
    Ok(if kept { Status::Met } else { Status::NotMet })
}

fn question(args: &Args, loaded: &Loaded) -> Result<Question, Failure> {
    let mut options = loaded.options.clone();
    let known: Vec<&str> = loaded.options.keys().map(String::as_str).collect();
    let only: Vec<&str> = args.only.iter().map(|name| name.trim()).collect();
    if only.iter().any(|name| name.is_empty()) {
        let sentence =
            format!("--only: name options, with commas between them; there are {}", known.join(", "));
        return Err(Failure::Use(sentence));
    }
    if let Some(strange) = only.iter().find(|name| !known.contains(name)) {
        let help = suggest(strange, &known, "options");
        return Err(Failure::Use(format!("--only: there is no option `{strange}`; {help}")));
    }
    options.retain(|name, _| only.is_empty() || only.contains(&name.as_str()));
    let lacks = options.iter().find_map(|(name, spec)| {
        Some((name, spec.requires.iter().find(|required| !options.contains_key(*required))?))
    });
    if let Some((name, required)) = lacks {
        return Err(Failure::Use(format!("--only: `{name}` requires `{required}`, which is not among them")));
    }
    let sums = options.values().flat_map(|spec| [&spec.cost, &spec.per_month]).flatten();
    let other = sums
        .map(|money| money.currency)
        .find(|code| args.max_cost.is_some_and(|most| most.currency != *code));
    if let Some(code) = other {
        return Err(Failure::Use(format!("--max-cost: the prices of the file are in {}", code.code())));
    }
    Ok(Question {
        options,
        months: months(args, loaded)?,
        max_cost: args.max_cost,
        most_sets: args.max_sets,
        monotone: args.monotone,
    })
}

/// As asked, else to the horizon of the growth.
fn months(args: &Args, loaded: &Loaded) -> Result<u64, Failure> {
    let growth = loaded.scenario.growth.as_ref();
    let months = match (args.months, args.until, growth) {
        (Some(months), ..) => return Ok(months),
        (None, Some(until), Some(growth)) => growth.at(until.after()),
        (None, Some(_), None) => {
            let why = "--until: the scenario has no [growth] that says when its load stands; say --months";
            return Err(Failure::Use(why.to_string()));
        }
        (None, None, Some(growth)) => growth.months(),
        (None, None, None) => MONTHS as f64,
    };
    let whole = libm::ceil(months - 1e-9);
    if (1.0..=MOST_MONTHS as f64).contains(&whole) {
        return Ok(whole as u64);
    }
    let start = growth.map_or(String::new(), |growth| growth.start.to_string());
    Err(Failure::Use(format!(
        "--until: it must lie 1 to {MOST_MONTHS} months after the start of [growth], {start}"
    )))
}

/// Refuses or announces what trying all sets would take.
fn allowed(args: &Args, loaded: &Loaded, question: &Question, jobs: usize) -> Result<(), Failure> {
    let (sets, most) = pipeline::estimate_options(loaded, question, jobs)?;
    let wrong = |sentence| Failure::Use(format!("{}: {sentence}", args.file.display()));
    if let Some(sentence) = limits::of_sets(&most).filter(|_| !args.effort.allow_long) {
        return Err(wrong(sentence));
    }
    if let Some(sentence) = limits::announcement(&most).filter(|_| !args.kept.output.quiet) {
        let many = words::things(sets, "set of options", "sets of options");
        say::note(&format!("{}: {many}; if all have to be tried, {sentence}", args.file.display()));
    }
    Ok(())
}
