//! `iotcap check`: is the scenario right, what load is to be expected at each element, what would a run cost?

mod offers;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::outputs::print_json;
use super::pipeline::Loaded;
use super::run::load_all;
use super::status::{Failure, Status};
use super::table::{Side::Left, Side::Right, Table};
use super::{Answer, limits, machine, pipeline, say, settings, target, words};
use crate::experiment::kind::Kind;
use crate::network::estimate::{ClassEstimate, Estimate};
use crate::scenario::Scenario;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    changes: settings::Changes,
    /// Jobs for which time and memory are estimated; all cores if left out
    #[arg(long, value_name = "N", value_parser = settings::at_least_one::<NonZeroUsize>)]
    jobs: Option<NonZeroUsize>,
    /// Print nothing but errors
    #[arg(long, short, conflicts_with = "json")]
    quiet: bool,
    /// Print the estimate as JSON
    #[arg(long)]
    json: bool,
}

/// Checks all files; says what to expect of each.
pub fn run(args: &Args) -> Answer {
    let jobs = args.jobs.map_or_else(machine::cores, NonZeroUsize::get);
    args.files.iter().try_for_each(|file| target::stem(file).map(drop))?;
    let scenarios = load_all(&args.files, &args.changes)?;
    for (file, loaded) in args.files.iter().zip(&scenarios) {
        let mut estimate = pipeline::estimate(loaded, jobs);
        let kind = pipeline::kind(loaded);
        let contradiction = kind.warning(&loaded.scenario);
        estimate.warnings.splice(0..0, loaded.warnings.iter().cloned().chain(contradiction));
        let notes: Vec<String> = loaded
            .notes
            .iter()
            .cloned()
            .chain(estimate.notes.iter().cloned())
            .chain(sweep(file, &loaded.scenario))
            .chain(growth(file, &loaded.scenario))
            .chain(pipeline::incidents(loaded))
            .collect();
        tell(file, &estimate, (&kind, loaded), &notes, args)?;
    }
    Ok(Status::Met)
}

/// What the file varies; the figures above are of the file as it stands.
fn sweep(file: &Path, scenario: &Scenario) -> Option<String> {
    let design = scenario.sweep.as_ref()?.design().ok()?;
    let paths: Vec<&str> = design.factors.iter().map(|factor| factor.path.as_str()).collect();
    Some(format!(
        "[sweep] varies {} over {}: iotcap sweep {} checks and runs them",
        paths.join(", "),
        words::things(design.points.len() as u64, "point", "points"),
        words::shell(file)
    ))
}

/// How far the file grows.
fn growth(file: &Path, scenario: &Scenario) -> Option<String> {
    let growth = scenario.growth.as_ref()?;
    let (from, to) = (growth.counts(scenario, 0.0), growth.counts(scenario, growth.months()));
    let class =
        |((path, from), (_, to)): (&(String, u64), &(String, u64))| format!("{path} from {from} to {to}");
    let classes: Vec<String> = from.iter().zip(&to).map(class).collect();
    let file = words::shell(file);
    let then = match scenario.objectives.is_empty() {
        false => format!("iotcap forecast {file} says when objectives are missed"),
        true => format!("with [objectives] to be kept iotcap forecast {file} says when they are missed"),
    };
    Some(format!("[growth] takes {} until {}: {then}", classes.join(", "), growth.until))
}

/// The estimate as JSON, and of which kind the study is.
#[derive(serde::Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    estimate: &'a Estimate,
    study: &'a Kind,
    /// What may be bought.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<offers::Offer<'a>>,
}

fn tell(
    file: &Path,
    estimate: &Estimate,
    (kind, loaded): (&Kind, &Loaded),
    notes: &[String],
    args: &Args,
) -> Result<(), Failure> {
    if args.quiet {
        return Ok(());
    }
    let options = &loaded.options;
    let leads = loaded.scenario.growth.as_ref().and_then(|growth| growth.lead_times).unwrap_or_default();
    if args.json {
        return print_json(&Told { estimate, study: kind, options: offers::all(options, leads) });
    }
    say::data(&text(file, estimate, kind))?;
    if !options.is_empty() {
        say::data(&format!("\n{}", offers::text(options, leads)))?;
    }
    estimate.warnings.iter().for_each(|text| say::warning(text));
    notes.iter().for_each(|text| say::note(text));
    Ok(())
}

