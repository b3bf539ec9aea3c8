//! What fails and what is assumed: the door to [`crate::experiment::failures`] and [`crate::experiment::sensitivity`].

use super::{Loaded, Many, OutputFile, RunError, info};
use crate::cli::say;
use crate::cli::status::Failure;
use crate::experiment::campaign::Campaign;
use crate::experiment::facts::RunFacts;
use crate::experiment::failures::elements::{self, Failure as Outage};
use crate::experiment::failures::results::Failures;
use crate::experiment::failures::{self, FailuresError};
use crate::experiment::sensitivity::results::Sensitivity;
use crate::experiment::sensitivity::{self, SensitivityError};
use crate::network::Network;
use crate::network::estimate::{self, Estimate};
use crate::report;
use crate::scenario::{load, settings};

/// Everything of a scenario that can fail by itself.
pub fn single_failures(loaded: &Loaded) -> Vec<Outage> {
    elements::singles(&loaded.scenario, &Network::build(&loaded.scenario))
}

/// Fails elements in turn; `refusal` says why it costs too much, if it does.
pub fn failures(
    loaded: &Loaded,
    question: &failures::Question,
    many: &Many,
    refusal: &dyn Fn(&Estimate) -> Option<String>,
) -> Result<(Failures, RunFacts), Failure> {
    let permit = |network: &Network, runs: u64| {
        refusal(&estimate::estimate(network, runs, many.jobs)).map_or(Ok(()), Err)
    };
    let campaign = Campaign::new(many.jobs, many.store, many.progress);
    let means = failures::Means { permit: &permit, campaign: &campaign };
    let found = failures::failures(&loaded.scenario, info(loaded), question, &means);
    let mut found = found.map_err(|error| match error {
        FailuresError::Asked(sentence) => Failure::Use(sentence),
        FailuresError::Study(error) => RunError::from(error).into(),
    })?;
    found.warnings.extend(loaded.warnings.iter().cloned());
    let facts = RunFacts {
        engine_cpu_s: campaign.engine_cpu_s(),
        messages: many.progress.messages(),
        devices: Vec::new(),
    };
    Ok((found, facts))
}

/// Why failures that were read cannot be drawn, if so.
pub fn sound_failures(failures: &Failures) -> Result<(), String> {
    report::failures::sound(failures)
}

/// The page and the table of failures.
pub fn draw_failures(failures: &Failures) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::failures::render(failures)?;
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}

/// Every value that is written in the file, its bases or on the command line, by its path.
pub fn written(loaded: &Loaded) -> std::collections::BTreeMap<String, String> {
    settings::settings(&loaded.scenario)
}

/// Moves the assumptions of a question; `set` is laid on the file before, `refusal` says why it costs too much, if it does.
pub fn sensitivity(
    loaded: &Loaded,
    set: &[String],
    question: &sensitivity::Question,
    many: &Many,
    refusal: &dyn Fn(&Estimate) -> Option<String>,
) -> Result<(Sensitivity, RunFacts), Failure> {
    let load = |moved: &[String]| {
        let settings: Vec<String> = set.iter().chain(moved).cloned().collect();
        let loaded = load::load(&loaded.path, &settings).map_err(|found| {
            let what: Vec<&str> = found.problems().iter().map(|problem| problem.message.as_str()).collect();
            format!("the scenario does not take {}: {}", moved.join(" and "), what.join("; "))
        })?;
        Ok(loaded.scenario)
    };
    let permit = |network: &Network, runs: u64| {
        refusal(&estimate::estimate(network, runs, many.jobs)).map_or(Ok(()), Err)
    };
    let campaign = Campaign::new(many.jobs, many.store, many.progress);
    let means = sensitivity::Means { load: &load, permit: &permit, campaign: &campaign };
    let found = sensitivity::sensitivity(&loaded.scenario, info(loaded), question, &means);
    let mut found = found.map_err(|error| match error {
        SensitivityError::Asked(sentence) => Failure::Use(sentence),
        SensitivityError::Study(error) => RunError::from(error).into(),
    })?;
    found.warnings.extend(loaded.warnings.iter().cloned());
    let facts = RunFacts {
        engine_cpu_s: campaign.engine_cpu_s(),
        messages: many.progress.messages(),
        devices: Vec::new(),
    };
    Ok((found, facts))
}

/// Why a sensitivity that was read cannot be drawn, if so.
pub fn sound_sensitivity(found: &Sensitivity) -> Result<(), String> {
    report::sensitivity::sound(found)
}

/// The page and the table of a sensitivity.
pub fn draw_sensitivity(found: &Sensitivity) -> Result<Vec<OutputFile>, Failure> {
    let rendered = report::sensitivity::render(found)?;
    rendered.warnings.iter().for_each(|text| say::warning(text));
    Ok(rendered.files)
}
