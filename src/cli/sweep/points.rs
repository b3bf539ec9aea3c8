//! The points of a sweep: every one is loaded as `--set` would load it, so that what is wrong is told in the same
//! words, and before anything runs.

use std::path::Path;

use super::super::pipeline::{self, Loaded};
use super::super::say;
use super::super::status::Failure;
use crate::experiment::campaign::Point;
use crate::network::estimate::Estimate;
use crate::scenario::sweep::{Design, Factor};

/// Points whose mistakes, and whose own warnings, are shown.
const MOST_SHOWN: usize = 3;

/// What the command line asks.
pub struct Asked<'a> {
    pub file: &'a Path,
    pub vary: &'a [String],
    pub zip: bool,
    pub conditions: &'a [String],
    pub settings: Vec<String>,
}

/// A sweep that can run.
pub struct Ready {
    pub base: Loaded,
    pub design: Design,
    pub points: Vec<Point>,
    pub warnings: Vec<String>,
}

/// Loads the scenario and all of its points.
pub fn check(asked: &Asked) -> Result<Ready, Failure> {
    let base = load(asked.file, &asked.settings).map_err(Failure::Scenario)?;
    let design = design(asked, &base)?;
    let (mut points, mut own, mut complaints) = (Vec::new(), Vec::new(), Vec::new());
    for point in &design.points {
        let set = design.settings(point);
        let settings: Vec<String> = asked.settings.iter().chain(&set).cloned().collect();
        match load(asked.file, &settings) {
            Err(text) => complaints.push(format!("at {}:\n{text}", set.join(", "))),
            Ok(_) if !complaints.is_empty() => (),
            Ok(loaded) => {
                let fresh = loaded.warnings.into_iter().filter(|text| !base.warnings.contains(text));
                fresh.for_each(|text| own.push(format!("at {}: {text}", set.join(", "))));
                points.push(Point::new(set, loaded.scenario));
            }
        }
    }
    if complaints.is_empty() {
        let warnings = base.warnings.iter().cloned().chain(few(own)).collect();
        return Ok(Ready { base, design, points, warnings });
    }
    let first = errors(&complaints[0]);
    if complaints.len() == design.points.len() && complaints.iter().all(|text| errors(text) == first) {
        let all = if complaints.len() > 1 { "\nand so at all points" } else { "" };
        return Err(Failure::Scenario(format!("{}{all}", complaints[0])));
    }
    let more = complaints.len().saturating_sub(MOST_SHOWN);
    complaints.truncate(MOST_SHOWN);
    if more > 0 {
        complaints.push(format!("… and at {more} more of {} points", design.points.len()));
    }
    Err(Failure::Scenario(complaints.join("\n")))
}

/// What is wrong, without the lines that show it.
fn errors(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.contains("error")).collect()
}

/// The same thing is mostly said of every point, with another number.
fn few(mut own: Vec<String>) -> Vec<String> {
    let more = own.len().saturating_sub(MOST_SHOWN);
    own.truncate(MOST_SHOWN);
    if more > 0 {
        own.push(format!("… and {more} more of this kind; iotcap check --set tells what holds at one point"));
    }
    own
}

fn load(file: &Path, settings: &[String]) -> Result<Loaded, String> {
    pipeline::load(file, settings, say::coloured())
}

/// As asked on the command line, else as the file has it.
fn design(asked: &Asked, base: &Loaded) -> Result<Design, Failure> {
    let wrong = |why: String| Failure::Use(why);
    if asked.vary.is_empty() {
        let Some(sweep) = &base.scenario.sweep else {
            return Err(wrong(format!(
                "{} has no [sweep]; say what to vary, such as --vary devices.meters.count=1000,2000,5000",
                asked.file.display()
            )));
        };
        let mut sweep = sweep.clone();
        sweep.zip = asked.zip.then_some(true).or(sweep.zip);
        sweep.r#where.extend_from_slice(asked.conditions);
        return sweep.design().map_err(|why| wrong(format!("[sweep]: {why}")));
    }
    let factor = |text: &String| {
        let split = text.split_once('=').filter(|(path, _)| !path.trim().is_empty());
        let (path, values) = split.ok_or_else(|| {
            let said = if text.trim().is_empty() { String::new() } else { format!("{text}: ") };
            wrong(format!("--vary: {said}write PATH=VALUES, such as devices.meters.count=1000,2000,5000"))
        })?;
        Factor::parse(path, values).map_err(|why| wrong(format!("--vary {path}: {why}")))
    };
    let factors = asked.vary.iter().map(factor).collect::<Result<Vec<_>, _>>()?;
    Design::new(factors, asked.zip, asked.conditions).map_err(wrong)
}

impl Ready {
    /// What all points cost together.
    pub fn estimate(&self, jobs: usize) -> Estimate {
        let sum = |of: fn(&Point) -> f64| self.points.iter().map(of).sum::<f64>();
        // a study under way for every job, each with a layout of its own
        let most = self.points.iter().map(|point| point.cost.memory_bytes).max().unwrap_or(0);
        Estimate {
            runs: self.points.iter().map(|point| point.cost.runs).sum(),
            messages: sum(|point| point.cost.messages),
            seconds: sum(|point| point.cost.seconds) / jobs as f64,
            memory_bytes: most.saturating_mul(jobs as u64),
            ..Estimate::default()
        }
    }
}