fn text(file: &Path, estimate: &Estimate, kind: &Kind) -> String {
    let parts = [
        format!("{}: no mistakes found; {}\n{}", file.display(), limits::cost(estimate), study(kind)),
        classes(estimate),
        data_rates(estimate),
        batteries(estimate),
        elements(estimate),
        sample(estimate),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// Which kind of study it is, and what follows.
fn study(kind: &Kind) -> String {
    let stated = if kind.stated { "stated" } else { kind.reason.as_str() };
    format!("{} study ({stated}): {}\n", kind.word(), kind.consequence)
}

fn classes(estimate: &Estimate) -> String {
    let mut table = Table::new(&[
        ("class", Left),
        ("devices", Right),
        ("messages a day", Right),
        ("out of coverage", Right),
    ]);
    for class in &estimate.classes {
        table.row(vec![
            class.name.clone(),
            words::count(class.devices),
            words::about(class.messages_per_day * class.devices as f64),
            class.out_of_coverage.map_or("-".to_string(), |share| sampled(class, share)),
        ]);
    }
    table.text()
}

fn data_rates(estimate: &Estimate) -> String {
    let mut table = Table::new(&[
        ("class", Left),
        ("data rate", Left),
        ("devices", Right),
        ("airtime of a message", Right),
    ]);
    for class in &estimate.classes {
        for rate in &class.data_rates {
            table.row(vec![
                class.name.clone(),
                rate.label.clone(),
                sampled(class, rate.share),
                words::seconds(rate.airtime_s),
            ]);
        }
    }
    table.text()
}

fn batteries(estimate: &Estimate) -> String {
    let mut table = Table::new(&[("battery of", Left), ("mean life, each message sent once", Right)]);
    for class in &estimate.classes {
        if let Some(years) = class.battery_years {
            let sign = if class.sampled && !class.data_rates.is_empty() { "~ " } else { "" };
            table.row(vec![class.name.clone(), format!("{sign}{years:.1} y")]);
        }
    }
    table.text()
}

/// What `~` means.
fn sample(estimate: &Estimate) -> String {
    let marked = |class: &ClassEstimate| {
        class.sampled && (class.out_of_coverage.is_some() || !class.data_rates.is_empty())
    };
    match estimate.classes.iter().any(marked) {
        true => "~ from the first devices of the class, as one layout draws them; a run takes all, in each of its \
                 replications' layouts\n"
            .to_string(),
        false => String::new(),
    }
}

/// A share that comes from a sample says so.
fn sampled(class: &ClassEstimate, share: f64) -> String {
    let sign = if class.sampled { "~ " } else { "" };
    format!("{sign}{}", words::share(share))
}

fn elements(estimate: &Estimate) -> String {
    let mut table = Table::new(&[("element", Left), ("offered load", Right), ("of", Left), ("", Left)]);
    for element in &estimate.elements {
        table.row(vec![
            element.name.clone(),
            element.offered_load.map_or("-".to_string(), |load| offered(&element.name, load)),
            element.capacity.clone(),
            element.note.clone(),
        ]);
    }
    table.text()
}

/// A radio's load is airtime in Erlang per channel (DEFINITIONS D9), not a share of a capacity.
fn offered(name: &str, load: f64) -> String {
    if name.starts_with("radio.") { format!("{load:.3} E") } else { words::share(load) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::estimate::{DataRateEstimate, ElementEstimate};

    fn overloaded() -> Estimate {
        let rate = DataRateEstimate { label: "SF7".into(), share: 0.25, airtime_s: 0.0566 };
        let class = ClassEstimate {
            name: "meters".into(),
            devices: 5000,
            messages_per_day: 24.0,
            data_rates: vec![rate],
            out_of_coverage: Some(0.0123),
            sampled: true,
            battery_years: None,
            ..ClassEstimate::default()
        };
        let element = |name: &str, load| ElementEstimate {
            name: name.into(),
            offered_load: Some(load),
            capacity: "2 Mbit/s".into(),
            ..ElementEstimate::default()
        };
        let elements = vec![element("radio.lora", 0.047), element("links.lte", 1.5)];
        Estimate { classes: vec![class], elements, runs: 40, seconds: 12.0, ..Estimate::default() }
    }

    #[test]
    fn an_overload_stands_in_the_table_as_it_is() {
        let text = text(Path::new("a.toml"), &overloaded(), &Kind::default());
        assert!(text.contains("links.lte        150.0 %  2 Mbit/s"), "{text}");
        assert!(text.contains("0.047 E"), "{text}");
        assert!(text.contains("about 12 s"), "{text}");
    }

    #[test]
    fn a_sampled_share_says_so() {
        let text = text(Path::new("a.toml"), &overloaded(), &Kind::default());
        assert!(text.contains("\n~ from the first devices"), "{text}");
        assert!(text.contains("~ 1.23 %") && text.contains("SF7") && text.contains("56.6 ms"), "{text}");
    }
}
